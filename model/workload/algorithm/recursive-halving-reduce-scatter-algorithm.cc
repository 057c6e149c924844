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
 * Recursive halving: with the rank half of the group away the halves of the vector are exchanged,
 * then within each half in the same way. Where n is no power of two, p the largest below it, each
 * of the first n - p even ranks leaves its vector to the rank after it and gets its chunk from
 * there.
 */
class RecursiveHalvingReduceScatterAlgorithm : public ReduceScatterAlgorithm
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

NS_OBJECT_ENSURE_REGISTERED(RecursiveHalvingReduceScatterAlgorithm);

TypeId
RecursiveHalvingReduceScatterAlgorithm::GetTypeId()
{
    static TypeId tid =
        DescribeComponent(TypeId("ns3::aifabric::RecursiveHalvingReduceScatterAlgorithm")
                              .SetParent<ReduceScatterAlgorithm>()
                              .SetGroupName("AiFabric")
                              .AddConstructor<RecursiveHalvingReduceScatterAlgorithm>(),
                          "recursive halving: log2(n) steps, half of what is left in each");
    return tid;
}

uint64_t
RecursiveHalvingReduceScatterAlgorithm::GetLargest(const CollectiveShape& shape) const
{
    return shape.ranks > GetPower(shape.ranks) ? shape.ranks : shape.ranks / 2;
}

uint64_t
RecursiveHalvingReduceScatterAlgorithm::CountMessages(const CollectiveShape& shape) const
{
    const uint64_t power = GetPower(shape.ranks);
    return power * CountBits(power) + 2 * (shape.ranks - power);
}

uint64_t
RecursiveHalvingReduceScatterAlgorithm::CountOpenPairs(const CollectiveShape& shape) const
{
    return 2 * uint64_t{shape.ranks};
}

void
RecursiveHalvingReduceScatterAlgorithm::AddTo(CollectiveBuilder& builder) const
{
    const uint32_t ranks = builder.GetShape().ranks;
    const FoldedRanks folded(ranks);
    std::vector<std::vector<CollectiveBuilder::Id>> came(folded.power);
    for (uint32_t v = 0; v < folded.rest; v++)
    {
        came[v].push_back(builder.Reduce(2 * v, 2 * v + 1, {{0, ranks}}));
    }
    for (uint32_t half = folded.power / 2; half > 0; half /= 2)
    {
        std::vector<CollectiveBuilder::Id> sent(folded.power);
        for (uint32_t v = 0; v < folded.power; v++)
        {
            const uint32_t peer = v ^ half;
            const uint32_t low = folded.GetFirst(peer / half * half);
            const uint32_t high = folded.GetFirst(peer / half * half + half);
            sent[v] = builder.Reduce(folded.At(v), folded.At(peer), {{low, high - low}});
            builder.Order(came[v], sent[v]);
        }
        for (uint32_t v = 0; v < folded.power; v++)
        {
            came[v].push_back(sent[v ^ half]);
        }
    }
    for (uint32_t v = 0; v < folded.rest; v++)
    {
        builder.Order(came[v], builder.Copy(2 * v + 1, 2 * v, {{2 * v}}));
    }
}

} // namespace aifabric
} // namespace ns3
