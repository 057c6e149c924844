/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fetch-queue.h"

#include "ns3/config-error.h"
#include "ns3/frame-operations.h"
#include "ns3/log.h"
#include "ns3/roce-nic.h"

#include <algorithm>
#include <string>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("FetchQueue");

namespace
{

/// Of event keys: timers of these queues, beside those of queue pairs.
constexpr uint32_t FETCH_PART = 0x800000;

} // namespace

FetchQueue::FetchQueue(RoceNic& nic, const Place& place)
    : m_nic(nic),
      m_place(place),
      m_entropy(QueuePair::SourcePort(place.number, place.peerNumber))
{
    m_timer.Bind<&FetchQueue::TimerFired>(this,
                                          nic.GetNodeId(),
                                          FETCH_PART | place.part,
                                          EventKind::TIMEOUT);
}

void
FetchQueue::Post(const MessageInfo& message, const FetchRequest& request)
{
    const uint64_t mtu = m_nic.GetMtu();
    const uint64_t packets = operations::IsAtomic(message.operation)
                                 ? 1
                                 : std::max<uint64_t>(1, (message.bytes + mtu - 1) / mtu);
    if (packets > MOST_OPEN)
    {
        throw ConfigError("a READ of " + std::to_string(message.bytes) + " bytes takes " +
                          std::to_string(packets) + " packets, and " + std::to_string(MOST_OPEN) +
                          " may be open at once: a larger mtu, or smaller messages");
    }
    if (m_fetches.empty())
    {
        m_lastProgress = m_nic.GetDomain().Now();
    }
    m_fetches.push_back({message, request, m_posted});
    m_fetches.back().message.packets = packets;
    m_posted += packets;
    if (!m_failure.text.empty())
    {
        Fail(m_failure);
        return;
    }
    SendRequests();
}

void
FetchQueue::SendRequests()
{
    while (m_asked < m_fetches.size() && m_asked < m_place.depth)
    {
        const Fetch& fetch = m_fetches[m_asked];
        if (m_asked > 0 && fetch.first + fetch.message.packets - m_expected > MOST_OPEN)
        {
            break;
        }
        m_asked++;
        SendRequest(fetch, fetch.first);
    }
    if (!m_timer.IsPending() && m_asked > 0)
    {
        ArmTimer();
    }
}

void
FetchQueue::SendRequest(const Fetch& fetch, uint64_t from)
{
    const uint64_t offset = (from - fetch.first) * m_nic.GetMtu();
    const FetchRequest& request = fetch.request;
    Frame* frame = m_nic.MakeRequest(m_place.dst);
    frame->operation = fetch.message.operation;
    frame->psn = static_cast<uint32_t>(from) & PSN_MASK;
    frame->qp = m_place.peerNumber;
    frame->srcQp = m_place.number;
    frame->priority = m_place.priority;
    frame->dscp = m_place.dscp;
    frame->entropy = m_entropy;
    frame->client = fetch.message.client;
    frame->remoteAddress = request.address + offset;
    frame->dmaLength = operations::IsAtomic(frame->operation)
                           ? 0
                           : static_cast<uint32_t>(fetch.message.bytes - offset);
    frame->size += operations::GetHeaderBytes(*frame);
    if (operations::IsAtomic(frame->operation))
    {
        FrameExtra& extra = m_nic.GetPool().GetExtra(*frame);
        extra.operand = request.operand;
        extra.compare = request.compare;
    }
    m_nic.SendRequest(frame, m_place.plane);
}

void
FetchQueue::Received(const Frame& frame,
                     uint64_t sequence,
                     bool isNew,
                     bool isGap,
                     uint64_t expected)
{
    if (isNew)
    {
        m_lastProgress = m_nic.GetDomain().Now();
        m_retries = 0;
        if (operations::IsAtomic(frame.operation) && frame.extra)
        {
            for (Fetch& fetch : m_fetches)
            {
                if (fetch.first == sequence)
                {
                    fetch.message.result = frame.extra->operand;
                    break;
                }
            }
        }
    }
    m_expected = std::max(m_expected, expected);
    if (isGap && m_place.resumes)
    {
        for (size_t i = 0; i < m_asked; i++)
        {
            const Fetch& fetch = m_fetches[i];
            if (m_expected < fetch.first + fetch.message.packets)
            {
                m_repeated++;
                m_nic.CountRepeatedRequest();
                SendRequest(fetch, std::max(m_expected, fetch.first));
                break;
            }
        }
    }
}

MessageInfo
FetchQueue::TakeFront()
{
    MessageInfo message = m_fetches.front().message;
    message.retransmissions = m_repeated;
    m_repeated = 0;
    m_fetches.pop_front();
    m_asked -= m_asked > 0 ? 1 : 0;
    return message;
}

void
FetchQueue::Completed()
{
    if (m_asked == 0)
    {
        return; // it was given up, or nothing was asked for
    }
    const MessageInfo message = TakeFront();
    if (m_fetches.empty())
    {
        m_nic.GetDomain().Cancel(m_timer);
    }
    SendRequests();
    m_nic.ReportSent(message);
}

void
FetchQueue::Refused(uint32_t psn)
{
    const uint64_t from =
        m_expected + static_cast<uint64_t>(
                         int64_t{PsnDistance(psn, static_cast<uint32_t>(m_expected) & PSN_MASK)});
    for (size_t i = 0; i < m_asked; i++)
    {
        if (m_fetches[i].first >= from)
        {
            m_repeated++;
            m_nic.CountRepeatedRequest();
            SendRequest(m_fetches[i], m_fetches[i].first);
        }
    }
}

void
FetchQueue::ArmTimer()
{
    if (m_place.timeout > 0)
    {
        const uint64_t now = m_nic.GetDomain().Now();
        const uint64_t from = m_retries > 0 ? now : m_lastProgress;
        m_nic.GetDomain().Schedule(m_timer, std::max(now + 1, from + m_place.timeout));
    }
}

void
FetchQueue::TimerFired()
{
    if (m_fetches.empty())
    {
        return;
    }
    m_nic.GetDomain().Renewed();
    const uint64_t now = m_nic.GetDomain().Now();
    if (m_retries == 0 && now < m_lastProgress + m_place.timeout)
    {
        ArmTimer();
        return;
    }
    if (m_retries >= m_place.retries)
    {
        Fail({"no answer to a " +
                  std::string(operations::GetName(m_fetches.front().message.operation)) + " for",
              now - m_lastProgress});
        return;
    }
    m_retries++;
    m_nic.CountRequestTimeout(m_place.number, m_place.dst, m_retries);
    // Whichever of the open ones were lost: what the peer has it knows.
    for (size_t i = 0; i < m_asked; i++)
    {
        const Fetch& fetch = m_fetches[i];
        if (m_expected < fetch.first + fetch.message.packets)
        {
            m_repeated++;
            m_nic.CountRepeatedRequest();
            SendRequest(fetch, m_place.resumes ? std::max(m_expected, fetch.first) : fetch.first);
        }
    }
    ArmTimer();
}

void
FetchQueue::Fail(const FailureCause& cause)
{
    m_failure = cause;
    NS_LOG_WARN("host " << m_nic.GetHost() << " queue pair " << m_place.number
                        << ": gives up: " << m_failure.text);
    m_nic.GetDomain().Cancel(m_timer);
    while (!m_fetches.empty())
    {
        m_nic.ReportFailed(TakeFront(), m_failure);
    }
}

void
FetchQueue::CountOpen(std::map<uint16_t, uint64_t>& open) const
{
    for (const Fetch& fetch : m_fetches)
    {
        // Pieces are counted where the message was cut.
        open[fetch.message.client] += fetch.message.pieces > 1 ? 0 : 1;
    }
}

} // namespace aifabric
} // namespace ns3
