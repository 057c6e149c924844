/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What a queue pair makes of answers, and of what its recovery and its congestion control tell.
 */

#include "queue-pair.h"
#include "roce-nic.h"

#include "ns3/aeth-header.h"
#include "ns3/frame-pool.h"
#include "ns3/nack-reason.h"
#include "ns3/pair-operations.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

void
QueuePair::Acknowledged(const Frame& frame)
{
    if (frame.kind == FrameKind::NAK && AethHeader::IsNotReady(frame.reason))
    {
        NotReady(frame);
        return;
    }
    const uint64_t newly = m_recovery->Acknowledged(frame);
    if (newly > 0)
    {
        m_lastProgress = m_nic->GetDomain().Now();
        if (m_retries != 0)
        {
            Recovered();
        }
        if (m_recovery->VariesTimeout())
        {
            HastenTimer();
        }
    }
    m_congestion->Acknowledged(frame, newly * m_nic->GetMtu());
    if (frame.kind == FrameKind::NAK && frame.Has(FRAME_SACK) && frame.reason < NACK_NO_BITMAP)
    {
        m_congestion->Trimmed(frame);
    }
    if (m_recovery->TakeLossFound())
    {
        m_congestion->Lost();
    }
    Complete();
    Evaluate();
}

MessageInfo
QueuePair::TakeFront()
{
    const PostedMessage& front = *m_messages.GetFront();
    const auto resent = static_cast<uint32_t>(m_recovery->GetRetransmitted());
    MessageInfo info;
    info.src = m_nic->GetHost();
    info.dst = m_dst;
    info.tag = front.tag;
    info.bytes = front.bytes;
    info.posted = front.posted;
    info.packets = m_messages.GetFrontEnd(m_posted) - front.first;
    info.retransmissions = resent - m_resentMark;
    info.join = front.join;
    info.pieces = front.pieces;
    info.client = front.client;
    if (m_traits & OPERATIONS)
    {
        m_operations->Take(front.number, info);
    }
    m_messages.PopFront();
    m_resentMark = resent;
    return info;
}

void
QueuePair::Complete()
{
    if (m_recovery->GetUnacknowledged() > m_posted)
    {
        RefuseReturned("DoGetUnacknowledged()", m_recovery->GetUnacknowledged());
    }
    while (!m_messages.IsEmpty() &&
           m_recovery->GetUnacknowledged() >= m_messages.GetFrontEnd(m_posted))
    {
        const MessageInfo info = TakeFront();
        if (m_messages.IsEmpty())
        {
            m_nic->GetDomain().Cancel(m_timer);
            if (m_pacing)
            {
                m_nic->GetDomain().Cancel(m_pacing->event);
            }
        }
        if (!AnswersRequests())
        {
            m_nic->ReportSent(info);
        }
    }
}

void
QueuePair::Notified()
{
    m_congestion->Notified();
}

void
QueuePair::Credited(const Frame& frame)
{
    m_congestion->Credited(frame);
    Evaluate();
}

uint64_t
QueuePair::GetBytesInFlight() const
{
    return m_recovery->GetInFlight() * m_nic->GetMtu();
}

uint64_t
QueuePair::GetBacklog() const
{
    return m_recovery->GetBacklog() * m_nic->GetMtu();
}

uint32_t
QueuePair::CountSenders() const
{
    return m_nic->GetPorts().CountReady() + (isListed ? 0 : 1);
}

void
QueuePair::Dropped(const Frame& frame, DropReason reason)
{
    const uint64_t una = m_recovery->GetUnacknowledged();
    const int32_t distance = PsnDistance(frame.psn, static_cast<uint32_t>(una) & PSN_MASK);
    m_recovery->Dropped(una + static_cast<uint64_t>(int64_t{distance}),
                        reason,
                        frame.Has(FRAME_TRIMMED) ? LossCause::TRIMMED : LossCause::KNOWN);
}

void
QueuePair::CongestionStateChanged()
{
    FindPaced();
    if (IsPacing())
    {
        // A packet that waits, waits for the new rate.
        Pacing& pacing = *m_pacing;
        m_nic->GetDomain().Cancel(pacing.event);
        const uint64_t now = m_nic->GetDomain().Now();
        const double wait =
            std::min(Pacing::MOST_PS, pacing.bytes * 8e12 / m_congestion->GetRate());
        pacing.nextAvailable = std::max(now, pacing.from + static_cast<uint64_t>(wait));
    }
    Evaluate();
}

void
QueuePair::RecoveryStateChanged()
{
    if (m_recovery->TakeLossFound())
    {
        m_congestion->Lost();
    }
    Evaluate();
}

void
QueuePair::PacketLost(uint64_t sequence, LossCause cause)
{
    if (m_halted & REFUSED)
    {
        return; // it was there, and nobody took it
    }
    const uint32_t psn = static_cast<uint32_t>(sequence) & PSN_MASK;
    m_congestion->PacketLost(cause);
    m_nic->ReportLoss({m_nic->GetHost(), m_dst, m_number, psn, cause}, m_planes);
}

uint64_t
QueuePair::GetWindowPackets() const
{
    const uint64_t window = m_congestion->GetWindow();
    return window == CongestionControl::NO_WINDOW ? UINT64_MAX : window / m_nic->GetMtu();
}

void
QueuePair::SendProbe(uint64_t sequence)
{
    const PostedMessage* message = m_messages.GetFront();
    const Route route = message ? message->route : Route::ByHash(m_entropy);
    Frame* probe = m_nic->MakeProbe(m_dst, route);
    probe->qp = m_peerNumber;
    probe->srcQp = m_number;
    probe->psn = static_cast<uint32_t>(sequence) & PSN_MASK;
    probe->flags |= FRAME_ACK_REQUEST;
    NicPorts& ports = m_nic->GetPorts();
    uint32_t plane = 0;
    while (plane + 1 < ports.GetCount() && ((m_planes >> plane) & 1) == 0)
    {
        plane++;
    }
    NicPort& port = ports.PickPort(ports.Get(plane), m_dst);
    port.PushControl(probe);
    port.Kick();
}

} // namespace aifabric
} // namespace ns3
