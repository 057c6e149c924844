/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * How SACK finds losses, and what it knows of them.
 */

#include "sack-loss-recovery.h"

#include "ns3/log.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("SackLosses");

SackLossRecovery::Losses&
SackLossRecovery::GetLosses()
{
    if (!m_losses)
    {
        m_losses = std::make_unique<Losses>();
    }
    return *m_losses;
}

bool
SackLossRecovery::IsOpen(uint64_t sequence) const
{
    return m_losses && m_losses->open.count(sequence) > 0;
}

bool
SackLossRecovery::IsKnown(uint64_t sequence) const
{
    return m_acknowledged.Contains(sequence) || IsOpen(sequence) ||
           (m_losses && m_losses->resentAt.count(sequence) > 0);
}

void
SackLossRecovery::Forget(uint64_t una, uint64_t sequence)
{
    std::set<uint64_t>& open = m_losses->open;
    open.erase(open.begin(), open.lower_bound(una));
    open.erase(sequence);
    std::map<uint64_t, uint64_t>& resentAt = m_losses->resentAt;
    resentAt.erase(resentAt.begin(), resentAt.lower_bound(una));
    resentAt.erase(sequence);
}

void
SackLossRecovery::Lose(uint64_t sequence, LossCause cause)
{
    Losses& losses = GetLosses();
    losses.resentAt.erase(sequence);
    losses.lost.push_back(sequence);
    losses.open.insert(sequence);
    NS_LOG_LOGIC("packet " << sequence << " will be sent again, by " << LossCauseName(cause));
    FoundLoss(sequence, cause);
}

void
SackLossRecovery::FindLossesAgain()
{
    GrowingRing<Resent>& resent = m_losses->resent;
    while (!resent.empty() && m_highest > resent.front().next + m_threshold)
    {
        const uint64_t sequence = resent.front().sequence;
        resent.pop_front();
        // One that is acknowledged has been forgotten.
        if (m_losses->resentAt.count(sequence) > 0)
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
SackLossRecovery::BindTail()
{
    m_tail->event.Bind<&Tail::Fired>(m_tail.get(), m_node, m_part, EventKind::OTHER);
    m_tail->recovery = this;
}

void
SackLossRecovery::WatchTail()
{
    const bool waits =
        m_next == GetLimit() && CountOpen() == 0 && m_highest > m_acknowledged.GetBase();
    if (waits && !m_tail)
    {
        m_tail = std::make_unique<Tail>();
        BindTail();
    }
    if (waits && !m_tail->event.IsPending())
    {
        m_tail->mark = m_highest;
        m_tail->began = GetDomain().Now();
        GetDomain().Schedule(m_tail->event, m_tail->began + m_threshold * m_packetTime);
    }
}

void
SackLossRecovery::TailWaited()
{
    bool found = false;
    for (m_scanned = std::max(m_scanned, m_acknowledged.GetBase()); m_scanned < m_tail->mark;
         m_scanned++)
    {
        if (!IsKnown(m_scanned))
        {
            Lose(m_scanned, LossCause::GAP);
            found = true;
        }
    }
    found = FindTailLossesAgain() || found;
    WatchTail();
    if (found && GetListener())
    {
        GetListener()->RecoveryStateChanged();
    }
}

bool
SackLossRecovery::FindTailLossesAgain()
{
    bool found = false;
    // What was sent again a round trip before the wait began is as late.
    while (m_losses && !m_losses->resent.empty())
    {
        const auto resent = m_losses->resentAt.find(m_losses->resent.front().sequence);
        if (resent != m_losses->resentAt.end())
        {
            if (resent->second + m_baseRtt > m_tail->began)
            {
                break;
            }
            Lose(m_losses->resent.front().sequence, LossCause::GAP);
            found = true;
        }
        m_losses->resent.pop_front();
    }
    return found;
}

void
SackLossRecovery::DoTimedOut()
{
    Losses& losses = GetLosses();
    // Packets that wait to be sent again are known to be lost.
    const std::set<uint64_t> known = std::exchange(losses.open, {});
    losses.lost.clear();
    losses.resent.clear();
    losses.resentAt.clear();
    for (uint64_t s = m_acknowledged.GetBase(); s < m_next; s++)
    {
        if (!m_acknowledged.Contains(s))
        {
            losses.lost.push_back(s);
            losses.open.insert(s);
            if (known.count(s) == 0)
            {
                FoundLoss(s, LossCause::TIMEOUT);
            }
        }
    }
    m_scanned = m_next;
    NS_LOG_LOGIC("timeout: " << losses.lost.size() << " packets will be sent again");
}

} // namespace aifabric
} // namespace ns3
