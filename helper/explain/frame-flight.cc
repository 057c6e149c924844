/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "frame-flight.h"

#include <algorithm>
#include <cstddef>

namespace ns3
{
namespace aifabric
{

void
PartSum::Add(TimePart part, const PathPort& port, uint64_t time)
{
    if (time > 0)
    {
        m_slices.push_back({0, part, port.vertex, port.port, time});
        m_until += time;
    }
}

void
PartSum::AddSender(const FrameFlight& flight,
                   const SendLog& log,
                   const Pauses& pauses,
                   TimePart idle)
{
    const FrameFlight::Hop& first = flight.hops.front();
    const SendLog::Packet packet{flight.pair, first.port.port, flight.priority};
    const auto parts = log.Split(m_until, first.sent, packet, pauses(first.port));
    for (size_t i = 0; i < parts.size(); i++)
    {
        const auto part = static_cast<TimePart>(i);
        Add(part == TimePart::PACING ? idle : part, first.port, parts[i]);
    }
}

void
PartSum::AddWait(const FrameFlight& flight,
                 const PathPort& port,
                 uint64_t to,
                 TimePart part,
                 const Pauses& pauses)
{
    if (to <= m_until)
    {
        return;
    }
    const uint64_t from = m_until;
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
    Add(TimePart::PAUSED, port, paused);
    Add(part, port, to - from - paused);
}

void
PartSum::AddWay(const FrameFlight& flight, const Pauses& pauses)
{
    for (const FrameFlight::Hop& hop : flight.hops)
    {
        AddWait(flight, hop.port, hop.sent, TimePart::QUEUEING, pauses);
        const uint64_t time = hop.received - hop.sent;
        const uint64_t serialisation = std::min(hop.serialisation, time);
        Add(TimePart::SERIALISATION, hop.port, serialisation);
        Add(TimePart::PROPAGATION, hop.port, time - serialisation);
    }
}

} // namespace aifabric
} // namespace ns3
