/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ofan-load-balancer.h"

#include "ns3/boolean.h"
#include "ns3/component-description.h"
#include "ns3/uinteger.h"

#include <numeric>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(OfanLoadBalancer);

TypeId
OfanLoadBalancer::GetTypeId()
{
    static TypeId tid = DescribeStrategy(
        TypeId("ns3::aifabric::OfanLoadBalancer")
            .SetParent<SwitchLoadBalancer>()
            .SetGroupName("AiFabric")
            .AddConstructor<OfanLoadBalancer>()
            .AddAttribute("Bins",
                          "2: control frames have pointers of their own; 1: they share those of "
                          "data",
                          UintegerValue(BIN_COUNT),
                          MakeUintegerAccessor(&OfanLoadBalancer::m_bins),
                          MakeUintegerChecker<uint32_t>(1, BIN_COUNT))
            .AddAttribute("RandomStart",
                          "True: every pointer starts at a random port",
                          BooleanValue(true),
                          MakeBooleanAccessor(&OfanLoadBalancer::m_randomStart),
                          MakeBooleanChecker())
            .AddAttribute("RandomOrder",
                          "True: every pointer visits the ports in a random order of its own",
                          BooleanValue(true),
                          MakeBooleanAccessor(&OfanLoadBalancer::m_randomOrder),
                          MakeBooleanChecker())
            .AddAttribute("PodAtEdge",
                          "True: edge switches keep one pointer per destination pod. Too coarse: "
                          "a negative control, never a configuration to use",
                          BooleanValue(false),
                          MakeBooleanAccessor(&OfanLoadBalancer::m_podAtEdge),
                          MakeBooleanChecker()),
        {"switch",
         "packet",
         "none",
         "reordering",
         "destination-based rotation",
         "Ofan, arXiv:2507.21372"});
    return tid;
}

OfanLoadBalancer::OfanLoadBalancer() = default;
OfanLoadBalancer::~OfanLoadBalancer() = default;

void
OfanLoadBalancer::DoStart()
{
    // Keys 0 .. edges-1 are destination edges, then come destination pods.
    m_slots.assign(size_t{GetPlace().edges} + GetPlace().pods, 0);
}

uint32_t
OfanLoadBalancer::GetKey(uint32_t edge, uint32_t pod) const
{
    // Towards another pod an aggregation rotates per pod. An edge switch, and an aggregation with
    // parallel links down, rotate per edge.
    const SwitchPlace& place = GetPlace();
    const bool perEdge = place.tier == 1 ? !m_podAtEdge : pod == place.pod;
    return perEdge ? edge : place.edges + pod;
}

uint32_t
OfanLoadBalancer::MakePointers(uint32_t count)
{
    const auto slot = static_cast<uint32_t>(m_schedules.size());
    m_schedules.push_back(static_cast<uint16_t>(count));
    std::vector<uint16_t> order(count);
    std::iota(order.begin(), order.end(), uint16_t{0});
    for (uint32_t bin = 0; bin < m_bins; bin++)
    {
        if (m_randomOrder)
        {
            GetRandom().Shuffle(order);
        }
        m_schedules.push_back(m_randomStart ? static_cast<uint16_t>(GetRandom().Below(count))
                                            : uint16_t{0});
        m_schedules.insert(m_schedules.end(), order.begin(), order.end());
    }
    m_pointers += m_bins;
    return slot + 1;
}

uint32_t
OfanLoadBalancer::DoSelect(const Frame& frame, const Candidates& candidates)
{
    uint32_t& slot =
        m_slots[GetKey(candidates.GetDestinationEdge(), candidates.GetDestinationPod())];
    const uint32_t count = candidates.GetCount();
    if (slot == 0 || m_schedules[slot - 1] != count)
    {
        slot = MakePointers(count);
    }
    const uint32_t bin = m_bins > 1 && frame.IsControl() ? BIN_CONTROL : BIN_DATA;
    uint16_t* pointer = &m_schedules[slot + bin * (count + 1)];
    const uint16_t position = pointer[0];
    pointer[0] = static_cast<uint16_t>(position + 1U == count ? 0 : position + 1);
    return pointer[1 + position];
}

uint32_t
OfanLoadBalancer::GetPointerCount() const
{
    return m_pointers;
}

} // namespace aifabric
} // namespace ns3
