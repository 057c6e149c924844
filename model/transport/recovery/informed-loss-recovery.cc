/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "informed-loss-recovery.h"

#include "ns3/log.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("InformedLossRecovery");

NS_OBJECT_ENSURE_REGISTERED(InformedLossRecovery);

namespace
{
/// Rounds in vain that chance explains; the path may be dead after them.
constexpr uint32_t PATIENCE = 16;
/// Doublings of the wait.
constexpr uint32_t MOST_DOUBLINGS = 16;
} // namespace

TypeId
InformedLossRecovery::GetTypeId()
{
    static TypeId tid = TypeId("ns3::aifabric::InformedLossRecovery")
                            .SetParent<LossRecovery>()
                            .SetGroupName("AiFabric");
    return tid;
}

InformedLossRecovery::InformedLossRecovery() = default;
InformedLossRecovery::~InformedLossRecovery() = default;

bool
InformedLossRecovery::KnowsLosses() const
{
    return true;
}

void
InformedLossRecovery::DoStart(const RecoveryPlace& place)
{
    m_delay = place.baseRtt;
    m_event.Bind<&InformedLossRecovery::TellLosses>(this, place.node, place.part, EventKind::OTHER);
}

void
InformedLossRecovery::DoDropped(uint64_t sequence, DropReason reason, LossCause cause)
{
    const bool full = reason == DropReason::BUFFER_FULL || reason == DropReason::HEADROOM_FULL ||
                      reason == DropReason::HOST_QUEUE_FULL;
    if (!full && m_rounds > PATIENCE + MOST_DOUBLINGS)
    {
        m_shelved.push_back(sequence);
        return;
    }
    const uint64_t time = GetDomain().Now() + (full ? m_delay : GetDelay());
    // Only after a wait that has become shorter again it is not the last one.
    auto place = m_pending.end();
    while (place != m_pending.begin() && (place - 1)->time > time)
    {
        --place;
    }
    const bool isNext = place == m_pending.begin();
    m_pending.insert(place, {time, sequence, full, cause});
    if (isNext)
    {
        GetDomain().Cancel(m_event);
        GetDomain().Schedule(m_event, time);
    }
}

uint64_t
InformedLossRecovery::DoAcknowledged(const Frame& frame)
{
    const uint64_t newly = DoAnswered(frame);
    if (newly > 0)
    {
        m_progress = true;
        if (m_rounds > PATIENCE)
        {
            Hasten();
        }
        m_rounds = 0;
    }
    return newly;
}

void
InformedLossRecovery::Hasten()
{
    const uint64_t time = GetDomain().Now() + m_delay;
    for (Loss& loss : m_pending)
    {
        loss.time = std::min(loss.time, time);
    }
    for (const uint64_t sequence : m_shelved)
    {
        m_pending.push_back({time, sequence, false, LossCause::KNOWN});
    }
    m_shelved.clear();
    GetDomain().Cancel(m_event);
    if (!m_pending.empty())
    {
        GetDomain().Schedule(m_event, m_pending.front().time);
    }
}

uint64_t
InformedLossRecovery::GetDelay() const
{
    const uint32_t doublings = m_rounds > PATIENCE ? m_rounds - PATIENCE : 0;
    return m_delay << std::min(doublings, MOST_DOUBLINGS);
}

void
InformedLossRecovery::BackOff()
{
    const uint64_t now = GetDomain().Now();
    if (!m_progress && now < m_roundEnd)
    {
        return; // more of the same round
    }
    m_rounds = m_progress ? 0 : m_rounds + 1;
    NS_LOG_LOGIC(m_rounds << " rounds without an answer");
    m_progress = false;
    m_roundEnd = now + GetDelay();
}

void
InformedLossRecovery::TellLosses()
{
    bool dead = false;
    while (!m_pending.empty() && m_pending.front().time <= GetDomain().Now())
    {
        const Loss loss = m_pending.front();
        m_pending.pop_front();
        dead = dead || !loss.full;
        DoLossKnown(loss.sequence, loss.cause);
    }
    if (!m_pending.empty())
    {
        GetDomain().Schedule(m_event, m_pending.front().time);
    }
    if (dead)
    {
        BackOff();
    }
    GetListener()->RecoveryStateChanged();
}

} // namespace aifabric
} // namespace ns3
