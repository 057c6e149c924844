/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "conweave-destination.h"

#include "ns3/log.h"
#include "ns3/switch-message.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("ConweaveDestination");

void
ConweaveDestination::Flow::Overdue()
{
    owner->m_counters.byDeadline++;
    NS_LOG_INFO("edge " << owner->m_place.edge << ": no TAIL has come, parked packets go on");
    owner->Open(*this);
}

void
ConweaveDestination::Flow::Drain()
{
    constexpr uint64_t BACKLOG = 2 * wire::LARGEST_FRAME_BYTES;
    const SwitchPlace& place = owner->m_place;
    while (leaving.head)
    {
        const uint16_t port = place.topology->GetHostPort(leaving.head->dst, leaving.head->plane);
        const PortView device = place.services->GetPortViews()[port];
        const uint64_t backlog = device.GetBacklog();
        if (backlog > BACKLOG)
        {
            const double rest = static_cast<double>(backlog - BACKLOG / 2) * device.GetPsPerByte();
            place.domain->Schedule(drain, place.domain->Now() + static_cast<uint64_t>(rest));
            return;
        }
        Frame* frame = leaving.Pop();
        owner->m_counters.bytes -= frame->size;
        owner->m_outlet->ReceiveFrame(frame);
    }
}

void
ConweaveDestination::Start(const SwitchPlace& place,
                           FrameReceiver& outlet,
                           const Parameters& parameters)
{
    m_place = place;
    m_outlet = &outlet;
    m_parameters = parameters;
}

ConweaveDestination::Flow&
ConweaveDestination::GetFlow(const Frame& frame)
{
    const uint32_t number = m_index.Find(FlowIndex::Name(frame.src, frame.dst, frame.entropy));
    if (number == m_flows.size())
    {
        Flow& flow = m_flows.emplace_back();
        flow.owner = this;
        flow.epoch = static_cast<uint16_t>(ConweaveTag::Read(frame).epoch - 1);
        flow.deadline.Bind<&Flow::Overdue>(&flow, m_place.node, 2 * number, EventKind::STRATEGY);
        flow.drain.Bind<&Flow::Drain>(&flow, m_place.node, 2 * number + 1, EventKind::STRATEGY);
    }
    return m_flows[number];
}

bool
ConweaveDestination::Receive(Frame* frame)
{
    const ConweaveTag tag = ConweaveTag::Read(*frame);
    Flow& flow = GetFlow(*frame);
    if (frame->ecn == Ecn::CE)
    {
        m_counters.notifications++;
        Tell(*frame, ConweaveTag::NOTIFY, tag);
    }
    const auto ahead = static_cast<int16_t>(tag.epoch - flow.epoch);
    if (ahead < 0)
    {
        // The flow has moved twice: this packet comes before all that is parked.
        return Pass(flow, frame);
    }
    if (ahead > 0)
    {
        if (flow.parked.head)
        {
            // The source takes all of the last epoch for arrived: so the TAIL is lost.
            m_counters.byDeadline++;
            NS_LOG_INFO("edge " << m_place.edge
                                << ": the TAIL of a flow is lost, parked packets go on");
            Open(flow);
        }
        flow.epoch = tag.epoch;
        flow.open = false;
        flow.history = false;
    }
    if (tag.phase == 1)
    {
        if (flow.open)
        {
            return Pass(flow, frame);
        }
        flow.tailed = tag.tailed;
        Park(flow, frame);
        return true;
    }
    flow.history = true;
    flow.lastAt = m_place.domain->Now();
    flow.lastSent = tag.sent;
    if (tag.type == ConweaveTag::INIT)
    {
        Tell(*frame, ConweaveTag::REPLY, tag);
    }
    else if (tag.type == ConweaveTag::TAIL)
    {
        Tell(*frame, ConweaveTag::CLEAR, tag);
        if (flow.parked.head)
        {
            m_counters.byTail++;
            Hold(flow.leaving, frame);
            Open(flow);
            return true;
        }
        flow.open = true;
    }
    if (flow.parked.head)
    {
        SetDeadline(flow);
    }
    return Pass(flow, frame);
}

bool
ConweaveDestination::Pass(Flow& flow, Frame* frame)
{
    if (!flow.leaving.head)
    {
        return false;
    }
    Hold(flow.leaving, frame);
    return true;
}

void
ConweaveDestination::Hold(FrameFifo& queue, Frame* frame)
{
    m_place.services->HoldFrame(*frame);
    queue.Push(frame);
    m_counters.bytes += frame->size;
    m_counters.maxBytes = std::max(m_counters.maxBytes, m_counters.bytes);
}

void
ConweaveDestination::Park(Flow& flow, Frame* frame)
{
    const bool first = !flow.parked.head;
    Hold(flow.parked, frame);
    m_counters.parked++;
    if (first)
    {
        m_counters.flows++;
        m_counters.maxFlows = std::max(m_counters.maxFlows, m_counters.flows);
        NS_LOG_INFO("edge " << m_place.edge << ": parks packets of host " << frame->src
                            << " to host " << frame->dst);
        SetDeadline(flow);
    }
}

void
ConweaveDestination::SetDeadline(Flow& flow)
{
    FabricDomain& domain = *m_place.domain;
    const uint64_t now = domain.Now();
    uint64_t time = now + m_parameters.wait;
    if (flow.history)
    {
        // A TAIL cannot have been seen before a packet of phase 0 of its epoch.
        const uint32_t gap = flow.tailed - flow.lastSent;
        time = flow.lastAt + uint64_t{gap} * 1000;
    }
    domain.Cancel(flow.deadline);
    domain.Schedule(flow.deadline, std::max(now, time + m_parameters.flush));
}

void
ConweaveDestination::Open(Flow& flow)
{
    m_place.domain->Cancel(flow.deadline);
    flow.open = true;
    m_counters.flows--;
    while (flow.parked.head)
    {
        flow.leaving.Push(flow.parked.Pop());
    }
    if (!flow.drain.IsPending())
    {
        flow.Drain();
    }
}

void
ConweaveDestination::Tell(const Frame& frame,
                          ConweaveTag::Type type,
                          const ConweaveTag& about) const
{
    ConweaveTag tag;
    tag.type = type;
    tag.epoch = about.epoch;
    tag.path = about.path;
    tag.sent = ConweaveTag::PackFlow(frame.dst, frame.entropy);
    Frame* message = MakeSwitchMessage(m_place, frame.src, frame.plane);
    message->ingress = frame.ingress;
    message->entropy = frame.entropy;
    tag.Write(*message);
    m_place.services->ForwardFrame(message);
}

} // namespace aifabric
} // namespace ns3
