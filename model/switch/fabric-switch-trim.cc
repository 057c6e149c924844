/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What a switch does with data packets that have no room: it cuts off their payload.
 */

#include "fabric-switch.h"

#include "ns3/boolean.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("FabricSwitchTrim");

TypeId
FabricSwitch::AddTrimAttributes(TypeId tid)
{
    return AddPipelineAttributes(tid)
        .AddAttribute("Trim",
                      "Whether data packets of lossy classes that have no room lose their "
                      "payload only: their headers go on, and the receiver tells the sender",
                      BooleanValue(false),
                      MakeBooleanAccessor(&FabricSwitch::m_trims),
                      MakeBooleanChecker())
        .AddAttribute("TrimClass",
                      "Class in which trimmed packets go on, 0 to 7",
                      UintegerValue(7),
                      MakeUintegerAccessor(&FabricSwitch::m_trimClass),
                      MakeUintegerChecker<uint8_t>(0, CLASS_COUNT - 1))
        .AddAttribute("TrimSize",
                      "Bytes of a trimmed packet, destination address to FCS, at least its "
                      "headers and the 64 of Ethernet, at most 4096; 0 = no more than those",
                      UintegerValue(0),
                      MakeUintegerAccessor(&FabricSwitch::m_trimSize),
                      MakeUintegerChecker<uint32_t>(0, 4096))
        .AddAttribute("TrimDscp",
                      "DSCP of trimmed packets, 0 to 63; 64 = that of TrimClass",
                      UintegerValue(AUTO_DSCP),
                      MakeUintegerAccessor(&FabricSwitch::m_trimDscp),
                      MakeUintegerChecker<uint8_t>(0, AUTO_DSCP))
        .AddAttribute("LastHopDscp",
                      "DSCP of packets trimmed at a port that leads to their receiver, 0 to 63, "
                      "which tells an incast from a full fabric; 64 = as TrimDscp, and nobody "
                      "can tell",
                      UintegerValue(AUTO_DSCP),
                      MakeUintegerAccessor(&FabricSwitch::m_lastHopDscp),
                      MakeUintegerChecker<uint8_t>(0, AUTO_DSCP))
        .AddAttribute("MarkLastHop",
                      "Whether ports that lead to hosts mark as others do; false: they do not, as "
                      "receivers that grant credit see to their queues",
                      BooleanValue(true),
                      MakeBooleanAccessor(&FabricSwitch::m_marksLastHop),
                      MakeBooleanChecker());
}

FabricSwitch::TrimCounters
FabricSwitch::GetTrimCounters(uint32_t port) const
{
    return m_trimCounters.at(port);
}

bool
FabricSwitch::IsLastHop(const Frame& frame, const FabricPort& egress) const
{
    const uint32_t place = frame.plane * m_hosts + frame.dst;
    return m_hostEdges[place] == m_edge && m_hostPorts[place] == egress.GetPort();
}

bool
FabricSwitch::Trim(FabricPort& egress, Frame& frame)
{
    if (!m_trims || frame.kind != FrameKind::DATA || frame.Has(FRAME_TRIMMED))
    {
        return false;
    }
    const uint32_t grown = frame.extra ? frame.extra->grown : 0;
    const uint32_t size = std::max(FramePool::GetTrimmedSize(frame), m_trimSize + grown);
    if (size >= frame.size)
    {
        return false;
    }
    m_trimmed++;
    m_trimCounters[egress.GetPort()].trimmed++;
    NS_LOG_INFO("node " << egress.GetNodeId() << " port " << egress.GetPort() << ": trims packet "
                        << frame.psn << " of host " << frame.src << " to host " << frame.dst);
    egress.TrimFrame(frame);
    frame.size = size;
    frame.priority = m_trimClass;
    // By default the receiver knows it by the DSCP of the class.
    uint8_t dscp = m_trimDscp;
    if (m_lastHopDscp != AUTO_DSCP && IsLastHop(frame, egress))
    {
        dscp = m_lastHopDscp;
        frame.flags |= FRAME_LAST_HOP;
    }
    frame.dscp = dscp == AUTO_DSCP ? uint8_t{0} : static_cast<uint8_t>(dscp + 1);
    return true;
}

} // namespace aifabric
} // namespace ns3
