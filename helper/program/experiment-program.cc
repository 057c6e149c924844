/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The program that runs one experiment.
 */

#include "experiment-preview.h"
#include "fabric-program.h"
#include "run-estimate.h"
#include "signal-guard.h"

#include "ns3/command-line.h"
#include "ns3/experiment.h"
#include "ns3/fabric-simulator-impl.h"
#include "ns3/own-results.h"
#include "ns3/run-table.h"
#include "ns3/sqlite-connection.h"
#include "ns3/summary-json.h"

#include <iostream>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Say how a run ended that was not left to its end, and what became of it; empty for others.
std::string
WriteEnd(const Experiment& experiment, const RunRecord& run, const std::optional<int64_t>& id)
{
    const ExperimentOptions& options = experiment.GetPlan().GetOptions();
    if (!experiment.WasInterrupted() && run.status != "stopped")
    {
        return "";
    }
    const std::string when = run.simNs ? WriteTime(static_cast<uint64_t>(*run.simNs * 1e3)) : "";
    return (experiment.WasInterrupted()
                ? std::string("interrupted by ") + SignalGuard::GetName(SignalGuard::GetSignal()) +
                      (when.empty() ? " while it was built"
                                    : " after " + when + " of simulated time")
                : "stopped by --stop=" + options.stop) +
           ": " + experiment.GetLeft() + "; " +
           (id ? "stored in " + options.db + " as run " + std::to_string(*id) + ", " + run.status
               : std::string("not stored"));
}

/// Run an experiment, print it and store it; the exit code.
int
RunOne(const std::string& name, Experiment& experiment)
{
    const ExperimentOptions& options = experiment.GetPlan().GetOptions();
    const auto announce = [&name](const std::string& line) {
        if (!line.empty())
        {
            std::cerr << name << ": " << line << std::endl;
        }
    };
    FabricSimulatorImpl::ForgetInterruption();
    const SignalGuard guard(&FabricSimulatorImpl::Interrupt);
    announce(RunEstimate::AnnounceMemory(experiment));
    RunDetails details;
    RunRecord run =
        experiment.Measure(details, [&]() { announce(RunEstimate::Announce(experiment)); });
    FabricProgram::FillProgram(run);
    // Stored before anything is printed: whoever reads along may be gone.
    std::optional<int64_t> id;
    std::string unstored;
    try
    {
        id = experiment.Store(run, details);
    }
    catch (const ResultsError& error)
    {
        unstored = error.what();
    }
    std::ostream& text = options.json ? std::cerr : std::cout;
    if (!options.json)
    {
        PrintRun(text, run);
    }
    text << experiment.GetDigestCounters();
    text.flush();
    for (const std::string& problem : experiment.GetCutFiles())
    {
        announce(problem);
    }
    announce(unstored.empty() ? "" : "the run is not stored: " + unstored);
    if (options.json)
    {
        std::cout << WriteSummary(run, id) << std::endl;
    }
    const std::string end = WriteEnd(experiment, run, id);
    text << end << (end.empty() ? "" : "\n");
    text.flush();
    if (!unstored.empty() || run.status == "failed" || !experiment.GetCutFiles().empty())
    {
        return 1;
    }
    return experiment.WasInterrupted()                    ? 128 + SignalGuard::GetSignal()
           : run.status == "stopped" && options.stopFails ? 1
                                                          : 0;
}

} // namespace

int
FabricProgram::RunExperiment(const std::string& name,
                             const std::string& usage,
                             int argc,
                             char** argv,
                             ExperimentOptions options)
{
    return Run(name, [&]() {
        CommandLine command(name);
        command.Usage(usage);
        options.AddTo(command);
        Parse(command, argc, argv, options);
        Prepare(options);
        const auto origin = NameProgram(name);
        Experiment experiment(options);
        if (!options.dryRun)
        {
            return RunOne(name, experiment);
        }
        experiment.Build();
        PrintPreview(std::cout, experiment);
        experiment.End();
        return 0;
    });
}

} // namespace aifabric
} // namespace ns3
