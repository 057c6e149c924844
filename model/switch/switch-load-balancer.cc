/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "switch-load-balancer.h"

#include "ns3/fabric-engine.h"
#include "ns3/frame-pool.h"
#include "ns3/trace-source-accessor.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(SwitchLoadBalancer);

TypeId
SwitchLoadBalancer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::aifabric::SwitchLoadBalancer")
            .SetParent<Object>()
            .SetGroupName("AiFabric")
            .AddTraceSource("Selected",
                            "A frame got a port",
                            MakeTraceSourceAccessor(&SwitchLoadBalancer::m_selectedTrace),
                            "ns3::aifabric::SwitchLoadBalancer::SelectedTracedCallback");
    return tid;
}

SwitchLoadBalancer::SwitchLoadBalancer() = default;
SwitchLoadBalancer::~SwitchLoadBalancer() = default;

std::string
SwitchLoadBalancer::Start(const SwitchPlace& place)
{
    m_place = place;
    m_place.domain = place.domain ? place.domain : &FabricEngine::Get().GetDomain();
    m_place.pool = place.pool ? place.pool : &FramePool::Get();
    std::string problem = CheckConfig();
    if (problem.empty())
    {
        m_random.Seed(FabricRandom::SWITCH_BALANCER, place.node);
        DoStart();
    }
    return problem;
}

int64_t
SwitchLoadBalancer::AssignStreams(int64_t stream)
{
    m_random.Seed(FabricRandom::USER, static_cast<uint64_t>(stream));
    return 1;
}

void
SwitchLoadBalancer::DoStart()
{
}

std::string
SwitchLoadBalancer::CheckConfig() const
{
    return {};
}

void
SwitchLoadBalancer::DoLinkChanged(uint16_t, bool)
{
}

void
SwitchLoadBalancer::DoRoutesChanged()
{
}

uint32_t
SwitchLoadBalancer::DoGetHooks() const
{
    return 0;
}

bool
SwitchLoadBalancer::DoReceived(Frame*)
{
    return false;
}

void
SwitchLoadBalancer::DoSent(Frame&, uint16_t)
{
}

void
SwitchLoadBalancer::Release(Frame* frame)
{
    m_held--;
    m_place.services->ForwardHeld(frame);
}

void
SwitchLoadBalancer::Consume(Frame* frame)
{
    m_held--;
    m_place.pool->Deliver(frame);
}

uint32_t
SwitchLoadBalancer::DoGetNeeds() const
{
    return 0;
}

bool
SwitchLoadBalancer::DoReorders() const
{
    return true;
}

} // namespace aifabric
} // namespace ns3
