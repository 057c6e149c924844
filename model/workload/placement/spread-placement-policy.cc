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
 * Round robin over leaves: neighbours by rank are under different ones. Its ring crosses spines
 * most.
 */
class SpreadPlacementPolicy : public PlacementPolicy
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId()
    {
        static TypeId tid = DescribeComponent(TypeId("ns3::aifabric::SpreadPlacementPolicy")
                                                  .SetParent<PlacementPolicy>()
                                                  .SetGroupName("AiFabric")
                                                  .AddConstructor<SpreadPlacementPolicy>(),
                                              "one free host of each leaf in turn");
        return tid;
    }

  private:
    std::vector<uint32_t> DoPlace(const Choice& choice, FabricRandom&) const override
    {
        const FabricTopology& topology = choice.request.topology;
        std::vector<uint32_t> seen(topology.GetEdgeCount());
        std::vector<std::pair<uint32_t, uint32_t>> turns;
        for (const uint32_t host : choice.free)
        {
            turns.emplace_back(seen[GetEdge(topology, host)]++, host);
        }
        // Of a turn, leaves come in the order of their numbers.
        std::sort(turns.begin(), turns.end(), [&topology](const auto& a, const auto& b) {
            return std::make_pair(a.first, GetEdge(topology, a.second)) <
                   std::make_pair(b.first, GetEdge(topology, b.second));
        });
        std::vector<uint32_t> order;
        for (size_t rank = 0; rank < choice.request.numbers.size(); rank++)
        {
            order.push_back(turns[rank].second);
        }
        return order;
    }
};

NS_OBJECT_ENSURE_REGISTERED(SpreadPlacementPolicy);

} // namespace aifabric
} // namespace ns3
