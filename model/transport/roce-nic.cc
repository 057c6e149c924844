/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "roce-nic.h"

#include "ns3/abort.h"
#include "ns3/fabric-engine.h"
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
    if (m_routes)
    {
        FabricEngine::CheckEnd("the NIC of host " + std::to_string(m_host));
    }
    if (m_listens)
    {
        FramePool::RemoveListener(this);
        m_listens = false;
    }
    ClearOperations();
    m_pairs.Clear();
    m_responders.Clear();
    m_routes = nullptr;
    m_recoveryPrototype = nullptr;
    m_congestionPrototype = nullptr;
    m_congestionReceiver = nullptr;
    m_balancerObject = nullptr;
    m_moreBalancers.clear();
    m_ports.Dispose();
    Object::DoDispose();
}

std::string
RoceNic::Start(const std::vector<Ptr<FabricNetDevice>>& devices,
               uint32_t host,
               Ptr<FabricRoutes> routes)
{
    if (m_routes)
    {
        return "the NIC of host " + std::to_string(m_host) + " has started already";
    }
    if (host >= MAX_HOSTS)
    {
        return "queue pair numbers tell 65536 hosts apart at most";
    }
    if (devices.empty() || !routes)
    {
        return "a NIC needs connected ports and the routes of its fabric";
    }
    if (m_ipVersion == 5)
    {
        return "IpVersion must be 4 or 6, not 5";
    }
    m_domain = &devices.front()->GetDomain();
    m_pool = &FramePool::Of(*m_domain);
    m_host = host;
    m_node = devices.front()->GetNode()->GetId();
    m_routes = routes;
    m_times.Start(host,
                  routes,
                  {wire::ROCE_BYTES + GetIpExtra() + m_mtu,
                   wire::ACK_FRAME_BYTES + GetIpExtra(),
                   m_ackInterval});
    const PlaneChoice automatic = m_mayReorder ? PLANE_PACKET : PLANE_STRIPE;
    m_ports.Start(devices,
                  host,
                  routes,
                  m_planeChoice == PLANE_AUTO ? automatic : m_planeChoice,
                  m_burst);
    const PlaneShare last{static_cast<uint8_t>(devices.size() - 1), 0, 0};
    if (m_ports.NumberOf(routes->GetTopology().GetHostCount() - 1, last, 0) >= MAX_HOSTS)
    {
        return "queue pair numbers tell 65536 pairs of a host and a plane apart at most: fewer "
               "hosts, or PlaneChoice=packet";
    }
    m_services.Start(m_dataClass, MAX_HOSTS / m_ports.GetSpan());
    StartOperations();
    m_ports.SetJitter(m_jitter);
    m_recoveryPrototype = m_recoveryFactory.Create<LossRecovery>();
    m_congestionPrototype = m_congestionFactory.Create<CongestionControl>();
    m_telemetry = m_telemetry || m_congestionPrototype->GetNeeds().Has(NEED_TELEMETRY);
    std::string problem = m_recoveryPrototype->Check();
    if (problem.empty())
    {
        problem = m_congestionPrototype->Check();
    }
    if (problem.empty())
    {
        problem = m_ports.StartBalancers();
    }
    m_notificationInterval = m_congestionPrototype->GetNotificationInterval();
    m_congestionReceiver = m_congestionPrototype->MakeReceiver();
    if (problem.empty() && m_congestionReceiver)
    {
        m_congestionReceiver->Start({m_node,
                                     m_ports.GetLineRate(),
                                     m_mtu,
                                     wire::ROCE_BYTES + GetIpExtra() + m_mtu + WIRE_OVERHEAD_BYTES,
                                     m_domain,
                                     this});
    }
    if (m_recoveryPrototype->KnowsLosses() && !m_listens)
    {
        FramePool::AddListener(this);
        m_listens = true;
    }
    return problem;
}

void
RoceNic::SetJitter(Time limit)
{
    m_jitter = limit;
    m_ports.SetJitter(limit);
}

Time
RoceNic::GetJitter() const
{
    return m_jitter;
}

void
RoceNic::CompleteData(Frame& frame, uint64_t sequence)
{
    frame.src = m_host;
    frame.ecn = m_ecnCapable ? Ecn::ECT0 : Ecn::NOT_ECT;
    frame.hopLimit = INITIAL_HOP_LIMIT;
    if (frame.Has(FRAME_LAST) || (sequence + 1) % m_ackInterval == 0)
    {
        frame.flags |= FRAME_ACK_REQUEST;
    }
    m_counters.dataSent++;
    if (frame.Has(FRAME_RETRANSMIT))
    {
        m_counters.retransmitted++;
        NS_LOG_LOGIC("host " << m_host << " queue pair " << frame.srcQp << ": sends packet "
                             << frame.psn << " again");
        m_retransmissionTrace(frame);
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

Ptr<const CongestionControl>
RoceNic::GetControlPrototype() const
{
    return m_congestionPrototype;
}

} // namespace aifabric
} // namespace ns3
