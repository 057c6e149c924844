/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "rail-fabric.h"

#include "ns3/component-description.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(RailFabric);

TypeId
RailFabric::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::RailFabric")
            .SetParent<FabricLayout>()
            .SetGroupName("AiFabric")
            .AddConstructor<RailFabric>()
            .AddAttribute("Servers",
                          "Number of servers, at least 1",
                          UintegerValue(16),
                          MakeUintegerAccessor(&RailFabric::m_servers),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Gpus",
                          "Endpoints of a server, and rails, at least 1",
                          UintegerValue(8),
                          MakeUintegerAccessor(&RailFabric::m_gpus),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Leaves",
                          "Leaf switches of a rail, among which servers are dealt in order, at "
                          "least 1",
                          UintegerValue(1),
                          MakeUintegerAccessor(&RailFabric::m_leaves),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Spines",
                          "Spine switches, each joined to every leaf; 0 = rails are not joined",
                          UintegerValue(8),
                          MakeUintegerAccessor(&RailFabric::m_spines),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Parallel",
                          "Links between each leaf and each spine, at least 1",
                          UintegerValue(1),
                          MakeUintegerAccessor(&RailFabric::m_parallel),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("HostRate",
                          "Rate of links between endpoints and leaves; 0 = the common rate",
                          DataRateValue(DataRate(0)),
                          MakeDataRateAccessor(&RailFabric::m_hostRate),
                          MakeDataRateChecker())
            .AddAttribute("UplinkRate",
                          "Rate of links between leaves and spines; 0 = the common rate",
                          DataRateValue(DataRate(0)),
                          MakeDataRateAccessor(&RailFabric::m_uplinkRate),
                          MakeDataRateChecker())
            .AddAttribute("ScaleUpRate",
                          "Rate of the pipe of an endpoint inside its server, each way",
                          DataRateValue(DataRate("3600Gbps")),
                          MakeDataRateAccessor(&RailFabric::m_scaleUpRate),
                          MakeDataRateChecker())
            .AddAttribute("ScaleUpDelay",
                          "Propagation delay between an endpoint and the crossbar of its server",
                          TimeValue(NanoSeconds(100)),
                          MakeTimeAccessor(&RailFabric::m_scaleUpDelay),
                          MakeTimeChecker(Time(0))),
        "servers of several endpoints, endpoint i of each on the leaves of rail i; a crossbar "
        "inside "
        "each server");
    return tid;
}

RailFabric::RailFabric() = default;
RailFabric::~RailFabric() = default;

std::string
RailFabric::DoCheck() const
{
    if (m_servers < 1 || m_servers > 65536)
    {
        return "rail: servers=" + std::to_string(m_servers) + " is not within 1 to 65536";
    }
    if (m_gpus < 1 || m_gpus > 256)
    {
        return "rail: gpus=" + std::to_string(m_gpus) + " of a server is not within 1 to 256";
    }
    if (m_leaves < 1 || m_leaves > m_servers)
    {
        return "rail: leaves=" + std::to_string(m_leaves) +
               " of a rail is not within 1 to servers=" + std::to_string(m_servers);
    }
    if (m_spines > 4096)
    {
        return "rail: spines=" + std::to_string(m_spines) + " is not within 0 to 4096";
    }
    if (m_spines == 0 && m_leaves > 1)
    {
        return "rail: spines=0 leaves the " + std::to_string(m_leaves) +
               " leaves of a rail unjoined; use leaves=1";
    }
    if (m_parallel < 1 || m_parallel > 64)
    {
        return "rail: parallel=" + std::to_string(m_parallel) + " is not within 1 to 64";
    }
    if (m_scaleUpRate.GetBitRate() == 0)
    {
        return "rail: scale-up-rate must be positive";
    }
    return {};
}

uint64_t
RailFabric::DoCountHosts() const
{
    return uint64_t{m_servers} * m_gpus;
}

uint64_t
RailFabric::DoCountLinks() const
{
    return 2 * DoCountHosts() + uint64_t{m_gpus} * m_leaves * m_spines * m_parallel;
}

Ptr<FabricTopology>
RailFabric::DoBuild(DataRate rate, uint64_t delay) const
{
    auto topology = Create<FabricTopology>();
    const auto hosts = static_cast<uint32_t>(DoCountHosts());
    topology->AddHosts(hosts);
    const uint32_t firstLeaf = hosts;
    for (uint32_t i = 0; i < m_gpus * m_leaves; i++)
    {
        topology->AddSwitch(1, FabricTopology::NONE, "leaf");
    }
    const uint32_t firstSpine = firstLeaf + m_gpus * m_leaves;
    for (uint32_t i = 0; i < m_spines; i++)
    {
        topology->AddSwitch(2, FabricTopology::NONE, "spine");
    }
    const uint32_t firstCrossbar = firstSpine + m_spines;
    for (uint32_t i = 0; i < m_servers; i++)
    {
        topology->AddSwitch(1, FabricTopology::NONE, "crossbar");
    }
    for (uint32_t host = 0; host < hosts; host++)
    {
        const uint32_t rail = host % m_gpus;
        const auto leaf = static_cast<uint32_t>(uint64_t{host / m_gpus} * m_leaves / m_servers);
        topology->AddLink(host,
                          firstLeaf + rail * m_leaves + leaf,
                          PickRate(m_hostRate, rate),
                          delay);
    }
    JoinTiers(*topology,
              {firstLeaf, m_gpus * m_leaves},
              {firstSpine, m_spines},
              m_parallel,
              PickRate(m_uplinkRate, rate),
              delay);
    for (uint32_t host = 0; host < hosts; host++)
    {
        topology->AddLink(host,
                          firstCrossbar + host / m_gpus,
                          m_scaleUpRate.GetBitRate(),
                          static_cast<uint64_t>(m_scaleUpDelay.GetTimeStep()));
    }
    topology->SetScaleUp(1);
    return topology;
}

} // namespace aifabric
} // namespace ns3
