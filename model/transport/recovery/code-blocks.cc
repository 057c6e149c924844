/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "code-blocks.h"

#include "nack-reason.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

BlockTracker::BlockTracker(const BlockShape& shape, uint32_t mtu)
    : m_shape(shape),
      m_mtu(mtu)
{
}

PacketVerdict
BlockTracker::Receive(const Frame& frame, uint64_t sequence)
{
    PacketVerdict verdict;
    verdict.sendAck = true;
    const bool hole = m_settled.GetCount() > 0;
    if (m_settled.Contains(sequence))
    {
        // Parity that is not needed is no sign of an ACK that was lost; a packet sent again is.
        verdict.duplicate = true;
        verdict.urgent = hole || frame.Has(FRAME_RETRANSMIT);
        return verdict;
    }
    verdict.accepted = true;
    auto known = m_known.find(frame.msn);
    if (known == m_known.end())
    {
        const int32_t ahead = PsnDistance(frame.psn, frame.sackPsn);
        const uint64_t packets = std::max<uint64_t>(1, (frame.dmaLength + m_mtu - 1ULL) / m_mtu);
        const Message message{sequence - static_cast<uint64_t>(int64_t{ahead}),
                              packets,
                              (packets + m_shape.data - 1) / m_shape.data,
                              {}};
        known = m_known.emplace(frame.msn, message).first;
    }
    Message& message = known->second;
    const uint32_t full = m_shape.data + m_shape.parity;
    const uint64_t block = (sequence - message.begin) / full;
    const auto data = static_cast<uint32_t>(
        std::min<uint64_t>(m_shape.data, message.packets - block * m_shape.data));
    m_settled.Add(sequence);
    if (++message.arrivals[block] == data)
    {
        message.arrivals.erase(block);
        message.missing--;
        Finish(message.begin + block * full, m_shape.GetSize(data));
    }
    for (auto first = m_known.begin();
         first != m_known.end() && first->first == m_complete && first->second.missing == 0;
         first = m_known.erase(first))
    {
        m_complete++;
    }
    verdict.urgent = hole || m_settled.GetCount() > 0;
    return verdict;
}

PacketVerdict
BlockTracker::Trimmed(const Frame& frame, uint64_t sequence)
{
    PacketVerdict verdict;
    verdict.sendNak = !m_settled.Contains(sequence);
    verdict.namesPacket = true;
    verdict.reason = GetTrimReason(frame);
    return verdict;
}

void
BlockTracker::Finish(uint64_t first, uint32_t size)
{
    for (uint64_t s = first; s < first + size; s++)
    {
        m_settled.Add(s);
    }
}

uint64_t
BlockTracker::GetExpected() const
{
    return m_settled.GetBase();
}

uint64_t
BlockTracker::GetHeld() const
{
    return m_settled.GetCount();
}

uint64_t
BlockTracker::CountMessages() const
{
    return m_complete;
}

bool
BlockTracker::IsPlain() const
{
    return m_settled.GetCount() == 0 && m_known.empty();
}

void
BlockTracker::Resume(uint64_t expected, uint64_t messages)
{
    m_settled.Restart(expected);
    m_complete = messages;
}

} // namespace aifabric
} // namespace ns3
