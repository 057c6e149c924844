/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "leaf-spine-fabric.h"

#include "ns3/component-description.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(LeafSpineFabric);

TypeId
LeafSpineFabric::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::LeafSpineFabric")
            .SetParent<FabricLayout>()
            .SetGroupName("AiFabric")
            .AddConstructor<LeafSpineFabric>()
            .AddAttribute("Leaves",
                          "Number of leaf switches, at least 1",
                          UintegerValue(16),
                          MakeUintegerAccessor(&LeafSpineFabric::m_leaves),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Spines",
                          "Number of spine switches, at least 1",
                          UintegerValue(8),
                          MakeUintegerAccessor(&LeafSpineFabric::m_spines),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Hosts",
                          "Hosts per leaf, at least 1",
                          UintegerValue(8),
                          MakeUintegerAccessor(&LeafSpineFabric::m_hosts),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Parallel",
                          "Links between each leaf and each spine, at least 1",
                          UintegerValue(1),
                          MakeUintegerAccessor(&LeafSpineFabric::m_parallel),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("HostRate",
                          "Rate of links between hosts and leaves; 0 = the common rate",
                          DataRateValue(DataRate(0)),
                          MakeDataRateAccessor(&LeafSpineFabric::m_hostRate),
                          MakeDataRateChecker())
            .AddAttribute("UplinkRate",
                          "Rate of links between leaves and spines; 0 = the common rate",
                          DataRateValue(DataRate(0)),
                          MakeDataRateAccessor(&LeafSpineFabric::m_uplinkRate),
                          MakeDataRateChecker()),
        "two tiers: every leaf connects to every spine");
    return tid;
}

LeafSpineFabric::LeafSpineFabric() = default;
LeafSpineFabric::~LeafSpineFabric() = default;

std::string
LeafSpineFabric::DoCheck() const
{
    if (m_leaves < 1 || m_leaves > 16384)
    {
        return "leaf-spine: leaves=" + std::to_string(m_leaves) + " is not within 1 to 16384";
    }
    if (m_spines < 1 || m_spines > 4096)
    {
        return "leaf-spine: spines=" + std::to_string(m_spines) + " is not within 1 to 4096";
    }
    if (m_hosts < 1 || m_hosts > 4096)
    {
        return "leaf-spine: hosts=" + std::to_string(m_hosts) + " per leaf is not within 1 to 4096";
    }
    if (m_parallel < 1 || m_parallel > 64)
    {
        return "leaf-spine: parallel=" + std::to_string(m_parallel) + " is not within 1 to 64";
    }
    return {};
}

uint64_t
LeafSpineFabric::DoCountHosts() const
{
    return uint64_t{m_leaves} * m_hosts;
}

uint64_t
LeafSpineFabric::DoCountLinks() const
{
    return DoCountHosts() + uint64_t{m_leaves} * m_spines * m_parallel;
}

Ptr<FabricTopology>
LeafSpineFabric::DoBuild(DataRate rate, uint64_t delay) const
{
    auto topology = Create<FabricTopology>();
    topology->AddHosts(m_leaves * m_hosts);
    for (uint32_t leaf = 0; leaf < m_leaves; leaf++)
    {
        topology->AddSwitch(1, FabricTopology::NONE, "leaf");
    }
    for (uint32_t spine = 0; spine < m_spines; spine++)
    {
        topology->AddSwitch(2, FabricTopology::NONE, "spine");
    }
    const uint32_t firstLeaf = topology->GetHostCount();
    const uint32_t firstSpine = firstLeaf + m_leaves;
    for (uint32_t host = 0; host < topology->GetHostCount(); host++)
    {
        topology->AddLink(host, firstLeaf + host / m_hosts, PickRate(m_hostRate, rate), delay);
    }
    JoinTiers(*topology,
              {firstLeaf, m_leaves},
              {firstSpine, m_spines},
              m_parallel,
              PickRate(m_uplinkRate, rate),
              delay);
    return topology;
}

} // namespace aifabric
} // namespace ns3
