/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "experiment-option.h"

#include "option-rows.h"

#include "ns3/config-error.h"
#include "ns3/fabric-units.h"

#include <algorithm>
#include <boost/algorithm/string/join.hpp>
#include <map>
#include <set>
#include <type_traits>
#include <utility>

namespace ns3
{
namespace aifabric
{

namespace
{

/// @return all options, those of the program last
std::vector<ExperimentOption>&
Rows()
{
    static std::vector<ExperimentOption> rows = MakeOptionRows();
    return rows;
}

using Values = std::map<std::pair<std::string, std::string>, std::shared_ptr<const OptionValue>>;

/// @return values that were read: the runs of a sweep share most, and components are slow to make
Values&
Known()
{
    static Values values;
    return values;
}

/// Which numbers a member holds.
WholeRange
GetRange(const ExperimentOption::Member& member)
{
    // SQLite knows signed numbers only.
    return {0,
            std::holds_alternative<uint32_t ExperimentOptions::*>(member) ? uint64_t{UINT32_MAX}
                                                                          : uint64_t{INT64_MAX}};
}

} // namespace

std::string
OptionValue::Join(bool sorted) const
{
    std::vector<std::string> parts;
    for (const OptionComponent& component : components)
    {
        parts.push_back(component.canonical);
    }
    if (sorted)
    {
        std::sort(parts.begin(), parts.end());
    }
    return boost::algorithm::join(parts, "+");
}

const std::vector<ExperimentOption>&
ExperimentOptions::Table()
{
    return Rows();
}

ExperimentOption::ExperimentOption(std::string option,
                                   Part whatFor,
                                   Form looks,
                                   Member place,
                                   std::string text)
    : name(std::move(option)),
      part(whatFor),
      form(looks),
      member(std::move(place)),
      help(std::move(text)),
      isLater(std::holds_alternative<Own>(member)),
      range(GetRange(member))
{
}

ExperimentOption&
ExperimentOption::Later()
{
    isLater = true;
    return *this;
}

ExperimentOption&
ExperimentOption::ForOneRun()
{
    isForOneRun = true;
    return *this;
}

ExperimentOption&
ExperimentOption::Of(const ComponentFamily& (*which)())
{
    family = which;
    return *this;
}

ExperimentOption&
ExperimentOption::Among(std::vector<std::string> texts)
{
    choices = std::move(texts);
    return *this;
}

ExperimentOption&
ExperimentOption::Holding(WholeRange numbers)
{
    range = numbers;
    return *this;
}

ExperimentOption&
ExperimentOption::Within(WholeRange numbers, std::string what)
{
    limits = numbers;
    unit = std::move(what);
    return *this;
}

ExperimentOption&
ExperimentOption::Checked(Judge judge)
{
    check = std::move(judge);
    return *this;
}

ExperimentOption&
ExperimentOption::Acts(Action what)
{
    action = std::move(what);
    return *this;
}

std::string
ExperimentOption::Get(const ExperimentOptions& options) const
{
    return std::visit(
        [&](const auto& place) -> std::string {
            if constexpr (std::is_same_v<std::decay_t<decltype(place)>, Own>)
            {
                const auto own = options.own.find(name);
                return own == options.own.end() ? place.initial : own->second;
            }
            else
            {
                const auto& value = options.*place;
                using Value = std::decay_t<decltype(value)>;
                if constexpr (std::is_same_v<Value, std::string>)
                {
                    return value;
                }
                else if constexpr (std::is_same_v<Value, bool>)
                {
                    return value ? "true" : "false";
                }
                else
                {
                    return std::to_string(value);
                }
            }
        },
        member);
}

std::string
ExperimentOption::GetDefault() const
{
    return Get(ExperimentOptions());
}

void
ExperimentOption::Put(ExperimentOptions& options, const std::string& value) const
{
    std::visit(
        [&](const auto& place) {
            if constexpr (std::is_same_v<std::decay_t<decltype(place)>, Own>)
            {
                options.own[name] = value;
            }
            else
            {
                auto& own = options.*place;
                using Value = std::decay_t<decltype(own)>;
                if constexpr (std::is_same_v<Value, std::string>)
                {
                    own = value;
                }
                else if constexpr (std::is_same_v<Value, bool>)
                {
                    own = ParseBoolean(value);
                }
                else
                {
                    own = static_cast<Value>(ParseWhole(value, range));
                }
            }
        },
        member);
}

bool
ExperimentOption::IsInSweeps() const
{
    return part != Part::OUTPUT && part != Part::STORED;
}

bool
ExperimentOption::IsParameter() const
{
    return IsInSweeps() && part != Part::REPETITION && part != Part::PRESET;
}

void
ExperimentOption::ReadComponents(OptionValue& value) const
{
    if (form == Form::SWITCHES)
    {
        value.switches = std::make_shared<SwitchChoice>(value.text);
        for (const SwitchChoice::Part& part : value.switches->GetParts())
        {
            value.components.push_back(
                {part.spec, Canonical(family(), part.spec), MakeFactory(family(), part.spec)});
        }
        value.canonical = value.switches->ToString();
        return;
    }
    if (form == Form::FAULTS && ExperimentOptions::IsNone(value.text))
    {
        return;
    }
    for (const ComponentSpec& spec : form == Form::COMPONENT
                                         ? std::vector<ComponentSpec>{ParseComponent(value.text)}
                                         : ParseJoined(value.text))
    {
        value.components.push_back({spec, Canonical(family(), spec), MakeFactory(family(), spec)});
    }
    if (form == Form::FAULTS)
    {
        // Their order must not decide what chance strikes.
        std::sort(value.components.begin(),
                  value.components.end(),
                  [](const OptionComponent& a, const OptionComponent& b) {
                      return a.canonical < b.canonical;
                  });
    }
    // Of strategies, which one is the switch's is told by their types.
    value.canonical = value.Join(form == Form::JOINED);
}

std::shared_ptr<const OptionValue>
ExperimentOption::Read(const std::string& text) const
{
    const auto found = Known().find({name, text});
    if (found != Known().end())
    {
        return found->second;
    }
    OptionValue value;
    value.text = text;
    value.canonical = text;
    switch (form)
    {
    case Form::COMPONENT:
    case Form::JOINED:
    case Form::SEQUENCE:
    case Form::FAULTS:
    case Form::SWITCHES:
        value.canonical.clear();
        ReadComponents(value);
        break;
    case Form::RATE:
        value.number = ParseRate(text).GetBitRate();
        value.canonical = FormatRate(DataRate(value.number));
        break;
    case Form::BYTES:
        value.number = ParseBytes(text);
        value.canonical = std::to_string(value.number);
        break;
    case Form::TIME:
        if (!text.empty() && text != "auto")
        {
            value.time = ParseTime(text);
            value.canonical = FormatDuration(*value.time);
        }
        break;
    case Form::NUMBER:
        value.number = ParseWhole(text, range);
        value.canonical = std::to_string(value.number);
        break;
    case Form::BOOLEAN:
        value.number = ParseBoolean(text) ? 1 : 0;
        value.canonical = value.number ? "true" : "false";
        break;
    case Form::TEXT:
        break;
    }
    if (!choices.empty() && std::find(choices.begin(), choices.end(), text) == choices.end())
    {
        throw ConfigError("'" + text + "' is not one of " + boost::algorithm::join(choices, ", "));
    }
    auto read = std::make_shared<const OptionValue>(std::move(value));
    // What files say may change while their names do not.
    if (text.find("file") == std::string::npos)
    {
        Known()[{name, text}] = read;
    }
    return read;
}

void
ExperimentOption::Check(const OptionValue& value) const
{
    const std::string what = "--" + name + "=" + value.text;
    if ((form == Form::NUMBER || form == Form::BYTES) &&
        (value.number < limits.least || value.number > limits.most))
    {
        throw ConfigError(what + " is not within " + std::to_string(limits.least) + " to " +
                          std::to_string(limits.most) + (unit.empty() ? "" : " " + unit));
    }
    const std::string problem = check ? check(value) : "";
    if (!problem.empty())
    {
        throw ConfigError(what + ": " + problem);
    }
}

const ExperimentOption*
ExperimentOption::Find(const std::string& name)
{
    const auto& rows = ExperimentOptions::Table();
    const auto found =
        std::find_if(rows.begin(), rows.end(), [&name](const ExperimentOption& option) {
            return option.name == name;
        });
    return found == rows.end() ? nullptr : &*found;
}

RegisterExperimentOptions::RegisterExperimentOptions(std::initializer_list<ExperimentOption> rows)
{
    std::set<std::string> names;
    for (const ExperimentOption& row : rows)
    {
        if (ExperimentOption::Find(row.name) || !names.insert(row.name).second)
        {
            throw ConfigError("there is an option '" + row.name + "' already");
        }
    }
    Known(); // to be there when this object goes
    for (const ExperimentOption& row : rows)
    {
        m_names.push_back(row.name);
        Rows().push_back(row);
    }
}

RegisterExperimentOptions::~RegisterExperimentOptions()
{
    auto& rows = Rows();
    rows.erase(std::remove_if(rows.begin(),
                              rows.end(),
                              [this](const ExperimentOption& row) {
                                  return std::count(m_names.begin(), m_names.end(), row.name) > 0;
                              }),
               rows.end());
    Known().clear();
}

} // namespace aifabric
} // namespace ns3
