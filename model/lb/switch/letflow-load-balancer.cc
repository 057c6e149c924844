/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "letflow-load-balancer.h"

#include "ns3/component-description.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("LetflowLoadBalancer");

NS_OBJECT_ENSURE_REGISTERED(LetflowLoadBalancer);

TypeId
LetflowLoadBalancer::GetTypeId()
{
    static TypeId tid =
        DescribeStrategy(TypeId("ns3::aifabric::LetflowLoadBalancer")
                             .SetParent<SwitchLoadBalancer>()
                             .SetGroupName("AiFabric")
                             .AddConstructor<LetflowLoadBalancer>()
                             .AddAttribute("Timeout",
                                           "Pause of a flow after which a new flowlet begins",
                                           TimeValue(MicroSeconds(100)),
                                           MakeTimeAccessor(&LetflowLoadBalancer::m_timeout),
                                           MakeTimeChecker(Time(0)))
                             .AddAttribute("Entries",
                                           "Size of the flowlet table (flows, by hash)",
                                           UintegerValue(4096),
                                           MakeUintegerAccessor(&LetflowLoadBalancer::m_entries),
                                           MakeUintegerChecker<uint32_t>(1, 1U << 20)),
                         {"switch",
                          "flowlet",
                          "none",
                          "a random port after each pause of a flow",
                          "LetFlow, NSDI 2017"});
    return tid;
}

LetflowLoadBalancer::LetflowLoadBalancer() = default;
LetflowLoadBalancer::~LetflowLoadBalancer() = default;

std::string
LetflowLoadBalancer::CheckConfig() const
{
    return m_timeout.IsStrictlyPositive() ? "" : "Timeout must be positive: use spray for packets";
}

void
LetflowLoadBalancer::DoStart()
{
    m_table.Start(m_entries, m_timeout, GetRandom().Next());
}

uint32_t
LetflowLoadBalancer::DoSelect(const Frame& frame, const Candidates& candidates)
{
    FlowletTable::Entry& flowlet = m_table.Find(frame, GetDomain().Now());
    const uint32_t last = candidates.FindPort(flowlet.port);
    if (!flowlet.fresh && last < candidates.GetCount())
    {
        return last;
    }
    // A new flowlet, or its port has left the group (or belongs to another group of the entry).
    const uint32_t choice = GetRandom().Below(candidates.GetCount());
    flowlet.port = candidates.GetPort(choice);
    m_flowlets++;
    NS_LOG_LOGIC("node " << GetPlace().node << ": a flowlet of host " << frame.src << " to host "
                         << frame.dst << " takes port " << flowlet.port);
    return choice;
}

NetworkNeeds
LetflowLoadBalancer::DoGetNeeds() const
{
    return {};
}

} // namespace aifabric
} // namespace ns3
