/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SEQBALANCE_LOAD_BALANCER_H
#define SEQBALANCE_LOAD_BALANCER_H

#include "ns3/host-load-balancer.h"
#include "ns3/nstime.h"
#include "ns3/number-table.h"
#include "ns3/path-catalog.h"
#include "ns3/path-subflows.h"

#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * SeqBalance (arXiv:2407.09808): a message is cut into equal pieces; each takes one path, drawn
 * among those that were not reported congested within a while, and keeps to it. No packet
 * overtakes another of its queue pair.
 *
 * In the paper switches at the edge choose the paths and hear of congestion by packets of their
 * own. Here the host chooses, and an ACK that echoes a mark reports the path of its packet.
 */
class SeqbalanceLoadBalancer : public HostLoadBalancer
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    SeqbalanceLoadBalancer();
    ~SeqbalanceLoadBalancer() override;

    PairCost GetPairCost(const PairUse& use) const override;

  private:
    /// When each path to an edge switch may be taken again (ps), by path number.
    using Rack = std::vector<uint64_t>;

    void DoSelect(Frame& frame) override;
    void DoStart() override;
    void DoAcknowledged(const Frame& ack) override;
    void DoSplit(uint32_t dst, uint64_t bytes, std::vector<MessagePiece>& pieces) override;
    NetworkNeeds DoGetNeeds() const override;
    Rack& GetRack(uint32_t dst);

    uint32_t m_count;
    Time m_inactive;
    PathCatalog m_catalog;
    PathSubflows m_subflows;
    NumberTable<Rack> m_racks;     ///< by edge switch
    std::vector<uint16_t> m_order; ///< scratch of DoSplit()
};

} // namespace aifabric
} // namespace ns3

#endif // SEQBALANCE_LOAD_BALANCER_H
