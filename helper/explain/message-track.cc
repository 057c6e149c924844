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
    : m_step(step)
{
}

bool
MessageTrack::IsOwn(const Frame& frame) const
{
    return frame.kind == FrameKind::DATA && frame.src == m_step.task.host &&
           frame.dst == m_step.task.peer && frame.client == m_step.client &&
           frame.remoteAddress == m_step.id;
}

bool
MessageTrack::IsAck(const Frame& frame) const
{
    // A NAK acknowledges too what came before it.
    return (frame.kind == FrameKind::ACK || frame.kind == FrameKind::NAK) &&
           frame.src == m_step.task.peer && frame.dst == m_step.task.host;
}

MessageTrack::Key
MessageTrack::KeyOf(const Frame& frame) const
{
    const bool isData = frame.kind == FrameKind::DATA;
    return {isData ? frame.srcQp : frame.qp, frame.sentAt, frame.psn};
}

void
MessageTrack::Sent(const Frame& frame, const PathPort& port, uint64_t now, uint64_t serialisation)
{
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
    Flight& flight = flights[KeyOf(frame)];
    if (isFirst)
    {
        flight = Flight();
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
}

void
MessageTrack::Received(const Frame& frame, uint32_t vertex, uint64_t now)
{
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
    Flight& flight = found->second;
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

void
MessageTrack::Sum::Add(TimePart part, const PathPort& port, uint64_t time)
{
    if (time > 0)
    {
        slices.push_back({0, part, port.vertex, port.port, time});
        until += time;
    }
}

void
MessageTrack::AddSender(const Flight& flight, const Pauses& pauses, Sum& sum) const
{
    const Hop& first = flight.hops.front();
    const SendLog::Packet packet{flight.pair, first.port.port, flight.priority};
    const auto parts = m_log.Split(sum.until, first.sent, packet, pauses(first.port));
    for (size_t part = 0; part < parts.size(); part++)
    {
        sum.Add(static_cast<TimePart>(part), first.port, parts[part]);
    }
}

void
MessageTrack::AddWait(const Flight& flight,
                      const PathPort& port,
                      uint64_t to,
                      TimePart part,
                      const Pauses& pauses,
                      Sum& sum)
{
    if (to <= sum.until)
    {
        return;
    }
    const uint64_t from = sum.until;
    uint64_t paused = 0;
    bool isPaused = false;
    uint64_t since = from;
    for (const SendLog::Mask& mask : pauses(port))
    {
        const uint64_t time = std::clamp(mask.time, from, to);
        paused += isPaused ? time - since : 0;
        since = time;
        isPaused = ((mask.mask >> flight.priority) & 1) != 0;
    }
    paused += isPaused ? to - since : 0;
    sum.Add(TimePart::PAUSED, port, paused);
    sum.Add(part, port, to - from - paused);
}

void
MessageTrack::AddWay(const Flight& flight, const Pauses& pauses, Sum& sum)
{
    for (const Hop& hop : flight.hops)
    {
        AddWait(flight, hop.port, hop.sent, TimePart::QUEUEING, pauses, sum);
        const uint64_t time = hop.received - hop.sent;
        const uint64_t serialisation = std::min(hop.serialisation, time);
        sum.Add(TimePart::SERIALISATION, hop.port, serialisation);
        sum.Add(TimePart::PROPAGATION, hop.port, time - serialisation);
    }
}

std::vector<TimeSlice>
MessageTrack::Split(const Pauses& pauses) const
{
    Sum sum;
    sum.until = m_step.begin;
    sum.Add(TimePart::HELD, {m_step.task.host, NOWHERE}, m_step.start - m_step.begin);
    const Flight* data = m_step.atReceiver && m_completing ? &*m_completing : nullptr;
    if (!m_step.atReceiver && m_completingAck)
    {
        const auto found = m_data.find(m_completingAck->answers);
        data = found == m_data.end() ? nullptr : &found->second;
    }
    if (data)
    {
        AddSender(*data, pauses, sum);
        AddWay(*data, pauses, sum);
    }
    if (data && !m_step.atReceiver)
    {
        const Hop& first = m_completingAck->hops.front();
        AddWait(*m_completingAck, first.port, first.sent, TimePart::HOST_QUEUE, pauses, sum);
        AddWay(*m_completingAck, pauses, sum);
    }
    if (m_step.end > sum.until)
    {
        sum.Add(TimePart::OTHER, {m_step.task.host, NOWHERE}, m_step.end - sum.until);
    }
    return sum.slices;
}

} // namespace aifabric
} // namespace ns3
