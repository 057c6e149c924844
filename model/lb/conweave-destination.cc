/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "conweave-destination.h"

#include "switch-message.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

void
ConweaveDestination::Flow::Overdue()
{
    owner->m_counters.byDeadline++;
    open = true;
    owner->Flush(*this);
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
        flow.deadline.Bind<&Flow::Overdue>(&flow, m_place.node, number, EventKind::STRATEGY);
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
        return false;
    }
    if (ahead > 0)
    {
        if (flow.parked.head)
        {
            // The source takes all of the last epoch for arrived: so the TAIL is lost.
            m_counters.byDeadline++;
            Flush(flow);
        }
        flow.epoch = tag.epoch;
        flow.open = false;
        flow.history = false;
    }
    if (tag.phase == 1)
    {
        if (flow.open)
        {
            return false;
        }
        flow.tailed = tag.tailed;
        Park(flow, frame);
        return true;
    }
    flow.history = true;
    flow.lastAt = FabricEngine::Get().Now();
    flow.lastSent = tag.sent;
    if (tag.type == ConweaveTag::INIT)
    {
        Tell(*frame, ConweaveTag::REPLY, tag);
    }
    else if (tag.type == ConweaveTag::TAIL)
    {
        Tell(*frame, ConweaveTag::CLEAR, tag);
        flow.open = true;
    }
    if (!flow.parked.head)
    {
        return false;
    }
    if (flow.open)
    {
        m_counters.byTail++;
        m_outlet->ReceiveFrame(frame);
        Flush(flow);
        return true;
    }
    SetDeadline(flow);
    return false;
}

void
ConweaveDestination::Park(Flow& flow, Frame* frame)
{
    const bool first = !flow.parked.head;
    flow.parked.Push(frame);
    m_counters.parked++;
    m_counters.bytes += frame->size;
    m_counters.maxBytes = std::max(m_counters.maxBytes, m_counters.bytes);
    if (first)
    {
        m_counters.flows++;
        m_counters.maxFlows = std::max(m_counters.maxFlows, m_counters.flows);
        SetDeadline(flow);
    }
}

void
ConweaveDestination::SetDeadline(Flow& flow)
{
    FabricEngine& engine = FabricEngine::Get();
    const uint64_t now = engine.Now();
    uint64_t time = now + m_parameters.wait;
    if (flow.history)
    {
        // A TAIL cannot have been seen before a packet of phase 0 of its epoch.
        const uint32_t gap = flow.tailed - flow.lastSent;
        time = flow.lastAt + uint64_t{gap} * 1000;
    }
    engine.Cancel(flow.deadline);
    engine.Schedule(flow.deadline, std::max(now, time + m_parameters.flush));
}

void
ConweaveDestination::Flush(Flow& flow)
{
    FabricEngine::Get().Cancel(flow.deadline);
    m_counters.flows--;
    m_counters.bytes -= flow.parked.bytes;
    while (flow.parked.head)
    {
        m_outlet->ReceiveFrame(flow.parked.Pop());
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
    Frame* message = MakeSwitchMessage(m_place, frame.src);
    message->ingress = frame.ingress;
    message->entropy = frame.entropy;
    tag.Write(*message);
    m_place.services->ForwardFrame(message);
}

} // namespace aifabric
} // namespace ns3
