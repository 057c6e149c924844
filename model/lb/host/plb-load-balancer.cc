/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "plb-load-balancer.h"

#include "ns3/component-description.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("PlbLoadBalancer");

NS_OBJECT_ENSURE_REGISTERED(PlbLoadBalancer);

TypeId
PlbLoadBalancer::GetTypeId()
{
    static TypeId tid = DescribeStrategy(
        TypeId("ns3::aifabric::PlbLoadBalancer")
            .SetParent<RelabelLoadBalancer>()
            .SetGroupName("AiFabric")
            .AddConstructor<PlbLoadBalancer>()
            .AddAttribute("Threshold",
                          "A round with this fraction of marked ACKs, or more, is congested "
                          "(above 0, at most 1)",
                          DoubleValue(0.5),
                          MakeDoubleAccessor(&PlbLoadBalancer::m_threshold),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("IdleRounds",
                          "Congested rounds in a row after which an idle queue pair moves; 0: "
                          "idleness does not count",
                          UintegerValue(3),
                          MakeUintegerAccessor(&PlbLoadBalancer::m_idleRounds),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Rounds",
                          "Congested rounds in a row after which any queue pair moves",
                          UintegerValue(12),
                          MakeUintegerAccessor(&PlbLoadBalancer::m_rounds),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("Suspension",
                          "After a timeout no move on marks for a random time between once and "
                          "twice this",
                          TimeValue(Seconds(60)),
                          MakeTimeAccessor(&PlbLoadBalancer::m_suspension),
                          MakeTimeChecker(Time(0))),
        {"host",
         "flow",
         "marks per round trip of own queue pairs",
         "new entropy after rounds of marks, sooner if idle; pause after a timeout",
         "PLB, SIGCOMM 2022; Linux"});
    return tid;
}

PlbLoadBalancer::PlbLoadBalancer() = default;
PlbLoadBalancer::~PlbLoadBalancer() = default;

std::string
PlbLoadBalancer::CheckConfig() const
{
    return m_threshold > 0 ? "" : "Threshold must be above 0 and at most 1";
}

void
PlbLoadBalancer::RoundEnded(Flow& flow, double fraction, bool idle)
{
    flow.congested = fraction >= m_threshold ? std::min(flow.congested + 1, m_rounds) : 0;
    const bool forced = flow.congested >= m_rounds;
    const bool sooner = idle && m_idleRounds > 0 && flow.congested >= m_idleRounds;
    if ((forced || sooner) && GetDomain().Now() >= flow.suspendedUntil)
    {
        NS_LOG_INFO("host " << GetPlace().host << ": a flow moves after " << flow.congested
                            << " congested rounds");
        Relabel(flow);
        flow.congested = 0;
    }
}

void
PlbLoadBalancer::TimedOut(Flow& flow)
{
    const auto suspension = static_cast<double>(m_suspension.GetPicoSeconds());
    flow.suspendedUntil =
        GetDomain().Now() + static_cast<uint64_t>(suspension * (1 + GetRandom().Uniform()));
    NS_LOG_INFO("host " << GetPlace().host
                        << ": a flow moves after a timeout, and on marks not before "
                        << flow.suspendedUntil << " ps");
    flow.congested = 0;
    Relabel(flow);
}

} // namespace aifabric
} // namespace ns3
