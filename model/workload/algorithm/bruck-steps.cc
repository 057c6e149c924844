/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "bruck-steps.h"

#include <algorithm>
#include <vector>

namespace ns3
{
namespace aifabric
{

void
AddBruckSteps(CollectiveBuilder& builder)
{
    const uint32_t n = builder.GetShape().ranks;
    std::vector<std::vector<CollectiveBuilder::Id>> came(n);
    for (uint32_t distance = 1; distance < n; distance *= 2)
    {
        const uint32_t count = std::min(distance, n - distance);
        std::vector<CollectiveBuilder::Id> sent(n);
        for (uint32_t rank = 0; rank < n; rank++)
        {
            const ChunkSet known = WrapChunks(rank + n - count + 1, count, n);
            sent[rank] = builder.Copy(rank, (rank + distance) % n, known);
            builder.Order(came[rank], sent[rank]);
        }
        for (uint32_t rank = 0; rank < n; rank++)
        {
            came[(rank + distance) % n].push_back(sent[rank]);
        }
    }
}

} // namespace aifabric
} // namespace ns3
