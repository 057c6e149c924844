/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What a NIC is asked to send, and what it reports of it.
 */

#include "part-refusals.h"
#include "roce-nic.h"

#include "ns3/config-error.h"
#include "ns3/log.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("RoceNicSend");

uint8_t
RoceNic::GetWaitingClasses(uint32_t plane) const
{
    if (plane >= m_ports.GetCount())
    {
        throw ConfigError("host " + std::to_string(m_host) + " has " +
                          std::to_string(m_ports.GetCount()) + " ports: there is no plane " +
                          std::to_string(plane));
    }
    uint32_t mask = m_ports.Get(plane).GetWaitingClasses();
    for (const auto& entry : m_pairs.GetEntries())
    {
        const QueuePair* pair = entry.object;
        if (pair && ((pair->GetPlanes() >> plane) & 1) && pair->IsSendable())
        {
            mask |= 1U << m_services.Get(entry.record.level).priority;
            if ((mask & m_services.GetClasses()) == m_services.GetClasses())
            {
                break;
            }
        }
    }
    return static_cast<uint8_t>(mask);
}

QueuePair*
RoceNic::MakeQueuePair(uint32_t dst, uint32_t number, const PlaneShare& share, uint8_t level)
{
    const uint32_t index = m_pairs.Add(number);
    if (index == NicPorts::Pairs::MANY)
    {
        m_ports.WantHints();
    }
    PairRecord& record = m_pairs.GetRecord(index);
    record.number = number;
    record.dst = dst;
    record.home = share.plane;
    record.level = level;
    m_ports.Assign(record);
    // A plane that is down now comes back: rates and windows are those of all that it may use.
    record.first = share.plane == PlaneShare::ANY ? m_ports.GetPlannedPlanes(dst) : record.planes;
    record.baseRtt = m_times.GetBaseRtt(dst);
    record.hops = static_cast<uint8_t>(m_routes->CountHops(m_host, dst, share.first));
    const uint32_t scaleUp = m_routes->GetTopology().GetScaleUp();
    for (const auto& port : m_ports.GetAll())
    {
        if (port->GetPlane() != scaleUp) // the fraction is what the fabric outside carries
        {
            port->SetFraction(m_congestionPrototype->GetHostFraction(m_feasible));
        }
    }
    QueuePair* pair = StartQueuePair(index);
    m_times.NoteTimeout(pair->GetLossRecovery()->GetTimeout(),
                        m_times.GetLongestWait(record.baseRtt));
    m_times.NoteTolerance(pair->GetLossRecovery()->GetTolerance());
    NS_LOG_LOGIC("host " << m_host << " queue pair " << number << ": is made, to host " << dst);
    m_queuePairTrace(pair->GetCongestionControl(), dst);
    return pair;
}

QueuePair*
RoceNic::StartQueuePair(uint32_t index)
{
    QueuePair* pair = m_pairs.TakeSpare();
    if (!pair)
    {
        // In the order in which they are to lie (QueuePair::Prefetch()).
        Ptr<CongestionControl> congestion = m_congestionPrototype->Copy();
        congestion = congestion ? congestion : m_congestionFactory.Create<CongestionControl>();
        Ptr<LossRecovery> recovery = m_recoveryPrototype->Copy();
        recovery = recovery ? recovery : m_recoveryFactory.Create<LossRecovery>();
        pair = m_pairs.Own(std::make_unique<QueuePair>(this, recovery, congestion));
    }
    const PairRecord& record = m_pairs.GetRecord(index);
    FlowPlace place;
    place.node = m_node;
    place.part = index;
    place.feasible = m_feasible;
    place.baseRtt = record.baseRtt;
    place.hops = record.hops;
    place.mtu = m_mtu;
    place.domain = m_domain;
    place.packet = wire::ROCE_BYTES + GetIpExtra() + m_mtu + WIRE_OVERHEAD_BYTES;
    double hostRate = 0;
    for (const auto& port : m_ports.GetAll())
    {
        if ((record.first >> port->GetPlane()) & 1)
        {
            place.lineRate += port->GetLineRate();
            hostRate += port->GetHostRate();
        }
    }
    pair->GetLossRecovery()->FitTimeout(m_times.GetLongestWait(place.baseRtt));
    const PlaneShare share{record.home, 0, 0};
    const auto subflow = static_cast<uint8_t>(record.number);
    pair->Start(record, PairNumber(m_host, share, subflow, record.level), hostRate, place);
    m_pairs.Assign(index, pair);
    return pair;
}

Ptr<CongestionControl>
RoceNic::ReachControl(uint32_t index)
{
    if (index >= CountQueuePairs())
    {
        throw ConfigError("host " + std::to_string(m_host) + " has made " +
                          std::to_string(CountQueuePairs()) + " queue pairs: there is no number " +
                          std::to_string(index));
    }
    m_parkIdle = false;
    QueuePair* pair = m_pairs.GetEntries()[index].object;
    return (pair ? pair : StartQueuePair(index))->GetCongestionControl();
}

void
RoceNic::Rest(QueuePair* pair)
{
    // Who was told of congestion controls may have connected to them.
    if (m_parkIdle && !m_queuePairTrace.IsConnected())
    {
        m_pairs.Rest(pair);
    }
}

QueuePair*
RoceNic::GetQueuePair(uint32_t dst, uint8_t subflow, const PlaneShare& share, uint8_t level)
{
    const uint32_t number = PairNumber(dst, share, subflow, level);
    const auto* slot = m_pairs.Find(number);
    if (!slot)
    {
        return MakeQueuePair(dst, number, share, level);
    }
    return slot->object ? slot->object : StartQueuePair(slot->index - 1);
}

void
RoceNic::Cut(uint16_t client, uint32_t dst, uint64_t bytes, std::vector<Posting>& postings)
{
    GetShares(dst, bytes, m_shares);
    for (const PlaneShare& share : m_shares)
    {
        m_pieces.clear();
        if (HostLoadBalancer* balancer = m_ports.Get(share.first).GetBalancer())
        {
            balancer->Split(dst, share.bytes, m_pieces, client);
        }
        if (m_pieces.empty())
        {
            m_pieces.push_back({share.bytes, 0, Route()});
        }
        uint64_t sum = 0;
        for (const MessagePiece& piece : m_pieces)
        {
            // No sum of pieces may pass for the message because it runs over.
            sum = piece.bytes > share.bytes || sum > share.bytes ? UINT64_MAX : sum + piece.bytes;
            postings.push_back({piece, share});
        }
        if (sum != share.bytes || postings.size() > UINT16_MAX)
        {
            RefusePieces(m_ports.Get(share.first).GetBalancer(), share, sum, postings.size());
        }
    }
}

const NicPorts::Pairs&
RoceNic::GetPairs() const
{
    return m_pairs;
}

void
RoceNic::PostWrite(uint32_t dst, uint64_t bytes, uint64_t tag)
{
    PostWrite(0, dst, bytes, tag);
}

void
RoceNic::PostWrite(uint16_t client, uint32_t dst, uint64_t bytes, uint64_t tag)
{
    Post(client, dst, bytes, tag, RdmaOperation::WRITE);
}

Frame*
RoceNic::MakeProbe(uint32_t dst, const Route& route)
{
    Frame* frame = m_pool->Make();
    frame->kind = FrameKind::PROBE;
    frame->src = m_host;
    frame->dst = dst;
    frame->qp = PairNumber(m_host, {0, 0, 0}, 0);
    frame->srcQp = PairNumber(dst, {0, 0, 0}, 0);
    frame->size = wire::PROBE_FRAME_BYTES + GetIpExtra();
    frame->priority = m_ackClass;
    frame->ecn = m_ecnCapable ? Ecn::ECT0 : Ecn::NOT_ECT;
    frame->hopLimit = INITIAL_HOP_LIMIT;
    frame->flags = GetIpFlag();
    route.WriteTo(*frame, *m_pool);
    m_counters.probesSent++;
    return frame;
}

void
RoceNic::AnswerProbe(const Frame& probe, NicPort& port)
{
    Frame* answer = MakeControl(probe, FrameKind::PROBE_REPLY, wire::PROBE_FRAME_BYTES);
    answer->flags |= probe.ecn == Ecn::CE ? FRAME_BECN : 0;
    if (Route::HasPath(probe))
    {
        Route::Of(probe).WriteTo(*answer);
    }
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
    Tell(MessageDelay::Step::SENT, whole);
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
    Tell(MessageDelay::Step::FAILED, message);
}

void
RoceNic::ReportReceived(const MessageInfo& message)
{
    MessageInfo whole = message;
    if (message.pieces > 1 && !m_joiner.Received(whole))
    {
        return;
    }
    Tell(MessageDelay::Step::RECEIVED, whole);
}

void
RoceNic::TellNow(MessageDelay::Step step, const MessageInfo& message)
{
    if (step == MessageDelay::Step::SENT)
    {
        m_sentTrace(message);
        ClientSent(message);
    }
    else if (step == MessageDelay::Step::RECEIVED)
    {
        m_receivedTrace(message);
        ClientReceived(message);
    }
    else
    {
        ClientFailed(message);
    }
}

std::map<uint16_t, uint64_t>
RoceNic::CountOpenMessages() const
{
    std::map<uint16_t, uint64_t> open;
    for (const auto& entry : m_pairs.GetEntries())
    {
        if (entry.object)
        {
            entry.object->CountOpen(open);
        }
    }
    m_joiner.CountOpen(open);
    CountOpenOperations(open);
    return open;
}

void
RoceNic::CountTimeout(const QueuePair& pair, uint32_t retries)
{
    m_counters.timeouts++;
    NS_LOG_INFO("host " << m_host << " queue pair " << pair.GetNumber() << ": timeout " << retries
                        << " without an answer of host " << pair.GetDestination());
    m_timeoutTrace(m_host, pair.GetNumber(), pair.GetDestination(), retries);
}

void
RoceNic::ReportLoss(const LostPacket& packet, uint32_t planes)
{
    NS_LOG_INFO("host " << m_host << " queue pair " << packet.qp << ": takes packet " << packet.psn
                        << " to host " << packet.dst << " for lost, by "
                        << LossCauseName(packet.cause));
    m_lossTrace(packet);
    for (const auto& port : m_ports.GetAll())
    {
        if (((planes >> port->GetPlane()) & 1) && port->GetBalancer())
        {
            port->GetBalancer()->Lost(packet);
        }
    }
}

} // namespace aifabric
} // namespace ns3
