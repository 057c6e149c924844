/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "answer-bitmap.h"

#include "ns3/frame-pool.h"

namespace ns3
{
namespace aifabric
{

PacketVerdict
AnswerBitmap::Take(const Frame& frame, uint64_t sequence)
{
    PacketVerdict verdict;
    verdict.accepted = m_received.Add(sequence);
    verdict.duplicate = !verdict.accepted;
    verdict.sendAck = true;
    m_bytes += verdict.accepted ? frame.payload : 0;
    return verdict;
}

uint64_t
AnswerBitmap::GetExpected() const
{
    return m_received.GetBase();
}

uint64_t
AnswerBitmap::GetHeld() const
{
    return m_received.GetCount();
}

uint32_t
AnswerBitmap::GetAnswerBytes() const
{
    return wire::BITMAP_BYTES;
}

void
AnswerBitmap::CompleteAnswer(const Frame& data, Frame& answer, FramePool& pool)
{
    const uint64_t expected = m_received.GetBase();
    const uint64_t sequence =
        expected + static_cast<uint64_t>(
                       int64_t{PsnDistance(data.psn, static_cast<uint32_t>(expected) & PSN_MASK)});
    const uint64_t base = PickBase(data, sequence);
    FrameExtra& extra = pool.GetExtra(answer);
    extra.bitmapBase = static_cast<uint32_t>(base) & PSN_MASK;
    extra.bitmap = 0;
    for (uint32_t bit = 0; bit < BITS; bit++)
    {
        extra.bitmap |= m_received.Contains(base + bit) ? uint64_t{1} << bit : 0;
    }
    extra.received = m_bytes;
    extra.overtaken = static_cast<uint32_t>(m_received.GetCount());
    answer.flags |= FRAME_BITMAP;
}

bool
AnswerBitmap::IsPlain() const
{
    // What came in all is told, too: a connection keeps its object.
    return m_received.GetCount() == 0 && m_bytes == 0;
}

void
AnswerBitmap::Resume(uint64_t expected, uint64_t)
{
    m_received.Restart(expected);
    m_bytes = 0;
}

} // namespace aifabric
} // namespace ns3
