/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "way-check.h"

#include "fabric-routes.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Where next hops towards an edge switch lead in a circle: a vertex of it, or NONE.
uint32_t
FindCircle(const FabricTopology& topology, const FabricRoutes& routes, uint32_t edge)
{
    enum State : uint8_t
    {
        NEW,
        OPEN,
        DONE,
    };

    const uint32_t hosts = topology.GetHostCount();
    std::vector<State> states(topology.GetSwitchCount(), NEW);
    states[topology.GetEdgeVertex(edge) - hosts] = DONE;
    for (uint32_t start = hosts; start < hosts + topology.GetSwitchCount(); start++)
    {
        // Depth first along all next hops: whoever is met again on the way closes a circle.
        std::vector<std::pair<uint32_t, size_t>> way{{start, 0}};
        while (!way.empty())
        {
            auto& [vertex, next] = way.back();
            State& state = states[vertex - hosts];
            const PortGroup* group = routes.GetTable(vertex).Find(edge);
            if (state == DONE || !group || next == group->ports.size())
            {
                state = DONE;
                way.pop_back();
                continue;
            }
            state = OPEN;
            const uint32_t peer = topology.GetAdjacencies(vertex)[group->ports[next++]].peer;
            if (states[peer - hosts] == OPEN)
            {
                return peer;
            }
            way.emplace_back(peer, 0);
        }
    }
    return FabricTopology::NONE;
}

} // namespace

std::string
CheckWays(const FabricTopology& topology, const std::function<std::string(uint32_t)>& nameOf)
{
    for (uint32_t host = 0; host < topology.GetHostCount(); host++)
    {
        for (uint32_t plane = 0; plane < std::max(1U, topology.GetPlaneCount()); plane++)
        {
            if (plane >= topology.GetPlaneCount() ||
                topology.GetHostEdge(host, plane) == FabricTopology::NONE)
            {
                return "'" + nameOf(host) + "' has no link" +
                       (plane > 0 ? " in plane " + std::to_string(plane) : "");
            }
        }
    }
    const auto copy = Create<FabricTopology>(topology);
    if (topology.HasNextHops())
    {
        // As given: those that lead nowhere would be taken out, and circles with them.
        const auto given = Create<FabricRoutes>(copy, true);
        for (uint32_t edge = 0; edge < topology.GetEdgeCount(); edge++)
        {
            const uint32_t circle = FindCircle(topology, *given, edge);
            if (circle != FabricTopology::NONE)
            {
                return "next hops towards '" + nameOf(topology.GetEdgeVertex(edge)) +
                       "' lead in a circle through '" + nameOf(circle) + "'";
            }
        }
    }
    // Hosts with the same edge switches are alike.
    const auto routes = Create<FabricRoutes>(copy);
    std::map<std::vector<uint32_t>, uint32_t> kinds;
    for (uint32_t host = 0; host < topology.GetHostCount(); host++)
    {
        std::vector<uint32_t> edges;
        for (uint32_t plane = 0; plane < topology.GetPlaneCount(); plane++)
        {
            edges.push_back(topology.GetHostEdge(host, plane));
        }
        kinds.emplace(edges, host);
    }
    for (const auto& from : kinds)
    {
        for (const auto& to : kinds)
        {
            if (from.second != to.second && routes->GetPlanes(from.second, to.second) == 0)
            {
                return "no way leads from '" + nameOf(from.second) + "' to '" + nameOf(to.second) +
                       "'";
            }
        }
    }
    return {};
}

} // namespace aifabric
} // namespace ns3
