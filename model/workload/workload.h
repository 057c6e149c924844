/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef WORKLOAD_H
#define WORKLOAD_H

#include "task-graph.h"

#include "ns3/fabric-random.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/ptr.h"
#include "ns3/service-levels.h"

#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A pattern of traffic: makes a task graph for a number of hosts.
 */
class Workload : public Object
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    Workload();
    ~Workload() override;

    /**
     * Refuse what cannot be done on a fabric of this size.
     * @param hosts number of hosts
     * @return an empty string, or one line that names the attribute and what is allowed
     */
    std::string Check(uint32_t hosts) const;

    /**
     * Make the tasks. Check() has found nothing wrong.
     * @param hosts number of hosts
     * @param random the stream from which everything random is drawn
     * @return the tasks, closed
     */
    Ptr<TaskGraph> Build(uint32_t hosts, FabricRandom& random) const;

    /** @return how its messages are carried (attributes Class, Dscp and QueuePairs). */
    MessageService GetService() const;

    /** @return when hosts start, beside a random spread (attribute Start). */
    Time GetStart() const
    {
        return m_start;
    }

    /**
     * Count tasks before they are made.
     * @param hosts number of hosts
     * @return messages and computations of all hosts
     */
    uint64_t GetTaskCount(uint32_t hosts) const
    {
        return CountTasks(hosts);
    }

    /**
     * Count the hosts that take part.
     * @param hosts number of hosts of the fabric
     * @return their number: those from 0 on, which a placement may move to others
     */
    virtual uint32_t CountRanks(uint32_t hosts) const
    {
        return hosts;
    }

    /**
     * Count who sends to whom, to know the memory of queue pairs before they are made.
     * @param hosts number of hosts
     * @return ordered pairs of a sender and a receiver, at most one for each task
     */
    virtual uint64_t CountPairs(uint32_t hosts) const
    {
        return CountTasks(hosts);
    }

    /**
     * Count who sends to whom at one time, where queue pairs that are idle end.
     * @param hosts number of hosts
     * @return ordered pairs of a sender and a receiver, at most CountPairs()
     */
    virtual uint64_t CountOpenPairs(uint32_t hosts) const
    {
        return CountPairs(hosts);
    }

  protected:
    /** Largest message in bytes: the length field of the RETH has 32 bits. */
    static constexpr uint64_t MAX_MESSAGE_BYTES = UINT32_MAX;
    /** Largest number of tasks: their records take about 100 bytes each. */
    static constexpr uint64_t MAX_TASKS = 50000000;

    /**
     * Check the size of messages.
     * @param bytes what the attribute Bytes says
     * @return an empty string, or what is allowed
     */
    static std::string CheckBytes(uint64_t bytes);

    /**
     * Check a host number.
     * @param attribute name of the attribute
     * @param host its value
     * @param hosts number of hosts
     * @return an empty string, or what is allowed
     */
    static std::string CheckHost(const std::string& attribute, uint32_t host, uint32_t hosts);

  private:
    /**
     * Refuse what cannot be done.
     * @param hosts number of hosts, at least 2
     * @return an empty string, or what is wrong
     */
    virtual std::string CheckConfig(uint32_t hosts) const = 0;

    /**
     * Count tasks before they are made.
     * @param hosts number of hosts
     * @return their number
     */
    virtual uint64_t CountTasks(uint32_t hosts) const = 0;

    /**
     * Make the tasks.
     * @param graph where to put them
     * @param hosts number of hosts
     * @param random the stream from which everything random is drawn
     */
    virtual void DoBuild(TaskGraph& graph, uint32_t hosts, FabricRandom& random) const = 0;

    Time m_start;         ///< when hosts start
    int8_t m_class;       ///< traffic class, or -1
    int8_t m_dscp;        ///< DSCP, or -1
    uint8_t m_queuePairs; ///< to each peer
};

} // namespace aifabric
} // namespace ns3

#endif // WORKLOAD_H
