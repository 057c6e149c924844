/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COLLECTIVE_SHAPE_H
#define COLLECTIVE_SHAPE_H

#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** What a collective algorithm knows of the group that it serves. */
struct CollectiveShape
{
    uint32_t ranks{2};      ///< of the group
    uint32_t perServer{1};  ///< consecutive ranks that share a server
    uint32_t channels{1};   ///< that carry out parts of the data side by side
    uint32_t root{0};       ///< of a broadcast, reduce, gather or scatter
    uint32_t offset{1};     ///< from sender to receiver, of send/recv
    uint32_t concurrent{0}; ///< messages of a rank at a time where they do not wait; 0 for all
};

/** Chunks at equal distances. */
struct ChunkRun
{
    uint64_t first{0};  ///< number of the first
    uint64_t count{1};  ///< how many
    uint64_t stride{1}; ///< from one to the next
};

/** Chunks, none of them twice. */
using ChunkSet = std::vector<ChunkRun>;

/**
 * Chunks that follow each other on a circle.
 * @param first number of the first, taken modulo the circle
 * @param count how many, at most the circle
 * @param circle how many there are
 * @return their numbers: one run or two
 */
inline ChunkSet
WrapChunks(uint64_t first, uint64_t count, uint64_t circle)
{
    first %= circle;
    if (first + count <= circle)
    {
        return {{first, count, 1}};
    }
    return {{first, circle - first, 1}, {0, first + count - circle, 1}};
}

} // namespace aifabric
} // namespace ns3

#endif // COLLECTIVE_SHAPE_H
