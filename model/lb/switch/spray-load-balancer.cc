/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "spray-load-balancer.h"

#include "ns3/boolean.h"
#include "ns3/component-description.h"
#include "ns3/weighted-schedule.h"

#include <numeric>

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
            .AddConstructor<SprayLoadBalancer>()
            .AddAttribute("Weighted",
                          "True: ports are drawn by the weights of routing, which are equal until "
                          "routing knows of failures or unlike links; false: weights are ignored",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SprayLoadBalancer::m_weighted),
                          MakeBooleanChecker()),
        {"switch", "packet", "none", "uniformly random port", "RPS, INFOCOM 2013"});
    return tid;
}

SprayLoadBalancer::SprayLoadBalancer() = default;
SprayLoadBalancer::~SprayLoadBalancer() = default;

void
SprayLoadBalancer::DoRoutesChanged()
{
    m_lots.clear();
}

uint32_t
SprayLoadBalancer::Draw(const Candidates& candidates)
{
    const size_t group = candidates.GetGroup();
    if (group >= m_lots.size())
    {
        m_lots.resize(group + 1);
    }
    std::vector<uint16_t>& lots = m_lots[group];
    if (lots.empty())
    {
        std::vector<uint16_t> order(candidates.GetCount());
        std::iota(order.begin(), order.end(), uint16_t{0});
        lots = WeightedSchedule::Interleave(order, WeightedSchedule::GetWeights(candidates));
    }
    return lots[GetRandom().Below(static_cast<uint32_t>(lots.size()))];
}

uint32_t
SprayLoadBalancer::DoSelect(const Frame&, const Candidates& candidates)
{
    return m_weighted && candidates.IsWeighted() ? Draw(candidates)
                                                 : GetRandom().Below(candidates.GetCount());
}

} // namespace aifabric
} // namespace ns3
