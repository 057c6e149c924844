/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "all-to-all-workload.h"

#include "ns3/component-description.h"
#include "ns3/uinteger.h"

#include <algorithm>

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
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Stride",
                          "Hosts whose numbers are equal modulo this send to each other, and to no "
                          "others: with the endpoints of a server, each rail by itself",
                          UintegerValue(1),
                          MakeUintegerAccessor(&AllToAllWorkload::m_stride),
                          MakeUintegerChecker<uint32_t>(1)),
        "every host sends one message to every other host");
    return tid;
}

std::string
AllToAllWorkload::CheckConfig(uint32_t hosts) const
{
    if (hosts % m_stride != 0 || hosts < 2 * m_stride)
    {
        return "Stride must divide the number of hosts, " + std::to_string(hosts) +
               ", into groups of at least two, not be " + std::to_string(m_stride);
    }
    return CheckBytes(m_bytes);
}

uint64_t
AllToAllWorkload::CountTasks(uint32_t hosts) const
{
    return uint64_t{hosts} * (hosts / m_stride - 1);
}

uint64_t
AllToAllWorkload::CountOpenPairs(uint32_t hosts) const
{
    const uint64_t peers = hosts / m_stride - 1;
    return hosts * (m_concurrent == 0 ? peers : std::min<uint64_t>(peers, m_concurrent));
}

void
AllToAllWorkload::DoBuild(TaskGraph& graph, uint32_t hosts, FabricRandom&) const
{
    graph.AddCollective("all-to-all");
    for (uint32_t host = 0; host < hosts; host++)
    {
        for (uint32_t step = 1; step < hosts / m_stride; step++)
        {
            const TaskGraph::Id task =
                graph.AddMessage(host, (host + step * m_stride) % hosts, m_bytes);
            if (m_concurrent != 0 && step > m_concurrent)
            {
                graph.AddDependency(task - m_concurrent, task);
            }
        }
    }
}

} // namespace aifabric
} // namespace ns3
