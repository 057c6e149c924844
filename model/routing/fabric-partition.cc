/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-partition.h"

#include <algorithm>
#include <numeric>

namespace ns3
{
namespace aifabric
{

FabricPartition::FabricPartition(const FabricTopology& topology, uint32_t wanted, uint32_t most)
    : m_domains(topology.GetHostCount() + topology.GetSwitchCount(), 0)
{
    uint32_t pods = 0;
    for (uint32_t edge = 0; edge < topology.GetEdgeCount(); edge++)
    {
        pods = std::max(pods, topology.GetEdgePod(edge) + 1);
    }
    const bool isWorth = topology.GetHostCount() >= WORTH_HOSTS;
    const uint32_t parts =
        std::min({wanted == FITTING ? (isWorth ? pods : 1) : wanted, pods, most});
    if (parts > 1)
    {
        Deal(topology, parts, pods);
        Join(topology);
    }
}

void
FabricPartition::Deal(const FabricTopology& topology, uint32_t parts, uint32_t pods)
{
    const uint32_t hosts = topology.GetHostCount();
    const auto isShared = [&topology](uint32_t vertex) {
        const auto& info = topology.GetSwitch(vertex);
        return info.pod == FabricTopology::NONE && info.edge == FabricTopology::NONE;
    };
    uint64_t shared = 0;
    for (uint32_t vertex = hosts; vertex < m_domains.size(); vertex++)
    {
        shared += isShared(vertex) ? 1 : 0;
    }
    const uint64_t servers = topology.GetServer(hosts - 1) + 1;
    uint64_t next = 0;
    for (uint32_t vertex = 0; vertex < m_domains.size(); vertex++)
    {
        if (vertex >= hosts && isShared(vertex))
        {
            m_domains[vertex] = static_cast<uint32_t>(next++ * parts / shared);
            continue;
        }
        if (topology.GetScaleUp() != FabricTopology::NONE)
        {
            // Servers stay whole: the links inside them are the shortest.
            m_domains[vertex] =
                vertex < hosts
                    ? static_cast<uint32_t>(uint64_t{topology.GetServer(vertex)} * parts / servers)
                    : DealSwitch(topology, vertex, parts, pods, servers);
            continue;
        }
        uint32_t pod = 0;
        if (vertex < hosts)
        {
            pod = topology.GetEdgePod(topology.GetHostEdge(vertex));
        }
        else
        {
            const auto& info = topology.GetSwitch(vertex);
            pod = info.pod != FabricTopology::NONE ? info.pod : topology.GetEdgePod(info.edge);
        }
        m_domains[vertex] = static_cast<uint32_t>(uint64_t{pod} * parts / pods);
    }
    m_count = parts;
}

uint32_t
FabricPartition::DealSwitch(const FabricTopology& topology,
                            uint32_t vertex,
                            uint64_t parts,
                            uint64_t pods,
                            uint64_t servers)
{
    const auto& info = topology.GetSwitch(vertex);
    if (info.isScaleUp)
    {
        const uint32_t host = topology.GetAdjacencies(vertex).front().peer;
        return static_cast<uint32_t>(topology.GetServer(host) * parts / servers);
    }
    const uint32_t pod = info.pod != FabricTopology::NONE ? info.pod : info.edge;
    return static_cast<uint32_t>(pod * parts / pods);
}

void
FabricPartition::Join(const FabricTopology& topology)
{
    std::vector<uint32_t> root(m_count);
    std::iota(root.begin(), root.end(), 0);
    const auto find = [&root](uint32_t domain) {
        while (root[domain] != domain)
        {
            domain = root[domain];
        }
        return domain;
    };
    for (const auto& link : topology.GetLinks())
    {
        const uint32_t a = find(m_domains[link.lower]);
        const uint32_t b = find(m_domains[link.upper]);
        if (link.delay < SHORTEST_WINDOW)
        {
            root[std::max(a, b)] = std::min(a, b);
        }
    }
    std::vector<uint32_t> number(m_count);
    uint32_t count = 0;
    for (uint32_t domain = 0; domain < m_count; domain++)
    {
        number[domain] = root[domain] == domain ? count++ : 0;
    }
    for (uint32_t& domain : m_domains)
    {
        domain = number[find(domain)];
    }
    m_count = count;
    for (const auto& link : topology.GetLinks())
    {
        if (m_domains[link.lower] != m_domains[link.upper])
        {
            m_window = std::min(m_window, link.delay);
        }
    }
}

} // namespace aifabric
} // namespace ns3
