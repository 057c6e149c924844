/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CONWEAVE_LOAD_BALANCER_H
#define CONWEAVE_LOAD_BALANCER_H

#include "conweave-destination.h"
#include "conweave-source.h"

#include "ns3/idle-attributes.h"
#include "ns3/nstime.h"
#include "ns3/switch-load-balancer.h"

#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * ConWeave: edge switches move RDMA flows off congested paths while they are sending, and hide the
 * reordering from the hosts (C. Song et al., "Network Load Balancing with In-network Reordering
 * Support for RDMA", SIGCOMM 2023).
 *
 * ConweaveSource and ConweaveDestination are its halves at edge switches. All other switches, and
 * the source for its first hop, follow the number of the path in the overlay, digit by digit as
 * FabricRoutes numbers paths. Control packets and messages of switches go by hash.
 */
class ConweaveLoadBalancer : public SwitchLoadBalancer, public IdleAttributes, private FrameReceiver
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    ConweaveLoadBalancer();
    ~ConweaveLoadBalancer() override;

    /** @return the half that sends; idle except at edge switches. */
    ConweaveSource& GetSource()
    {
        return m_source;
    }

    /** @return the half that receives; idle except at edge switches. */
    const ConweaveDestination& GetDestination() const
    {
        return m_destination;
    }

    /**
     * Signature of sinks of reroutes.
     * @param frame the TAIL: the last packet on the old path
     */
    using ReroutedTracedCallback = void (*)(const Frame& frame);

  private:
    uint32_t DoSelect(const Frame& frame, const Candidates& candidates) override;
    uint32_t FollowPath(uint32_t path, const Candidates& candidates) const;
    void DoStart() override;
    std::string CheckConfig() const override;
    void DoRoutesChanged() override;
    uint32_t DoGetHooks() const override;
    bool DoReceived(Frame* frame) override;
    NetworkNeeds DoGetNeeds() const override;
    std::vector<IdleAttribute> DoListIdle(const PlaceOfUse& place) const override;
    void ReceiveFrame(Frame* frame) override;

    ConweaveSource m_source;
    ConweaveDestination m_destination;
    std::string m_profile;
    Time m_reply;
    Time m_pause;
    Time m_flush;
    Time m_wait;
    Time m_expiry;
    uint32_t m_pathEntries;
    uint32_t m_divisor{1};
    uint64_t m_salt{0};
    FabricTrace<const Frame&> m_reroutedTrace;
};

} // namespace aifabric
} // namespace ns3

#endif // CONWEAVE_LOAD_BALANCER_H
