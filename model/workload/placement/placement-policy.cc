/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "placement-policy.h"

#include "ns3/component-spec.h"
#include "ns3/config-error.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(PlacementPolicy);

TypeId
PlacementPolicy::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::aifabric::PlacementPolicy").SetParent<Object>().SetGroupName("AiFabric");
    return tid;
}

PlacementPolicy::PlacementPolicy() = default;
PlacementPolicy::~PlacementPolicy() = default;

const ComponentFamily&
PlacementPolicy::GetFamily()
{
    static const ComponentFamily family("placement",
                                        "PlacementPolicy",
                                        {PlacementPolicy::GetTypeId()});
    return family;
}

Ptr<PlacementPolicy>
PlacementPolicy::Make(const std::string& text)
{
    return CreateComponent<PlacementPolicy>(GetFamily(), text);
}

bool
PlacementPolicy::NeedsFree() const
{
    return true;
}

std::vector<uint32_t>
PlacementPolicy::Place(const PlacementRequest& request, FabricRandom& random) const
{
    std::vector<uint32_t> free;
    for (uint32_t host = 0; host < request.held.size(); host++)
    {
        if (!request.held[host])
        {
            free.push_back(host);
        }
    }
    const auto wanted = request.numbers.size();
    if (NeedsFree() && free.size() < wanted)
    {
        throw ConfigError("it takes " + std::to_string(wanted) +
                          " hosts, and jobs before it leave " + std::to_string(free.size()) +
                          " of " + std::to_string(request.held.size()) +
                          " free: Share=true lets it share those of others");
    }
    std::vector<uint32_t> places = DoPlace({request, free}, random);
    std::vector<bool> taken(request.held.size());
    for (const uint32_t host : places)
    {
        if (host >= taken.size() || taken[host] || places.size() != wanted)
        {
            throw ConfigError("DoPlace() of " + GetInstanceTypeId().GetName() +
                              " must return a host of its own for each rank");
        }
        taken[host] = true;
    }
    return places;
}

uint32_t
PlacementPolicy::GetEdge(const FabricTopology& topology, uint32_t host)
{
    return topology.GetHostEdge(host,
                                topology.GetScaleUp() == 0 && topology.GetPlaneCount() > 1 ? 1 : 0);
}

std::vector<uint32_t>
PlacementPolicy::Deal(const PlacementRequest& request, const std::vector<uint32_t>& order)
{
    const auto& numbers = request.numbers;
    const bool isThere = !numbers.empty() && numbers.back() < order.size();
    std::vector<uint32_t> places;
    for (size_t rank = 0; rank < numbers.size(); rank++)
    {
        places.push_back(order[isThere ? numbers[rank] : rank]);
    }
    return places;
}

} // namespace aifabric
} // namespace ns3
