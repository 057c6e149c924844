/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "incast-workload.h"

#include "ns3/component-description.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <vector>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(IncastWorkload);

TypeId
IncastWorkload::GetTypeId()
{
    static TypeId tid =
        DescribeComponent(TypeId("ns3::aifabric::IncastWorkload")
                              .SetParent<Workload>()
                              .SetGroupName("AiFabric")
                              .AddConstructor<IncastWorkload>()
                              .AddAttribute("FanIn",
                                            "Number of senders (hosts)",
                                            UintegerValue(32),
                                            MakeUintegerAccessor(&IncastWorkload::m_fanIn),
                                            MakeUintegerChecker<uint32_t>())
                              .AddAttribute("Receiver",
                                            "Host that receives",
                                            UintegerValue(0),
                                            MakeUintegerAccessor(&IncastWorkload::m_receiver),
                                            MakeUintegerChecker<uint32_t>())
                              .AddAttribute("Bytes",
                                            "Payload of each message in bytes",
                                            UintegerValue(1 << 20),
                                            MakeUintegerAccessor(&IncastWorkload::m_bytes),
                                            MakeUintegerChecker<uint64_t>()),
                          "many hosts send one message each to the same host");
    return tid;
}

std::string
IncastWorkload::CheckConfig(uint32_t hosts) const
{
    if (m_fanIn < 1 || m_fanIn >= hosts)
    {
        return "FanIn must be between 1 and " + std::to_string(hosts - 1) + " (the fabric has " +
               std::to_string(hosts) + " hosts), not " + std::to_string(m_fanIn);
    }
    const std::string error = CheckHost("Receiver", m_receiver, hosts);
    return error.empty() ? CheckBytes(m_bytes) : error;
}

uint64_t
IncastWorkload::CountTasks(uint32_t hosts) const
{
    return std::min(m_fanIn, hosts);
}

void
IncastWorkload::DoBuild(TaskGraph& graph, uint32_t hosts, FabricRandom& random) const
{
    graph.AddCollective("incast");
    std::vector<uint32_t> senders;
    for (uint32_t host = 0; host < hosts; host++)
    {
        if (host != m_receiver)
        {
            senders.push_back(host);
        }
    }
    random.Shuffle(senders);
    for (uint32_t i = 0; i < m_fanIn; i++)
    {
        graph.AddMessage(senders[i], m_receiver, m_bytes);
    }
}

} // namespace aifabric
} // namespace ns3
