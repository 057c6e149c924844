/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "token-routing.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <utility>

namespace ns3
{
namespace aifabric
{

TokenRouting::TokenRouting(const Config& config, FabricRandom& random)
    : m_config(config),
      m_experts(uint64_t{config.ranks} * config.expertsPerRank),
      m_counts(uint64_t{config.ranks} * config.ranks)
{
    std::iota(m_experts.begin(), m_experts.end(), 0);
    random.Shuffle(m_experts);
    double sum = 0;
    for (size_t i = 0; i < m_experts.size(); i++)
    {
        sum += std::pow(static_cast<double>(i + 1), -config.skew);
        m_upTo.push_back(sum);
    }
    std::vector<uint32_t> experts;
    for (uint32_t rank = 0; rank < config.ranks; rank++)
    {
        for (uint32_t token = 0; token < config.tokens; token++)
        {
            DrawExperts(random, experts);
            for (size_t i = 0; i < experts.size(); i++)
            {
                const uint32_t to = experts[i] / config.expertsPerRank;
                const auto end = experts.begin() + static_cast<std::ptrdiff_t>(i);
                const bool isThere = std::any_of(experts.begin(), end, [&](uint32_t other) {
                    return other / config.expertsPerRank == to;
                });
                m_counts[uint64_t{rank} * config.ranks + to] +=
                    config.perExpert || !isThere ? 1 : 0;
            }
        }
    }
}

void
TokenRouting::DrawExperts(FabricRandom& random, std::vector<uint32_t>& experts) const
{
    experts.clear();
    if (2 * m_config.topK > m_experts.size())
    {
        // The first of clocks that ring at a rate in proportion to the chances: the same draw,
        // which does not wait for rare experts.
        std::vector<std::pair<double, uint32_t>> clocks;
        for (size_t i = 0; i < m_experts.size(); i++)
        {
            const double rate = m_upTo[i] - (i > 0 ? m_upTo[i - 1] : 0);
            clocks.emplace_back(-std::log1p(-random.Uniform()) / rate, m_experts[i]);
        }
        std::sort(clocks.begin(), clocks.end());
        for (uint32_t i = 0; i < m_config.topK; i++)
        {
            experts.push_back(clocks[i].second);
        }
        return;
    }
    while (experts.size() < m_config.topK)
    {
        const double chance = random.Uniform() * m_upTo.back();
        const auto place = std::upper_bound(m_upTo.begin(), m_upTo.end(), chance);
        const auto last = static_cast<std::ptrdiff_t>(m_experts.size()) - 1;
        const auto which = std::min<std::ptrdiff_t>(place - m_upTo.begin(), last);
        const uint32_t expert = m_experts[static_cast<size_t>(which)];
        if (std::find(experts.begin(), experts.end(), expert) == experts.end())
        {
            experts.push_back(expert);
        }
    }
}

} // namespace aifabric
} // namespace ns3
