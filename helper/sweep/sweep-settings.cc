/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-settings.h"

#include "ns3/component-registry.h"
#include "ns3/config-error.h"
#include "ns3/experiment-option.h"
#include "ns3/fabric-units.h"

#include <algorithm>
#include <vector>

namespace ns3
{
namespace aifabric
{

SweepText
ReadSweepText(const JsonValue& value)
{
    return {value.GetScalar(), value.GetPlace()};
}

void
CheckSweepOption(const JsonValue& option, const std::string& name)
{
    std::vector<std::string> known;
    for (const ExperimentOption& row : ExperimentOptions::Table())
    {
        if (row.IsInSweeps())
        {
            known.push_back(row.name);
        }
    }
    if (std::find(known.begin(), known.end(), name) == known.end())
    {
        option.Fail("unknown option '" + name + "'" + SuggestName(name, known));
    }
}

void
SweepSettings::Read(const JsonValue& object)
{
    if (const JsonValue* options = object.Find("base"))
    {
        for (const auto& [name, value] : options->GetMembers())
        {
            CheckSweepOption(value, name);
            base[name] = ReadSweepText(value);
        }
    }
    if (const JsonValue* value = object.Find("repetitions"))
    {
        repetitions = value->GetInteger(1, 100000);
    }
    if (const JsonValue* limits = object.Find("limits"))
    {
        limits->CheckMembers({"seconds", "memory"});
        if (const JsonValue* value = limits->Find("seconds"))
        {
            seconds = value->GetNumber();
            if (seconds <= 0)
            {
                value->Fail("a limit is more than 0 seconds");
            }
        }
        if (const JsonValue* value = limits->Find("memory"))
        {
            try
            {
                memoryBytes = ParseBytes(value->GetScalar());
            }
            catch (const ConfigError& error)
            {
                value->Fail(error.what());
            }
            if (memoryBytes == 0)
            {
                value->Fail("a limit is more than 0 bytes");
            }
        }
    }
    if (const JsonValue* value = object.Find("skip"))
    {
        if (value->GetText() != "refused" && value->GetText() != "error")
        {
            value->Fail("'" + value->GetText() + "' is not one of refused, error");
        }
        skipRefused = value->GetText() == "refused";
    }
    if (const JsonValue* value = object.Find("record"))
    {
        record = value->GetText();
        try
        {
            ExperimentOption::Find("record")->Read(record);
        }
        catch (const ConfigError& error)
        {
            value->Fail(error.what());
        }
    }
    if (const JsonValue* value = object.Find("label"))
    {
        label = ReadSweepText(*value);
    }
}

} // namespace aifabric
} // namespace ns3
