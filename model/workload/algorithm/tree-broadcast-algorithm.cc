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
 * A binomial tree from the root. A rank sends to one child after the other.
 */
class TreeBroadcastAlgorithm : public BroadcastAlgorithm
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

NS_OBJECT_ENSURE_REGISTERED(TreeBroadcastAlgorithm);

TypeId
TreeBroadcastAlgorithm::GetTypeId()
{
    static TypeId tid =
        DescribeComponent(TypeId("ns3::aifabric::TreeBroadcastAlgorithm")
                              .SetParent<BroadcastAlgorithm>()
                              .SetGroupName("AiFabric")
                              .AddConstructor<TreeBroadcastAlgorithm>(),
                          "a binomial tree: ceil(log2 n) steps of the whole vector");
    return tid;
}

uint64_t
TreeBroadcastAlgorithm::GetLargest(const CollectiveShape&) const
{
    return 1;
}

uint64_t
TreeBroadcastAlgorithm::CountMessages(const CollectiveShape& shape) const
{
    return shape.ranks - 1;
}

void
TreeBroadcastAlgorithm::AddTo(CollectiveBuilder& builder) const
{
    const CollectiveShape& shape = builder.GetShape();
    // By rank, what its next message waits for: first what it passes on, then one after the other,
    // since what goes to the largest subtree must not share the link with the rest.
    std::vector<CollectiveBuilder::Id> before(shape.ranks, CollectiveBuilder::NONE);
    for (const BinomialEdge& edge : MakeBinomialTree(shape.ranks, shape.root))
    {
        const auto task = builder.Copy(edge.parent, edge.child, {{0}});
        builder.Order(before[edge.parent], task);
        before[edge.parent] = task;
        before[edge.child] = task;
    }
}

} // namespace aifabric
} // namespace ns3
