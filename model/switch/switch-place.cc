/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "switch-place.h"

namespace ns3
{
namespace aifabric
{

std::vector<SwitchPlace::Neighbour>
SwitchPlace::ListNeighbours() const
{
    std::vector<Neighbour> neighbours;
    const auto& adjacencies = topology->GetAdjacencies(vertex);
    for (uint16_t port = 0; port < adjacencies.size(); port++)
    {
        const uint32_t peer = adjacencies[port].peer;
        if (peer >= topology->GetHostCount())
        {
            neighbours.push_back({port, topology->GetSwitch(peer).tier > tier});
        }
    }
    return neighbours;
}

} // namespace aifabric
} // namespace ns3
