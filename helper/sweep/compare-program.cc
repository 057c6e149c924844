/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "compare-program.h"

#include "comparison.h"
#include "parallel-runner.h"

#include "ns3/command-line.h"
#include "ns3/config-error.h"
#include "ns3/experiment-option.h"
#include "ns3/fabric-numbers.h"
#include "ns3/fabric-program.h"
#include "ns3/own-results.h"
#include "ns3/run-table.h"
#include "ns3/signal-guard.h"

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <unistd.h>
#include <vector>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Most run numbers of a comparison.
constexpr uint64_t MOST_RUNS = 100000;

/// Read the run numbers of --run: "3", "1..5", "3,5..8".
std::vector<uint64_t>
ReadRuns(const std::string& text)
{
    const std::string culprit = "--run=" + text;
    std::set<uint64_t> runs;
    for (const WholeRange& part : ParseWholeRanges(text, {0, 999999999}, culprit))
    {
        if (part.most - part.least >= MOST_RUNS - runs.size())
        {
            throw ConfigError(culprit + ": that is more than " + std::to_string(MOST_RUNS) +
                              " runs");
        }
        for (uint64_t run = part.least; run <= part.most; run++)
        {
            if (!runs.insert(run).second)
            {
                throw ConfigError(culprit + " names run " + std::to_string(run) + " twice");
            }
        }
    }
    return {runs.begin(), runs.end()};
}

/// @return whether an option other than the strategy is a list
bool
HasList(const ExperimentOptions& options)
{
    const auto& table = ExperimentOptions::Table();
    return std::any_of(table.begin(), table.end(), [&options](const ExperimentOption& option) {
        return option.part != ExperimentOption::Part::STRATEGY && Comparison::TakesList(option) &&
               Comparison::Split(option, option.Get(options)).size() > 1;
    });
}

/// What was asked for, and what came of it.
struct Outcome
{
    const std::string& name;               ///< of the program
    const ExperimentOptions& defaults;     ///< those of the program
    const ExperimentOptions& options;      ///< what was asked for
    const Comparison& comparison;          ///< the experiments
    const ParallelRunner& runner;          ///< what made the runs
    const std::vector<RunRecord>& results; ///< the runs
};

/// Print combinations that were not run, by reason.
void
PrintRefused(const Outcome& outcome, std::ostream& os)
{
    std::map<std::string, std::vector<std::string>> refused;
    for (const Comparison::Refused& one : outcome.comparison.GetRefused())
    {
        refused[one.reason].push_back(one.combination);
    }
    for (const ParallelRunner::Refused& one : outcome.runner.GetRefused())
    {
        // All repetitions of a combination, as far as they are refused for one reason.
        const std::string combination = outcome.comparison.Describe(one.index, false);
        std::vector<std::string>& others = refused[one.reason];
        if (others.empty() || others.back() != combination)
        {
            others.push_back(combination);
        }
    }
    for (const auto& [reason, combinations] : refused)
    {
        os << "not run: " << combinations.front();
        if (combinations.size() > 1)
        {
            os << ", and " << combinations.size() - 1 << " more";
        }
        os << ": " << reason << "\n";
    }
}

/// Tell which runs failed, and how to look at the first of them; whether there are any.
bool
PrintFailed(const Outcome& outcome)
{
    bool isFailed = false;
    std::string command;
    for (size_t i = 0; i < outcome.results.size(); i++)
    {
        if (outcome.results[i].status == "failed")
        {
            const size_t index = outcome.runner.GetIndices()[i];
            std::cerr << outcome.comparison.Describe(index)
                      << " failed: " << outcome.results[i].error << "\n";
            if (!isFailed)
            {
                command = FabricProgram::WriteCommand(outcome.name,
                                                      outcome.comparison.GetExperiments()[index],
                                                      outcome.defaults);
            }
            isFailed = true;
        }
    }
    if (isFailed)
    {
        std::cerr << "alone: " << command << "\n";
    }
    return isFailed;
}

/// Print the table and what became of the runs; the exit code.
int
PrintOutcome(const Outcome& outcome)
{
    const auto& [name, defaults, options, comparison, runner, results] = outcome;
    if (results.empty() && runner.GetSignal() == 0)
    {
        PrintRefused(outcome, std::cerr);
        std::cerr << name << ": every combination is refused\n";
        return 2;
    }
    std::cout << comparison.GetTitle(results) << "\n\n";
    PrintTable(std::cout, results, comparison.GetNames(runner.GetIndices()));
    PrintRefused(outcome, std::cout);
    std::cout.flush();
    const auto stopped =
        static_cast<size_t>(std::count_if(results.begin(), results.end(), [](const RunRecord& run) {
            return run.status == "stopped";
        }));
    const bool isFailed = PrintFailed(outcome);
    const size_t unstored = runner.GetUnstored();
    if (!ExperimentOptions::IsNone(options.db))
    {
        std::cout << "\n"
                  << results.size() - unstored << " runs appended to " << options.db << "\n";
    }
    if (unstored > 0)
    {
        std::cerr << name << ": " << unstored << " of " << results.size()
                  << " runs are not stored: " << runner.GetStorageError() << "\n";
    }
    if (runner.GetSignal() != 0)
    {
        std::cout << "interrupted by " << SignalGuard::GetName(runner.GetSignal()) << ": "
                  << stopped << " runs stopped, " << runner.GetMissing() << " not begun\n";
        return 128 + runner.GetSignal();
    }
    if (stopped > 0)
    {
        std::cout << stopped << " of " << results.size()
                  << " runs stopped by --stop=" << options.stop << " with work left\n";
    }
    return isFailed || unstored > 0 || (stopped > 0 && options.stopFails) ? 1 : 0;
}

/// Take --run out of a command line: numbers are checked there, and it may be a range here.
std::string
TakeRuns(int argc, char** argv, std::vector<char*>& rest)
{
    std::string runs;
    bool hasOther = false;
    rest.assign(argv, argv + std::min(argc, 1));
    for (int i = 1; i < argc; i++)
    {
        const std::string argument = argv[i];
        if (argument.rfind("--run=", 0) == 0)
        {
            if (!runs.empty())
            {
                throw ConfigError("--run is given twice: join numbers by commas, --run=1,3..5");
            }
            runs = argument.substr(6);
            ReadRuns(runs); // refuses what it is not
        }
        else
        {
            hasOther = hasOther || argument.rfind("--RngRun=", 0) == 0;
            rest.push_back(argv[i]);
        }
    }
    if (hasOther && !runs.empty())
    {
        throw ConfigError("--run is ns-3's --RngRun: give one of them");
    }
    return runs;
}

/// What holds in a comparison unless its arguments say otherwise.
ExperimentOptions
MakeDefaults(const ExperimentOptions& own)
{
    ExperimentOptions options = FabricProgram::ForSeveralRuns(own);
    const std::string usual = "ecmp,spray,ofan";
    options.lb = own.lb == ExperimentOptions().lb ? usual : own.lb + "," + usual;
    return options;
}

} // namespace

int
RunCompareProgram(const std::string& name, int argc, char** argv, const ExperimentOptions& own)
{
    return FabricProgram::Run(name, [&]() {
        std::vector<char*> arguments;
        const std::string range = TakeRuns(argc, argv, arguments);
        const bool hasStrategies = std::any_of(argv, argv + argc, [](const char* argument) {
            return std::string(argument).rfind("--lb=", 0) == 0;
        });
        uint32_t jobs = 0;
        ExperimentOptions options = MakeDefaults(own);
        CommandLine command(name);
        command.Usage(
            "Compares load balancers, or what else is given as a list: --lb=A,B --cc=C,D\n"
            "runs every combination (so do --fabric, --switch, --recovery, --workload,\n"
            "--rate, ...). --run=1..5 repeats it. Without --lb, " +
            own.lb + " is used if another\noption is a list, and " + options.lb +
            " are compared otherwise.");
        options.AddTo(command, true);
        command.AddValue("jobs", "Processes at a time; 0 = one per core", jobs);
        FabricProgram::Parse(command,
                             static_cast<int>(arguments.size()),
                             arguments.data(),
                             options,
                             {{"jobs", FabricProgram::Kind::NUMBER}},
                             true);

        if (!hasStrategies && HasList(options))
        {
            options.lb = own.lb;
        }
        const auto origin = FabricProgram::NameProgram(name);
        // Refuses mistakes before anything runs.
        const Comparison comparison(options,
                                    range.empty() ? std::vector<uint64_t>{options.run}
                                                  : ReadRuns(range));
        const bool terminal = isatty(2) != 0;
        const auto progress = [&](size_t index, const RunRecord& run, size_t done, size_t total) {
            std::fprintf(stderr,
                         "%s[%zu/%zu] %s: %s%s",
                         terminal ? "\r\033[K" : "",
                         done,
                         total,
                         comparison.Describe(index).c_str(),
                         run.status.c_str(),
                         terminal && done < total ? "" : "\n");
        };
        ParallelRunner runner(jobs);
        const std::vector<RunRecord> results = runner.Run(comparison.GetExperiments(), progress);
        return PrintOutcome({name, own, options, comparison, runner, results});
    });
}

} // namespace aifabric
} // namespace ns3
