/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "experiment-text.h"

#include "ns3/component-spec.h"

using namespace ns3::aifabric;

std::string
experiment_text::GetCommandLine(const ExperimentOptions& options)
{
    const ExperimentOptions usual;
    std::string line = "./aifabric run --db=none";
    const auto add = [&line](const std::string& name, const std::string& value) {
        const bool plain = value.find_first_of(">/ &;") == std::string::npos;
        line += " --" + name + "=" + (plain ? value : "'" + value + "'");
    };
    const auto defaults = usual.List();
    const auto given = options.List();
    for (size_t i = 0; i < given.size(); i++)
    {
        if (given[i].second != defaults[i].second)
        {
            add(given[i].first, given[i].second);
        }
    }
    if (options.record != usual.record)
    {
        add("record", options.record);
    }
    add("seed", std::to_string(options.seed));
    add("run", std::to_string(options.run));
    return line;
}

std::vector<ExperimentOptions>
experiment_text::Simplify(const ExperimentOptions& options)
{
    std::vector<ExperimentOptions> simpler;
    const ExperimentOptions usual;
    const auto defaults = usual.List();
    const auto given = options.List();
    for (size_t i = 0; i < given.size(); i++)
    {
        const auto& [name, value] = given[i];
        // By default fabrics and workloads are large.
        if (value == defaults[i].second || name == "fabric" || name == "workload")
        {
            continue;
        }
        simpler.push_back(options);
        simpler.back().Set(name, defaults[i].second);
    }
    if (options.record != usual.record)
    {
        simpler.push_back(options);
        simpler.back().record = usual.record;
    }
    for (const auto& [name, value] : given)
    {
        if (value.find_first_of(":+") == std::string::npos)
        {
            continue;
        }
        const auto parts = ParseJoined(value);
        // One step: without component `part`, or without one of its parameters.
        const auto add = [&, name = name](size_t part, size_t parameter) {
            std::string text;
            for (size_t i = 0; i < parts.size(); i++)
            {
                ComponentSpec spec = parts[i];
                if (i == part && parameter == spec.parameters.size())
                {
                    continue;
                }
                if (i == part)
                {
                    spec.parameters.erase(spec.parameters.begin() +
                                          static_cast<std::ptrdiff_t>(parameter));
                }
                text += (text.empty() ? "" : "+") + Canonical(spec);
            }
            simpler.push_back(options);
            simpler.back().Set(name, text);
        };
        for (size_t part = 0; part < parts.size(); part++)
        {
            for (size_t i = 0; i < parts[part].parameters.size(); i++)
            {
                if (parts[part].parameters[i].first != "bytes")
                {
                    add(part, i);
                }
            }
            if (parts.size() > 1)
            {
                add(part, parts[part].parameters.size());
            }
        }
    }
    return simpler;
}
