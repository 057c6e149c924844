/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_PARTITION_H
#define FABRIC_PARTITION_H

#include "fabric-topology.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A fabric cut into domains (FabricDomain): pods, or edge switches, with their hosts, which go with
 * their edge switch of plane 0. Where there are servers, hosts are dealt out by server. The
 * switches that serve all pods are dealt out. Nodes that are joined by a link shorter than
 * SHORTEST_WINDOW share a domain.
 */
class FabricPartition
{
  public:
    /** A link between two domains is at least as long, ps. */
    static constexpr uint64_t SHORTEST_WINDOW = 100000;

    /** From this number of hosts on more than one domain is worth it: the fabric outgrows the cache
     * of a core. */
    static constexpr uint32_t WORTH_HOSTS = 300;

    /** Stands for a number of domains that fits the fabric. */
    static constexpr uint32_t FITTING = 0;

    /**
     * Cut a fabric.
     * @param topology the fabric
     * @param wanted most domains, or FITTING
     * @param most most domains, whatever is wanted
     */
    FabricPartition(const FabricTopology& topology, uint32_t wanted, uint32_t most);

    /** @return the number of domains. */
    uint32_t GetCount() const
    {
        return m_count;
    }

    /**
     * @param vertex a vertex of the topology
     * @return number of its domain, from 0
     */
    uint32_t GetDomain(uint32_t vertex) const
    {
        return m_domains[vertex];
    }

    /** @return the shortest delay of a link between two domains, ps; UINT64_MAX if there is none.
     */
    uint64_t GetWindow() const
    {
        return m_window;
    }

  private:
    void Deal(const FabricTopology& topology, uint32_t parts, uint32_t pods);
    static uint32_t DealSwitch(const FabricTopology& topology,
                               uint32_t vertex,
                               uint64_t parts,
                               uint64_t pods,
                               uint64_t servers);
    void Join(const FabricTopology& topology);

    std::vector<uint32_t> m_domains; ///< by vertex
    uint32_t m_count{1};
    uint64_t m_window{UINT64_MAX};
};

} // namespace aifabric
} // namespace ns3

#endif // FABRIC_PARTITION_H
