/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/collective-operations.h"
#include "ns3/component-description.h"

#include <algorithm>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Every rank posts its messages at once (or Concurrent at a time), to ranks 0, 1, 2, ...: where few
 * are under way, all go to the same rank.
 */
class LinearAllToAllAlgorithm : public AllToAllAlgorithm
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

NS_OBJECT_ENSURE_REGISTERED(LinearAllToAllAlgorithm);

TypeId
LinearAllToAllAlgorithm::GetTypeId()
{
    static TypeId tid = DescribeComponent(TypeId("ns3::aifabric::LinearAllToAllAlgorithm")
                                              .SetParent<AllToAllAlgorithm>()
                                              .SetGroupName("AiFabric")
                                              .AddConstructor<LinearAllToAllAlgorithm>(),
                                          "all messages at once, every rank beginning with rank 0");
    return tid;
}

uint64_t
LinearAllToAllAlgorithm::GetLargest(const CollectiveShape&) const
{
    return 1;
}

uint64_t
LinearAllToAllAlgorithm::CountMessages(const CollectiveShape& shape) const
{
    return uint64_t{shape.ranks} * (shape.ranks - 1);
}

uint64_t
LinearAllToAllAlgorithm::CountOpenPairs(const CollectiveShape& shape) const
{
    const uint64_t peers = shape.ranks - 1;
    const uint64_t most = shape.concurrent == 0 ? peers : shape.concurrent;
    return shape.ranks * std::min(peers, most);
}

void
LinearAllToAllAlgorithm::AddTo(CollectiveBuilder& builder) const
{
    const CollectiveShape& shape = builder.GetShape();
    const uint64_t n = shape.ranks;
    for (uint32_t rank = 0; rank < n; rank++)
    {
        std::vector<CollectiveBuilder::Id> posted;
        for (uint32_t step = 0; step < n; step++)
        {
            const auto to = static_cast<uint32_t>(step);
            if (to == rank)
            {
                continue;
            }
            const auto task = builder.Copy(rank, to, {{rank * n + to}});
            if (task == CollectiveBuilder::NONE)
            {
                continue;
            }
            if (shape.concurrent != 0 && posted.size() >= shape.concurrent)
            {
                builder.Order(posted[posted.size() - shape.concurrent], task);
            }
            posted.push_back(task);
        }
    }
}

} // namespace aifabric
} // namespace ns3
