/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "nscc-congestion-control.h"

#include "credit-pacer.h"

#include "ns3/boolean.h"
#include "ns3/component-description.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("NsccCongestionControl");

NS_OBJECT_ENSURE_REGISTERED(NsccCongestionControl);

namespace
{
/// The target delay where packets are trimmed, in round-trip times.
constexpr double TRIMMING_TARGET = 0.75;
/// More halvings of the gate mean never.
constexpr uint32_t MOST_GATE = 32;
} // namespace

TypeId
NsccCongestionControl::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::NsccCongestionControl")
            .SetParent<CreditCongestionControl>()
            .SetGroupName("AiFabric")
            .AddConstructor<NsccCongestionControl>()
            .AddAttribute("Trimming",
                          "Whether switches trim: the target delay is 0.75 round trips then, and "
                          "one without",
                          BooleanValue(true),
                          MakeBooleanAccessor(&NsccCongestionControl::m_trimming),
                          MakeBooleanChecker())
            .AddAttribute("Target",
                          "Queueing delay to be reached; 0 = as Trimming says",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&NsccCongestionControl::m_target),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Gamma",
                          "Weight of the excess delay in a cut, above 0 (no unit)",
                          DoubleValue(0.8),
                          MakeDoubleAccessor(&NsccCongestionControl::m_gamma),
                          MakeDoubleChecker<double>())
            .AddAttribute("DelayWeight",
                          "Weight of a delay sample in the average, above 0, at most 1 (no unit)",
                          DoubleValue(0.0125),
                          MakeDoubleAccessor(&NsccCongestionControl::m_weight),
                          MakeDoubleChecker<double>())
            .AddAttribute("Gate",
                          "Quick adapt acts if less than the largest window / 2^Gate was "
                          "delivered, 0 to 32 (halvings)",
                          UintegerValue(3),
                          MakeUintegerAccessor(&NsccCongestionControl::m_gate),
                          MakeUintegerChecker<uint32_t>(0, MOST_GATE))
            .AddAttribute("Threshold",
                          "Delay that asks for quick adapt, above 0 (target delays)",
                          DoubleValue(4),
                          MakeDoubleAccessor(&NsccCongestionControl::m_threshold),
                          MakeDoubleChecker<double>())
            .AddAttribute("Credits",
                          "Whether packets need credit of the receiver as well",
                          BooleanValue(false),
                          MakeBooleanAccessor(&NsccCongestionControl::m_credits),
                          MakeBooleanChecker()),
        "Ultra Ethernet: a window by marks, delay and trimmed packets; quick adapt in an incast");
    return tid;
}

NsccCongestionControl::NsccCongestionControl() = default;

NsccCongestionControl::NsccCongestionControl(const NsccCongestionControl& other)
    : CreditCongestionControl(other),
      IdleAttributes(other),
      InArena(other),
      m_trimming(other.m_trimming),
      m_credits(other.m_credits),
      m_target(other.m_target),
      m_gamma(other.m_gamma),
      m_weight(other.m_weight),
      m_gate(other.m_gate),
      m_threshold(other.m_threshold)
{
}

NsccCongestionControl::~NsccCongestionControl() = default;

Ptr<CongestionControl>
NsccCongestionControl::DoCopy() const
{
    return {new NsccCongestionControl(*this), false};
}

std::string
NsccCongestionControl::CheckConfig() const
{
    return !(m_gamma > 0)                     ? "Gamma must be above 0"
           : !(m_weight > 0 && m_weight <= 1) ? "DelayWeight must be above 0, at most 1"
           : !(m_threshold > 0)               ? "Threshold must be above 0"
                                              : CreditCongestionControl::CheckConfig();
}

std::vector<IdleAttribute>
NsccCongestionControl::DoListIdle(const PlaceOfUse&) const
{
    if (m_credits)
    {
        return {};
    }
    return {{"Share", "no receiver grants anything: give credits=true"}};
}

void
NsccCongestionControl::DoStart()
{
    const FlowPlace& place = GetPlace();
    NsccSettings settings;
    settings.lineRate = place.lineRate;
    settings.rtt = std::max<uint64_t>(1, place.baseRtt);
    const auto given = static_cast<uint64_t>(m_target.GetTimeStep());
    const double target = (m_trimming ? TRIMMING_TARGET : 1) * static_cast<double>(settings.rtt);
    settings.target = std::max<uint64_t>(1, given > 0 ? given : static_cast<uint64_t>(target));
    settings.mss = place.mtu;
    settings.gamma = m_gamma;
    settings.weight = m_weight;
    settings.gate = m_gate;
    settings.threshold = m_threshold;
    settings.largest = GetMaxWindow();
    m_law.Start(settings, GetDomain().Now());
    m_lostBytes = 0;
    Want(false, true);
    LetRepeat(true);
    if (m_credits)
    {
        StartCredits(ToWire(static_cast<uint64_t>(m_law.GetLargestWindow())));
    }
    Publish();
}

NsccSignal
NsccCongestionControl::MakeSignal(const Frame& answer, uint64_t bytes) const
{
    NsccSignal signal;
    signal.now = GetDomain().Now();
    signal.bytes = bytes;
    signal.inFlight = GetBytesInFlight();
    // What a NAK acknowledges besides tells neither marks nor times.
    if (answer.kind == FrameKind::ACK)
    {
        signal.marked = answer.Has(FRAME_BECN);
        signal.rtt = answer.echoTime > 0 ? signal.now - answer.echoTime : 0;
    }
    return signal;
}

void
NsccCongestionControl::DoAcknowledged(const Frame& ack, uint64_t bytes)
{
    TakeLosses();
    if (ack.kind == FrameKind::ACK || bytes > 0)
    {
        m_law.Acknowledged(MakeSignal(ack, bytes));
    }
    Publish();
    if (m_credits)
    {
        Heard();
    }
}

void
NsccCongestionControl::DoTrimmed(const Frame& nak)
{
    NsccSignal signal = MakeSignal(nak, GetPlace().mtu);
    signal.subtracts = !m_credits || !nak.Has(FRAME_LAST_HOP);
    const uint64_t before = m_law.GetQuickAdapts();
    m_law.Trimmed(signal);
    if (m_law.GetQuickAdapts() != before)
    {
        NS_LOG_INFO("node " << GetPlace().node << " flow " << GetPlace().part
                            << ": quick adapt, the window is " << m_law.GetWindow() << " bytes");
    }
    Publish();
    if (m_credits)
    {
        Heard();
    }
}

void
NsccCongestionControl::DoPacketLost(LossCause cause)
{
    // DoTrimmed() tells of trimmed packets. The recovery is in the middle of its work.
    m_lostBytes += cause == LossCause::TRIMMED ? 0 : GetPlace().mtu;
}

void
NsccCongestionControl::TakeLosses()
{
    for (; m_lostBytes > 0; m_lostBytes -= GetPlace().mtu)
    {
        m_law.Lost(GetPlace().mtu);
    }
}

void
NsccCongestionControl::DoLost()
{
    TakeLosses();
    Publish();
}

void
NsccCongestionControl::DoTimedOut()
{
    TakeLosses();
    Publish();
}

void
NsccCongestionControl::Publish()
{
    SetWindow(static_cast<uint64_t>(m_law.GetWindow()));
}

uint64_t
NsccCongestionControl::GetAskLimit() const
{
    const FlowPlace& place = GetPlace();
    return ToWire(static_cast<uint64_t>(m_law.GetWindow())) + place.packet;
}

std::unique_ptr<CongestionReceiver>
NsccCongestionControl::DoMakeReceiver() const
{
    return m_credits ? std::make_unique<CreditPacer>(GetShare()) : nullptr;
}

NetworkNeeds
NsccCongestionControl::DoGetNeeds() const
{
    const uint32_t trimming = m_trimming ? +NEED_TRIMMING : 0;
    return NEED_ECN | NEED_PATH_ECHO | trimming;
}

} // namespace aifabric
} // namespace ns3
