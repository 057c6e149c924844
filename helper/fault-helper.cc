/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-helper.h"

#include "component-families.h"
#include "given-checks.h"

#include "ns3/component-spec.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Every fault in canonical form, sorted: their order must not decide what chance strikes.
std::vector<std::string>
Split(const std::string& text)
{
    std::vector<std::string> parts;
    if (text.empty() || text == "none")
    {
        return parts;
    }
    for (const ComponentSpec& spec : ParseJoined(text))
    {
        parts.push_back(Canonical(families::Faults(), spec));
    }
    std::sort(parts.begin(), parts.end());
    return parts;
}

} // namespace

void
FaultHelper::Add(Ptr<const Fault> fault, const std::string& text)
{
    if (!fault)
    {
        throw ConfigError("FaultHelper::Add() is given no fault" +
                          (text.empty() ? "" : " for '" + text + "'"));
    }
    m_faults.push_back(fault);
    m_texts.push_back(text);
}

void
FaultHelper::Add(const std::string& text)
{
    for (const std::string& part : Split(text))
    {
        const auto fault = CreateComponent<Fault>(families::Faults(), part);
        const std::string problem = fault->Check();
        if (!problem.empty())
        {
            throw ConfigError("--fault=" + part + ": " + problem);
        }
        Add(fault, part);
    }
}

FaultPlant
FaultHelper::MakePlant(const FabricContainer& fabric)
{
    CheckThere(fabric);
    FaultPlant plant;
    plant.topology = fabric.GetTopology();
    plant.routes = fabric.GetRoutes();
    for (uint32_t link = 0; link < plant.topology->GetLinks().size(); link++)
    {
        plant.channels.push_back(fabric.GetChannel(link));
    }
    for (uint32_t i = 0; i < plant.topology->GetSwitchCount(); i++)
    {
        plant.switches.push_back(fabric.GetSwitch(i));
    }
    const uint32_t vertices = plant.topology->GetHostCount() + plant.topology->GetSwitchCount();
    for (uint32_t vertex = 0; vertex < vertices; vertex++)
    {
        plant.names.push_back(plant.topology->GetName(vertex));
    }
    return plant;
}

Ptr<FaultInjector>
FaultHelper::Install(const FabricContainer& fabric) const
{
    const auto injector = CreateObject<FaultInjector>();
    if (m_faults.empty())
    {
        return injector;
    }
    const FaultPlant plant = MakePlant(fabric);
    for (size_t i = 0; i < m_faults.size(); i++)
    {
        const std::string problem = injector->Add(plant, m_faults[i]);
        if (!problem.empty())
        {
            throw ConfigError((m_texts[i].empty() ? "" : "--fault=" + m_texts[i] + ": ") + problem);
        }
    }
    injector->Start();
    return injector;
}

std::string
FaultHelper::Canonical(const std::string& text)
{
    std::string joined;
    for (const std::string& part : Split(text))
    {
        joined += (joined.empty() ? "" : "+") + part;
    }
    return joined;
}

} // namespace aifabric
} // namespace ns3
