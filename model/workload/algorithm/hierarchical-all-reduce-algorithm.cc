/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/collective-operations.h"
#include "ns3/component-description.h"

#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

namespace
{

/// By rank, the messages that its next one waits for.
using Waits = std::vector<std::vector<CollectiveBuilder::Id>>;

/// Add the steps of the rings inside servers. Returns the last messages that came.
Waits
AddInside(CollectiveBuilder& builder, uint32_t shift, ChunkAction action, Waits came)
{
    const uint32_t own = builder.GetShape().perServer;
    const uint32_t servers = builder.GetShape().ranks / own;
    for (uint32_t step = 0; step < own - 1; step++)
    {
        Waits current(came.size());
        for (uint32_t rank = 0; rank < came.size(); rank++)
        {
            const uint32_t place = rank % own;
            const uint32_t to = rank - place + (place + 1) % own;
            const uint64_t part = (place + shift + own - step) % own;
            current[to] = {builder.Send(rank, to, {{part * servers, servers}}, action)};
            builder.Order(came[rank], current[to].front());
        }
        came.swap(current);
    }
    return came;
}

} // namespace

/**
 * @ingroup ai-fabric
 *
 * Three rings one after the other: a reduce-scatter inside each server, so that each of its g ranks
 * has a g-th of the vector; an all-reduce of that part among the ranks of the same place in all m
 * servers, on their rail; an all-gather inside each server. With Chunk the three overlap. PerServer
 * is g.
 */
class HierarchicalAllReduceAlgorithm : public AllReduceAlgorithm
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    std::string Check(const CollectiveShape& shape) const override;
    uint64_t CountChunks(const CollectiveShape& shape) const override;
    uint64_t GetLargest(const CollectiveShape& shape) const override;
    uint64_t CountMessages(const CollectiveShape& shape) const override;
    uint64_t CountPairs(const CollectiveShape& shape) const override;
    void AddTo(CollectiveBuilder& builder) const override;
};

NS_OBJECT_ENSURE_REGISTERED(HierarchicalAllReduceAlgorithm);

TypeId
HierarchicalAllReduceAlgorithm::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::HierarchicalAllReduceAlgorithm")
            .SetParent<AllReduceAlgorithm>()
            .SetGroupName("AiFabric")
            .AddConstructor<HierarchicalAllReduceAlgorithm>(),
        "reduce-scatter in each server, all-reduce between them, all-gather in each");
    return tid;
}

std::string
HierarchicalAllReduceAlgorithm::Check(const CollectiveShape& shape) const
{
    if (shape.perServer < 2 || shape.perServer == shape.ranks)
    {
        return "PerServer must be at least 2 and less than the number of ranks, " +
               std::to_string(shape.ranks) + ", for Algorithm hierarchical, not " +
               std::to_string(shape.perServer);
    }
    return "";
}

uint64_t
HierarchicalAllReduceAlgorithm::CountChunks(const CollectiveShape& shape) const
{
    return shape.ranks;
}

uint64_t
HierarchicalAllReduceAlgorithm::GetLargest(const CollectiveShape& shape) const
{
    return shape.ranks / shape.perServer;
}

uint64_t
HierarchicalAllReduceAlgorithm::CountMessages(const CollectiveShape& shape) const
{
    const uint64_t own = shape.perServer;
    const uint64_t servers = shape.ranks / own;
    return shape.ranks * (2 * (own - 1) + 2 * (servers - 1));
}

uint64_t
HierarchicalAllReduceAlgorithm::CountPairs(const CollectiveShape& shape) const
{
    return 2 * uint64_t{shape.ranks};
}

void
HierarchicalAllReduceAlgorithm::AddTo(CollectiveBuilder& builder) const
{
    const uint32_t own = builder.GetShape().perServer;
    const uint32_t servers = builder.GetShape().ranks / own;
    // Part p of the vector, that of the rank in place p, has a chunk for each server.
    const Waits sums = AddInside(builder, 0, ChunkAction::REDUCE, Waits(builder.GetShape().ranks));
    Waits came(sums.size());
    Waits whole(came.size()); // by rank, what its part is made of
    for (uint32_t step = 0; step < 2 * (servers - 1); step++)
    {
        const auto action = step < servers - 1 ? ChunkAction::REDUCE : ChunkAction::COPY;
        Waits current(came.size());
        for (uint32_t rank = 0; rank < came.size(); rank++)
        {
            const uint32_t server = rank / own;
            const uint32_t to = (rank + own) % static_cast<uint32_t>(came.size());
            const uint32_t part = (rank + 1) % own; // what the ring inside has left here
            const uint64_t chunk = part * servers + (server + 2 * servers - step) % servers;
            current[to] = {builder.Send(rank, to, {{chunk}}, action)};
            builder.Order(came[rank], current[to].front());
            if (step <= servers - 1)
            {
                // What came from the server before may be here before the sum of the own one.
                builder.Order(sums[rank], current[to].front());
            }
            if (action == ChunkAction::COPY || step == servers - 2)
            {
                whole[to].push_back(current[to].front());
            }
        }
        came.swap(current);
    }
    AddInside(builder, 1, ChunkAction::COPY, whole);
}

} // namespace aifabric
} // namespace ns3
