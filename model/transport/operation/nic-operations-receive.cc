/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What a NIC does with packets of operations that are no WRITEs.
 */

#include "ns3/aeth-header.h"
#include "ns3/frame-operations.h"
#include "ns3/log.h"
#include "ns3/roce-nic.h"

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("NicOperationsReceive");

bool
NicOperations::Admit(const Frame& frame, Responder& responder, NicPort& port)
{
    const bool isSend = operations::IsSend(frame.operation);
    if (m_receives == ENOUGH || frame.Has(FRAME_RESPONSE) || (!isSend && !frame.Has(FRAME_LAST)))
    {
        return true;
    }
    const auto expected = static_cast<uint32_t>(responder.GetExpected()) & PSN_MASK;
    const int32_t distance = PsnDistance(frame.psn, expected);
    if (distance < 0 || (distance > 0 && Nic().m_recoveryPrototype->KeepsOrder()))
    {
        return true; // it does not come in anyway
    }
    std::set<uint32_t>& ready = m_ready[frame.qp];
    ready.erase(ready.begin(), ready.lower_bound(responder.GetCompleted()));
    if (ready.count(frame.msn) != 0)
    {
        return true;
    }
    if (m_receives > 0)
    {
        m_receives--;
        m_operationCounters.receivesTaken++;
        ready.insert(frame.msn);
        return true;
    }
    SendNotReady(frame, responder, port);
    return false;
}

void
NicOperations::SendNotReady(const Frame& frame, Responder& responder, NicPort& port)
{
    RoceNic& nic = Nic();
    // As with a packet that came without its payload: the recovery says how to ask for it.
    PacketVerdict verdict = responder.ReceiveTrimmed(frame);
    if (!verdict.sendNak && nic.m_recoveryPrototype->KeepsOrder())
    {
        return; // one for all that follow
    }
    m_operationCounters.notReadySent++;
    NS_LOG_LOGIC("host " << nic.m_host << ": no receive for packet " << frame.psn << " of host "
                         << frame.src);
    NicPort& outlet = nic.m_ports.PickPort(port, frame.src);
    Frame* answer =
        nic.MakeControl(frame,
                        FrameKind::NAK,
                        wire::ACK_FRAME_BYTES + (verdict.namesPacket ? wire::SACK_BYTES : 0) +
                            responder.GetAnswerBytes());
    answer->flags |= static_cast<uint16_t>((verdict.namesPacket ? FRAME_SACK : 0) |
                                           (outlet.GetPlane() != frame.plane ? FRAME_MOVED : 0));
    verdict.reason = static_cast<uint8_t>(AethHeader::NAK_NOT_READY | m_rnrTimer);
    nic.CompleteAnswer(frame, responder, verdict, *answer);
    answer->echoTime = frame.sentAt;
    nic.m_counters.naksSent++;
    outlet.PushControl(answer);
    outlet.Kick();
}

void
NicOperations::NoteInbound(const Frame& frame, const Responder& responder)
{
    if (frame.Has(FRAME_LAST))
    {
        m_inbound[{frame.qp, responder.GetLast() + 1}] = {frame.operation,
                                                          frame.extra ? frame.extra->immediate : 0};
    }
}

void
NicOperations::FindInbound(uint32_t qp, uint64_t end, MessageInfo& message)
{
    const auto found = m_inbound.find({qp, end});
    if (found != m_inbound.end())
    {
        message.operation = found->second.operation;
        message.immediate = found->second.immediate;
        m_inbound.erase(found);
    }
}

void
NicOperations::ReceiveResponse(const Frame& frame,
                               Responder& responder,
                               const PacketVerdict& verdict,
                               NicPort& port,
                               size_t completed)
{
    RoceNic& nic = Nic();
    if (AcksResponses())
    {
        nic.Answer(frame, responder, verdict, port);
    }
    else if (frame.ecn == Ecn::CE)
    {
        nic.m_counters.marksReceived++;
        nic.m_markReceivedTrace(frame);
        nic.Notify(frame, responder, port);
        port.Kick();
    }
    const auto found = m_fetchQueues.find(frame.qp);
    if (found == m_fetchQueues.end())
    {
        return; // nobody asked for it
    }
    FetchQueue& queue = *found->second;
    queue.Received(frame,
                   responder.GetLast(),
                   verdict.accepted,
                   verdict.sendNak,
                   responder.GetExpected());
    for (size_t i = 0; i < completed; i++)
    {
        queue.Completed();
    }
}

bool
NicOperations::ReceiveTrimmedResponse(const Frame& frame,
                                      const Responder& responder,
                                      const PacketVerdict& verdict)
{
    if (!frame.Has(FRAME_RESPONSE) || AcksResponses())
    {
        return false;
    }
    const auto found = m_fetchQueues.find(frame.qp);
    if (verdict.sendNak && found != m_fetchQueues.end())
    {
        const uint64_t expected = responder.GetExpected();
        found->second->Received(frame, expected, false, true, expected);
    }
    return true;
}

void
NicOperations::ReceiveRequest(const Frame& frame)
{
    RoceNic& nic = Nic();
    m_operationCounters.requestsReceived++;
    if (!(frame.qp & FETCHES))
    {
        return; // a queue pair of WRITEs and SENDs
    }
    if (const auto* slot = nic.m_pairs.Find(frame.qp))
    {
        QueuePair* pair = slot->object ? slot->object : nic.StartQueuePair(slot->index - 1);
        pair->Requested(frame);
        return;
    }
    PlaneShare share;
    uint8_t level = 0;
    if (!nic.m_ports.ReadNumber(frame.qp >> 8, frame.src, share, level))
    {
        return; // no queue pair of this host and that one has this number
    }
    level = nic.m_services.Match(level, frame.priority, frame.dscp);
    nic.MakeQueuePair(frame.src, frame.qp, share, level)->Requested(frame);
}

void
NicOperations::ReceiveRefusal(const Frame& frame)
{
    const auto found = m_fetchQueues.find(frame.qp);
    if (found != m_fetchQueues.end())
    {
        found->second->Refused(frame.psn);
    }
}

void
NicOperations::RefuseRequest(const Frame& request, uint32_t expected)
{
    RoceNic& nic = Nic();
    Frame* answer = nic.MakeControl(request, FrameKind::NAK, wire::ACK_FRAME_BYTES);
    answer->operation = RdmaOperation::READ;
    answer->psn = expected;
    nic.m_counters.naksSent++;
    NicPort& outlet = nic.m_ports.PickPort(nic.m_ports.Get(request.plane), request.src);
    outlet.PushControl(answer);
    outlet.Kick();
}

Frame*
NicOperations::MakeRequest(uint32_t dst)
{
    RoceNic& nic = Nic();
    Frame* frame = nic.m_pool->Make();
    frame->kind = FrameKind::REQUEST;
    frame->src = nic.m_host;
    frame->dst = dst;
    frame->size = wire::ROCE_BYTES + nic.GetIpExtra();
    frame->ecn = Ecn::NOT_ECT;
    frame->hopLimit = RoceNic::INITIAL_HOP_LIMIT;
    frame->flags = static_cast<uint16_t>(nic.GetIpFlag() | FRAME_ACK_REQUEST);
    m_operationCounters.requestsSent++;
    return frame;
}

void
NicOperations::SendRequest(Frame* frame, uint8_t plane)
{
    NicPorts& ports = Nic().m_ports;
    NicPort& outlet = ports.PickPort(ports.Get(plane), frame->dst);
    outlet.PushControl(frame);
    outlet.Kick();
}

void
NicOperations::CountRequestTimeout(uint32_t pair, uint32_t dst, uint32_t retries)
{
    RoceNic& nic = Nic();
    nic.m_counters.timeouts++;
    nic.m_timeoutTrace(nic.m_host, pair, dst, retries);
}

} // namespace aifabric
} // namespace ns3
