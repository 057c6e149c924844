/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-topology.h"

#include "ns3/assert.h"

#include <algorithm>
#include <cctype>

namespace ns3
{
namespace aifabric
{

void
FabricTopology::AddHosts(uint32_t count)
{
    NS_ASSERT_MSG(m_adjacencies.empty(), "hosts come first");
    m_hostEdge.assign(count, NONE);
    m_hostPort.assign(count, 0);
    m_adjacencies.resize(count);
}

uint32_t
FabricTopology::AddSwitch(uint32_t tier, uint32_t pod, const std::string& name)
{
    NS_ASSERT_MSG(!name.empty() && name.find_first_of("-:#>/+= ") == std::string::npos &&
                      !std::isdigit(static_cast<unsigned char>(name.back())),
                  "numbers, ports and links are written behind and between names of tiers");
    const auto found = std::find(m_tierNames.begin(), m_tierNames.end(), name);
    const auto index = static_cast<uint32_t>(found - m_tierNames.begin());
    if (found == m_tierNames.end())
    {
        m_tierNames.push_back(name);
        m_tierSizes.push_back(0);
    }
    m_switches.push_back({tier, pod, NONE, index, m_tierSizes[index]++, 0});
    m_adjacencies.emplace_back();
    return GetHostCount() + GetSwitchCount() - 1;
}

uint32_t
FabricTopology::AddLink(uint32_t lower, uint32_t upper, uint64_t rate, uint64_t delay)
{
    const auto number = static_cast<uint32_t>(m_links.size());
    const auto lowerPort = static_cast<uint16_t>(m_adjacencies[lower].size());
    const auto upperPort = static_cast<uint16_t>(m_adjacencies[upper].size());
    m_links.push_back({lower, upper, lowerPort, upperPort, rate, delay, rate});
    m_adjacencies[lower].push_back({upper, number});
    m_adjacencies[upper].push_back({lower, number});
    if (lower < GetHostCount())
    {
        Switch& edge = m_switches[upper - GetHostCount()];
        if (edge.edge == NONE)
        {
            edge.edge = GetEdgeCount();
            m_edgeVertex.push_back(upper);
            m_edgePod.push_back(edge.pod == NONE ? edge.edge : edge.pod);
        }
        m_hostEdge[lower] = edge.edge;
        m_hostPort[lower] = upperPort;
    }
    return number;
}

const std::string&
FabricTopology::GetTierName(uint32_t vertex) const
{
    static const std::string host = "host";
    return vertex < GetHostCount() ? host : m_tierNames[GetSwitch(vertex).name];
}

std::string
FabricTopology::GetName(uint32_t vertex) const
{
    const uint32_t number = vertex < GetHostCount() ? vertex : GetSwitch(vertex).number;
    return GetTierName(vertex) + std::to_string(number);
}

void
FabricTopology::SetLatency(uint32_t vertex, uint64_t latency)
{
    m_switches[vertex - GetHostCount()].latency = latency;
}

uint64_t
FabricTopology::SumLatencies(uint32_t src, const std::vector<uint32_t>& path) const
{
    uint64_t sum = 0;
    uint32_t vertex = src;
    for (const uint32_t link : path)
    {
        const Link& way = m_links[link];
        vertex = way.lower == vertex ? way.upper : way.lower;
        sum += vertex < GetHostCount() ? 0 : GetSwitch(vertex).latency;
    }
    return sum;
}

void
FabricTopology::SetLinkUp(uint32_t link, bool up)
{
    m_links[link].up = up;
}

void
FabricTopology::SetKnownRate(uint32_t link, uint64_t rate)
{
    m_links[link].known = rate;
}

} // namespace aifabric
} // namespace ns3
