/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "cut-through.h"

#include "fabric-port.h"
#include "wire-time.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

CutThrough::CutThrough(FabricPort& port, CutThroughOwner& owner, uint32_t bytes)
    : m_port(port),
      m_owner(owner),
      m_bytes(bytes)
{
    m_event.Bind<&CutThrough::Completed>(this,
                                         port.GetNodeId(),
                                         port.GetPort(),
                                         EventKind::ARRIVAL);
}

uint64_t
CutThrough::GetRest(const Frame& frame) const
{
    if (frame.size <= m_bytes || frame.kind == FrameKind::PFC)
    {
        return 0;
    }
    const uint64_t perByteQ16 = m_port.m_peer->m_psPerByteQ16;
    return WireTime::Of(frame.size, perByteQ16) - WireTime::Of(m_bytes, perByteQ16);
}

bool
CutThrough::CanCut(const Frame& frame, const FabricPort& egress) const
{
    return m_port.m_peer->m_psPerByteQ16 <= egress.m_psPerByteQ16 &&
           egress.IsIdleFor(frame.priority);
}

void
CutThrough::Receive(Frame* frame)
{
    const uint64_t rest = GetRest(*frame);
    FabricPort* egress = m_owner.BeginFrame(frame);
    if (!egress)
    {
        return;
    }
    if (m_stored.empty() && (rest == 0 || CanCut(*frame, *egress)))
    {
        m_cut += rest > 0 ? 1 : 0;
        m_owner.FinishFrame(frame, *egress);
        return;
    }
    FabricDomain& domain = m_port.GetDomain();
    const uint64_t last = m_stored.empty() ? 0 : m_stored.back().at;
    m_stored.push_back({frame, egress, std::max(domain.Now() + rest, last)});
    if (!m_event.IsPending())
    {
        domain.Schedule(m_event, m_stored.front().at);
    }
}

void
CutThrough::Completed()
{
    FabricDomain& domain = m_port.GetDomain();
    while (!m_stored.empty() && m_stored.front().at <= domain.Now())
    {
        const Stored first = m_stored.front();
        m_stored.pop_front();
        m_owner.FinishFrame(first.frame, *first.egress);
    }
    if (!m_stored.empty() && !m_event.IsPending())
    {
        domain.Schedule(m_event, m_stored.front().at);
    }
}

void
CutThrough::Lose(uint64_t now, uint64_t latency)
{
    while (!m_stored.empty() && m_stored.back().at > now + latency)
    {
        m_port.m_peer->DropFrame(m_stored.back().frame, DropReason::LINK_DOWN);
        m_stored.pop_back();
    }
    if (m_stored.empty())
    {
        m_port.GetDomain().Cancel(m_event);
    }
}

} // namespace aifabric
} // namespace ns3
