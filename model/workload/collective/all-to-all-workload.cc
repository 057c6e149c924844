/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "all-to-all-workload.h"

#include "ns3/component-description.h"
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
            .SetParent<Workload>()
            .SetGroupName("AiFabric")
            .AddConstructor<AllToAllWorkload>()
            .AddAttribute(
                "Bytes",
                "Payload of each message in bytes: what each host sends to each other host",
                UintegerValue(1 << 20),
                MakeUintegerAccessor(&AllToAllWorkload::m_bytes),
                MakeUintegerChecker<uint64_t>())
            .AddAttribute("Concurrent",
                          "Messages that a host has under way at a time; 0 for all of them",
                          UintegerValue(0),
                          MakeUintegerAccessor(&AllToAllWorkload::m_concurrent),
                          MakeUintegerChecker<uint32_t>()),
        "every host sends one message to every other host");
    return tid;
}

std::string
AllToAllWorkload::CheckConfig(uint32_t hosts) const
{
    return hosts < 2 ? "an all-to-all needs two hosts" : CheckBytes(m_bytes);
}

uint64_t
AllToAllWorkload::CountTasks(uint32_t hosts) const
{
    return uint64_t{hosts} * (hosts - 1);
}

void
AllToAllWorkload::DoBuild(TaskGraph& graph, uint32_t hosts, FabricRandom&) const
{
    graph.AddCollective("all-to-all");
    for (uint32_t host = 0; host < hosts; host++)
    {
        for (uint32_t step = 1; step < hosts; step++)
        {
            const TaskGraph::Id task = graph.AddMessage(host, (host + step) % hosts, m_bytes);
            if (m_concurrent != 0 && step > m_concurrent)
            {
                graph.AddDependency(task - m_concurrent, task);
            }
        }
    }
}

} // namespace aifabric
} // namespace ns3
