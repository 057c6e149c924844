/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "switch-load-balancer.h"

#include "ns3/trace-source-accessor.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(SwitchLoadBalancer);

TypeId
SwitchLoadBalancer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::aifabric::SwitchLoadBalancer")
            .SetParent<Object>()
            .SetGroupName("AiFabric")
            .AddTraceSource("Selected",
                            "A frame got a port",
                            MakeTraceSourceAccessor(&SwitchLoadBalancer::m_selectedTrace),
                            "ns3::aifabric::SwitchStrategy::SelectedTracedCallback");
    return tid;
}

void
SwitchLoadBalancer::DoStart()
{
}

std::string
SwitchLoadBalancer::CheckConfig() const
{
    return {};
}

NetworkNeeds
SwitchLoadBalancer::DoGetNeeds() const
{
    return NEED_REORDERING;
}

} // namespace aifabric
} // namespace ns3
