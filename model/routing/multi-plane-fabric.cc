/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "multi-plane-fabric.h"

#include "fat-tree-fabric.h"
#include "leaf-spine-fabric.h"

#include "ns3/component-description.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <vector>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(MultiPlaneFabric);

TypeId
MultiPlaneFabric::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::MultiPlaneFabric")
            .SetParent<FabricLayout>()
            .SetGroupName("AiFabric")
            .AddConstructor<MultiPlaneFabric>()
            .AddAttribute("Planes",
                          "Number of planes, and of ports of every endpoint, 1 to 32",
                          UintegerValue(4),
                          MakeUintegerAccessor(&MultiPlaneFabric::m_planes),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("K",
                          "Each plane is a fat-tree of switches with this many ports; 0 = a "
                          "leaf-spine",
                          UintegerValue(0),
                          MakeUintegerAccessor(&MultiPlaneFabric::m_k),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Leaves",
                          "Leaf switches of a plane; 0 = 16",
                          UintegerValue(0),
                          MakeUintegerAccessor(&MultiPlaneFabric::m_leaves),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Spines",
                          "Spine switches of a plane; 0 = 8",
                          UintegerValue(0),
                          MakeUintegerAccessor(&MultiPlaneFabric::m_spines),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Hosts",
                          "Endpoints per leaf or edge switch; 0 = 8, or half of K",
                          UintegerValue(0),
                          MakeUintegerAccessor(&MultiPlaneFabric::m_hosts),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Parallel",
                          "Links between each leaf and each spine; 0 = 1",
                          UintegerValue(0),
                          MakeUintegerAccessor(&MultiPlaneFabric::m_parallel),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute(
                "Scale",
                "The same leaf-spines smaller: leaves, spines and endpoints of a leaf are "
                "divided by this",
                UintegerValue(1),
                MakeUintegerAccessor(&MultiPlaneFabric::m_scale),
                MakeUintegerChecker<uint32_t>())
            .AddAttribute("HostRate",
                          "Rate of each port of an endpoint; 0 = the common rate",
                          DataRateValue(DataRate(0)),
                          MakeDataRateAccessor(&MultiPlaneFabric::m_hostRate),
                          MakeDataRateChecker())
            .AddAttribute("UplinkRate",
                          "Rate of links between switches; 0 = the common rate",
                          DataRateValue(DataRate(0)),
                          MakeDataRateAccessor(&MultiPlaneFabric::m_uplinkRate),
                          MakeDataRateChecker()),
        "equal leaf-spines or fat-trees side by side: every endpoint has a port in each");
    return tid;
}

MultiPlaneFabric::MultiPlaneFabric() = default;
MultiPlaneFabric::~MultiPlaneFabric() = default;

Ptr<FabricLayout>
MultiPlaneFabric::MakePlane(uint32_t scale) const
{
    const auto part = [scale](uint32_t given, uint32_t otherwise) {
        return std::max(1U, ((given ? given : otherwise) + scale - 1) / scale);
    };
    Ptr<FabricLayout> plane;
    if (m_k != 0)
    {
        plane = CreateObject<FatTreeFabric>();
        plane->SetAttribute("K", UintegerValue(m_k));
        plane->SetAttribute("Hosts", UintegerValue(m_hosts));
        plane->SetAttribute("EdgeRate", DataRateValue(m_uplinkRate));
        plane->SetAttribute("CoreRate", DataRateValue(m_uplinkRate));
    }
    else
    {
        plane = CreateObject<LeafSpineFabric>();
        plane->SetAttribute("Leaves", UintegerValue(part(m_leaves, 16)));
        plane->SetAttribute("Spines", UintegerValue(part(m_spines, 8)));
        plane->SetAttribute("Hosts", UintegerValue(part(m_hosts, 8)));
        plane->SetAttribute("Parallel", UintegerValue(m_parallel ? m_parallel : 1));
        plane->SetAttribute("UplinkRate", DataRateValue(m_uplinkRate));
    }
    plane->SetAttribute("HostRate", DataRateValue(m_hostRate));
    return plane;
}

std::string
MultiPlaneFabric::DoCheck() const
{
    if (m_planes < 1 || m_planes > FabricTopology::MOST_PLANES)
    {
        return "multi-plane: planes=" + std::to_string(m_planes) + " is not within 1 to 32";
    }
    if (m_k != 0 && (m_leaves || m_spines || m_parallel))
    {
        return "multi-plane: k is for fat-trees and excludes leaves, spines and parallel, which "
               "are "
               "for leaf-spines";
    }
    if (m_scale < 1 || m_scale > 4096 || (m_scale > 1 && m_k != 0))
    {
        return m_k != 0
                   ? "multi-plane: scale is for leaf-spines, and k makes fat-trees: use "
                     "another k"
                   : "multi-plane: scale=" + std::to_string(m_scale) + " is not within 1 to 4096";
    }
    const std::string problem = MakePlane(m_scale)->Check();
    return problem.empty() ? problem : "multi-plane, each plane a " + problem;
}

uint64_t
MultiPlaneFabric::DoCountHosts() const
{
    return MakePlane(m_scale)->CountHosts();
}

uint64_t
MultiPlaneFabric::DoCountLinks() const
{
    return m_planes * MakePlane(m_scale)->CountLinks();
}

std::string
MultiPlaneFabric::DoGetNote() const
{
    return m_scale <= 1 ? ""
                        : "the fabric is scaled down by " + std::to_string(m_scale) + ": " +
                              std::to_string(CountHosts()) + " of " +
                              std::to_string(MakePlane(1)->CountHosts()) + " endpoints, " +
                              std::to_string(CountLinks()) + " of " +
                              std::to_string(m_planes * MakePlane(1)->CountLinks()) + " links";
}

uint32_t
MultiPlaneFabric::DoCountPlanes() const
{
    return m_planes;
}

Ptr<FabricTopology>
MultiPlaneFabric::DoBuild(DataRate rate, uint64_t delay) const
{
    const Ptr<FabricTopology> plane = MakePlane(m_scale)->Build(rate, TimeStep(delay));
    const uint32_t hosts = plane->GetHostCount();
    const uint32_t switches = plane->GetSwitchCount();
    uint32_t pods = 0;
    for (uint32_t i = 0; i < switches; i++)
    {
        const uint32_t pod = plane->GetSwitch(hosts + i).pod;
        pods = pod == FabricTopology::NONE ? pods : std::max(pods, pod + 1);
    }
    auto topology = Create<FabricTopology>();
    topology->AddHosts(hosts);
    // Switches of a tier follow each other in the plane as well.
    std::vector<uint32_t> vertices(size_t{m_planes} * switches);
    for (uint32_t first = 0; first < switches;)
    {
        const uint32_t tier = plane->GetSwitch(hosts + first).tier;
        uint32_t last = first;
        while (last < switches && plane->GetSwitch(hosts + last).tier == tier)
        {
            last++;
        }
        for (uint32_t p = 0; p < m_planes; p++)
        {
            for (uint32_t i = first; i < last; i++)
            {
                const uint32_t pod = plane->GetSwitch(hosts + i).pod;
                vertices[p * switches + i] =
                    topology->AddSwitch(tier,
                                        pod == FabricTopology::NONE ? pod : p * pods + pod,
                                        plane->GetTierName(hosts + i));
            }
        }
        first = last;
    }
    for (uint32_t p = 0; p < m_planes; p++)
    {
        const auto place = [&](uint32_t vertex) {
            return vertex < hosts ? vertex : vertices[p * switches + vertex - hosts];
        };
        for (const FabricTopology::Link& link : plane->GetLinks())
        {
            topology->AddLink(place(link.lower), place(link.upper), link.rate, link.delay);
        }
    }
    return topology;
}

} // namespace aifabric
} // namespace ns3
