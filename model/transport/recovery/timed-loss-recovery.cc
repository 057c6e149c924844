/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "timed-loss-recovery.h"

#include "ns3/log.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("TimedLossRecovery");

NS_OBJECT_ENSURE_REGISTERED(TimedLossRecovery);

namespace
{
/// What a timeout exceeds the longest wait for an answer by: 15 us.
constexpr uint64_t MARGIN = 15000000;
/// Doublings of the timeout.
constexpr uint32_t MOST_DOUBLINGS = 6;
} // namespace

TypeId
TimedLossRecovery::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::aifabric::TimedLossRecovery")
            .SetParent<LossRecovery>()
            .SetGroupName("AiFabric")
            .AddAttribute("Rto",
                          "Time after which a packet that is not answered is lost; 0 = 15 us and "
                          "the longest wait for an answer, with all queues of the way full",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&TimedLossRecovery::m_givenRto),
                          MakeTimeChecker(Time(0)));
    return tid;
}

TimedLossRecovery::TimedLossRecovery() = default;

TimedLossRecovery::TimedLossRecovery(const TimedLossRecovery& other)
    : LossRecovery(other),
      m_givenRto(other.m_givenRto)
{
}

TimedLossRecovery::~TimedLossRecovery() = default;

bool
TimedLossRecovery::ToleratesReordering() const
{
    return true;
}

void
TimedLossRecovery::DoStart(const RecoveryPlace& place)
{
    m_place = place;
    m_doublings = 0;
    const auto given = static_cast<uint64_t>(m_givenRto.GetTimeStep());
    m_rto = given > 0 ? given : MARGIN + std::max(place.baseRtt, GetLongestWait());
    m_event.Bind<&TimedLossRecovery::Fired>(this, place.node, place.part, EventKind::OTHER);
}

uint64_t
TimedLossRecovery::GetRoundTripPackets() const
{
    const uint64_t time = std::max<uint64_t>(1, m_place.packetTime);
    return std::max<uint64_t>(1, (m_place.baseRtt + time - 1) / time);
}

bool
TimedLossRecovery::DoHasWork() const
{
    return m_sent.CountLost() > 0 || m_sent.GetNext() < GetLimit();
}

LossRecovery::NextPacket
TimedLossRecovery::DoNext()
{
    const uint64_t now = GetDomain().Now();
    const bool again = m_sent.CountLost() > 0;
    const uint64_t sequence = again ? m_sent.SendLost(now) : m_sent.SendNew(now);
    ArmTimer();
    return {sequence, again};
}

uint64_t
TimedLossRecovery::DoAcknowledged(const Frame& frame)
{
    const uint64_t newly = DoAnswered(frame);
    m_doublings = newly > 0 ? 0 : m_doublings;
    ArmTimer();
    return newly;
}

void
TimedLossRecovery::Lose(uint64_t sequence, LossCause cause)
{
    if (m_sent.Lose(sequence))
    {
        NS_LOG_LOGIC("packet " << sequence << " will be sent again, by " << LossCauseName(cause));
        FoundLoss(sequence, cause);
    }
}

void
TimedLossRecovery::LoseNamed(uint64_t sequence, const Frame& nak, LossCause cause)
{
    // A NAK that tells the time of an earlier transmission says nothing about the present one.
    if (m_sent.IsInFlight(sequence) &&
        (nak.echoTime == 0 || nak.echoTime >= m_sent.GetSentAt(sequence)))
    {
        Lose(sequence, cause);
    }
}

void
TimedLossRecovery::ArmTimer()
{
    uint64_t time = GetDeadline();
    if (m_sent.GetInFlight() > 0)
    {
        time = std::min(time, m_sent.GetSentAt(m_sent.FindOldest()) + (m_rto << m_doublings));
    }
    if (time == UINT64_MAX)
    {
        GetDomain().Cancel(m_event);
        return;
    }
    if (m_event.IsPending())
    {
        if (m_event.GetTime() <= time)
        {
            return; // it looks again then
        }
        GetDomain().Cancel(m_event);
    }
    GetDomain().Schedule(m_event, std::max(time, GetDomain().Now()));
}

bool
TimedLossRecovery::LoseOld()
{
    bool found = false;
    while (m_sent.GetInFlight() > 0)
    {
        const uint64_t oldest = m_sent.FindOldest();
        if (m_sent.GetSentAt(oldest) + (m_rto << m_doublings) > GetDomain().Now())
        {
            break;
        }
        Lose(oldest, LossCause::TIMEOUT);
        found = true;
    }
    m_doublings = found ? std::min(m_doublings + 1, MOST_DOUBLINGS) : m_doublings;
    return found;
}

void
TimedLossRecovery::Fired()
{
    const bool found = LoseOld();
    if (GetDeadline() <= GetDomain().Now())
    {
        DoExpired();
    }
    ArmTimer();
    if (found && GetListener())
    {
        GetListener()->RecoveryStateChanged();
    }
}

uint64_t
TimedLossRecovery::GetDeadline() const
{
    return UINT64_MAX;
}

void
TimedLossRecovery::DoExpired()
{
}

void
TimedLossRecovery::DoTimedOut()
{
    // The timer of the queue pair: nothing has come back for longer than any packet may take.
    for (uint64_t s = m_sent.GetBase(); s < m_sent.GetNext(); s++)
    {
        Lose(s, LossCause::TIMEOUT);
    }
    ArmTimer();
}

uint64_t
TimedLossRecovery::DoGetUnacknowledged() const
{
    return m_sent.GetBase();
}

uint64_t
TimedLossRecovery::DoGetInFlight() const
{
    return m_sent.GetInFlight();
}

uint64_t
TimedLossRecovery::DoGetBacklog() const
{
    return GetLimit() - m_sent.GetNext() + m_sent.CountLost();
}

bool
TimedLossRecovery::DoIsPlain() const
{
    return m_sent.GetBase() == GetLimit() && !m_event.IsPending();
}

void
TimedLossRecovery::DoResume(uint64_t packets, uint64_t)
{
    m_sent.Restart(packets);
    m_doublings = 0;
}

} // namespace aifabric
} // namespace ns3
