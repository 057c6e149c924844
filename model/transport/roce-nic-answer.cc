/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What a NIC answers to data that comes in.
 */

#include "roce-nic.h"

#include "ns3/log.h"
#include "ns3/telemetry-word.h"

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("RoceNicAnswer");

void
RoceNic::SendCredit(const Frame& data, uint64_t credit)
{
    Frame* frame = MakeControl(data, FrameKind::CREDIT, wire::CREDIT_FRAME_BYTES);
    m_pool->GetExtra(*frame).credit = credit;
    NicPort& port = m_ports.PickPort(m_ports.Get(data.plane), data.src);
    port.PushUrgent(frame);
    port.Kick();
}

void
RoceNic::CompleteAnswer(const Frame& data,
                        const Responder& responder,
                        const PacketVerdict& verdict,
                        Frame& answer)
{
    answer.psn = static_cast<uint32_t>(responder.GetExpected()) & PSN_MASK;
    answer.sackPsn = data.psn;
    answer.msn = responder.GetCompleted();
    answer.reason = verdict.reason;
    if (m_pathEcho)
    {
        answer.echoTime = data.sentAt;
        answer.echoEntropy = data.entropy;
    }
    responder.CompleteAnswer(data, answer, *m_pool);
    if (data.Has(FRAME_TELEMETRY) && data.extra && data.extra->recordCount > 0)
    {
        TelemetryWord::Return(*data.extra, answer, *m_pool);
    }
}

void
RoceNic::ReceiveTrimmed(Frame* frame, NicPort& port)
{
    m_counters.trimmed++;
    NS_LOG_LOGIC("host " << m_host << ": packet " << frame->psn << " of host " << frame->src
                         << " comes trimmed");
    Responder* const found = GetResponder(*frame);
    if (!found)
    {
        m_pool->Deliver(frame);
        return;
    }
    Responder& responder = *found;
    const PacketVerdict verdict = responder.ReceiveTrimmed(*frame);
    if (m_congestionReceiver)
    {
        m_congestionReceiver->Received(*frame, false);
    }
    NicPort& outlet = m_ports.PickPort(port, frame->src);
    Notify(*frame, responder, outlet);
    if (verdict.sendNak && !ReceiveTrimmedResponse(*frame, responder, verdict))
    {
        Frame* answer =
            MakeControl(*frame,
                        FrameKind::NAK,
                        wire::ACK_FRAME_BYTES + (verdict.namesPacket ? wire::SACK_BYTES : 0) +
                            responder.GetAnswerBytes());
        answer->priority = frame->priority; // as soon there as the headers were here
        // It met a full queue: whoever hears of marks hears of one.
        answer->flags |= static_cast<uint16_t>(
            (verdict.namesPacket ? FRAME_SACK : 0) | FRAME_BECN | (frame->flags & FRAME_LAST_HOP) |
            (outlet.GetPlane() != frame->plane ? FRAME_MOVED : 0));
        CompleteAnswer(*frame, responder, verdict, *answer);
        m_counters.naksSent++;
        outlet.PushUrgent(answer);
    }
    outlet.Kick();
    m_pool->Deliver(frame);
}

void
RoceNic::Notify(const Frame& frame, Responder& responder, NicPort& port)
{
    if (m_notificationInterval != UINT64_MAX &&
        responder.TakeNotification(m_domain->Now(), m_notificationInterval))
    {
        Frame* notification = MakeControl(frame, FrameKind::CNP, wire::CNP_FRAME_BYTES);
        m_counters.cnpsSent++;
        NS_LOG_LOGIC("host " << m_host << ": sends a CNP to host " << frame.src << ", queue pair "
                             << frame.srcQp);
        m_cnpSentTrace(*notification);
        port.PushUrgent(notification);
    }
}

void
RoceNic::Answer(const Frame& frame,
                Responder& responder,
                const PacketVerdict& verdict,
                NicPort& port)
{
    const bool marked = frame.ecn == Ecn::CE;
    m_counters.marksReceived += marked ? 1 : 0;
    if (marked)
    {
        m_markReceivedTrace(frame);
        Notify(frame, responder, port);
    }
    // The packet that completes a message out of order did not ask for an answer itself.
    const bool due = verdict.urgent || frame.Has(FRAME_ACK_REQUEST) || !m_complete.empty() ||
                     responder.GetUnanswered() >= m_ackInterval;
    if (verdict.sendNak || (verdict.sendAck && due))
    {
        responder.Answered();
        const uint64_t expected = responder.GetExpected();
        const bool selective =
            verdict.sendNak ? verdict.namesPacket : responder.GetLast() + 1 != expected;
        Frame* answer = MakeControl(frame,
                                    verdict.sendNak ? FrameKind::NAK : FrameKind::ACK,
                                    wire::ACK_FRAME_BYTES + (selective ? wire::SACK_BYTES : 0) +
                                        responder.GetAnswerBytes());
        answer->flags |=
            static_cast<uint16_t>((selective ? FRAME_SACK : 0) | (marked ? FRAME_BECN : 0) |
                                  (port.GetPlane() != frame.plane ? FRAME_MOVED : 0));
        CompleteAnswer(frame, responder, verdict, *answer);
        (verdict.sendNak ? m_counters.naksSent : m_counters.acksSent)++;
        port.PushControl(answer);
    }
    port.Kick();
}

void
RoceNic::AnswerPairProbe(const Frame& probe, NicPort& port)
{
    const Responder* const found = GetResponder(probe);
    if (!found)
    {
        return;
    }
    const Responder& responder = *found;
    Frame* answer =
        MakeControl(probe, FrameKind::ACK, wire::ACK_FRAME_BYTES + responder.GetAnswerBytes());
    answer->flags |= probe.ecn == Ecn::CE ? FRAME_BECN : 0;
    PacketVerdict verdict;
    verdict.reason = RecoveryListener::PROBE_ANSWER;
    CompleteAnswer(probe, responder, verdict, *answer);
    NicPort& outlet = m_ports.PickPort(port, probe.src);
    m_counters.acksSent++;
    outlet.PushControl(answer);
    outlet.Kick();
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
} // namespace aifabric
} // namespace ns3
