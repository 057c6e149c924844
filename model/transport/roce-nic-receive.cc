/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What a NIC does with frames that come in: data to responders, answers to queue pairs.
 */

#include "roce-nic.h"

#include "ns3/config-error.h"
#include "ns3/host-load-balancer.h"
#include "ns3/log.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("RoceNicReceive");

void
RoceNic::ReceiveFrame(Frame* frame, NicPort& port)
{
    switch (frame->kind)
    {
    case FrameKind::DATA:
        ReceiveData(frame, port);
        return;
    case FrameKind::ACK:
    case FrameKind::NAK:
    case FrameKind::CNP: {
        if (frame->operation == RdmaOperation::READ)
        {
            ReceiveRefusal(*frame);
        }
        else if (const auto* slot = m_pairs.Find(frame->qp))
        {
            QueuePair* pair = slot->object ? slot->object : StartQueuePair(slot->index - 1);
            if (m_pairs.IsLarge())
            {
                pair->Prefetch();
            }
            if (frame->kind == FrameKind::CNP)
            {
                m_cnpReceivedTrace(*frame);
                pair->Notified();
            }
            else
            {
                // Where it had to come through another plane, it tells of paths of its own.
                if (port.GetBalancer() && !frame->Has(FRAME_MOVED))
                {
                    port.GetBalancer()->Acknowledged(*frame);
                }
                if (frame->Has(FRAME_BECN))
                {
                    m_markEchoedTrace(*frame);
                }
                pair->Acknowledged(*frame);
            }
            if (pair->BecameIdle())
            {
                Rest(pair);
            }
        }
        m_pool->Deliver(frame);
        return;
    }
    case FrameKind::CREDIT:
        ReceiveCredit(*frame);
        break;
    case FrameKind::REQUEST:
        ReceiveRequest(*frame);
        break;
    case FrameKind::FOREIGN:
        port.GetPort().DeliverForeign(frame);
        return;
    case FrameKind::PROBE:
        // Of a recovery, which asks what has come, or of a strategy, which asks after a path.
        frame->Has(FRAME_ACK_REQUEST) ? AnswerPairProbe(*frame, port) : AnswerProbe(*frame, port);
        break;
    case FrameKind::PROBE_REPLY:
        if (port.GetBalancer())
        {
            port.GetBalancer()->ProbeAnswered(*frame);
        }
        break;
    case FrameKind::SWITCH:
    case FrameKind::PFC:
        break;
    }
    m_pool->Deliver(frame);
}

void
RoceNic::ReceiveCredit(const Frame& frame)
{
    if (const auto* slot = m_pairs.Find(frame.qp))
    {
        QueuePair* pair = slot->object ? slot->object : StartQueuePair(slot->index - 1);
        pair->Credited(frame);
        if (pair->BecameIdle())
        {
            Rest(pair);
        }
    }
}

Responder*
RoceNic::GetResponder(const Frame& frame)
{
    // Answers to READs and atomics have queue pairs of their own.
    const bool isFetch = (frame.qp & FETCHES) != 0;
    if (frame.kind == FrameKind::DATA && frame.Has(FRAME_RESPONSE) != isFetch)
    {
        m_counters.stray++;
        return nullptr;
    }
    const auto* slot = m_responders.Find(frame.qp);
    if (!slot || !slot->object)
    {
        PlaneShare share;
        uint8_t level = 0;
        if (!slot && !m_ports.ReadNumber(frame.qp >> 8, frame.src, share, level))
        {
            m_counters.stray++; // no queue pair of this host and that one has this number
            return nullptr;
        }
        return StartResponder(frame.qp);
    }
    if (m_responders.IsLarge())
    {
        slot->object->Prefetch();
    }
    return slot->object;
}

void
RoceNic::ReceiveData(Frame* frame, NicPort& port)
{
    if (frame->Has(FRAME_TRIMMED))
    {
        ReceiveTrimmed(frame, port);
        return;
    }
    m_counters.dataReceived++;
    Responder* const found = GetResponder(*frame);
    if (!found)
    {
        m_pool->Deliver(frame);
        return;
    }
    Responder& responder = *found;
    const bool isPlain = frame->operation == RdmaOperation::WRITE;
    if (!isPlain && !Admit(*frame, responder, port))
    {
        m_pool->Deliver(frame);
        return;
    }
    // Completion precedes the answer, which tells the number of messages completed.
    m_complete.clear();
    const PacketVerdict verdict = responder.Receive(*frame, m_complete);
    if (verdict.accepted)
    {
        m_counters.bytesReceived += frame->payload;
    }
    m_counters.duplicates += verdict.duplicate ? 1 : 0;
    m_counters.outOfOrder += !verdict.accepted && !verdict.duplicate ? 1 : 0;
    if (m_congestionReceiver)
    {
        m_congestionReceiver->Received(*frame, verdict.accepted);
    }
    NicPort& outlet = m_ports.PickPort(port, frame->src);
    if (!isPlain && frame->Has(FRAME_RESPONSE))
    {
        ReceiveResponse(*frame, responder, verdict, outlet, m_complete.size());
        m_pool->Deliver(frame);
        return;
    }
    Answer(*frame, responder, verdict, outlet);
    if (!isPlain && verdict.accepted)
    {
        NoteInbound(*frame, responder);
    }
    for (const Responder::Ending& complete : m_complete)
    {
        MessageInfo info;
        info.src = frame->src;
        info.dst = m_host;
        info.tag = complete.tag;
        info.bytes = complete.bytes;
        info.join = complete.join;
        info.pieces = complete.pieces;
        info.client = complete.client;
        if (!m_inbound.empty())
        {
            FindInbound(frame->qp, complete.end, info);
        }
        ReportReceived(info);
    }
    if (!m_complete.empty() && !responder.isWarm && m_parkIdle)
    {
        m_responders.Rest(&responder);
    }
    m_pool->Deliver(frame);
}

Responder*
RoceNic::StartResponder(uint32_t number)
{
    Responder* responder = m_responders.TakeSpare();
    if (!responder)
    {
        auto tracker = m_recoveryPrototype->MakeTracker(m_mtu);
        if (!tracker)
        {
            throw ConfigError("MakeTracker() of " +
                              m_recoveryPrototype->GetInstanceTypeId().GetName() +
                              " returned nothing: the receiver needs its half of the recovery");
        }
        responder = m_responders.Own(std::make_unique<Responder>(std::move(tracker)));
    }
    const auto* slot = m_responders.Find(number);
    const uint32_t index = slot ? slot->index - 1 : m_responders.Add(number);
    if (index == m_responders.MANY)
    {
        m_ports.WantHints();
    }
    responder->Start(number, m_responders.GetRecord(index));
    m_responders.Assign(index, responder);
    return responder;
}

uint64_t
RoceNic::GetMaxReorder() const
{
    uint64_t most = 0;
    for (const auto& responder : m_responders.GetObjects())
    {
        most = std::max(most, responder->GetMaxReorder());
    }
    return most;
}

uint64_t
RoceNic::GetMaxHeld() const
{
    uint64_t most = 0;
    for (const auto& responder : m_responders.GetObjects())
    {
        most = std::max(most, responder->GetMaxHeld());
    }
    return most;
}

void
RoceNic::FrameDropped(const Frame& frame, DropReason reason)
{
    const bool isMine = frame.kind == FrameKind::DATA && frame.src == m_host;
    const bool isAnswer =
        (frame.kind == FrameKind::ACK || frame.kind == FrameKind::NAK) && frame.dst == m_host;
    if (!isMine && !isAnswer)
    {
        return;
    }
    const auto* slot = m_pairs.Find(isMine ? frame.srcQp : frame.qp);
    const bool tells = isMine && m_recoveryPrototype->KnowsLosses();
    if (!slot || (m_troubled == 0 && !tells))
    {
        return;
    }
    QueuePair* pair = slot->object ? slot->object : StartQueuePair(slot->index - 1);
    if (m_troubled > 0)
    {
        pair->NoteDrop(reason);
    }
    // A recovery that knows losses has heard of a trimmed packet when it was trimmed.
    if (tells && !frame.Has(FRAME_TRIMMED))
    {
        pair->Dropped(frame, reason);
    }
}

void
RoceNic::FrameTrimmed(const Frame& frame)
{
    const auto* slot = frame.src == m_host ? m_pairs.Find(frame.srcQp) : nullptr;
    if (slot && m_recoveryPrototype->KnowsLosses())
    {
        QueuePair* pair = slot->object ? slot->object : StartQueuePair(slot->index - 1);
        pair->Dropped(frame, DropReason::BUFFER_FULL);
    }
}

void
RoceNic::WatchDrops(bool begins)
{
    m_troubled += begins ? 1 : UINT32_MAX;
    const bool listens = m_troubled > 0 || m_recoveryPrototype->KnowsLosses();
    if (listens && !m_listens)
    {
        FramePool::AddListener(this);
    }
    else if (!listens && m_listens)
    {
        FramePool::RemoveListener(this);
    }
    m_listens = listens;
}

} // namespace aifabric
} // namespace ns3
