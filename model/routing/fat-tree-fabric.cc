/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fat-tree-fabric.h"

#include "ns3/component-description.h"
#include "ns3/uinteger.h"

#include <vector>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(FatTreeFabric);

TypeId
FatTreeFabric::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::FatTreeFabric")
            .SetParent<FabricLayout>()
            .SetGroupName("AiFabric")
            .AddConstructor<FatTreeFabric>()
            .AddAttribute("K",
                          "Ports per switch, even, at least 4; the fabric has k^3/4 hosts",
                          UintegerValue(8),
                          MakeUintegerAccessor(&FatTreeFabric::m_k),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Hosts",
                          "Hosts per edge switch; 0 = k/2, more oversubscribe",
                          UintegerValue(0),
                          MakeUintegerAccessor(&FatTreeFabric::m_hosts),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("HostRate",
                          "Rate of links between hosts and edge switches; 0 = the common rate",
                          DataRateValue(DataRate(0)),
                          MakeDataRateAccessor(&FatTreeFabric::m_hostRate),
                          MakeDataRateChecker())
            .AddAttribute("EdgeRate",
                          "Rate of links between edge and aggregation; 0 = the common rate",
                          DataRateValue(DataRate(0)),
                          MakeDataRateAccessor(&FatTreeFabric::m_edgeRate),
                          MakeDataRateChecker())
            .AddAttribute("CoreRate",
                          "Rate of links between aggregation and core; 0 = the common rate",
                          DataRateValue(DataRate(0)),
                          MakeDataRateAccessor(&FatTreeFabric::m_coreRate),
                          MakeDataRateChecker()),
        "three tiers: k pods of k/2 edge and k/2 aggregation switches, (k/2)^2 cores");
    return tid;
}

FatTreeFabric::FatTreeFabric() = default;
FatTreeFabric::~FatTreeFabric() = default;

uint32_t
FatTreeFabric::GetHostsPerEdge() const
{
    return m_hosts ? m_hosts : m_k / 2;
}

std::string
FatTreeFabric::DoCheck() const
{
    if (m_k < 4 || m_k % 2 != 0 || m_k > 256)
    {
        return "fat-tree: k=" + std::to_string(m_k) + " is not an even number from 4 to 256";
    }
    if (GetHostsPerEdge() > 1024)
    {
        return "fat-tree: hosts=" + std::to_string(m_hosts) + " per edge switch exceeds 1024";
    }
    return {};
}

uint64_t
FatTreeFabric::DoCountHosts() const
{
    return uint64_t{m_k} * (m_k / 2) * GetHostsPerEdge();
}

uint64_t
FatTreeFabric::DoCountLinks() const
{
    return DoCountHosts() + 2 * uint64_t{m_k} * (m_k / 2) * (m_k / 2);
}

Ptr<FabricTopology>
FatTreeFabric::DoBuild(DataRate rate, uint64_t delay) const
{
    const uint32_t half = m_k / 2;
    const uint32_t hosts = GetHostsPerEdge();
    auto topology = Create<FabricTopology>();
    topology->AddHosts(static_cast<uint32_t>(DoCountHosts()));
    std::vector<uint32_t> edges;
    std::vector<uint32_t> aggregations;
    std::vector<uint32_t> cores;
    for (uint32_t pod = 0; pod < m_k; pod++)
    {
        for (uint32_t i = 0; i < half; i++)
        {
            edges.push_back(topology->AddSwitch(1, pod, "edge"));
        }
    }
    for (uint32_t pod = 0; pod < m_k; pod++)
    {
        for (uint32_t i = 0; i < half; i++)
        {
            aggregations.push_back(topology->AddSwitch(2, pod, "agg"));
        }
    }
    for (uint32_t i = 0; i < half * half; i++)
    {
        cores.push_back(topology->AddSwitch(3, FabricTopology::NONE, "core"));
    }
    for (uint32_t host = 0; host < topology->GetHostCount(); host++)
    {
        topology->AddLink(host, edges[host / hosts], PickRate(m_hostRate, rate), delay);
    }
    for (uint32_t edge = 0; edge < edges.size(); edge++)
    {
        for (uint32_t i = 0; i < half; i++)
        {
            topology->AddLink(edges[edge],
                              aggregations[edge / half * half + i],
                              PickRate(m_edgeRate, rate),
                              delay);
        }
    }
    for (uint32_t a = 0; a < aggregations.size(); a++)
    {
        for (uint32_t i = 0; i < half; i++)
        {
            topology->AddLink(aggregations[a],
                              cores[a % half * half + i],
                              PickRate(m_coreRate, rate),
                              delay);
        }
    }
    return topology;
}

} // namespace aifabric
} // namespace ns3
