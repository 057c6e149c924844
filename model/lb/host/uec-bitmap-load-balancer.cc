/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "uec-bitmap-load-balancer.h"

#include "ns3/component-description.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(UecBitmapLoadBalancer);

TypeId
UecBitmapLoadBalancer::GetTypeId()
{
    static TypeId tid =
        DescribeStrategy(TypeId("ns3::aifabric::UecBitmapLoadBalancer")
                             .SetParent<EntropyBitmapLoadBalancer>()
                             .SetGroupName("AiFabric")
                             .AddConstructor<UecBitmapLoadBalancer>(),
                         {"host",
                          "packet",
                          "path (ECN, losses)",
                          "each of 2^n entropies once per round, those with a penalty skipped",
                          "Ultra Ethernet, uet-htsim"});
    return tid;
}

UecBitmapLoadBalancer::UecBitmapLoadBalancer() = default;
UecBitmapLoadBalancer::~UecBitmapLoadBalancer() = default;

} // namespace aifabric
} // namespace ns3
