/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-grid.h"

#include "ns3/component-registry.h"
#include "ns3/config-error.h"
#include "ns3/experiment-identity.h"
#include "ns3/fabric-numbers.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace aifabric
{

namespace
{

/// A number with the unit that follows it.
struct Quantity
{
    double number;    ///< the number
    std::string unit; ///< such as KiB, or empty
};

Quantity
ReadQuantity(const JsonValue& value)
{
    const std::string& text = value.GetScalar();
    if (value.GetType() != JsonValue::Type::TEXT)
    {
        return {value.GetNumber(), ""};
    }
    const size_t end = std::min(text.find_first_not_of("+-.0123456789"), text.size());
    try
    {
        return {ParseNumber(text.substr(0, end)), text.substr(end)};
    }
    catch (const ConfigError&)
    {
        value.Fail("'" + text + "' is neither a number nor one with a unit");
    }
}

} // namespace

SweepGrid::SweepGrid(const JsonValue& object,
                     const std::string& name,
                     const SweepSettings& settings)
    : m_name(name),
      m_place(object.GetPlace()),
      m_settings(settings)
{
    if (const JsonValue* let = object.Find("let"))
    {
        ReadAxes(*let, true);
    }
    if (const JsonValue* grid = object.Find("grid"))
    {
        // Variables may also stand among the options that use them.
        if (const JsonValue* let = grid->Find("let"))
        {
            ReadAxes(*let, true);
        }
        ReadAxes(*grid, false);
    }
    if (m_settings.repetitions > 0)
    {
        Axis run{"run", false, {}};
        for (int64_t i = 1; i <= m_settings.repetitions; i++)
        {
            run.values.push_back({std::to_string(i), m_place + ".repetitions"});
        }
        for (const Axis& axis : m_axes)
        {
            if (axis.name == "run" && !axis.variable)
            {
                throw ConfigError(axis.values.front().place +
                                  ": 'run' is set by 'repetitions' already: give one of them");
            }
        }
        m_axes.push_back(run);
    }
    uint64_t count = 1;
    for (const Axis& axis : m_axes)
    {
        count *= axis.values.size();
        if (count > MAX_RUNS)
        {
            throw ConfigError(m_place + ": the grid has more than " + std::to_string(MAX_RUNS) +
                              " runs: split it");
        }
    }
}

void
SweepGrid::ReadAxes(const JsonValue& object, bool variables)
{
    for (const auto& [name, value] : object.GetMembers())
    {
        if (!variables && name == "let")
        {
            continue;
        }
        if (!variables)
        {
            CheckSweepOption(value, name);
        }
        for (const Axis& axis : m_axes)
        {
            if (axis.name == name)
            {
                value.Fail("there is a variable '" + name + "' already");
            }
        }
        m_axes.push_back({name, variables, ReadValues(value)});
    }
}

std::vector<SweepText>
SweepGrid::ReadValues(const JsonValue& value)
{
    if (value.GetType() == JsonValue::Type::OBJECT)
    {
        return ReadRange(value);
    }
    if (value.IsScalar())
    {
        return {ReadSweepText(value)};
    }
    std::vector<SweepText> values;
    for (const JsonValue& element : value.GetElements())
    {
        values.push_back(ReadSweepText(element));
    }
    if (values.empty())
    {
        value.Fail("the list is empty: give at least one value");
    }
    return values;
}

std::vector<SweepText>
SweepGrid::ReadRange(const JsonValue& range)
{
    range.CheckMembers({"from", "to", "step", "factor"});
    const JsonValue* ends[] = {range.Find("from"), range.Find("to")};
    const JsonValue* step = range.Find("step");
    const JsonValue* factor = range.Find("factor");
    if (!ends[0] || !ends[1] || (step && factor))
    {
        range.Fail("a range has 'from', 'to', and either 'step' or 'factor'");
    }
    const Quantity first = ReadQuantity(*ends[0]);
    const Quantity last = ReadQuantity(*ends[1]);
    if (first.unit != last.unit)
    {
        ends[1]->Fail("'from' and 'to' need the same unit, these are '" + first.unit + "' and '" +
                      last.unit + "'");
    }
    if (first.number > last.number)
    {
        ends[1]->Fail("'to' is less than 'from'");
    }
    const double by = factor ? factor->GetNumber() : (step ? step->GetNumber() : 1);
    if (factor && (by <= 1 || first.number <= 0))
    {
        factor->Fail("a factor is more than 1, and its range starts above 0");
    }
    if (step && by <= 0)
    {
        step->Fail("a step is more than 0");
    }
    std::vector<SweepText> values;
    const double end = last.number * (1 + 1e-12); // what rounding may add
    for (uint64_t i = 0;; i++)
    {
        // Not summed up, so that errors do not add up.
        const double number = factor ? first.number * std::pow(by, static_cast<double>(i))
                                     : first.number + by * static_cast<double>(i);
        if (number > end)
        {
            return values;
        }
        if (i == MAX_RUNS)
        {
            range.Fail("the range has more than " + std::to_string(MAX_RUNS) + " values");
        }
        // Twelve digits: 0.1 + 2 * 0.1 is meant to be 0.3.
        char text[40];
        std::snprintf(text, sizeof(text), "%.12g", number);
        values.push_back({text + first.unit, range.GetPlace()});
    }
}

std::string
SweepGrid::Substitute(const SweepText& value, const Values& values, std::set<std::string>& used)
{
    std::string text;
    size_t begin = 0;
    for (size_t open = 0; (open = value.text.find('{', begin)) != std::string::npos;)
    {
        const size_t close = value.text.find('}', open);
        if (close == std::string::npos)
        {
            throw ConfigError(value.place + ": '" + value.text + "' has a '{' without '}'");
        }
        const std::string name = value.text.substr(open + 1, close - open - 1);
        const auto found = values.find(name);
        if (found == values.end())
        {
            std::vector<std::string> known;
            for (const auto& entry : values)
            {
                known.push_back(entry.first);
            }
            throw ConfigError(value.place + ": unknown variable '{" + name + "}'" +
                              SuggestName(name, known));
        }
        used.insert(name);
        text += value.text.substr(begin, open - begin) + found->second;
        begin = close + 1;
    }
    return text + value.text.substr(begin);
}

SweepRun
SweepGrid::MakeRun(const std::vector<size_t>& choice, std::set<std::string>& used) const
{
    SweepRun run;
    run.grid = m_name;
    run.place = m_place;
    run.seconds = m_settings.seconds;
    run.memoryBytes = m_settings.memoryBytes;
    run.skipRefused = m_settings.skipRefused;
    run.options = m_settings.defaults;
    run.options.db = "none";
    run.options.progress = false;
    run.options.record = m_settings.record;
    Values variables;
    std::map<std::string, SweepText> options = m_settings.base;
    for (size_t i = 0; i < m_axes.size(); i++)
    {
        const SweepText& value = m_axes[i].values[choice[i]];
        if (m_axes[i].variable)
        {
            variables[m_axes[i].name] = value.text;
        }
        else
        {
            options[m_axes[i].name] = value;
        }
    }
    Values all = variables;
    for (const auto& [name, value] : options)
    {
        const std::string text = Substitute(value, variables, used);
        try
        {
            run.options.Set(name, text);
            CanonicalOption(name, text);
        }
        catch (const ConfigError& error)
        {
            throw ConfigError(value.place + ": " + error.what());
        }
        all[name] = text;
    }
    run.options.ApplyPreset();
    for (const Axis& axis : m_axes)
    {
        if (axis.values.size() > 1)
        {
            run.title += (run.title.empty() ? "" : " ") + axis.name + "=" + all[axis.name];
        }
    }
    for (const auto& [name, value] : run.options.List())
    {
        all.emplace(name, value);
    }
    all.emplace("seed", std::to_string(run.options.seed));
    all.emplace("run", std::to_string(run.options.run));
    run.options.label = Substitute(m_settings.label, all, used);
    if (run.title.empty())
    {
        run.title = run.options.label;
    }
    else if (!m_name.empty())
    {
        run.title = m_name + ": " + run.title;
    }
    run.Identify();
    return run;
}

std::vector<SweepRun>
SweepGrid::Expand() const
{
    std::vector<SweepRun> runs;
    std::set<std::string> used;
    std::vector<size_t> choice(m_axes.size(), 0);
    while (true)
    {
        runs.push_back(MakeRun(choice, used));
        size_t axis = m_axes.size();
        while (axis > 0 && ++choice[axis - 1] == m_axes[axis - 1].values.size())
        {
            choice[--axis] = 0;
        }
        if (axis == 0)
        {
            break;
        }
    }
    for (const Axis& axis : m_axes)
    {
        if (axis.variable && used.count(axis.name) == 0)
        {
            throw ConfigError(axis.values.front().place + ": the variable '" + axis.name +
                              "' is used nowhere: write {" + axis.name + "} in a value");
        }
    }
    return runs;
}

} // namespace aifabric
} // namespace ns3
