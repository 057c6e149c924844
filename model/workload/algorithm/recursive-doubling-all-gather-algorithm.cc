/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "folded-ranks.h"

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
 * Recursive doubling: neighbours exchange what they have, then ranks two apart, then four. Where n
 * is no power of two, p the largest below it, each of the first n - p even ranks leaves its chunk
 * to the rank after it and gets all others from there.
 */
class RecursiveDoublingAllGatherAlgorithm : public AllGatherAlgorithm
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

NS_OBJECT_ENSURE_REGISTERED(RecursiveDoublingAllGatherAlgorithm);

TypeId
RecursiveDoublingAllGatherAlgorithm::GetTypeId()
{
    static TypeId tid =
        DescribeComponent(TypeId("ns3::aifabric::RecursiveDoublingAllGatherAlgorithm")
                              .SetParent<AllGatherAlgorithm>()
                              .SetGroupName("AiFabric")
                              .AddConstructor<RecursiveDoublingAllGatherAlgorithm>(),
                          "recursive doubling: log2(n) steps, all that is known in each");
    return tid;
}

uint64_t
RecursiveDoublingAllGatherAlgorithm::GetLargest(const CollectiveShape& shape) const
{
    return shape.ranks > GetPower(shape.ranks) ? shape.ranks - 1 : shape.ranks / 2;
}

uint64_t
RecursiveDoublingAllGatherAlgorithm::CountMessages(const CollectiveShape& shape) const
{
    const uint64_t power = GetPower(shape.ranks);
    return power * CountBits(power) + 2 * (shape.ranks - power);
}

uint64_t
RecursiveDoublingAllGatherAlgorithm::CountOpenPairs(const CollectiveShape& shape) const
{
    return 2 * uint64_t{shape.ranks};
}

void
RecursiveDoublingAllGatherAlgorithm::AddTo(CollectiveBuilder& builder) const
{
    const uint32_t ranks = builder.GetShape().ranks;
    const FoldedRanks folded(ranks);
    std::vector<std::vector<CollectiveBuilder::Id>> came(folded.power);
    for (uint32_t v = 0; v < folded.rest; v++)
    {
        came[v].push_back(builder.Copy(2 * v, 2 * v + 1, {{2 * v}}));
    }
    for (uint32_t half = 1; half < folded.power; half *= 2)
    {
        std::vector<CollectiveBuilder::Id> sent(folded.power);
        for (uint32_t v = 0; v < folded.power; v++)
        {
            const uint32_t low = folded.GetFirst(v / half * half);
            const uint32_t high = folded.GetFirst(v / half * half + half);
            sent[v] = builder.Copy(folded.At(v), folded.At(v ^ half), {{low, high - low}});
            builder.Order(came[v], sent[v]);
        }
        for (uint32_t v = 0; v < folded.power; v++)
        {
            came[v].push_back(sent[v ^ half]);
        }
    }
    for (uint32_t v = 0; v < folded.rest; v++)
    {
        const ChunkSet others = WrapChunks(2 * v + 1, ranks - 1, ranks);
        builder.Order(came[v], builder.Copy(2 * v + 1, 2 * v, others));
    }
}

} // namespace aifabric
} // namespace ns3
