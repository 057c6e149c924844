/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "subflow-load-balancer.h"

#include "ns3/boolean.h"
#include "ns3/component-description.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(SubflowLoadBalancer);

TypeId
SubflowLoadBalancer::GetTypeId()
{
    static TypeId tid = DescribeStrategy(
        TypeId("ns3::aifabric::SubflowLoadBalancer")
            .SetParent<HostLoadBalancer>()
            .SetGroupName("AiFabric")
            .AddConstructor<SubflowLoadBalancer>()
            .AddAttribute("Count",
                          "Queue pairs to each peer",
                          UintegerValue(4),
                          MakeUintegerAccessor(&SubflowLoadBalancer::m_count),
                          MakeUintegerChecker<uint32_t>(1, 256))
            .AddAttribute("Split",
                          "True: each message is cut into one piece per queue pair; false: "
                          "messages remain whole and take turns",
                          BooleanValue(true),
                          MakeBooleanAccessor(&SubflowLoadBalancer::m_split),
                          MakeBooleanChecker()),
        {"host",
         "subflow",
         "none",
         "equal pieces over several queue pairs, hashed by ECMP switches",
         "NCCL; arXiv:2507.21372"});
    return tid;
}

SubflowLoadBalancer::SubflowLoadBalancer() = default;
SubflowLoadBalancer::~SubflowLoadBalancer() = default;

PairCost
SubflowLoadBalancer::GetPairCost(const PairUse& use) const
{
    return {std::min<uint64_t>(m_count, m_split ? use.packets : use.messages), 0};
}

void
SubflowLoadBalancer::DoSelect(Frame&)
{
    // Packets keep the entropy of their queue pair.
}

void
SubflowLoadBalancer::CutEqually(uint64_t bytes,
                                uint32_t mtu,
                                uint32_t count,
                                std::vector<MessagePiece>& pieces)
{
    const uint64_t packets = std::max<uint64_t>(1, (bytes + mtu - 1) / mtu);
    const auto parts = static_cast<uint32_t>(std::min<uint64_t>(count, packets));
    uint64_t begin = 0;
    for (uint32_t i = 0; i < parts; i++)
    {
        const uint64_t end = std::min(bytes, packets * (i + 1) / parts * mtu);
        pieces.push_back({end - begin, static_cast<uint8_t>(i), Route()});
        begin = end;
    }
}

void
SubflowLoadBalancer::DoSplit(uint32_t dst, uint64_t bytes, std::vector<MessagePiece>& pieces)
{
    if (m_split)
    {
        CutEqually(bytes, GetPlace().services->GetMtu(), m_count, pieces);
        return;
    }
    uint8_t* known = m_next.Find(dst);
    uint8_t& next = known ? *known : m_next.Make(dst, uint8_t{0});
    pieces.push_back({bytes, next, Route()});
    next = static_cast<uint8_t>((next + 1U) % m_count);
}

NetworkNeeds
SubflowLoadBalancer::DoGetNeeds() const
{
    return {};
}

std::vector<IdleAttribute>
SubflowLoadBalancer::DoListIdle(const PlaceOfUse&) const
{
    if (m_count > 1)
    {
        return {};
    }
    return {{"Split", "with count=1 there is nothing to cut a message for"}};
}

} // namespace aifabric
} // namespace ns3
