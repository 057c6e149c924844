/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-topology.h"

#include "ns3/abort.h"

#include <algorithm>
#include <cctype>

namespace ns3
{
namespace aifabric
{

void
FabricTopology::AddHosts(uint32_t count)
{
    NS_ABORT_MSG_UNLESS(m_adjacencies.empty(), "hosts come first");
    m_hosts = count;
    m_adjacencies.resize(count);
}

uint32_t
FabricTopology::AddSwitch(uint32_t tier, uint32_t pod, const std::string& name)
{
    const std::string problem = CheckTierName(name);
    NS_ABORT_MSG_UNLESS(problem.empty(), problem);
    const auto found = std::find(m_tierNames.begin(), m_tierNames.end(), name);
    const auto index = static_cast<uint32_t>(found - m_tierNames.begin());
    if (found == m_tierNames.end())
    {
        m_tierNames.push_back(name);
        m_tierSizes.push_back(0);
    }
    m_switches.push_back({tier, pod, NONE, false, index, m_tierSizes[index]++, 0});
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
        if (lowerPort >= m_planes)
        {
            NS_ABORT_MSG_IF(lowerPort >= MOST_PLANES, "a host has 32 ports at most");
            m_planes = lowerPort + 1U;
            m_hostEdge.resize(size_t{m_planes} * m_hosts, NONE);
            m_hostPort.resize(size_t{m_planes} * m_hosts, 0);
        }
        m_hostEdge[lowerPort * m_hosts + lower] = edge.edge;
        m_hostPort[lowerPort * m_hosts + lower] = upperPort;
    }
    return number;
}

const std::string&
FabricTopology::GetTierName(uint32_t vertex) const
{
    static const std::string host = "host";
    return vertex < GetHostCount() ? host : m_tierNames[GetSwitch(vertex).name];
}

std::vector<std::string>
FabricTopology::ListTiers() const
{
    std::vector<std::string> tiers;
    for (const Switch& one : m_switches)
    {
        const std::string& name = m_tierNames[one.name];
        if (!one.isScaleUp && std::find(tiers.begin(), tiers.end(), name) == tiers.end())
        {
            tiers.push_back(name);
        }
    }
    return tiers;
}

std::string
FabricTopology::CheckTierName(const std::string& name)
{
    if (name == "host" || name == "all" || name == "fabric")
    {
        return "no tier of switches may be called '" + name + "', which means something else";
    }
    const bool isSound = !name.empty() && name.find_first_of("-:#>/+=, ") == std::string::npos &&
                         !std::isdigit(static_cast<unsigned char>(name.back()));
    return isSound ? ""
                   : "no tier may be called '" + name +
                         "': numbers, ports and links are written behind and between the names "
                         "of tiers; letters do";
}

std::string
FabricTopology::GetName(uint32_t vertex) const
{
    uint32_t number = vertex < GetHostCount() ? vertex : GetSwitch(vertex).number;
    if (vertex >= GetHostCount() && GetSwitch(vertex).isScaleUp)
    {
        number = GetServer(GetAdjacencies(vertex).front().peer);
    }
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
FabricTopology::SetScaleUp(uint32_t plane)
{
    NS_ABORT_MSG_UNLESS(plane < m_planes, "hosts have no links in plane " << plane);
    m_scaleUp = plane;
    for (uint32_t host = 0; host < m_hosts; host++)
    {
        m_switches[m_edgeVertex[GetHostEdge(host, plane)] - m_hosts].isScaleUp = true;
    }
}

uint32_t
FabricTopology::GetServer(uint32_t host) const
{
    // Crossbars become edge switches in the order in which they get their first hosts.
    return m_scaleUp == NONE ? host : GetHostEdge(host, m_scaleUp) - GetHostEdge(0, m_scaleUp);
}

void
FabricTopology::SetCosts(uint32_t link, uint32_t up, uint32_t down)
{
    m_links[link].cost = up;
    m_links[link].costDown = down;
    m_hasCosts = m_hasCosts || up != 1 || down != 1;
}

void
FabricTopology::SetNextHops(uint32_t vertex, uint32_t edge, const std::vector<NextHop>& hops)
{
    m_nextHops[{vertex, edge}] = hops;
}

bool
FabricTopology::IsTiered() const
{
    for (const Link& link : m_links)
    {
        if (link.lower >= m_hosts && GetSwitch(link.lower).tier + 1 != GetSwitch(link.upper).tier)
        {
            return false;
        }
    }
    return !m_hasCosts && m_nextHops.empty();
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
