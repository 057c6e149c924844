/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * How the sender of an erasure code finds losses, and what it sends again of a block that lost too
 * much.
 */

#include "code-loss-recovery.h"

#include "ns3/log.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("CodeLosses");

void
CodeLossRecovery::FindLosses()
{
    for (m_scanned = std::max(m_scanned, m_settled.GetBase()); m_scanned + m_threshold < m_highest;
         m_scanned++)
    {
        if (!m_settled.Contains(m_scanned) && m_odd.count(m_scanned) == 0)
        {
            Lose(m_scanned, LossCause::GAP);
        }
    }
    while (!m_resent.empty() && m_highest > m_resent.front().next + m_threshold)
    {
        const uint64_t sequence = m_resent.front().sequence;
        m_resent.pop_front();
        const auto odd = m_odd.find(sequence);
        if (odd != m_odd.end() && odd->second == Fate::RESENT)
        {
            Lose(sequence, LossCause::GAP);
        }
    }
}

bool
CodeLossRecovery::IsUnderWay(uint64_t sequence) const
{
    if (sequence >= m_next || m_settled.Contains(sequence))
    {
        return false;
    }
    const auto odd = m_odd.find(sequence);
    return odd == m_odd.end() || odd->second == Fate::RESENT;
}

void
CodeLossRecovery::LoseTrimmed(uint64_t sequence)
{
    if (!IsUnderWay(sequence))
    {
        return;
    }
    for (Resent& resent : m_resent)
    {
        // It is sent again anew, if it is.
        resent.sequence = resent.sequence == sequence ? UINT64_MAX : resent.sequence;
    }
    Lose(sequence, LossCause::TRIMMED);
}

void
CodeLossRecovery::WatchTail()
{
    const bool waits =
        m_queue.empty() && m_next == m_end && m_pending == 0 && m_highest > m_settled.GetBase();
    if (waits && !m_tailEvent.IsPending())
    {
        m_tailMark = m_highest;
        m_tailBegan = GetDomain().Now();
        GetDomain().Schedule(m_tailEvent, m_tailBegan + m_threshold * m_packetTime);
    }
}

void
CodeLossRecovery::TailWaited()
{
    bool found = false;
    for (m_scanned = std::max(m_scanned, m_settled.GetBase()); m_scanned < m_tailMark; m_scanned++)
    {
        if (!m_settled.Contains(m_scanned) && m_odd.count(m_scanned) == 0)
        {
            Lose(m_scanned, LossCause::GAP);
            found = true;
        }
    }
    // What was sent again a round trip before the wait began is as late.
    while (!m_resent.empty() && m_resent.front().sentAt + m_baseRtt <= m_tailBegan)
    {
        const uint64_t sequence = m_resent.front().sequence;
        m_resent.pop_front();
        const auto odd = m_odd.find(sequence);
        if (odd != m_odd.end() && odd->second == Fate::RESENT)
        {
            Lose(sequence, LossCause::GAP);
            found = true;
        }
    }
    WatchTail();
    if (found && GetListener())
    {
        GetListener()->RecoveryStateChanged();
    }
}

void
CodeLossRecovery::Lose(uint64_t sequence, LossCause cause)
{
    Block& block = Find(sequence);
    m_odd[sequence] = Fate::LOST;
    block.lost++;
    m_flying--;
    FoundLoss(sequence, cause);
    Ask(block);
}

void
CodeLossRecovery::Ask(Block& block)
{
    // All that has not come and is not lost is under way, or will be.
    const uint32_t coming = block.size - block.arrived - block.lost;
    uint32_t missing = block.data - block.arrived;
    missing -= std::min(missing, coming);
    for (auto odd = m_odd.lower_bound(block.first); missing > 0; ++odd)
    {
        if (odd->second == Fate::LOST)
        {
            NS_LOG_LOGIC("block " << block.first << " of message " << block.message
                                  << " gets packet " << odd->first << " again");
            odd->second = Fate::QUEUED;
            m_queue.insert(odd->first);
            block.lost--;
            missing--;
        }
    }
}

void
CodeLossRecovery::DoTimedOut()
{
    m_resent.clear();
    for (uint64_t s = m_settled.GetBase(); s < m_next; s++)
    {
        if (IsUnderWay(s))
        {
            Lose(s, LossCause::TIMEOUT);
        }
    }
    m_scanned = m_next;
    NS_LOG_LOGIC("timeout: " << m_queue.size() << " packets will be sent again");
}

} // namespace aifabric
} // namespace ns3
