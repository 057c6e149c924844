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
 * Recursive vector halving and distance doubling, then the way back (R. Thakur, R. Rabenseifner,
 * W. Gropp, "Optimization of collective communication operations in MPICH", IJHPCA 19(1), 2005).
 * The largest messages go to the nearest ranks. Where n is no power of two, p the largest below it,
 * each of the first n - p even ranks leaves its vector to the rank after it and gets the result
 * from there.
 */
class HalvingDoublingAllReduceAlgorithm : public AllReduceAlgorithm
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    uint64_t CountChunks(const CollectiveShape& shape) const override;
    uint64_t GetLargest(const CollectiveShape& shape) const override;
    uint64_t CountMessages(const CollectiveShape& shape) const override;
    uint64_t CountPairs(const CollectiveShape& shape) const override;
    uint64_t CountOpenPairs(const CollectiveShape& shape) const override;
    void AddTo(CollectiveBuilder& builder) const override;
};

NS_OBJECT_ENSURE_REGISTERED(HalvingDoublingAllReduceAlgorithm);

TypeId
HalvingDoublingAllReduceAlgorithm::GetTypeId()
{
    static TypeId tid = DescribeComponent(TypeId("ns3::aifabric::HalvingDoublingAllReduceAlgorithm")
                                              .SetParent<AllReduceAlgorithm>()
                                              .SetGroupName("AiFabric")
                                              .AddConstructor<HalvingDoublingAllReduceAlgorithm>(),
                                          "recursive halving, then doubling: 2 log2(n) steps");
    return tid;
}

uint64_t
HalvingDoublingAllReduceAlgorithm::CountChunks(const CollectiveShape& shape) const
{
    return GetPower(shape.ranks);
}

uint64_t
HalvingDoublingAllReduceAlgorithm::GetLargest(const CollectiveShape& shape) const
{
    return shape.ranks > GetPower(shape.ranks) ? GetPower(shape.ranks) : GetPower(shape.ranks) / 2;
}

uint64_t
HalvingDoublingAllReduceAlgorithm::CountMessages(const CollectiveShape& shape) const
{
    const uint64_t power = GetPower(shape.ranks);
    return 2 * power * CountBits(power) + 2 * (shape.ranks - power);
}

uint64_t
HalvingDoublingAllReduceAlgorithm::CountPairs(const CollectiveShape& shape) const
{
    const uint64_t power = GetPower(shape.ranks);
    return power * CountBits(power) + 2 * (shape.ranks - power);
}

uint64_t
HalvingDoublingAllReduceAlgorithm::CountOpenPairs(const CollectiveShape& shape) const
{
    return 2 * uint64_t{shape.ranks};
}

void
HalvingDoublingAllReduceAlgorithm::AddTo(CollectiveBuilder& builder) const
{
    const FoldedRanks folded(builder.GetShape().ranks);
    const uint32_t power = folded.power;
    const auto bits = static_cast<uint32_t>(CountBits(power));
    // By rank after folding: what came so far, and the chunks that it reduces.
    std::vector<std::vector<CollectiveBuilder::Id>> came(power);
    std::vector<uint32_t> lows(power, 0);
    for (uint32_t v = 0; v < folded.rest; v++)
    {
        came[v].push_back(builder.Reduce(2 * v, 2 * v + 1, {{0, power}}));
    }
    const auto exchange = [&](uint32_t step, ChunkAction action) {
        std::vector<CollectiveBuilder::Id> sent(power);
        for (uint32_t v = 0; v < power; v++)
        {
            const uint32_t peer = v ^ (1U << step);
            const uint32_t size = power >> (step + 1);
            const bool isUpper = (v >> step) % 2 == 1;
            const bool isReducing = action == ChunkAction::REDUCE;
            // What is sent is the other half, or on the way back the own one.
            const uint32_t low = lows[v] + (isUpper != isReducing ? size : 0);
            sent[v] = builder.Send(folded.At(v), folded.At(peer), {{low, size}}, action);
            builder.Order(came[v], sent[v]);
        }
        for (uint32_t v = 0; v < power; v++)
        {
            came[v].push_back(sent[v ^ (1U << step)]);
        }
    };
    for (uint32_t step = 0; step < bits; step++)
    {
        exchange(step, ChunkAction::REDUCE);
        for (uint32_t v = 0; v < power; v++)
        {
            lows[v] += (v >> step) % 2 == 1 ? power >> (step + 1) : 0;
        }
    }
    for (uint32_t step = bits; step-- > 0;)
    {
        for (uint32_t v = 0; v < power; v++)
        {
            lows[v] -= (v >> step) % 2 == 1 ? power >> (step + 1) : 0;
        }
        exchange(step, ChunkAction::COPY);
    }
    for (uint32_t v = 0; v < folded.rest; v++)
    {
        builder.Order(came[v], builder.Copy(2 * v + 1, 2 * v, {{0, power}}));
    }
}

} // namespace aifabric
} // namespace ns3
