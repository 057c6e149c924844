/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "request-track.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

RequestTrack::RequestTrack(const PathStep& step)
    : m_step(step)
{
}

bool
RequestTrack::IsRequest(const Frame& frame) const
{
    return m_step.isRead && frame.kind == FrameKind::REQUEST && frame.src == m_step.task.host &&
           frame.dst == m_step.task.peer && frame.operation == RdmaOperation::READ;
}

void
RequestTrack::Sent(const Frame& frame, const PathPort& port, uint64_t now, uint64_t serialisation)
{
    const FrameFlight::Key key{frame.srcQp, frame.sentAt, frame.psn};
    const bool isFirst = port.vertex == frame.src;
    if (!isFirst && m_flights.count(key) == 0)
    {
        return; // it left before the READ began
    }
    FrameFlight& flight = m_flights[key];
    if (isFirst)
    {
        flight = FrameFlight();
        flight.pair = frame.qp;
        flight.priority = frame.priority;
        flight.isByTimer = m_isByTimer;
    }
    flight.hops.push_back({port, now, serialisation, 0});
    Asked& asked = m_asked[{frame.qp, frame.psn}];
    if (asked.first.hops.empty())
    {
        asked.first = flight;
    }
    if (isFirst && flight.isByTimer && asked.reached.hops.empty())
    {
        asked.timeout = m_lastTimeout;
    }
}

bool
RequestTrack::Received(const Frame& frame, uint32_t vertex, uint64_t now)
{
    const auto found = m_flights.find({frame.srcQp, frame.sentAt, frame.psn});
    if (found == m_flights.end() || found->second.hops.empty())
    {
        return false;
    }
    FrameFlight& flight = found->second;
    flight.hops.back().received = now;
    if (vertex != frame.dst)
    {
        return false;
    }
    const bool isByTimer = flight.isByTimer;
    Asked& asked = m_asked[{frame.qp, frame.psn}];
    if (asked.reached.hops.empty())
    {
        asked.reached = flight;
    }
    m_flights.erase(found);
    return isByTimer;
}

void
RequestTrack::Add(uint32_t pair, const PartSum::Pauses& pauses, PartSum& sum) const
{
    const auto psn = m_firsts.find(pair);
    const auto found = psn == m_firsts.end() ? m_asked.end() : m_asked.find({pair, psn->second});
    if (found == m_asked.end() || found->second.reached.hops.empty())
    {
        return;
    }
    const Asked& asked = found->second;
    const PathPort& port = asked.first.hops.front().port;
    // Before it asks it waits for the port, or for READs that were posted before.
    sum.AddSender(asked.first, m_log, pauses, TimePart::WINDOW);
    const uint64_t sent = asked.reached.hops.front().sent;
    if (sent > sum.GetUntil())
    {
        const uint64_t timer = std::min(sent, std::max(sum.GetUntil(), asked.timeout));
        sum.Add(TimePart::TIMEOUT, port, timer - sum.GetUntil());
        sum.AddWait(asked.reached,
                    port,
                    sent,
                    asked.timeout > 0 ? TimePart::HOST_QUEUE : TimePart::DETECTION,
                    pauses);
    }
    sum.AddWay(asked.reached, pauses);
}

} // namespace aifabric
} // namespace ns3
