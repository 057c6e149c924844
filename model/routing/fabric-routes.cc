/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-routes.h"

#include "ns3/fabric-random.h"

#include <algorithm>
#include <cmath>
#include <numeric>

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
    const uint32_t hosts = m_topology->GetHostCount();
    if (m_epoch == 1)
    {
        m_plan = std::move(m_tables);
    }
    m_tables.assign(m_topology->GetSwitchCount(), {});
    m_groupHash.assign(m_topology->GetSwitchCount(), {});
    m_paths.assign(m_topology->GetSwitchCount(), {});
    for (ForwardingTable& table : m_tables)
    {
        table.m_groupOfEdge.assign(edges, ForwardingTable::UNREACHABLE);
    }
    m_epoch++;
    m_alike = true;
    uint64_t rate = 0;
    for (const FabricTopology::Link& link : m_topology->GetLinks())
    {
        if (link.lower >= hosts)
        {
            m_alike = m_alike && (rate == 0 || rate == link.known);
            rate = link.known;
        }
    }
    for (uint32_t edge = 0; edge < edges; edge++)
    {
        RouteTo(edge);
    }
    m_distance = {};
    m_order = {};
    m_paths = {};
    m_groupHash = {};
}

uint64_t
FabricRoutes::AddPaths(std::vector<PathClass>& here, uint32_t peer, uint64_t rate) const
{
    uint64_t capacity = 0;
    for (const PathClass& beyond : m_paths[peer])
    {
        const uint64_t slowest = m_alike ? 0 : std::min(rate, beyond.rate);
        capacity += beyond.paths * (m_alike ? 1 : slowest);
        const auto same = std::find_if(here.begin(), here.end(), [slowest](const PathClass& c) {
            return c.rate == slowest;
        });
        if (same != here.end())
        {
            same->paths += beyond.paths;
        }
        else
        {
            here.push_back({slowest, beyond.paths});
        }
    }
    return capacity;
}

std::vector<uint16_t>
FabricRoutes::Reduce(const std::vector<uint64_t>& capacities)
{
    const uint64_t largest = *std::max_element(capacities.begin(), capacities.end());
    if (capacities.front() == largest &&
        std::equal(capacities.begin() + 1, capacities.end(), capacities.begin()))
    {
        return {};
    }
    uint64_t divisor = 0;
    for (const uint64_t capacity : capacities)
    {
        divisor = std::gcd(divisor, capacity);
    }
    // Shares that a schedule of reasonable length can express.
    constexpr uint64_t LARGEST_WEIGHT = 1024;
    const bool exact = largest / divisor <= LARGEST_WEIGHT;
    std::vector<uint16_t> weights;
    for (const uint64_t capacity : capacities)
    {
        const double share = static_cast<double>(capacity) / static_cast<double>(largest);
        const uint64_t weight =
            exact ? capacity / divisor
                  : static_cast<uint64_t>(std::lround(share * double{LARGEST_WEIGHT}));
        weights.push_back(static_cast<uint16_t>(std::max<uint64_t>(1, weight)));
    }
    return weights;
}

uint16_t
FabricRoutes::FindGroup(uint32_t number, PortGroup&& group)
{
    uint64_t hash = 0;
    for (const uint16_t port : group.ports)
    {
        hash = MixBits(hash ^ port);
    }
    for (const uint16_t weight : group.weights)
    {
        hash = MixBits(hash ^ (uint64_t{weight} << 16));
    }
    auto& hashes = m_groupHash[number];
    auto& groups = m_tables[number].m_groups;
    size_t index = 0;
    while (index < hashes.size() && (hashes[index] != hash || groups[index].ports != group.ports ||
                                     groups[index].weights != group.weights))
    {
        index++;
    }
    if (index == hashes.size())
    {
        group.id = static_cast<uint16_t>(index);
        hashes.push_back(hash);
        groups.push_back(std::move(group));
    }
    return static_cast<uint16_t>(index);
}

void
FabricRoutes::RouteTo(uint32_t edge)
{
    // Breadth-first from the destination gives distances; a vertex's next hops are its neighbours
    // that are one step nearer, whose own paths are known when its turn comes.
    const uint32_t hosts = m_topology->GetHostCount();
    const auto& links = m_topology->GetLinks();
    m_distance.assign(m_topology->GetSwitchCount(), FabricTopology::NONE);
    m_order.clear();
    m_order.push_back(m_topology->GetEdgeVertex(edge) - hosts);
    m_distance[m_order[0]] = 0;
    PortGroup group;
    std::vector<uint64_t> capacities;
    for (size_t next = 0; next < m_order.size(); next++)
    {
        const uint32_t here = m_order[next];
        const uint32_t distance = m_distance[here];
        const auto& adjacencies = m_topology->GetAdjacencies(here + hosts);
        group.ports.clear();
        capacities.clear();
        m_paths[here].clear();
        for (size_t port = 0; port < adjacencies.size(); port++)
        {
            const auto& adjacency = adjacencies[port];
            if (adjacency.peer < hosts || !links[adjacency.link].up)
            {
                continue;
            }
            const uint32_t peer = adjacency.peer - hosts;
            if (m_distance[peer] == FabricTopology::NONE)
            {
                m_distance[peer] = distance + 1;
                m_order.push_back(peer);
            }
            else if (m_distance[peer] + 1 == distance)
            {
                group.ports.push_back(static_cast<uint16_t>(port));
                capacities.push_back(AddPaths(m_paths[here], peer, links[adjacency.link].known));
            }
        }
        if (distance == 0)
        {
            m_paths[here].push_back({m_alike ? 0 : UINT64_MAX, 1});
            continue;
        }
        group.weights = Reduce(capacities);
        m_tables[here].m_groupOfEdge[edge] = FindGroup(here, PortGroup(group));
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
        for (const PortGroup& group : GetPlan(below).GetGroups())
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
        const PortGroup* group = GetPlan(vertex).Find(edge);
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
        const PortGroup* group = GetPlan(vertex).Find(edge);
        if (!group)
        {
            return {};
        }
        const uint32_t digit = path / GetPathDivisor(vertex);
        const uint16_t port = group->ports[digit % group->ports.size()];
        const auto& adjacency = m_topology->GetAdjacencies(vertex)[port];
        links.push_back(adjacency.link);
        vertex = adjacency.peer;
    }
    links.push_back(m_topology->GetAdjacencies(dst)[0].link);
    return links;
}

} // namespace aifabric
} // namespace ns3
