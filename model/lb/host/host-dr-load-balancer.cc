/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "host-dr-load-balancer.h"

#include "ns3/component-description.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(HostDrLoadBalancer);

TypeId
HostDrLoadBalancer::GetTypeId()
{
    static TypeId tid = DescribeStrategy(
        TypeId("ns3::aifabric::HostDrLoadBalancer")
            .SetParent<HostLoadBalancer>()
            .SetGroupName("AiFabric")
            .AddConstructor<HostDrLoadBalancer>()
            .AddAttribute("Bins",
                          "2: control frames have rotations of their own; 1: they share those of "
                          "data",
                          UintegerValue(BIN_COUNT),
                          MakeUintegerAccessor(&HostDrLoadBalancer::m_bins),
                          MakeUintegerChecker<uint32_t>(1, BIN_COUNT)),
        {"host",
         "packet",
         "none",
         "rotation over all paths per destination host",
         "DRB, CoNEXT 2013; Host DR, arXiv:2507.21372"});
    return tid;
}

HostDrLoadBalancer::HostDrLoadBalancer() = default;
HostDrLoadBalancer::~HostDrLoadBalancer() = default;

void
HostDrLoadBalancer::DoStart()
{
    m_catalog.Start(GetPlace().routes, GetPlace().host, GetPlace().plane);
}

void
HostDrLoadBalancer::Begin(Rotation& rotation, uint32_t dst)
{
    rotation.epoch = GetPlace().routes->GetEpoch();
    rotation.order = m_catalog.Get(dst).labels;
    if (rotation.order.empty())
    {
        rotation.order.push_back(0); // within the edge switch, or nowhere
    }
    GetRandom().Shuffle(rotation.order);
    rotation.next = GetRandom().Below(static_cast<uint32_t>(rotation.order.size()));
}

void
HostDrLoadBalancer::DoSelect(Frame& frame)
{
    const uint32_t bin = m_bins > 1 && frame.IsControl() ? BIN_CONTROL : BIN_DATA;
    Rotation& rotation = m_rotations[uint64_t{frame.dst} * BIN_COUNT + bin];
    if (rotation.epoch != GetPlace().routes->GetEpoch())
    {
        Begin(rotation, frame.dst);
    }
    Route::ByPath(rotation.order[rotation.next]).WriteTo(frame);
    if (++rotation.next == rotation.order.size())
    {
        rotation.next = 0;
    }
}

NetworkNeeds
HostDrLoadBalancer::DoGetNeeds() const
{
    return NEED_REORDERING | NEED_STEERING;
}

} // namespace aifabric
} // namespace ns3
