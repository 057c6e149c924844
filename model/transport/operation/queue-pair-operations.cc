/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What a queue pair does for operations that are no WRITEs: it waits for receivers that are not
 * ready, and answers the READs and atomics of its peer.
 */

#include "ns3/aeth-header.h"
#include "ns3/config-error.h"
#include "ns3/log.h"
#include "ns3/pair-operations.h"
#include "ns3/queue-pair.h"
#include "ns3/rnr-timer.h"
#include "ns3/roce-nic.h"

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("QueuePairOperations");

namespace
{
/// Of event keys: what waits for a receiver, beside the timers of queue pairs.
constexpr uint32_t WAKE_PART = 0x400000;
} // namespace

PairOperations&
QueuePair::GetOperations()
{
    if (!m_operations)
    {
        m_operations = std::make_unique<PairOperations>();
        m_operations->pair = this;
        m_traits |= OPERATIONS;
    }
    return *m_operations;
}

bool
QueuePair::AnswersRequests() const
{
    return (m_traits & OPERATIONS) && m_operations->answers;
}

void
QueuePair::NotReady(const Frame& frame)
{
    // It acknowledges what came before, and names what has to be sent again. That says nothing of
    // congestion.
    const uint64_t now = m_nic->GetDomain().Now();
    m_halted |= REFUSED;
    const uint64_t newly = m_recovery->Acknowledged(frame);
    m_halted &= static_cast<uint8_t>(~REFUSED);
    m_recovery->TakeLossFound();
    if (newly > 0)
    {
        m_lastProgress = now;
        if (m_retries != 0)
        {
            Recovered();
        }
    }
    Complete();
    PairOperations& operations = GetOperations();
    const bool isOld =
        m_halted != 0 || m_messages.IsEmpty() ||
        (operations.heldSince != 0 && frame.echoTime != 0 && frame.echoTime < operations.heldSince);
    if (isOld)
    {
        Evaluate();
        return; // the packet was sent before the last wait began
    }
    const uint64_t una = m_recovery->GetUnacknowledged();
    operations.refusals = una == operations.stuckAt ? operations.refusals : 0;
    operations.stuckAt = una;
    operations.heldSince = now;
    const uint8_t most = m_nic->GetRnrRetry();
    if (most != NicOperations::FOR_EVER && operations.refusals >= most)
    {
        operations.isExhausted = true;
        Fail();
        return;
    }
    operations.refusals++;
    m_halted |= HELD;
    const uint64_t wait = GetRnrTime(frame.reason);
    NS_LOG_LOGIC("host " << m_nic->GetHost() << " queue pair " << m_number << ": host " << m_dst
                         << " is not ready, waits for " << wait << " ps");
    operations.wake.Bind<&PairOperations::Fired>(&operations,
                                                 m_nic->GetNodeId(),
                                                 WAKE_PART | m_part,
                                                 EventKind::OTHER);
    m_nic->GetDomain().Schedule(operations.wake, now + wait);
}

void
PairOperations::Fired()
{
    pair->TryAgain();
}

void
QueuePair::TryAgain()
{
    m_halted &= static_cast<uint8_t>(~HELD);
    m_lastProgress = m_nic->GetDomain().Now();
    Evaluate();
}

void
QueuePair::RefuseControl() const
{
    throw ConfigError(m_congestion->GetInstanceTypeId().GetName() +
                      " steers by ACKs, and answers to a READ have none where the recovery keeps "
                      "packets in order, as on the wire: set AckResponses of RoceNic, an "
                      "extension, or take another recovery, or a control that hears CNPs only");
}

void
QueuePair::Requested(const Frame& frame)
{
    PairOperations& operations = GetOperations();
    operations.answers = true;
    m_peerNumber = frame.srcQp;
    if (!m_nic->AcksResponses() && !operations.isSilent)
    {
        operations.isSilent = true;
        operations.depth = m_nic->GetOpenRequests();
        if (m_congestion->GetWindow() != CongestionControl::NO_WINDOW || m_congestion->WantsAcks())
        {
            RefuseControl();
        }
    }
    const int32_t distance = PsnDistance(frame.psn, static_cast<uint32_t>(m_posted) & PSN_MASK);
    const FetchRequest request{frame.operation,
                               frame.dmaLength,
                               frame.remoteAddress,
                               frame.extra ? frame.extra->operand : 0,
                               frame.extra ? frame.extra->compare : 0,
                               frame.client};
    if (distance < 0)
    {
        m_nic->CountRepeated();
        if (operations.isSilent)
        {
            // The peer asks for what it has not got: all from there on is sent again.
            m_recovery->Rewind(m_posted + static_cast<uint64_t>(int64_t{distance}));
            Evaluate();
        }
        return; // else the recovery of this side knows what is missing
    }
    if (distance > 0)
    {
        if (m_recovery->ToleratesReordering())
        {
            operations.early[m_posted + static_cast<uint64_t>(distance)] = request;
        }
        else if (!operations.refused)
        {
            operations.refused = true;
            m_nic->RefuseRequest(frame, static_cast<uint32_t>(m_posted) & PSN_MASK);
        }
        return;
    }
    if (request.bytes / m_nic->GetMtu() >= FetchQueue::MOST_OPEN)
    {
        return; // nobody asks for more packets than numbers tell apart
    }
    operations.refused = false;
    Serve(request);
    while (!m_operations->early.empty() && m_operations->early.begin()->first <= m_posted)
    {
        const auto next = m_operations->early.begin();
        const bool isNext = next->first == m_posted;
        const FetchRequest early = next->second;
        m_operations->early.erase(next);
        if (isNext)
        {
            Serve(early);
        }
    }
}

void
QueuePair::Serve(const FetchRequest& request)
{
    PairOperations& operations = *m_operations;
    if (operations.isSilent && operations.Count() >= operations.depth)
    {
        // The peer has no more requests open than that: the first one is answered.
        Frame ack{};
        ack.kind = FrameKind::ACK;
        ack.psn = static_cast<uint32_t>(m_messages.GetFrontEnd(m_posted)) & PSN_MASK;
        m_recovery->Acknowledged(ack);
        Complete();
    }
    MessageInfo answer;
    answer.tag = request.address;
    answer.bytes = request.bytes;
    answer.operation = request.operation;
    answer.client = request.client;
    answer.result = m_nic->Execute(request);
    Post(answer, Route());
}

} // namespace aifabric
} // namespace ns3
