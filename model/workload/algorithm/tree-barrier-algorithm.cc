/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "binomial-tree.h"

#include "ns3/collective-operations.h"
#include "ns3/component-description.h"

#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Signals go up a binomial tree to rank 0 and then down it.
 */
class TreeBarrierAlgorithm : public BarrierAlgorithm
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

NS_OBJECT_ENSURE_REGISTERED(TreeBarrierAlgorithm);

TypeId
TreeBarrierAlgorithm::GetTypeId()
{
    static TypeId tid =
        DescribeComponent(TypeId("ns3::aifabric::TreeBarrierAlgorithm")
                              .SetParent<BarrierAlgorithm>()
                              .SetGroupName("AiFabric")
                              .AddConstructor<TreeBarrierAlgorithm>(),
                          "a binomial tree to rank 0 and back: 2 ceil(log2 n) steps");
    return tid;
}

uint64_t
TreeBarrierAlgorithm::GetLargest(const CollectiveShape&) const
{
    return 1;
}

uint64_t
TreeBarrierAlgorithm::CountMessages(const CollectiveShape& shape) const
{
    return 2 * uint64_t{shape.ranks - 1};
}

void
TreeBarrierAlgorithm::AddTo(CollectiveBuilder& builder) const
{
    const uint32_t ranks = builder.GetShape().ranks;
    const auto edges = MakeBinomialTree(ranks, 0);
    std::vector<std::vector<CollectiveBuilder::Id>> came(ranks);
    for (auto edge = edges.rbegin(); edge != edges.rend(); ++edge)
    {
        const auto task =
            builder.Copy(edge->child, edge->parent, WrapChunks(edge->first, edge->count, ranks));
        builder.Order(came[edge->child], task);
        came[edge->parent].push_back(task);
    }
    for (const BinomialEdge& edge : edges)
    {
        const ChunkSet others = WrapChunks(edge.first + edge.count, ranks - edge.count, ranks);
        const auto task = builder.Copy(edge.parent, edge.child, others);
        builder.Order(came[edge.parent], task);
        came[edge.child].push_back(task);
    }
}

} // namespace aifabric
} // namespace ns3
