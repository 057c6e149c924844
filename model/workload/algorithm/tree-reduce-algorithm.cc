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
 * A binomial tree to the root.
 */
class TreeReduceAlgorithm : public ReduceAlgorithm
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

NS_OBJECT_ENSURE_REGISTERED(TreeReduceAlgorithm);

TypeId
TreeReduceAlgorithm::GetTypeId()
{
    static TypeId tid =
        DescribeComponent(TypeId("ns3::aifabric::TreeReduceAlgorithm")
                              .SetParent<ReduceAlgorithm>()
                              .SetGroupName("AiFabric")
                              .AddConstructor<TreeReduceAlgorithm>(),
                          "a binomial tree: ceil(log2 n) steps of the whole vector");
    return tid;
}

uint64_t
TreeReduceAlgorithm::GetLargest(const CollectiveShape&) const
{
    return 1;
}

uint64_t
TreeReduceAlgorithm::CountMessages(const CollectiveShape& shape) const
{
    return shape.ranks - 1;
}

void
TreeReduceAlgorithm::AddTo(CollectiveBuilder& builder) const
{
    const CollectiveShape& shape = builder.GetShape();
    std::vector<std::vector<CollectiveBuilder::Id>> came(shape.ranks);
    auto edges = MakeBinomialTree(shape.ranks, shape.root);
    for (auto edge = edges.rbegin(); edge != edges.rend(); ++edge)
    {
        const auto task = builder.Reduce(edge->child, edge->parent, {{0}});
        builder.Order(came[edge->child], task);
        came[edge->parent].push_back(task);
    }
}

} // namespace aifabric
} // namespace ns3
