/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PARALLEL_GROUPS_H
#define PARALLEL_GROUPS_H

#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** In which a model is cut, and over how many ranks. */
struct ParallelSizes
{
    uint32_t tensor{1};   ///< ranks that share a layer
    uint32_t data{1};     ///< replicas of the model
    uint32_t pipeline{1}; ///< stages
    uint32_t expert{1};   ///< ranks that share the experts of a layer; divides data
};

/**
 * @ingroup ai-fabric
 *
 * Groups of the ranks of a training job, in the order of Megatron-LM: ranks that are next to each
 * other share a layer, then come the replicas, then the stages; experts are spread over replicas.
 */
class ParallelGroups
{
  public:
    /** Whose ranks do something together. */
    enum class Kind : uint8_t
    {
        ALL,           ///< all ranks
        TENSOR,        ///< that share a layer
        DATA,          ///< replicas of the same part of the model
        PIPELINE,      ///< one rank of each stage
        EXPERT,        ///< that share the experts
        EXPERT_DATA,   ///< replicas of the same experts
        EXPERT_TENSOR, ///< that share the experts, with all that share their layers
        EMBEDDING,     ///< of the first and of the last stage
    };

    /** @param sizes in which the model is cut; their product is below 2^32 */
    explicit ParallelGroups(const ParallelSizes& sizes);

    /** @return the number of ranks. */
    uint32_t CountRanks() const;

    /**
     * @param kind a kind of group
     * @return how many ranks such a group has
     */
    uint32_t GetSize(Kind kind) const;

    /**
     * @param kind a kind of group
     * @param rank a rank
     * @return the ranks of its group; none if it is in none
     */
    std::vector<uint32_t> Get(Kind kind, uint32_t rank) const;

    /**
     * @param kind a kind of group
     * @return all groups of this kind
     */
    std::vector<std::vector<uint32_t>> List(Kind kind) const;

  private:
    /// Ranks of a group are so far apart, and so many.
    struct Stride
    {
        uint32_t distance;
        uint32_t count;
    };

    Stride GetStride(Kind kind) const;

    ParallelSizes m_sizes;
};

} // namespace aifabric
} // namespace ns3

#endif // PARALLEL_GROUPS_H
