/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "jsq-load-balancer.h"

#include "ns3/boolean.h"
#include "ns3/component-description.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(JsqLoadBalancer);

TypeId
JsqLoadBalancer::GetTypeId()
{
    static TypeId tid = DescribeStrategy(
        TypeId("ns3::aifabric::JsqLoadBalancer")
            .SetParent<SwitchLoadBalancer>()
            .SetGroupName("AiFabric")
            .AddConstructor<JsqLoadBalancer>()
            .AddAttribute("RandomTies",
                          "True: equally short queues are drawn from at random; false: the first",
                          BooleanValue(true),
                          MakeBooleanAccessor(&JsqLoadBalancer::m_randomTies),
                          MakeBooleanChecker()),
        {"switch",
         "packet",
         "own queues",
         "the port with the least backlog, exactly",
         "join the shortest queue"});
    return tid;
}

JsqLoadBalancer::JsqLoadBalancer() = default;
JsqLoadBalancer::~JsqLoadBalancer() = default;

uint32_t
JsqLoadBalancer::DoSelect(const Frame&, const Candidates& candidates)
{
    uint32_t best = 0;
    uint32_t ties = 1;
    uint64_t least = candidates.GetBacklog(0);
    for (uint32_t i = 1; i < candidates.GetCount(); i++)
    {
        const uint64_t backlog = candidates.GetBacklog(i);
        if (backlog < least)
        {
            best = i;
            least = backlog;
            ties = 1;
        }
        else if (backlog == least && m_randomTies && GetRandom().Below(++ties) == 0)
        {
            best = i; // reservoir sampling: each of the ties is kept with equal probability
        }
    }
    return best;
}

} // namespace aifabric
} // namespace ns3
