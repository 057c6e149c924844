/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "letflow-load-balancer.h"

#include "ecmp-load-balancer.h"

#include "ns3/component-description.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

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
                                           MakeUintegerChecker<uint32_t>(1, 1U << 24)),
                         {"switch",
                          "flowlet",
                          "none",
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
    m_engine = &FabricEngine::Get();
    m_salt = GetRandom().Next();
    m_table.assign(m_entries, Flowlet());
}

uint32_t
LetflowLoadBalancer::DoSelect(const Frame& frame, const Candidates& candidates)
{
    const uint64_t hash = EcmpLoadBalancer::Hash(frame, m_salt);
    Flowlet& flowlet = m_table[(hash * m_entries) >> 32];
    const uint64_t now = m_engine->Now();
    // An entry may be shared by flows whose groups differ in size.
    if (flowlet.port >= candidates.GetCount() ||
        now - flowlet.last > static_cast<uint64_t>(m_timeout.GetPicoSeconds()))
    {
        flowlet.port = GetRandom().Below(candidates.GetCount());
        m_flowlets++;
    }
    flowlet.last = now;
    return flowlet.port;
}

bool
LetflowLoadBalancer::DoReorders() const
{
    return false;
}

} // namespace aifabric
} // namespace ns3
