/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "uec-oblivious-load-balancer.h"

#include "ns3/component-description.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(UecObliviousLoadBalancer);

TypeId
UecObliviousLoadBalancer::GetTypeId()
{
    static TypeId tid = DescribeStrategy(
        TypeId("ns3::aifabric::UecObliviousLoadBalancer")
            .SetParent<HostLoadBalancer>()
            .SetGroupName("AiFabric")
            .AddConstructor<UecObliviousLoadBalancer>()
            .AddAttribute("Entropies",
                          "Number of UDP source ports per queue pair, a power of two",
                          UintegerValue(256),
                          MakeUintegerAccessor(&UecObliviousLoadBalancer::m_entropies),
                          MakeUintegerChecker<uint32_t>(1, Route::NUMBERS)),
        {"host",
         "packet",
         "none",
         "each of 2^n entropies once per round, in an order turned by a random XOR",
         "Ultra Ethernet, uet-htsim"});
    return tid;
}

UecObliviousLoadBalancer::UecObliviousLoadBalancer() = default;
UecObliviousLoadBalancer::~UecObliviousLoadBalancer() = default;

std::string
UecObliviousLoadBalancer::CheckConfig() const
{
    return (m_entropies & (m_entropies - 1)) == 0 ? "" : "Entropies must be a power of two";
}

void
UecObliviousLoadBalancer::DoSelect(Frame& frame)
{
    if (frame.kind != FrameKind::DATA)
    {
        return;
    }
    EntropyWalk* walk = m_walks.Find(frame.srcQp);
    if (!walk)
    {
        walk = &m_walks.Make(frame.srcQp, m_entropies, GetRandom());
    }
    Route::ByHash(walk->ToEntropy(walk->GetNumber())).WriteTo(frame);
    walk->Step(GetRandom());
}

} // namespace aifabric
} // namespace ns3
