/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sack-loss-recovery.h"

#include "ns3/component-description.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

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
    verdict.namesLost = true;
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
SackLossRecovery::~SackLossRecovery() = default;

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
    return {m_first, m_threshold, m_given == AUTO};
}

void
SackLossRecovery::DoStart(const RecoveryPlace& place)
{
    m_baseRtt = place.baseRtt;
    m_packetTime = std::max<uint64_t>(1, place.packetTime);
    const uint64_t roundTrip = (m_baseRtt + m_packetTime - 1) / m_packetTime;
    m_first = std::min(m_given == AUTO ? std::max(LEAST, roundTrip) : m_given, MOST);
    m_threshold = m_first;
    m_tail.Bind<&SackLossRecovery::TailWaited>(this, place.node, place.part, EventKind::OTHER);
}

bool
SackLossRecovery::DoHasWork() const
{
    return !m_open.empty() || m_next < GetLimit();
}

LossRecovery::NextPacket
SackLossRecovery::DoNext()
{
    while (!m_lost.empty())
    {
        const uint64_t sequence = m_lost.front();
        m_lost.pop_front();
        if (m_open.erase(sequence) > 0)
        {
            m_resent.push_back({sequence, m_next});
            m_resentAt[sequence] = GetDomain().Now();
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
        Forget(m_acknowledged.GetBase(), cause);
        FindLossesAgain();
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
        Forget(una, expected - 1);
    }
    const uint64_t lost = ToSequence(frame.sackPsn, una);
    if (frame.Has(FRAME_SACK) && lost < m_next && !m_acknowledged.Contains(lost) &&
        m_open.count(lost) == 0)
    {
        Lose(lost, LossCause::TRIMMED); // nothing else names a packet
    }
    return newly;
}

bool
SackLossRecovery::IsKnown(uint64_t sequence) const
{
    return m_acknowledged.Contains(sequence) || m_open.count(sequence) > 0 ||
           m_resentAt.count(sequence) > 0;
}

void
SackLossRecovery::Adapt(uint64_t sequence)
{
    const auto resent = m_resentAt.find(sequence);
    if (resent == m_resentAt.end() || GetDomain().Now() < resent->second + m_baseRtt)
    {
        m_threshold = std::min(MOST, std::max(m_threshold, 2 * (m_highest - sequence)));
    }
}

void
SackLossRecovery::Forget(uint64_t una, uint64_t sequence)
{
    m_open.erase(m_open.begin(), m_open.lower_bound(una));
    m_open.erase(sequence);
    m_resentAt.erase(m_resentAt.begin(), m_resentAt.lower_bound(una));
    m_resentAt.erase(sequence);
}

void
SackLossRecovery::Lose(uint64_t sequence, LossCause cause)
{
    m_resentAt.erase(sequence);
    m_lost.push_back(sequence);
    m_open.insert(sequence);
    FoundLoss(sequence, cause);
}

void
SackLossRecovery::FindLossesAgain()
{
    while (!m_resent.empty() && m_highest > m_resent.front().next + m_threshold)
    {
        const uint64_t sequence = m_resent.front().sequence;
        m_resent.pop_front();
        // One that is acknowledged has been forgotten.
        if (m_resentAt.count(sequence) > 0)
        {
            Lose(sequence, LossCause::GAP);
        }
    }
}

void
SackLossRecovery::FindLosses()
{
    m_scanned = std::max(m_scanned, m_acknowledged.GetBase());
    while (m_scanned + m_threshold < m_highest)
    {
        if (!IsKnown(m_scanned))
        {
            Lose(m_scanned, LossCause::GAP);
        }
        m_scanned++;
    }
}

void
SackLossRecovery::WatchTail()
{
    const bool waits =
        m_next == GetLimit() && m_open.empty() && m_highest > m_acknowledged.GetBase();
    if (waits && !m_tail.IsPending())
    {
        m_tailMark = m_highest;
        m_tailBegan = GetDomain().Now();
        GetDomain().Schedule(m_tail, m_tailBegan + m_threshold * m_packetTime);
    }
}

void
SackLossRecovery::TailWaited()
{
    bool found = false;
    for (m_scanned = std::max(m_scanned, m_acknowledged.GetBase()); m_scanned < m_tailMark;
         m_scanned++)
    {
        if (!IsKnown(m_scanned))
        {
            Lose(m_scanned, LossCause::GAP);
            found = true;
        }
    }
    // What was sent again a round trip before the wait began is as late.
    while (!m_resent.empty())
    {
        const auto resent = m_resentAt.find(m_resent.front().sequence);
        if (resent != m_resentAt.end())
        {
            if (resent->second + m_baseRtt > m_tailBegan)
            {
                break;
            }
            Lose(m_resent.front().sequence, LossCause::GAP);
            found = true;
        }
        m_resent.pop_front();
    }
    WatchTail();
    if (found && GetListener())
    {
        GetListener()->RecoveryStateChanged();
    }
}

void
SackLossRecovery::DoTimedOut()
{
    // Packets that wait to be sent again are known to be lost.
    const std::set<uint64_t> known = m_open;
    m_lost.clear();
    m_open.clear();
    m_resent.clear();
    m_resentAt.clear();
    for (uint64_t s = m_acknowledged.GetBase(); s < m_next; s++)
    {
        if (!m_acknowledged.Contains(s))
        {
            m_lost.push_back(s);
            m_open.insert(s);
            if (known.count(s) == 0)
            {
                FoundLoss(s, LossCause::TIMEOUT);
            }
        }
    }
    m_scanned = m_next;
}

uint64_t
SackLossRecovery::DoGetUnacknowledged() const
{
    return m_acknowledged.GetBase();
}

uint64_t
SackLossRecovery::DoGetInFlight() const
{
    return m_next - m_acknowledged.GetBase() - m_acknowledged.GetCount() - m_open.size();
}

bool
SackLossRecovery::DoIsPlain() const
{
    // The threshold may have grown.
    return m_acknowledged.GetBase() == GetLimit() && m_next == GetLimit() &&
           m_highest == GetLimit() && m_scanned == GetLimit() && m_open.empty() &&
           m_resentAt.empty() && !m_tail.IsPending() && m_threshold == m_first;
}

void
SackLossRecovery::DoResume(uint64_t packets, uint64_t)
{
    m_acknowledged.Restart(packets);
    m_next = packets;
    m_highest = packets;
    m_scanned = packets;
    // What is left in them was acknowledged.
    m_lost.clear();
    m_resent.clear();
}

} // namespace aifabric
} // namespace ns3
