/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "swift-congestion-control.h"

#include "ns3/component-description.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("SwiftCongestionControl");

NS_OBJECT_ENSURE_REGISTERED(DelayTargetCongestionControl);
NS_OBJECT_ENSURE_REGISTERED(SwiftCongestionControl);
NS_OBJECT_ENSURE_REGISTERED(MswiftCongestionControl);

namespace
{
/// BaseTarget in HopScales, unless that is set.
constexpr double HOP_SCALES = 6.55;
/// FlowRange in BaseTargets, unless that is set.
constexpr double FLOW_RANGES = 5;
} // namespace

TypeId
DelayTargetCongestionControl::GetTypeId()
{
    using Self = DelayTargetCongestionControl;
    static TypeId tid =
        TypeId("ns3::aifabric::DelayTargetCongestionControl")
            .SetParent<CongestionControl>()
            .SetGroupName("AiFabric")
            .AddAttribute("BaseTarget",
                          "Round-trip delay that it aims at with no switch on the way, above 0",
                          TimeValue(MicroSeconds(20)),
                          MakeTimeAccessor(&Self::m_baseTarget),
                          MakeTimeChecker())
            .AddAttribute("HopScale",
                          "What a switch adds to the target; negative: BaseTarget / 6.55",
                          TimeValue(NanoSeconds(-1)),
                          MakeTimeAccessor(&Self::m_hopScale),
                          MakeTimeChecker())
            .AddAttribute("FlowRange",
                          "What a window of FlowMin adds to the target; negative: 5 BaseTarget",
                          TimeValue(NanoSeconds(-1)),
                          MakeTimeAccessor(&Self::m_flowRange),
                          MakeTimeChecker())
            .AddAttribute("FlowMin",
                          "Window at which the target is longest, above 0 (packets)",
                          DoubleValue(0.1),
                          MakeDoubleAccessor(&Self::m_flowMin),
                          MakeDoubleChecker<double>())
            .AddAttribute("FlowMax",
                          "Window from which on it adds nothing to the target, above FlowMin "
                          "(packets)",
                          DoubleValue(100),
                          MakeDoubleAccessor(&Self::m_flowMax),
                          MakeDoubleChecker<double>())
            .AddAttribute("AdditivePackets",
                          "Increase of the window in a round trip, above 0 (packets)",
                          DoubleValue(1),
                          MakeDoubleAccessor(&Self::m_additive),
                          MakeDoubleChecker<double>())
            .AddAttribute("Beta",
                          "How much a decrease takes, above 0 (no unit)",
                          DoubleValue(0.8),
                          MakeDoubleAccessor(&Self::m_beta),
                          MakeDoubleChecker<double>())
            .AddAttribute("MaxCut",
                          "Largest fraction of the window that a decrease takes, above 0 and "
                          "below 1 (no unit)",
                          DoubleValue(0.5),
                          MakeDoubleAccessor(&Self::m_maxCut),
                          MakeDoubleChecker<double>())
            .AddAttribute("Initial",
                          "First window in bandwidth-delay products, above 0",
                          DoubleValue(1),
                          MakeDoubleAccessor(&Self::m_initial),
                          MakeDoubleChecker<double>())
            .AddAttribute("MinWindow",
                          "Least window, above 0 (packets)",
                          DoubleValue(0.001),
                          MakeDoubleAccessor(&Self::m_minWindow),
                          MakeDoubleChecker<double>());
    return tid;
}

DelayTargetCongestionControl::DelayTargetCongestionControl() = default;
DelayTargetCongestionControl::~DelayTargetCongestionControl() = default;

std::string
DelayTargetCongestionControl::CheckConfig() const
{
    if (!m_baseTarget.IsStrictlyPositive())
    {
        return "BaseTarget must be above 0";
    }
    if (!(m_flowMin > 0))
    {
        return "FlowMin must be above 0";
    }
    if (!(m_flowMax > m_flowMin))
    {
        return "FlowMax must be above FlowMin";
    }
    if (!(m_additive > 0))
    {
        return "AdditivePackets must be above 0";
    }
    if (!(m_beta > 0))
    {
        return "Beta must be above 0";
    }
    if (!(m_maxCut > 0 && m_maxCut < 1))
    {
        return "MaxCut must be above 0 and below 1";
    }
    if (!(m_initial > 0))
    {
        return "Initial must be above 0";
    }
    return m_minWindow > 0 ? "" : "MinWindow must be above 0";
}

NetworkNeeds
DelayTargetCongestionControl::DoGetNeeds() const
{
    return NEED_PATH_ECHO;
}

void
DelayTargetCongestionControl::FindTarget()
{
    const FlowPlace& place = GetPlace();
    const auto base = static_cast<double>(m_baseTarget.GetPicoSeconds());
    const double scale = m_hopScale.IsStrictlyNegative()
                             ? base / HOP_SCALES
                             : static_cast<double>(m_hopScale.GetPicoSeconds());
    const uint32_t switches = place.hops > 0 ? place.hops - 1 : 0;
    m_fixed = std::max(base + scale * switches, static_cast<double>(place.baseRtt) + scale);
    m_range = m_flowRange.IsStrictlyNegative() ? FLOW_RANGES * base
                                               : static_cast<double>(m_flowRange.GetPicoSeconds());
    m_slope = m_range / (1 / std::sqrt(m_flowMin) - 1 / std::sqrt(m_flowMax));
    m_offset = -m_slope / std::sqrt(m_flowMax);
}

double
DelayTargetCongestionControl::GetTarget() const
{
    return m_fixed + std::clamp(m_slope / std::sqrt(m_packets) + m_offset, 0.0, m_range);
}

void
DelayTargetCongestionControl::DoStart()
{
    Want(false, true);
    FindTarget();
    const FlowPlace& place = GetPlace();
    m_delay = place.baseRtt;
    m_shrunk = 0;
    const double product = place.lineRate * static_cast<double>(place.baseRtt) / 8e12;
    SetPackets(m_initial * product / place.packet);
}

void
DelayTargetCongestionControl::SetPackets(double packets)
{
    const FlowPlace& place = GetPlace();
    // More than the line carries in the longest target bounds nothing.
    const double most = place.lineRate * (m_fixed + m_range) / 8e12 / place.packet;
    m_packets = std::clamp(packets, m_minWindow, std::max(1.0, most));
    SetWindow(static_cast<uint64_t>(std::max(1.0, m_packets)) * place.mtu);
    SetRate(m_packets >= 1 ? place.lineRate
                           : m_packets * place.packet * 8e12 / static_cast<double>(m_delay));
}

void
DelayTargetCongestionControl::DoAcknowledged(const Frame& ack, uint64_t bytes)
{
    if (ack.kind != FrameKind::ACK || ack.echoTime == 0)
    {
        return;
    }
    m_delay = std::max<uint64_t>(1, GetDomain().Now() - ack.echoTime);
    const auto delay = static_cast<double>(Judge(m_delay));
    const double target = GetTarget();
    if (delay < target)
    {
        const double acknowledged = static_cast<double>(bytes) / GetPlace().mtu;
        SetPackets(m_packets + m_additive * acknowledged / std::max(1.0, m_packets));
        return;
    }
    Shrink(1 - m_beta * (delay - target) / delay, ack.echoTime >= m_shrunk);
}

void
DelayTargetCongestionControl::Shrink(double factor, bool mayShrink)
{
    if (!mayShrink)
    {
        return;
    }
    m_shrunk = GetDomain().Now();
    NS_LOG_LOGIC("node " << GetPlace().node << " flow " << GetPlace().part << ": delay " << m_delay
                         << " ps, the window of " << m_packets << " packets shrinks");
    SetPackets(m_packets * std::max(factor, 1 - m_maxCut));
}

void
DelayTargetCongestionControl::DoLost()
{
    Shrink(0, GetDomain().Now() >= m_shrunk + m_delay);
}

void
DelayTargetCongestionControl::DoTimedOut()
{
    Shrink(0, GetDomain().Now() >= m_shrunk + m_delay);
}

TypeId
SwiftCongestionControl::GetTypeId()
{
    static TypeId tid = DescribeComponent(TypeId("ns3::aifabric::SwiftCongestionControl")
                                              .SetParent<DelayTargetCongestionControl>()
                                              .SetGroupName("AiFabric")
                                              .AddConstructor<SwiftCongestionControl>(),
                                          "Swift: a window that aims at a round-trip delay");
    return tid;
}

uint64_t
SwiftCongestionControl::Judge(uint64_t delay)
{
    return delay;
}

TypeId
MswiftCongestionControl::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::MswiftCongestionControl")
            .SetParent<DelayTargetCongestionControl>()
            .SetGroupName("AiFabric")
            .AddConstructor<MswiftCongestionControl>()
            .AddAttribute("Samples",
                          "Delays of which it takes the median, at least 1 (ACKs)",
                          UintegerValue(33),
                          MakeUintegerAccessor(&MswiftCongestionControl::m_samples),
                          MakeUintegerChecker<uint32_t>(0, 65536)),
        "MSwift: Swift that reacts to the median of the last delays, for sprayed packets");
    return tid;
}

MswiftCongestionControl::MswiftCongestionControl() = default;
MswiftCongestionControl::~MswiftCongestionControl() = default;

std::string
MswiftCongestionControl::CheckConfig() const
{
    return m_samples > 0 ? DelayTargetCongestionControl::CheckConfig()
                         : "Samples must be at least 1";
}

void
MswiftCongestionControl::DoStart()
{
    m_delays.clear();
    m_sorted.clear();
    m_oldest = 0;
    DelayTargetCongestionControl::DoStart();
}

uint64_t
MswiftCongestionControl::Judge(uint64_t delay)
{
    if (m_delays.size() < m_samples)
    {
        m_delays.push_back(delay);
    }
    else
    {
        m_sorted.erase(std::lower_bound(m_sorted.begin(), m_sorted.end(), m_delays[m_oldest]));
        m_delays[m_oldest] = delay;
        m_oldest = (m_oldest + 1) % m_samples;
    }
    m_sorted.insert(std::upper_bound(m_sorted.begin(), m_sorted.end(), delay), delay);
    // Of an even number, the lower one of the two in the middle.
    return m_sorted[(m_sorted.size() - 1) / 2];
}

} // namespace aifabric
} // namespace ns3
