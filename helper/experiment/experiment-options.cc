/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "experiment-options.h"

#include "experiment-option.h"
#include "option-preset.h"

#include "ns3/component-registry.h"
#include "ns3/config-error.h"

#include <type_traits>

namespace ns3
{
namespace aifabric
{

void
ExperimentOptions::AddTo(CommandLine& command, bool severalRuns)
{
    for (const ExperimentOption& option : Table())
    {
        if (severalRuns && option.isForOneRun)
        {
            continue;
        }
        std::visit(
            [&](const auto& place) {
                if constexpr (std::is_same_v<std::decay_t<decltype(place)>, ExperimentOption::Own>)
                {
                    auto& value = own.emplace(option.name, place.initial).first->second;
                    command.AddValue(option.name, option.help, value);
                }
                else
                {
                    command.AddValue(option.name, option.help, this->*place);
                }
            },
            option.member);
    }
}

bool
ExperimentOptions::SetText(const std::string& name, const std::string& value)
{
    const ExperimentOption* option = ExperimentOption::Find(name);
    if (!option)
    {
        return false;
    }
    const bool isOwn = std::holds_alternative<ExperimentOption::Own>(option->member);
    if (!isOwn && !std::holds_alternative<std::string ExperimentOptions::*>(option->member))
    {
        return false;
    }
    const bool isSwitchedOn = option->form == ExperimentOption::Form::BOOLEAN && value.empty();
    option->Put(*this, isSwitchedOn ? "true" : value);
    given.insert(name);
    return true;
}

void
ExperimentOptions::Set(const std::string& name, const std::string& value)
{
    const ExperimentOption* option = ExperimentOption::Find(name);
    if (!option || option->part == ExperimentOption::Part::OUTPUT)
    {
        std::vector<std::string> known;
        for (const ExperimentOption& other : Table())
        {
            if (other.part != ExperimentOption::Part::OUTPUT)
            {
                known.push_back(other.name);
            }
        }
        throw ConfigError("unknown option '" + name + "'" + SuggestName(name, known));
    }
    option->Put(*this, value);
    given.insert(name);
}

void
ExperimentOptions::ApplyPreset()
{
    const OptionPreset* chosen = OptionPreset::Find(preset);
    for (const auto& [name, value] : chosen ? chosen->values : OptionPreset::Values())
    {
        const ExperimentOption* option = ExperimentOption::Find(name);
        if (given.count(name) == 0 && option->Get(*this) == option->GetDefault())
        {
            option->Put(*this, value);
        }
    }
}

std::vector<std::pair<std::string, std::string>>
ExperimentOptions::List() const
{
    std::vector<std::pair<std::string, std::string>> list;
    for (const ExperimentOption& option : Table())
    {
        if (option.IsParameter())
        {
            list.emplace_back(option.name, option.Get(*this));
        }
    }
    return list;
}

} // namespace aifabric
} // namespace ns3
