/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-topology.h"

#include "ns3/config-error.h"

#include <algorithm>
#include <cctype>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Refuse a call of DoBuild() of a layout.
void
Require(bool isSound, const std::string& call, const std::string& problem)
{
    if (!isSound)
    {
        throw ConfigError(call + " in DoBuild() of the fabric: " + problem);
    }
}

/// Refuse a link that is not there.
void
CheckNumber(uint32_t link, size_t count)
{
    if (link >= count)
    {
        throw ConfigError("there is no link " + std::to_string(link) + ": the graph has " +
                          std::to_string(count));
    }
}

} // namespace

void
FabricTopology::AddHosts(uint32_t count)
{
    Require(m_adjacencies.empty(),
            "AddHosts(" + std::to_string(count) + ")",
            "it comes once, before switches and links");
    m_hosts = count;
    m_adjacencies.resize(count);
}

uint32_t
FabricTopology::AddSwitch(uint32_t tier, uint32_t pod, const std::string& name)
{
    const std::string problem = CheckTierName(name);
    Require(problem.empty(), "AddSwitch()", problem);
    const auto found = std::find(m_tierNames.begin(), m_tierNames.end(), name);
    const auto index = static_cast<uint32_t>(found - m_tierNames.begin());
    if (found == m_tierNames.end())
    {
        m_tierNames.push_back(name);
        m_tierSizes.push_back(0);
    }
    uint32_t number = NONE;
    if (pod != NONE)
    {
        number = m_pods.emplace(pod, m_podCount).first->second;
        m_podCount += number == m_podCount ? 1 : 0;
    }
    m_switches.push_back({tier, number, NONE, false, 0, index, m_tierSizes[index]++, 0});
    m_adjacencies.emplace_back();
    return GetHostCount() + GetSwitchCount() - 1;
}

uint32_t
FabricTopology::AddLink(uint32_t lower, uint32_t upper, uint64_t rate, uint64_t delay)
{
    CheckLink(lower, upper);
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
            m_edgePod.push_back(edge.pod == NONE ? m_podCount++ : edge.pod);
        }
        if (lowerPort >= m_planes)
        {
            Require(lowerPort < MOST_PLANES,
                    "AddLink()",
                    "a host has " + std::to_string(MOST_PLANES) + " ports at most");
            m_planes = lowerPort + 1U;
            m_hostEdge.resize(size_t{m_planes} * m_hosts, NONE);
            m_hostPort.resize(size_t{m_planes} * m_hosts, 0);
        }
        m_hostEdge[lowerPort * m_hosts + lower] = edge.edge;
        m_hostPort[lowerPort * m_hosts + lower] = upperPort;
    }
    return number;
}

void
FabricTopology::CheckLink(uint32_t lower, uint32_t upper) const
{
    const size_t count = m_adjacencies.size();
    const bool isLink = lower < count && upper < count && upper >= m_hosts && lower != upper;
    if (isLink && m_adjacencies[lower].size() < MOST_PORTS &&
        m_adjacencies[upper].size() < MOST_PORTS)
    {
        return;
    }
    Require(false,
            "AddLink(" + std::to_string(lower) + ", " + std::to_string(upper) + ", ...)",
            isLink ? "a switch has " + std::to_string(MOST_PORTS) + " ports at most"
                   : "the ends are two of the " + std::to_string(m_hosts) +
                         " hosts, numbered from 0 on, and the " + std::to_string(GetSwitchCount()) +
                         " switches, as AddSwitch() returned them; the upper one is a switch");
}

void
FabricTopology::CheckHosts() const
{
    for (uint32_t host = 0; host < m_hosts; host++)
    {
        if (m_adjacencies[host].size() != std::max(1U, m_planes))
        {
            const size_t count = m_adjacencies[host].size();
            throw ConfigError("'host" + std::to_string(host) + "' has " +
                              (count == 0   ? "no link"
                               : count == 1 ? "1 link"
                                            : std::to_string(count) + " links") +
                              ", and every host must have as many as there are planes: " +
                              std::to_string(std::max(1U, m_planes)));
        }
    }
}

void
FabricTopology::CheckSwitch(const std::string& call, uint32_t vertex) const
{
    Require(vertex >= m_hosts && vertex < m_adjacencies.size(),
            call,
            "that is no switch, as AddSwitch() returned it");
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
    Require(plane < m_planes,
            "SetScaleUp(" + std::to_string(plane) + ")",
            "hosts have no links in this plane: add them first");
    CheckHosts();
    m_scaleUp = plane;
    m_servers = 0;
    m_serverOfEdge.assign(GetEdgeCount(), NONE);
    for (uint32_t host = 0; host < m_hosts; host++)
    {
        const uint32_t edge = GetHostEdge(host, plane);
        if (m_serverOfEdge[edge] == NONE)
        {
            m_serverOfEdge[edge] = m_servers++;
        }
        m_switches[m_edgeVertex[edge] - m_hosts].isScaleUp = true;
    }
}

uint32_t
FabricTopology::GetServer(uint32_t host) const
{
    return m_scaleUp == NONE ? host : m_serverOfEdge[GetHostEdge(host, m_scaleUp)];
}

uint32_t
FabricTopology::GetPod(uint32_t vertex) const
{
    const Switch& one = GetSwitch(vertex);
    return one.edge == NONE ? one.pod : m_edgePod[one.edge];
}

void
FabricTopology::SetCosts(uint32_t link, uint32_t up, uint32_t down)
{
    CheckNumber(link, m_links.size());
    m_links[link].cost = up;
    m_links[link].costDown = down;
    m_hasCosts = m_hasCosts || up != 1 || down != 1;
}

void
FabricTopology::SetNextHops(uint32_t vertex, uint32_t edge, const std::vector<NextHop>& hops)
{
    CheckSwitch("SetNextHops(" + std::to_string(vertex) + ", ...)", vertex);
    Require(edge < GetEdgeCount(),
            "SetNextHops(" + std::to_string(vertex) + ", " + std::to_string(edge) + ", ...)",
            "there are " + std::to_string(GetEdgeCount()) + " switches with hosts");
    for (const NextHop& hop : hops)
    {
        if (hop.port >= m_adjacencies[vertex].size() || hop.weight == 0)
        {
            Require(false,
                    "SetNextHops(" + std::to_string(vertex) + ", ...)",
                    hop.weight == 0 ? "a weight is 1 at least"
                                    : "the switch has no port " + std::to_string(hop.port) +
                                          ": add its links first, whose order numbers its ports");
        }
    }
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
    CheckNumber(link, m_links.size());
    m_links[link].up = up;
}

void
FabricTopology::SetKnownRate(uint32_t link, uint64_t rate)
{
    CheckNumber(link, m_links.size());
    m_links[link].known = rate;
}

} // namespace aifabric
} // namespace ns3
