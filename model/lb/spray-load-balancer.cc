/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "spray-load-balancer.h"

#include "ns3/component-description.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(SprayLoadBalancer);

TypeId
SprayLoadBalancer::GetTypeId()
{
    static TypeId tid = DescribeStrategy(
        TypeId("ns3::aifabric::SprayLoadBalancer")
            .SetParent<SwitchLoadBalancer>()
            .SetGroupName("AiFabric")
            .AddConstructor<SprayLoadBalancer>(),
        {"switch", "packet", "none", "reordering", "uniformly random port", "RPS, INFOCOM 2013"});
    return tid;
}

SprayLoadBalancer::SprayLoadBalancer() = default;
SprayLoadBalancer::~SprayLoadBalancer() = default;

uint32_t
SprayLoadBalancer::DoSelect(const Frame&, const Candidates& candidates)
{
    return GetRandom().Below(candidates.GetCount());
}

} // namespace aifabric
} // namespace ns3
