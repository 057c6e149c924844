/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef HOST_PLACE_H
#define HOST_PLACE_H

#include "ns3/fabric-domain.h"
#include "ns3/fabric-routes.h"
#include "ns3/frame-route.h"
#include "ns3/ptr.h"

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What a NIC does for the strategy of its host.
 */
class HostServices
{
  public:
    virtual ~HostServices() = default;

    /**
     * Send a probe, which the NIC at the other end answers; see HostEvents::DoProbeAnswered(). It
     * takes its route and is not passed to DoSelect(); nor is the answer to a probe by the number
     * of a path, which comes back on the path of the same number.
     * @param dst fabric host number
     * @param route the way of the probe
     */
    virtual void SendProbe(uint32_t dst, const Route& route) = 0;

    /**
     * @param dst fabric host number
     * @return longest round-trip time of a full packet and its ACK in an idle fabric, ps
     */
    virtual uint64_t GetBaseRtt(uint32_t dst) const = 0;

    /** @return rate of the port, bits per second. */
    virtual double GetLineRate() const = 0;

    /** @return payload bytes of a full packet. */
    virtual uint32_t GetMtu() const = 0;
};

/** Where a host stands, told to its strategy before time zero. */
struct HostPlace
{
    uint32_t node{0};                ///< node number, unique
    uint32_t host{0};                ///< fabric host number
    Ptr<FabricRoutes> routes;        ///< the paths of the fabric
    HostServices* services{nullptr}; ///< what the NIC can do; null in tests of single choices
    FabricDomain* domain{nullptr};   ///< clock and calendar; null: those of the first domain
    uint32_t plane{0}; ///< the plane that it sends into; every port of a host has its own strategy

    /** @return number of the stream of random numbers of a strategy there. */
    uint64_t GetStream() const
    {
        return uint64_t{plane} << 32 | node;
    }
};

} // namespace aifabric
} // namespace ns3

#endif // HOST_PLACE_H
