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

namespace
{
/// A packet that is ahead of all others by no more than this is not looked at.
constexpr uint64_t NEAR = 1U << 16;
/// Packets that a sender may have open at once, whatever its recovery.
constexpr uint64_t MOST = 1U << 22;
} // namespace

Responder::Responder(std::unique_ptr<PacketTracker> tracker)
    : m_counts(tracker->CountMessages() != UINT64_MAX),
      m_answerBytes(static_cast<uint16_t>(tracker->GetAnswerBytes())),
      m_tracker(std::move(tracker))
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
Responder::Receive(const Frame& frame, std::vector<Ending>& complete)
{
    const auto reference = static_cast<uint32_t>(m_highest) & PSN_MASK;
    const uint64_t sequence =
        m_highest + static_cast<uint64_t>(int64_t{PsnDistance(frame.psn, reference)});
    if (sequence > m_highest + NEAR && !IsPlausible(sequence))
    {
        return {}; // nobody sends so far ahead, and numbers would be misread from there on
    }
    m_last = sequence;
    if (sequence > m_highest)
    {
        m_highest = sequence;
    }
    else if (!frame.Has(FRAME_RETRANSMIT))
    {
        m_maxReorder = std::max(m_maxReorder, static_cast<uint32_t>(m_highest - sequence));
    }
    const PacketVerdict verdict = m_tracker->Receive(frame, sequence);
    m_maxHeld = std::max(m_maxHeld, static_cast<uint32_t>(m_tracker->GetHeld()));
    m_unanswered++;
    if (verdict.accepted && (m_counts || frame.Has(FRAME_LAST)))
    {
        const Ending ending{m_counts ? frame.msn + uint64_t{1} : sequence + 1,
                            frame.remoteAddress,
                            frame.dmaLength,
                            frame.join,
                            frame.pieces,
                            frame.client};
        if ((!m_endings || m_endings->empty()) && ending.end <= GetCompleteEnd())
        {
            complete.push_back(ending);
            m_completed++;
            return verdict;
        }
        Insert(ending);
    }
    if (m_endings)
    {
        TakeComplete(complete);
    }
    return verdict;
}

bool
Responder::IsPlausible(uint64_t sequence) const
{
    return sequence <= (m_counts ? m_highest : m_tracker->GetExpected()) + MOST;
}

uint64_t
Responder::GetCompleteEnd() const
{
    return m_counts ? m_tracker->CountMessages() : m_tracker->GetExpected();
}

void
Responder::Insert(const Ending& ending)
{
    if (!m_endings)
    {
        m_endings = std::make_unique<std::vector<Ending>>();
    }
    const auto place =
        std::lower_bound(m_endings->begin(),
                         m_endings->end(),
                         ending,
                         [](const Ending& a, const Ending& b) { return a.end < b.end; });
    // Each packet of a message tells its ending where packets are counted.
    if (place == m_endings->end() || place->end != ending.end)
    {
        m_endings->insert(place, ending);
    }
}

void
Responder::TakeComplete(std::vector<Ending>& complete)
{
    const uint64_t end = GetCompleteEnd();
    auto next = m_endings->begin();
    while (next != m_endings->end() && next->end <= end)
    {
        complete.push_back(*next++);
        m_completed++;
    }
    m_endings->erase(m_endings->begin(), next);
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
