/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COLLECTIVE_ALGORITHM_H
#define COLLECTIVE_ALGORITHM_H

#include "collective-builder.h"
#include "collective-shape.h"

#include "ns3/object.h"
#include "ns3/task-rule.h"

#include <cstdint>
#include <memory>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * How a collective operation is done: which rank sends which chunks of the data to which, after
 * what. The data of an operation are chunks, numbered from 0: which ranks have a part in a chunk at
 * the start and which must have it whole at the end is said by the operation, a class derived from
 * this one (collective-operations.h). A new algorithm is a class derived from its operation:
 * RingAllReduceAlgorithm, an AllReduceAlgorithm, is "ring" among those of all-reduce.
 *
 * An algorithm may count on this only: a message has what its sender has of the chunks when the
 * message starts, and a rank has what came when the message ended there. What must come first is
 * said by CollectiveBuilder::Order(). The suite ai-fabric-collective-data carries out the messages
 * of every algorithm on symbols, in many orders that the graph allows.
 */
class CollectiveAlgorithm : public Object
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    CollectiveAlgorithm();
    ~CollectiveAlgorithm() override;

    /**
     * Refuse what cannot be done.
     * @param shape the group, of at least two ranks
     * @return an empty string, or one line that names the attribute and what is allowed
     */
    virtual std::string Check(const CollectiveShape& shape) const;

    /**
     * @param shape the group
     * @return the number of chunks that the data have
     */
    virtual uint64_t CountChunks(const CollectiveShape& shape) const = 0;

    /**
     * @param shape the group
     * @return chunks of the message that carries most
     */
    virtual uint64_t GetLargest(const CollectiveShape& shape) const = 0;

    /**
     * @param shape the group
     * @return messages that AddTo() adds if no chunk is empty
     */
    virtual uint64_t CountMessages(const CollectiveShape& shape) const = 0;

    /**
     * @param shape the group
     * @return ordered pairs of a sender and a receiver; at most one for each message
     */
    virtual uint64_t CountPairs(const CollectiveShape& shape) const;

    /**
     * @param shape the group
     * @return ordered pairs of a sender and a receiver that have messages under way at one time
     */
    virtual uint64_t CountOpenPairs(const CollectiveShape& shape) const;

    /**
     * Add the messages of one slice.
     * @param builder where they go
     */
    virtual void AddTo(CollectiveBuilder& builder) const = 0;

    /**
     * Tell the messages of one group by a rule, the same with the same numbers that AddTo() adds.
     * @param job the group, in one slice
     * @return the rule; null if there is none, which is so by default
     */
    virtual std::unique_ptr<TaskRule> MakeRule(const CollectiveBuilder::Job& job) const;

    /**
     * @param shape the group
     * @param rank a rank
     * @param chunk number of a chunk
     * @return whether the rank has a part in the chunk at the start
     */
    virtual bool Has(const CollectiveShape& shape, uint32_t rank, uint64_t chunk) const = 0;

    /**
     * @param shape the group
     * @param rank a rank
     * @param chunk number of a chunk
     * @return whether the rank must have the whole chunk at the end
     */
    virtual bool Gets(const CollectiveShape& shape, uint32_t rank, uint64_t chunk) const = 0;
};

} // namespace aifabric
} // namespace ns3

#endif // COLLECTIVE_ALGORITHM_H
