/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ring-rule.h"
#include "ring-steps.h"

#include "ns3/collective-operations.h"
#include "ns3/component-description.h"

#include <algorithm>
#include <memory>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The first half of a ring all-reduce: the chunk of a rank goes once round, from the rank behind it
 * on, and each rank adds its own part.
 */
class RingReduceScatterAlgorithm : public ReduceScatterAlgorithm
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    uint64_t GetLargest(const CollectiveShape& shape) const override;
    uint64_t CountMessages(const CollectiveShape& shape) const override;
    uint64_t CountPairs(const CollectiveShape& shape) const override;
    void AddTo(CollectiveBuilder& builder) const override;
    std::unique_ptr<TaskRule> MakeRule(const CollectiveBuilder::Job& job) const override;
};

NS_OBJECT_ENSURE_REGISTERED(RingReduceScatterAlgorithm);

TypeId
RingReduceScatterAlgorithm::GetTypeId()
{
    static TypeId tid = DescribeComponent(TypeId("ns3::aifabric::RingReduceScatterAlgorithm")
                                              .SetParent<ReduceScatterAlgorithm>()
                                              .SetGroupName("AiFabric")
                                              .AddConstructor<RingReduceScatterAlgorithm>(),
                                          "n-1 steps round a ring, each of an n-th of the vector");
    return tid;
}

uint64_t
RingReduceScatterAlgorithm::GetLargest(const CollectiveShape&) const
{
    return 1;
}

uint64_t
RingReduceScatterAlgorithm::CountMessages(const CollectiveShape& shape) const
{
    return uint64_t{shape.ranks - 1} * shape.ranks;
}

uint64_t
RingReduceScatterAlgorithm::CountPairs(const CollectiveShape& shape) const
{
    return uint64_t{shape.ranks} * std::min(shape.perServer, shape.channels);
}

void
RingReduceScatterAlgorithm::AddTo(CollectiveBuilder& builder) const
{
    std::vector<CollectiveBuilder::Id> previous;
    AddRingSteps(builder,
                 MakeRing(builder.GetShape(), builder.GetChannel()),
                 -1,
                 ChunkAction::REDUCE,
                 previous);
}

std::unique_ptr<TaskRule>
RingReduceScatterAlgorithm::MakeRule(const CollectiveBuilder::Job& job) const
{
    return RingRule::CanTell(job, 1) ? std::make_unique<RingRule>(job, 1, -1) : nullptr;
}

} // namespace aifabric
} // namespace ns3
