/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "pat-steps.h"

#include "folded-ranks.h"

#include <cstddef>
#include <vector>

namespace ns3
{
namespace aifabric
{

void
AddPatSteps(CollectiveBuilder& builder, ChunkAction action)
{
    const uint32_t n = builder.GetShape().ranks;
    const bool isGather = action == ChunkAction::COPY;
    const auto rounds = static_cast<uint32_t>(CountBits(n));
    std::vector<std::vector<CollectiveBuilder::Id>> came(n);
    for (uint32_t round = 0; round < rounds; round++)
    {
        const uint32_t distance = 1U << (isGather ? rounds - 1 - round : round);
        std::vector<CollectiveBuilder::Id> sent(n); // by rank that receives
        for (uint32_t near = 0; near < n; near++)
        {
            // The rank nearer to the roots, for chunks whose roots are multiples of twice the
            // distance behind it; the other one is further by the distance.
            const uint32_t far = (near + distance) % n;
            ChunkSet chunks;
            for (uint32_t back = 0; back + distance < n; back += 2 * distance)
            {
                chunks.push_back({(near + n - back) % n});
            }
            const uint32_t from = isGather ? near : far;
            const uint32_t to = isGather ? far : near;
            sent[to] = builder.Send(from, to, chunks, action);
            builder.Order(came[from], sent[to]);
        }
        for (uint32_t rank = 0; rank < n; rank++)
        {
            came[rank].push_back(sent[rank]);
        }
    }
}

} // namespace aifabric
} // namespace ns3
