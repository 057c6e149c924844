/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-layout.h"

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

std::vector<std::string>
FabricLayout::ListTiers() const
{
    return DoBuild(DataRate("1Gbps"), 0)->ListTiers();
}

uint32_t
FabricLayout::DoCountPlanes() const
{
    return 1;
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
