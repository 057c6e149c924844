/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ROUND_ROBIN_LOAD_BALANCER_H
#define ROUND_ROBIN_LOAD_BALANCER_H

#include "ns3/switch-load-balancer.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Round robin over the next-hop group of a switch, whatever the destination. The order of the
 * ports is random, and drawn anew every few wraps unless the period is 0 (simple round robin, in
 * which flows stick to ports and queues grow linearly with the message).
 *
 * Where routing gives ports unequal weights, a wrap is interleaved weighted round robin: round
 * r = 1 .. largest weight visits the ports whose weight is r or more.
 */
class RoundRobinLoadBalancer : public SwitchLoadBalancer
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    RoundRobinLoadBalancer();
    ~RoundRobinLoadBalancer() override;

  private:
    /// The rotation over one group of next hops by packets of one size bin.
    struct Rotation
    {
        std::vector<uint16_t> order; ///< indices of candidates
        uint32_t count{0};           ///< number of candidates
        uint32_t next{0};            ///< position in the order
        uint32_t wraps{0};           ///< since the last shuffle
    };

    uint32_t DoSelect(const Frame& frame, const Candidates& candidates) override;
    void DoRoutesChanged() override;
    void Shuffle(Rotation& rotation, const Candidates& candidates);

    uint32_t m_period;
    bool m_weighted;
    uint32_t m_bins;
    std::vector<Rotation> m_rotations; ///< by group, then by bin
};

} // namespace aifabric
} // namespace ns3

#endif // ROUND_ROBIN_LOAD_BALANCER_H
