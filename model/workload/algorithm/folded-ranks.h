/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FOLDED_RANKS_H
#define FOLDED_RANKS_H

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/**
 * @param ranks a number from 1 on
 * @return the largest power of two that is not larger
 */
inline uint32_t
GetPower(uint32_t ranks)
{
    uint32_t power = 1;
    while (power <= ranks / 2)
    {
        power *= 2;
    }
    return power;
}

/**
 * @param number a number from 1 on
 * @return its logarithm to base 2, rounded up
 */
inline uint64_t
CountBits(uint64_t number)
{
    uint64_t bits = 0;
    while ((uint64_t{1} << bits) < number)
    {
        bits++;
    }
    return bits;
}

/**
 * Ranks of which a power of two takes part: of the first 2 rest ranks only the odd ones, each also
 * for the even one before it.
 */
struct FoldedRanks
{
    uint32_t power; ///< ranks that take part
    uint32_t rest;  ///< ranks that do not

    /** @param ranks all of them */
    explicit FoldedRanks(uint32_t ranks)
        : power(GetPower(ranks)),
          rest(ranks - power)
    {
    }

    /**
     * @param v number among those that take part
     * @return the rank
     */
    uint32_t At(uint32_t v) const
    {
        return v < rest ? 2 * v + 1 : v + rest;
    }

    /**
     * @param v number among those that take part
     * @return the first rank that it answers for; with power, the number of ranks
     */
    uint32_t GetFirst(uint32_t v) const
    {
        return v < rest ? 2 * v : v + rest;
    }
};

} // namespace aifabric
} // namespace ns3

#endif // FOLDED_RANKS_H
