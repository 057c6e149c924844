/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "mp-rdma-congestion-control.h"

#include "ns3/component-description.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("MpRdmaCongestionControl");

NS_OBJECT_ENSURE_REGISTERED(MpRdmaCongestionControl);

namespace
{
/// Larger windows bound nothing that a fabric could hold (packets).
constexpr double LARGEST_WINDOW = 1 << 20;
} // namespace

TypeId
MpRdmaCongestionControl::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::MpRdmaCongestionControl")
            .SetParent<CongestionControl>()
            .SetGroupName("AiFabric")
            .AddConstructor<MpRdmaCongestionControl>()
            .AddAttribute("Initial",
                          "First window in bandwidth-delay products, above 0",
                          DoubleValue(1),
                          MakeDoubleAccessor(&MpRdmaCongestionControl::m_initial),
                          MakeDoubleChecker<double>())
            .AddAttribute("Delta",
                          "An ACK for a packet more than this below the highest one answered "
                          "takes a packet off the window (packets); 0: never",
                          UintegerValue(32),
                          MakeUintegerAccessor(&MpRdmaCongestionControl::m_delta),
                          MakeUintegerChecker<uint32_t>(0, 1U << 22)),
        "a window per queue pair: 1/window more per ACK, half a packet less per mark");
    return tid;
}

MpRdmaCongestionControl::MpRdmaCongestionControl() = default;
MpRdmaCongestionControl::~MpRdmaCongestionControl() = default;

Ptr<CongestionControl>
MpRdmaCongestionControl::DoCopy() const
{
    return {new MpRdmaCongestionControl(*this), false};
}

std::string
MpRdmaCongestionControl::CheckConfig() const
{
    return m_initial > 0 ? "" : "Initial must be above 0";
}

void
MpRdmaCongestionControl::SetPackets(double packets)
{
    m_packets = std::clamp(packets, 1.0, LARGEST_WINDOW);
    SetWindow(static_cast<uint64_t>(m_packets) * GetPlace().mtu);
}

void
MpRdmaCongestionControl::DoStart()
{
    Want(false, true);
    const FlowPlace& place = GetPlace();
    const double product = place.lineRate * static_cast<double>(place.baseRtt) / 8e12;
    SetPackets(m_initial * product / place.packet);
}

void
MpRdmaCongestionControl::DoAcknowledged(const Frame& ack, uint64_t)
{
    if (ack.kind != FrameKind::ACK)
    {
        return;
    }
    const int32_t ahead = PsnDistance(ack.sackPsn, m_highest);
    if (!m_answered || ahead > 0)
    {
        m_highest = ack.sackPsn;
        m_answered = true;
    }
    else if (m_delta > 0 && -ahead > static_cast<int32_t>(m_delta))
    {
        NS_LOG_LOGIC("node " << GetPlace().node << " flow " << GetPlace().part
                             << ": a late path, the window of " << m_packets
                             << " packets loses one");
        SetPackets(m_packets - 1);
        return;
    }
    SetPackets(m_packets + (ack.Has(FRAME_BECN) ? -0.5 : 1 / m_packets));
}

void
MpRdmaCongestionControl::DoTimedOut()
{
    NS_LOG_INFO("node " << GetPlace().node << " flow " << GetPlace().part
                        << ": timeout, the window is one packet");
    SetPackets(1);
}

NetworkNeeds
MpRdmaCongestionControl::DoGetNeeds() const
{
    return NEED_ECN | NEED_EACH_ACK;
}

} // namespace aifabric
} // namespace ns3
