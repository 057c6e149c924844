/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "recorded-runs.h"

#include "ns3/config-error.h"
#include "ns3/experiment.h"
#include "ns3/fabric-engine.h"
#include "ns3/fabric-program.h"
#include "ns3/simulator.h"

#include <fstream>
#include <sstream>

using namespace ns3::aifabric;

namespace
{

/**
 * @param text --name=value
 * @param options where it is set
 */
void
Apply(const std::string& text, ExperimentOptions& options)
{
    const size_t equals = text.find('=');
    const ExperimentOption* option = nullptr;
    if (text.rfind("--", 0) == 0 && equals != std::string::npos)
    {
        option = ExperimentOption::Find(text.substr(2, equals - 2));
    }
    if (!option)
    {
        throw ConfigError("list of runs: '" + text + "' is no option with a value");
    }
    option->Put(options, text.substr(equals + 1));
}

} // namespace

namespace recorded_runs
{

std::vector<Run>
Read(const std::string& file)
{
    std::ifstream in(file);
    if (!in)
    {
        throw ConfigError("list of runs: cannot read '" + file + "'");
    }
    std::vector<Run> runs;
    Run run;
    for (std::string line; std::getline(in, line);)
    {
        std::istringstream words(line.substr(0, line.find('#')));
        std::string digest;
        std::string status;
        if (!(words >> digest))
        {
            run.remarks += line + "\n";
            continue;
        }
        if (!(words >> status))
        {
            throw ConfigError("list of runs: '" + line + "' lacks a status");
        }
        run.result = digest + " " + status;
        for (std::string option; words >> option;)
        {
            run.options += (run.options.empty() ? "" : " ") + option;
        }
        runs.push_back(run);
        run = Run();
    }
    if (!run.remarks.empty())
    {
        runs.push_back(run);
    }
    return runs;
}

std::string
Execute(const std::string& options, uint64_t shuffle)
{
    ExperimentOptions experimentOptions;
    // What was the default when they were recorded.
    experimentOptions.switchModel = "generic:buffer-per-port=800KB";
    std::istringstream words(options);
    for (std::string option; words >> option;)
    {
        Apply(option, experimentOptions);
    }
    experimentOptions.db = "none";
    try
    {
        FabricProgram::Prepare(experimentOptions);
        RunRecord record;
        {
            Experiment experiment(experimentOptions);
            experiment.Build();
            FabricEngine::Get().Shuffle(shuffle);
            experiment.Run();
            RunDetails details;
            record = experiment.Collect(details);
            ns3::Simulator::Destroy();
        }
        return record.resultDigest + " " + record.status;
    }
    catch (const ConfigError&)
    {
        return "- refused";
    }
}

} // namespace recorded_runs
