/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RUN_END_TEST_HELPER_H
#define RUN_END_TEST_HELPER_H

#include "ns3/experiment.h"
#include "ns3/fabric-program.h"
#include "ns3/simulator.h"

#include <sstream>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{
/// Runs that end, and what they say.
namespace run_end_test
{

/// A run and its rows.
struct Outcome
{
    RunRecord record;
    RunDetails details;
};

/// Run an experiment to its end.
inline Outcome
Execute(const ExperimentOptions& options)
{
    FabricProgram::Prepare(options);
    Outcome outcome;
    {
        Experiment experiment(options);
        experiment.Build();
        experiment.Run();
        outcome.record = experiment.Collect(outcome.details);
        Simulator::Destroy();
    }
    return outcome;
}

/// An experiment that stores nothing.
inline ExperimentOptions
Options(const std::string& fabric, const std::string& workload)
{
    ExperimentOptions options;
    options.fabric = fabric;
    options.workload = workload;
    options.db = "none";
    return options;
}

/// A host that is cut off while it sends and receives.
inline ExperimentOptions
CutHost()
{
    ExperimentOptions options =
        Options("leaf-spine:leaves=2,spines=2,hosts=2", "shift:offset=2,bytes=1MiB");
    options.fault = "link:names=host0-leaf0,time=5us";
    return options;
}

/// Two links are missing, so that frames go down and up again, without losses.
inline ExperimentOptions
Deadlock()
{
    ExperimentOptions options =
        Options("leaf-spine:leaves=4,spines=2,hosts=8", "all-to-all:bytes=256KiB");
    options.lb = "spray";
    options.switchModel = "generic:lossless=true,buffer-per-port=10MB,ecn=false";
    options.fault = "link:names=leaf0-spine0/leaf1-spine1,time=0s,convergence=0";
    return options;
}

/// The ports of "deadlock: a waits for b waits for a (class 3, ...); ...".
inline std::vector<std::string>
ListPorts(const std::string& error)
{
    const std::string text = error.substr(0, error.find_first_of(";("));
    std::vector<std::string> ports;
    std::istringstream words(text.substr(text.find(':') + 2));
    for (std::string word; words >> word;)
    {
        if (word != "waits" && word != "for")
        {
            ports.push_back(word);
        }
    }
    return ports;
}

/// Whether one text is in another.
inline bool
Holds(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

} // namespace run_end_test
} // namespace aifabric
} // namespace ns3

#endif // RUN_END_TEST_HELPER_H
