/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-port.h"

#include "wire-time.h"

#include "ns3/fabric-engine.h"
#include "ns3/frame-codec.h"

namespace ns3
{
namespace aifabric
{

namespace
{
/// A NIC without configuration serves its classes by the defaults.
const ClassScheduling DEFAULT_SCHEDULING;
} // namespace

FabricPort::FabricPort()
    : m_domain(&FabricEngine::Get().GetDomain()),
      m_scheduling(&DEFAULT_SCHEDULING),
      m_up(false),
      m_pulls(false),
      m_pullTurn(true),
      m_hasControl(false),
      m_hints(false),
      m_pool(&FramePool::Get()),
      m_gates(*this)
{
    m_frameSentTrace.SetFlag(&m_traced);
    m_frameReceivedTrace.SetFlag(&m_traced);
    m_phyTxBeginTrace.SetFlag(&m_traced);
    m_phyRxEndTrace.SetFlag(&m_traced);
    m_snifferTrace.SetFlag(&m_traced);
    m_promiscSnifferTrace.SetFlag(&m_traced);
    m_backlogTrace.SetFlag(&m_traced);
    m_frameEnqueuedTrace.SetFlag(&m_traced);
    m_enqueueTrace.SetFlag(&m_traced);
    m_dequeueTrace.SetFlag(&m_traced);
}

FabricPort::~FabricPort() = default;

void
FabricPort::Detach()
{
    m_owner = nullptr;
    m_peer = nullptr;
}

void
FabricPort::SetPlace(uint32_t node, uint16_t port)
{
    m_node = node;
    m_port = port;
}

void
FabricPort::SetOwner(FabricPortOwner* owner, bool pulls)
{
    m_owner = owner;
    m_pulls = pulls;
    if (m_peer)
    {
        m_peer->m_peerOwner = owner;
    }
}

void
FabricPort::SetScheduling(const ClassScheduling* scheduling)
{
    m_scheduling = scheduling;
}

void
FabricPort::SetForwardingLatency(uint64_t latency)
{
    m_latency = latency;
    if (m_peer)
    {
        m_peer->m_delay = m_peer->m_propagation + latency;
    }
}

void
FabricPort::Attach(FabricPort* peer, uint64_t delay)
{
    m_peer = peer;
    m_peerOwner = peer->m_owner;
    m_peerPort = peer->m_port;
    m_peerDomain = peer->m_domain;
    m_crosses = m_peerDomain != m_domain;
    m_propagation = delay;
    m_delay = delay + peer->m_latency;
    m_up = true;
    m_refused = m_gates.GetDiscards();
    m_transmitEvent.Bind<&FabricPort::TransmitNext>(this, m_node, m_port, EventKind::TRANSMIT);
    m_gates.Start();
    m_arrivalKey = FabricCalendar::MakeKey(peer->m_node, peer->m_port, EventKind::ARRIVAL);
    m_domain->GetCalendar().SetPostedHandler(&FabricPort::Arrive);
    m_peerDomain->GetCalendar().Cover(m_delay +
                                      WireTime::Of(wire::LARGEST_FRAME_BYTES, m_psPerByteQ16));
    // A sender knows by a look at itself whether somebody watches the arrival.
    m_detour = peer->m_traced || peer->m_cut || m_jitter || m_impairment;
    peer->m_frameReceivedTrace.SetFlag(&peer->m_traced, &m_detour);
    peer->m_phyRxEndTrace.SetFlag(&peer->m_traced, &m_detour);
    peer->m_snifferTrace.SetFlag(&peer->m_traced, &m_detour);
    peer->m_promiscSnifferTrace.SetFlag(&peer->m_traced, &m_detour);
}

void
FabricPort::Enqueue(Frame* frame)
{
    if ((m_refused >> frame->priority) & 1)
    {
        Refuse(frame);
        return;
    }
    const uint64_t now = m_domain->Now();
    const bool idle = now >= m_freeAt;
    const uint64_t before = m_queues.GetBytes() + (idle ? 0 : m_serviceBytes);
    m_queues.Push(frame);
    const uint64_t backlog = before + frame->size;
    if (backlog > m_maxBacklog)
    {
        m_maxBacklog = backlog;
    }
    if (m_traced)
    {
        TraceEnqueued(*frame, before, backlog);
    }
    if (!m_transmitEvent.IsPending())
    {
        if (idle)
        {
            TransmitNext();
        }
        else
        {
            m_domain->Schedule(m_transmitEvent, m_freeAt, frame);
        }
    }
}

Frame*
FabricPort::ExchangeLast(Frame* frame)
{
    if (m_traced)
    {
        TraceEnqueued(*frame, GetBacklog(), GetBacklog());
    }
    return m_queues.ExchangeTail(frame);
}

void
FabricPort::TraceEnqueued(const Frame& frame, uint64_t before, uint64_t after)
{
    m_backlogTrace(before, after);
    m_frameEnqueuedTrace(frame);
    if (m_enqueueTrace.IsConnected())
    {
        m_enqueueTrace(FrameCodec::ToPacket(frame));
    }
}

void
FabricPort::Kick()
{
    if (m_transmitEvent.IsPending() || m_choosing || !m_up)
    {
        return;
    }
    if (m_domain->Now() >= m_freeAt)
    {
        TransmitNext();
    }
    else
    {
        m_domain->Schedule(m_transmitEvent, m_freeAt);
    }
}

Frame*
FabricPort::NextFrame()
{
    if (m_hasControl)
    {
        Frame* control = m_control.Pop();
        m_hasControl = m_control.head != nullptr;
        m_controlSent++;
        return control;
    }
    Frame* frame = nullptr;
    if (m_pulls && m_pullTurn)
    {
        frame = m_owner->PullFrame(*this);
    }
    if (frame)
    {
        m_pullTurn = !m_queues.IsReady(m_stopMask);
        return frame;
    }
    frame = m_queues.Pop(*m_scheduling, m_stopMask);
    if (frame)
    {
        m_pullTurn = true;
        m_owner->FrameLeavesQueue(*this, frame);
        if (m_traced && m_dequeueTrace.IsConnected())
        {
            m_dequeueTrace(FrameCodec::ToPacket(*frame));
        }
    }
    else if (m_pulls && !m_pullTurn)
    {
        m_pullTurn = true;
        frame = m_owner->PullFrame(*this);
    }
    return frame;
}

void
FabricPort::TransmitNext()
{
    m_choosing = true;
    Frame* frame = m_up ? NextFrame() : nullptr;
    m_choosing = false;
    if (!frame)
    {
        return;
    }
    Transmit(frame);
    if (m_pulls || m_hasControl || m_queues.IsReady(m_stopMask))
    {
        m_domain->Schedule(m_transmitEvent, m_freeAt, m_queues.Peek());
    }
}

void
FabricPort::Transmit(Frame* frame)
{
    const uint64_t now = m_domain->Now();
    const uint64_t lastBit = now + ((frame->size * m_psPerByteQ16) >> 16);
    m_freeAt = now + (((frame->size + WIRE_OVERHEAD_BYTES) * m_psPerByteQ16) >> 16);
    m_serviceBytes = frame->size;
    uint64_t arrival = lastBit + m_delay;
    frame->ingress = m_peerPort;
    m_sentFrames++;
    m_sentBytes += frame->size;
    if (m_traced)
    {
        TraceSent(*frame);
    }
    frame->receiver = m_peerOwner;
    if (m_detour || frame->kind == FrameKind::PFC)
    {
        arrival = Detour(frame, arrival);
    }
    const void* hint = m_hints ? m_peerOwner->GetHint(*frame) : frame->receiver;
    if (m_crosses)
    {
        m_domain->PostTo(*m_peerDomain, arrival, m_arrivalKey, frame, hint);
        return;
    }
    m_domain->Post(arrival, m_arrivalKey, frame, hint);
}

uint64_t
FabricPort::Detour(Frame* frame, uint64_t arrival)
{
    arrival -= m_peer->m_cut ? m_peer->m_cut->GetRest(*frame) : 0;
    if (m_jitter)
    {
        arrival = m_jitter->Delay(arrival);
    }
    frame->receiver = m_peer;
    const uint64_t time = (frame->size * m_psPerByteQ16) >> 16;
    return m_impairment ? m_impairment->Pass(frame, arrival, time) : arrival;
}

void
FabricPort::TraceSent(const Frame& frame)
{
    m_frameSentTrace(frame);
    if (m_phyTxBeginTrace.IsConnected() || m_snifferTrace.IsConnected() ||
        m_promiscSnifferTrace.IsConnected())
    {
        Ptr<Packet> packet = FrameCodec::ToPacket(frame);
        m_phyTxBeginTrace(packet);
        m_snifferTrace(packet);
        m_promiscSnifferTrace(packet);
    }
}

void
FabricPort::Arrive(void* object)
{
    auto frame = static_cast<Frame*>(object);
    frame->receiver->ReceiveFrame(frame);
}

void
FabricPort::ReceiveFrame(Frame* frame)
{
    if (m_traced)
    {
        TraceReceived(*frame);
    }
    if (frame->kind == FrameKind::PFC)
    {
        m_gates.Receive(*frame);
        m_pool->Deliver(frame);
        return;
    }
    if (m_cut)
    {
        m_cut->Receive(frame);
        return;
    }
    m_owner->ReceiveFrame(frame);
}

void
FabricPort::TraceReceived(const Frame& frame)
{
    m_frameReceivedTrace(frame);
    if (m_phyRxEndTrace.IsConnected() || m_snifferTrace.IsConnected() ||
        m_promiscSnifferTrace.IsConnected())
    {
        Ptr<Packet> packet = FrameCodec::ToPacket(frame);
        m_phyRxEndTrace(packet);
        m_snifferTrace(packet);
        m_promiscSnifferTrace(packet);
    }
}

void
FabricPort::DropFrame(Frame* frame, DropReason reason)
{
    m_counters.drops++;
    if (m_frameDroppedTrace.IsConnected())
    {
        m_frameDroppedTrace(*frame, reason);
    }
    if (m_dropTrace.IsConnected())
    {
        m_dropTrace(FrameCodec::ToPacket(*frame));
    }
    m_pool->Drop(frame, reason);
}

uint64_t
FabricPort::CountFrames() const
{
    uint64_t count = m_cut ? m_cut->CountFrames() : 0;
    for (const Frame* frame = m_control.head; frame; frame = frame->next)
    {
        count++;
    }
    for (uint8_t c = 0; c < CLASS_COUNT; c++)
    {
        for (const Frame* frame = m_queues.GetQueue(c).head; frame; frame = frame->next)
        {
            count++;
        }
    }
    return count;
}

double
FabricPort::GetPsPerByte() const
{
    return static_cast<double>(m_psPerByteQ16) / 65536;
}

DataRate
FabricPort::GetDataRate() const
{
    return m_rate;
}

} // namespace aifabric
} // namespace ns3
