/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "folded-ranks.h"
#include "pat-steps.h"

#include "ns3/collective-operations.h"
#include "ns3/component-description.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A binomial tree for each chunk, all of them at once (AddPatSteps()).
 */
class PatReduceScatterAlgorithm : public ReduceScatterAlgorithm
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

NS_OBJECT_ENSURE_REGISTERED(PatReduceScatterAlgorithm);

TypeId
PatReduceScatterAlgorithm::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::PatReduceScatterAlgorithm")
            .SetParent<ReduceScatterAlgorithm>()
            .SetGroupName("AiFabric")
            .AddConstructor<PatReduceScatterAlgorithm>(),
        "parallel aggregated trees: ceil(log2 n) rounds, near ranks first, with the most chunks");
    return tid;
}

uint64_t
PatReduceScatterAlgorithm::GetLargest(const CollectiveShape& shape) const
{
    return shape.ranks / 2;
}

uint64_t
PatReduceScatterAlgorithm::CountMessages(const CollectiveShape& shape) const
{
    return shape.ranks * CountBits(shape.ranks);
}

uint64_t
PatReduceScatterAlgorithm::CountOpenPairs(const CollectiveShape& shape) const
{
    return 2 * uint64_t{shape.ranks};
}

void
PatReduceScatterAlgorithm::AddTo(CollectiveBuilder& builder) const
{
    AddPatSteps(builder, ChunkAction::REDUCE);
}

} // namespace aifabric
} // namespace ns3
