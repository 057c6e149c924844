/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "uet-loss-recovery.h"

#include "nack-reason.h"

#include "ns3/component-description.h"
#include "ns3/double.h"
#include "ns3/frame-extra.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("UetLossRecovery");

NS_OBJECT_ENSURE_REGISTERED(UetLossRecovery);

namespace
{
/// The largest window in round trips.
constexpr double LARGEST_WINDOW = 1.5;
/// Round trips without an answer before a question.
constexpr uint64_t PATIENCE = 3;
/// Doublings of that time.
constexpr uint32_t MOST_DOUBLINGS = 6;
} // namespace

PacketVerdict
UetTracker::Receive(const Frame& frame, uint64_t sequence)
{
    const bool hadHole = GetHeld() > 0;
    PacketVerdict verdict = Take(frame, sequence);
    const bool hasHole = GetHeld() > 0;
    m_wasAsked = (m_wasAsked && hadHole) || frame.Has(FRAME_ACK_REQUEST);
    const bool isDrained = hadHole && !hasHole && m_wasAsked;
    verdict.urgent = frame.ecn == Ecn::CE || m_isFirst || verdict.duplicate || isDrained;
    m_isFirst = false;
    return verdict;
}

PacketVerdict
UetTracker::Trimmed(const Frame& frame, uint64_t sequence)
{
    PacketVerdict verdict;
    verdict.sendNak = !Has(sequence);
    verdict.namesPacket = true;
    verdict.reason = GetTrimReason(frame);
    return verdict;
}

void
UetTracker::Resume(uint64_t expected, uint64_t messages)
{
    AnswerBitmap::Resume(expected, messages);
    m_isFirst = true;
    m_wasAsked = false;
}

uint64_t
UetTracker::PickBase(const Frame& data, uint64_t sequence) const
{
    if (data.kind == FrameKind::DATA && (data.ecn == Ecn::CE || data.Has(FRAME_ACK_REQUEST)))
    {
        return sequence;
    }
    const uint64_t below = sequence - std::min<uint64_t>(sequence, BITS - 1);
    return std::max(below, GetExpected() + 1);
}

TypeId
UetLossRecovery::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::UetLossRecovery")
            .SetParent<BitmapLossRecovery>()
            .SetGroupName("AiFabric")
            .AddConstructor<UetLossRecovery>()
            .AddAttribute("Multiple",
                          "Congestion windows of packets that may wait out of order at the "
                          "receiver before something is taken for lost, above 0; bounded by 1.5 "
                          "bandwidth-delay products (no unit)",
                          DoubleValue(1.5),
                          MakeDoubleAccessor(&UetLossRecovery::m_multiple),
                          MakeDoubleChecker<double>())
            .AddAttribute("Least",
                          "Packets that may wait there in any case",
                          UintegerValue(5),
                          MakeUintegerAccessor(&UetLossRecovery::m_least),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("Target",
                          "Delay beyond the idle round trip below which the answer to a question "
                          "tells of losses; 0 = one round trip",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&UetLossRecovery::m_givenTarget),
                          MakeTimeChecker(Time(0))),
        "Ultra Ethernet: answers of 64 packets, out-of-order counts, probes, NAKs when trimmed");
    return tid;
}

UetLossRecovery::UetLossRecovery() = default;

UetLossRecovery::UetLossRecovery(const UetLossRecovery& other)
    : BitmapLossRecovery(other),
      InArena(other),
      m_multiple(other.m_multiple),
      m_least(other.m_least),
      m_givenTarget(other.m_givenTarget)
{
}

UetLossRecovery::~UetLossRecovery() = default;

Ptr<LossRecovery>
UetLossRecovery::DoCopy() const
{
    return {new UetLossRecovery(*this), false};
}

std::string
UetLossRecovery::CheckConfig() const
{
    return m_multiple > 0 ? "" : "Multiple must be above 0";
}

std::unique_ptr<PacketTracker>
UetLossRecovery::MakeTracker(uint32_t) const
{
    return std::make_unique<UetTracker>();
}

void
UetLossRecovery::DoStart(const RecoveryPlace& place)
{
    BitmapLossRecovery::DoStart(place);
    const auto given = static_cast<uint64_t>(m_givenTarget.GetTimeStep());
    m_target = given > 0 ? given : std::max<uint64_t>(1, place.baseRtt);
    m_activity = GetDomain().Now();
    m_doublings = 0;
    m_isTold = false;
}

void
UetLossRecovery::DoResume(uint64_t packets, uint64_t messages)
{
    BitmapLossRecovery::DoResume(packets, messages);
    m_recoverTo = packets;
    m_scanned = packets;
}

LossRecovery::NextPacket
UetLossRecovery::DoNext()
{
    if (GetSent().GetInFlight() == 0)
    {
        m_activity = GetDomain().Now();
    }
    return BitmapLossRecovery::DoNext();
}

uint64_t
UetLossRecovery::GetThreshold() const
{
    const auto largest =
        static_cast<uint64_t>(LARGEST_WINDOW * static_cast<double>(GetRoundTripPackets()));
    const uint64_t window = GetListener() ? GetListener()->GetWindowPackets() : UINT64_MAX;
    const double multiple = m_multiple * static_cast<double>(std::min(window, largest));
    return std::max<uint64_t>(m_least, std::min(static_cast<uint64_t>(multiple), largest));
}

void
UetLossRecovery::DoFindLosses(const Frame& frame)
{
    const uint64_t now = GetDomain().Now();
    m_activity = now;
    m_doublings = 0;
    if (!frame.extra)
    {
        return;
    }
    const bool isAnswer =
        frame.kind == FrameKind::ACK && frame.reason == RecoveryListener::PROBE_ANSWER;
    if (isAnswer && frame.echoTime > 0 && now - frame.echoTime < GetPlace().baseRtt + m_target)
    {
        LoseSentBefore(now - std::min(now, GetPlace().baseRtt + m_target));
    }
    // Where switches trim, they tell of losses, and what is overtaken is late.
    m_isTold =
        m_isTold || (frame.kind == FrameKind::NAK && frame.Has(FRAME_SACK) &&
                     (frame.reason == NACK_TRIMMED || frame.reason == NACK_TRIMMED_LAST_HOP));
    if (!IsRecovering() && !m_isTold && frame.extra->overtaken > GetThreshold())
    {
        NS_LOG_LOGIC(frame.extra->overtaken << " packets wait out of order: recovery up to "
                                            << GetSent().GetNext());
        m_recoverTo = GetSent().GetNext();
        m_scanned = GetSent().GetBase();
    }
    if (IsRecovering())
    {
        SendHoles();
    }
}

bool
UetLossRecovery::IsRepeating() const
{
    return IsRecovering() && GetSent().CountLost() > 0;
}

void
UetLossRecovery::SendHoles()
{
    uint64_t room = GetListener() ? GetListener()->GetWindowPackets() : UINT64_MAX;
    room = std::max<uint64_t>(1, room);
    // What is not below a packet that has come is no hole, nor what no answer can have told yet.
    const uint64_t end = std::min(m_recoverTo, GetSent().GetHighest());
    m_scanned = std::max(m_scanned, GetSent().GetBase());
    for (; m_scanned < end && room > 0; m_scanned++)
    {
        if (GetSent().IsInFlight(m_scanned))
        {
            if (GetSent().GetSentAt(m_scanned) + GetPlace().baseRtt > GetDomain().Now())
            {
                break;
            }
            Lose(m_scanned, LossCause::GAP);
            room--;
        }
    }
}

void
UetLossRecovery::LoseSentBefore(uint64_t time)
{
    uint64_t room = GetListener() ? GetListener()->GetWindowPackets() : UINT64_MAX;
    room = std::max<uint64_t>(1, room);
    for (uint64_t s = GetSent().GetBase(); s < GetSent().GetNext() && room > 0; s++)
    {
        if (GetSent().IsInFlight(s) && GetSent().GetSentAt(s) <= time)
        {
            Lose(s, LossCause::GAP);
            room--;
        }
    }
}

uint64_t
UetLossRecovery::GetDeadline() const
{
    if (GetSent().GetInFlight() == 0)
    {
        return UINT64_MAX;
    }
    const uint64_t rtt = std::max<uint64_t>(1, GetPlace().baseRtt);
    const uint64_t wait = DoHasWork() ? PATIENCE * rtt : rtt + m_target;
    return m_activity + (wait << m_doublings);
}

void
UetLossRecovery::DoExpired()
{
    m_probes++;
    m_activity = GetDomain().Now();
    m_doublings = std::min(m_doublings + 1, MOST_DOUBLINGS);
    NS_LOG_LOGIC("no answer for long: asks what has come below " << GetSent().GetNext());
    if (GetListener())
    {
        GetListener()->SendProbe(GetSent().GetNext() - 1);
    }
}

} // namespace aifabric
} // namespace ns3
