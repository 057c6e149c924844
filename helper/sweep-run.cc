/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-run.h"

#include "component-families.h"
#include "component-spec.h"
#include "config-error.h"
#include "fabric-units.h"
#include "fault-helper.h"

#include "ns3/json-writer.h"
#include "ns3/result-digest.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Components joined by '+' in one order: which of them is the switch's is told by their types.
std::string
CanonicalJoined(const ComponentFamily& family, const std::string& text)
{
    std::vector<std::string> parts;
    for (const ComponentSpec& spec : ParseJoined(text))
    {
        parts.push_back(Canonical(family, spec));
    }
    std::sort(parts.begin(), parts.end());
    std::string joined;
    for (const std::string& part : parts)
    {
        joined += (joined.empty() ? "" : "+") + part;
    }
    return joined;
}

std::string
MakeCanonical(const std::string& name, const std::string& value)
{
    if (name == "fault")
    {
        return FaultHelper::Canonical(value);
    }
    for (const auto& [option, family] : families::All())
    {
        if (option == name)
        {
            return name == "lb" ? CanonicalJoined(*family, value)
                                : Canonical(*family, ParseComponent(value));
        }
    }
    if (name == "rate")
    {
        return FormatRate(ParseRate(value));
    }
    if (name == "mtu")
    {
        return std::to_string(ParseBytes(value));
    }
    if (name == "delay" || (name == "spread" && value != "auto") ||
        (name == "stop" && !value.empty()))
    {
        return FormatDuration(ParseTime(value));
    }
    if (name == "burst" && value == "1")
    {
        return ""; // older runs do not have it
    }
    if (name == "engine" && value != "native" && value != "pump")
    {
        throw ConfigError("unknown engine '" + value + "'; known: native, pump");
    }
    if (name == "seed" && value == "0")
    {
        throw ConfigError("a seed is a whole number from 1 to 4294967295");
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
    return known[{name, value}] = MakeCanonical(name, value);
}

void
SweepRun::Identify()
{
    JsonWriter json;
    std::map<std::string, std::string> sorted;
    for (const auto& [name, value] : options.List())
    {
        sorted[name] = value;
    }
    for (const auto& [name, value] : sorted)
    {
        // Options that are not set are left out: those that come with later versions of the module
        // then leave the keys of older runs as they are.
        const std::string canonical = CanonicalOption(name, value);
        if (!canonical.empty())
        {
            json.Set(name, canonical);
        }
    }
    const std::string lists = ReadFaultLists(CanonicalOption("fault", options.fault));
    if (!lists.empty())
    {
        ResultDigest digest;
        digest.Add(lists);
        json.Set("fault-lists", digest.Hex());
    }
    json.Set("seed", options.seed);
    json.Set("run", options.run);
    identity = json.ToString();
    ResultDigest first;
    first.Add(identity);
    ResultDigest second;
    second.Add(std::string("second half"));
    second.Add(identity);
    hash = first.Get();
    key = first.Hex() + second.Hex();
}

SweepRecord
SweepRun::MakeRecord(const std::string& sweep) const
{
    SweepRecord record;
    record.key = key;
    record.options = identity;
    record.sweep = sweep;
    record.grid = grid;
    record.replaces = failed;
    return record;
}

} // namespace aifabric
} // namespace ns3
