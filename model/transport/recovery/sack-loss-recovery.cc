/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sack-loss-recovery.h"

#include "ns3/component-description.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("SackLossRecovery");

NS_OBJECT_ENSURE_REGISTERED(SackLossRecovery);

namespace
{
/// Packets that are borne in any case: a threshold for permutations (arXiv:2507.21372).
constexpr uint64_t LEAST = 32;
/// PSNs tell 2^23 packets apart.
constexpr uint64_t MOST = 1U << 22;
} // namespace

BitmapTracker::BitmapTracker(bool answersHoles)
    : m_answersHoles(answersHoles)
{
}

PacketVerdict
BitmapTracker::Receive(const Frame&, uint64_t sequence)
{
    PacketVerdict verdict;
    verdict.sendAck = true;
    const bool hole = m_received.GetCount() > 0;
    verdict.accepted = m_received.Add(sequence);
    verdict.duplicate = !verdict.accepted;
    verdict.urgent = verdict.duplicate || (m_answersHoles && (hole || m_received.GetCount() > 0));
    return verdict;
}

PacketVerdict
BitmapTracker::Trimmed(const Frame&, uint64_t sequence)
{
    PacketVerdict verdict;
    verdict.sendNak = m_answersHoles && !m_received.Contains(sequence);
    verdict.namesPacket = true;
    return verdict;
}

uint64_t
BitmapTracker::GetExpected() const
{
    return m_received.GetBase();
}

uint64_t
BitmapTracker::GetHeld() const
{
    return m_received.GetCount();
}

bool
BitmapTracker::IsPlain() const
{
    return m_received.GetCount() == 0;
}

void
BitmapTracker::Resume(uint64_t expected, uint64_t)
{
    m_received.Restart(expected);
}

TypeId
SackLossRecovery::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::SackLossRecovery")
            .SetParent<LossRecovery>()
            .SetGroupName("AiFabric")
            .AddConstructor<SackLossRecovery>()
            .AddAttribute("Threshold",
                          "A packet is taken for lost when one this many packet numbers above it "
                          "is acknowledged; auto = the packets of a round trip, at least 32, and "
                          "twice the reordering seen",
                          UintegerValue(AUTO),
                          MakeUintegerAccessor(&SackLossRecovery::m_given),
                          MakeUintegerChecker<uint64_t>(1)),
        "any order by direct data placement; selective acknowledgement with a threshold");
    return tid;
}

SackLossRecovery::SackLossRecovery() = default;

SackLossRecovery::SackLossRecovery(const SackLossRecovery& other)
    : LossRecovery(other),
      InArena(other),
      m_given(other.m_given)
{
}

SackLossRecovery::~SackLossRecovery() = default;

Ptr<LossRecovery>
SackLossRecovery::DoCopy() const
{
    return {new SackLossRecovery(*this), false};
}

bool
SackLossRecovery::ToleratesReordering() const
{
    return true;
}

std::string
SackLossRecovery::CheckConfig() const
{
    return m_given <= MOST || m_given == AUTO
               ? ""
               : "Threshold must be between 1 and " + std::to_string(MOST) + " packets, or auto";
}

std::unique_ptr<PacketTracker>
SackLossRecovery::MakeTracker(uint32_t) const
{
    return std::make_unique<BitmapTracker>(true);
}

LossRecovery::Tolerance
SackLossRecovery::GetTolerance() const
{
    return {GetFirstThreshold(), m_threshold, m_given == AUTO};
}

void
SackLossRecovery::DoStart(const RecoveryPlace& place)
{
    m_baseRtt = place.baseRtt;
    m_packetTime = std::max<uint64_t>(1, place.packetTime);
    m_threshold = GetFirstThreshold();
    m_node = place.node;
    m_part = place.part;
    if (m_tail)
    {
        BindTail();
    }
}

uint64_t
SackLossRecovery::GetFirstThreshold() const
{
    const uint64_t roundTrip = (m_baseRtt + m_packetTime - 1) / m_packetTime;
    return std::min(m_given == AUTO ? std::max(LEAST, roundTrip) : m_given, MOST);
}

bool
SackLossRecovery::DoHasWork() const
{
    return m_next < GetLimit() || CountOpen() > 0;
}

LossRecovery::NextPacket
SackLossRecovery::DoNext()
{
    while (m_losses && !m_losses->lost.empty())
    {
        const uint64_t sequence = m_losses->lost.front();
        m_losses->lost.pop_front();
        if (m_losses->open.erase(sequence) > 0)
        {
            m_losses->resent.push_back({sequence, m_next});
            m_losses->resentAt[sequence] = GetDomain().Now();
            return {sequence, true};
        }
    }
    return {m_next++, false};
}

uint64_t
SackLossRecovery::DoAcknowledged(const Frame& frame)
{
    const uint64_t una = m_acknowledged.GetBase();
    const uint64_t expected = ToSequence(frame.psn, una);
    if (expected > m_next)
    {
        return 0; // acknowledges what was never sent
    }
    if (frame.kind == FrameKind::NAK)
    {
        return DoNamed(frame, expected);
    }
    // The packet that is answered. What was acknowledged before is a duplicate and tells no order.
    const uint64_t cause =
        frame.Has(FRAME_SACK) ? ToSequence(frame.sackPsn, una) : std::max(expected, una + 1) - 1;
    const bool isNew = !m_acknowledged.Contains(cause);
    uint64_t newly = m_acknowledged.Advance(expected);
    uint64_t highest = expected;
    if (frame.Has(FRAME_SACK))
    {
        if (cause < m_next && m_acknowledged.Add(cause))
        {
            newly++;
            highest = std::max(highest, cause + 1);
        }
    }
    if (newly > 0)
    {
        if (m_given == AUTO && isNew && cause < m_highest)
        {
            Adapt(cause);
        }
        m_highest = std::max(m_highest, highest);
        if (m_losses)
        {
            Forget(m_acknowledged.GetBase(), cause);
            FindLossesAgain();
        }
    }
    FindLosses();
    if (m_given == AUTO)
    {
        WatchTail();
    }
    return newly;
}

uint64_t
SackLossRecovery::DoNamed(const Frame& frame, uint64_t expected)
{
    const uint64_t newly = m_acknowledged.Advance(expected);
    const uint64_t una = m_acknowledged.GetBase();
    if (newly > 0)
    {
        m_highest = std::max(m_highest, expected);
        if (m_losses)
        {
            Forget(una, expected - 1);
        }
    }
    const uint64_t lost = ToSequence(frame.sackPsn, una);
    if (frame.Has(FRAME_SACK) && lost < m_next && !m_acknowledged.Contains(lost) && !IsOpen(lost))
    {
        Lose(lost, LossCause::TRIMMED); // nothing else names a packet
    }
    return newly;
}

void
SackLossRecovery::Adapt(uint64_t sequence)
{
    if (m_losses)
    {
        const auto resent = m_losses->resentAt.find(sequence);
        if (resent != m_losses->resentAt.end() && GetDomain().Now() >= resent->second + m_baseRtt)
        {
            return;
        }
    }
    m_threshold = std::min(MOST, std::max(m_threshold, 2 * (m_highest - sequence)));
    NS_LOG_LOGIC("packet " << sequence << " was overtaken by " << m_highest - sequence
                           << ": the threshold is " << m_threshold);
}

uint64_t
SackLossRecovery::DoGetUnacknowledged() const
{
    return m_acknowledged.GetBase();
}

uint64_t
SackLossRecovery::DoGetInFlight() const
{
    return m_next - m_acknowledged.GetBase() - m_acknowledged.GetCount() - CountOpen();
}

uint64_t
SackLossRecovery::DoGetBacklog() const
{
    return GetLimit() - m_next + CountOpen();
}

bool
SackLossRecovery::DoIsPlain() const
{
    // The threshold may have grown; it is 0 before the start.
    return m_acknowledged.GetBase() == GetLimit() && m_next == GetLimit() &&
           m_highest == GetLimit() && m_scanned == GetLimit() && CountOpen() == 0 &&
           (!m_losses || m_losses->resentAt.empty()) && (!m_tail || !m_tail->event.IsPending()) &&
           (m_threshold == 0 || m_threshold == GetFirstThreshold());
}

void
SackLossRecovery::DoResume(uint64_t packets, uint64_t)
{
    m_acknowledged.Restart(packets);
    m_next = packets;
    m_highest = packets;
    m_scanned = packets;
    // What is left there was acknowledged.
    m_losses = nullptr;
}

} // namespace aifabric
} // namespace ns3
