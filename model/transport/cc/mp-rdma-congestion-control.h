/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MP_RDMA_CONGESTION_CONTROL_H
#define MP_RDMA_CONGESTION_CONTROL_H

#include "ns3/congestion-control.h"
#include "ns3/huge-arena.h"
#include "ns3/pair-groups.h"

#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The window of MP-RDMA (Y. Lu et al., "Multi-path transport for RDMA in datacenters", NSDI 2018),
 * one for all paths of a queue pair: each ACK adds 1/window packets, each marked ACK takes half a
 * packet away. An ACK for a packet far behind the highest one answered takes a whole packet away,
 * since it clocks none (MpRdmaLoadBalancer). After a timeout the window is one packet.
 */
class MpRdmaCongestionControl : public CongestionControl,
                                public InArena<MpRdmaCongestionControl, SendingHalf>
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    MpRdmaCongestionControl();
    ~MpRdmaCongestionControl() override;

  private:
    Ptr<CongestionControl> DoCopy() const override;
    void DoStart() override;
    std::string CheckConfig() const override;
    void DoAcknowledged(const Frame& ack, uint64_t bytes) override;
    void DoTimedOut() override;
    NetworkNeeds DoGetNeeds() const override;
    void SetPackets(double packets);

    double m_initial;
    uint32_t m_delta;
    double m_packets{1};    ///< the window
    uint32_t m_highest{0};  ///< highest packet answered
    bool m_answered{false}; ///< whether it means something
};

} // namespace aifabric
} // namespace ns3

#endif // MP_RDMA_CONGESTION_CONTROL_H
