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
RoceNic::GetPlaneRtt(uint32_t dst, uint32_t plane) const
{
    const auto& links = m_routes->GetTopology().GetLinks();
    const double dataBits = 8.0 * (wire::ROCE_BYTES + GetIpExtra() + m_mtu);
    const double ackBits = 8.0 * (wire::ACK_FRAME_BYTES + GetIpExtra());
    const std::vector<uint32_t> path = m_routes->GetPath(m_host, dst, 0, plane);
    uint64_t rtt = path.empty() ? 0 : 2 * (path.size() - 1) * m_switchLatency;
    rtt += 2 * m_ports[plane]->GetPort().GetJitter();
    for (const uint32_t link : path)
    {
        rtt += 2 * links[link].delay;
        rtt += static_cast<uint64_t>((dataBits + ackBits) * 1e12 /
                                     static_cast<double>(links[link].rate));
    }
    if (!path.empty() && !m_routes->IsTiered())
    {
        // Paths differ: the longest counts, beyond the links of the hosts that all have.
        const auto time = [&](const FabricTopology::Link& link) {
            return 2 * (link.delay + m_switchLatency) +
                   static_cast<uint64_t>((dataBits + ackBits) * 1e12 /
                                         static_cast<double>(link.rate));
        };
        for (size_t i = 1; i + 1 < path.size(); i++)
        {
            rtt -= time(links[path[i]]);
        }
        rtt += m_routes->MeasurePaths(m_host, dst, plane, time).most;
    }
    return rtt;
}

uint64_t
RoceNic::GetBaseRtt(uint32_t dst) const
{
    const uint32_t planes = GetPlanes(dst);
    uint64_t rtt = 0;
    for (uint32_t plane = 0; plane < m_ports.size(); plane++)
    {
        if ((planes >> plane) & 1)
        {
            rtt = std::max(rtt, GetPlaneRtt(dst, plane));
        }
    }
    return rtt;
}

uint8_t
RoceNic::GetWaitingClasses(uint32_t plane) const
{
    uint32_t mask = m_ports[plane]->GetWaitingClasses();
    for (const auto& pair : m_queuePairs)
    {
        if (((pair->GetPlanes() >> plane) & 1) && pair->IsSendable())
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
    for (uint32_t plane = 0; plane < m_ports.size(); plane++)
    {
        if (!m_routes->GetPath(m_host, dst, 0, plane).empty())
        {
            return true;
        }
    }
    return false;
}

uint64_t
RoceNic::GetLongestWait(uint64_t baseRtt) const
{
    const double bits =
        8.0 * (wire::ROCE_BYTES + GetIpExtra() + m_mtu + WIRE_OVERHEAD_BYTES) * m_ackInterval;
    double slowest = m_ports.front()->GetLineRate();
    for (const auto& port : m_ports)
    {
        slowest = std::min(slowest, port->GetLineRate());
    }
    return baseRtt + m_queueWait + static_cast<uint64_t>(bits * 1e12 / slowest);
}

QueuePair*
RoceNic::MakeQueuePair(uint32_t dst, uint32_t number, const PlaneShare& share)
{
    const bool isBound = share.plane != PlaneShare::ANY;
    const uint32_t planes = isBound ? 1U << share.first : GetPlanes(dst);
    const uint32_t numbered = isBound && m_pairPlanes > 1 ? share.plane : 0;
    const auto part = static_cast<uint32_t>(m_queuePairs.size());
    const uint32_t peerNumber = PairNumber(m_host, numbered, static_cast<uint8_t>(number));
    m_queuePairs.push_back(std::make_unique<QueuePair>(this, number, peerNumber, dst, part));
    QueuePair* pair = m_queuePairs.back().get();
    m_pairByNumber.Insert(number, pair);
    pair->SetHome(share.plane);
    pair->SetPlanes(planes);
    pair->line = m_scheduler.GetLine(planes);
    FlowPlace place;
    place.node = m_node;
    place.part = part;
    place.feasible = m_feasible;
    place.baseRtt = GetBaseRtt(dst);
    place.mtu = m_mtu;
    place.domain = m_domain;
    place.packet = wire::ROCE_BYTES + GetIpExtra() + m_mtu + WIRE_OVERHEAD_BYTES;
    double hostRate = 0;
    for (const auto& port : m_ports)
    {
        port->SetFraction(m_congestionPrototype->GetHostFraction(m_feasible));
        if ((planes >> port->GetPlane()) & 1)
        {
            place.lineRate += port->GetLineRate();
            hostRate += port->GetHostRate();
        }
    }
    pair->SetHostRate(hostRate);
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
RoceNic::GetQueuePair(uint32_t dst, uint8_t subflow, const PlaneShare& share)
{
    const uint32_t numbered = share.plane != PlaneShare::ANY && m_pairPlanes > 1 ? share.plane : 0;
    const uint32_t number = PairNumber(dst, numbered, subflow);
    QueuePair* pair = m_pairByNumber.Find(number);
    return pair ? pair : MakeQueuePair(dst, number, share);
}

void
RoceNic::GetShares(uint32_t dst, uint64_t bytes, std::vector<PlaneShare>& shares) const
{
    if (!m_isMultihomed)
    {
        shares.assign(1, {0, 0, bytes});
        return;
    }
    std::vector<double> rates;
    for (const auto& port : m_ports)
    {
        rates.push_back(port->GetLineRate());
    }
    const uint64_t hash = MixBits(uint64_t{m_host} << 32 | dst);
    SharePlanes(m_sharing, GetPlanes(dst), rates, hash, bytes, m_mtu, shares);
}

void
RoceNic::Cut(uint32_t dst, uint64_t bytes, std::vector<Posting>& postings)
{
    GetShares(dst, bytes, m_shares);
    for (const PlaneShare& share : m_shares)
    {
        m_pieces.clear();
        if (HostLoadBalancer* balancer = m_ports[share.first]->GetBalancer())
        {
            balancer->Split(dst, share.bytes, m_pieces);
        }
        if (m_pieces.empty())
        {
            m_pieces.push_back({share.bytes, 0, false, 0});
        }
        uint64_t sum = 0;
        for (const MessagePiece& piece : m_pieces)
        {
            sum += piece.bytes;
            postings.push_back({piece, share});
        }
        NS_ABORT_MSG_IF(sum != share.bytes,
                        "a strategy cut a message of " << share.bytes << " bytes into pieces of "
                                                       << sum);
    }
    NS_ABORT_MSG_IF(postings.size() > UINT16_MAX, "a message has 65535 pieces at most");
}

void
RoceNic::PostWrite(uint32_t dst, uint64_t bytes, uint64_t tag)
{
    NS_ABORT_MSG_IF(dst == m_host, "a host does not send to itself over the fabric");
    NS_ABORT_MSG_IF(bytes > UINT32_MAX, "an RDMA message is below 4 GiB");
    // Whoever hears that a piece failed may post again from within.
    std::vector<Posting> postings;
    postings.swap(m_postings);
    postings.clear();
    Cut(dst, bytes, postings);
    MessageInfo message;
    message.src = m_host;
    message.dst = dst;
    message.tag = tag;
    message.bytes = bytes;
    message.posted = m_domain->Now();
    if (postings.size() > 1)
    {
        message.pieces = static_cast<uint16_t>(postings.size());
        message.join = m_joiner.Cut(message, message.pieces);
    }
    for (const Posting& posting : postings)
    {
        message.bytes = posting.piece.bytes;
        GetQueuePair(dst, posting.piece.subflow, posting.share)->Post(message, posting.piece);
    }
    m_postings.swap(postings);
}

Frame*
RoceNic::MakeProbe(uint32_t dst, uint16_t entropy, bool steered)
{
    Frame* frame = m_pool->Make();
    frame->kind = FrameKind::PROBE;
    frame->src = m_host;
    frame->dst = dst;
    frame->qp = PairNumber(m_host, 0, 0);
    frame->srcQp = PairNumber(dst, 0, 0);
    frame->size = wire::PROBE_FRAME_BYTES + GetIpExtra();
    frame->priority = m_ackClass;
    frame->ecn = m_ecnCapable ? Ecn::ECT0 : Ecn::NOT_ECT;
    frame->hopLimit = INITIAL_HOP_LIMIT;
    frame->entropy = entropy;
    frame->flags = static_cast<uint16_t>(GetIpFlag() | (steered ? FRAME_STEERED : 0));
    m_counters.probesSent++;
    return frame;
}

void
RoceNic::AnswerProbe(const Frame& probe, NicPort& port)
{
    Frame* answer = MakeControl(probe, FrameKind::PROBE_REPLY, wire::PROBE_FRAME_BYTES);
    answer->flags |= static_cast<uint16_t>((probe.ecn == Ecn::CE ? FRAME_BECN : 0) |
                                           (probe.flags & FRAME_STEERED));
    answer->echoTime = probe.sentAt;
    answer->echoEntropy = probe.entropy;
    port.PushControl(answer);
    if (port.GetBalancer())
    {
        port.GetBalancer()->Probed(probe);
    }
    port.Kick();
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
RoceNic::ReportLoss(const LostPacket& packet, uint32_t planes)
{
    for (const auto& port : m_ports)
    {
        if (((planes >> port->GetPlane()) & 1) && port->GetBalancer())
        {
            port->GetBalancer()->Lost(packet);
        }
    }
}

} // namespace aifabric
} // namespace ns3
