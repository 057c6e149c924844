/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-layout.h"

#include "ns3/config-error.h"

#include <string>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(FabricLayout);

TypeId
FabricLayout::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::aifabric::FabricLayout").SetParent<Object>().SetGroupName("AiFabric");
    return tid;
}

FabricLayout::FabricLayout() = default;
FabricLayout::~FabricLayout() = default;

Ptr<FabricTopology>
FabricLayout::Build(DataRate rate, Time delay) const
{
    const auto topology = DoBuild(rate, static_cast<uint64_t>(delay.GetTimeStep()));
    const std::string name = GetInstanceTypeId().GetName();
    if (!topology)
    {
        throw ConfigError("DoBuild() of " + name +
                          " returns nothing: Create<FabricTopology>() makes a graph");
    }
    if (topology->GetHostCount() == 0 || topology->GetSwitchCount() == 0)
    {
        throw ConfigError("DoBuild() of " + name + " makes " +
                          std::to_string(topology->GetHostCount()) + " hosts and " +
                          std::to_string(topology->GetSwitchCount()) +
                          " switches: a fabric has a host and a switch at least");
    }
    if (topology->GetHostCount() != CountHosts())
    {
        throw ConfigError("DoBuild() of " + name + " makes " +
                          std::to_string(topology->GetHostCount()) +
                          " hosts, and DoCountHosts() returns " + std::to_string(CountHosts()));
    }
    topology->CheckHosts();
    return topology;
}

std::vector<std::string>
FabricLayout::ListTiers() const
{
    return Build(DataRate("1Gbps"), Time(0))->ListTiers();
}

uint32_t
FabricLayout::DoCountPlanes() const
{
    return 1;
}

std::string
FabricLayout::DoGetNote() const
{
    return {};
}

void
FabricLayout::JoinTiers(FabricTopology& topology,
                        const Tier& lower,
                        const Tier& upper,
                        uint32_t parallel,
                        uint64_t rate,
                        uint64_t delay)
{
    for (uint32_t down = lower.first; down < lower.first + lower.count; down++)
    {
        for (uint32_t up = upper.first; up < upper.first + upper.count; up++)
        {
            for (uint32_t i = 0; i < parallel; i++)
            {
                topology.AddLink(down, up, rate, delay);
            }
        }
    }
}

} // namespace aifabric
} // namespace ns3
