/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ALL_REDUCE_ALGORITHM_H
#define ALL_REDUCE_ALGORITHM_H

#include "ns3/object.h"
#include "ns3/ptr.h"
#include "ns3/task-graph.h"

#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * How an all-reduce is done: which messages, in which order. A new algorithm is a class derived
 * from this one whose name ends in AllReduceAlgorithm; it is found through the TypeId registry.
 */
class AllReduceAlgorithm : public Object
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    AllReduceAlgorithm();
    ~AllReduceAlgorithm() override;

    /**
     * Make an algorithm.
     * @param name short name: of the class RingAllReduceAlgorithm it is "ring"
     * @return the algorithm, or null if there is none of this name
     */
    static Ptr<AllReduceAlgorithm> Find(const std::string& name);

    /** @return the short names of all algorithms, separated by commas. */
    static std::string List();

    /**
     * Refuse what cannot be done.
     * @param ranks number of ranks
     * @param bytes size of the vector
     * @return an empty string, or one line that says what is allowed
     */
    virtual std::string Check(uint32_t ranks, uint64_t bytes) const = 0;

    /**
     * Count tasks.
     * @param ranks number of ranks
     * @return the number of tasks that AddTo() adds
     */
    virtual uint64_t CountTasks(uint32_t ranks) const = 0;

    /**
     * Count who sends to whom.
     * @param ranks number of ranks
     * @return ordered pairs of a sender and a receiver
     */
    virtual uint64_t CountPairs(uint32_t ranks) const
    {
        return CountTasks(ranks);
    }

    /**
     * Add the tasks of one all-reduce.
     * @param graph where to put them
     * @param ranks hosts by rank
     * @param bytes size of the vector
     */
    virtual void AddTo(TaskGraph& graph,
                       const std::vector<uint32_t>& ranks,
                       uint64_t bytes) const = 0;
};

} // namespace aifabric
} // namespace ns3

#endif // ALL_REDUCE_ALGORITHM_H
