/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SUBFLOW_LOAD_BALANCER_H
#define SUBFLOW_LOAD_BALANCER_H

#include "ns3/host-load-balancer.h"
#include "ns3/idle-attributes.h"
#include "ns3/number-table.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Static subflows, as collective libraries make them (NCCL_IB_QPS_PER_CONNECTION and
 * NCCL_IB_SPLIT_DATA_ON_QPS of NCCL; "Subflow" of arXiv:2507.21372): a message is cut into equal
 * pieces, one for each of several queue pairs to its receiver, which the switches hash by their
 * source ports. It is complete when the slowest piece is. No packet overtakes another of its queue
 * pair.
 */
class SubflowLoadBalancer : public HostLoadBalancer, public IdleAttributes
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    SubflowLoadBalancer();
    ~SubflowLoadBalancer() override;

    PairCost GetPairCost(const PairUse& use) const override;

    /**
     * Cut bytes into pieces that differ by one packet at most; all but the last are whole packets.
     * @param bytes payload bytes
     * @param mtu payload bytes of a full packet
     * @param count number of pieces wanted; there are fewer if there are fewer packets
     * @param pieces where to put them; their subflows are numbered from 0
     */
    static void CutEqually(uint64_t bytes,
                           uint32_t mtu,
                           uint32_t count,
                           std::vector<MessagePiece>& pieces);

  private:
    void DoSelect(Frame& frame) override;
    void DoSplit(uint32_t dst, uint64_t bytes, std::vector<MessagePiece>& pieces) override;
    NetworkNeeds DoGetNeeds() const override;
    std::vector<IdleAttribute> DoListIdle(const PlaceOfUse& place) const override;

    uint32_t m_count;
    bool m_split;
    /// By host, queue pair of the next message that remains whole.
    NumberTable<uint8_t> m_next;
};

} // namespace aifabric
} // namespace ns3

#endif // SUBFLOW_LOAD_BALANCER_H
