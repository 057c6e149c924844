/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ofan-load-balancer.h"

#include "ns3/boolean.h"
#include "ns3/component-description.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"
#include "ns3/weighted-schedule.h"

#include <algorithm>
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
                          MakeBooleanChecker())
            .AddAttribute("Weights",
                          "Rotation over ports of unequal weights: iwrr (interleaved weighted "
                          "round robin), smooth (smooth weighted round robin, less bursty if "
                          "weights are very unequal) or equal (weights are ignored: queues grow "
                          "with the message)",
                          StringValue("iwrr"),
                          MakeStringAccessor(&OfanLoadBalancer::m_weightsName),
                          MakeStringChecker())
            .AddAttribute("Pipes",
                          "Pipes of a switch, each of which has pointers of its own for the frames "
                          "of its block of ingress ports; at most one per port is used",
                          UintegerValue(1),
                          MakeUintegerAccessor(&OfanLoadBalancer::m_pipes),
                          MakeUintegerChecker<uint32_t>(1, 65536)),
        {"switch", "packet", "none", "destination-based rotation", "Ofan, arXiv:2507.21372"});
    return tid;
}

OfanLoadBalancer::OfanLoadBalancer() = default;
OfanLoadBalancer::~OfanLoadBalancer() = default;

std::string
OfanLoadBalancer::CheckConfig() const
{
    return m_weightsName == "equal" || m_weightsName == "iwrr" || m_weightsName == "smooth"
               ? ""
               : "ofan: weights must be equal, iwrr or smooth, not " + m_weightsName;
}

void
OfanLoadBalancer::DoStart()
{
    m_weights = m_weightsName == "equal"    ? Weights::EQUAL
                : m_weightsName == "smooth" ? Weights::SMOOTH
                                            : Weights::INTERLEAVED;
    m_pipes = std::max(1U, std::min(m_pipes, GetPlace().ports));
    // Keys 0 .. edges-1 are destination edges, then come destination pods.
    const uint32_t keys = GetPlace().edges + GetPlace().pods;
    m_slots.assign(size_t{keys} * m_pipes, 0);
    m_firstSlot.clear();
    for (uint32_t port = 0; port < GetPlace().ports; port++)
    {
        m_firstSlot.push_back(port * m_pipes / GetPlace().ports * keys);
    }
}

void
OfanLoadBalancer::DoRoutesChanged()
{
    // Groups have new numbers, ports and weights: all pointers are drawn anew.
    std::fill(m_slots.begin(), m_slots.end(), 0);
    m_schedules.clear();
    m_lists.clear();
    m_pointers = 0;
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

inline uint32_t&
OfanLoadBalancer::FindSlot(const Frame& frame, const Candidates& candidates, uint16_t tag)
{
    const uint32_t edge = candidates.GetDestinationEdge();
    uint32_t* slots = m_slots.data();
    if (m_pipes > 1)
    {
        slots += m_firstSlot[frame.ingress];
    }
    uint32_t& slot = slots[GetKey(edge, candidates.GetDestinationPod())];
    // The edges of a pod may differ in their next hops: others than the first are on their own.
    return slot == 0 || m_schedules[slot - 1] == tag ? slot : slots[edge];
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
OfanLoadBalancer::MakeWeightedPointers(const Candidates& candidates)
{
    const uint16_t group = candidates.GetGroup();
    m_lists.resize(std::max<size_t>(m_lists.size(), group + size_t{1}));
    std::vector<uint16_t>& list = m_lists[group];
    if (list.empty())
    {
        std::vector<uint16_t> order(candidates.GetCount());
        std::iota(order.begin(), order.end(), uint16_t{0});
        if (m_randomOrder)
        {
            GetRandom().Shuffle(order);
        }
        const auto weights = WeightedSchedule::GetWeights(candidates);
        list = m_weights == Weights::SMOOTH ? WeightedSchedule::Smooth(order, weights)
                                            : WeightedSchedule::Interleave(order, weights);
    }
    const auto slot = static_cast<uint32_t>(m_schedules.size());
    m_schedules.push_back(WEIGHTED | group);
    for (uint32_t bin = 0; bin < m_bins; bin++)
    {
        const auto length = static_cast<uint32_t>(list.size());
        m_schedules.push_back(m_randomStart ? static_cast<uint16_t>(GetRandom().Below(length))
                                            : uint16_t{0});
    }
    m_pointers += m_bins;
    return slot + 1;
}

uint32_t
OfanLoadBalancer::DoSelect(const Frame& frame, const Candidates& candidates)
{
    if (candidates.IsWeighted() && m_weights != Weights::EQUAL)
    {
        return SelectWeighted(frame, candidates);
    }
    const uint32_t count = candidates.GetCount();
    uint32_t& slot = FindSlot(frame, candidates, static_cast<uint16_t>(count));
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
OfanLoadBalancer::SelectWeighted(const Frame& frame, const Candidates& candidates)
{
    const uint16_t group = candidates.GetGroup();
    const auto tag = static_cast<uint16_t>(WEIGHTED | group);
    uint32_t& slot = FindSlot(frame, candidates, tag);
    if (slot == 0 || m_schedules[slot - 1] != tag)
    {
        slot = MakeWeightedPointers(candidates);
    }
    const std::vector<uint16_t>& list = m_lists[group];
    uint16_t& position =
        m_schedules[slot + (m_bins > 1 && frame.IsControl() ? BIN_CONTROL : BIN_DATA)];
    const uint16_t choice = list[position];
    position = static_cast<uint16_t>(position + 1U == list.size() ? 0 : position + 1);
    return choice;
}

uint32_t
OfanLoadBalancer::GetPointerCount() const
{
    return m_pointers;
}

} // namespace aifabric
} // namespace ns3
