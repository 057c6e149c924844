/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COLLECTIVE_DATA_H
#define COLLECTIVE_DATA_H

#include "ns3/collective-workload.h"
#include "ns3/task-graph.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric-tests
 *
 * A collective on symbols: what a rank has of a chunk is the set of the ranks whose part is in it.
 * Groups have 64 ranks at most.
 */
class CollectiveData
{
  public:
    /** A message and what it carries. */
    struct Message
    {
        uint32_t group;     ///< which group
        uint64_t slice;     ///< which slice
        uint32_t from;      ///< rank that sends
        uint32_t to;        ///< rank that receives
        ChunkSet chunks;    ///< what it carries
        ChunkAction action; ///< what becomes of it
    };

    /** In which order messages begin and end, of those that the graph allows. */
    enum Order
    {
        OLDEST, ///< all begin as soon as they may, and end in the order of their beginning
        NEWEST, ///< all begin as soon as they may, and those end first that began last
        LAZY,   ///< nothing begins while something is under way
        RANDOM, ///< drawn
    };

    /**
     * Build a collective.
     * @param workload the collective
     * @param hosts number of hosts
     */
    CollectiveData(Ptr<CollectiveWorkload> workload, uint32_t hosts);

    /**
     * Carry it out.
     * @param order of messages
     * @param seed of what is drawn
     * @return an empty string, or what went wrong first
     */
    std::string Run(Order order, uint64_t seed = 1) const;

    /**
     * Carry it out in several orders.
     * @param draws how many of them are drawn
     * @return an empty string, or what went wrong first
     */
    std::string RunAll(uint32_t draws) const;

    /** @return bytes by sending and receiving host. */
    std::map<std::pair<uint32_t, uint32_t>, uint64_t> GetMatrix() const;

    /** @return the dependencies, each the earlier and the later task. */
    const std::vector<std::pair<uint32_t, uint32_t>>& GetDependencies() const
    {
        return m_dependencies;
    }

    /**
     * Take a dependency away.
     * @param index which one
     * @return the same collective without it
     */
    CollectiveData Without(size_t index) const;

    /** @return messages by number, to be changed. */
    std::vector<Message>& GetMessages()
    {
        return m_messages;
    }

    /** @return the graph. */
    const TaskGraph& GetGraph() const
    {
        return *m_graph;
    }

    /** @return how groups carry it out. */
    const std::vector<CollectivePlan>& GetPlans() const
    {
        return m_plans;
    }

  private:
    class State;

    Ptr<TaskGraph> m_graph;
    std::vector<CollectivePlan> m_plans;
    std::vector<Message> m_messages;
    std::vector<std::pair<uint32_t, uint32_t>> m_dependencies;
};

} // namespace aifabric
} // namespace ns3

#endif // COLLECTIVE_DATA_H
