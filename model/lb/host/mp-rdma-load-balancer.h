/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MP_RDMA_LOAD_BALANCER_H
#define MP_RDMA_LOAD_BALANCER_H

#include "ns3/host-load-balancer.h"
#include "ns3/number-table.h"

#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The path selection of MP-RDMA (Y. Lu et al., "Multi-path transport for RDMA in datacenters",
 * NSDI 2018): packets are clocked by ACKs path by path, with no state per path. A path is an
 * entropy. An ACK lets one packet go on the path of the packet that it answers, so that fast paths
 * carry more; two marked ACKs let one go, as the window shrinks by half a packet for each. An ACK
 * for a packet far behind the highest one answered lets none go, which prunes slow paths and
 * bounds reordering. Some packets try a new path.
 *
 * The window is a congestion control of its own: MpRdmaCongestionControl. Packets that no ACK
 * clocks (those of a growing window, or of a congestion control without one) follow the last ACK,
 * or take a random path before the first.
 */
class MpRdmaLoadBalancer : public HostLoadBalancer
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    MpRdmaLoadBalancer();
    ~MpRdmaLoadBalancer() override;

    PairCost GetPairCost(const PairUse& use) const override;

    /** @return ACKs that clocked nothing because their packets were too far behind. */
    uint64_t GetPruned() const
    {
        return m_pruned;
    }

  private:
    /// What is known of a queue pair.
    struct Flow
    {
        std::vector<uint16_t> clocked; ///< ring of paths that may carry a packet
        uint32_t first{0};             ///< position of the oldest
        uint32_t count{0};             ///< their number
        uint32_t highest{0};           ///< highest packet answered
        uint16_t last{0};              ///< path that was clocked last; 0: none yet
        bool answered{false};          ///< whether highest means something
        bool half{false};              ///< a marked ACK waits for another
    };

    void DoSelect(Frame& frame) override;
    void DoAcknowledged(const Frame& ack) override;
    NetworkNeeds DoGetNeeds() const override;

    double m_probability;
    uint32_t m_delta;
    uint64_t m_pruned{0};
    NumberTable<Flow> m_flows; ///< by queue pair
};

} // namespace aifabric
} // namespace ns3

#endif // MP_RDMA_LOAD_BALANCER_H
