/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ring-steps.h"

namespace ns3
{
namespace aifabric
{

std::vector<uint32_t>
MakeRing(const CollectiveShape& shape, uint32_t channel)
{
    const uint32_t own = shape.perServer;
    std::vector<uint32_t> ring;
    ring.reserve(shape.ranks);
    for (uint32_t server = 0; server < shape.ranks / own; server++)
    {
        for (uint32_t i = 0; i < own; i++)
        {
            const uint32_t place = server % 2 == 0 ? i : own - 1 - i;
            ring.push_back(server * own + (channel + place) % own);
        }
    }
    return ring;
}

void
AddRingSteps(CollectiveBuilder& builder,
             const std::vector<uint32_t>& ring,
             int64_t shift,
             ChunkAction action,
             std::vector<CollectiveBuilder::Id>& previous)
{
    const auto n = static_cast<int64_t>(ring.size());
    previous.resize(ring.size(), CollectiveBuilder::NONE);
    std::vector<CollectiveBuilder::Id> current(ring.size());
    for (int64_t step = 0; step < n - 1; step++)
    {
        for (int64_t place = 0; place < n; place++)
        {
            const auto chunk = static_cast<size_t>((place - step + shift + 2 * n) % n);
            const auto next = static_cast<size_t>((place + 1) % n);
            const auto own = static_cast<size_t>(place);
            current[next] = builder.Send(ring[own], ring[next], {{ring[chunk]}}, action);
            builder.Order(previous[own], current[next]);
        }
        previous.swap(current);
    }
}

} // namespace aifabric
} // namespace ns3
