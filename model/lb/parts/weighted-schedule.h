/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef WEIGHTED_SCHEDULE_H
#define WEIGHTED_SCHEDULE_H

#include "ns3/switch-load-balancer.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Lists of candidates in which each occurs as often as its weight says.
 */
class WeightedSchedule
{
  public:
    /// Longest list. Weights that need more are rounded to this sum.
    static constexpr uint32_t LONGEST = 4096;

    /**
     * Split a number of places by weights. Each weight gets its exact share rounded down; the
     * places that are left go one each to the largest remainders, the first of equal ones.
     * @param weights the weights, at least one above 0
     * @param places the number of places
     * @return places of each weight, which sum up to the number of places
     */
    static std::vector<uint32_t> Apportion(const std::vector<uint32_t>& weights, uint32_t places);

    /**
     * The weights of candidates in lowest terms, such that their sum is at most LONGEST and each at
     * least 1.
     * @param candidates the candidates
     * @return a weight for each
     */
    static std::vector<uint32_t> GetWeights(const Candidates& candidates);

    /**
     * Interleaved weighted round robin: in round r = 1 .. largest weight come the candidates whose
     * weight is r or more (the weighted rotation of arXiv:2507.21372).
     * @param order the candidates in the order of a round
     * @param weights weights by candidate
     * @return the list
     */
    static std::vector<uint16_t> Interleave(const std::vector<uint16_t>& order,
                                            const std::vector<uint32_t>& weights);

    /**
     * Smooth weighted round robin, as in Nginx: at every step each candidate gains its weight, and
     * the richest is listed and pays the sum of weights. Any stretch of the list holds each
     * candidate nearly in proportion, also if weights are very unequal.
     * @param order the candidates; the first of equally rich ones is listed
     * @param weights weights by candidate
     * @return the list
     */
    static std::vector<uint16_t> Smooth(const std::vector<uint16_t>& order,
                                        const std::vector<uint32_t>& weights);
};

} // namespace aifabric
} // namespace ns3

#endif // WEIGHTED_SCHEDULE_H
