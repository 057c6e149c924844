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
 * Hosts drawn by lot, all ways to do so being equally likely.
 */
class RandomPlacementPolicy : public PlacementPolicy
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId()
    {
        static TypeId tid =
            DescribeComponent(TypeId("ns3::aifabric::RandomPlacementPolicy")
                                  .SetParent<PlacementPolicy>()
                                  .SetGroupName("AiFabric")
                                  .AddConstructor<RandomPlacementPolicy>(),
                              "hosts drawn by lot among the free ones, in the order drawn");
        return tid;
    }

  private:
    std::vector<uint32_t> DoPlace(const Choice& choice, FabricRandom& random) const override
    {
        std::vector<uint32_t> order = choice.free;
        random.Shuffle(order);
        return Deal(choice.request, order);
    }
};

NS_OBJECT_ENSURE_REGISTERED(RandomPlacementPolicy);

} // namespace aifabric
} // namespace ns3
