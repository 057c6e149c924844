/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "shift-workload.h"

#include "ns3/component-description.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(ShiftWorkload);

TypeId
ShiftWorkload::GetTypeId()
{
    static TypeId tid =
        DescribeComponent(TypeId("ns3::aifabric::ShiftWorkload")
                              .SetParent<Workload>()
                              .SetGroupName("AiFabric")
                              .AddConstructor<ShiftWorkload>()
                              .AddAttribute("Offset",
                                            "Distance from sender to receiver (hosts)",
                                            UintegerValue(1),
                                            MakeUintegerAccessor(&ShiftWorkload::m_offset),
                                            MakeUintegerChecker<uint32_t>())
                              .AddAttribute("Bytes",
                                            "Payload of each message in bytes",
                                            UintegerValue(1 << 20),
                                            MakeUintegerAccessor(&ShiftWorkload::m_bytes),
                                            MakeUintegerChecker<uint64_t>()),
                          "host h sends one message to host h + offset");
    return tid;
}

std::string
ShiftWorkload::CheckConfig(uint32_t hosts) const
{
    if (m_offset % hosts == 0)
    {
        return "Offset must not be a multiple of the number of hosts, " + std::to_string(hosts) +
               ": hosts would send to themselves";
    }
    return CheckBytes(m_bytes);
}

uint64_t
ShiftWorkload::CountTasks(uint32_t hosts) const
{
    return hosts;
}

void
ShiftWorkload::DoBuild(TaskGraph& graph, uint32_t hosts, FabricRandom&) const
{
    graph.AddCollective("shift");
    for (uint32_t host = 0; host < hosts; host++)
    {
        const auto to = static_cast<uint32_t>((uint64_t{host} + m_offset) % hosts);
        graph.AddMessage(host, to, m_bytes);
    }
}

} // namespace aifabric
} // namespace ns3
