/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "path-catalog.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace ns3
{
namespace aifabric
{

namespace
{
/// Labels of paths whose rates have no simple ratio.
constexpr uint64_t LARGEST_WEIGHT = 64;
} // namespace

void
PathCatalog::Start(Ptr<const FabricRoutes> routes, uint32_t host, uint32_t plane)
{
    m_plane = plane;
    StartAt(routes, routes->GetTopology().GetHostEdge(host, plane));
}

void
PathCatalog::StartAt(Ptr<const FabricRoutes> routes, uint32_t edge)
{
    m_routes = routes;
    m_edge = edge;
    m_first = routes->GetEpoch();
}

void
PathCatalog::Detour(Frame& frame)
{
    LetGo(frame);
    const auto& paths = Get(frame.dst).paths;
    const uint16_t number = Route::Of(frame).GetNumber();
    const auto alive =
        std::lower_bound(paths.begin(), paths.end(), number, [](const Path& p, uint16_t n) {
            return p.number < n;
        });
    if (!paths.empty() && (alive == paths.end() || alive->number != number))
    {
        paths[number % paths.size()].GetRoute().WriteTo(frame);
    }
}

std::vector<uint16_t>
PathCatalog::GetNumbers(uint32_t dst)
{
    std::vector<uint16_t> numbers;
    for (const Path& path : Get(dst).paths)
    {
        numbers.push_back(path.number);
    }
    if (numbers.empty())
    {
        numbers.push_back(0);
    }
    return numbers;
}

bool
PathCatalog::Follow(uint32_t vertex, uint32_t edge, uint64_t number, Path path, Entry& entry)
{
    const FabricTopology& topology = m_routes->GetTopology();
    if (vertex == topology.GetEdgeVertex(edge))
    {
        for (const Choice& choice : m_choices)
        {
            if (number / choice.divisor % choice.size != choice.index)
            {
                return false;
            }
        }
        if (number < Route::NUMBERS)
        {
            path.number = static_cast<uint16_t>(number);
            entry.paths.push_back(path);
        }
        return true;
    }
    const PortGroup* group = m_routes->GetPlan(vertex).Find(edge);
    if (!group)
    {
        return true;
    }
    const bool first = vertex == topology.GetEdgeVertex(m_edge);
    const uint64_t size = group->ports.size();
    const uint64_t divisor = size > 1 ? m_routes->GetPathDivisor(vertex) : 0;
    bool isRead = true;
    for (uint64_t i = 0; i < size && isRead; i++)
    {
        const auto& adjacency = topology.GetAdjacencies(vertex)[group->ports[i]];
        if (!topology.GetLinks()[adjacency.link].up)
        {
            continue;
        }
        Path next = path;
        next.uplink = first ? group->ports[i] : path.uplink;
        next.rate = std::min(path.rate, topology.GetLinks()[adjacency.link].known);
        if (size > 1)
        {
            m_choices.push_back({divisor, size, i});
        }
        isRead = Follow(adjacency.peer, edge, number + i * divisor, next, entry);
        m_choices.resize(m_choices.size() - (size > 1 ? 1 : 0));
    }
    return isRead;
}

bool
PathCatalog::TryNumber(uint32_t edge, Path& path, std::vector<uint32_t>& links) const
{
    const FabricTopology& topology = m_routes->GetTopology();
    uint32_t vertex = topology.GetEdgeVertex(m_edge);
    while (vertex != topology.GetEdgeVertex(edge))
    {
        const PortGroup* group = m_routes->GetPlan(vertex).Find(edge);
        if (!group)
        {
            return false;
        }
        const uint32_t digit = path.number / m_routes->GetPathDivisor(vertex);
        const uint16_t port = group->ports[digit % group->ports.size()];
        const auto& adjacency = topology.GetAdjacencies(vertex)[port];
        const auto& link = topology.GetLinks()[adjacency.link];
        path.uplink = links.empty() ? port : path.uplink;
        path.rate = std::min(path.rate, link.known);
        links.push_back(adjacency.link);
        vertex = adjacency.peer;
        if (!link.up)
        {
            return false;
        }
    }
    return true;
}

void
PathCatalog::TryNumbers(uint32_t edge, Entry& entry) const
{
    std::set<std::vector<uint32_t>> known;
    for (uint64_t number = 0; number < std::min<uint64_t>(Route::NUMBERS, m_routes->GetPathRange());
         number++)
    {
        Path path{static_cast<uint16_t>(number), 0, UINT64_MAX};
        std::vector<uint32_t> links;
        if (TryNumber(edge, path, links) && known.insert(links).second)
        {
            entry.paths.push_back(path);
        }
    }
}

void
PathCatalog::Find(uint32_t edge, Entry& entry)
{
    entry.paths.clear();
    entry.labels.clear();
    entry.epoch = m_routes->GetEpoch();
    if (edge == m_edge)
    {
        return;
    }
    if (!Follow(m_routes->GetTopology().GetEdgeVertex(m_edge), edge, 0, {0, 0, UINT64_MAX}, entry))
    {
        // The switches of a tier are not alike: what a number leads to is found by following it.
        entry.paths.clear();
        TryNumbers(edge, entry);
    }
    std::sort(entry.paths.begin(), entry.paths.end(), [](const Path& a, const Path& b) {
        return a.number < b.number;
    });
    uint64_t divisor = 0;
    uint64_t largest = 0;
    for (const Path& path : entry.paths)
    {
        divisor = std::gcd(divisor, path.rate);
        largest = std::max(largest, path.rate);
    }
    if (divisor != 0 && largest / divisor > LARGEST_WEIGHT)
    {
        divisor = largest / LARGEST_WEIGHT;
    }
    // Round r holds the paths with a weight of r at least.
    for (uint64_t round = 1; divisor != 0 && round <= largest / divisor; round++)
    {
        for (const Path& path : entry.paths)
        {
            if (std::max<uint64_t>(1, path.rate / divisor) >= round)
            {
                entry.labels.push_back(path.number);
            }
        }
    }
}

} // namespace aifabric
} // namespace ns3
