/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PRESTO_LOAD_BALANCER_H
#define PRESTO_LOAD_BALANCER_H

#include "ns3/host-load-balancer.h"
#include "ns3/number-table.h"
#include "ns3/path-catalog.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Presto (K. He et al., "Presto: edge-based load balancing for fast datacenter networks", SIGCOMM
 * 2015): each queue pair cuts its packets into flowcells of equal size, which take the paths in
 * turn. Where paths differ in rate, a path has a label for each share of it. The receiver masks
 * the reordering at the borders of flowcells.
 */
class PrestoLoadBalancer : public HostLoadBalancer
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    PrestoLoadBalancer();
    ~PrestoLoadBalancer() override;

  private:
    /// The flowcell that a queue pair is at.
    struct Flow
    {
        uint64_t bytes{0};  ///< payload sent of it
        uint32_t next{0};   ///< position of the next label
        uint16_t number{0}; ///< its path
        bool steered{false};
    };

    void DoSelect(Frame& frame) override;
    NetworkNeeds DoGetNeeds() const override;
    void DoStart() override;

    uint64_t m_flowcell;
    PathCatalog m_catalog;
    NumberTable<Flow> m_flows; ///< by queue pair
};

} // namespace aifabric
} // namespace ns3

#endif // PRESTO_LOAD_BALANCER_H
