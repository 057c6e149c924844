/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COLLECTIVE_LIBRARY_H
#define COLLECTIVE_LIBRARY_H

#include "collective-workload.h"

#include "ns3/component-spec.h"
#include "ns3/fabric-random.h"
#include "ns3/task-graph.h"

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** One collective operation within a larger graph. */
struct CollectiveCall
{
    std::string operation;            ///< its name, as in --workload: "all-reduce"
    uint64_t bytes{0};                ///< its attribute Bytes
    std::vector<uint32_t> hosts;      ///< by rank
    std::vector<TaskGraph::Id> after; ///< by rank: what a rank waits for before it takes part, a
                                      ///< task that ends on its host; NONE for nothing. Empty for
                                      ///< nothing at all
    TaskGraph::Activity activity;     ///< what it is in the results; its name may be empty: that of
                                      ///< the operation
};

/**
 * @ingroup ai-fabric
 *
 * Collective operations as parts of larger graphs, such as the iterations of a training job: every
 * CollectiveWorkload may be called, with the algorithm, protocol and channels that were set for it.
 *
 * A rank takes part when what it waits for has ended: before that, it neither sends its own data
 * nor forwards that of others.
 */
class CollectiveLibrary
{
  public:
    /** @return the operations. */
    static const ComponentFamily& GetFamily();

    /**
     * Set attributes of an operation for all calls.
     * @param operation its name
     * @param parameters keys and values, as in --workload; not Bytes, and nothing that says who
     * takes part, when or in which class: each call and its job do
     * @throws ConfigError if there is no such operation or attribute, or a value is impossible
     */
    void Set(const std::string& operation, const ParameterList& parameters);

    /**
     * Refuse what cannot be done.
     * @param operation its name
     * @param ranks how many take part; one alone has nothing to do
     * @param bytes its attribute Bytes
     * @return an empty string, or what is wrong
     */
    std::string Check(const std::string& operation, uint32_t ranks, uint64_t bytes);

    /**
     * Count the tasks of a call before they are made.
     * @param operation its name
     * @param ranks how many take part
     * @param bytes its attribute Bytes
     * @return at most as many as Add() adds, but for calls of which Check() complains
     */
    uint64_t CountTasks(const std::string& operation, uint32_t ranks, uint64_t bytes);

    /**
     * Count who sends to whom in a call.
     * @param operation its name
     * @param ranks how many take part
     * @param bytes its attribute Bytes
     * @return ordered pairs of a sender and a receiver
     */
    uint64_t CountPairs(const std::string& operation, uint32_t ranks, uint64_t bytes);

    /**
     * Add a call. Check() has found nothing wrong.
     * @param graph where its tasks go; its activity is the last one afterwards
     * @param call what is to be done
     * @param random a stream for what is drawn
     * @return by rank, a task that ends on its host when the part of the rank is over: all that it
     * sends is acknowledged, all that is sent to it has arrived
     */
    std::vector<TaskGraph::Id> Add(TaskGraph& graph,
                                   const CollectiveCall& call,
                                   FabricRandom& random);

  private:
    Ptr<CollectiveWorkload> Get(const std::string& operation, uint64_t bytes);

    std::map<std::string, ParameterList> m_parameters; ///< by name of the operation
    std::map<std::pair<std::string, uint64_t>, Ptr<CollectiveWorkload>> m_workloads;
};

} // namespace aifabric
} // namespace ns3

#endif // COLLECTIVE_LIBRARY_H
