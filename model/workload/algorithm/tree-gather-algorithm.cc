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
 * A binomial tree to the root: each rank brings the chunks of its subtree.
 */
class TreeGatherAlgorithm : public GatherAlgorithm
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

NS_OBJECT_ENSURE_REGISTERED(TreeGatherAlgorithm);

TypeId
TreeGatherAlgorithm::GetTypeId()
{
    static TypeId tid =
        DescribeComponent(TypeId("ns3::aifabric::TreeGatherAlgorithm")
                              .SetParent<GatherAlgorithm>()
                              .SetGroupName("AiFabric")
                              .AddConstructor<TreeGatherAlgorithm>(),
                          "a binomial tree: ceil(log2 n) steps, twice as much in each");
    return tid;
}

uint64_t
TreeGatherAlgorithm::GetLargest(const CollectiveShape& shape) const
{
    return shape.ranks / 2;
}

uint64_t
TreeGatherAlgorithm::CountMessages(const CollectiveShape& shape) const
{
    return shape.ranks - 1;
}

void
TreeGatherAlgorithm::AddTo(CollectiveBuilder& builder) const
{
    const CollectiveShape& shape = builder.GetShape();
    std::vector<std::vector<CollectiveBuilder::Id>> came(shape.ranks);
    auto edges = MakeBinomialTree(shape.ranks, shape.root);
    for (auto edge = edges.rbegin(); edge != edges.rend(); ++edge)
    {
        const auto task =
            builder.Copy(edge->child,
                         edge->parent,
                         WrapChunks(shape.root + edge->first, edge->count, shape.ranks));
        builder.Order(came[edge->child], task);
        came[edge->parent].push_back(task);
    }
}

} // namespace aifabric
} // namespace ns3
