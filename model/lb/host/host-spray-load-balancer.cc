/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "host-spray-load-balancer.h"

#include "ns3/component-description.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(HostSprayLoadBalancer);

TypeId
HostSprayLoadBalancer::GetTypeId()
{
    static TypeId tid = DescribeStrategy(
        TypeId("ns3::aifabric::HostSprayLoadBalancer")
            .SetParent<HostLoadBalancer>()
            .SetGroupName("AiFabric")
            .AddConstructor<HostSprayLoadBalancer>()
            .AddAttribute("Entropies",
                          "Number of UDP source ports to draw from",
                          UintegerValue(Route::NUMBERS),
                          MakeUintegerAccessor(&HostSprayLoadBalancer::m_entropies),
                          MakeUintegerChecker<uint32_t>(1, Route::NUMBERS)),
        {"host", "packet", "none", "random entropy, hashed by ECMP switches", "OPS"});
    return tid;
}

HostSprayLoadBalancer::HostSprayLoadBalancer() = default;
HostSprayLoadBalancer::~HostSprayLoadBalancer() = default;

void
HostSprayLoadBalancer::DoSelect(Frame& frame)
{
    Route::ByHash(Route::ToEntropy(GetRandom().Below(m_entropies))).WriteTo(frame);
}

} // namespace aifabric
} // namespace ns3
