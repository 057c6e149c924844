/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FAT_TREE_FABRIC_H
#define FAT_TREE_FABRIC_H

#include "fabric-layout.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A three-tier k-ary fat-tree (M. Al-Fares et al., "A scalable, commodity data center network
 * architecture", SIGCOMM 2008): k pods of k/2 edge and k/2 aggregation switches, (k/2)^2 cores,
 * k^3/4 hosts. Aggregation a of every pod connects to cores a k/2 .. a k/2 + k/2 - 1.
 *
 * More hosts per edge switch than k/2 oversubscribe the edge.
 */
class FatTreeFabric : public FabricLayout
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    FatTreeFabric();
    ~FatTreeFabric() override;

  private:
    std::string DoCheck() const override;
    uint64_t DoCountHosts() const override;
    uint64_t DoCountLinks() const override;
    Ptr<FabricTopology> DoBuild(DataRate rate, uint64_t delay) const override;
    uint32_t GetHostsPerEdge() const;

    uint32_t m_k;
    uint32_t m_hosts;
    DataRate m_hostRate;
    DataRate m_edgeRate;
    DataRate m_coreRate;
};

} // namespace aifabric
} // namespace ns3

#endif // FAT_TREE_FABRIC_H
