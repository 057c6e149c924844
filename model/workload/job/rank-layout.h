/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RANK_LAYOUT_H
#define RANK_LAYOUT_H

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** Which ranks of a job work together. */
enum class RankGroup : uint8_t
{
    TENSOR,      ///< they share each matrix
    CONTEXT,     ///< they share each sequence
    EXPERT,      ///< they share the experts of a layer
    DATA,        ///< they have the same weights, but for experts
    EXPERT_DATA, ///< they have the same experts
    SHARD,       ///< each keeps a part of the weights of all (FSDP)
    REPLICA,     ///< each keeps the same part
    COUNT,       ///< how many there are
};

/**
 * @ingroup ai-fabric
 *
 * How the ranks of a training job are numbered. The tensor-parallel index runs fastest, then
 * context, expert, pipeline and data: rank = t + tp (c + cp (e + ep (p + pp d))). The expert groups
 * are cut out of the data-parallel ones, as in Megatron-LM: dp = ep times the number of d. With
 * FSDP, d = f + fsdp r: neighbours in d share a copy of the weights.
 */
class RankLayout
{
  public:
    /** Degrees of parallelism. */
    struct Sizes
    {
        uint32_t tensor{1};   ///< tp
        uint32_t context{1};  ///< cp
        uint32_t expert{1};   ///< ep, which divides dp
        uint32_t pipeline{1}; ///< pp
        uint32_t data{1};     ///< dp
        uint32_t shards{1};   ///< fsdp, which divides dp / ep
    };

    /** @param sizes degrees of parallelism */
    explicit RankLayout(const Sizes& sizes);

    /** @return the number of ranks. */
    uint32_t GetRanks() const;

    /** @return the ranks of a pipeline stage. */
    uint32_t GetStageRanks() const
    {
        return GetRanks() / m_extent[PIPELINE];
    }

    /**
     * @param stage a pipeline stage
     * @param place number of a rank among those of the stage
     * @return the rank
     */
    uint32_t GetRank(uint32_t stage, uint32_t place) const;

    /**
     * @param rank a rank
     * @return its pipeline stage
     */
    uint32_t GetStage(uint32_t rank) const;

    /**
     * @param group which ranks work together
     * @return how many they are
     */
    uint32_t GetSize(RankGroup group) const;

    /**
     * @param group which ranks work together
     * @return the groups of a stage, each the places of its ranks in the stage
     */
    std::vector<std::vector<uint32_t>> ListGroups(RankGroup group) const;

  private:
    enum Axis
    {
        TENSOR,
        CONTEXT,
        EXPERT,
        PIPELINE,
        SHARDS,
        REPLICAS,
        AXES,
    };

    bool Varies(RankGroup group, uint32_t axis) const;

    std::array<uint32_t, AXES> m_extent; ///< by axis, the fastest first
    uint32_t m_below;                    ///< ranks between neighbours in the pipeline
};

} // namespace aifabric
} // namespace ns3

#endif // RANK_LAYOUT_H
