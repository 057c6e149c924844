/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "switch-model.h"

#include "ns3/pfc-watchdog.h"
#include "ns3/pointer.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

SwitchModel::SwitchModel()
    : m_switch(MakeTypeFactory("ns3::aifabric::FabricSwitch")),
      m_admission(MakeTypeFactory("ns3::aifabric::PerPortAdmission")),
      m_marker(MakeTypeFactory("ns3::aifabric::RedMarker")),
      m_pfc(MakeTypeFactory("ns3::aifabric::PfcController")),
      m_watchdog(MakeTypeFactory("ns3::aifabric::PfcWatchdog"))
{
}

void
SwitchModel::SetAdmission(const ObjectFactory& admission)
{
    m_admission = admission;
}

void
SwitchModel::SetSwitchAttribute(const std::string& name, const AttributeValue& value)
{
    SetFactoryAttribute(m_switch, name, value);
}

void
SwitchModel::SetMarkerAttribute(const std::string& name, const AttributeValue& value)
{
    SetFactoryAttribute(m_marker, name, value);
}

void
SwitchModel::SetPfcAttribute(const std::string& name, const AttributeValue& value)
{
    SetFactoryAttribute(m_pfc, name, value);
}

void
SwitchModel::SetWatchdogAttribute(const std::string& name, const AttributeValue& value)
{
    SetFactoryAttribute(m_watchdog, name, value);
    m_watches = true;
}

void
SwitchModel::AddStage(const ObjectFactory& stage)
{
    m_stages.push_back(stage);
}

uint32_t
SwitchModel::GetGrowth() const
{
    uint32_t growth = 0;
    for (const ObjectFactory& stage : m_stages)
    {
        growth += stage.Create<EgressStage>()->GetGrowth();
    }
    return growth;
}

bool
SwitchModel::Marks() const
{
    const auto marks = [](Ptr<const EgressStage> stage) {
        return stage->GetLeastMark(0xff) != UINT64_MAX;
    };
    return marks(m_marker.Create<RedMarker>()) ||
           std::any_of(m_stages.begin(), m_stages.end(), [&marks](const ObjectFactory& stage) {
               return marks(stage.Create<EgressStage>());
           });
}

Ptr<FabricSwitch>
SwitchModel::Make(uint32_t largest) const
{
    auto made = m_switch.Create<FabricSwitch>();
    auto admission = m_admission.Create<BufferAdmission>();
    admission->SetAttributeFailSafe("LargestFrame", UintegerValue(largest));
    made->SetAttribute("Admission", PointerValue(admission));
    made->SetAttribute("Marker", PointerValue(m_marker.Create<RedMarker>()));
    auto pfc = m_pfc.Create<PfcController>();
    pfc->SetAttributeFailSafe("LargestFrame", UintegerValue(largest));
    made->SetAttribute("Pfc", PointerValue(pfc));
    if (m_watches)
    {
        made->SetAttribute("Watchdog", PointerValue(m_watchdog.Create<PfcWatchdog>()));
    }
    for (const ObjectFactory& stage : m_stages)
    {
        made->AddStage(stage.Create<EgressStage>());
    }
    return made;
}

} // namespace aifabric
} // namespace ns3
