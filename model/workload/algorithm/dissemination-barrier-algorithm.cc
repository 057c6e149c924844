/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "bruck-steps.h"
#include "folded-ranks.h"

#include "ns3/collective-operations.h"
#include "ns3/component-description.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The dissemination barrier (D. Hensgen, R. Finkel, U. Manber, "Two algorithms for barrier
 * synchronization", IJPP 17(1), 1988): in round k every rank signals the one 2^k further.
 */
class DisseminationBarrierAlgorithm : public BarrierAlgorithm
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

NS_OBJECT_ENSURE_REGISTERED(DisseminationBarrierAlgorithm);

TypeId
DisseminationBarrierAlgorithm::GetTypeId()
{
    static TypeId tid =
        DescribeComponent(TypeId("ns3::aifabric::DisseminationBarrierAlgorithm")
                              .SetParent<BarrierAlgorithm>()
                              .SetGroupName("AiFabric")
                              .AddConstructor<DisseminationBarrierAlgorithm>(),
                          "ceil(log2 n) rounds in which every rank signals one other");
    return tid;
}

uint64_t
DisseminationBarrierAlgorithm::GetLargest(const CollectiveShape&) const
{
    return 1;
}

uint64_t
DisseminationBarrierAlgorithm::CountMessages(const CollectiveShape& shape) const
{
    return shape.ranks * CountBits(shape.ranks);
}

uint64_t
DisseminationBarrierAlgorithm::CountOpenPairs(const CollectiveShape& shape) const
{
    return 2 * uint64_t{shape.ranks};
}

void
DisseminationBarrierAlgorithm::AddTo(CollectiveBuilder& builder) const
{
    AddBruckSteps(builder);
}

} // namespace aifabric
} // namespace ns3
