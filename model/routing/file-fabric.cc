/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "file-fabric.h"

#include "way-check.h"

#include "ns3/component-description.h"
#include "ns3/config-error.h"
#include "ns3/string.h"

#include <algorithm>
#include <map>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(FileFabric);

TypeId
FileFabric::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::FileFabric")
            .SetParent<FabricLayout>()
            .SetGroupName("AiFabric")
            .AddConstructor<FileFabric>()
            .AddAttribute("Path",
                          "File that describes hosts, switches, links and, if given, next hops",
                          StringValue(""),
                          MakeStringAccessor(&FileFabric::m_path),
                          MakeStringChecker()),
        "any shape, read from a file: hosts, switches, links, costs, next hops");
    return tid;
}

FileFabric::FileFabric() = default;
FileFabric::~FileFabric() = default;

std::unique_ptr<FabricFile>
FileFabric::Read() const
{
    return std::make_unique<FabricFile>(m_path);
}

const FabricFile&
FileFabric::GetFile() const
{
    if (!m_file || m_readPath != m_path)
    {
        m_file = Read();
        m_readPath = m_path;
    }
    return *m_file;
}

std::string
FileFabric::DoCheck() const
{
    if (m_path.empty())
    {
        return "path= names the file that describes the fabric";
    }
    try
    {
        return CheckRoutes(*DoBuild(DataRate("1Gbps"), 1));
    }
    catch (const ConfigError& error)
    {
        return error.what();
    }
}

uint64_t
FileFabric::DoCountHosts() const
{
    return GetFile().GetHostCount();
}

uint64_t
FileFabric::DoCountLinks() const
{
    return GetFile().GetLinks().size();
}

uint32_t
FileFabric::GetVertex(const FabricFile::Node& node) const
{
    return node.isSwitch ? GetFile().GetHostCount() + node.vertex : node.vertex;
}

void
FileFabric::AddLink(FabricTopology& topology,
                    const FabricFile::Link& link,
                    uint64_t rate,
                    uint64_t delay) const
{
    const auto& nodes = GetFile().GetNodes();
    const FabricFile::Node& from = nodes[link.from];
    const FabricFile::Node& to = nodes[link.to];
    // The lower end is the host, else the switch of the lower tier, else the first one.
    const bool isTurned = from.isSwitch && (!to.isSwitch || to.tier < from.tier);
    const uint32_t number = topology.AddLink(GetVertex(isTurned ? to : from),
                                             GetVertex(isTurned ? from : to),
                                             link.rate ? link.rate : rate,
                                             link.delay != UINT64_MAX ? link.delay : delay);
    topology.SetCosts(number,
                      isTurned ? link.costBack : link.cost,
                      isTurned ? link.cost : link.costBack);
}

void
FileFabric::FindScaleUp(FabricTopology& topology) const
{
    for (const FabricFile::Node& node : GetFile().GetNodes())
    {
        if (!node.isScaleUp)
        {
            continue;
        }
        for (const auto& adjacency : topology.GetAdjacencies(GetVertex(node)))
        {
            const uint32_t plane = topology.GetLinks()[adjacency.link].lowerPort;
            const uint32_t known = topology.GetScaleUp();
            if (known != FabricTopology::NONE && known != plane)
            {
                GetFile().Refuse(
                    node.line,
                    "links to scale-up switches come at one place among those of every "
                    "host: first for all, or second for all, and so on");
            }
            if (known == FabricTopology::NONE)
            {
                topology.SetScaleUp(plane);
            }
        }
    }
    // All hosts have their links of that plane inside servers, or none has.
    for (const FabricFile::Node& node : GetFile().GetNodes())
    {
        if (node.isSwitch && !node.isScaleUp && topology.GetSwitch(GetVertex(node)).isScaleUp)
        {
            GetFile().Refuse(node.line,
                             "'" + node.name + "' has links in the plane of the scale-up switches");
        }
    }
}

void
FileFabric::AddNextHops(FabricTopology& topology, const FabricFile::Route& route) const
{
    const auto& nodes = GetFile().GetNodes();
    const uint32_t at = GetVertex(nodes[route.at]);
    const uint32_t edge = topology.GetSwitch(GetVertex(nodes[route.target])).edge;
    if (edge == FabricTopology::NONE)
    {
        GetFile().Refuse(route.line, "there is no host behind '" + nodes[route.target].name + "'");
    }
    std::vector<FabricTopology::NextHop> hops;
    const auto& adjacencies = topology.GetAdjacencies(at);
    for (uint16_t port = 0; port < adjacencies.size(); port++)
    {
        for (const auto& [hop, weight] : route.hops)
        {
            if (adjacencies[port].peer == GetVertex(nodes[hop]))
            {
                hops.push_back({port, weight});
                break;
            }
        }
    }
    for (const auto& hop : route.hops)
    {
        const FabricFile::Node& node = nodes[hop.first];
        const uint32_t vertex = GetVertex(node);
        const bool isNext =
            node.isSwitch &&
            std::any_of(adjacencies.begin(), adjacencies.end(), [vertex](const auto& adjacency) {
                return adjacency.peer == vertex;
            });
        if (!isNext)
        {
            GetFile().Refuse(route.line,
                             "'" + nodes[route.at].name + "' has no link to a switch '" +
                                 node.name + "'");
        }
    }
    topology.SetNextHops(at, edge, hops);
}

uint32_t
FileFabric::DoCountPlanes() const
{
    // All hosts have as many links as host 0; that into the server is no plane of switches.
    uint32_t planes = 0;
    const auto& nodes = GetFile().GetNodes();
    for (const FabricFile::Link& link : GetFile().GetLinks())
    {
        if (nodes[link.from].isScaleUp || nodes[link.to].isScaleUp)
        {
            continue;
        }
        planes += nodes[link.from].vertex == 0 && !nodes[link.from].isSwitch ? 1 : 0;
        planes += nodes[link.to].vertex == 0 && !nodes[link.to].isSwitch ? 1 : 0;
    }
    return std::max(planes, 1U);
}

Ptr<FabricTopology>
FileFabric::DoBuild(DataRate rate, uint64_t delay) const
{
    const FabricFile& file = GetFile();
    auto topology = Create<FabricTopology>();
    topology->AddHosts(file.GetHostCount());
    for (const FabricFile::Node& node : file.GetNodes())
    {
        if (node.isSwitch)
        {
            topology->AddSwitch(node.isScaleUp ? 1 : node.tier + 1,
                                node.pod,
                                node.isScaleUp ? "crossbar" : file.GetTiers()[node.tier]);
        }
    }
    for (const FabricFile::Link& link : file.GetLinks())
    {
        AddLink(*topology, link, rate.GetBitRate(), delay);
    }
    FindScaleUp(*topology);
    for (const FabricFile::Route& route : file.GetRoutes())
    {
        AddNextHops(*topology, route);
    }
    return topology;
}

std::string
FileFabric::GetNodeName(uint32_t vertex) const
{
    const auto& nodes = GetFile().GetNodes();
    const auto found = std::find_if(nodes.begin(), nodes.end(), [&](const FabricFile::Node& node) {
        return GetVertex(node) == vertex;
    });
    return found->name;
}

std::string
FileFabric::CheckRoutes(const FabricTopology& topology) const
{
    const std::string problem =
        CheckWays(topology, [this](uint32_t vertex) { return GetNodeName(vertex); });
    return problem.empty() ? problem : m_path + ": " + problem;
}

} // namespace aifabric
} // namespace ns3
