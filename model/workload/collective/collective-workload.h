/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COLLECTIVE_WORKLOAD_H
#define COLLECTIVE_WORKLOAD_H

#include "collective-algorithm.h"
#include "collective-groups.h"
#include "nccl-tuner.h"

#include "ns3/component-registry.h"
#include "ns3/data-rate.h"
#include "ns3/workload.h"

#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** How one group carries out a collective. */
struct CollectivePlan
{
    Ptr<CollectiveAlgorithm> algorithm;                      ///< who sends what to whom
    CollectiveProtocol protocol{CollectiveProtocol::SIMPLE}; ///< how data are written
    CollectiveShape shape;                                   ///< the group
    uint64_t bytes{0};                                       ///< of all chunks together
    uint64_t chunks{1};                                      ///< parts of the data
    uint64_t slices{1}; ///< into which each of them is cut, of all channels
};

/**
 * @ingroup ai-fabric
 *
 * One collective operation, by the algorithm of choice, on all hosts, some of them, or in several
 * groups at once. Each group is a collective of its own in the results.
 *
 * Reductions and copies within a host take no time. A derived class is an operation: it has the
 * attributes Bytes and Algorithm, with their defaults, and says which algorithms there are.
 */
class CollectiveWorkload : public Workload
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    CollectiveWorkload();
    ~CollectiveWorkload() override;

    std::vector<uint32_t> ListHosts(uint32_t hosts) const override;
    uint64_t CountPairs(uint32_t hosts) const override;
    uint64_t CountOpenPairs(uint32_t hosts) const override;
    std::vector<std::string> ListChoices(uint32_t hosts) const override;

    /**
     * Ask to be told of each message that Build() makes.
     * @param observer told of the messages
     */
    void SetObserver(CollectiveBuilder::Observer observer);

    /**
     * Say how groups would carry it out. Check() has found nothing wrong.
     * @param hosts number of hosts
     * @return by group
     */
    std::vector<CollectivePlan> GetPlans(uint32_t hosts) const;

    /**
     * Add the messages of one group to a graph, as part of its last activity.
     * @param graph where they go
     * @param hosts by rank; Check() of their number has found nothing wrong
     * @param random a stream for what is drawn
     */
    void AddTo(TaskGraph& graph, const std::vector<uint32_t>& hosts, FabricRandom& random) const;

  protected:
    /**
     * @param ranks of a group
     * @return bytes of all chunks together
     */
    virtual uint64_t GetTotal(uint64_t ranks) const;

    /**
     * @param plan how a group carries it out
     * @param random a stream for what is drawn
     * @return sizes of the chunks
     */
    virtual ChunkSizes GetSizes(const CollectivePlan& plan, FabricRandom& random) const;

    /**
     * @param plan how a group carries it out
     * @return bytes of the largest message, of all slices together
     */
    virtual uint64_t GetLargestBytes(const CollectivePlan& plan) const;

    /**
     * Refuse sizes that cannot be carried out.
     * @param plan how a group carries it out
     * @return an empty string, or one line that names the attribute and what is allowed
     */
    virtual std::string CheckSizes(const CollectivePlan& plan) const;

    /**
     * Say what a derived class knows of the group.
     * @param shape the group
     */
    virtual void FillShape(CollectiveShape& shape) const;

    /**
     * Add the messages of a group.
     * @param graph where they go
     * @param plan how the group carries it out
     * @param job the group, with its hosts and sizes
     * @param random a stream for what is drawn
     */
    virtual void AddGroup(TaskGraph& graph,
                          const CollectivePlan& plan,
                          const CollectiveBuilder::Job& job,
                          FabricRandom& random) const;

    /**
     * Add the messages of one run of an algorithm.
     * @param graph where they go
     * @param plan how the group carries it out
     * @param job the group, with its hosts and sizes
     */
    void AddMessages(TaskGraph& graph,
                     const CollectivePlan& plan,
                     const CollectiveBuilder::Job& job) const;

    /** @return which hosts take part. */
    CollectiveGroups GetGroups() const;

    /**
     * @param ranks of a group
     * @return how it carries the operation out
     */
    CollectivePlan MakePlan(uint32_t ranks) const;

    /** The most bytes of all chunks together: what is computed from them fits in 64 bits. */
    static constexpr uint64_t MOST_TOTAL = uint64_t{1} << 62;

    /**
     * @param bytes of a pair of ranks
     * @param ranks of a group
     * @return bytes of all pairs; MOST_TOTAL + 1 if they are more than MOST_TOTAL
     */
    static uint64_t MultiplyByPairs(uint64_t bytes, uint64_t ranks);

    /**
     * @param plan how a group carries it out
     * @return payload that no message exceeds
     */
    uint64_t GetLargestWireBytes(const CollectivePlan& plan) const;

    /** @return whether attributes leave the groups and the messages as they are by default. */
    bool IsPlain() const;

    /**
     * Add the attributes of algorithm=auto.
     * @param tid type of an operation that NCCL tunes
     * @return the same
     */
    static TypeId AddTuning(TypeId tid);

    std::string CheckConfig(uint32_t hosts) const override;
    uint64_t CountTasks(uint32_t hosts) const override;
    void DoBuild(TaskGraph& graph, uint32_t hosts, FabricRandom& random) const override;

    std::string m_algorithm; ///< short name of the algorithm, or auto
    uint64_t m_bytes;        ///< attribute Bytes of the operation
    uint64_t m_chunk;        ///< largest message; 0 for whole ones
    uint32_t m_channels;     ///< parts that are carried out side by side
    uint32_t m_root{0};      ///< root of the operations that have one
    bool m_inNetwork{false}; ///< whether algorithm=auto may leave reductions to scale-up switches

  private:
    enum Protocol
    {
        AUTO_PROTOCOL,
        SIMPLE,
        LL,
        LL128,
    };

    /// What tells the messages.
    enum Telling
    {
        AUTO_TELLING,
        LIST,
        RULE,
    };

    /** @return the name of the operation, as in --workload. */
    virtual std::string GetOperation() const = 0;
    /** @return its algorithms. */
    virtual const ComponentFamily& GetAlgorithms() const = 0;

    /** @return what the tables of NCCL call the operation; nothing if they do not know it. */
    virtual std::optional<NcclTuner::Operation> GetTuned() const;

    template <typename Counter>
    uint64_t Sum(uint32_t hosts, Counter counter) const;
    std::string Tune(NcclTuner::Operation operation, CollectivePlan& plan) const;
    void AddPlanned(TaskGraph& graph,
                    const CollectivePlan& plan,
                    uint32_t group,
                    std::vector<uint32_t> hosts,
                    FabricRandom& random) const;
    std::string CheckGroup(uint32_t ranks) const;
    bool HasRule(uint32_t hosts) const override;
    CollectiveBuilder::Job MakeJob(const CollectivePlan& plan,
                                   uint32_t group,
                                   std::vector<uint32_t> hosts,
                                   FabricRandom& random) const;

    uint32_t m_first;
    uint32_t m_count;
    uint32_t m_stride;
    uint32_t m_groupSize;
    std::string m_ranks;
    uint32_t m_window;
    Protocol m_protocol;
    Telling m_telling;
    uint32_t m_perServer;
    NcclGeneration m_generation{NCCL_HOPPER};
    DataRate m_nicRate{DataRate("400Gbps")};
    uint32_t m_ncclChannels{16};
    CollectiveBuilder::Observer m_observer;
};

} // namespace aifabric
} // namespace ns3

#endif // COLLECTIVE_WORKLOAD_H
