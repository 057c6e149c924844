/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "roce-nic.h"

#include "ns3/abort.h"
#include "ns3/log.h"
#include "ns3/node.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("RoceNic");

RoceNic::RoceNic() = default;
RoceNic::~RoceNic() = default;

void
RoceNic::DoDispose()
{
    if (m_listens)
    {
        m_pool->RemoveListener(this);
        m_listens = false;
    }
    m_queuePairs.clear();
    m_pairByNumber.Clear();
    m_responderByNumber.Clear();
    m_responders.clear();
    m_routes = nullptr;
    m_recoveryPrototype = nullptr;
    m_congestionPrototype = nullptr;
    m_balancerObject = nullptr;
    m_moreBalancers.clear();
    for (const auto& port : m_ports)
    {
        port->Dispose();
    }
    Object::DoDispose();
}

std::string
RoceNic::Start(const std::vector<Ptr<FabricNetDevice>>& devices,
               uint32_t host,
               Ptr<FabricRoutes> routes,
               uint64_t switchLatency)
{
    if (host >= MAX_HOSTS)
    {
        return "queue pair numbers tell 65536 hosts apart at most";
    }
    if (m_ipVersion == 5)
    {
        return "IpVersion must be 4 or 6, not 5";
    }
    m_domain = &devices.front()->GetDomain();
    m_pool = &FramePool::Get();
    m_host = host;
    m_node = devices.front()->GetNode()->GetId();
    m_routes = routes;
    m_epoch = routes->GetEpoch();
    m_switchLatency = switchLatency;
    m_isMultihomed = devices.size() > 1;
    m_sharing =
        m_planeChoice != PLANE_AUTO ? m_planeChoice : (m_mayReorder ? PLANE_PACKET : PLANE_STRIPE);
    m_pairPlanes = m_sharing == PLANE_PACKET ? 1 : static_cast<uint32_t>(devices.size());
    if (uint64_t{m_pairPlanes} * routes->GetTopology().GetHostCount() > MAX_HOSTS)
    {
        return "queue pair numbers tell 65536 pairs of a host and a plane apart at most: fewer "
               "hosts, or PlaneChoice=packet";
    }
    m_scheduler.Start(static_cast<uint32_t>(devices.size()));
    m_scheduler.SetBurst(m_burst);
    m_recoveryPrototype = m_recoveryFactory.Create<LossRecovery>();
    m_congestionPrototype = m_congestionFactory.Create<CongestionControl>();
    std::string problem = m_recoveryPrototype->Check();
    if (problem.empty())
    {
        problem = m_congestionPrototype->Check();
    }
    if (problem.empty())
    {
        problem = StartPorts(devices);
    }
    m_notificationInterval = m_congestionPrototype->GetNotificationInterval();
    if (m_recoveryPrototype->KnowsLosses() && !m_listens)
    {
        m_pool->AddListener(this);
        m_listens = true;
    }
    return problem;
}

std::string
RoceNic::StartPorts(const std::vector<Ptr<FabricNetDevice>>& devices)
{
    const uint32_t scaleUp = m_routes->GetTopology().GetScaleUp();
    std::string problem;
    m_lineRate = 0;
    for (uint32_t plane = 0; plane < devices.size() && problem.empty(); plane++)
    {
        m_ports.push_back(std::make_unique<NicPort>(*this, devices[plane], plane));
        problem = m_ports.back()->Start(m_routes, GetLoadBalancer(plane));
        m_lineRate += plane == scaleUp ? 0 : m_ports.back()->GetLineRate();
    }
    SetJitter(m_jitter);
    return problem;
}

void
RoceNic::SetJitter(Time limit)
{
    m_jitter = limit;
    for (const auto& port : m_ports)
    {
        port->GetPort().SetJitter(static_cast<uint64_t>(limit.GetTimeStep()));
    }
}

Time
RoceNic::GetJitter() const
{
    return m_jitter;
}

void
RoceNic::SetListener(MessageListener* listener)
{
    m_listener = listener;
}

void
RoceNic::AddReady(QueuePair* pair)
{
    if (m_isMultihomed && m_epoch != m_routes->GetEpoch())
    {
        Refit();
    }
    m_scheduler.Add(pair);
    if (!m_isMultihomed)
    {
        m_ports.front()->Kick();
        return;
    }
    for (const auto& port : m_ports)
    {
        if ((pair->GetPlanes() >> port->GetPlane()) & 1)
        {
            port->Kick();
        }
    }
}

void
RoceNic::CompleteData(Frame& frame, uint64_t sequence)
{
    frame.src = m_host;
    frame.priority = m_dataClass;
    frame.ecn = m_ecnCapable ? Ecn::ECT0 : Ecn::NOT_ECT;
    frame.hopLimit = INITIAL_HOP_LIMIT;
    if (frame.Has(FRAME_LAST) || (sequence + 1) % m_ackInterval == 0)
    {
        frame.flags |= FRAME_ACK_REQUEST;
    }
    m_counters.dataSent++;
    m_counters.retransmitted += frame.Has(FRAME_RETRANSMIT) ? 1 : 0;
}

void
RoceNic::PortChanged(NicPort& port)
{
    const uint32_t bit = 1U << port.GetPlane();
    const bool isUp = port.GetPort().IsUp();
    m_down = isUp ? m_down & ~bit : m_down | bit;
    if (!isUp)
    {
        for (const auto& pair : m_queuePairs)
        {
            if (pair->GetPlanes() & bit)
            {
                pair->PortDown();
            }
        }
    }
    if (m_isMultihomed)
    {
        Refit();
    }
}

uint32_t
RoceNic::GetPlanes(uint32_t dst) const
{
    const uint32_t routed = m_routes->GetPlanes(m_host, dst);
    if ((routed & ~m_down) != 0)
    {
        return routed & ~m_down;
    }
    // What leads nowhere is tried where it began, so that it fails as with one port.
    return routed != 0 ? routed : 1;
}

void
RoceNic::Refit()
{
    m_epoch = m_routes->GetEpoch();
    const std::vector<QueuePair*> waiting = m_scheduler.TakeAll();
    for (const auto& pair : m_queuePairs)
    {
        const uint32_t planes = GetPlanes(pair->GetDestination());
        const uint8_t home = pair->GetHome();
        pair->SetPlanes(home == PlaneShare::ANY ? planes : 1U << KeepPlane(planes, home));
        pair->line = m_scheduler.GetLine(pair->GetPlanes());
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
RoceNic::PickPort(NicPort& port, uint32_t dst)
{
    if (!m_isMultihomed || port.GetPort().IsUp())
    {
        return port;
    }
    return *m_ports[KeepPlane(GetPlanes(dst), port.GetPlane())];
}

void
RoceNic::Rehome(NicPort& port)
{
    for (Frame* frame = port.TakeControl(); frame;)
    {
        Frame* next = frame->next;
        NicPort& other = PickPort(port, frame->dst);
        if (frame->kind == FrameKind::CNP)
        {
            other.PushNotification(frame);
        }
        else
        {
            other.PushControl(frame);
        }
        frame = next;
    }
}

void
RoceNic::SetLoadBalancer(uint32_t plane, Ptr<HostLoadBalancer> balancer)
{
    if (plane == 0)
    {
        m_balancerObject = balancer;
        return;
    }
    m_moreBalancers.resize(std::max<size_t>(m_moreBalancers.size(), plane));
    m_moreBalancers[plane - 1] = balancer;
}

Ptr<HostLoadBalancer>
RoceNic::GetLoadBalancer(uint32_t plane) const
{
    if (plane == 0)
    {
        return m_balancerObject;
    }
    return plane <= m_moreBalancers.size() ? m_moreBalancers[plane - 1] : nullptr;
}

uint64_t
RoceNic::GetPausedSince(uint32_t planes) const
{
    uint64_t since = 0;
    for (const auto& port : m_ports)
    {
        if ((planes >> port->GetPlane()) & 1)
        {
            since = std::max(since, port->GetPausedSince());
        }
    }
    return since;
}

bool
RoceNic::KnowsLosses() const
{
    return m_recoveryFactory.Create<LossRecovery>()->KnowsLosses();
}

Ptr<LossRecovery>
RoceNic::GetRecoveryPrototype() const
{
    return m_recoveryPrototype;
}

uint64_t
RoceNic::CountFrames() const
{
    uint64_t frames = 0;
    for (const auto& port : m_ports)
    {
        frames += port->CountFrames();
    }
    return frames;
}

uint64_t
RoceNic::CountStranded() const
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
