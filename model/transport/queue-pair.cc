/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "queue-pair.h"

#include "roce-nic.h"

#include "ns3/frame-pool.h"
#include "ns3/pair-operations.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

QueuePair::QueuePair(RoceNic* nic, Ptr<LossRecovery> recovery, Ptr<CongestionControl> congestion)
    : m_nic(nic),
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
    m_part = place.part;
    if (m_pacing)
    {
        BindPacing();
    }
    m_operations = nullptr;
    m_traits = m_recovery->IsRateless() ? RATELESS : 0;
    m_recovery->Start(this,
                      {place.node,
                       place.part,
                       place.baseRtt,
                       static_cast<uint64_t>(place.packet * 8e12 / place.lineRate),
                       place.domain});
    m_recovery->Resume(record.packets, record.messages);
    m_congestion->Start(place, this);
    FindPaced();
}

void
QueuePair::FindPaced()
{
    m_paced = m_congestion->GetRate() < m_hostRate;
    if (m_paced && !m_pacing)
    {
        m_pacing = std::make_unique<Pacing>();
        BindPacing();
    }
}

void
QueuePair::BindPacing()
{
    Pacing& pacing = *m_pacing;
    pacing.event.Bind<&Pacing::Fired>(&pacing, m_nic->GetNodeId(), m_part, EventKind::NIC_WAKE);
    pacing.nextAvailable = 0;
    pacing.pair = this;
}

bool
QueuePair::CanPark() const
{
    // A frame of it that was dropped may yet explain why it gives up.
    const bool isAtRest = m_messages.IsEmpty() && !isListed && m_retries == 0 && m_halted == 0 &&
                          m_lastDrop == DropReason::COUNT && !IsWaitingForTimer() &&
                          (!m_pacing || m_pacing->nextAvailable <= m_nic->GetDomain().Now());
    return isAtRest && (!m_operations || m_operations->IsIdle()) && m_recovery->IsPlain() &&
           m_congestion->IsInitial() && m_recovery->GetReferenceCount() == 1 &&
           m_congestion->GetReferenceCount() == 1;
}

void
QueuePair::Post(const MessageInfo& posted, const Route& route)
{
    const uint64_t bytes = posted.bytes;
    const uint64_t mtu = m_nic->GetMtu();
    const uint64_t packets = std::max<uint64_t>(1, (bytes + mtu - 1) / mtu);
    if (m_messages.IsEmpty())
    {
        m_lastProgress = m_nic->GetDomain().Now();
        m_resentMark = static_cast<uint32_t>(m_recovery->GetRetransmitted());
    }
    PostedMessage& message = m_messages.PushBack();
    message.first = m_posted;
    message.tag = posted.tag;
    message.posted = m_nic->GetDomain().Now();
    message.route = route.IsSet() ? route : Route::ByHash(m_entropy);
    message.bytes = static_cast<uint32_t>(bytes);
    if (posted.operation != RdmaOperation::WRITE)
    {
        GetOperations().Add(m_messageCount, posted);
    }
    message.number = m_messageCount++;
    message.join = posted.join;
    message.pieces = posted.pieces;
    message.client = posted.client;
    m_posted += packets;
    m_recovery->Extend(packets);
    if (HasFailed())
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
    if (m_halted != 0 || !m_recovery->HasWork())
    {
        return false;
    }
    return IsWindowOpen() || MayRepeat();
}

bool
QueuePair::MayRepeat() const
{
    return m_congestion->LetsRepeat() && !m_congestion->IsBlocked() && m_recovery->IsRepeating();
}

bool
QueuePair::IsWindowOpen() const
{
    if (m_congestion->IsBlocked())
    {
        return false;
    }
    const uint64_t window = m_congestion->GetWindow();
    if (window == CongestionControl::NO_WINDOW)
    {
        return true;
    }
    const uint64_t inFlight = m_recovery->GetInFlight();
    return inFlight == 0 || (inFlight + 1) * m_nic->GetMtu() <= window;
}

const PostedMessage&
QueuePair::FindMessage(const LossRecovery::NextPacket& next)
{
    const PostedMessage* front = m_messages.GetFront();
    const bool rateless = m_traits & RATELESS;
    const uint64_t number = rateless ? next.message : next.sequence;
    const uint64_t end = rateless ? m_messageCount : m_posted;
    if (!front || number < (rateless ? front->number : front->first) || number >= end)
    {
        RefuseReturned("DoNext()", number);
    }
    return rateless ? m_messages.FindNumber(number) : m_messages.FindPacket(number);
}

Frame*
QueuePair::MakePacket()
{
    const LossRecovery::NextPacket next = m_recovery->Next();
    const PostedMessage& message = FindMessage(next);
    const uint64_t mtu = m_nic->GetMtu();
    const uint64_t bytes = message.bytes;
    const uint64_t index = next.sequence - message.first;
    const bool rateless = m_traits & RATELESS;
    const bool first = !rateless && index == 0;
    const uint64_t end = message.next ? message.next->first : m_posted;
    const bool last = !rateless && next.sequence + 1 == end;

    Frame* frame = m_nic->GetPool().Make();
    frame->kind = FrameKind::DATA;
    frame->priority = m_priority;
    frame->dscp = m_dscp;
    frame->dst = m_dst;
    frame->psn = static_cast<uint32_t>(next.sequence) & PSN_MASK;
    frame->qp = m_peerNumber;
    frame->srcQp = m_number;
    frame->payload = static_cast<uint16_t>(
        rateless ? std::min(mtu, bytes) : std::min(mtu, bytes - std::min(bytes, index * mtu)));
    frame->flags =
        static_cast<uint16_t>((first ? FRAME_FIRST : 0) | (last ? FRAME_LAST : 0) |
                              (next.retransmitted ? FRAME_RETRANSMIT : 0) | m_nic->GetDataFlags());
    message.route.WriteTo(*frame, m_nic->GetPool());
    frame->size = wire::ROCE_BYTES + m_nic->GetIpExtra() +
                  (frame->Has(FRAME_FIRST | FRAME_RETH) ? wire::RETH_BYTES : 0) +
                  ((frame->payload + 3U) & ~3U);
    frame->msn = message.number;
    frame->remoteAddress = message.tag;
    frame->dmaLength = message.bytes;
    frame->join = message.join;
    frame->pieces = message.pieces;
    frame->client = message.client;
    if (m_traits & OPERATIONS)
    {
        m_operations->Write(*frame, m_nic->GetPool());
    }
    m_nic->CompleteData(*frame, next.sequence);
    if (rateless)
    {
        m_recovery->WriteHeader(*frame, next.sequence);
    }
    if (!IsWindowOpen())
    {
        // Whoever waits for an ACK must ask for one, however many packets one may cover.
        frame->flags |= FRAME_ACK_REQUEST;
    }

    if (m_congestion->WantsStamps())
    {
        m_congestion->Stamp(*frame);
    }
    const uint32_t wireBytes = frame->size + WIRE_OVERHEAD_BYTES;
    const uint64_t now = m_nic->GetDomain().Now();
    if (m_paced)
    {
        m_pacing->from = now;
        m_pacing->bytes = wireBytes;
        m_pacing->nextAvailable =
            now + static_cast<uint64_t>(
                      std::min(Pacing::MOST_PS, wireBytes * 8e12 / m_congestion->GetRate()));
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
    if (m_nic->IsSendStateTraced())
    {
        m_nic->TraceSendState(m_number, GetSendState());
    }
    if (!IsSendable())
    {
        return false;
    }
    if (m_paced && m_pacing->nextAvailable > m_nic->GetDomain().Now())
    {
        if (!m_pacing->event.IsPending())
        {
            m_nic->GetDomain().Schedule(m_pacing->event, m_pacing->nextAvailable);
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

// rdma_calc_flow_label and rdma_flow_label_to_udp_sport.
uint16_t
QueuePair::SourcePort(uint32_t local, uint32_t remote)
{
    uint64_t v = uint64_t{local} * remote;
    v ^= v >> 20;
    v ^= v >> 40;
    const auto label = static_cast<uint32_t>(v & 0xfffff);
    return Route::ToEntropy(label ^ (label >> 14));
}

} // namespace aifabric
} // namespace ns3
