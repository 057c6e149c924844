/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What a NIC does with frames that come in: data to responders, answers to queue pairs.
 */

#include "roce-nic.h"

#include "ns3/host-load-balancer.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

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
        if (QueuePair* pair = m_pairByNumber.Find(frame->qp))
        {
            if (frame->kind == FrameKind::CNP)
            {
                pair->Notified();
            }
            else
            {
                if (port.GetBalancer())
                {
                    port.GetBalancer()->Acknowledged(*frame);
                }
                pair->Acknowledged(*frame);
            }
        }
        m_pool->Deliver(frame);
        return;
    }
    case FrameKind::FOREIGN:
        port.GetPort().DeliverForeign(frame);
        return;
    case FrameKind::PROBE:
        AnswerProbe(*frame, port);
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

Responder&
RoceNic::GetResponder(const Frame& frame)
{
    Responder* known = m_responderByNumber.Find(frame.qp);
    if (!known)
    {
        m_responders.push_back(
            std::make_unique<Responder>(m_recoveryPrototype->MakeTracker(m_mtu)));
        known = m_responders.back().get();
        m_responderByNumber.Insert(frame.qp, known);
    }
    return *known;
}

void
RoceNic::ReceiveTrimmed(Frame* frame, NicPort& port)
{
    m_counters.trimmed++;
    Responder& responder = GetResponder(*frame);
    const PacketVerdict verdict = responder.ReceiveTrimmed(*frame);
    if (verdict.sendNak)
    {
        Frame* answer =
            MakeControl(*frame,
                        FrameKind::NAK,
                        wire::ACK_FRAME_BYTES + (verdict.namesLost ? wire::SACK_BYTES : 0));
        answer->psn = static_cast<uint32_t>(responder.GetExpected()) & PSN_MASK;
        answer->sackPsn = frame->psn;
        answer->msn = responder.GetCompleted();
        // It met a full queue: whoever hears of marks hears of one.
        answer->flags |= static_cast<uint16_t>((verdict.namesLost ? FRAME_SACK : 0) | FRAME_BECN);
        if (m_pathEcho)
        {
            answer->echoTime = frame->sentAt;
            answer->echoEntropy = frame->entropy;
        }
        m_counters.naksSent++;
        NicPort& outlet = m_ports.PickPort(port, frame->src);
        outlet.PushControl(answer);
        outlet.Kick();
    }
    m_pool->Deliver(frame);
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
    Responder& responder = GetResponder(*frame);
    const PacketVerdict verdict = responder.Receive(*frame);
    if (verdict.accepted)
    {
        m_counters.bytesReceived += frame->payload;
    }
    m_counters.duplicates += verdict.duplicate ? 1 : 0;
    m_counters.outOfOrder += !verdict.accepted && !verdict.duplicate ? 1 : 0;
    // Completion precedes the answer, which tells the number of messages completed.
    m_complete.clear();
    Responder::Ending ending;
    while (responder.TakeComplete(ending))
    {
        m_complete.push_back(ending);
    }
    Answer(*frame, responder, verdict, m_ports.PickPort(port, frame->src));
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
        ReportReceived(info);
    }
    m_pool->Deliver(frame);
}

void
RoceNic::Answer(const Frame& frame,
                Responder& responder,
                const PacketVerdict& verdict,
                NicPort& port)
{
    const bool marked = frame.ecn == Ecn::CE;
    m_counters.marksReceived += marked ? 1 : 0;
    if (marked && m_notificationInterval != UINT64_MAX &&
        responder.TakeNotification(m_domain->Now(), m_notificationInterval))
    {
        port.PushNotification(MakeControl(frame, FrameKind::CNP, wire::CNP_FRAME_BYTES));
        m_counters.cnpsSent++;
    }
    // The packet that completes a message out of order did not ask for an answer itself.
    const bool due = verdict.urgent || frame.Has(FRAME_ACK_REQUEST) || !m_complete.empty() ||
                     responder.GetUnanswered() >= m_ackInterval;
    if (verdict.sendNak || (verdict.sendAck && due))
    {
        responder.Answered();
        const uint64_t expected = responder.GetExpected();
        const bool selective = responder.GetLast() + 1 != expected && verdict.sendAck;
        Frame* answer = MakeControl(frame,
                                    verdict.sendNak ? FrameKind::NAK : FrameKind::ACK,
                                    wire::ACK_FRAME_BYTES + (selective ? wire::SACK_BYTES : 0));
        answer->psn = static_cast<uint32_t>(expected) & PSN_MASK;
        answer->sackPsn = frame.psn;
        answer->msn = responder.GetCompleted();
        answer->flags |=
            static_cast<uint16_t>((selective ? FRAME_SACK : 0) | (marked ? FRAME_BECN : 0));
        if (m_pathEcho)
        {
            answer->echoTime = frame.sentAt;
            answer->echoEntropy = frame.entropy;
        }
        (verdict.sendNak ? m_counters.naksSent : m_counters.acksSent)++;
        port.PushControl(answer);
    }
    port.Kick();
}

Frame*
RoceNic::MakeControl(const Frame& data, FrameKind kind, uint32_t size)
{
    Frame* frame = m_pool->Make();
    frame->kind = kind;
    frame->src = m_host;
    frame->dst = data.src;
    frame->qp = data.srcQp;
    frame->srcQp = data.qp;
    frame->size = size + GetIpExtra();
    frame->priority = kind == FrameKind::CNP ? m_cnpClass : m_ackClass;
    frame->ecn = Ecn::NOT_ECT;
    frame->hopLimit = INITIAL_HOP_LIMIT;
    frame->entropy = data.entropy;
    frame->flags = static_cast<uint16_t>(GetIpFlag() | (kind == FrameKind::CNP ? FRAME_BECN : 0));
    return frame;
}

uint64_t
RoceNic::GetMaxReorder() const
{
    uint64_t most = 0;
    for (const auto& responder : m_responders)
    {
        most = std::max(most, responder->GetMaxReorder());
    }
    return most;
}

uint64_t
RoceNic::GetMaxHeld() const
{
    uint64_t most = 0;
    for (const auto& responder : m_responders)
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
    QueuePair* pair = m_pairByNumber.Find(isMine ? frame.srcQp : frame.qp);
    if (!pair)
    {
        return;
    }
    if (m_troubled > 0)
    {
        pair->NoteDrop(reason);
    }
    // A recovery that knows losses has heard of a trimmed packet when it was trimmed.
    if (isMine && m_recoveryPrototype->KnowsLosses() && !frame.Has(FRAME_TRIMMED))
    {
        pair->Dropped(frame, reason);
    }
}

void
RoceNic::FrameTrimmed(const Frame& frame)
{
    QueuePair* pair = frame.src == m_host ? m_pairByNumber.Find(frame.srcQp) : nullptr;
    if (pair && m_recoveryPrototype->KnowsLosses())
    {
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
        m_pool->AddListener(this);
    }
    else if (!listens && m_listens)
    {
        m_pool->RemoveListener(this);
    }
    m_listens = listens;
}

} // namespace aifabric
} // namespace ns3
