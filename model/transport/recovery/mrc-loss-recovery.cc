/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "mrc-loss-recovery.h"

#include "nack-reason.h"

#include "ns3/component-description.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(MrcLossRecovery);

namespace
{
/// PSNs tell 2^23 packets apart.
constexpr uint32_t MOST = 1U << 22;
} // namespace

MrcTracker::MrcTracker(uint64_t room)
    : m_room(room)
{
}

PacketVerdict
MrcTracker::Receive(const Frame& frame, uint64_t sequence)
{
    // What was here before is far below, or seems to be.
    if (sequence >= GetExpected() + m_room)
    {
        PacketVerdict verdict;
        verdict.sendNak = true;
        verdict.namesPacket = true;
        verdict.reason = NACK_OUT_OF_WINDOW;
        return verdict;
    }
    PacketVerdict verdict = Take(frame, sequence);
    verdict.urgent = verdict.duplicate || GetHeld() > 0 || frame.ecn == Ecn::CE;
    return verdict;
}

PacketVerdict
MrcTracker::Trimmed(const Frame& frame, uint64_t sequence)
{
    PacketVerdict verdict;
    verdict.sendNak = !Has(sequence);
    verdict.namesPacket = true;
    verdict.reason = GetTrimReason(frame);
    return verdict;
}

uint64_t
MrcTracker::PickBase(const Frame&, uint64_t sequence) const
{
    const uint64_t below = sequence - std::min<uint64_t>(sequence, BITS - 1);
    return std::max(below, GetExpected() + 1);
}

TypeId
MrcLossRecovery::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::MrcLossRecovery")
            .SetParent<BitmapLossRecovery>()
            .SetGroupName("AiFabric")
            .AddConstructor<MrcLossRecovery>()
            .AddAttribute("Window",
                          "Packet numbers from the lowest one missing that the sender uses, 1 to "
                          "4194304",
                          UintegerValue(2048),
                          MakeUintegerAccessor(&MrcLossRecovery::m_window),
                          MakeUintegerChecker<uint32_t>(1, MOST))
            .AddAttribute("Bitmap",
                          "Packets from the one expected on that a receiver can remember, 1 to "
                          "4194304; what is above is refused",
                          UintegerValue(2048),
                          MakeUintegerAccessor(&MrcLossRecovery::m_bitmap),
                          MakeUintegerChecker<uint32_t>(1, MOST))
            .AddAttribute("Reorder",
                          "A packet is lost when one that was sent by this time later has come; 0 "
                          "= one idle round trip",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&MrcLossRecovery::m_givenReorder),
                          MakeTimeChecker(Time(0))),
        "multipath reliable connection: bounded windows, NAKs with reasons, losses by time");
    return tid;
}

MrcLossRecovery::MrcLossRecovery() = default;

MrcLossRecovery::MrcLossRecovery(const MrcLossRecovery& other)
    : BitmapLossRecovery(other),
      InArena(other),
      m_window(other.m_window),
      m_bitmap(other.m_bitmap),
      m_givenReorder(other.m_givenReorder)
{
}

MrcLossRecovery::~MrcLossRecovery() = default;

Ptr<LossRecovery>
MrcLossRecovery::DoCopy() const
{
    return {new MrcLossRecovery(*this), false};
}

std::unique_ptr<PacketTracker>
MrcLossRecovery::MakeTracker(uint32_t) const
{
    return std::make_unique<MrcTracker>(m_bitmap);
}

void
MrcLossRecovery::DoStart(const RecoveryPlace& place)
{
    BitmapLossRecovery::DoStart(place);
    const auto given = static_cast<uint64_t>(m_givenReorder.GetTimeStep());
    m_reorder = given > 0 ? given : std::max<uint64_t>(1, place.baseRtt);
    m_newest = 0;
    m_refused = 0;
    m_refusedAt = UINT64_MAX;
}

bool
MrcLossRecovery::DoHasWork() const
{
    const SentPackets& sent = GetSent();
    // What was refused waits for the window of the receiver to move, with nothing else to do.
    const bool waits = m_refusedAt == sent.GetBase() && sent.GetInFlight() > 0;
    return (sent.CountLost() > 0 && !waits) ||
           (sent.GetNext() < GetLimit() && sent.GetNext() < sent.GetBase() + m_window && !waits);
}

void
MrcLossRecovery::DoDelivered(uint64_t sentAt)
{
    m_newest = std::max(m_newest, sentAt);
}

void
MrcLossRecovery::DoFindLosses(const Frame& frame)
{
    if (frame.kind == FrameKind::NAK && frame.reason == NACK_OUT_OF_WINDOW)
    {
        m_refused++;
        m_refusedAt = GetSent().GetBase();
    }
    while (GetSent().GetInFlight() > 0)
    {
        const uint64_t oldest = FindOldest();
        if (GetSent().GetSentAt(oldest) + m_reorder >= m_newest)
        {
            break;
        }
        Lose(oldest, LossCause::GAP);
    }
}

} // namespace aifabric
} // namespace ns3
