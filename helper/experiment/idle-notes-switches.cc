/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What the switches of each tier do not give to those that count on it.
 */

#include "idle-notes.h"

#include "ns3/boolean.h"
#include "ns3/component-registry.h"
#include "ns3/double.h"
#include "ns3/fabric-units.h"
#include "ns3/telemetry-stage.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <map>

namespace ns3
{
namespace aifabric
{

namespace
{

uint64_t
GetInteger(Ptr<const Object> object, const std::string& name)
{
    UintegerValue value;
    object->GetAttribute(name, value);
    return value.Get();
}

} // namespace

uint64_t
IdleNotes::GetLargestQueue(const FabricSwitch& fabricSwitch) const
{
    const uint8_t classes = m_fabric.GetNic(0)->GetDataClasses();
    uint64_t largest = 0;
    for (uint8_t c = 0; c < CLASS_COUNT; c++)
    {
        if ((classes >> c) & 1)
        {
            const bool lossless = fabricSwitch.GetPfc()->IsLossless(fabricSwitch.MapClass(c));
            largest = std::max(largest, fabricSwitch.GetAdmission()->GetLargestQueue(lossless));
        }
    }
    return largest;
}

std::string
IdleNotes::FindMarksMissing(const std::vector<Ptr<FabricSwitch>>& tier) const
{
    if (!m_fabric.GetNic(0)->IsEcnCapable())
    {
        return "packets are sent as not ECN-capable; leave the attribute EcnCapable of "
               "ns3::aifabric::RoceNic at true";
    }
    const auto marker = tier.front()->GetMarker();
    const uint64_t least = tier.front()->GetLeastMark(m_fabric.GetNic(0)->GetDataClasses());
    BooleanValue enabled;
    marker->GetAttribute("Enabled", enabled);
    if (!enabled.Get() && least != UINT64_MAX)
    {
        return FindThresholdMissed("a threshold of the QoS profile", "the threshold", least, tier);
    }
    if (!enabled.Get())
    {
        return "switches mark nothing; give --switch=generic:ecn=true";
    }
    DoubleValue probability;
    marker->GetAttribute("Pmax", probability);
    const std::string name = ToKebabCase(probability.Get() > 0 ? "Kmin" : "Kmax");
    return FindThresholdMissed(name, name, least, tier);
}

std::string
IdleNotes::FindThresholdMissed(const std::string& name,
                               const std::string& remedy,
                               uint64_t threshold,
                               const std::vector<Ptr<FabricSwitch>>& tier) const
{
    uint64_t largest = 0;
    for (const auto& one : tier)
    {
        largest = std::max(largest, GetLargestQueue(*one));
    }
    if (threshold < largest)
    {
        return "";
    }
    return "switches mark above " + name + "=" + FormatBytes(threshold) +
           ", and no queue may hold more than " + FormatBytes(largest) + "; lower " + remedy +
           " or enlarge the buffer";
}

void
IdleNotes::AddMarksMissing(const std::string& what, Notes& notes) const
{
    const auto tiers = m_fabric.GetTopology()->ListTiers();
    std::vector<std::pair<std::string, std::string>> missing;
    for (const std::string& tier : tiers)
    {
        const std::string reason = FindMarksMissing(m_fabric.GetTier(tier));
        if (!reason.empty())
        {
            missing.emplace_back(tier, reason);
        }
    }
    if (tiers.empty())
    {
        notes.push_back(what + " reacts to ECN marks, and there are none: crossbars do not mark");
        return;
    }
    if (missing.size() == tiers.size())
    {
        notes.push_back(what + " reacts to ECN marks, and there are none: " + missing[0].second);
        return;
    }
    for (const auto& [tier, reason] : missing)
    {
        notes.push_back(what + " reacts to ECN marks, and the tier " + tier +
                        " gives none: " + reason);
    }
}

void
IdleNotes::AddClasses(Notes& notes) const
{
    const uint8_t data = m_fabric.GetNic(0)->GetDataClasses();
    std::string named;
    for (uint8_t c = 0; c < CLASS_COUNT; c++)
    {
        if ((data >> c) & 1)
        {
            named += (named.empty() ? "" : ", ") + std::to_string(c);
        }
    }
    uint64_t classes = 0;
    std::string with;
    std::string without;
    for (const std::string& tier : m_fabric.GetTopology()->ListTiers())
    {
        const auto pfc = m_fabric.GetTier(tier).front()->GetPfc();
        const uint64_t lossless = GetInteger(pfc, "LosslessClasses");
        classes |= lossless;
        uint8_t mapped = 0;
        for (uint8_t c = 0; c < CLASS_COUNT; c++)
        {
            const uint8_t here = m_fabric.GetTier(tier).front()->MapClass(c);
            mapped |= static_cast<uint8_t>((data >> c) & 1 ? 1U << here : 0);
        }
        std::string& names = lossless & mapped ? with : without;
        names += (names.empty() ? "" : ", ") + tier;
    }
    if (!with.empty() && !without.empty())
    {
        notes.push_back("PFC protects data in the tiers " + with + " and not in " + without +
                        ", which drops what is too much");
    }
    if (classes != 0 && with.empty())
    {
        notes.push_back("PFC protects no data: packets are of class " + named +
                        " (attribute DataClass of ns3::aifabric::RoceNic, or class of the "
                        "workload), which is not lossless" +
                        (m_fabric.GetSwitch(0)->MapClass(3) != 3 ? " by the map of DSCPs" : ""));
    }
}

void
IdleNotes::AddStages(Notes& notes) const
{
    // A stage is idle if it did nothing anywhere: not every switch sees data.
    std::map<TypeId, std::string> stages;
    bool hasTelemetry = false;
    for (uint32_t i = 0; i < m_fabric.GetSwitches().GetN(); i++)
    {
        for (const auto& stage : m_fabric.GetSwitch(i)->GetStages())
        {
            hasTelemetry = hasTelemetry || DynamicCast<TelemetryStage>(stage);
            const std::string reason = stage->GetIdleReason();
            const auto known = stages.emplace(stage->GetInstanceTypeId(), reason).first;
            known->second = reason.empty() ? reason : known->second;
        }
    }
    for (const ComponentInfo& info : EgressStage::GetFamily().List())
    {
        const auto found = stages.find(info.type);
        if (found != stages.end() && !found->second.empty())
        {
            notes.push_back("the stage " + info.alias +
                            " of --switch acts on nothing: " + found->second);
        }
    }
    BooleanValue asks;
    m_fabric.GetNic(0)->GetAttribute("Telemetry", asks);
    if (asks.Get() && !hasTelemetry)
    {
        notes.push_back("the attribute Telemetry of ns3::aifabric::RoceNic acts on nothing: no "
                        "switch adds records; give --switch=generic:stages=telemetry");
    }
}

void
IdleNotes::AddTrimming(Notes& notes) const
{
    uint64_t trimmed = 0;
    bool trims = false;
    for (uint32_t i = 0; i < m_fabric.GetSwitches().GetN(); i++)
    {
        trimmed += m_fabric.GetSwitch(i)->GetTrims();
        trims = trims || m_fabric.GetSwitch(i)->Trims();
    }
    const auto nic = m_fabric.GetNic(0);
    const auto expect = [&](const std::string& what, const NetworkNeeds& needs) {
        if (needs.Has(NEED_TRIMMING) && !trims)
        {
            notes.push_back(what + " expects switches that trim, and none does: losses are found "
                                   "by time; give --switch=generic:trim=true");
        }
    };
    expect("--cc=" + m_plan.Get("cc").GetComponent().spec.name,
           nic->GetControlPrototype()->GetNeeds());
    expect("--recovery=" + m_plan.Get("recovery").GetComponent().spec.name,
           nic->GetRecoveryPrototype()->GetNeeds());
    const auto full = static_cast<size_t>(DropReason::BUFFER_FULL);
    const uint64_t dropped = FramePool::GetLedger().dropped[full];
    if (trimmed > 0 && dropped > 0 && ((nic->GetDataClasses() >> nic->GetAckClass()) & 1))
    {
        notes.push_back("packets were trimmed, but ACKs are not, and share the queues of data: " +
                        std::to_string(dropped) +
                        " frames were dropped; give --ns3::aifabric::RoceNic::AckClass=6");
    }
}

} // namespace aifabric
} // namespace ns3
