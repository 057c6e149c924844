/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "host-load-balancer.h"

#include "ns3/fabric-engine.h"
#include "ns3/trace-source-accessor.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(HostLoadBalancer);

TypeId
HostLoadBalancer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::aifabric::HostLoadBalancer")
            .SetParent<Object>()
            .SetGroupName("AiFabric")
            .AddTraceSource("Selected",
                            "A frame got a path",
                            MakeTraceSourceAccessor(&HostLoadBalancer::m_selectedTrace),
                            "ns3::aifabric::HostLoadBalancer::SelectedTracedCallback");
    return tid;
}

HostLoadBalancer::HostLoadBalancer() = default;
HostLoadBalancer::~HostLoadBalancer() = default;

std::string
HostLoadBalancer::Start(const HostPlace& place)
{
    m_place = place;
    m_place.domain = place.domain ? place.domain : &FabricEngine::Get().GetDomain();
    std::string problem = CheckConfig();
    if (problem.empty())
    {
        m_random.Seed(FabricRandom::HOST_BALANCER, uint64_t{place.plane} << 32 | place.node);
        DoStart();
    }
    return problem;
}

int64_t
HostLoadBalancer::AssignStreams(int64_t stream)
{
    m_random.Seed(FabricRandom::USER, static_cast<uint64_t>(stream));
    return 1;
}

void
HostLoadBalancer::DoStart()
{
}

std::string
HostLoadBalancer::CheckConfig() const
{
    return {};
}

void
HostLoadBalancer::DoAcknowledged(const Frame&)
{
}

void
HostLoadBalancer::DoLost(const LostPacket&)
{
}

void
HostLoadBalancer::DoProbeAnswered(const Frame&)
{
}

void
HostLoadBalancer::DoProbed(const Frame&)
{
}

PairCost
HostLoadBalancer::GetPairCost(const PairUse&) const
{
    return {};
}

void
HostLoadBalancer::DoSplit(uint32_t, uint64_t, std::vector<MessagePiece>&)
{
}

void
HostLoadBalancer::DoPlan(const std::vector<PlannedMessage>&)
{
}

uint32_t
HostLoadBalancer::DoGetNeeds() const
{
    return 0;
}

bool
HostLoadBalancer::DoReorders() const
{
    return true;
}

} // namespace aifabric
} // namespace ns3
