/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "placement-policy.h"

#include "ns3/component-description.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Hosts in the order of their numbers: what a scheduler does that takes the first free ones.
 */
class PackedPlacementPolicy : public PlacementPolicy
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId()
    {
        static TypeId tid = DescribeComponent(
            TypeId("ns3::aifabric::PackedPlacementPolicy")
                .SetParent<PlacementPolicy>()
                .SetGroupName("AiFabric")
                .AddConstructor<PackedPlacementPolicy>(),
            "the hosts that the job names if all are free, else the lowest free ones, in order");
        return tid;
    }

  private:
    std::vector<uint32_t> DoPlace(const Choice& choice, FabricRandom&) const override
    {
        const auto& numbers = choice.request.numbers;
        const auto& held = choice.request.held;
        for (const uint32_t host : numbers)
        {
            if (held[host])
            {
                return {choice.free.begin(), choice.free.begin() + numbers.size()};
            }
        }
        return numbers;
    }
};

NS_OBJECT_ENSURE_REGISTERED(PackedPlacementPolicy);

} // namespace aifabric
} // namespace ns3
