/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "presto-load-balancer.h"

#include "ns3/component-description.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(PrestoLoadBalancer);

TypeId
PrestoLoadBalancer::GetTypeId()
{
    static TypeId tid =
        DescribeStrategy(TypeId("ns3::aifabric::PrestoLoadBalancer")
                             .SetParent<HostLoadBalancer>()
                             .SetGroupName("AiFabric")
                             .AddConstructor<PrestoLoadBalancer>()
                             .AddAttribute("Flowcell",
                                           "Payload bytes of a flowcell",
                                           UintegerValue(65536),
                                           MakeUintegerAccessor(&PrestoLoadBalancer::m_flowcell),
                                           MakeUintegerChecker<uint64_t>(1)),
                         {"host",
                          "flowcell",
                          "none",
                          "flowcells of 64 KB take the paths in turn",
                          "Presto, SIGCOMM 2015"});
    return tid;
}

PrestoLoadBalancer::PrestoLoadBalancer() = default;
PrestoLoadBalancer::~PrestoLoadBalancer() = default;

void
PrestoLoadBalancer::DoStart()
{
    m_catalog.Start(GetPlace().routes, GetPlace().host, GetPlace().plane);
}

void
PrestoLoadBalancer::DoSelect(Frame& frame)
{
    if (frame.kind != FrameKind::DATA)
    {
        return;
    }
    Flow* flow = m_flows.Find(frame.srcQp);
    const bool fresh = !flow;
    if (fresh)
    {
        flow = &m_flows.Make(frame.srcQp);
        flow->next = static_cast<uint32_t>(GetRandom().Next() >> 32);
    }
    if (fresh || flow->bytes + frame.payload > m_flowcell)
    {
        const auto& labels = m_catalog.Get(frame.dst).labels;
        flow->bytes = 0;
        flow->steered = !labels.empty();
        if (flow->steered)
        {
            flow->next %= labels.size();
            flow->number = labels[flow->next++];
        }
    }
    flow->bytes += frame.payload;
    if (flow->steered)
    {
        Route::ByPath(flow->number).WriteTo(frame);
    }
}

NetworkNeeds
PrestoLoadBalancer::DoGetNeeds() const
{
    return NEED_REORDERING | NEED_STEERING;
}

} // namespace aifabric
} // namespace ns3
