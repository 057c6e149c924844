/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SWITCH_PLACE_H
#define SWITCH_PLACE_H

#include "ns3/fabric-domain.h"
#include "ns3/fabric-routes.h"
#include "ns3/frame-pool.h"
#include "ns3/port-view.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What a switch does for its strategy beyond asking it for ports.
 */
class SwitchServices
{
  public:
    virtual ~SwitchServices() = default;

    /**
     * Route, balance and queue a frame as if it had just come in.
     * @param frame the frame, no longer the caller's
     */
    virtual void ForwardFrame(Frame* frame) = 0;

    /**
     * Queue a frame at a port, if there is room.
     * @param frame the frame, no longer the caller's
     * @param port number of the port
     */
    virtual void SendThrough(Frame* frame, uint16_t port) = 0;

    /**
     * Ask for buffer before a frame is kept.
     * @param frame a frame that has just come in
     * @return false if it must be forwarded, which will drop it
     */
    virtual bool HasRoom(const Frame& frame) const = 0;

    /**
     * Charge buffer and ingress with a frame that a strategy keeps.
     * @param frame the frame
     */
    virtual void HoldFrame(Frame& frame) = 0;

    /**
     * Route, balance and queue a frame that HoldFrame() has charged.
     * @param frame the frame, no longer the caller's
     */
    virtual void ForwardHeld(Frame* frame) = 0;

    /** @return the ports by number, to read. */
    virtual PortViews GetPortViews() const = 0;

    /** @return the same: the former name, for one release. */
    PortViews GetPorts() const
    {
        return GetPortViews();
    }

    /** @return the forwarding table as it is now. */
    virtual const ForwardingTable& GetForwardingTable() const = 0;
};

/** Where a switch stands, told to its strategy before time zero. */
struct SwitchPlace
{
    uint32_t node{0};    ///< node number, unique
    uint32_t tier{1};    ///< 1 next to the hosts
    uint32_t pod{0};     ///< own pod, or UINT32_MAX
    uint32_t edge{0};    ///< own number among edge switches, or UINT32_MAX
    uint32_t edges{0};   ///< number of edge switches in the fabric
    uint32_t pods{0};    ///< number of pods in the fabric
    uint32_t ports{0};   ///< number of ports
    uint64_t buffer{0};  ///< bytes of buffer behind a port, for strategies that grade queues
    uint32_t vertex{0};  ///< own vertex in the topology
    uint64_t latency{0}; ///< own forwarding latency, ps; those of others are in the topology
    const FabricTopology* topology{nullptr}; ///< the graph; null in tests of single choices
    const FabricRoutes* routes{nullptr};     ///< all routes, for strategies that name whole paths
    SwitchServices* services{nullptr};       ///< what the switch can do; null in such tests
    FabricDomain* domain{nullptr}; ///< clock and calendar; null: those of the first domain
    FramePool* pool{nullptr};      ///< where frames are made; null: that of the domain

    /** A port that leads to another switch. */
    struct Neighbour
    {
        uint16_t port; ///< its number
        bool up;       ///< whether the other switch is farther from the hosts
    };

    /** @return the ports that lead to other switches, in ascending order. */
    std::vector<Neighbour> ListNeighbours() const;

    /** @return number of the stream of random numbers of a strategy there. */
    uint64_t GetStream() const
    {
        return node;
    }
};

} // namespace aifabric
} // namespace ns3

#endif // SWITCH_PLACE_H
