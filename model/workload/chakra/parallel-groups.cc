/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "parallel-groups.h"

namespace ns3
{
namespace aifabric
{

ParallelGroups::ParallelGroups(const ParallelSizes& sizes)
    : m_sizes(sizes)
{
}

uint32_t
ParallelGroups::CountRanks() const
{
    return m_sizes.tensor * m_sizes.data * m_sizes.pipeline;
}

ParallelGroups::Stride
ParallelGroups::GetStride(Kind kind) const
{
    const auto& [tensor, data, pipeline, expert] = m_sizes;
    switch (kind)
    {
    case Kind::TENSOR:
        return {1, tensor};
    case Kind::DATA:
        return {tensor, data};
    case Kind::PIPELINE:
    case Kind::EMBEDDING:
        return {tensor * data, pipeline};
    case Kind::EXPERT:
        return {tensor, expert};
    case Kind::EXPERT_DATA:
        return {tensor * expert, data / expert};
    case Kind::EXPERT_TENSOR:
        return {1, tensor * expert};
    default:
        return {1, CountRanks()};
    }
}

uint32_t
ParallelGroups::GetSize(Kind kind) const
{
    const uint32_t count = GetStride(kind).count;
    return kind == Kind::EMBEDDING && count > 2 ? 2 : count;
}

std::vector<uint32_t>
ParallelGroups::Get(Kind kind, uint32_t rank) const
{
    const Stride stride = GetStride(kind);
    const uint32_t place = rank / stride.distance % stride.count;
    const uint32_t first = rank - place * stride.distance;
    std::vector<uint32_t> ranks;
    for (uint32_t i = 0; i < stride.count; i++)
    {
        ranks.push_back(first + i * stride.distance);
    }
    if (kind == Kind::EMBEDDING && stride.count > 2)
    {
        ranks = {ranks.front(), ranks.back()};
        return rank == ranks.front() || rank == ranks.back() ? ranks : std::vector<uint32_t>{};
    }
    return ranks;
}

std::vector<std::vector<uint32_t>>
ParallelGroups::List(Kind kind) const
{
    std::vector<std::vector<uint32_t>> groups;
    for (uint32_t rank = 0; rank < CountRanks(); rank++)
    {
        std::vector<uint32_t> ranks = Get(kind, rank);
        if (!ranks.empty() && ranks.front() == rank)
        {
            groups.push_back(std::move(ranks));
        }
    }
    return groups;
}

} // namespace aifabric
} // namespace ns3
