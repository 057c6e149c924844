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
    Object::DoDispose();
}

std::string
RoceNic::Start(Ptr<FabricNetDevice> device, uint32_t host, Ptr<FabricRoutes> routes)
{
    if (host >= MAX_HOSTS)
    {
        return "queue pair numbers tell 65536 hosts apart at most";
    }
    if (m_ipVersion == 5)
    {
        return "IpVersion must be 4 or 6, not 5";
    }
    m_port = PeekPointer(device);
    m_domain = &device->GetDomain();
    m_pool = &FramePool::Get();
    m_host = host;
    m_node = device->GetNode()->GetId();
    m_routes = routes;
    m_firstEpoch = routes->GetEpoch();
    m_lineRate = static_cast<double>(device->GetDataRate().GetBitRate());
    m_balancer = PeekPointer(m_balancerObject);
    device->SetOwner(this, true);
    SetJitter(m_jitter);
    m_recoveryPrototype = m_recoveryFactory.Create<LossRecovery>();
    m_congestionPrototype = m_congestionFactory.Create<CongestionControl>();
    std::string problem = m_recoveryPrototype->Check();
    if (problem.empty())
    {
        problem = m_congestionPrototype->Check();
    }
    if (problem.empty() && m_balancer)
    {
        problem = m_balancer->Start({m_node, host, routes, this, m_domain});
        if (!problem.empty())
        {
            problem = m_balancer->GetInstanceTypeId().GetName() + ": " + problem;
        }
    }
    m_notificationInterval = m_congestionPrototype->GetNotificationInterval();
    m_wakeEvent.Bind<&RoceNic::Wake>(this, m_node, HOST_PART, EventKind::NIC_WAKE);
    if (m_recoveryPrototype->KnowsLosses() && !m_listens)
    {
        m_pool->AddListener(this);
        m_listens = true;
    }
    return problem;
}

void
RoceNic::SetJitter(Time limit)
{
    m_jitter = limit;
    if (m_port)
    {
        m_port->SetJitter(static_cast<uint64_t>(limit.GetTimeStep()));
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
    pair->m_ready = true;
    pair->m_nextReady = nullptr;
    if (!m_readyTail)
    {
        m_readyHead = pair;
        m_readyTail = pair;
    }
    else if (m_goesOn)
    {
        pair->m_nextReady = m_readyHead;
        m_readyHead = pair;
    }
    else
    {
        m_readyTail->m_nextReady = pair;
        m_readyTail = pair;
    }
    m_port->Kick();
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

Frame*
RoceNic::PullData()
{
    if (m_paced && m_domain->Now() < m_nextAvailable)
    {
        if (!m_wakeEvent.IsPending())
        {
            m_domain->Schedule(m_wakeEvent, m_nextAvailable);
        }
        return nullptr;
    }
    while (m_readyHead)
    {
        QueuePair* pair = m_readyHead;
        m_readyHead = pair->m_nextReady;
        if (!m_readyHead)
        {
            m_readyTail = nullptr;
        }
        pair->m_ready = false;
        if (!pair->IsSendable())
        {
            m_inTurn = 0;
            continue;
        }
        if (pair->m_paced && pair->m_nextAvailable > m_domain->Now())
        {
            m_inTurn = 0;
            pair->Evaluate();
            continue;
        }
        Frame* frame = pair->MakePacket();
        m_goesOn = ++m_inTurn < m_burst;
        pair->Evaluate();
        m_inTurn = m_goesOn && m_readyHead == pair ? m_inTurn : 0;
        m_goesOn = false;
        if (m_paced)
        {
            m_nextAvailable =
                m_domain->Now() +
                static_cast<uint64_t>((frame->size + WIRE_OVERHEAD_BYTES) * 8e12 / m_hostRate);
        }
        return frame;
    }
    return nullptr;
}

void
RoceNic::Wake()
{
    m_port->Kick();
}

void
RoceNic::LetGo(Frame& frame)
{
    if (!m_catalog)
    {
        m_catalog = std::make_unique<PathCatalog>();
        m_catalog->Start(m_routes, m_host);
    }
    m_catalog->LetGo(frame);
}

Frame*
RoceNic::PullFrame(FabricPort& port)
{
    const uint8_t paused = port.GetPausedMask();
    Frame* frame = nullptr;
    if (m_cnps.head && !((paused >> m_cnpClass) & 1))
    {
        frame = m_cnps.Pop();
    }
    else if (m_acks.head && !((paused >> m_ackClass) & 1))
    {
        frame = m_acks.Pop();
    }
    else if (m_readyHead && !((paused >> m_dataClass) & 1))
    {
        frame = PullData();
    }
    if (!frame)
    {
        return nullptr;
    }
    frame->sentAt = m_domain->Now();
    if (m_balancer && frame->kind != FrameKind::PROBE &&
        (frame->kind != FrameKind::PROBE_REPLY || !frame->Has(FRAME_STEERED)))
    {
        m_balancer->Select(*frame);
        if (frame->Has(FRAME_STEERED) && m_routes->GetEpoch() != m_firstEpoch)
        {
            LetGo(*frame);
        }
    }
    return frame;
}

void
RoceNic::FrameLeavesQueue(FabricPort&, Frame*)
{
}

void
RoceNic::LinkChanged(FabricPort& port)
{
    if (!port.IsUp())
    {
        for (const auto& pair : m_queuePairs)
        {
            pair->PortDown();
        }
    }
}

void
RoceNic::PauseChanged(FabricPort& port)
{
    const bool isPaused = (port.GetPausedMask() >> m_dataClass) & 1;
    if (!isPaused)
    {
        m_pausedSince = UINT64_MAX;
    }
    else if (m_pausedSince == UINT64_MAX)
    {
        m_pausedSince = m_domain->Now();
    }
}

Ptr<HostLoadBalancer>
RoceNic::GetLoadBalancer() const
{
    return m_balancerObject;
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
    return m_acks.frames + m_cnps.frames;
}

} // namespace aifabric
} // namespace ns3
