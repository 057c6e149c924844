/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "placement-policy.h"

#include "ns3/component-description.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Neighbours by rank under one leaf switch: in a fabric of rails, a job takes the endpoints of the
 * first rail, then those of the second, and so on. Where each server is under one leaf it is
 * Packed.
 */
class RailPlacementPolicy : public PlacementPolicy
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId()
    {
        static TypeId tid = DescribeComponent(
            TypeId("ns3::aifabric::RailPlacementPolicy")
                .SetParent<PlacementPolicy>()
                .SetGroupName("AiFabric")
                .AddConstructor<RailPlacementPolicy>(),
            "free hosts leaf by leaf, which is rail by rail where rails have leaves of their own");
        return tid;
    }

  private:
    std::vector<uint32_t> DoPlace(const Choice& choice, FabricRandom&) const override
    {
        std::vector<uint32_t> order = choice.free;
        std::stable_sort(order.begin(), order.end(), [&choice](uint32_t a, uint32_t b) {
            return GetEdge(choice.request.topology, a) < GetEdge(choice.request.topology, b);
        });
        order.resize(choice.request.numbers.size());
        return order;
    }
};

NS_OBJECT_ENSURE_REGISTERED(RailPlacementPolicy);

} // namespace aifabric
} // namespace ns3
