/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What a NIC is asked to send, and what it reports of it.
 */

#include "roce-nic.h"

#include "ns3/abort.h"
#include "ns3/log.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("RoceNicSend");

uint64_t
RoceNic::GetBaseRtt(uint32_t dst) const
{
    const auto& links = m_routes->GetTopology().GetLinks();
    const double dataBits = 8.0 * (wire::ROCE_BYTES + GetIpExtra() + m_mtu);
    const double ackBits = 8.0 * (wire::ACK_FRAME_BYTES + GetIpExtra());
    const std::vector<uint32_t> path = m_routes->GetPath(m_host, dst, 0);
    uint64_t rtt = 2 * m_routes->GetTopology().SumLatencies(m_host, path);
    rtt += 2 * m_port->GetJitter();
    for (const uint32_t link : path)
    {
        rtt += 2 * links[link].delay;
        rtt += static_cast<uint64_t>((dataBits + ackBits) * 1e12 /
                                     static_cast<double>(links[link].rate));
    }
    return rtt;
}

uint8_t
RoceNic::GetWaitingClasses() const
{
    uint32_t mask = (m_acks.head ? 1U << m_ackClass : 0) | (m_cnps.head ? 1U << m_cnpClass : 0);
    for (const auto& pair : m_queuePairs)
    {
        if (pair->IsSendable())
        {
            mask |= 1U << m_dataClass;
            break;
        }
    }
    return static_cast<uint8_t>(mask);
}

void
RoceNic::SetQueueWait(uint64_t wait)
{
    m_queueWait = wait;
}

bool
RoceNic::HasRoute(uint32_t dst) const
{
    return !m_routes->GetPath(m_host, dst, 0).empty();
}

uint64_t
RoceNic::GetLongestWait(uint64_t baseRtt) const
{
    const double bits =
        8.0 * (wire::ROCE_BYTES + GetIpExtra() + m_mtu + WIRE_OVERHEAD_BYTES) * m_ackInterval;
    return baseRtt + m_queueWait + static_cast<uint64_t>(bits * 1e12 / m_lineRate);
}

QueuePair*
RoceNic::MakeQueuePair(uint32_t dst, uint8_t subflow)
{
    const uint32_t number = PairNumber(dst, subflow);
    const auto part = static_cast<uint32_t>(m_queuePairs.size());
    m_queuePairs.push_back(
        std::make_unique<QueuePair>(this, number, PairNumber(m_host, subflow), dst, part));
    QueuePair* pair = m_queuePairs.back().get();
    m_pairByNumber.Insert(number, pair);
    FlowPlace place;
    place.node = m_node;
    place.part = part;
    place.lineRate = m_lineRate;
    place.feasible = m_feasible;
    place.baseRtt = GetBaseRtt(dst);
    place.mtu = m_mtu;
    place.domain = m_domain;
    place.packet = wire::ROCE_BYTES + GetIpExtra() + m_mtu + WIRE_OVERHEAD_BYTES;
    m_hostRate = m_congestionPrototype->GetHostFraction(m_feasible) * m_lineRate;
    m_paced = m_hostRate < m_lineRate;
    const auto recovery = m_recoveryFactory.Create<LossRecovery>();
    const uint64_t wait = GetLongestWait(place.baseRtt);
    recovery->FitTimeout(wait);
    const uint64_t timeout = recovery->GetTimeout();
    m_longestTimeout = std::max(m_longestTimeout, timeout);
    m_unfitWait = timeout > 0 && timeout < wait ? std::max(m_unfitWait, wait) : m_unfitWait;
    pair->Start(recovery, m_congestionFactory.Create<CongestionControl>(), place);
    m_queuePairTrace(pair->GetCongestionControl(), dst);
    return pair;
}

QueuePair*
RoceNic::GetQueuePair(uint32_t dst, uint8_t subflow)
{
    QueuePair* pair = m_pairByNumber.Find(PairNumber(dst, subflow));
    return pair ? pair : MakeQueuePair(dst, subflow);
}

void
RoceNic::CheckPieces(const std::vector<MessagePiece>& pieces, uint64_t bytes)
{
    uint64_t sum = 0;
    for (const MessagePiece& piece : pieces)
    {
        sum += piece.bytes;
    }
    NS_ABORT_MSG_IF(sum != bytes,
                    "a strategy cut a message of " << bytes << " bytes into pieces of " << sum);
    NS_ABORT_MSG_IF(pieces.size() > UINT16_MAX, "a message has 65535 pieces at most");
}

void
RoceNic::PostWrite(uint32_t dst, uint64_t bytes, uint64_t tag)
{
    NS_ABORT_MSG_IF(dst == m_host, "a host does not send to itself over the fabric");
    NS_ABORT_MSG_IF(bytes > UINT32_MAX, "an RDMA message is below 4 GiB");
    // Whoever hears that a piece failed may post again from within.
    std::vector<MessagePiece> pieces;
    pieces.swap(m_pieces);
    pieces.clear();
    if (m_balancer)
    {
        m_balancer->Split(dst, bytes, pieces);
    }
    if (pieces.empty())
    {
        pieces.push_back({bytes, 0, false, 0});
    }
    CheckPieces(pieces, bytes);
    MessageInfo message;
    message.src = m_host;
    message.dst = dst;
    message.tag = tag;
    message.bytes = bytes;
    message.posted = m_domain->Now();
    if (pieces.size() > 1)
    {
        message.pieces = static_cast<uint16_t>(pieces.size());
        message.join = m_joiner.Cut(message, message.pieces);
    }
    for (const MessagePiece& piece : pieces)
    {
        message.bytes = piece.bytes;
        GetQueuePair(dst, piece.subflow)->Post(message, piece);
    }
    m_pieces.swap(pieces);
}

void
RoceNic::SendProbe(uint32_t dst, uint16_t entropy, bool steered)
{
    Frame* frame = m_pool->Make();
    frame->kind = FrameKind::PROBE;
    frame->src = m_host;
    frame->dst = dst;
    frame->qp = PairNumber(m_host, 0);
    frame->srcQp = PairNumber(dst, 0);
    frame->size = wire::PROBE_FRAME_BYTES + GetIpExtra();
    frame->priority = m_ackClass;
    frame->ecn = m_ecnCapable ? Ecn::ECT0 : Ecn::NOT_ECT;
    frame->hopLimit = INITIAL_HOP_LIMIT;
    frame->entropy = entropy;
    frame->flags = static_cast<uint8_t>(GetIpFlag() | (steered ? FRAME_STEERED : 0));
    m_counters.probesSent++;
    m_acks.Push(frame);
    m_port->Kick();
}

void
RoceNic::AnswerProbe(const Frame& probe)
{
    Frame* answer = MakeControl(probe, FrameKind::PROBE_REPLY, wire::PROBE_FRAME_BYTES);
    answer->flags |= static_cast<uint8_t>((probe.ecn == Ecn::CE ? FRAME_BECN : 0) |
                                          (probe.flags & FRAME_STEERED));
    answer->echoTime = probe.sentAt;
    answer->echoEntropy = probe.entropy;
    m_acks.Push(answer);
    if (m_balancer)
    {
        m_balancer->Probed(probe);
    }
    m_port->Kick();
}

void
RoceNic::ReportSent(const MessageInfo& message)
{
    MessageInfo whole = message;
    if (message.pieces > 1)
    {
        if (!m_joiner.Sent(whole, false))
        {
            return;
        }
        if (m_joiner.HasFailed(whole.join))
        {
            ReportWholeFailed(whole);
            return;
        }
    }
    m_sentTrace(whole);
    if (m_listener)
    {
        m_listener->MessageSent(whole);
    }
}

void
RoceNic::ReportFailed(const MessageInfo& message, const FailureCause& cause)
{
    MessageInfo whole = message;
    m_lastFailure = cause;
    if (message.pieces > 1 && !m_joiner.Sent(whole, true))
    {
        return;
    }
    ReportWholeFailed(whole);
}

void
RoceNic::ReportWholeFailed(const MessageInfo& message)
{
    Failure& failure = m_failures[m_lastFailure.text];
    failure.messages++;
    failure.time = std::max(failure.time, m_lastFailure.time);
    NS_LOG_WARN("host " << m_host << " gives up a message to host " << message.dst);
    if (m_listener)
    {
        m_listener->MessageFailed(message);
    }
}

void
RoceNic::ReportReceived(const MessageInfo& message)
{
    MessageInfo whole = message;
    if (message.pieces > 1 && !m_joiner.Received(whole))
    {
        return;
    }
    m_receivedTrace(whole);
    if (m_listener)
    {
        m_listener->MessageReceived(whole);
    }
}

void
RoceNic::ReportLoss(const LostPacket& packet)
{
    if (m_balancer)
    {
        m_balancer->Lost(packet);
    }
}

} // namespace aifabric
} // namespace ns3
