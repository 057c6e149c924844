/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "round-robin-load-balancer.h"

#include "ns3/boolean.h"
#include "ns3/component-description.h"
#include "ns3/uinteger.h"
#include "ns3/weighted-schedule.h"

#include <numeric>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(RoundRobinLoadBalancer);

TypeId
RoundRobinLoadBalancer::GetTypeId()
{
    static TypeId tid = DescribeStrategy(
        TypeId("ns3::aifabric::RoundRobinLoadBalancer")
            .SetParent<SwitchLoadBalancer>()
            .SetGroupName("AiFabric")
            .AddConstructor<RoundRobinLoadBalancer>()
            .AddAttribute("ReshufflePeriod",
                          "Wraps after which the order of the ports is drawn anew; 0 = never",
                          UintegerValue(5),
                          MakeUintegerAccessor(&RoundRobinLoadBalancer::m_period),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Bins",
                          "2: control frames rotate apart from data; 1: all rotate together",
                          UintegerValue(BIN_COUNT),
                          MakeUintegerAccessor(&RoundRobinLoadBalancer::m_bins),
                          MakeUintegerChecker<uint32_t>(1, BIN_COUNT))
            .AddAttribute("Weighted",
                          "True: ports take turns by the weights of routing, which are equal until "
                          "routing knows of failures or unlike links; false: weights are ignored",
                          BooleanValue(true),
                          MakeBooleanAccessor(&RoundRobinLoadBalancer::m_weighted),
                          MakeBooleanChecker()),
        {"switch", "packet", "none", "round robin over the next-hop group", "csg-htsim"});
    return tid;
}

RoundRobinLoadBalancer::RoundRobinLoadBalancer() = default;
RoundRobinLoadBalancer::~RoundRobinLoadBalancer() = default;

void
RoundRobinLoadBalancer::DoRoutesChanged()
{
    m_rotations.clear();
}

void
RoundRobinLoadBalancer::Shuffle(Rotation& rotation, const Candidates& candidates)
{
    rotation.count = candidates.GetCount();
    rotation.order.resize(rotation.count);
    std::iota(rotation.order.begin(), rotation.order.end(), uint16_t{0});
    GetRandom().Shuffle(rotation.order);
    if (m_weighted && candidates.IsWeighted())
    {
        rotation.order =
            WeightedSchedule::Interleave(rotation.order, WeightedSchedule::GetWeights(candidates));
    }
    rotation.next = 0;
    rotation.wraps = 0;
}

uint32_t
RoundRobinLoadBalancer::DoSelect(const Frame& frame, const Candidates& candidates)
{
    const uint32_t bin = m_bins > 1 && frame.IsControl() ? BIN_CONTROL : BIN_DATA;
    const size_t index = size_t{candidates.GetGroup()} * BIN_COUNT + bin;
    if (index >= m_rotations.size())
    {
        m_rotations.resize(index + 1);
    }
    Rotation& rotation = m_rotations[index];
    if (rotation.count != candidates.GetCount())
    {
        Shuffle(rotation, candidates);
    }
    else if (rotation.next == rotation.order.size())
    {
        rotation.next = 0;
        if (++rotation.wraps == m_period)
        {
            Shuffle(rotation, candidates);
        }
    }
    return rotation.order[rotation.next++];
}

} // namespace aifabric
} // namespace ns3
