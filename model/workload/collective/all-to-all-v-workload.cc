/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "collective-operations.h"
#include "collective-workload.h"
#include "token-routing.h"

#include "ns3/boolean.h"
#include "ns3/component-description.h"
#include "ns3/double.h"
#include "ns3/nstime.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The exchange of a layer of a mixture of experts: every rank sends its tokens to the ranks of
 * their experts, which are drawn (TokenRouting); each rank computes when all of its tokens are
 * there; then what it made of them goes back. The two ways are collectives of their own in the
 * results.
 */
class AllToAllVWorkload : public CollectiveWorkload
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

  private:
    std::string GetOperation() const override;
    const ComponentFamily& GetAlgorithms() const override;
    uint64_t GetTotal(uint64_t ranks) const override;
    ChunkSizes GetSizes(const CollectivePlan& plan, FabricRandom& random) const override;
    uint64_t GetLargestBytes(const CollectivePlan& plan) const override;
    std::string CheckSizes(const CollectivePlan& plan) const override;
    uint64_t CountOpenPairs(uint32_t hosts) const override;
    void FillShape(CollectiveShape& shape) const override;
    std::string CheckConfig(uint32_t hosts) const override;
    uint64_t CountTasks(uint32_t hosts) const override;
    void AddGroup(TaskGraph& graph,
                  const CollectivePlan& plan,
                  const CollectiveBuilder::Job& job,
                  FabricRandom& random) const override;

    uint64_t GetMost() const;
    std::string DescribeSizes() const;

    uint32_t m_tokens;         ///< of a rank
    uint32_t m_combine;        ///< bytes of a token on the way back
    uint32_t m_topK;           ///< experts of a token
    uint32_t m_expertsPerRank; ///< experts of a rank
    double m_skew;             ///< exponent of their popularity
    bool m_perExpert;          ///< whether a token is sent for each expert
    uint32_t m_concurrent;     ///< messages of a rank at a time
    Time m_compute;            ///< between the two ways
};

NS_OBJECT_ENSURE_REGISTERED(AllToAllVWorkload);

TypeId
AllToAllVWorkload::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::AllToAllVWorkload")
            .SetParent<CollectiveWorkload>()
            .SetGroupName("AiFabric")
            .AddConstructor<AllToAllVWorkload>()
            .AddAttribute("Algorithm",
                          "Algorithm: spread, linear, pairwise, hierarchical",
                          StringValue("spread"),
                          MakeStringAccessor(&AllToAllVWorkload::m_algorithm),
                          MakeStringChecker())
            .AddAttribute("Tokens",
                          "Tokens of each rank",
                          UintegerValue(128),
                          MakeUintegerAccessor(&AllToAllVWorkload::m_tokens),
                          MakeUintegerChecker<uint32_t>(1, 1 << 20))
            .AddAttribute("TokenBytes",
                          "Bytes of a token on its way to an expert",
                          UintegerValue(7168),
                          MakeUintegerAccessor(&AllToAllVWorkload::m_bytes),
                          MakeUintegerChecker<uint64_t>(1, 1 << 20))
            .AddAttribute("CombineBytes",
                          "Bytes of a token on its way back; 0 for no way back",
                          UintegerValue(14336),
                          MakeUintegerAccessor(&AllToAllVWorkload::m_combine),
                          MakeUintegerChecker<uint32_t>(0, 1 << 20))
            .AddAttribute("TopK",
                          "Experts of a token",
                          UintegerValue(8),
                          MakeUintegerAccessor(&AllToAllVWorkload::m_topK),
                          MakeUintegerChecker<uint32_t>(1, 1024))
            .AddAttribute("ExpertsPerRank",
                          "Experts of each rank",
                          UintegerValue(4),
                          MakeUintegerAccessor(&AllToAllVWorkload::m_expertsPerRank),
                          MakeUintegerChecker<uint32_t>(1, 1024))
            .AddAttribute("Skew",
                          "The k-th most popular expert has a chance of 1/k^Skew; 0 for equal "
                          "chances",
                          DoubleValue(0),
                          MakeDoubleAccessor(&AllToAllVWorkload::m_skew),
                          MakeDoubleChecker<double>(0, 3))
            .AddAttribute(
                "PerExpert",
                "Whether a token is sent for each of its experts, instead of once to each "
                "rank that has some",
                BooleanValue(false),
                MakeBooleanAccessor(&AllToAllVWorkload::m_perExpert),
                MakeBooleanChecker())
            .AddAttribute("Compute",
                          "Time from the arrival of the last token at a rank until it sends back",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&AllToAllVWorkload::m_compute),
                          MakeTimeChecker(Time(0), Seconds(3600)))
            .AddAttribute("Concurrent",
                          "Messages of each way that a host has under way at a time, with "
                          "Algorithm spread or linear; 0 for all of them",
                          UintegerValue(0),
                          MakeUintegerAccessor(&AllToAllVWorkload::m_concurrent),
                          MakeUintegerChecker<uint32_t>()),
        "mixture of experts: tokens go to the ranks of their experts, and back");
    return tid;
}

std::string
AllToAllVWorkload::GetOperation() const
{
    return "all-to-all-v";
}

const ComponentFamily&
AllToAllVWorkload::GetAlgorithms() const
{
    return AllToAllAlgorithm::GetFamily();
}

uint64_t
AllToAllVWorkload::GetMost() const
{
    return std::max<uint64_t>(m_bytes, m_combine) * m_tokens *
           (m_perExpert ? std::min(m_topK, m_expertsPerRank) : 1);
}

uint64_t
AllToAllVWorkload::GetTotal(uint64_t ranks) const
{
    // As if every token went to every rank: what is drawn is less.
    return MultiplyByPairs(GetMost(), ranks);
}

ChunkSizes
AllToAllVWorkload::GetSizes(const CollectivePlan& plan, FabricRandom& random) const
{
    const uint32_t ranks = plan.shape.ranks;
    const TokenRouting routing({ranks, m_expertsPerRank, m_tokens, m_topK, m_skew, m_perExpert},
                               random);
    std::vector<uint64_t> sizes;
    sizes.reserve(uint64_t{ranks} * ranks);
    for (uint32_t from = 0; from < ranks; from++)
    {
        for (uint32_t to = 0; to < ranks; to++)
        {
            sizes.push_back(routing.GetTokens(from, to) * m_bytes);
        }
    }
    return ChunkSizes::Given(std::move(sizes));
}

uint64_t
AllToAllVWorkload::GetLargestBytes(const CollectivePlan& plan) const
{
    return GetMost() * plan.algorithm->GetLargest(plan.shape);
}

std::string
AllToAllVWorkload::DescribeSizes() const
{
    return std::to_string(m_tokens) + " tokens of " + std::to_string(m_bytes) + " and " +
           std::to_string(m_combine) + " bytes" +
           (m_perExpert ? ", each for " + std::to_string(std::min(m_topK, m_expertsPerRank)) +
                              " experts of a rank,"
                        : "");
}

std::string
AllToAllVWorkload::CheckSizes(const CollectivePlan& plan) const
{
    if (plan.bytes > MOST_TOTAL)
    {
        return "Tokens of TokenBytes or CombineBytes must make at most " +
               std::to_string(MOST_TOTAL) +
               " bytes of all pairs of ranks together: " + DescribeSizes() + " make more on " +
               std::to_string(plan.shape.ranks) + " ranks";
    }
    if (plan.bytes < plan.chunks * plan.slices)
    {
        return "Tokens, TokenBytes or CombineBytes are too little: Chunk or Channels cut the data "
               "into " +
               std::to_string(plan.chunks * plan.slices) + " parts of at least a byte, and " +
               DescribeSizes() + " make " + std::to_string(plan.bytes);
    }
    const uint64_t largest = GetLargestWireBytes(plan);
    if (largest > MAX_MESSAGE_BYTES)
    {
        return "Tokens of TokenBytes or CombineBytes must make messages below 4 GiB (RDMA "
               "messages have 32-bit lengths): " +
               DescribeSizes() + " may make some of " + std::to_string(largest) +
               " bytes; Chunk cuts them";
    }
    return "";
}

void
AllToAllVWorkload::FillShape(CollectiveShape& shape) const
{
    shape.concurrent = m_concurrent;
}

std::string
AllToAllVWorkload::CheckConfig(uint32_t hosts) const
{
    const std::string error = CollectiveWorkload::CheckConfig(hosts);
    if (!error.empty())
    {
        return error;
    }
    for (const CollectiveGroups::Kind& kind : GetGroups().Count(hosts))
    {
        const uint64_t experts = uint64_t{kind.ranks} * m_expertsPerRank;
        if (m_topK > experts)
        {
            return "TopK must be at most " + std::to_string(experts) +
                   ", the experts of all ranks, not " + std::to_string(m_topK);
        }
    }
    return "";
}

uint64_t
AllToAllVWorkload::CountTasks(uint32_t hosts) const
{
    const uint64_t messages = CollectiveWorkload::CountTasks(hosts);
    return m_combine == 0 ? messages : 2 * messages + hosts;
}

uint64_t
AllToAllVWorkload::CountOpenPairs(uint32_t hosts) const
{
    // A rank may begin its way back while it is still sending its own tokens.
    const uint64_t open = CollectiveWorkload::CountOpenPairs(hosts);
    return m_combine == 0 ? open : std::min(2 * open, CountPairs(hosts));
}

void
AllToAllVWorkload::AddGroup(TaskGraph& graph,
                            const CollectivePlan& plan,
                            const CollectiveBuilder::Job& job,
                            FabricRandom&) const
{
    const TaskGraph::Id begin = graph.GetCount();
    AddMessages(graph, plan, job);
    if (m_combine == 0)
    {
        return;
    }
    const TaskGraph::Id middle = graph.GetCount();
    const uint64_t ranks = plan.shape.ranks;
    std::vector<uint64_t> sizes(ranks * ranks);
    for (uint64_t chunk = 0; chunk < sizes.size(); chunk++)
    {
        const uint64_t tokens = job.sizes.GetBytes({{chunk}}, 0, 1) / m_bytes;
        sizes[chunk % ranks * ranks + chunk / ranks] = tokens * m_combine;
    }
    // The way there may have the number of its group behind the name of the operation.
    TaskGraph::Activity there = graph.GetActivities().back();
    there.name.insert(std::min(there.name.size(), GetOperation().size()), " combine");
    graph.AddActivity(there);
    std::vector<TaskGraph::Id> experts; // by rank
    std::vector<uint32_t> rankOf;       // by host
    for (const uint32_t host : job.hosts)
    {
        rankOf.resize(std::max<size_t>(rankOf.size(), host + 1));
        rankOf[host] = static_cast<uint32_t>(experts.size());
        experts.push_back(
            graph.AddComputation(host, static_cast<uint64_t>(m_compute.GetPicoSeconds())));
    }
    for (TaskGraph::Id task = begin; task < middle; task++)
    {
        graph.AddDependency(task, experts[rankOf[graph.Get(task).peer]]);
    }
    const TaskGraph::Id back = graph.GetCount();
    CollectiveBuilder::Job second = job;
    second.sizes = ChunkSizes::Given(std::move(sizes));
    AddMessages(graph, plan, second);
    // Also what waits for messages of others waits for its own rank: they may say nothing of it.
    for (TaskGraph::Id task = back; task < graph.GetCount(); task++)
    {
        graph.AddDependency(experts[rankOf[graph.Get(task).host]], task);
    }
}

} // namespace aifabric
} // namespace ns3
