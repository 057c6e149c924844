/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "class-gates.h"

#include "fabric-port.h"
#include "wire-time.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

namespace
{
/// Bytes of a pause quantum: 512 bit times.
constexpr uint64_t QUANTUM_BYTES = 64;
} // namespace

ClassGates::ClassGates(FabricPort& port)
    : m_port(port)
{
}

void
ClassGates::Start()
{
    m_event.Bind<&ClassGates::TimeIsUp>(this, m_port.m_node, m_port.m_port, EventKind::PAUSE);
}

void
ClassGates::Receive(const Frame& frame)
{
    const uint64_t now = m_port.m_domain->Now();
    const auto classes = static_cast<uint8_t>(frame.pfcClasses);
    bool pauses = false;
    for (uint8_t c = 0; c < CLASS_COUNT; c++)
    {
        if ((classes >> c) & 1)
        {
            pauses = pauses || frame.pfcQuanta[c] != 0;
            if (m_records)
            {
                (*m_records)[c].lastFrame = now;
            }
        }
    }
    m_port.m_counters.pausesReceived += pauses ? 1 : 0;
    if (m_response == 0)
    {
        Obey(classes, frame.pfcQuanta);
        Arm();
        return;
    }
    if (!m_waiting)
    {
        m_waiting = std::make_unique<std::deque<Waiting>>();
    }
    m_waiting->push_back({now + m_response, classes, frame.pfcQuanta});
    Arm();
}

void
ClassGates::Obey(uint8_t classes, const std::array<uint16_t, CLASS_COUNT>& quanta)
{
    const uint64_t now = m_port.m_domain->Now();
    uint8_t mask = m_received;
    for (uint8_t c = 0; c < CLASS_COUNT; c++)
    {
        const auto bit = static_cast<uint8_t>(1U << c);
        if (!(classes & bit))
        {
            continue;
        }
        if (quanta[c] == 0)
        {
            mask &= static_cast<uint8_t>(~bit);
            continue;
        }
        mask |= bit;
        m_until[c] = now + WireTime::Of(quanta[c] * QUANTUM_BYTES, m_port.m_psPerByteQ16);
    }
    SetReceived(mask);
}

void
ClassGates::TimeIsUp()
{
    const uint64_t now = m_port.m_domain->Now();
    // What takes effect now may prolong what would be over now.
    while (m_waiting && !m_waiting->empty() && m_waiting->front().time <= now)
    {
        const Waiting frame = m_waiting->front();
        m_waiting->pop_front();
        Obey(frame.classes, frame.quanta);
    }
    uint8_t mask = m_received;
    for (uint8_t c = 0; c < CLASS_COUNT; c++)
    {
        if ((mask >> c) & 1 && m_until[c] <= now)
        {
            mask &= static_cast<uint8_t>(~(1U << c));
        }
    }
    SetReceived(mask);
    Arm();
}

void
ClassGates::Arm()
{
    uint64_t first =
        m_waiting && !m_waiting->empty() ? m_waiting->front().time : FabricCalendar::NEVER;
    for (uint8_t c = 0; c < CLASS_COUNT; c++)
    {
        if ((m_received >> c) & 1)
        {
            first = std::min(first, m_until[c]);
        }
    }
    m_port.m_domain->Cancel(m_event);
    if (first != FabricCalendar::NEVER)
    {
        m_port.m_domain->Schedule(m_event, first);
    }
}

void
ClassGates::Reset()
{
    if (m_waiting)
    {
        m_waiting->clear();
    }
    SetReceived(0);
    m_port.m_domain->Cancel(m_event);
}

void
ClassGates::SetReceived(uint8_t mask)
{
    const uint64_t now = m_port.m_domain->Now();
    if (m_records)
    {
        for (uint8_t c = 0; c < CLASS_COUNT; c++)
        {
            PauseRecord& record = (*m_records)[c];
            const bool before = (m_received >> c) & 1;
            record.pausedPs += before ? now - m_since : 0;
            record.lastResume = before && !((mask >> c) & 1) ? now : record.lastResume;
        }
    }
    m_since = now;
    m_received = mask;
    m_port.SetPausedMask(m_received & static_cast<uint8_t>(~m_ignored));
}

void
ClassGates::SetIgnored(uint8_t classes)
{
    m_ignored = classes;
    SetReceived(m_received);
}

void
ClassGates::SetHeld(uint8_t classes)
{
    const uint8_t before = m_port.m_stopMask;
    m_held = classes;
    m_port.m_stopMask = m_port.m_pausedMask | classes;
    if (before & ~m_port.m_stopMask)
    {
        m_port.Kick();
    }
}

void
ClassGates::SetDiscards(uint8_t classes)
{
    m_discards = classes;
    if (m_port.m_up)
    {
        m_port.m_refused = classes;
        m_port.Flush(classes);
    }
}

void
ClassGates::Record()
{
    if (!m_records)
    {
        m_records = std::make_unique<Records>();
    }
}

uint64_t
ClassGates::GetPausedTime(uint8_t priority) const
{
    const bool isPaused = (m_received >> priority) & 1;
    return GetRecord(priority).pausedPs + (isPaused ? m_port.m_domain->Now() - m_since : 0);
}

} // namespace aifabric
} // namespace ns3
