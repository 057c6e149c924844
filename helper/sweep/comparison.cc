/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "comparison.h"

#include "ns3/config-error.h"
#include "ns3/experiment-plan.h"
#include "ns3/experiment.h"

#include <algorithm>
#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/join.hpp>
#include <boost/algorithm/string/split.hpp>
#include <boost/algorithm/string/trim.hpp>
#include <cctype>
#include <set>
#include <sstream>

namespace ns3
{
namespace aifabric
{

namespace
{

constexpr size_t MOST_RUNS = 200000;

/// @return whether a part of a list is key=value: no name with parameters, no name of a tier
bool
IsParameter(const std::string& part)
{
    const size_t equals = part.find('=');
    return equals != std::string::npos && part.find_first_of(":+") > equals;
}

/// @return the last of the components that a text joins by '+'
std::string
LastComponent(const std::string& text)
{
    size_t from = 0;
    for (size_t plus = text.find('+'); plus != std::string::npos; plus = text.find('+', plus + 1))
    {
        // No name begins with a digit, as in 1e+3.
        const bool isJoint = plus + 1 < text.size() && std::isalpha(text[plus + 1]);
        from = isJoint ? plus + 1 : from;
    }
    return text.substr(from);
}

/// @return whether a component has parameters, to which others may be added
bool
HasParameters(const std::string& text)
{
    for (size_t i = 0; i < text.size(); i++)
    {
        if (text[i] != ':')
        {
            continue;
        }
        if (i + 1 == text.size() || text[i + 1] != ':')
        {
            return true;
        }
        i++; // "::" belongs to a name
    }
    return false;
}

/// @return the key of the last parameter of a component
std::string
LastKey(const std::string& text)
{
    const size_t equals = text.rfind('=');
    const size_t start = text.find_last_of(":,", equals);
    return text.substr(start + 1, equals - start - 1);
}

/// @return whether a component has a parameter of the same key
bool
HasKey(const std::string& text, const std::string& parameter)
{
    const std::string key = parameter.substr(0, parameter.find('=') + 1);
    return text.find(":" + key) != std::string::npos || text.find("," + key) != std::string::npos;
}

/// Refuse a part that is no value of its option, and may be meant as another of a parameter.
void
CheckPart(const ExperimentOption& option, const std::string& before, const std::string& part)
{
    if (part.find('=') != std::string::npos || !HasParameters(LastComponent(before)))
    {
        return;
    }
    try
    {
        option.Read(part);
    }
    catch (const ConfigError& error)
    {
        const std::string component = before.substr(0, before.rfind('=') + 1) + part;
        throw ConfigError("--" + option.name + ": " + error.what() + "; another value of '" +
                          LastKey(before) + "' is written as " + before + "," + component);
    }
}

} // namespace

bool
Comparison::TakesList(const ExperimentOption& option)
{
    using Part = ExperimentOption::Part;
    using Form = ExperimentOption::Form;
    const std::set<Form> forms{Form::COMPONENT,
                               Form::JOINED,
                               Form::SEQUENCE,
                               Form::SWITCHES,
                               Form::RATE,
                               Form::TIME,
                               Form::BYTES};
    return option.part == Part::PRESET ||
           ((option.part == Part::IDENTITY || option.part == Part::STRATEGY) &&
            forms.count(option.form) > 0);
}

std::vector<std::string>
Comparison::Split(const ExperimentOption& option, const std::string& text)
{
    const std::string what = "--" + option.name + "=" + text;
    std::vector<std::string> items;
    boost::split(items, text, boost::is_any_of(","));
    if (items.size() == 1)
    {
        return {boost::trim_copy(text)}; // it may be empty if the option allows for it
    }
    std::vector<std::string> parts;
    for (std::string& part : items)
    {
        boost::trim(part);
        if (part.empty())
        {
            throw ConfigError(what + " has an empty name; separate names by one comma");
        }
        if (option.family && IsParameter(part))
        {
            const std::string last = parts.empty() ? "" : LastComponent(parts.back());
            if (!HasParameters(last))
            {
                throw ConfigError(
                    what + ": '" + part + "' belongs to no component" +
                    (parts.empty() ? "" : "; is " + parts.back() + ":" + part + " meant?"));
            }
            if (HasKey(last, part))
            {
                const std::string other = last.substr(0, last.find(':')) + ":" + part;
                throw ConfigError(
                    what + ": '" + LastKey(part) + "' is given twice to one " +
                    "component; to compare two values, write " +
                    (last == parts.back() ? last + "," + other : "both from their beginning"));
            }
            parts.back() += "," + part;
            continue;
        }
        if (option.family && !parts.empty())
        {
            CheckPart(option, parts.back(), part);
        }
        parts.push_back(part);
    }
    std::set<std::string> seen;
    for (const std::string& part : parts)
    {
        if (!seen.insert(part).second)
        {
            throw ConfigError(what + " names " + part + " twice; --run=1..5 repeats it");
        }
    }
    return parts;
}

Comparison::Comparison(const ExperimentOptions& options, const std::vector<uint64_t>& runs)
    : m_base(options),
      m_isRepeated(runs.size() > 1)
{
    size_t combinations = 1;
    const ExperimentOption* strategy = nullptr;
    for (const ExperimentOption& option : ExperimentOptions::Table())
    {
        if (!TakesList(option))
        {
            continue;
        }
        const bool isStrategy = option.part == ExperimentOption::Part::STRATEGY;
        const auto values = Split(option, option.Get(options));
        strategy = isStrategy ? &option : strategy;
        option.Put(m_base, values.front());
        if (values.size() > 1)
        {
            // The strategy varies fastest, and has the last column.
            const bool isLast = isStrategy || m_lists.empty() || m_lists.back().option != strategy;
            m_lists.insert(isLast ? m_lists.end() : m_lists.end() - 1,
                           {&option, values, std::vector<bool>(values.size())});
            combinations *= values.size();
        }
    }
    if (combinations > MOST_RUNS / runs.size())
    {
        throw ConfigError("the lists make more than " + std::to_string(MOST_RUNS) + " runs");
    }
    if (m_lists.empty())
    {
        m_lists.push_back({strategy, {strategy->Get(m_base)}, {false}});
    }
    for (const List& list : m_lists)
    {
        m_names.headings.push_back(list.option == strategy ? "strategy" : list.option->name);
    }
    for (size_t i = 0; i < combinations; i++)
    {
        std::vector<size_t> places(m_lists.size());
        for (size_t l = m_lists.size(), rest = i; l-- > 0;)
        {
            places[l] = rest % m_lists[l].values.size();
            rest /= m_lists[l].values.size();
        }
        Add(m_base, runs, places);
    }
    for (size_t r = 0; r < m_refused.size(); r++)
    {
        for (size_t l = 0; l < m_lists.size(); l++)
        {
            if (!m_lists[l].isRun[m_refusedPlaces[r][l]])
            {
                throw ConfigError(m_refused[r].reason);
            }
        }
    }
}

void
Comparison::Add(const ExperimentOptions& base,
                const std::vector<uint64_t>& runs,
                const std::vector<size_t>& places)
{
    ExperimentOptions one = base;
    std::vector<std::string> values;
    for (size_t l = 0; l < m_lists.size(); l++)
    {
        values.push_back(m_lists[l].values[places[l]]);
        m_lists[l].option->Put(one, values.back());
        one.given.insert(m_lists[l].option->name); // no preset takes its place
    }
    one.ApplyPreset();
    std::vector<ExperimentOptions> made;
    try
    {
        for (const uint64_t run : runs)
        {
            one.run = run;
            one.progress = false;
            const Experiment check(one);
            made.push_back(one);
        }
    }
    catch (const ConfigError& error)
    {
        m_refused.push_back({Describe(values), error.what()});
        m_refusedPlaces.push_back(places);
        return;
    }
    const std::vector<std::string> names = Name(one);
    if (std::find(m_names.rows.begin(), m_names.rows.end(), names) != m_names.rows.end())
    {
        throw ConfigError("the lists say " + boost::algorithm::join(names, " ") +
                          " twice, in different words; --run=1..5 repeats it");
    }
    for (size_t l = 0; l < m_lists.size(); l++)
    {
        m_lists[l].isRun[places[l]] = true;
    }
    m_names.rows.insert(m_names.rows.end(), made.size(), names);
    m_experiments.insert(m_experiments.end(), made.begin(), made.end());
}

std::vector<std::string>
Comparison::Name(const ExperimentOptions& one) const
{
    std::vector<std::string> names;
    for (const List& list : m_lists)
    {
        names.push_back(list.option->part == ExperimentOption::Part::STRATEGY
                            ? ExperimentPlan(one).WriteBalancers()
                            : list.option->Read(list.option->Get(one))->canonical);
    }
    return names;
}

std::string
Comparison::Describe(const std::vector<std::string>& values) const
{
    std::string text;
    for (size_t l = 0; l < m_lists.size(); l++)
    {
        text += (l == 0 ? "" : " ") + m_lists[l].option->name + "=" + values[l];
    }
    return text;
}

std::string
Comparison::Describe(size_t index, bool withRun) const
{
    return Describe(m_names.rows[index]) +
           (withRun && m_isRepeated ? " run=" + std::to_string(m_experiments[index].run) : "");
}

RowNames
Comparison::GetNames(const std::vector<size_t>& indices) const
{
    RowNames names{m_names.headings, {}};
    for (const size_t index : indices)
    {
        names.rows.push_back(m_names.rows[index]);
    }
    return names;
}

bool
Comparison::Varies(const std::string& option) const
{
    const ExperimentOption& row = *ExperimentOption::Find(option);
    return std::any_of(m_experiments.begin(), m_experiments.end(), [&](const auto& one) {
        return row.Get(one) != row.Get(m_experiments.front());
    });
}

std::string
Comparison::GetTitle(const std::vector<RunRecord>& results) const
{
    const ExperimentOptions& common = m_experiments.empty() ? m_base : m_experiments.front();
    std::string place = Varies("workload") ? "" : common.workload;
    if (!Varies("fabric"))
    {
        place += (place.empty() ? "" : " on ") + common.fabric;
    }
    std::vector<std::string> parts(place.empty() ? 0 : 1, place);
    if (!Varies("rate"))
    {
        parts.push_back(common.rate);
    }
    for (const char* name : {"lb", "recovery", "cc"})
    {
        if (!Varies(name))
        {
            parts.push_back(std::string(name) + " " + ExperimentOption::Find(name)->Get(common));
        }
    }
    const auto hasOther = [&results](const RunRecord& run) {
        return !run.boundNs || *run.boundNs != *results.front().boundNs;
    };
    if (!results.empty() && results.front().boundNs &&
        std::none_of(results.begin(), results.end(), hasOther))
    {
        std::ostringstream bound;
        bound.setf(std::ios::fixed);
        bound.precision(3);
        bound << "bound " << *results.front().boundNs / 1000 << " us";
        parts.push_back(bound.str());
    }
    return boost::algorithm::join(parts, ", ");
}

} // namespace aifabric
} // namespace ns3
