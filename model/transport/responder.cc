/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "responder.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

Responder::Responder(std::unique_ptr<PacketTracker> tracker)
    : m_tracker(std::move(tracker))
{
}

void
Responder::Start(uint32_t number, const ResponderRecord& record)
{
    m_number = number;
    m_highest = record.highest;
    m_nextNotification = record.nextNotification;
    m_completed = record.completed;
    m_unanswered = record.unanswered;
    m_tracker->Resume(record.expected, record.completed);
}

PacketVerdict
Responder::Receive(const Frame& frame)
{
    const auto reference = static_cast<uint32_t>(m_highest) & PSN_MASK;
    const uint64_t sequence =
        m_highest + static_cast<uint64_t>(int64_t{PsnDistance(frame.psn, reference)});
    m_last = sequence;
    if (sequence > m_highest)
    {
        m_highest = sequence;
    }
    else if (!frame.Has(FRAME_RETRANSMIT))
    {
        m_maxReorder = std::max(m_maxReorder, m_highest - sequence);
    }
    const PacketVerdict verdict = m_tracker->Receive(frame, sequence);
    m_maxHeld = std::max(m_maxHeld, m_tracker->GetHeld());
    m_unanswered++;
    if (!verdict.accepted)
    {
        return verdict;
    }
    if (m_tracker->CountMessages() != UINT64_MAX)
    {
        m_counted.insert(
            {frame.msn,
             {0, frame.remoteAddress, frame.dmaLength, frame.join, frame.pieces, frame.client}});
    }
    else if (frame.Has(FRAME_LAST))
    {
        const Ending ending{sequence + 1,
                            frame.remoteAddress,
                            frame.dmaLength,
                            frame.join,
                            frame.pieces,
                            frame.client};
        m_endings.insert(
            std::upper_bound(m_endings.begin(),
                             m_endings.end(),
                             ending,
                             [](const Ending& a, const Ending& b) { return a.end < b.end; }),
            ending);
    }
    return verdict;
}

bool
Responder::TakeComplete(Ending& message)
{
    const uint64_t counted = m_tracker->CountMessages();
    if (counted != UINT64_MAX)
    {
        if (m_completed >= counted)
        {
            return false;
        }
        message = m_counted.begin()->second;
        m_counted.erase(m_counted.begin());
    }
    else if (!m_endings.empty() && m_endings.front().end <= m_tracker->GetExpected())
    {
        message = m_endings.front();
        m_endings.erase(m_endings.begin());
    }
    else
    {
        return false;
    }
    m_completed++;
    return true;
}

bool
Responder::TakeNotification(uint64_t now, uint64_t interval)
{
    if (now < m_nextNotification)
    {
        return false;
    }
    m_nextNotification = now + interval;
    return true;
}

} // namespace aifabric
} // namespace ns3
