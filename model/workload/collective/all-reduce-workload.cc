/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "all-reduce-workload.h"

#include "all-reduce-algorithm.h"

#include "ns3/component-description.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <numeric>
#include <vector>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(AllReduceWorkload);

TypeId
AllReduceWorkload::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::AllReduceWorkload")
            .SetParent<Workload>()
            .SetGroupName("AiFabric")
            .AddConstructor<AllReduceWorkload>()
            .AddAttribute("Algorithm",
                          "Algorithm: the short name of an AllReduceAlgorithm, such as ring",
                          StringValue("ring"),
                          MakeStringAccessor(&AllReduceWorkload::m_algorithm),
                          MakeStringChecker())
            .AddAttribute("Bytes",
                          "Size of the vector that each host contributes, in bytes",
                          UintegerValue(64 << 20),
                          MakeUintegerAccessor(&AllReduceWorkload::m_bytes),
                          MakeUintegerChecker<uint64_t>()),
        "all-reduce of a vector over all hosts");
    return tid;
}

std::string
AllReduceWorkload::CheckConfig(uint32_t hosts) const
{
    const Ptr<AllReduceAlgorithm> algorithm = AllReduceAlgorithm::Find(m_algorithm);
    if (!algorithm)
    {
        return "Algorithm must be one of " + AllReduceAlgorithm::List() + ", not '" + m_algorithm +
               "'";
    }
    return algorithm->Check(hosts, m_bytes);
}

uint64_t
AllReduceWorkload::CountTasks(uint32_t hosts) const
{
    const Ptr<AllReduceAlgorithm> algorithm = AllReduceAlgorithm::Find(m_algorithm);
    return algorithm->CountTasks(hosts);
}

uint64_t
AllReduceWorkload::CountPairs(uint32_t hosts) const
{
    return AllReduceAlgorithm::Find(m_algorithm)->CountPairs(hosts);
}

void
AllReduceWorkload::DoBuild(TaskGraph& graph, uint32_t hosts, FabricRandom&) const
{
    graph.AddCollective("all-reduce");
    std::vector<uint32_t> ranks(hosts);
    std::iota(ranks.begin(), ranks.end(), 0);
    AllReduceAlgorithm::Find(m_algorithm)->AddTo(graph, ranks, m_bytes);
}

} // namespace aifabric
} // namespace ns3
