/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef HOST_DR_LOAD_BALANCER_H
#define HOST_DR_LOAD_BALANCER_H

#include "ns3/host-load-balancer.h"
#include "ns3/path-catalog.h"
#include "ns3/switch-load-balancer.h"

#include <unordered_map>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Destination rotation at the host (DRB: J. Cao et al., "Per-packet load-balanced, low-latency
 * routing for Clos-based data center networks", CoNEXT 2013; "Host DR" of arXiv:2507.21372): for
 * each destination host and size bin, packets rotate over all shortest paths, that is over the
 * common top switches, in a random order from a random start. When routes have been computed anew,
 * it rotates over those that are left.
 *
 * Packets are steered: the UDP source port is a path number that switches obey.
 */
class HostDrLoadBalancer : public HostLoadBalancer
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    HostDrLoadBalancer();
    ~HostDrLoadBalancer() override;

  private:
    /// The rotation towards one destination.
    struct Rotation
    {
        std::vector<uint16_t> order; ///< path numbers
        uint32_t next{0};            ///< position in the order
        uint64_t epoch{0};           ///< of the routes
    };

    void DoSelect(Frame& frame) override;
    NetworkNeeds DoGetNeeds() const override;
    void DoStart() override;
    void Begin(Rotation& rotation, uint32_t dst);

    uint32_t m_bins;
    PathCatalog m_catalog;
    std::unordered_map<uint64_t, Rotation> m_rotations; ///< by destination host and bin
};

} // namespace aifabric
} // namespace ns3

#endif // HOST_DR_LOAD_BALANCER_H
