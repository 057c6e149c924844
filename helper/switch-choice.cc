/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "switch-choice.h"

#include "component-families.h"

#include "ns3/config-error.h"
#include "ns3/file-switch-preset.h"

#include <map>

namespace ns3
{
namespace aifabric
{

namespace
{

/**
 * Find where a tier's own model begins.
 * @param text the text
 * @param from where to look from
 * @return place of the next '+' that a name and '=' follow, or the length of the text
 */
std::size_t
FindTier(const std::string& text, std::size_t from)
{
    for (std::size_t plus = text.find('+', from); plus != std::string::npos;
         plus = text.find('+', plus + 1))
    {
        const std::size_t end = text.find_first_of("+,:=/", plus + 1);
        if (end != std::string::npos && end > plus + 1 && text[end] == '=')
        {
            return plus;
        }
    }
    return text.size();
}

/**
 * Read one model.
 * @param text the text
 * @param tier the tier it is for, or empty
 * @return the model
 */
ComponentSpec
ParseModel(const std::string& text, const std::string& tier)
{
    const auto specs = ParseJoined(text);
    if (specs.size() > 1)
    {
        throw ConfigError("'" + text + "' joins two models of " +
                          (tier.empty() ? "all switches" : "the tier '" + tier + "'") +
                          "; the model of one tier is joined with its name: " + specs[0].name +
                          "+spine=" + specs[1].name);
    }
    if (specs[0].name.find('=') != std::string::npos)
    {
        throw ConfigError("'" + text + "': the first model is for all switches that no other is " +
                          "for, and has no tier: generic+" + text);
    }
    return FileSwitchPreset::Expand(specs[0]);
}

} // namespace

SwitchChoice::SwitchChoice(const std::string& text)
{
    std::size_t end = FindTier(text, 0);
    m_parts.push_back({"", ParseModel(text.substr(0, end), "")});
    while (end < text.size())
    {
        const std::size_t equals = text.find('=', end);
        const std::string tier = text.substr(end + 1, equals - end - 1);
        end = FindTier(text, equals + 1);
        for (const Part& part : m_parts)
        {
            if (part.tier == tier)
            {
                throw ConfigError("'" + text + "' gives the tier '" + tier + "' two models");
            }
        }
        m_parts.push_back({tier, ParseModel(text.substr(equals + 1, end - equals - 1), tier)});
    }
}

Ptr<SwitchPreset>
SwitchChoice::MakePreset(const Part& part)
{
    return CreateComponent<SwitchPreset>(families::SwitchPresets(), part.spec);
}

std::string
SwitchChoice::Check(const FabricLayout& layout) const
{
    for (std::size_t i = 1; i < m_parts.size(); i++)
    {
        const std::string problem = FabricHelper::CheckTier(m_parts[i].tier, layout);
        if (!problem.empty())
        {
            return problem;
        }
    }
    return "";
}

void
SwitchChoice::Configure(FabricHelper& helper) const
{
    for (const Part& part : m_parts)
    {
        SwitchModel model;
        MakePreset(part)->Configure(model);
        if (part.tier.empty())
        {
            helper.SetSwitchModel(model);
        }
        else
        {
            helper.SetSwitchModel(part.tier, model);
        }
    }
}

std::string
SwitchChoice::ToString() const
{
    std::map<std::string, std::string> sorted;
    for (const Part& part : m_parts)
    {
        sorted[part.tier] = Canonical(families::SwitchPresets(), part.spec);
    }
    const std::string common = sorted[""];
    std::string text = common;
    for (const auto& [tier, model] : sorted)
    {
        text += model == common ? "" : "+" + tier + "=" + model;
    }
    return text;
}

} // namespace aifabric
} // namespace ns3
