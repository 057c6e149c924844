/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "experiment-identity.h"

#include "ns3/component-registry.h"
#include "ns3/file-workload.h"
#include "ns3/json-text.h"
#include "ns3/result-digest.h"
#include "ns3/text-file.h"
#include "ns3/type-id.h"

#include <nlohmann/json.hpp>

namespace ns3
{
namespace aifabric
{

namespace
{

/// What the files say that a parameter of components names: they may change while their names do
/// not. Each is followed by an end.
std::string
ReadFiles(const std::vector<OptionComponent>& components,
          const std::string& key,
          const std::string& end)
{
    std::string content;
    for (const OptionComponent& component : components)
    {
        for (const auto& [name, value] : component.spec.parameters)
        {
            if (NormalizeName(name) == key)
            {
                // Whoever reads it for the experiment says what is wrong with it, and with which
                // option.
                try
                {
                    content += ReadTextFile(value) + end;
                }
                catch (const ConfigError&)
                {
                    content += end;
                }
            }
        }
    }
    return content;
}

/// What the files say that workloads read.
std::string
ReadWorkloads(const std::vector<OptionComponent>& components)
{
    std::string content;
    for (const OptionComponent& component : components)
    {
        const auto workload = DynamicCast<FileWorkload>(component.Create<Workload>());
        if (!workload)
        {
            content += ReadFiles({component}, "path", "\n");
            continue;
        }
        for (const std::string& path : workload->ListFiles())
        {
            try
            {
                content += ReadBinaryFile(path) + "\n";
            }
            catch (const ConfigError&)
            {
                content += "\n"; // whoever reads it for the experiment says what is wrong
            }
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
    const ExperimentOption* option = ExperimentOption::Find(name);
    return option ? option->Read(value)->canonical : value;
}

ExperimentIdentity::ExperimentIdentity(const ExperimentPlan& plan)
{
    for (const ExperimentOption& option : ExperimentOptions::Table())
    {
        if (option.part != ExperimentOption::Part::IDENTITY)
        {
            continue;
        }
        // Options that are not set are left out: those that come with later versions of the module
        // then leave the identities of older runs as they are.
        const std::string& canonical = plan.Get(option.name).canonical;
        if (!canonical.empty() &&
            !(option.isLater && canonical == option.Read(option.GetDefault())->canonical))
        {
            m_options[option.name] = canonical;
        }
    }
    AddFiles("fault-lists", ReadFiles(plan.GetComponents("fault"), "file", "\n"));
    AddFiles("fabric-file", ReadFiles(plan.GetComponents("fabric"), "path", ""));
    AddFiles("workload-lists", ReadWorkloads(plan.GetComponents("workload")));
    AddChangedDefaults(m_surroundings);
}

void
ExperimentIdentity::AddFiles(const std::string& name, const std::string& content)
{
    if (!content.empty())
    {
        ResultDigest digest;
        digest.Add(content);
        m_surroundings[name] = digest.Hex();
    }
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
