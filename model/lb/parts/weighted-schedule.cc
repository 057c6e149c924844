/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "weighted-schedule.h"

#include <algorithm>
#include <numeric>

namespace ns3
{
namespace aifabric
{

std::vector<uint32_t>
WeightedSchedule::Apportion(const std::vector<uint32_t>& weights, uint32_t places)
{
    const uint64_t sum = std::accumulate(weights.begin(), weights.end(), uint64_t{0});
    std::vector<uint32_t> shares;
    std::vector<uint64_t> remainders;
    uint32_t left = places;
    for (const uint32_t weight : weights)
    {
        const uint64_t product = uint64_t{weight} * places;
        shares.push_back(static_cast<uint32_t>(product / sum));
        remainders.push_back(product % sum);
        left -= shares.back();
    }
    std::vector<uint32_t> ranked(weights.size());
    std::iota(ranked.begin(), ranked.end(), 0);
    std::stable_sort(ranked.begin(), ranked.end(), [&remainders](uint32_t a, uint32_t b) {
        return remainders[a] > remainders[b];
    });
    for (uint32_t i = 0; i < left; i++)
    {
        shares[ranked[i]]++;
    }
    return shares;
}

std::vector<uint32_t>
WeightedSchedule::GetWeights(const Candidates& candidates)
{
    std::vector<uint32_t> weights;
    uint32_t divisor = 0;
    for (uint32_t i = 0; i < candidates.GetCount(); i++)
    {
        weights.push_back(candidates.GetWeight(i));
        divisor = std::gcd(divisor, weights.back());
    }
    // Weights are in lowest terms until a dead port leaves its group.
    for (uint32_t& weight : weights)
    {
        weight /= divisor;
    }
    if (std::accumulate(weights.begin(), weights.end(), uint64_t{0}) > LONGEST)
    {
        // One place each, so that no live path is given up; the others by weight.
        const auto count = static_cast<uint32_t>(weights.size());
        weights = Apportion(weights, count < LONGEST ? LONGEST - count : 0);
        for (uint32_t& weight : weights)
        {
            weight++;
        }
    }
    return weights;
}

std::vector<uint16_t>
WeightedSchedule::Interleave(const std::vector<uint16_t>& order,
                             const std::vector<uint32_t>& weights)
{
    const uint32_t rounds = *std::max_element(weights.begin(), weights.end());
    std::vector<uint16_t> list;
    for (uint32_t round = 1; round <= rounds; round++)
    {
        for (const uint16_t candidate : order)
        {
            if (weights[candidate] >= round)
            {
                list.push_back(candidate);
            }
        }
    }
    return list;
}

std::vector<uint16_t>
WeightedSchedule::Smooth(const std::vector<uint16_t>& order, const std::vector<uint32_t>& weights)
{
    const int64_t sum = std::accumulate(weights.begin(), weights.end(), int64_t{0});
    std::vector<int64_t> credit(weights.size(), 0);
    std::vector<uint16_t> list;
    for (int64_t step = 0; step < sum; step++)
    {
        uint16_t richest = order[0];
        for (const uint16_t candidate : order)
        {
            credit[candidate] += weights[candidate];
        }
        for (const uint16_t candidate : order)
        {
            richest = credit[candidate] > credit[richest] ? candidate : richest;
        }
        credit[richest] -= sum;
        list.push_back(richest);
    }
    return list;
}

} // namespace aifabric
} // namespace ns3
