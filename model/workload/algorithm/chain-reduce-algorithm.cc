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
 * The rank after the root begins; each adds its vector to what comes and sends it on, the last one
 * to the root.
 */
class ChainReduceAlgorithm : public ReduceAlgorithm
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

NS_OBJECT_ENSURE_REGISTERED(ChainReduceAlgorithm);

TypeId
ChainReduceAlgorithm::GetTypeId()
{
    static TypeId tid = DescribeComponent(TypeId("ns3::aifabric::ChainReduceAlgorithm")
                                              .SetParent<ReduceAlgorithm>()
                                              .SetGroupName("AiFabric")
                                              .AddConstructor<ChainReduceAlgorithm>(),
                                          "from rank to rank: n-1 steps; pipelined by Chunk");
    return tid;
}

uint64_t
ChainReduceAlgorithm::GetLargest(const CollectiveShape&) const
{
    return 1;
}

uint64_t
ChainReduceAlgorithm::CountMessages(const CollectiveShape& shape) const
{
    return shape.ranks - 1;
}

void
ChainReduceAlgorithm::AddTo(CollectiveBuilder& builder) const
{
    const CollectiveShape& shape = builder.GetShape();
    auto before = CollectiveBuilder::NONE;
    for (uint32_t step = 1; step < shape.ranks; step++)
    {
        const uint32_t from = (shape.root + step) % shape.ranks;
        const auto task = builder.Reduce(from, (from + 1) % shape.ranks, {{0}});
        builder.Order(before, task);
        before = task;
    }
}

} // namespace aifabric
} // namespace ns3
