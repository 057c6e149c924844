/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/collective-operations.h"
#include "ns3/component-description.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The root sends to the rank after it, which sends on to the next, as NCCL's ring does.
 */
class ChainBroadcastAlgorithm : public BroadcastAlgorithm
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    uint64_t GetLargest(const CollectiveShape& shape) const override;
    uint64_t CountMessages(const CollectiveShape& shape) const override;
    void AddTo(CollectiveBuilder& builder) const override;
};

NS_OBJECT_ENSURE_REGISTERED(ChainBroadcastAlgorithm);

TypeId
ChainBroadcastAlgorithm::GetTypeId()
{
    static TypeId tid = DescribeComponent(TypeId("ns3::aifabric::ChainBroadcastAlgorithm")
                                              .SetParent<BroadcastAlgorithm>()
                                              .SetGroupName("AiFabric")
                                              .AddConstructor<ChainBroadcastAlgorithm>(),
                                          "from rank to rank: n-1 steps; pipelined by Chunk");
    return tid;
}

uint64_t
ChainBroadcastAlgorithm::GetLargest(const CollectiveShape&) const
{
    return 1;
}

uint64_t
ChainBroadcastAlgorithm::CountMessages(const CollectiveShape& shape) const
{
    return shape.ranks - 1;
}

void
ChainBroadcastAlgorithm::AddTo(CollectiveBuilder& builder) const
{
    const CollectiveShape& shape = builder.GetShape();
    auto before = CollectiveBuilder::NONE;
    for (uint32_t step = 0; step + 1 < shape.ranks; step++)
    {
        const uint32_t from = (shape.root + step) % shape.ranks;
        const auto task = builder.Copy(from, (from + 1) % shape.ranks, {{0}});
        builder.Order(before, task);
        before = task;
    }
}

} // namespace aifabric
} // namespace ns3
