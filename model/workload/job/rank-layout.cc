/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "rank-layout.h"

namespace ns3
{
namespace aifabric
{

RankLayout::RankLayout(const Sizes& sizes)
    : m_extent{sizes.tensor,
               sizes.context,
               sizes.expert,
               sizes.pipeline,
               sizes.shards,
               sizes.data / sizes.expert / sizes.shards},
      m_below(sizes.tensor * sizes.context * sizes.expert)
{
}

uint32_t
RankLayout::GetRanks() const
{
    uint32_t ranks = 1;
    for (const uint32_t extent : m_extent)
    {
        ranks *= extent;
    }
    return ranks;
}

uint32_t
RankLayout::GetRank(uint32_t stage, uint32_t place) const
{
    return place % m_below + m_below * (stage + m_extent[PIPELINE] * (place / m_below));
}

uint32_t
RankLayout::GetStage(uint32_t rank) const
{
    return rank / m_below % m_extent[PIPELINE];
}

bool
RankLayout::Varies(RankGroup group, uint32_t axis) const
{
    switch (group)
    {
    case RankGroup::TENSOR:
        return axis == TENSOR;
    case RankGroup::CONTEXT:
        return axis == CONTEXT;
    case RankGroup::EXPERT:
        return axis == EXPERT;
    case RankGroup::DATA:
        return axis == CONTEXT || axis == EXPERT || axis == SHARDS || axis == REPLICAS;
    case RankGroup::EXPERT_DATA:
        return axis == CONTEXT || axis == SHARDS || axis == REPLICAS;
    case RankGroup::SHARD:
        return axis == SHARDS;
    case RankGroup::REPLICA:
        return axis == CONTEXT || axis == REPLICAS;
    case RankGroup::COUNT:
        break;
    }
    return false;
}

uint32_t
RankLayout::GetSize(RankGroup group) const
{
    uint32_t size = 1;
    for (uint32_t axis = 0; axis < AXES; axis++)
    {
        size *= Varies(group, axis) ? m_extent[axis] : 1;
    }
    return size;
}

std::vector<std::vector<uint32_t>>
RankLayout::ListGroups(RankGroup group) const
{
    // A group is known by the place of its first rank, which is 0 on each axis that varies.
    std::vector<std::vector<uint32_t>> byFirst(GetStageRanks());
    for (uint32_t place = 0; place < GetStageRanks(); place++)
    {
        uint32_t first = 0;
        uint32_t rest = place;
        uint32_t step = 1;
        for (uint32_t axis = 0; axis < AXES; axis++)
        {
            if (axis == PIPELINE)
            {
                continue;
            }
            first += Varies(group, axis) ? 0 : rest % m_extent[axis] * step;
            rest /= m_extent[axis];
            step *= m_extent[axis];
        }
        byFirst[first].push_back(place);
    }
    std::vector<std::vector<uint32_t>> groups;
    for (auto& members : byFirst)
    {
        if (!members.empty())
        {
            groups.push_back(std::move(members));
        }
    }
    return groups;
}

} // namespace aifabric
} // namespace ns3
