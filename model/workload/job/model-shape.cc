/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "model-shape.h"

namespace ns3
{
namespace aifabric
{

uint64_t
ModelShape::CountAttention() const
{
    const uint64_t h = hidden;
    const uint64_t all = uint64_t{heads} * headSize;
    if (kvRank > 0)
    {
        const uint64_t query = uint64_t{heads} * (headSize + ropeSize);
        return h * queryRank + queryRank * query + h * (kvRank + ropeSize) + kvRank * 2 * all +
               all * h;
    }
    return 2 * h * all + 2 * h * kvHeads * headSize;
}

uint64_t
ModelShape::CountDense() const
{
    return (gated ? 3 : 2) * uint64_t{hidden} * ffn;
}

uint64_t
ModelShape::CountExpert() const
{
    return (gated ? 3 : 2) * uint64_t{hidden} * expertFfn;
}

uint64_t
ModelShape::CountRouter() const
{
    return uint64_t{hidden} * experts;
}

uint64_t
ModelShape::CountShared(uint32_t layer) const
{
    return CountAttention() +
           (IsMixture(layer) ? CountRouter() + sharedExperts * CountExpert() : CountDense());
}

uint64_t
ModelShape::CountRouted(uint32_t layer) const
{
    return IsMixture(layer) ? experts * CountExpert() : 0;
}

uint64_t
ModelShape::CountEmbedding() const
{
    return uint64_t{vocabulary} * hidden;
}

uint64_t
ModelShape::CountAll() const
{
    uint64_t sum = (tied ? 1 : 2) * CountEmbedding();
    for (uint32_t layer = 0; layer < layers; layer++)
    {
        sum += CountShared(layer) + CountRouted(layer);
    }
    return sum;
}

double
ModelShape::GetAttentionWork(uint32_t tokens) const
{
    // Scores, then sums of values.
    const double widths = 2.0 * headSize + ropeSize;
    return 2.0 * static_cast<double>(CountAttention()) + 2.0 * tokens * heads * widths;
}

double
ModelShape::GetFeedWork(uint32_t layer) const
{
    const uint64_t used = IsMixture(layer)
                              ? CountRouter() + (sharedExperts + activeExperts) * CountExpert()
                              : CountDense();
    return 2.0 * static_cast<double>(used);
}

double
ModelShape::GetOutputWork() const
{
    return 2.0 * static_cast<double>(CountEmbedding());
}

uint64_t
ModelShape::CountKeys() const
{
    return kvRank > 0 ? kvRank + ropeSize : uint64_t{2} * kvHeads * headSize;
}

const ModelShape*
FindModel(const std::string& name)
{
    for (const ModelShape& model : ListModels())
    {
        if (model.name == name)
        {
            return &model;
        }
    }
    return nullptr;
}

std::string
ListModelNames()
{
    std::string names;
    for (const ModelShape& model : ListModels())
    {
        names += (names.empty() ? "" : ", ") + model.name;
    }
    return names;
}

} // namespace aifabric
} // namespace ns3
