/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MULTI_PLANE_FABRIC_H
#define MULTI_PLANE_FABRIC_H

#include "fabric-layout.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Several equal fabrics side by side, with a port of every endpoint in each: leaf-spines, or
 * fat-trees if K says so. Nothing joins the planes but the endpoints, and these forward nothing.
 *
 * The switches of a tier are numbered plane after plane.
 */
class MultiPlaneFabric : public FabricLayout
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    MultiPlaneFabric();
    ~MultiPlaneFabric() override;

  private:
    std::string DoCheck() const override;
    uint64_t DoCountHosts() const override;
    uint64_t DoCountLinks() const override;
    uint32_t DoCountPlanes() const override;
    std::string DoGetNote() const override;
    Ptr<FabricTopology> DoBuild(DataRate rate, uint64_t delay) const override;

    Ptr<FabricLayout> MakePlane(uint32_t scale) const;

    uint32_t m_planes;
    uint32_t m_k;
    uint32_t m_leaves;
    uint32_t m_spines;
    uint32_t m_hosts;
    uint32_t m_parallel;
    uint32_t m_scale;
    DataRate m_hostRate;
    DataRate m_uplinkRate;
};

} // namespace aifabric
} // namespace ns3

#endif // MULTI_PLANE_FABRIC_H
