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
 * is host s * Gpus + i.
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
    Ptr<FabricTopology> DoBuild(DataRate rate, uint64_t delay) const override;

    uint32_t m_servers;
    uint32_t m_gpus;
    uint32_t m_leaves;
    uint32_t m_spines;
    uint32_t m_parallel;
    DataRate m_hostRate;
    DataRate m_uplinkRate;
    DataRate m_scaleUpRate;
    Time m_scaleUpDelay;
};

} // namespace aifabric
} // namespace ns3

#endif // RAIL_FABRIC_H
