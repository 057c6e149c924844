/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "queue-pair.h"

#include "roce-nic.h"

#include "ns3/frame-pool.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Largest time that pacing may add, so that a tiny rate cannot overflow the clock: 1000 s.
constexpr double MAX_PACE_PS = 1e15;

/**
 * UDP source port of a connection, as Linux derives it from the queue pair numbers
 * (rdma_calc_flow_label and rdma_flow_label_to_udp_sport).
 */
uint16_t
SourcePort(uint32_t local, uint32_t remote)
{
    uint64_t v = uint64_t{local} * remote;
    v ^= v >> 20;
    v ^= v >> 40;
    const auto label = static_cast<uint32_t>(v & 0xfffff);
    return Route::ToEntropy(label ^ (label >> 14));
}

} // namespace

QueuePair::QueuePair(RoceNic* nic, Ptr<LossRecovery> recovery, Ptr<CongestionControl> congestion)
    : m_nic(nic),
      m_domain(&nic->GetDomain()),
      m_recovery(recovery),
      m_congestion(congestion)
{
}

QueuePair::~QueuePair() = default;

void
QueuePair::Start(const PairRecord& record,
                 uint32_t peerNumber,
                 double hostRate,
                 const FlowPlace& place)
{
    m_paceEvent.Bind<&QueuePair::Paced>(this, place.node, place.part, EventKind::NIC_WAKE);
    m_timer.Bind<&QueuePair::TimerFired>(this, place.node, place.part, EventKind::TIMEOUT);
    m_number = record.number;
    m_peerNumber = peerNumber;
    m_dst = record.dst;
    m_planes = record.planes;
    line = record.line;
    const ServiceLevels::Level& level = m_nic->GetServices().Get(record.level);
    m_priority = level.priority;
    m_dscp = level.dscp == MessageService::AUTO ? uint8_t{0} : static_cast<uint8_t>(level.dscp + 1);
    m_entropy = SourcePort(m_number, peerNumber);
    m_hostRate = hostRate;
    m_posted = record.packets;
    m_messageCount = record.messages;
    m_nextAvailable = 0;
    m_rateless = m_recovery->IsRateless();
    m_recovery->Start(this,
                      {place.node,
                       place.part,
                       place.baseRtt,
                       static_cast<uint64_t>(place.packet * 8e12 / place.lineRate),
                       m_domain});
    m_recovery->Resume(record.packets, record.messages);
    m_congestion->Start(place, this);
    m_paced = m_congestion->GetRate() < m_hostRate;
}

bool
QueuePair::CanPark() const
{
    // A frame of it that was dropped may yet explain why it gives up.
    const bool isAtRest = m_messages.empty() && !isListed && m_retries == 0 && !m_failed &&
                          m_lastDrop == DropReason::COUNT && !IsWaitingForTimer() &&
                          m_nextAvailable <= m_domain->Now();
    return isAtRest && m_recovery->IsPlain() && m_congestion->IsInitial() &&
           m_recovery->GetReferenceCount() == 1 && m_congestion->GetReferenceCount() == 1;
}

void
QueuePair::Post(const MessageInfo& posted, const Route& route)
{
    const uint64_t bytes = posted.bytes;
    const uint64_t mtu = m_nic->GetMtu();
    const uint64_t packets = std::max<uint64_t>(1, (bytes + mtu - 1) / mtu);
    Message message;
    message.info = posted;
    message.info.src = m_nic->GetHost();
    message.info.dst = m_dst;
    message.info.posted = m_domain->Now();
    message.info.packets = packets;
    message.first = m_posted;
    message.number = m_messageCount++;
    message.resentMark = m_recovery->GetRetransmitted();
    message.route = route.IsSet() ? route : Route::ByHash(m_entropy);
    if (m_messages.empty())
    {
        m_lastProgress = m_domain->Now();
        m_cursor = 0;
    }
    m_messages.push_back(message);
    m_posted += packets;
    m_recovery->Extend(packets);
    if (m_failed)
    {
        Fail();
        return;
    }
    if (!m_nic->GetPorts().IsUp(m_planes))
    {
        PortDown();
    }
    Evaluate();
}

bool
QueuePair::IsSendable() const
{
    if (m_failed || !m_recovery->HasWork())
    {
        return false;
    }
    return IsWindowOpen();
}

bool
QueuePair::IsWindowOpen() const
{
    const uint64_t window = m_congestion->GetWindow();
    if (window == CongestionControl::NO_WINDOW)
    {
        return true;
    }
    const uint64_t inFlight = m_recovery->GetInFlight();
    return inFlight == 0 || (inFlight + 1) * m_nic->GetMtu() <= window;
}

const QueuePair::Message&
QueuePair::FindMessage(const LossRecovery::NextPacket& next)
{
    const uint64_t sequence = next.sequence;
    if (m_rateless)
    {
        return m_messages[next.message - m_messages.front().number];
    }
    const auto holds = [sequence](const Message& m) {
        return sequence >= m.first && sequence < m.first + m.info.packets;
    };
    while (m_cursor + 1 < m_messages.size() && !holds(m_messages[m_cursor]) &&
           sequence >= m_messages[m_cursor + 1].first)
    {
        m_cursor++;
    }
    if (!holds(m_messages[m_cursor]))
    {
        const auto after =
            std::upper_bound(m_messages.begin(),
                             m_messages.end(),
                             sequence,
                             [](uint64_t s, const Message& m) { return s < m.first; });
        m_cursor = static_cast<size_t>(after - m_messages.begin()) - 1;
    }
    return m_messages[m_cursor];
}

Frame*
QueuePair::MakePacket()
{
    const LossRecovery::NextPacket next = m_recovery->Next();
    const Message& message = FindMessage(next);
    const uint64_t mtu = m_nic->GetMtu();
    const uint64_t index = next.sequence - message.first;
    const bool first = !m_rateless && index == 0;
    const bool last = !m_rateless && index + 1 == message.info.packets;

    Frame* frame = m_nic->GetPool().Make();
    frame->kind = FrameKind::DATA;
    frame->priority = m_priority;
    frame->dscp = m_dscp;
    frame->dst = m_dst;
    frame->psn = static_cast<uint32_t>(next.sequence) & PSN_MASK;
    frame->qp = m_peerNumber;
    frame->srcQp = m_number;
    frame->payload = static_cast<uint16_t>(
        m_rateless ? std::min(mtu, message.info.bytes)
                   : std::min(mtu, message.info.bytes - std::min(message.info.bytes, index * mtu)));
    frame->flags =
        static_cast<uint16_t>((first ? FRAME_FIRST : 0) | (last ? FRAME_LAST : 0) |
                              (next.retransmitted ? FRAME_RETRANSMIT : 0) | m_nic->GetDataFlags());
    message.route.WriteTo(*frame, m_nic->GetPool());
    frame->size = wire::ROCE_BYTES + m_nic->GetIpExtra() + (first ? wire::RETH_BYTES : 0) +
                  ((frame->payload + 3U) & ~3U);
    frame->msn = message.number;
    frame->remoteAddress = message.info.tag;
    frame->dmaLength = static_cast<uint32_t>(message.info.bytes);
    frame->join = message.info.join;
    frame->pieces = message.info.pieces;
    frame->client = message.info.client;
    m_nic->CompleteData(*frame, next.sequence);
    if (!IsWindowOpen())
    {
        // Whoever waits for an ACK must ask for one, however many packets one may cover.
        frame->flags |= FRAME_ACK_REQUEST;
    }

    const uint32_t wireBytes = frame->size + WIRE_OVERHEAD_BYTES;
    const uint64_t now = m_domain->Now();
    if (m_paced)
    {
        m_pacedFrom = now;
        m_pacedBytes = wireBytes;
        m_nextAvailable =
            now + static_cast<uint64_t>(
                      std::min(MAX_PACE_PS, wireBytes * 8e12 / m_congestion->GetRate()));
    }
    m_congestion->Sent(wireBytes);
    if (!m_timer.IsPending())
    {
        ArmTimer();
    }
    return frame;
}

bool
QueuePair::IsReady()
{
    if (!IsSendable())
    {
        return false;
    }
    if (m_paced && m_nextAvailable > m_domain->Now())
    {
        if (!m_paceEvent.IsPending())
        {
            m_domain->Schedule(m_paceEvent, m_nextAvailable);
        }
        return false;
    }
    return true;
}

void
QueuePair::Evaluate()
{
    if (!isListed && IsReady())
    {
        m_nic->GetPorts().AddReady(this);
    }
}

void
QueuePair::Paced()
{
    Evaluate();
}

void
QueuePair::Acknowledged(const Frame& frame)
{
    const uint64_t newly = m_recovery->Acknowledged(frame);
    if (newly > 0)
    {
        m_lastProgress = m_domain->Now();
        if (m_retries != 0)
        {
            Recovered();
        }
    }
    m_congestion->Acknowledged(frame, newly * m_nic->GetMtu());
    if (m_recovery->TakeLossFound())
    {
        m_congestion->Lost();
    }
    if (!m_messages.empty())
    {
        Complete();
    }
    Evaluate();
}

void
QueuePair::CountOpen(std::map<uint16_t, uint64_t>& open) const
{
    for (const Message& message : m_messages)
    {
        // Pieces are counted where the message was cut.
        open[message.info.client] += message.info.pieces > 1 ? 0 : 1;
    }
}

void
QueuePair::Complete()
{
    while (!m_messages.empty() && m_recovery->GetUnacknowledged() >=
                                      m_messages.front().first + m_messages.front().info.packets)
    {
        MessageInfo info = m_messages.front().info;
        info.retransmissions = m_recovery->GetRetransmitted() - m_messages.front().resentMark;
        m_messages.pop_front();
        m_cursor -= m_cursor > 0 ? 1 : 0;
        if (m_messages.empty())
        {
            m_domain->Cancel(m_timer);
            m_domain->Cancel(m_paceEvent);
        }
        else
        {
            m_messages.front().resentMark = m_recovery->GetRetransmitted();
        }
        m_nic->ReportSent(info);
    }
}

void
QueuePair::Notified()
{
    m_congestion->Notified();
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
    m_paced = m_congestion->GetRate() < m_hostRate;
    if (m_paceEvent.IsPending())
    {
        // A packet that waits, waits for the new rate.
        m_domain->Cancel(m_paceEvent);
        const uint64_t now = m_domain->Now();
        const double wait = std::min(MAX_PACE_PS, m_pacedBytes * 8e12 / m_congestion->GetRate());
        m_nextAvailable = std::max(now, m_pacedFrom + static_cast<uint64_t>(wait));
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
    m_nic->ReportLoss({m_dst, m_number, static_cast<uint32_t>(sequence) & PSN_MASK, cause},
                      m_planes);
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
