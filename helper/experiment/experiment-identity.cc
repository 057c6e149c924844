/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "experiment-identity.h"

#include "ns3/component-families.h"
#include "ns3/component-spec.h"
#include "ns3/config-error.h"
#include "ns3/fabric-units.h"
#include "ns3/fault-helper.h"
#include "ns3/json-text.h"
#include "ns3/result-digest.h"
#include "ns3/switch-choice.h"
#include "ns3/type-id.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Components joined by '+', sorted if their order does not count.
std::string
CanonicalJoined(const ComponentFamily& family, const std::string& text, bool sorted)
{
    std::vector<std::string> parts;
    for (const ComponentSpec& spec : ParseJoined(text))
    {
        parts.push_back(Canonical(family, spec));
    }
    if (sorted)
    {
        std::sort(parts.begin(), parts.end());
    }
    std::string joined;
    for (const std::string& part : parts)
    {
        joined += (joined.empty() ? "" : "+") + part;
    }
    return joined;
}

std::string
MakeCanonical(const ExperimentOption& option, const std::string& value)
{
    using Form = ExperimentOption::Form;
    switch (option.form)
    {
    case Form::FAULTS:
        return FaultHelper::Canonical(value);
    case Form::SWITCHES:
        return SwitchChoice(value).ToString();
    case Form::COMPONENT:
    case Form::JOINED:
    case Form::SEQUENCE:
        for (const auto& [name, family] : families::All())
        {
            if (name == option.name)
            {
                // Of strategies, which one is the switch's is told by their types.
                return option.form == Form::COMPONENT
                           ? Canonical(*family, ParseComponent(value))
                           : CanonicalJoined(*family, value, option.form == Form::JOINED);
            }
        }
        return value;
    case Form::RATE:
        return FormatRate(ParseRate(value));
    case Form::BYTES:
        return std::to_string(ParseBytes(value));
    case Form::TIME:
        return value.empty() || value == "auto" ? value : FormatDuration(ParseTime(value));
    default:
        break;
    }
    if (option.name == "engine" && value != "native" && value != "pump")
    {
        throw ConfigError("unknown engine '" + value + "'; known: native, pump");
    }
    return value;
}

/// What the files say in which faults (in canonical form) are listed: they may change while their
/// names do not.
std::string
ReadFaultLists(const std::string& faults)
{
    std::string lists;
    if (faults.empty())
    {
        return lists;
    }
    for (const ComponentSpec& spec : ParseJoined(faults))
    {
        for (const auto& [key, value] : spec.parameters)
        {
            if (NormalizeName(key) == "file")
            {
                std::ifstream file(value);
                lists.append(std::istreambuf_iterator<char>(file), {});
                lists += '\n';
            }
        }
    }
    return lists;
}

/// What the file of a fabric (in canonical form) says.
std::string
ReadFabricFile(const std::string& fabric)
{
    std::string content;
    const ComponentSpec spec = ParseComponent(fabric);
    for (const auto& [key, value] : spec.parameters)
    {
        if (NormalizeName(key) == "path")
        {
            std::ifstream file(value);
            content.append(std::istreambuf_iterator<char>(file), {});
        }
    }
    return content;
}

/// Defaults of the module's classes that the program or `--ns3::Class::Attribute=` has changed.
void
AddChangedDefaults(std::map<std::string, std::string>& list)
{
    const std::string own = "ns3::aifabric::";
    for (uint16_t i = 0; i < TypeId::GetRegisteredN(); i++)
    {
        const TypeId type = TypeId::GetRegistered(i);
        if (type.GetName().rfind(own, 0) != 0)
        {
            continue;
        }
        for (std::size_t j = 0; j < type.GetAttributeN(); j++)
        {
            const auto attribute = type.GetAttribute(j);
            if (attribute.initialValue == attribute.originalInitialValue)
            {
                continue; // the same object: nobody has set it
            }
            const std::string now = attribute.initialValue->SerializeToString(attribute.checker);
            if (now != attribute.originalInitialValue->SerializeToString(attribute.checker))
            {
                list[type.GetName() + "::" + attribute.name] = now;
            }
        }
    }
}

} // namespace

std::string
CanonicalOption(const std::string& name, const std::string& value)
{
    // The runs of a sweep share most values, and components are slow to make.
    static std::map<std::pair<std::string, std::string>, std::string> known;
    const auto found = known.find({name, value});
    if (found != known.end())
    {
        return found->second;
    }
    const ExperimentOption* option = ExperimentOption::Find(name);
    return known[{name, value}] = option ? MakeCanonical(*option, value) : value;
}

ExperimentIdentity::ExperimentIdentity(const ExperimentOptions& options)
{
    for (const ExperimentOption& option : ExperimentOptions::Table())
    {
        if (option.part != ExperimentOption::Part::IDENTITY)
        {
            continue;
        }
        // Options that are not set are left out: those that come with later versions of the module
        // then leave the identities of older runs as they are.
        const std::string canonical = CanonicalOption(option.name, option.Get(options));
        if (!canonical.empty() &&
            !(option.isLater &&
              canonical == CanonicalOption(option.name, option.Get(ExperimentOptions()))))
        {
            m_options[option.name] = canonical;
        }
    }
    const std::string lists = ReadFaultLists(CanonicalOption("fault", options.fault));
    if (!lists.empty())
    {
        ResultDigest digest;
        digest.Add(lists);
        m_surroundings["fault-lists"] = digest.Hex();
    }
    const std::string file = ReadFabricFile(CanonicalOption("fabric", options.fabric));
    if (!file.empty())
    {
        ResultDigest digest;
        digest.Add(file);
        m_surroundings["fabric-file"] = digest.Hex();
    }
    AddChangedDefaults(m_surroundings);
}

std::string
ExperimentIdentity::ToString() const
{
    nlohmann::ordered_json json = nlohmann::ordered_json::object();
    for (const auto* list : {&m_options, &m_surroundings})
    {
        for (const auto& [name, value] : *list)
        {
            json[name] = value;
        }
    }
    return WriteCompactJson(json);
}

} // namespace aifabric
} // namespace ns3
