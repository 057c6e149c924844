/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "switch-model.h"

#include "ns3/boolean.h"
#include "ns3/pointer.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

SwitchModel::SwitchModel()
    : m_switch(MakeTypeFactory("ns3::aifabric::FabricSwitch")),
      m_admission(MakeTypeFactory("ns3::aifabric::PerPortAdmission")),
      m_marker(MakeTypeFactory("ns3::aifabric::RedMarker")),
      m_pfc(MakeTypeFactory("ns3::aifabric::PfcController"))
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
    BooleanValue marks;
    m_marker.Create<RedMarker>()->GetAttribute("Enabled", marks);
    return marks.Get();
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
    for (const ObjectFactory& stage : m_stages)
    {
        made->AddStage(stage.Create<EgressStage>());
    }
    return made;
}

} // namespace aifabric
} // namespace ns3
