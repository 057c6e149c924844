/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "clb-load-balancer.h"

#include "ns3/component-description.h"
#include "ns3/fabric-domain.h"
#include "ns3/flow-hash.h"
#include "ns3/log.h"

#include <algorithm>
#include <tuple>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("ClbLoadBalancer");

NS_OBJECT_ENSURE_REGISTERED(ClbLoadBalancer);

TypeId
ClbLoadBalancer::GetTypeId()
{
    static TypeId tid =
        DescribeStrategy(TypeId("ns3::aifabric::ClbLoadBalancer")
                             .SetParent<SwitchLoadBalancer>()
                             .SetGroupName("AiFabric")
                             .AddConstructor<ClbLoadBalancer>()
                             .AddAttribute("Age",
                                           "Silence of a queue pair after which it gives up its "
                                           "place (not published: our choice)",
                                           TimeValue(MilliSeconds(10)),
                                           MakeTimeAccessor(&ClbLoadBalancer::m_age),
                                           MakeTimeChecker(Time(0))),
                         {"switch",
                          "queue pair",
                          "own queue pairs",
                          "the port with the fewest active queue pairs",
                          "Arista cluster load balancing"});
    return tid;
}

ClbLoadBalancer::ClbLoadBalancer() = default;
ClbLoadBalancer::~ClbLoadBalancer() = default;

std::string
ClbLoadBalancer::CheckConfig() const
{
    return m_age.IsStrictlyPositive() ? "" : "clb: age must be positive";
}

NetworkNeeds
ClbLoadBalancer::DoGetNeeds() const
{
    return {};
}

void
ClbLoadBalancer::DoStart()
{
    m_agePs = static_cast<uint64_t>(m_age.GetPicoSeconds());
    m_salt = GetRandom().Next();
    m_ports = GetPlace().ports;
    for (uint32_t control = 0; control < 2; control++)
    {
        m_pairsAt[control].assign(m_ports, 0);
        m_pairsTo[control].assign(uint64_t{m_ports} * GetPlace().edges, 0);
    }
}

uint32_t
ClbLoadBalancer::GetPairs(uint16_t port)
{
    Release(GetDomain().Now());
    return CountOf(false, port);
}

void
ClbLoadBalancer::Count(const Pair& pair, bool more)
{
    const uint32_t step = more ? 1 : UINT32_MAX;
    CountOf(pair.control, pair.port) += step;
    CountOf(pair.control, pair.edge, pair.port) += step;
}

void
ClbLoadBalancer::Release(uint64_t now)
{
    while (!m_looks.empty() && m_looks.top().first < now)
    {
        const uint32_t number = m_looks.top().second;
        m_looks.pop();
        Pair& pair = m_pairs[number];
        const uint64_t end = pair.last + m_agePs;
        if (end >= now)
        {
            m_looks.emplace(end, number);
            continue;
        }
        Count(pair, false);
        m_index.erase(pair.name);
        pair = {};
        m_free.push_back(number);
    }
}

uint32_t
ClbLoadBalancer::Find(const Name& name)
{
    const auto found = m_index.find(name);
    if (found != m_index.end() && GetDomain().Now() - m_pairs[found->second].last <= m_agePs)
    {
        return found->second;
    }
    Release(GetDomain().Now()); // this pair too, if it has been silent
    if (m_free.empty())
    {
        m_free.push_back(static_cast<uint32_t>(m_pairs.size()));
        m_pairs.emplace_back();
    }
    const uint32_t number = m_free.back();
    m_free.pop_back();
    m_pairs[number].name = name;
    m_index.emplace(name, number);
    m_looks.emplace(GetDomain().Now() + m_agePs, number);
    return number;
}

uint32_t
ClbLoadBalancer::Choose(bool control, const Candidates& candidates)
{
    const uint32_t edge = candidates.GetDestinationEdge();
    const auto rank = [&](uint32_t i) {
        const uint16_t port = candidates.GetPort(i);
        return std::make_tuple(!candidates.IsUp(i),
                               CountOf(control, port),
                               CountOf(control, edge, port));
    };
    uint32_t best = 0;
    for (uint32_t i = 1; i < candidates.GetCount(); i++)
    {
        best = rank(i) < rank(best) ? i : best;
    }
    return best;
}

uint32_t
ClbLoadBalancer::DoSelect(const Frame& frame, const Candidates& candidates)
{
    if (frame.kind == FrameKind::FOREIGN)
    {
        return static_cast<uint32_t>((uint64_t{HashFlow(frame, m_salt)} * candidates.GetCount()) >>
                                     32);
    }
    const bool control = frame.IsControl();
    Pair& pair = m_pairs[Find(
        {(uint64_t{frame.src} << 32) | frame.dst, (frame.qp << 1) | (control ? 1U : 0U)})];
    pair.last = GetDomain().Now();
    const uint32_t last = candidates.FindPort(pair.port);
    if (last < candidates.GetCount() && candidates.IsUp(last))
    {
        return last;
    }
    if (pair.port != NONE)
    {
        Count(pair, false); // its port is dead, or leads there no more
    }
    const uint32_t choice = Choose(control, candidates);
    pair.port = candidates.GetPort(choice);
    pair.edge = candidates.GetDestinationEdge();
    pair.control = control;
    Count(pair, true);
    m_placements++;
    NS_LOG_LOGIC("node " << GetPlace().node << ": queue pair " << frame.qp << " of host "
                         << frame.src << " to host " << frame.dst << " takes port " << pair.port);
    return choice;
}

} // namespace aifabric
} // namespace ns3
