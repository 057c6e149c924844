/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TOKEN_ROUTING_H
#define TOKEN_ROUTING_H

#include "ns3/fabric-random.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Which experts the tokens of a mixture of experts go to. Each token takes different experts, each
 * with a chance in proportion to its popularity: 1/k^skew for the k-th most popular one. Which
 * expert is the k-th is drawn once for all ranks.
 */
class TokenRouting
{
  public:
    /** What decides. */
    struct Config
    {
        uint32_t ranks{2};          ///< that have tokens and experts
        uint32_t expertsPerRank{1}; ///< experts of a rank
        uint32_t tokens{1};         ///< of each rank
        uint32_t topK{1};           ///< experts of a token
        double skew{0};             ///< exponent of the popularity; 0 for equal chances
        bool perExpert{false};      ///< whether a token is sent once for each expert, not each rank
    };

    /**
     * Draw.
     * @param config what decides
     * @param random the stream
     */
    TokenRouting(const Config& config, FabricRandom& random);

    /**
     * @param from rank that has the tokens
     * @param to rank that has the experts
     * @return how many tokens go from one to the other
     */
    uint64_t GetTokens(uint32_t from, uint32_t to) const
    {
        return m_counts[uint64_t{from} * m_config.ranks + to];
    }

  private:
    void DrawExperts(FabricRandom& random, std::vector<uint32_t>& experts) const;

    bool MustRing() const;

    Config m_config;
    bool m_rings{false};             ///< whether experts are drawn by clocks
    std::vector<double> m_upTo;      ///< by popularity, sum of the chances so far
    std::vector<uint32_t> m_experts; ///< by popularity
    std::vector<uint64_t> m_counts;  ///< by sender and receiver
};

} // namespace aifabric
} // namespace ns3

#endif // TOKEN_ROUTING_H
