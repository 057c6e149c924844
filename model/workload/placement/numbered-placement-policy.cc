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
 * No placement: a job runs on the hosts that it names itself, beside other jobs there.
 */
class NumberedPlacementPolicy : public PlacementPolicy
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId()
    {
        static TypeId tid = DescribeComponent(
            TypeId("ns3::aifabric::NumberedPlacementPolicy")
                .SetParent<PlacementPolicy>()
                .SetGroupName("AiFabric")
                .AddConstructor<NumberedPlacementPolicy>(),
            "each rank on the host whose number the job gives it, whoever else is there");
        return tid;
    }

  private:
    bool NeedsFree() const override
    {
        return false;
    }

    std::vector<uint32_t> DoPlace(const Choice& choice, FabricRandom&) const override
    {
        return choice.request.numbers;
    }
};

NS_OBJECT_ENSURE_REGISTERED(NumberedPlacementPolicy);

} // namespace aifabric
} // namespace ns3
