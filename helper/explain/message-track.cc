/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "message-track.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace ns3
{
namespace aifabric
{

MessageTrack::MessageTrack(const PathStep& step)
    : m_step(step),
      m_requests(step)
{
}

bool
MessageTrack::IsOwn(const Frame& frame) const
{
    const uint32_t sink = m_step.isRead ? m_step.task.host : m_step.task.peer;
    return frame.kind == FrameKind::DATA && frame.src == m_step.GetSource() && frame.dst == sink &&
           frame.client == m_step.client && frame.remoteAddress == m_step.id &&
           frame.Has(FRAME_RESPONSE) == m_step.isRead;
}

bool
MessageTrack::IsAck(const Frame& frame) const
{
    // A NAK acknowledges too what came before it.
    return !m_step.isRead && (frame.kind == FrameKind::ACK || frame.kind == FrameKind::NAK) &&
           frame.src == m_step.task.peer && frame.dst == m_step.task.host;
}

FrameFlight::Key
MessageTrack::KeyOf(const Frame& frame)
{
    const bool isData = frame.kind == FrameKind::DATA;
    return {isData ? frame.srcQp : frame.qp, frame.sentAt, frame.psn};
}

void
MessageTrack::Sent(const Frame& frame, const PathPort& port, uint64_t now, uint64_t serialisation)
{
    if (m_requests.IsRequest(frame))
    {
        m_requests.Sent(frame, port, now, serialisation);
        return;
    }
    const bool isOwn = IsOwn(frame);
    if (!isOwn && !IsAck(frame))
    {
        return;
    }
    if (m_data.size() > MOST_PACKETS)
    {
        ForgetOld();
    }
    Flights& flights = isOwn ? m_data : m_acks;
    const bool isFirst = port.vertex == frame.src;
    if (!isFirst && flights.count(KeyOf(frame)) == 0)
    {
        return; // it left before the message began
    }
    FrameFlight& flight = flights[KeyOf(frame)];
    if (isFirst)
    {
        flight = FrameFlight();
        flight.pair = isOwn ? frame.srcQp : frame.qp;
        flight.priority = frame.priority;
        if (!isOwn)
        {
            const auto last = m_arrived.find({flight.pair, frame.sackPsn});
            const uint64_t sent = frame.echoTime != 0       ? frame.echoTime
                                  : last != m_arrived.end() ? last->second
                                                            : 0;
            flight.answers = {flight.pair, sent, frame.sackPsn};
        }
    }
    flight.hops.push_back({port, now, serialisation, 0});
    if (isOwn && frame.Has(FRAME_FIRST))
    {
        m_requests.Begins(frame);
    }
}

void
MessageTrack::Received(const Frame& frame, uint32_t vertex, uint64_t now)
{
    if (m_requests.IsRequest(frame))
    {
        if (m_requests.Received(frame, vertex, now))
        {
            m_log.AddTimeout(now, frame.qp);
        }
        return;
    }
    if (vertex == m_step.task.host && frame.src == m_step.task.peer)
    {
        m_requests.Answered();
    }
    const bool isOwn = IsOwn(frame);
    if (!isOwn && !IsAck(frame))
    {
        return;
    }
    Flights& flights = isOwn ? m_data : m_acks;
    const auto found = flights.find(KeyOf(frame));
    if (found == flights.end() || found->second.hops.empty())
    {
        return;
    }
    FrameFlight& flight = found->second;
    flight.hops.back().received = now;
    if (vertex != frame.dst)
    {
        return;
    }
    if (isOwn)
    {
        m_lastData = flight;
        m_arrived[{flight.pair, frame.psn}] = frame.sentAt;
        return;
    }
    m_lastAck = flight;
    m_acks.erase(found);
}

void
MessageTrack::ForgetOld()
{
    std::vector<uint64_t> times;
    for (const auto& [key, flight] : m_data)
    {
        times.push_back(std::get<1>(key));
    }
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::nth_element(times.begin(), middle, times.end());
    for (auto flight = m_data.begin(); flight != m_data.end();)
    {
        flight = std::get<1>(flight->first) < *middle ? m_data.erase(flight) : std::next(flight);
    }
    for (auto last = m_arrived.begin(); last != m_arrived.end();)
    {
        last = last->second < *middle ? m_arrived.erase(last) : std::next(last);
    }
}

std::vector<TimeSlice>
MessageTrack::Split(const Pauses& pauses) const
{
    PartSum sum(m_step.begin);
    sum.Add(TimePart::HELD, {m_step.task.host, NOWHERE}, m_step.start - m_step.begin);
    const bool byArrival = m_step.atReceiver || m_step.isRead;
    const FrameFlight* data = byArrival && m_completing ? &*m_completing : nullptr;
    if (!byArrival && m_completingAck)
    {
        const auto found = m_data.find(m_completingAck->answers);
        data = found == m_data.end() ? nullptr : &found->second;
    }
    if (data)
    {
        if (m_step.isRead)
        {
            m_requests.Add(data->pair, pauses, sum);
        }
        sum.AddSender(*data, m_log, pauses);
        sum.AddWay(*data, pauses);
    }
    if (data && !byArrival)
    {
        const FrameFlight::Hop& first = m_completingAck->hops.front();
        sum.AddWait(*m_completingAck, first.port, first.sent, TimePart::HOST_QUEUE, pauses);
        sum.AddWay(*m_completingAck, pauses);
    }
    if (m_step.end > sum.GetUntil())
    {
        sum.Add(TimePart::OTHER, {m_step.task.host, NOWHERE}, m_step.end - sum.GetUntil());
    }
    return sum.GetSlices();
}

} // namespace aifabric
} // namespace ns3
