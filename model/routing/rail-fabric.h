/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAIL_FABRIC_H
#define RAIL_FABRIC_H

#include "fabric-layout.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A rail-optimised fabric: servers of several endpoints (accelerators with a NIC each). Endpoint i
 * of every server is on the leaf switches of rail i; spines join all leaves. Endpoint i of server s
 * is host s * Gpus + i. With fewer Rails than Gpus, endpoint i is on rail i modulo Rails: with one
 * rail, a leaf has all endpoints of its servers, as a switch at the top of a rack has.
 *
 * An endpoint may have several ports (Planes), each on leaves, spines and cores of its own: two are
 * the dual-homed NICs of two planes, three the plies of NICs with three ports. Pods are the same
 * several times, servers dealt among them in order, joined by cores above: each core to each spine
 * of its plane.
 *
 * Inside a server endpoints reach each other over its scale-up domain: a crossbar that never
 * blocks, with a pipe of its own rate and delay to each endpoint. It is a switch with room for
 * whatever comes, in a plane of its own.
 */
class RailFabric : public FabricLayout
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    RailFabric();
    ~RailFabric() override;

  private:
    std::string DoCheck() const override;
    uint64_t DoCountHosts() const override;
    uint64_t DoCountLinks() const override;
    uint32_t DoCountPlanes() const override;
    std::string DoGetNote() const override;
    Ptr<FabricTopology> DoBuild(DataRate rate, uint64_t delay) const override;

    /// What is built: numbers after Scale.
    struct Size
    {
        uint32_t servers;  ///< in all
        uint32_t rails;    ///< of a plane and pod
        uint32_t leaves;   ///< of a rail, in each plane and pod
        uint32_t spines;   ///< of a plane and pod
        uint32_t cores;    ///< of a plane
        uint32_t parallel; ///< links between a leaf and a spine
    };

    /// Vertices of the first switch of each tier.
    struct Places
    {
        uint32_t leaf;
        uint32_t spine;
        uint32_t core;
        uint32_t crossbar;
    };

    static TypeId AddRates(TypeId tid);
    Size GetSize(uint32_t scale) const;
    double GetOversubscription(const Size& size) const;
    std::string CheckTiers(const Size& size) const;
    Places AddSwitches(FabricTopology& topology, const Size& size) const;
    void JoinPlane(FabricTopology& topology,
                   const Size& size,
                   const Places& places,
                   uint32_t plane,
                   DataRate rate,
                   uint64_t delay) const;

    uint32_t m_servers;
    uint32_t m_gpus;
    uint32_t m_rails;
    uint32_t m_planes;
    uint32_t m_pods;
    uint32_t m_leaves;
    uint32_t m_spines;
    uint32_t m_cores;
    uint32_t m_parallel;
    uint32_t m_scale;
    DataRate m_hostRate;
    DataRate m_uplinkRate;
    DataRate m_coreRate;
    DataRate m_scaleUpRate;
    Time m_scaleUpDelay;
};

} // namespace aifabric
} // namespace ns3

#endif // RAIL_FABRIC_H
