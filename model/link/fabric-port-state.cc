/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What stops and starts a port: its link, and priority flow control; what it has sent.
 */

#include "fabric-port.h"
#include "wire-time.h"

#include "ns3/config-error.h"
#include "ns3/log.h"

#include <algorithm>
#include <string>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("FabricPortState");

void
FabricPort::SetDomain(FabricDomain& domain)
{
    m_domain = &domain;
    m_pool = &FramePool::Of(domain);
}

void
FabricPort::SetCutThrough(uint32_t bytes, CutThroughOwner& owner)
{
    m_cut = std::make_unique<CutThrough>(*this, owner, bytes);
    if (m_peer)
    {
        m_peer->m_detour = true;
    }
}

uint64_t
FabricPort::GetCutFrames() const
{
    return m_cut ? m_cut->GetCut() : 0;
}

bool
FabricPort::IsIdleFor(uint8_t priority) const
{
    const bool isIdle = m_domain->Now() >= m_freeAt && !m_transmitEvent.IsPending();
    return m_up && isIdle && m_queues.GetBytes() == 0 && !m_hasControl &&
           !((m_stopMask >> priority) & 1);
}

void
FabricPort::LoseInFlight()
{
    const uint64_t now = m_domain->Now();
    CutThrough* cut = m_peer->m_cut.get();
    if (cut)
    {
        cut->Lose(now, m_peer->m_latency);
    }
    for (const auto& posted : m_peerDomain->GetCalendar().TakePosted(m_arrivalKey))
    {
        auto frame = static_cast<Frame*>(posted.object);
        if (posted.time - m_peer->m_latency + (cut ? cut->GetRest(*frame) : 0) <= now)
        {
            // Its last bit had arrived before.
            m_peerDomain->Post(posted.time, m_arrivalKey, frame, frame->receiver);
        }
        else
        {
            DropFrame(frame, DropReason::LINK_DOWN);
        }
    }
}

void
FabricPort::TrimFrame(Frame& frame)
{
    m_counters.trims++;
    m_pool->Trim(frame);
    m_frameTrimmedTrace(frame);
}

void
FabricPort::SetJitter(uint64_t limit)
{
    m_jitter.reset();
    if (limit > 0)
    {
        m_detour = true;
        m_jitter = std::make_unique<LinkJitter>(limit, uint64_t{m_node} << 24 | m_port);
    }
}

LinkImpairment&
FabricPort::GetImpairment()
{
    if (!m_impairment)
    {
        m_impairment = std::make_unique<LinkImpairment>(this);
        m_detour = true;
    }
    return *m_impairment;
}

void
FabricPort::SetFibreCut(bool cut)
{
    GetImpairment().SetCut(cut);
    if (cut)
    {
        LoseInFlight();
    }
}

void
FabricPort::SetLinkUp(bool up)
{
    if (up == m_up)
    {
        return;
    }
    m_up = up;
    m_refused = up ? m_gates.GetDiscards() : 0xff;
    if (!up)
    {
        m_domain->Cancel(m_transmitEvent);
        m_hasControl = false;
        while (m_control.head)
        {
            DropFrame(m_control.Pop(), DropReason::LINK_DOWN);
        }
        Flush(0xff);
        m_gates.Reset();
    }
    m_owner->LinkChanged(*this);
    m_linkChange();
    if (up)
    {
        Kick();
    }
}

void
FabricPort::Refuse(Frame* frame)
{
    if (m_owner)
    {
        m_owner->FrameLeavesQueue(*this, frame);
    }
    DropFrame(frame, m_up ? DropReason::PFC_WATCHDOG : DropReason::LINK_DOWN);
}

void
FabricPort::Flush(uint8_t classes)
{
    while (Frame* frame = m_queues.Pop(*m_scheduling, static_cast<uint8_t>(~classes)))
    {
        Refuse(frame);
    }
}

void
FabricPort::SendPause(uint8_t classes, uint16_t quanta)
{
    if (!m_up)
    {
        return;
    }
    Frame* frame = m_pool->Make();
    frame->kind = FrameKind::PFC;
    frame->size = wire::PFC_FRAME_BYTES;
    frame->src = m_fabricAddress;
    frame->pfcClasses = classes;
    for (uint8_t c = 0; c < CLASS_COUNT; c++)
    {
        frame->pfcQuanta[c] = (classes >> c) & 1 ? quanta : 0;
    }
    m_counters.pausesSent += quanta ? 1 : 0;
    m_control.Push(frame);
    m_hasControl = true;
    Kick();
}

void
FabricPort::SetPausedMask(uint8_t mask)
{
    const uint8_t before = m_pausedMask;
    const uint64_t now = m_domain->Now();
    m_counters.pausedPs +=
        static_cast<uint64_t>(__builtin_popcount(before)) * (now - m_pausedSince);
    m_pausedSince = now;
    if (mask == before)
    {
        return;
    }
    NS_LOG_INFO("node " << m_node << " port " << m_port << ": the mask of paused classes was "
                        << +before << ", is " << +mask);
    m_pausedMask = mask;
    m_stopMask = mask | m_gates.GetHeld();
    m_pausedTrace(before, mask);
    m_owner->PauseChanged(*this);
    if (before & ~mask)
    {
        Kick();
    }
}

FabricPort::Counters
FabricPort::GetCounters() const
{
    Counters counters = m_counters;
    counters.frames = m_sentFrames;
    counters.bytes = m_sentBytes;
    counters.maxBacklog = m_maxBacklog;
    return counters;
}

uint64_t
FabricPort::GetSentBytes() const
{
    const uint64_t now = m_domain->Now();
    if (now >= m_freeAt)
    {
        return m_sentBytes;
    }
    const uint64_t psPerByteQ16 = m_freeAt == m_formerEnd ? m_formerPsPerByteQ16 : m_psPerByteQ16;
    const uint64_t left = ((m_freeAt - now) << 16) / psPerByteQ16;
    const uint64_t unsent = left - std::min<uint64_t>(left, WIRE_OVERHEAD_BYTES);
    return m_sentBytes - std::min<uint64_t>(unsent, m_serviceBytes);
}

void
FabricPort::SetDataRate(DataRate rate)
{
    if (rate.GetBitRate() == 0)
    {
        throw ConfigError(
            "node " + std::to_string(m_node) +
            ": a port with a rate of 0; a link that is down is a fault (FaultHelper)");
    }
    // A frame in service keeps the rate at which it began, however often the rate changes.
    if (m_domain->Now() < m_freeAt && m_freeAt != m_formerEnd)
    {
        m_formerEnd = m_freeAt;
        m_formerPsPerByteQ16 = m_psPerByteQ16;
    }
    m_rate = rate;
    m_psPerByteQ16 = WireTime::PerByteQ16(rate.GetBitRate());
}

} // namespace aifabric
} // namespace ns3
