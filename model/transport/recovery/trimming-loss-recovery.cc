/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "trimming-loss-recovery.h"

#include "nack-reason.h"

#include "ns3/component-description.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(TrimmingLossRecovery);

PacketVerdict
TrimmingTracker::Receive(const Frame&, uint64_t sequence)
{
    PacketVerdict verdict;
    verdict.accepted = m_received.Add(sequence);
    verdict.duplicate = !verdict.accepted;
    verdict.sendAck = true;
    verdict.urgent = true; // the sender times each packet
    return verdict;
}

PacketVerdict
TrimmingTracker::Trimmed(const Frame& frame, uint64_t sequence)
{
    PacketVerdict verdict;
    verdict.sendNak = !m_received.Contains(sequence);
    verdict.namesPacket = true;
    verdict.reason = GetTrimReason(frame);
    return verdict;
}

uint64_t
TrimmingTracker::GetExpected() const
{
    return m_received.GetBase();
}

uint64_t
TrimmingTracker::GetHeld() const
{
    return m_received.GetCount();
}

bool
TrimmingTracker::IsPlain() const
{
    return m_received.GetCount() == 0;
}

void
TrimmingTracker::Resume(uint64_t expected, uint64_t)
{
    m_received.Restart(expected);
}

TypeId
TrimmingLossRecovery::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::TrimmingLossRecovery")
            .SetParent<TimedLossRecovery>()
            .SetGroupName("AiFabric")
            .AddConstructor<TrimmingLossRecovery>(),
        "where switches trim: NAKs of trimmed packets tell losses, gaps tell nothing");
    return tid;
}

TrimmingLossRecovery::TrimmingLossRecovery() = default;

TrimmingLossRecovery::TrimmingLossRecovery(const TrimmingLossRecovery& other)
    : TimedLossRecovery(other),
      InArena(other)
{
}

TrimmingLossRecovery::~TrimmingLossRecovery() = default;

Ptr<LossRecovery>
TrimmingLossRecovery::DoCopy() const
{
    return {new TrimmingLossRecovery(*this), false};
}

std::unique_ptr<PacketTracker>
TrimmingLossRecovery::MakeTracker(uint32_t) const
{
    return std::make_unique<TrimmingTracker>();
}

NetworkNeeds
TrimmingLossRecovery::GetNeeds() const
{
    return NEED_TRIMMING;
}

bool
TrimmingLossRecovery::AnswersEach() const
{
    return true;
}

uint64_t
TrimmingLossRecovery::DoAnswered(const Frame& frame)
{
    const uint64_t una = GetSent().GetBase();
    const uint64_t expected = ToSequence(frame.psn, una);
    if (expected > GetSent().GetNext())
    {
        return 0; // acknowledges what was never sent
    }
    uint64_t newly = AdvanceTo(expected);
    if (frame.Has(FRAME_SACK))
    {
        const uint64_t named = ToSequence(frame.sackPsn, una);
        if (frame.kind == FrameKind::NAK)
        {
            LoseNamed(named, frame, LossCause::TRIMMED);
        }
        else
        {
            newly += Acknowledge(named);
        }
    }
    return newly;
}

} // namespace aifabric
} // namespace ns3
