/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "bruck-steps.h"
#include "folded-ranks.h"

#include "ns3/collective-operations.h"
#include "ns3/component-description.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * All that is known goes to ranks at distance 1, 2, 4, ... (AddBruckSteps()).
 */
class BruckAllGatherAlgorithm : public AllGatherAlgorithm
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    uint64_t GetLargest(const CollectiveShape& shape) const override;
    uint64_t CountMessages(const CollectiveShape& shape) const override;
    uint64_t CountOpenPairs(const CollectiveShape& shape) const override;
    void AddTo(CollectiveBuilder& builder) const override;
};

NS_OBJECT_ENSURE_REGISTERED(BruckAllGatherAlgorithm);

TypeId
BruckAllGatherAlgorithm::GetTypeId()
{
    static TypeId tid =
        DescribeComponent(TypeId("ns3::aifabric::BruckAllGatherAlgorithm")
                              .SetParent<AllGatherAlgorithm>()
                              .SetGroupName("AiFabric")
                              .AddConstructor<BruckAllGatherAlgorithm>(),
                          "ceil(log2 n) steps for any number of ranks, near ranks first");
    return tid;
}

uint64_t
BruckAllGatherAlgorithm::GetLargest(const CollectiveShape& shape) const
{
    return std::max({1U, GetPower(shape.ranks) / 2, shape.ranks - GetPower(shape.ranks)});
}

uint64_t
BruckAllGatherAlgorithm::CountMessages(const CollectiveShape& shape) const
{
    return shape.ranks * CountBits(shape.ranks);
}

uint64_t
BruckAllGatherAlgorithm::CountOpenPairs(const CollectiveShape& shape) const
{
    return 2 * uint64_t{shape.ranks};
}

void
BruckAllGatherAlgorithm::AddTo(CollectiveBuilder& builder) const
{
    AddBruckSteps(builder);
}

} // namespace aifabric
} // namespace ns3
