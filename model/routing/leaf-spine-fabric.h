/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LEAF_SPINE_FABRIC_H
#define LEAF_SPINE_FABRIC_H

#include "fabric-layout.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A two-tier leaf-spine fabric (folded Clos): every leaf connects to every spine by one or more
 * parallel links. More hosts per leaf than uplinks of equal rate oversubscribe it.
 */
class LeafSpineFabric : public FabricLayout
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    LeafSpineFabric();
    ~LeafSpineFabric() override;

  private:
    std::string DoCheck() const override;
    uint64_t DoCountHosts() const override;
    uint64_t DoCountLinks() const override;
    Ptr<FabricTopology> DoBuild(DataRate rate, uint64_t delay) const override;

    uint32_t m_leaves;
    uint32_t m_spines;
    uint32_t m_hosts;
    uint32_t m_parallel;
    DataRate m_hostRate;
    DataRate m_uplinkRate;
};

} // namespace aifabric
} // namespace ns3

#endif // LEAF_SPINE_FABRIC_H
