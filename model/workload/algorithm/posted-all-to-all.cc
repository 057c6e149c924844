/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "posted-all-to-all.h"

#include <algorithm>
#include <vector>

namespace ns3
{
namespace aifabric
{

uint64_t
PostedAllToAll::GetLargest(const CollectiveShape&) const
{
    return 1;
}

uint64_t
PostedAllToAll::CountMessages(const CollectiveShape& shape) const
{
    return uint64_t{shape.ranks} * (shape.ranks - 1);
}

uint64_t
PostedAllToAll::CountOpenPairs(const CollectiveShape& shape) const
{
    const uint64_t peers = shape.ranks - 1;
    const uint64_t most = shape.concurrent == 0 ? peers : shape.concurrent;
    return shape.ranks * std::min(peers, most);
}

void
PostedAllToAll::AddTo(CollectiveBuilder& builder) const
{
    const CollectiveShape& shape = builder.GetShape();
    const uint64_t n = shape.ranks;
    for (uint32_t rank = 0; rank < n; rank++)
    {
        std::vector<CollectiveBuilder::Id> posted;
        for (uint32_t step = 0; step < n; step++)
        {
            const auto to = static_cast<uint32_t>((uint64_t{GetFirst(rank)} + step) % n);
            const auto task =
                to == rank ? CollectiveBuilder::NONE : builder.Copy(rank, to, {{rank * n + to}});
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
