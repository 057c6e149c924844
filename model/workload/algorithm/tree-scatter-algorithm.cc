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
 * A binomial tree from the root: each rank gets the chunks of its subtree. A rank sends to one
 * child after the other.
 */
class TreeScatterAlgorithm : public ScatterAlgorithm
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

NS_OBJECT_ENSURE_REGISTERED(TreeScatterAlgorithm);

TypeId
TreeScatterAlgorithm::GetTypeId()
{
    static TypeId tid =
        DescribeComponent(TypeId("ns3::aifabric::TreeScatterAlgorithm")
                              .SetParent<ScatterAlgorithm>()
                              .SetGroupName("AiFabric")
                              .AddConstructor<TreeScatterAlgorithm>(),
                          "a binomial tree: ceil(log2 n) steps, half of what is left in each");
    return tid;
}

uint64_t
TreeScatterAlgorithm::GetLargest(const CollectiveShape& shape) const
{
    return shape.ranks / 2;
}

uint64_t
TreeScatterAlgorithm::CountMessages(const CollectiveShape& shape) const
{
    return shape.ranks - 1;
}

void
TreeScatterAlgorithm::AddTo(CollectiveBuilder& builder) const
{
    const CollectiveShape& shape = builder.GetShape();
    // By rank, what its next message waits for: first what it passes on, then one after the other,
    // since what goes to the largest subtree must not share the link with the rest.
    std::vector<CollectiveBuilder::Id> before(shape.ranks, CollectiveBuilder::NONE);
    for (const BinomialEdge& edge : MakeBinomialTree(shape.ranks, shape.root))
    {
        const auto task =
            builder.Copy(edge.parent,
                         edge.child,
                         WrapChunks(shape.root + edge.first, edge.count, shape.ranks));
        builder.Order(before[edge.parent], task);
        before[edge.parent] = task;
        before[edge.child] = task;
    }
}

} // namespace aifabric
} // namespace ns3
