/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Routes of irregular fabrics: by cost, and next hops that are given.
 */

#include "fabric-routes.h"

#include <algorithm>
#include <functional>
#include <map>
#include <queue>

namespace ns3
{
namespace aifabric
{

void
FabricRoutes::RouteByCost(uint32_t edge)
{
    // As RouteTo(), by Dijkstra: what is nearer by cost is done before.
    using Candidate = std::pair<uint64_t, uint32_t>; // distance and switch
    constexpr uint64_t FAR = UINT64_MAX;
    const uint32_t hosts = m_topology->GetHostCount();
    const auto& links = m_topology->GetLinks();
    std::vector<uint64_t> distance(m_topology->GetSwitchCount(), FAR);
    std::vector<uint8_t> isDone(m_topology->GetSwitchCount(), 0);
    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> candidates;
    const uint32_t target = m_topology->GetEdgeVertex(edge) - hosts;
    distance[target] = 0;
    candidates.emplace(0, target);
    while (!candidates.empty())
    {
        const uint32_t here = candidates.top().second;
        candidates.pop();
        if (isDone[here])
        {
            continue;
        }
        isDone[here] = 1;
        m_group.ports.clear();
        m_capacities.clear();
        m_classes[here].clear();
        m_count[here] = 0;
        const auto& adjacencies = m_topology->GetAdjacencies(here + hosts);
        for (size_t port = 0; port < adjacencies.size(); port++)
        {
            const auto& [vertex, link] = adjacencies[port];
            if (vertex < hosts || !m_isUp[link])
            {
                continue;
            }
            const uint32_t peer = vertex - hosts;
            const bool isLower = links[link].lower == here + hosts;
            const uint64_t there = isLower ? links[link].cost : links[link].costDown;
            const uint64_t back = isLower ? links[link].costDown : links[link].cost;
            if (isDone[peer] && distance[peer] + there == distance[here])
            {
                m_group.ports.push_back(static_cast<uint16_t>(port));
                m_capacities.push_back(AddPaths(here, peer, link));
            }
            else if (!isDone[peer] && distance[here] + back < distance[peer])
            {
                distance[peer] = distance[here] + back;
                candidates.emplace(distance[peer], peer);
            }
        }
        if (here == target)
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
FabricRoutes::TakeNextHops(uint32_t edge)
{
    const uint32_t hosts = m_topology->GetHostCount();
    std::vector<PortGroup> groups(m_topology->GetSwitchCount());
    for (uint32_t number = 0; number < groups.size(); number++)
    {
        const auto* given = m_topology->FindNextHops(hosts + number, edge);
        if (!given)
        {
            const PortGroup* found = m_tables[number].Find(edge);
            groups[number].ports = found ? found->ports : std::vector<uint16_t>{};
            continue;
        }
        for (const FabricTopology::NextHop& hop : *given)
        {
            if (m_isUp[m_topology->GetAdjacencies(hosts + number)[hop.port].link])
            {
                groups[number].ports.push_back(hop.port);
                groups[number].weights.push_back(hop.weight);
            }
        }
    }
    if (!m_keepDeadEnds)
    {
        DropDeadEnds(edge, groups);
    }
    // Weights of the other switches count the paths through those whose next hops are given.
    m_isCounted.assign(groups.size(), 0);
    for (uint32_t number = 0; number < groups.size(); number++)
    {
        CountOnward(number, edge, groups);
    }
}

/**
 * Take out next hops from which the destination cannot be reached.
 * @param edge number of the destination's edge switch
 * @param groups next hops by switch
 */
void
FabricRoutes::DropDeadEnds(uint32_t edge, std::vector<PortGroup>& groups) const
{
    const uint32_t hosts = m_topology->GetHostCount();
    const auto peerOf = [this, hosts](uint32_t number, uint16_t port) {
        return m_topology->GetAdjacencies(hosts + number)[port].peer - hosts;
    };
    std::vector<std::vector<uint32_t>> before(groups.size());
    for (uint32_t number = 0; number < groups.size(); number++)
    {
        for (const uint16_t port : groups[number].ports)
        {
            before[peerOf(number, port)].push_back(number);
        }
    }
    std::vector<uint8_t> leads(groups.size(), 0);
    std::vector<uint32_t> order{m_topology->GetEdgeVertex(edge) - hosts};
    leads[order.front()] = 1;
    for (size_t next = 0; next < order.size(); next++)
    {
        for (const uint32_t number : before[order[next]])
        {
            if (!leads[number])
            {
                leads[number] = 1;
                order.push_back(number);
            }
        }
    }
    for (uint32_t number = 0; number < groups.size(); number++)
    {
        PortGroup kept;
        for (size_t i = 0; i < groups[number].ports.size(); i++)
        {
            if (leads[peerOf(number, groups[number].ports[i])])
            {
                kept.ports.push_back(groups[number].ports[i]);
                if (!groups[number].weights.empty())
                {
                    kept.weights.push_back(groups[number].weights[i]);
                }
            }
        }
        groups[number] = kept;
    }
}

/**
 * Count the paths of a switch along next hops, and put these in its table.
 * @param number number of the switch
 * @param edge number of the destination's edge switch
 * @param groups next hops by switch
 */
void
FabricRoutes::CountOnward(uint32_t number, uint32_t edge, const std::vector<PortGroup>& groups)
{
    if (m_isCounted[number])
    {
        return; // or it is at hand: next hops that are given can lead in a circle, which is no path
    }
    m_isCounted[number] = 1;
    const uint32_t hosts = m_topology->GetHostCount();
    m_classes[number].clear();
    m_count[number] = 0;
    if (number + hosts == m_topology->GetEdgeVertex(edge))
    {
        m_count[number] = 1;
        m_classes[number].push_back({UINT64_MAX, 1});
        return;
    }
    const auto& adjacencies = m_topology->GetAdjacencies(hosts + number);
    PortGroup group = groups[number];
    std::vector<uint64_t> capacities;
    for (const uint16_t port : group.ports)
    {
        const uint32_t peer = adjacencies[port].peer - hosts;
        CountOnward(peer, edge, groups);
        capacities.push_back(AddPaths(number, peer, adjacencies[port].link));
    }
    uint16_t& entry = m_tables[number].m_groupOfEdge[edge];
    entry = ForwardingTable::UNREACHABLE;
    if (group.ports.empty())
    {
        return;
    }
    if (group.weights.empty())
    {
        group.weights = Reduce(capacities);
    }
    else if (std::adjacent_find(group.weights.begin(),
                                group.weights.end(),
                                std::not_equal_to<>()) == group.weights.end())
    {
        group.weights.clear(); // all are alike
    }
    entry = FindGroup(number, group);
}

FabricRoutes::Span
FabricRoutes::MeasurePaths(uint32_t src,
                           uint32_t dst,
                           uint32_t plane,
                           const std::function<uint64_t(const FabricTopology::Link&)>& value) const
{
    const uint32_t edge = m_topology->GetHostEdge(dst, plane);
    std::map<uint32_t, Span> spans{{m_topology->GetEdgeVertex(edge), {0, 0}}};
    const std::function<Span(uint32_t)> measure = [&](uint32_t vertex) -> Span {
        const auto known = spans.find(vertex);
        if (known != spans.end())
        {
            return known->second;
        }
        Span span;
        if (const PortGroup* group = GetPlan(vertex).Find(edge))
        {
            for (const uint16_t port : group->ports)
            {
                const auto& [peer, link] = m_topology->GetAdjacencies(vertex)[port];
                const Span beyond = measure(peer);
                if (beyond.least == UINT64_MAX)
                {
                    continue; // no path
                }
                const uint64_t own = value(m_topology->GetLinks()[link]);
                span.least = std::min(span.least, beyond.least + own);
                span.most = std::max(span.most, beyond.most + own);
            }
        }
        spans[vertex] = span;
        return span;
    };
    return measure(m_topology->GetEdgeVertex(m_topology->GetHostEdge(src, plane)));
}

} // namespace aifabric
} // namespace ns3
