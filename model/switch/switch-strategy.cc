/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "switch-strategy.h"

#include "ns3/config-error.h"
#include "ns3/frame-pool.h"

namespace ns3
{
namespace aifabric
{

std::string
SwitchStrategy::Start(const SwitchPlace& place)
{
    SwitchPlace own = place;
    if (!own.pool)
    {
        own.pool = &(place.domain ? FramePool::Of(*place.domain) : FramePool::Get());
    }
    const FabricTopology* topology = place.topology;
    for (uint32_t i = 0; topology && i < topology->GetSwitchCount(); i++)
    {
        const uint32_t tier = topology->GetSwitch(topology->GetHostCount() + i).tier;
        if (tier > 2 && GetNeeds().Has(NEED_TWO_TIERS))
        {
            return "it works on fabrics of two tiers only: choose --fabric=leaf-spine, or another "
                   "strategy";
        }
    }
    return StrategyBase::Start(own);
}

void
SwitchStrategy::Release(Frame* frame)
{
    m_held--;
    GetPlace().services->ForwardHeld(frame);
}

void
SwitchStrategy::Consume(Frame* frame)
{
    m_held--;
    GetPlace().pool->Deliver(frame);
}

void
SwitchStrategy::RefuseChoice(uint32_t choice, uint32_t count) const
{
    throw ConfigError(GetInstanceTypeId().GetName() + " chose candidate " + std::to_string(choice) +
                      " of " + std::to_string(count) +
                      ": DoSelect() must return an index below candidates.GetCount()");
}

} // namespace aifabric
} // namespace ns3
