/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "flowbender-load-balancer.h"

#include "ns3/component-description.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("FlowbenderLoadBalancer");

NS_OBJECT_ENSURE_REGISTERED(FlowbenderLoadBalancer);

TypeId
FlowbenderLoadBalancer::GetTypeId()
{
    static TypeId tid = DescribeStrategy(
        TypeId("ns3::aifabric::FlowbenderLoadBalancer")
            .SetParent<RelabelLoadBalancer>()
            .SetGroupName("AiFabric")
            .AddConstructor<FlowbenderLoadBalancer>()
            .AddAttribute("Threshold",
                          "A round with more than this fraction of marked ACKs is congested (0 "
                          "to 1)",
                          DoubleValue(0.05),
                          MakeDoubleAccessor(&FlowbenderLoadBalancer::m_threshold),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("Rounds",
                          "Congested rounds in a row after which a queue pair moves",
                          UintegerValue(1),
                          MakeUintegerAccessor(&FlowbenderLoadBalancer::m_rounds),
                          MakeUintegerChecker<uint32_t>(1)),
        {"host",
         "flow",
         "marks per round trip of own queue pairs",
         "new entropy after a round trip with marks, or a timeout",
         "FlowBender, CoNEXT 2014"});
    return tid;
}

FlowbenderLoadBalancer::FlowbenderLoadBalancer() = default;
FlowbenderLoadBalancer::~FlowbenderLoadBalancer() = default;

void
FlowbenderLoadBalancer::RoundEnded(Flow& flow, double fraction, bool)
{
    flow.congested = fraction > m_threshold ? flow.congested + 1 : 0;
    if (flow.congested >= m_rounds)
    {
        NS_LOG_INFO("host " << GetPlace().host << ": a flow moves after " << flow.congested
                            << " congested rounds");
        Relabel(flow);
        flow.congested = 0;
    }
}

void
FlowbenderLoadBalancer::TimedOut(Flow& flow)
{
    NS_LOG_INFO("host " << GetPlace().host << ": a flow moves after a timeout");
    Relabel(flow);
    flow.congested = 0;
}

} // namespace aifabric
} // namespace ns3
