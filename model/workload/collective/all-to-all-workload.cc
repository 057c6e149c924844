/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "all-to-all-workload.h"

#include "collective-operations.h"

#include "ns3/component-description.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(AllToAllWorkload);

TypeId
AllToAllWorkload::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::AllToAllWorkload")
            .SetParent<CollectiveWorkload>()
            .SetGroupName("AiFabric")
            .AddConstructor<AllToAllWorkload>()
            .AddAttribute("Algorithm",
                          "Algorithm: spread, linear, pairwise, hierarchical",
                          StringValue("spread"),
                          MakeStringAccessor(&AllToAllWorkload::m_algorithm),
                          MakeStringChecker())
            .AddAttribute("Bytes",
                          "What each host sends to each other host, in bytes",
                          UintegerValue(1 << 20),
                          MakeUintegerAccessor(&AllToAllWorkload::m_bytes),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("Concurrent",
                          "Messages that a host has under way at a time, with Algorithm spread "
                          "or linear; 0 for all of them",
                          UintegerValue(0),
                          MakeUintegerAccessor(&AllToAllWorkload::m_concurrent),
                          MakeUintegerChecker<uint32_t>()),
        "every host sends one message to every other host");
    return tid;
}

std::string
AllToAllWorkload::GetOperation() const
{
    return "all-to-all";
}

const ComponentFamily&
AllToAllWorkload::GetAlgorithms() const
{
    return AllToAllAlgorithm::GetFamily();
}

uint64_t
AllToAllWorkload::GetTotal(uint64_t ranks) const
{
    return MultiplyByPairs(m_bytes, ranks);
}

void
AllToAllWorkload::FillShape(CollectiveShape& shape) const
{
    shape.concurrent = m_concurrent;
}

void
AllToAllWorkload::DoBuild(TaskGraph& graph, uint32_t hosts, FabricRandom& random) const
{
    // Groups that a stride alone makes are one collective, host by host, as they have always been.
    const auto plans = GetPlans(hosts);
    if (plans.size() == 1 || m_algorithm != "spread" || !IsPlain())
    {
        CollectiveWorkload::DoBuild(graph, hosts, random);
        return;
    }
    graph.AddCollective("all-to-all");
    const auto stride = static_cast<uint32_t>(plans.size());
    for (uint32_t host = 0; host < hosts; host++)
    {
        for (uint32_t step = 1; step < hosts / stride; step++)
        {
            const TaskGraph::Id task =
                graph.AddMessage(host, (host + step * stride) % hosts, m_bytes);
            if (m_concurrent != 0 && step > m_concurrent)
            {
                graph.AddDependency(task - m_concurrent, task);
            }
        }
    }
}

} // namespace aifabric
} // namespace ns3
