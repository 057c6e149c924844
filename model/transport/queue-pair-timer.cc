/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The retransmission timer of a queue pair, why it gives up, and what it is rarely asked.
 */

#include "part-refusals.h"
#include "queue-pair.h"
#include "roce-nic.h"

#include "ns3/config-error.h"
#include "ns3/log.h"
#include "ns3/pair-operations.h"

#include <algorithm>
#include <string>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("QueuePairTimer");

void
QueuePair::PortDown()
{
    if (!m_messages.IsEmpty() && !m_timer.IsPending())
    {
        m_lastProgress = m_nic->GetDomain().Now();
        ArmTimer();
    }
}

void
QueuePair::ArmTimer()
{
    const uint64_t timeout = m_recovery->GetTimeout();
    // Who does not hear of what has arrived has nothing to wait for: the peer asks again.
    const bool isSilent = m_operations && m_operations->isSilent;
    if (timeout > 0 && !isSilent)
    {
        const uint64_t from =
            std::max(m_lastProgress, m_retries > 0 ? m_nic->GetDomain().Now() : 0);
        m_nic->GetDomain().Schedule(m_timer,
                                    std::max(m_nic->GetDomain().Now() + 1, from + timeout));
    }
}

void
QueuePair::HastenTimer()
{
    if (m_timer.IsPending() && m_timer.GetTime() > m_lastProgress + m_recovery->GetTimeout())
    {
        m_nic->GetDomain().Cancel(m_timer);
        ArmTimer();
    }
}

bool
QueuePair::IsPausedTooLong() const
{
    const uint64_t since = m_nic->GetPorts().GetPausedSince(m_planes, m_priority);
    return since != UINT64_MAX && m_nic->GetDomain().Now() - since >= m_recovery->GetTimeout();
}

void
QueuePair::TimerFired()
{
    if (m_messages.IsEmpty())
    {
        return;
    }
    m_nic->GetDomain().Renewed();
    m_nic->GetPorts().CheckRoutes();
    const uint64_t now = m_nic->GetDomain().Now();
    // All that was sent is answered or known to be lost: the queue pair waits for its turn, not
    // for the network, unless nobody has had a turn for a whole timeout.
    const bool waits = m_recovery->GetInFlight() == 0 && m_nic->GetPorts().IsUp(m_planes);
    if ((waits && !IsPausedTooLong()) || (m_halted & HELD))
    {
        ForgetPauses();
        m_lastProgress = now;
        ArmTimer();
        return;
    }
    if (!waits && m_retries == 0 && now < m_lastProgress + m_recovery->GetTimeout())
    {
        ArmTimer();
        return;
    }
    if (m_retries >= m_recovery->GetRetryCount())
    {
        Fail();
        return;
    }
    CountRetry();
    if (waits)
    {
        m_pausedRetries++;
    }
    else
    {
        m_recovery->TimedOut();
        m_congestion->TimedOut();
    }
    ArmTimer();
    Evaluate();
}

void
QueuePair::CountRetry()
{
    if (m_retries++ == 0)
    {
        m_nic->WatchDrops(true);
    }
    m_nic->CountTimeout(*this, m_retries);
}

void
QueuePair::ForgetPauses()
{
    if (m_pausedRetries == 0)
    {
        return;
    }
    m_retries -= m_pausedRetries;
    m_pausedRetries = 0;
    if (m_retries == 0)
    {
        Recovered();
    }
}

void
QueuePair::Recovered()
{
    m_retries = 0;
    m_pausedRetries = 0;
    m_lastDrop = DropReason::COUNT;
    m_nic->WatchDrops(false);
}

SendState
QueuePair::GetSendState() const
{
    const bool isPaced = m_paced && m_pacing->nextAvailable > m_nic->GetDomain().Now();
    return HasFailed() || !m_recovery->HasWork() ? SendState::IDLE
           : !IsSendable()                       ? SendState::WINDOW
           : isPaced                             ? SendState::PACED
                                                 : SendState::READY;
}

FailureCause
QueuePair::Diagnose() const
{
    const uint64_t now = m_nic->GetDomain().Now();
    if (m_operations && m_operations->isExhausted)
    {
        return {"host " + std::to_string(m_dst) + " has no receive posted, as it told " +
                    std::to_string(m_operations->refusals + 1) + " times; waited for one",
                now - m_lastProgress};
    }
    if (m_lastDrop == DropReason::NO_ROUTE || !m_nic->GetTimes().HasRoute(m_dst))
    {
        return {"no route to host " + std::to_string(m_dst), 0};
    }
    if (!m_nic->GetPorts().IsUp(m_planes))
    {
        return {"the port of host " + std::to_string(m_nic->GetHost()) + " is down", 0};
    }
    if (IsPausedTooLong())
    {
        return {"paused for", now - m_nic->GetPorts().GetPausedSince(m_planes, m_priority)};
    }
    if (m_lastDrop != DropReason::COUNT)
    {
        return {std::string("dropped by ") + DropReasonName(m_lastDrop), 0};
    }
    const uint64_t timeout = m_recovery->GetTimeout();
    const uint64_t roundTrip = m_nic->GetTimes().GetBaseRtt(m_dst);
    if (timeout < roundTrip)
    {
        return {"timeout " + WriteTime(timeout) + " below the round trip of", roundTrip};
    }
    return {"no answer for", now - m_lastProgress};
}

void
QueuePair::Fail()
{
    if (!HasFailed())
    {
        m_halted = FAILED;
        m_failure = std::make_unique<FailureCause>(Diagnose());
        NS_LOG_WARN("host " << m_nic->GetHost() << " queue pair " << m_number
                            << ": gives up: " << m_failure->text);
        if (m_retries != 0)
        {
            Recovered();
        }
    }
    m_nic->GetDomain().Cancel(m_timer);
    if (m_pacing)
    {
        m_nic->GetDomain().Cancel(m_pacing->event);
    }
    while (!m_messages.IsEmpty())
    {
        const MessageInfo info = TakeFront();
        if (!AnswersRequests())
        {
            m_nic->ReportFailed(info, *m_failure);
        }
    }
}

void
QueuePair::CountOpen(std::map<uint16_t, uint64_t>& open) const
{
    if (AnswersRequests())
    {
        return; // they are counted where they are asked for
    }
    for (const PostedMessage* message = m_messages.GetFront(); message; message = message->next)
    {
        // Pieces are counted where the message was cut.
        open[message->client] += message->pieces > 1 ? 0 : 1;
    }
}

void
QueuePair::RefuseReturned(const char* method, uint64_t number) const
{
    const PostedMessage* front = m_messages.GetFront();
    RefuseNumber(*m_recovery,
                 std::string(method) + " returned " +
                     ((m_traits & RATELESS) ? "message " : "packet ") + std::to_string(number),
                 !front ? m_posted : ((m_traits & RATELESS) ? front->number : front->first),
                 (m_traits & RATELESS) ? m_messageCount : m_posted);
}

Ptr<CongestionControl>
QueuePair::GetCongestionControl() const
{
    return m_congestion;
}

Ptr<LossRecovery>
QueuePair::GetLossRecovery() const
{
    return m_recovery;
}

} // namespace aifabric
} // namespace ns3
