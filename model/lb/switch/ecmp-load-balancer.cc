/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ecmp-load-balancer.h"

#include "ns3/boolean.h"
#include "ns3/component-description.h"
#include "ns3/flow-hash.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(EcmpLoadBalancer);

TypeId
EcmpLoadBalancer::GetTypeId()
{
    static TypeId tid = DescribeStrategy(
        TypeId("ns3::aifabric::EcmpLoadBalancer")
            .SetParent<SwitchLoadBalancer>()
            .SetGroupName("AiFabric")
            .AddConstructor<EcmpLoadBalancer>()
            .AddAttribute("Polarised",
                          "True: all switches use the same hash; false: each has its own salt",
                          BooleanValue(false),
                          MakeBooleanAccessor(&EcmpLoadBalancer::m_polarised),
                          MakeBooleanChecker()),
        {"switch", "flow", "none", "hash of the 5-tuple", "RFC 2992"});
    return tid;
}

EcmpLoadBalancer::EcmpLoadBalancer() = default;
EcmpLoadBalancer::~EcmpLoadBalancer() = default;

void
EcmpLoadBalancer::DoStart()
{
    m_salt = m_polarised ? 0 : GetRandom().Next();
}

uint64_t
EcmpLoadBalancer::GetSalt() const
{
    return m_salt;
}

uint32_t
EcmpLoadBalancer::DoSelect(const Frame& frame, const Candidates& candidates)
{
    return static_cast<uint32_t>((uint64_t{HashFlow(frame, m_salt)} * candidates.GetCount()) >> 32);
}

NetworkNeeds
EcmpLoadBalancer::DoGetNeeds() const
{
    return {};
}

} // namespace aifabric
} // namespace ns3
