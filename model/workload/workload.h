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

#include <algorithm>
#include <string>
#include <vector>

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

    /** @return when hosts start, beside a random spread (attributes Start and Shift). */
    Time GetStart() const
    {
        return m_start + m_shift;
    }

    /**
     * Draw when the jobs of this kind arrive (attributes Jobs, Arrivals and Gap).
     * @param random a stream for what is drawn
     * @return by job, by how much it starts later than the first
     */
    std::vector<Time> DrawArrivals(FabricRandom& random) const;

    /** @return how many jobs of this kind there are (attribute Jobs). */
    uint32_t CountJobs() const
    {
        return m_jobs;
    }

    /** @return who places it: a PlacementPolicy; empty if it does not say (attribute Placement). */
    const std::string& GetPlacement() const
    {
        return m_placement;
    }

    /** @return whether messages go by TCP, through ns-3's own protocol stack (attribute Transport).
     */
    bool IsTcp() const
    {
        return m_transport == TCP;
    }

    /** @return whether it may be placed on hosts that other jobs hold (attribute Share). */
    bool IsSharing() const
    {
        return m_share;
    }

    /**
     * @param hosts number of hosts of the fabric
     * @return how many of them it knows of (attribute Hosts)
     */
    uint32_t GetHosts(uint32_t hosts) const
    {
        return m_hosts == 0 ? hosts : std::min(hosts, m_hosts);
    }

    /**
     * Say what a host can send, for workloads that are asked for a share of it.
     * @param rate of all its links, bits per second
     */
    void SetHostRate(uint64_t rate)
    {
        m_hostRate = rate;
    }

    /**
     * Count tasks before they are made.
     * @param hosts number of hosts
     * @return messages and computations of all hosts, of one job
     */
    uint64_t GetTaskCount(uint32_t hosts) const;

    /**
     * @param hosts number of hosts
     * @return whether a rule tells its tasks, however many they are, and no list
     */
    bool IsRuled(uint32_t hosts) const
    {
        return HasRule(GetHosts(hosts));
    }

    /**
     * List what it has chosen itself, where an attribute leaves that open. Its argument is the
     * number of hosts of the fabric, for which Check() has found nothing wrong.
     * @return a few words for each choice; none if everything is said
     */
    virtual std::vector<std::string> ListChoices(uint32_t) const
    {
        return {};
    }

    /**
     * List the hosts that it names itself, which a placement may move to others.
     * @param hosts number of hosts of the fabric
     * @return their numbers, rising: those from 0 on that CountRanks() counts, unless a derived
     * class knows better
     */
    virtual std::vector<uint32_t> ListHosts(uint32_t hosts) const;

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
    /** Largest number of tasks in a list: their records take about 100 bytes each. */
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

    /** @return what a host can send, bits per second. */
    uint64_t GetHostRate() const
    {
        return m_hostRate;
    }

    /** @return whether it is done once, by messages that their senders post. */
    bool IsDoneOnce() const
    {
        return m_rounds == 1 && m_pause.IsZero() && m_period.IsZero() && m_operation != READ;
    }

  private:
    /// How jobs of a kind follow each other.
    enum Arrivals
    {
        CONSTANT,
        POISSON,
    };

    /// What carries messages.
    enum Transport
    {
        RDMA,
        TCP,
    };

    /// What messages are: RdmaOperation, for ns-3, whose attributes know plain enumerations only.
    enum Operation
    {
        WRITE = static_cast<int>(RdmaOperation::WRITE),
        WRITE_IMMEDIATE = static_cast<int>(RdmaOperation::WRITE_IMMEDIATE),
        SEND = static_cast<int>(RdmaOperation::SEND),
        SEND_IMMEDIATE = static_cast<int>(RdmaOperation::SEND_IMMEDIATE),
        READ = static_cast<int>(RdmaOperation::READ),
    };

    static TypeId AddCarriage(TypeId tid);
    std::string CheckTransport() const;
    std::string CheckCount(uint32_t hosts) const;

    /**
     * Its argument is the number of hosts.
     * @return whether DoBuild() lets a rule tell the tasks, however many they are
     */
    virtual bool HasRule(uint32_t) const
    {
        return false;
    }

    void TurnReads(TaskGraph& graph) const;

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

    Time m_start;                      ///< when hosts start
    Time m_shift;                      ///< by how much later
    int8_t m_class;                    ///< traffic class, or -1
    int8_t m_dscp;                     ///< DSCP, or -1
    uint8_t m_queuePairs;              ///< to each peer
    Operation m_operation;             ///< what messages are
    Transport m_transport;             ///< what carries messages
    uint32_t m_hosts;                  ///< that it knows of; 0 for all
    std::string m_placement;           ///< policy, as written
    bool m_share;                      ///< whether it may be where others are
    uint32_t m_jobs;                   ///< of this kind
    Arrivals m_arrivals;               ///< how they follow each other
    Time m_gap;                        ///< from one to the next
    uint32_t m_rounds;                 ///< how often it is done
    Time m_pause;                      ///< what hosts compute before each round
    Time m_period;                     ///< from the start of a round to that of the next
    uint64_t m_hostRate{400000000000}; ///< bits per second
};

} // namespace aifabric
} // namespace ns3

#endif // WORKLOAD_H
