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
#include "ns3/run-table.h"
#include "ns3/signal-guard.h"

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <map>
#include <string>
#include <unistd.h>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Read "3" or "1..5".
std::pair<uint64_t, uint64_t>
ReadRange(const std::string& text)
{
    const size_t dots = text.find("..");
    const auto first = ReadWhole(text.substr(0, dots), {0, 999999999});
    const auto last =
        dots == std::string::npos ? first : ReadWhole(text.substr(dots + 2), {0, 999999999});
    if (!first || !last)
    {
        throw ConfigError("--run=" + text +
                          " is neither a number from 0 to 999999999 nor a range like 1..5");
    }
    const std::pair<uint64_t, uint64_t> range{*first, *last};
    if (range.first > range.second || range.second - range.first >= 100000)
    {
        throw ConfigError("--run=" + text + " is not an ascending range of at most 100000 runs");
    }
    return range;
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

/// Print the table and what became of the runs; the exit code.
int
PrintOutcome(const std::string& name,
             const ExperimentOptions& options,
             const Comparison& comparison,
             const ParallelRunner& runner,
             const std::vector<RunRecord>& results)
{
    std::cout << comparison.GetTitle(results) << "\n\n";
    PrintTable(std::cout, results, comparison.GetNames());
    std::map<std::string, std::vector<std::string>> refused; // by reason
    for (const Comparison::Refused& one : comparison.GetRefused())
    {
        refused[one.reason].push_back(one.combination);
    }
    for (const auto& [reason, combinations] : refused)
    {
        std::cout << "not run: " << combinations.front();
        if (combinations.size() > 1)
        {
            std::cout << ", and " << combinations.size() - 1 << " more";
        }
        std::cout << ": " << reason << "\n";
    }
    bool failed = false;
    size_t stopped = 0;
    for (const RunRecord& run : results)
    {
        stopped += run.status == "stopped" ? 1 : 0;
        if (run.status == "failed")
        {
            std::cerr << comparison.Describe(run) << " failed: " << run.error << "\n";
            failed = true;
        }
    }
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
    return failed || unstored > 0 || (stopped > 0 && options.stopFails) ? 1 : 0;
}

} // namespace

int
RunCompareProgram(const std::string& name, int argc, char** argv)
{
    return FabricProgram::Run(name, [&name, argc, argv]() {
        // --run may be a range here: it is taken out before numbers are checked.
        std::string range;
        uint32_t jobs = 0;
        bool hasStrategies = false;
        std::vector<char*> arguments{argv[0]};
        for (int i = 1; i < argc; i++)
        {
            const std::string argument = argv[i];
            hasStrategies = hasStrategies || argument.rfind("--lb=", 0) == 0;
            if (argument.rfind("--run=", 0) == 0)
            {
                range = argument.substr(6);
            }
            else
            {
                arguments.push_back(argv[i]);
            }
        }
        const auto count = static_cast<int>(arguments.size());
        ExperimentOptions options;
        options.lb = "ecmp,spray,ofan";
        CommandLine command(__FILE__);
        command.Usage(
            "Compares load balancers, or what else is given as a list: --lb=A,B --cc=C,D\n"
            "runs every combination (so do --fabric, --switch, --recovery, --workload,\n"
            "--rate, ...). --run=A..B repeats it. Without --lb, ofan is used if another\n"
            "option is a list, and ecmp, spray and ofan are compared otherwise.");
        options.AddTo(command, true);
        command.AddValue("jobs", "Processes at a time; 0 = one per core", jobs);
        FabricProgram::Parse(command,
                             count,
                             arguments.data(),
                             options,
                             {{"jobs", FabricProgram::Kind::NUMBER}},
                             true);

        const auto runs =
            range.empty() ? std::make_pair(options.run, options.run) : ReadRange(range);
        if (!hasStrategies && HasList(options))
        {
            options.lb = ExperimentOptions().lb;
        }
        const Comparison comparison(options, runs); // refuses mistakes before anything runs
        const bool terminal = isatty(2) != 0;
        const auto progress = [&](const RunRecord& run, size_t done, size_t total) {
            std::fprintf(stderr,
                         "%s[%zu/%zu] %s: %s%s",
                         terminal ? "\r\033[K" : "",
                         done,
                         total,
                         comparison.Describe(run).c_str(),
                         run.status.c_str(),
                         terminal && done < total ? "" : "\n");
        };
        ParallelRunner runner(jobs);
        const std::vector<RunRecord> results = runner.Run(comparison.GetExperiments(), progress);
        return PrintOutcome(name, options, comparison, runner, results);
    });
}

} // namespace aifabric
} // namespace ns3
