/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

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
 * In step s rank r sends to rank r + s and receives from r - s; where n is a power of two, it
 * exchanges with rank r xor s. It goes on when what it sends and what it receives in a step have
 * ended.
 */
class PairwiseAllToAllAlgorithm : public AllToAllAlgorithm
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    std::string Check(const CollectiveShape& shape) const override;
    uint64_t GetLargest(const CollectiveShape& shape) const override;
    uint64_t CountMessages(const CollectiveShape& shape) const override;
    uint64_t CountOpenPairs(const CollectiveShape& shape) const override;
    void AddTo(CollectiveBuilder& builder) const override;
};

NS_OBJECT_ENSURE_REGISTERED(PairwiseAllToAllAlgorithm);

TypeId
PairwiseAllToAllAlgorithm::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::PairwiseAllToAllAlgorithm")
            .SetParent<AllToAllAlgorithm>()
            .SetGroupName("AiFabric")
            .AddConstructor<PairwiseAllToAllAlgorithm>(),
        "n-1 steps, in each of which every rank sends one message and receives one");
    return tid;
}

std::string
PairwiseAllToAllAlgorithm::Check(const CollectiveShape& shape) const
{
    if (shape.concurrent != 0)
    {
        return "Concurrent must be 0 for Algorithm pairwise, which goes step by step, not " +
               std::to_string(shape.concurrent) + "; spread and linear have it";
    }
    return "";
}

uint64_t
PairwiseAllToAllAlgorithm::GetLargest(const CollectiveShape&) const
{
    return 1;
}

uint64_t
PairwiseAllToAllAlgorithm::CountMessages(const CollectiveShape& shape) const
{
    return uint64_t{shape.ranks} * (shape.ranks - 1);
}

uint64_t
PairwiseAllToAllAlgorithm::CountOpenPairs(const CollectiveShape& shape) const
{
    return 2 * uint64_t{shape.ranks};
}

void
PairwiseAllToAllAlgorithm::AddTo(CollectiveBuilder& builder) const
{
    const uint64_t n = builder.GetShape().ranks;
    const bool isPower = (n & (n - 1)) == 0;
    std::vector<std::vector<CollectiveBuilder::Id>> before(n); // by rank, what it waits for
    for (uint32_t step = 1; step < n; step++)
    {
        std::vector<std::vector<CollectiveBuilder::Id>> now(n);
        for (uint32_t rank = 0; rank < n; rank++)
        {
            const auto to = static_cast<uint32_t>(isPower ? rank ^ step : (rank + step) % n);
            const auto task = builder.Copy(rank, to, {{rank * n + to}});
            builder.Order(before[rank], task);
            now[rank].push_back(task);
            now[to].push_back(task);
            if (task == CollectiveBuilder::NONE)
            {
                // What came before is still to be waited for.
                now[rank].insert(now[rank].end(), before[rank].begin(), before[rank].end());
            }
        }
        before.swap(now);
    }
}

} // namespace aifabric
} // namespace ns3
