/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "path-catalog.h"

#include <algorithm>
#include <numeric>

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
PathCatalog::Start(Ptr<const FabricRoutes> routes, uint32_t host)
{
    StartAt(routes, routes->GetTopology().GetHostEdge(host));
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

void
PathCatalog::Follow(uint32_t vertex, uint32_t edge, uint64_t number, Path path, Entry& entry) const
{
    const FabricTopology& topology = m_routes->GetTopology();
    if (vertex == topology.GetEdgeVertex(edge))
    {
        if (number < Route::NUMBERS)
        {
            path.number = static_cast<uint16_t>(number);
            entry.paths.push_back(path);
        }
        return;
    }
    const PortGroup* group = m_routes->GetPlan(vertex).Find(edge);
    if (!group)
    {
        return;
    }
    const bool first = vertex == topology.GetEdgeVertex(m_edge);
    const uint64_t divisor = group->ports.size() > 1 ? m_routes->GetPathDivisor(vertex) : 0;
    for (size_t i = 0; i < group->ports.size(); i++)
    {
        const auto& adjacency = topology.GetAdjacencies(vertex)[group->ports[i]];
        if (!topology.GetLinks()[adjacency.link].up)
        {
            continue;
        }
        Path next = path;
        next.uplink = first ? group->ports[i] : path.uplink;
        next.rate = std::min(path.rate, topology.GetLinks()[adjacency.link].known);
        Follow(adjacency.peer, edge, number + i * divisor, next, entry);
    }
}

void
PathCatalog::Find(uint32_t edge, Entry& entry) const
{
    entry.paths.clear();
    entry.labels.clear();
    entry.epoch = m_routes->GetEpoch();
    if (edge == m_edge)
    {
        return;
    }
    Follow(m_routes->GetTopology().GetEdgeVertex(m_edge), edge, 0, {0, 0, UINT64_MAX}, entry);
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
