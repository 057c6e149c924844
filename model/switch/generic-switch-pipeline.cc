/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * When switches of no vendor forward a frame.
 */

#include "generic-switch-preset.h"

#include "ns3/config-error.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

TypeId
GenericSwitchPreset::AddPipelineAttributes(TypeId tid)
{
    return tid
        .AddAttribute("Latency",
                      "Time from the last bit of a frame (with cut-through: from its first bytes) "
                      "to its place in the egress queue",
                      TimeValue(Time(0)),
                      MakeTimeAccessor(&GenericSwitchPreset::m_latency),
                      MakeTimeChecker(Time(0)))
        .AddAttribute("CutThrough",
                      "Bytes of a frame after which it goes on if its egress is idle and not "
                      "faster than its ingress, 64 or more (128, say); 0 = frames are stored first",
                      UintegerValue(0),
                      MakeUintegerAccessor(&GenericSwitchPreset::m_cutThrough),
                      MakeUintegerChecker<uint32_t>(0, 9216));
}

void
GenericSwitchPreset::ConfigurePipeline(SwitchModel& model) const
{
    if (m_cutThrough > 0 && m_cutThrough < wire::SHORTEST_BYTES)
    {
        throw ConfigError("generic: cut-through=" + std::to_string(m_cutThrough) +
                          " bytes do not hold the headers that a switch reads: give 64 or more, "
                          "or 0 to store frames first");
    }
    model.SetSwitchAttribute("ForwardingLatency", TimeValue(m_latency));
    model.SetSwitchAttribute("CutThrough", UintegerValue(m_cutThrough));
}

} // namespace aifabric
} // namespace ns3
