/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "drill-load-balancer.h"

#include "ns3/component-description.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(DrillLoadBalancer);

TypeId
DrillLoadBalancer::GetTypeId()
{
    static TypeId tid =
        DescribeStrategy(TypeId("ns3::aifabric::DrillLoadBalancer")
                             .SetParent<SwitchLoadBalancer>()
                             .SetGroupName("AiFabric")
                             .AddConstructor<DrillLoadBalancer>()
                             .AddAttribute("Draws",
                                           "Number of queues drawn at random for a packet (d)",
                                           UintegerValue(2),
                                           MakeUintegerAccessor(&DrillLoadBalancer::m_draws),
                                           MakeUintegerChecker<uint32_t>(0, 64))
                             .AddAttribute("Memory",
                                           "Number of queues remembered from the packet before (m)",
                                           UintegerValue(1),
                                           MakeUintegerAccessor(&DrillLoadBalancer::m_memory),
                                           MakeUintegerChecker<uint32_t>(0, 64)),
                         {"switch",
                          "packet",
                          "own queues",
                          "the shortest of some random and some remembered queues",
                          "DRILL, SIGCOMM 2017"});
    return tid;
}

DrillLoadBalancer::DrillLoadBalancer() = default;
DrillLoadBalancer::~DrillLoadBalancer() = default;

std::string
DrillLoadBalancer::CheckConfig() const
{
    return m_draws > 0 ? "" : "Draws must be at least 1: memory alone never finds another queue";
}

void
DrillLoadBalancer::Consider(uint32_t index, const Candidates& candidates)
{
    for (const Seen& seen : m_seen)
    {
        if (seen.index == index)
        {
            return;
        }
    }
    const Seen seen{candidates.GetBacklog(index), index};
    // Behind those as short: what is remembered is considered first and wins ties.
    const auto place =
        std::upper_bound(m_seen.begin(), m_seen.end(), seen, [](const Seen& a, const Seen& b) {
            return a.backlog < b.backlog;
        });
    m_seen.insert(place, seen);
}

void
DrillLoadBalancer::DoRoutesChanged()
{
    m_remembered.clear(); // groups and their indices mean other ports now
}

uint32_t
DrillLoadBalancer::DoSelect(const Frame&, const Candidates& candidates)
{
    if (candidates.GetGroup() >= m_remembered.size())
    {
        m_remembered.resize(candidates.GetGroup() + 1U);
    }
    std::vector<uint32_t>& remembered = m_remembered[candidates.GetGroup()];
    m_seen.clear();
    for (const uint32_t index : remembered)
    {
        Consider(index, candidates);
    }
    for (uint32_t i = 0; i < m_draws; i++)
    {
        Consider(GetRandom().Below(candidates.GetCount()), candidates);
    }
    remembered.clear();
    for (size_t i = 0; i < m_seen.size() && i < m_memory; i++)
    {
        remembered.push_back(m_seen[i].index);
    }
    return m_seen.front().index;
}

} // namespace aifabric
} // namespace ns3
