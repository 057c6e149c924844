/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "host-load-balancer.h"

#include "ns3/trace-source-accessor.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(HostLoadBalancer);

TypeId
HostLoadBalancer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::aifabric::HostLoadBalancer")
            .SetParent<Object>()
            .SetGroupName("AiFabric")
            .AddTraceSource("Selected",
                            "A frame got a path",
                            MakeTraceSourceAccessor(&HostLoadBalancer::m_selectedTrace),
                            "ns3::aifabric::HostStrategy::SelectedTracedCallback");
    return tid;
}

void
HostLoadBalancer::DoStart()
{
}

std::string
HostLoadBalancer::CheckConfig() const
{
    return {};
}

NetworkNeeds
HostLoadBalancer::DoGetNeeds() const
{
    return NEED_REORDERING;
}

} // namespace aifabric
} // namespace ns3
