/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "adaptive-load-balancer.h"

#include "ns3/component-description.h"
#include "ns3/double.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(AdaptiveLoadBalancer);

TypeId
AdaptiveLoadBalancer::GetTypeId()
{
    static TypeId tid = DescribeStrategy(
        TypeId("ns3::aifabric::AdaptiveLoadBalancer")
            .SetParent<SwitchLoadBalancer>()
            .SetGroupName("AiFabric")
            .AddConstructor<AdaptiveLoadBalancer>()
            .AddAttribute("GradeLow",
                          "Fraction of the port's buffer below which a queue has the best grade",
                          DoubleValue(0.05),
                          MakeDoubleAccessor(&AdaptiveLoadBalancer::m_low),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("GradeMiddle",
                          "Fraction of the port's buffer where the second grade ends",
                          DoubleValue(0.10),
                          MakeDoubleAccessor(&AdaptiveLoadBalancer::m_middle),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("GradeHigh",
                          "Fraction of the port's buffer where the third grade ends",
                          DoubleValue(0.20),
                          MakeDoubleAccessor(&AdaptiveLoadBalancer::m_high),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("SnapshotAge",
                          "Time for which graded queues are not looked at again",
                          TimeValue(NanoSeconds(100)),
                          MakeTimeAccessor(&AdaptiveLoadBalancer::m_age),
                          MakeTimeChecker(Time(0))),
        {"switch",
         "packet",
         "own queues",
         "random port of the least quantised queue grade",
         "adaptive routing of Spectrum-X, csg-htsim"});
    return tid;
}

AdaptiveLoadBalancer::AdaptiveLoadBalancer() = default;
AdaptiveLoadBalancer::~AdaptiveLoadBalancer() = default;

std::string
AdaptiveLoadBalancer::CheckConfig() const
{
    return m_low <= m_middle && m_middle <= m_high
               ? ""
               : "adaptive: grade-low <= grade-middle <= grade-high must hold";
}

void
AdaptiveLoadBalancer::DoStart()
{
    const auto buffer = static_cast<double>(GetPlace().buffer);
    m_bounds[0] = static_cast<uint64_t>(m_low * buffer);
    m_bounds[1] = static_cast<uint64_t>(m_middle * buffer);
    m_bounds[2] = static_cast<uint64_t>(m_high * buffer);
}

uint32_t
AdaptiveLoadBalancer::Grade(uint64_t backlog) const
{
    uint32_t grade = 0;
    while (grade < 3 && backlog >= m_bounds[grade])
    {
        grade++;
    }
    return grade;
}

void
AdaptiveLoadBalancer::Refresh(Snapshot& snapshot, const Candidates& candidates) const
{
    uint32_t best = UINT32_MAX;
    for (uint32_t i = 0; i < candidates.GetCount(); i++)
    {
        const uint32_t grade = Grade(candidates.GetBacklog(i));
        if (grade < best)
        {
            best = grade;
            snapshot.best.clear();
        }
        if (grade == best)
        {
            snapshot.best.push_back(static_cast<uint16_t>(i));
        }
    }
    snapshot.time = GetDomain().Now();
}

void
AdaptiveLoadBalancer::DoRoutesChanged()
{
    m_snapshots.clear(); // groups and their indices mean other ports now
}

uint32_t
AdaptiveLoadBalancer::DoSelect(const Frame&, const Candidates& candidates)
{
    const size_t group = candidates.GetGroup();
    if (group >= m_snapshots.size())
    {
        m_snapshots.resize(group + 1);
    }
    Snapshot& snapshot = m_snapshots[group];
    if (snapshot.best.empty() ||
        GetDomain().Now() - snapshot.time >= static_cast<uint64_t>(m_age.GetTimeStep()))
    {
        Refresh(snapshot, candidates);
    }
    return snapshot.best[GetRandom().Below(static_cast<uint32_t>(snapshot.best.size()))];
}

std::vector<IdleAttribute>
AdaptiveLoadBalancer::DoListIdle(const PlaceOfUse& place) const
{
    const double bound = m_low * static_cast<double>(place.bufferPerPort);
    if (bound < static_cast<double>(place.largestQueue))
    {
        return {};
    }
    return {{"GradeLow",
             "no queue can be that long (" + std::to_string(static_cast<uint64_t>(bound)) +
                 " bytes): all ports have the best grade, as with --lb=spray",
             true}};
}

} // namespace aifabric
} // namespace ns3
