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

FabricRoutes::FabricRoutes(Ptr<FabricTopology> topology, bool keepDeadEnds)
    : m_topology(topology),
      m_isTiered(topology->IsTiered()),
      m_keepDeadEnds(keepDeadEnds)
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
    m_lastGroup.assign(m_topology->GetSwitchCount(), NO_GROUP);
    m_count.assign(m_topology->GetSwitchCount(), 0);
    m_classes.assign(m_topology->GetSwitchCount(), {});
    m_isUp.clear();
    for (ForwardingTable& table : m_tables)
    {
        table.m_groupOfEdge.assign(edges, ForwardingTable::UNREACHABLE);
    }
    m_epoch++;
    m_alike = true;
    uint64_t rate = 0;
    for (const FabricTopology::Link& link : m_topology->GetLinks())
    {
        m_isUp.push_back(link.up);
        if (link.lower >= hosts)
        {
            m_alike = m_alike && (rate == 0 || rate == link.known);
            rate = link.known;
        }
    }
    for (uint32_t edge = 0; edge < edges; edge++)
    {
        if (m_topology->HasCosts())
        {
            RouteByCost(edge);
        }
        else
        {
            RouteTo(edge);
        }
        if (m_topology->HasNextHops())
        {
            TakeNextHops(edge);
        }
    }
    if (m_epoch == 1)
    {
        FindDivisors();
    }
    m_distance = {};
    m_order = {};
    m_classes = {};
    m_count = {};
    m_isUp = {};
    m_isCounted = {};
    m_groupHash = {};
    m_lastGroup = {};
}

uint64_t
FabricRoutes::AddPaths(uint32_t here, uint32_t peer, uint32_t link)
{
    if (m_alike)
    {
        m_count[here] += m_count[peer];
        return m_count[peer];
    }
    const uint64_t rate = m_topology->GetLinks()[link].known;
    std::vector<PathClass>& classes = m_classes[here];
    uint64_t capacity = 0;
    for (const PathClass& beyond : m_classes[peer])
    {
        const uint64_t slowest = std::min(rate, beyond.rate);
        capacity += beyond.paths * slowest;
        const auto same = std::find_if(classes.begin(),
                                       classes.end(),
                                       [slowest](const PathClass& c) { return c.rate == slowest; });
        if (same != classes.end())
        {
            same->paths += beyond.paths;
        }
        else
        {
            classes.push_back({slowest, beyond.paths});
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
FabricRoutes::FindGroup(uint32_t number, const PortGroup& group)
{
    auto& groups = m_tables[number].m_groups;
    const auto is = [&groups, &group](size_t index) {
        return groups[index].ports == group.ports && groups[index].weights == group.weights;
    };
    uint16_t& last = m_lastGroup[number];
    if (last != NO_GROUP && is(last))
    {
        return last; // as for the edge switch before
    }
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
    size_t index = 0;
    while (index < hashes.size() && (hashes[index] != hash || !is(index)))
    {
        index++;
    }
    if (index == hashes.size())
    {
        hashes.push_back(hash);
        groups.push_back(group);
        groups.back().id = static_cast<uint16_t>(index);
    }
    last = static_cast<uint16_t>(index);
    return last;
}

void
FabricRoutes::RouteTo(uint32_t edge)
{
    // Breadth-first from the destination gives distances; a vertex's next hops are its neighbours
    // that are one step nearer, whose own paths are known when its turn comes.
    const uint32_t hosts = m_topology->GetHostCount();
    m_distance.assign(m_topology->GetSwitchCount(), FabricTopology::NONE);
    m_order.clear();
    m_order.push_back(m_topology->GetEdgeVertex(edge) - hosts);
    m_distance[m_order[0]] = 0;
    for (size_t next = 0; next < m_order.size(); next++)
    {
        const uint32_t here = m_order[next];
        const uint32_t distance = m_distance[here];
        const auto& adjacencies = m_topology->GetAdjacencies(here + hosts);
        m_group.ports.clear();
        m_capacities.clear();
        m_classes[here].clear();
        m_count[here] = 0;
        for (size_t port = 0; port < adjacencies.size(); port++)
        {
            const auto& [vertex, link] = adjacencies[port];
            const uint32_t peer = vertex - hosts;
            if (vertex < hosts ||
                (m_distance[peer] != FabricTopology::NONE && m_distance[peer] + 1 != distance))
            {
                continue; // looked at first: most links lead back to where the search came from
            }
            if (!m_isUp[link])
            {
                continue;
            }
            if (m_distance[peer] == FabricTopology::NONE)
            {
                m_distance[peer] = distance + 1;
                m_order.push_back(peer);
            }
            else
            {
                m_group.ports.push_back(static_cast<uint16_t>(port));
                m_capacities.push_back(AddPaths(here, peer, link));
            }
        }
        if (distance == 0)
        {
            m_count[here] = 1;
            m_classes[here].push_back({UINT64_MAX, 1});
            continue;
        }
        m_group.weights = Reduce(m_capacities);
        m_tables[here].m_groupOfEdge[edge] = FindGroup(here, m_group);
    }
}

void
FabricRoutes::FindDivisors()
{
    m_divisors = {1, 1}; // there is no tier 0
    for (uint32_t i = 0; i < m_topology->GetSwitchCount(); i++)
    {
        const uint32_t tier = m_topology->GetSwitch(m_topology->GetHostCount() + i).tier;
        m_divisors.resize(std::max<size_t>(m_divisors.size(), tier + 2), 1);
        for (const PortGroup& group : m_tables[i].GetGroups())
        {
            m_divisors[tier + 1] =
                std::max(m_divisors[tier + 1], static_cast<uint32_t>(group.ports.size()));
        }
    }
    for (size_t tier = 1; tier < m_divisors.size(); tier++)
    {
        const uint64_t product = uint64_t{m_divisors[tier]} * m_divisors[tier - 1];
        m_divisors[tier] = static_cast<uint32_t>(std::min<uint64_t>(product, UINT32_MAX));
    }
}

uint32_t
FabricRoutes::CountPaths(uint32_t src, uint32_t dst, uint32_t plane) const
{
    const uint32_t edge = m_topology->GetHostEdge(dst, plane);
    uint32_t vertex = m_topology->GetEdgeVertex(m_topology->GetHostEdge(src, plane));
    uint64_t paths = 1;
    while (vertex != m_topology->GetEdgeVertex(edge))
    {
        const PortGroup* group = GetPlan(vertex).Find(edge);
        if (!group)
        {
            return 0;
        }
        paths = std::min<uint64_t>(paths * group->ports.size(), UINT32_MAX);
        vertex = m_topology->GetAdjacencies(vertex)[group->ports[0]].peer;
    }
    return static_cast<uint32_t>(paths);
}

uint32_t
FabricRoutes::CountHops(uint32_t src, uint32_t dst, uint32_t plane) const
{
    return static_cast<uint32_t>(GetPath(src, dst, 0, plane).size());
}

std::vector<uint32_t>
FabricRoutes::GetPath(uint32_t src, uint32_t dst, uint32_t path, uint32_t plane) const
{
    std::vector<uint32_t> links;
    const uint32_t edge = m_topology->GetHostEdge(dst, plane);
    links.push_back(m_topology->GetAdjacencies(src)[plane].link);
    uint32_t vertex = m_topology->GetEdgeVertex(m_topology->GetHostEdge(src, plane));
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
    links.push_back(m_topology->GetAdjacencies(dst)[plane].link);
    return links;
}

bool
FabricRoutes::IsReachable(uint32_t src, uint32_t dst, uint32_t plane) const
{
    return m_topology->GetHostLink(src, plane).up && m_topology->GetHostLink(dst, plane).up &&
           HasWay(src, dst, plane);
}

bool
FabricRoutes::HasWay(uint32_t src, uint32_t dst, uint32_t plane) const
{
    const uint32_t from = m_topology->GetHostEdge(src, plane);
    const uint32_t to = m_topology->GetHostEdge(dst, plane);
    return from == to || GetTable(m_topology->GetEdgeVertex(from)).Find(to);
}

uint32_t
FabricRoutes::GetPlanes(uint32_t src, uint32_t dst, uint32_t without) const
{
    uint32_t mask = 0;
    for (uint32_t plane = 0; plane < m_topology->GetPlaneCount(); plane++)
    {
        const bool isOut = (without >> plane) & 1;
        mask |= !isOut && IsReachable(src, dst, plane) ? 1U << plane : 0;
    }
    return PreferScaleUp(mask);
}

uint32_t
FabricRoutes::GetPlannedPlanes(uint32_t src, uint32_t dst) const
{
    uint32_t mask = 0;
    for (uint32_t plane = 0; plane < m_topology->GetPlaneCount(); plane++)
    {
        const uint32_t from = m_topology->GetHostEdge(src, plane);
        const uint32_t to = m_topology->GetHostEdge(dst, plane);
        const bool leads = from == to || GetPlan(m_topology->GetEdgeVertex(from)).Find(to);
        mask |= leads ? 1U << plane : 0;
    }
    return PreferScaleUp(mask);
}

uint32_t
FabricRoutes::PreferScaleUp(uint32_t planes) const
{
    const uint32_t scaleUp = m_topology->GetScaleUp();
    return scaleUp != FabricTopology::NONE && ((planes >> scaleUp) & 1) ? 1U << scaleUp : planes;
}

} // namespace aifabric
} // namespace ns3
