/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-helper.h"
#include "given-checks.h"

#include "ns3/component-registry.h"
#include "ns3/congestion-control.h"
#include "ns3/roce-nic.h"
#include "ns3/telemetry-stage.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

// What the switches of a fabric are like: all of them, and those of single tiers.

void
FabricHelper::SetSwitchModel(const SwitchModel& model)
{
    m_model = model;
    m_tierModels.clear();
}

void
FabricHelper::SetSwitchModel(const std::string& tier, const SwitchModel& model)
{
    m_tierModels[tier] = model;
}

void
FabricHelper::SetAdmission(const ObjectFactory& admission)
{
    CheckFactory(admission, BufferAdmission::GetTypeId());
    m_model.SetAdmission(admission);
    for (auto& [tier, model] : m_tierModels)
    {
        model.SetAdmission(admission);
    }
}

void
FabricHelper::SetSwitchAttribute(const std::string& name, const AttributeValue& value)
{
    m_model.SetSwitchAttribute(name, value);
    for (auto& [tier, model] : m_tierModels)
    {
        model.SetSwitchAttribute(name, value);
    }
}

void
FabricHelper::SetMarkerAttribute(const std::string& name, const AttributeValue& value)
{
    m_model.SetMarkerAttribute(name, value);
    for (auto& [tier, model] : m_tierModels)
    {
        model.SetMarkerAttribute(name, value);
    }
}

void
FabricHelper::SetPfcAttribute(const std::string& name, const AttributeValue& value)
{
    m_model.SetPfcAttribute(name, value);
    for (auto& [tier, model] : m_tierModels)
    {
        model.SetPfcAttribute(name, value);
    }
}

const SwitchModel&
FabricHelper::GetModel(const std::string& tier) const
{
    const auto found = m_tierModels.find(tier);
    return found == m_tierModels.end() ? m_model : found->second;
}

uint32_t
FabricHelper::GetGrowth() const
{
    uint32_t growth = m_model.GetGrowth();
    for (const auto& [tier, model] : m_tierModels)
    {
        growth = std::max(growth, model.GetGrowth());
    }
    return growth + (WantsTelemetry() ? CreateObject<TelemetryStage>()->GetGrowth() : 0);
}

bool
FabricHelper::WantsTelemetry() const
{
    ObjectFactoryValue control;
    m_nic.Create<RoceNic>()->GetAttribute("CongestionControl", control);
    return control.Get().Create<CongestionControl>()->GetNeeds().Has(NEED_TELEMETRY);
}

void
FabricHelper::AddTelemetry(FabricSwitch& one)
{
    const auto& stages = one.GetStages();
    if (std::none_of(stages.begin(), stages.end(), [](const Ptr<EgressStage>& stage) {
            return DynamicCast<TelemetryStage>(stage);
        }))
    {
        one.AddStage(CreateObject<TelemetryStage>());
    }
}

bool
FabricHelper::HasMarks() const
{
    if (m_tierModels.empty())
    {
        return m_model.Marks();
    }
    const auto tiers = m_layout.Create<FabricLayout>()->ListTiers();
    return std::any_of(tiers.begin(), tiers.end(), [this](const std::string& tier) {
        return GetModel(tier).Marks();
    });
}

void
FabricHelper::CheckPanels(const FabricTopology& topology) const
{
    const bool isKnown =
        !m_model.GetPanel().GetGroups().empty() ||
        std::any_of(m_tierModels.begin(), m_tierModels.end(), [](const auto& entry) {
            return !entry.second.GetPanel().GetGroups().empty();
        });
    if (m_force || !isKnown)
    {
        return;
    }
    const uint32_t hosts = topology.GetHostCount();
    std::vector<std::vector<uint64_t>> rates(topology.GetSwitchCount());
    for (const FabricTopology::Link& link : topology.GetLinks())
    {
        for (const uint32_t vertex : {link.lower, link.upper})
        {
            if (vertex >= hosts)
            {
                rates[vertex - hosts].push_back(link.rate);
            }
        }
    }
    for (uint32_t i = 0; i < rates.size(); i++)
    {
        const std::string& tier = topology.GetTierName(hosts + i);
        const std::string problem = topology.GetSwitch(hosts + i).isScaleUp
                                        ? ""
                                        : GetModel(tier).GetPanel().Check(rates[i]);
        if (!problem.empty())
        {
            throw ConfigError("the switch model does not fit " + topology.GetName(hosts + i) +
                              " of the fabric: " + problem +
                              "; choose a fabric of fewer or slower links, another box (list "
                              "switch), one for this tier by +" +
                              tier + "=MODEL, panel= of a box of yours, or insist with --force");
        }
    }
}

std::string
FabricHelper::CheckTier(const std::string& tier, const FabricLayout& layout)
{
    const std::vector<std::string> tiers = layout.ListTiers();
    return std::find(tiers.begin(), tiers.end(), tier) != tiers.end()
               ? ""
               : "the fabric has no tier '" + tier + "' of switches" + SuggestName(tier, tiers);
}

} // namespace aifabric
} // namespace ns3
