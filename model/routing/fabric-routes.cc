/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-routes.h"

#include "ns3/fabric-random.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

FabricRoutes::FabricRoutes(Ptr<FabricTopology> topology)
    : m_topology(topology)
{
    Recompute();
}

void
FabricRoutes::Recompute()
{
    const uint32_t edges = m_topology->GetEdgeCount();
    m_tables.assign(m_topology->GetSwitchCount(), {});
    m_groupHash.assign(m_topology->GetSwitchCount(), {});
    for (ForwardingTable& table : m_tables)
    {
        table.m_groupOfEdge.assign(edges, ForwardingTable::UNREACHABLE);
    }
    for (uint32_t edge = 0; edge < edges; edge++)
    {
        RouteTo(edge);
    }
    m_distance = {};
    m_order = {};
    m_groupHash = {};
}

void
FabricRoutes::RouteTo(uint32_t edge)
{
    // Breadth-first from the destination gives distances; a vertex's next hops are its neighbours
    // that are one step nearer.
    const uint32_t hosts = m_topology->GetHostCount();
    const auto& links = m_topology->GetLinks();
    m_distance.assign(m_topology->GetSwitchCount(), FabricTopology::NONE);
    m_order.clear();
    m_order.push_back(m_topology->GetEdgeVertex(edge) - hosts);
    m_distance[m_order[0]] = 0;
    std::vector<uint16_t> ports;
    for (size_t next = 0; next < m_order.size(); next++)
    {
        const uint32_t here = m_order[next];
        const uint32_t distance = m_distance[here];
        const auto& adjacencies = m_topology->GetAdjacencies(here + hosts);
        ports.clear();
        uint64_t hash = 0;
        for (size_t port = 0; port < adjacencies.size(); port++)
        {
            const auto& adjacency = adjacencies[port];
            if (adjacency.peer < hosts || !links[adjacency.link].up)
            {
                continue;
            }
            uint32_t& peerDistance = m_distance[adjacency.peer - hosts];
            if (peerDistance == FabricTopology::NONE)
            {
                peerDistance = distance + 1;
                m_order.push_back(adjacency.peer - hosts);
            }
            else if (peerDistance + 1 == distance)
            {
                ports.push_back(static_cast<uint16_t>(port));
                hash = MixBits(hash ^ port);
            }
        }
        if (distance == 0)
        {
            continue;
        }
        ForwardingTable& table = m_tables[here];
        auto& hashes = m_groupHash[here];
        size_t group = 0;
        while (group < hashes.size() &&
               (hashes[group] != hash || table.m_groups[group].ports != ports))
        {
            group++;
        }
        if (group == hashes.size())
        {
            hashes.push_back(hash);
            table.m_groups.push_back({static_cast<uint16_t>(group), ports});
        }
        table.m_groupOfEdge[edge] = static_cast<uint16_t>(group);
    }
}

uint32_t
FabricRoutes::GetPathDivisor(uint32_t vertex) const
{
    // The switches below a switch are alike: go down to an edge and multiply the widest choices.
    const FabricTopology::Switch& info = m_topology->GetSwitch(vertex);
    uint32_t divisor = 1;
    uint32_t below = vertex;
    for (uint32_t tier = info.tier; tier > 1; tier--)
    {
        below = m_topology->GetAdjacencies(below)[0].peer;
        uint32_t widest = 1;
        for (const PortGroup& group : GetTable(below).GetGroups())
        {
            widest = std::max(widest, static_cast<uint32_t>(group.ports.size()));
        }
        divisor *= widest;
    }
    return divisor;
}

uint32_t
FabricRoutes::CountPaths(uint32_t src, uint32_t dst) const
{
    const uint32_t edge = m_topology->GetHostEdge(dst);
    uint32_t vertex = m_topology->GetEdgeVertex(m_topology->GetHostEdge(src));
    uint32_t paths = 1;
    while (vertex != m_topology->GetEdgeVertex(edge))
    {
        const PortGroup* group = GetTable(vertex).Find(edge);
        if (!group)
        {
            return 0;
        }
        paths *= static_cast<uint32_t>(group->ports.size());
        vertex = m_topology->GetAdjacencies(vertex)[group->ports[0]].peer;
    }
    return paths;
}

uint32_t
FabricRoutes::CountHops(uint32_t src, uint32_t dst) const
{
    return static_cast<uint32_t>(GetPath(src, dst, 0).size());
}

std::vector<uint32_t>
FabricRoutes::GetPath(uint32_t src, uint32_t dst, uint32_t path) const
{
    std::vector<uint32_t> links;
    const uint32_t edge = m_topology->GetHostEdge(dst);
    links.push_back(m_topology->GetAdjacencies(src)[0].link);
    uint32_t vertex = m_topology->GetEdgeVertex(m_topology->GetHostEdge(src));
    while (vertex != m_topology->GetEdgeVertex(edge))
    {
        const PortGroup* group = GetTable(vertex).Find(edge);
        if (!group)
        {
            return {};
        }
        const auto size = static_cast<uint32_t>(group->ports.size());
        const auto& adjacency = m_topology->GetAdjacencies(vertex)[group->ports[path % size]];
        path /= size;
        links.push_back(adjacency.link);
        vertex = adjacency.peer;
    }
    links.push_back(m_topology->GetAdjacencies(dst)[0].link);
    return links;
}

} // namespace aifabric
} // namespace ns3
