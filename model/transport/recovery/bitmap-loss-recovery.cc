/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "bitmap-loss-recovery.h"

#include "answer-bitmap.h"
#include "nack-reason.h"

#include "ns3/frame-extra.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(BitmapLossRecovery);

TypeId
BitmapLossRecovery::GetTypeId()
{
    static TypeId tid = TypeId("ns3::aifabric::BitmapLossRecovery")
                            .SetParent<TimedLossRecovery>()
                            .SetGroupName("AiFabric");
    return tid;
}

BitmapLossRecovery::BitmapLossRecovery() = default;

BitmapLossRecovery::BitmapLossRecovery(const BitmapLossRecovery& other)
    : TimedLossRecovery(other)
{
}

BitmapLossRecovery::~BitmapLossRecovery() = default;

void
BitmapLossRecovery::DoDelivered(uint64_t)
{
}

uint64_t
BitmapLossRecovery::Take(uint64_t sequence)
{
    if (GetSent().IsInFlight(sequence))
    {
        DoDelivered(GetSent().GetSentAt(sequence));
    }
    return Acknowledge(sequence);
}

uint64_t
BitmapLossRecovery::DoAnswered(const Frame& frame)
{
    const uint64_t una = GetSent().GetBase();
    const uint64_t expected = ToSequence(frame.psn, una);
    if (expected > GetSent().GetNext())
    {
        return 0; // acknowledges what was never sent
    }
    uint64_t newly = 0;
    for (uint64_t sequence = una; sequence < expected; sequence++)
    {
        newly += Take(sequence);
    }
    const uint64_t named = ToSequence(frame.sackPsn, una);
    if (frame.Has(FRAME_SACK) && frame.kind == FrameKind::ACK)
    {
        newly += Take(named);
    }
    if (frame.Has(FRAME_BITMAP) && frame.extra)
    {
        const uint64_t base = ToSequence(frame.extra->bitmapBase, una);
        for (uint32_t bit = 0; bit < AnswerBitmap::BITS; bit++)
        {
            if ((frame.extra->bitmap >> bit) & 1)
            {
                newly += Take(base + bit);
            }
        }
    }
    if (frame.Has(FRAME_SACK) && frame.kind == FrameKind::NAK)
    {
        const bool isTrimmed =
            frame.reason == NACK_TRIMMED || frame.reason == NACK_TRIMMED_LAST_HOP;
        LoseNamed(named, frame, isTrimmed ? LossCause::TRIMMED : LossCause::NAK);
    }
    DoFindLosses(frame);
    return newly;
}

} // namespace aifabric
} // namespace ns3
