/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "nic-ports.h"

#include "roce-nic.h"

#include "ns3/fabric-random.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NicPorts::NicPorts(RoceNic& nic, Pairs& pairs)
    : m_nic(nic),
      m_pairs(pairs)
{
}

NicPorts::~NicPorts() = default;

void
NicPorts::Start(const std::vector<Ptr<FabricNetDevice>>& devices,
                uint32_t host,
                Ptr<FabricRoutes> routes,
                PlaneChoice sharing,
                uint32_t burst)
{
    m_host = host;
    m_routes = routes;
    m_epoch = routes->GetEpoch();
    m_sharing = sharing;
    m_isMultihomed = devices.size() > 1;
    m_pairPlanes = sharing == PLANE_PACKET ? 1 : static_cast<uint32_t>(devices.size());
    m_span = routes->GetTopology().GetHostCount() * m_pairPlanes;
    m_scheduler.Start(static_cast<uint32_t>(devices.size()), m_nic.GetDataClass());
    m_scheduler.SetBurst(burst);
    const uint32_t scaleUp = routes->GetTopology().GetScaleUp();
    for (uint32_t plane = 0; plane < devices.size(); plane++)
    {
        m_ports.push_back(std::make_unique<NicPort>(m_nic, devices[plane], plane));
        // The port inside the server counts only if there is no other.
        const bool isCounted = plane != scaleUp || devices.size() == 1;
        m_lineRate += isCounted ? m_ports.back()->GetLineRate() : 0;
    }
}

std::string
NicPorts::StartBalancers()
{
    std::string problem;
    for (uint32_t plane = 0; plane < m_ports.size() && problem.empty(); plane++)
    {
        problem = m_ports[plane]->Start(m_routes, m_nic.GetLoadBalancer(plane));
    }
    return problem;
}

void
NicPorts::Dispose()
{
    for (const auto& port : m_ports)
    {
        port->Dispose();
    }
    m_routes = nullptr;
}

uint32_t
NicPorts::GetPlanes(uint32_t dst) const
{
    if (!m_isMultihomed)
    {
        return 1;
    }
    const uint32_t planes = m_routes->GetPlanes(m_host, dst, m_down);
    if (planes != 0)
    {
        return planes;
    }
    const uint32_t routed = m_routes->GetPlanes(m_host, dst);
    return routed != 0 ? routed : 1;
}

uint32_t
NicPorts::GetPlannedPlanes(uint32_t dst) const
{
    return m_isMultihomed ? m_routes->GetPlannedPlanes(m_host, dst) : 1;
}

uint64_t
NicPorts::HashPair(uint32_t dst) const
{
    return MixBits(uint64_t{m_host} << 32 | dst);
}

void
NicPorts::GetShares(uint32_t dst,
                    uint64_t bytes,
                    uint32_t mtu,
                    std::vector<PlaneShare>& shares) const
{
    if (!m_isMultihomed)
    {
        shares.assign(1, {0, 0, bytes});
        return;
    }
    std::vector<double> rates;
    for (const auto& port : m_ports)
    {
        rates.push_back(port->GetLineRate());
    }
    SharePlanes(m_sharing, GetPlanes(dst), rates, HashPair(dst), bytes, mtu, shares);
}

bool
NicPorts::ReadNumber(uint32_t number, uint32_t peer, PlaneShare& share, uint8_t& level) const
{
    if (peer == m_host || number / m_span > UINT8_MAX || number % m_span / m_pairPlanes != peer)
    {
        return false;
    }
    level = static_cast<uint8_t>(number / m_span);
    share = {0, 0, 0};
    if (m_pairPlanes > 1)
    {
        share.plane = static_cast<uint8_t>(number % m_pairPlanes);
        share.first = share.plane;
    }
    else if (m_isMultihomed)
    {
        share.plane = PlaneShare::ANY;
        share.first = static_cast<uint8_t>(__builtin_ctz(GetPlanes(peer)));
    }
    return true;
}

void
NicPorts::Assign(PairRecord& pair)
{
    const uint32_t planes = GetPlanes(pair.dst);
    pair.planes = pair.home == PlaneShare::ANY
                      ? planes
                      : 1U << KeepPlane(planes, pair.home, HashPair(pair.dst));
    pair.line = m_scheduler.GetLine(pair.planes, m_nic.GetServices().Get(pair.level).priority);
}

uint64_t
NicPorts::GetPausedSince(uint32_t planes, uint8_t priority) const
{
    uint64_t since = 0;
    for (const auto& port : m_ports)
    {
        if ((planes >> port->GetPlane()) & 1)
        {
            since = std::max(since, port->GetPausedSince(priority));
        }
    }
    return since;
}

void
NicPorts::CheckRoutes()
{
    if (m_isMultihomed && m_epoch != m_routes->GetEpoch())
    {
        Refit();
    }
}

void
NicPorts::AddReady(QueuePair* pair)
{
    if (!m_isMultihomed)
    {
        m_scheduler.Add(pair);
        m_ports.front()->Kick();
        return;
    }
    CheckRoutes();
    m_scheduler.Add(pair);
    for (const auto& port : m_ports)
    {
        if ((pair->GetPlanes() >> port->GetPlane()) & 1)
        {
            port->Kick();
        }
    }
}

void
NicPorts::PortChanged(NicPort& port)
{
    const uint32_t bit = 1U << port.GetPlane();
    const bool isUp = port.GetPort().IsUp();
    m_down = isUp ? m_down & ~bit : m_down | bit;
    if (!isUp)
    {
        for (const auto& entry : m_pairs.GetEntries())
        {
            if (entry.object && (entry.object->GetPlanes() & bit))
            {
                entry.object->PortDown();
            }
        }
    }
    if (m_isMultihomed)
    {
        Refit();
    }
}

void
NicPorts::Refit()
{
    m_epoch = m_routes->GetEpoch();
    const std::vector<QueuePair*> waiting = m_scheduler.TakeAll();
    m_scheduler.Start(GetCount(),
                      m_nic.GetDataClass()); // sets of planes that nobody has any more go
    for (uint32_t i = 0; i < m_pairs.GetEntries().size(); i++)
    {
        PairRecord& record = m_pairs.GetRecord(i);
        Assign(record);
        if (QueuePair* pair = m_pairs.GetEntries()[i].object)
        {
            pair->SetPlanes(record.planes);
            pair->line = record.line;
        }
    }
    for (QueuePair* pair : waiting)
    {
        m_scheduler.Add(pair);
    }
    for (const auto& port : m_ports)
    {
        if (!port->GetPort().IsUp())
        {
            Rehome(*port);
        }
    }
    for (const auto& port : m_ports)
    {
        port->Kick();
    }
}

NicPort&
NicPorts::PickPort(NicPort& port, uint32_t dst) const
{
    // As long as nothing changed, what came through a plane finds back through it, unless somebody
    // gave the next hops.
    const bool isSure = m_routes->GetEpoch() == 1 && !m_routes->GetTopology().HasNextHops();
    const bool isUp = port.GetPort().IsUp();
    if (!m_isMultihomed ||
        (isUp && (isSure || m_routes->IsReachable(m_host, dst, port.GetPlane()))))
    {
        return port;
    }
    return *m_ports[KeepPlane(GetPlanes(dst), port.GetPlane(), HashPair(dst))];
}

void
NicPorts::Rehome(NicPort& port)
{
    for (Frame* frame = port.TakeControl(); frame;)
    {
        Frame* next = frame->next;
        if (frame->kind == FrameKind::PROBE || frame->kind == FrameKind::PROBE_REPLY)
        {
            port.GetPort().DropFrame(frame, DropReason::LINK_DOWN); // it asks after its own plane
            frame = next;
            continue;
        }
        NicPort& other = PickPort(port, frame->dst);
        frame->flags |= &other == &port ? 0 : FRAME_MOVED;
        if (frame->kind == FrameKind::CNP)
        {
            other.PushUrgent(frame);
        }
        else
        {
            other.PushControl(frame);
        }
        frame = next;
    }
}

void
NicPorts::SetJitter(Time limit)
{
    for (const auto& port : m_ports)
    {
        port->GetPort().SetJitter(static_cast<uint64_t>(limit.GetTimeStep()));
    }
}

double
NicPorts::GetSlowestRate() const
{
    double slowest = m_ports.front()->GetLineRate();
    for (const auto& port : m_ports)
    {
        slowest = std::min(slowest, port->GetLineRate());
    }
    return slowest;
}

uint64_t
NicPorts::CountFrames() const
{
    uint64_t frames = 0;
    for (const auto& port : m_ports)
    {
        frames += port->CountFrames();
    }
    return frames;
}

uint64_t
NicPorts::CountStranded() const
{
    uint64_t frames = 0;
    for (const auto& port : m_ports)
    {
        frames += port->GetPort().IsUp() ? 0 : port->CountFrames();
    }
    return frames;
}

} // namespace aifabric
} // namespace ns3
