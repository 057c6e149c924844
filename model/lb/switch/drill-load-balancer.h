/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DRILL_LOAD_BALANCER_H
#define DRILL_LOAD_BALANCER_H

#include "ns3/switch-load-balancer.h"

#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * DRILL(d, m): for every packet, the shortest of d randomly drawn queues and of the m shortest that
 * the packet before it has seen (S. Ghorbani et al., "DRILL: Micro Load Balancing for Low-latency
 * Data Center Networks", SIGCOMM 2017). Each group of next hops has a memory of its own. Without
 * memory (m = 0) it is the power of d choices.
 *
 * The decomposition of asymmetric fabrics into symmetric components is not modelled.
 */
class DrillLoadBalancer : public SwitchLoadBalancer
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    DrillLoadBalancer();
    ~DrillLoadBalancer() override;

  private:
    uint32_t DoSelect(const Frame& frame, const Candidates& candidates) override;
    void DoRoutesChanged() override;
    std::string CheckConfig() const override;
    void Consider(uint32_t index, const Candidates& candidates);

    /// A queue that was looked at.
    struct Seen
    {
        uint64_t backlog;
        uint32_t index;
    };

    uint32_t m_draws;
    uint32_t m_memory;
    std::vector<std::vector<uint32_t>> m_remembered; ///< by group, the shortest first
    std::vector<Seen> m_seen;                        ///< of the packet in hand, the shortest first
};

} // namespace aifabric
} // namespace ns3

#endif // DRILL_LOAD_BALANCER_H
