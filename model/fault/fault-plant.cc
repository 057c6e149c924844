/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-plant.h"

namespace ns3
{
namespace aifabric
{

std::string
FaultPlant::GetTier(uint32_t vertex) const
{
    return topology->GetTierName(vertex);
}

std::string
FaultPlant::GetLinkTier(uint32_t link) const
{
    const FabricTopology::Link& info = topology->GetLinks()[link];
    return GetTier(info.lower) + "-" + GetTier(info.upper);
}

std::string
FaultPlant::GetSuffix(uint32_t link) const
{
    const FabricTopology::Link& info = topology->GetLinks()[link];
    uint32_t before = 0;
    uint32_t all = 0;
    for (const auto& adjacency : topology->GetAdjacencies(info.lower))
    {
        if (adjacency.peer == info.upper)
        {
            before += adjacency.link < link ? 1 : 0;
            all++;
        }
    }
    return all == 1 ? "" : "#" + std::to_string(before);
}

std::string
FaultPlant::GetLinkName(uint32_t link) const
{
    const FabricTopology::Link& info = topology->GetLinks()[link];
    return names[info.lower] + "-" + names[info.upper] + GetSuffix(link);
}

std::string
FaultPlant::GetDirectionName(const FaultDirection& direction) const
{
    const FabricTopology::Link& info = topology->GetLinks()[direction.link];
    const uint32_t from = direction.end == 0 ? info.lower : info.upper;
    const uint32_t to = direction.end == 0 ? info.upper : info.lower;
    return names[from] + "->" + names[to] + GetSuffix(direction.link);
}

Ptr<FabricNetDevice>
FaultPlant::GetDevice(uint32_t link, uint32_t end) const
{
    return DynamicCast<FabricNetDevice>(channels[link]->GetDevice(end));
}

} // namespace aifabric
} // namespace ns3
