/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "pair-workload.h"

#include "ns3/boolean.h"
#include "ns3/component-description.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(PairWorkload);

TypeId
PairWorkload::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::PairWorkload")
            .SetParent<Workload>()
            .SetGroupName("AiFabric")
            .AddConstructor<PairWorkload>()
            .AddAttribute("Src",
                          "Host that sends",
                          UintegerValue(0),
                          MakeUintegerAccessor(&PairWorkload::m_src),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Dst",
                          "Host that receives",
                          UintegerValue(1),
                          MakeUintegerAccessor(&PairWorkload::m_dst),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Bytes",
                          "Payload of each message in bytes",
                          UintegerValue(1 << 20),
                          MakeUintegerAccessor(&PairWorkload::m_bytes),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("Both",
                          "Whether the receiver sends a message back at the same time",
                          BooleanValue(false),
                          MakeBooleanAccessor(&PairWorkload::m_both),
                          MakeBooleanChecker()),
        "one message from one host to another, or one each way");
    return tid;
}

std::vector<uint32_t>
PairWorkload::ListHosts(uint32_t) const
{
    return {std::min(m_src, m_dst), std::max(m_src, m_dst)};
}

std::string
PairWorkload::CheckConfig(uint32_t hosts) const
{
    std::string error = CheckHost("Src", m_src, hosts);
    if (error.empty())
    {
        error = CheckHost("Dst", m_dst, hosts);
    }
    if (error.empty() && m_src == m_dst)
    {
        error = "Dst must be another host than Src, not " + std::to_string(m_dst);
    }
    return error.empty() ? CheckBytes(m_bytes) : error;
}

uint64_t
PairWorkload::CountTasks(uint32_t) const
{
    return m_both ? 2 : 1;
}

void
PairWorkload::DoBuild(TaskGraph& graph, uint32_t, FabricRandom&) const
{
    graph.AddCollective("pair");
    graph.AddMessage(m_src, m_dst, m_bytes);
    if (m_both)
    {
        graph.AddMessage(m_dst, m_src, m_bytes);
    }
}

} // namespace aifabric
} // namespace ns3
