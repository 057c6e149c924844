/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "token-routing.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
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
    m_rings = MustRing();
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

bool
TokenRouting::MustRing() const
{
    if (2 * uint64_t{m_config.topK} > m_experts.size())
    {
        return true;
    }
    // How often is drawn for a token, at most on average: the next expert is a new one with the
    // chances that the most popular ones leave. Clocks are drawn once for each expert.
    double draws = 0;
    for (uint32_t i = 0; i < m_config.topK; i++)
    {
        draws += m_upTo.back() / (m_upTo.back() - (i > 0 ? m_upTo[i - 1] : 0));
    }
    return draws > static_cast<double>(m_experts.size());
}

void
TokenRouting::DrawExperts(FabricRandom& random, std::vector<uint32_t>& experts) const
{
    experts.clear();
    if (m_rings)
    {
        // The first of clocks that ring at a rate in proportion to the chances: the same draw,
        // which does not wait for rare experts.
        std::vector<std::pair<double, uint32_t>> clocks;
        for (size_t i = 0; i < m_experts.size(); i++)
        {
            // The sums may be too coarse for the rarest of very many.
            const double rate = std::max(m_upTo[i] - (i > 0 ? m_upTo[i - 1] : 0),
                                         std::numeric_limits<double>::min());
            clocks.emplace_back(-std::log1p(-random.Uniform()) / rate, m_experts[i]);
        }
        const auto last = clocks.begin() + static_cast<std::ptrdiff_t>(m_config.topK);
        std::partial_sort(clocks.begin(), last, clocks.end());
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
