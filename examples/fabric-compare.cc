/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Runs the same experiment for several load balancers, on all cores, and prints one table.
 *
 * ./ns3 run "fabric-compare --lb=ecmp,spray,ofan --run=1..5"
 */

#include "ns3/command-line.h"
#include "ns3/component-spec.h"
#include "ns3/config-error.h"
#include "ns3/experiment.h"
#include "ns3/fabric-numbers.h"
#include "ns3/fabric-program.h"
#include "ns3/parallel-runner.h"
#include "ns3/run-table.h"
#include "ns3/signal-guard.h"

#include <algorithm>
#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/split.hpp>
#include <boost/algorithm/string/trim.hpp>
#include <cstdio>
#include <iostream>
#include <unistd.h>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// Split a list of strategies at commas; a part with '=' belongs to the strategy before it.
std::vector<std::string>
SplitStrategies(const std::string& text)
{
    std::vector<std::string> items;
    boost::split(items, text, boost::is_any_of(","));
    std::vector<std::string> parts;
    for (std::string& part : items)
    {
        boost::trim(part);
        const size_t equals = part.find('=');
        const bool continues = equals != std::string::npos && part.find(':') > equals;
        if (continues && !parts.empty())
        {
            parts.back() += "," + part;
        }
        else if (part.empty())
        {
            throw ConfigError("--lb=" + text + " has an empty name; separate names by one comma");
        }
        else if (std::find(parts.begin(), parts.end(), part) != parts.end())
        {
            throw ConfigError("--lb=" + text + " names " + part + " twice; --run=1..5 repeats it");
        }
        else
        {
            parts.push_back(part);
        }
    }
    return parts;
}

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

} // namespace

int
main(int argc, char** argv)
{
    return FabricProgram::Run("fabric-compare", [argc, argv]() {
        // --run may be a range here: it is taken out before numbers are checked.
        std::string range;
        uint32_t jobs = 0;
        std::vector<char*> arguments{argv[0]};
        for (int i = 1; i < argc; i++)
        {
            const std::string argument = argv[i];
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
        command.Usage("Compares load balancers on one experiment. --run=A..B repeats it.");
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
        std::vector<ExperimentOptions> experiments;
        for (const std::string& lb : SplitStrategies(options.lb))
        {
            for (uint64_t run = runs.first; run <= runs.second; run++)
            {
                ExperimentOptions one = options;
                one.lb = lb;
                one.run = run;
                one.progress = false;
                const Experiment check(one); // refuses mistakes before anything runs
                experiments.push_back(one);
            }
        }
        const bool terminal = isatty(2) != 0;
        const auto progress = [terminal](const RunRecord& run, size_t done, size_t total) {
            std::fprintf(stderr,
                         "%s[%zu/%zu] %s: %s%s",
                         terminal ? "\r\033[K" : "",
                         done,
                         total,
                         run.lb.c_str(),
                         run.status.c_str(),
                         terminal && done < total ? "" : "\n");
        };
        ParallelRunner runner(jobs);
        const std::vector<RunRecord> results = runner.Run(experiments, progress);
        std::cout << options.workload << " on " << options.fabric << ", " << options.rate
                  << ", recovery " << options.recovery << ", cc " << options.cc << "\n\n";
        PrintTable(std::cout, results);
        bool failed = false;
        size_t stopped = 0;
        for (const RunRecord& run : results)
        {
            stopped += run.status == "stopped" ? 1 : 0;
            if (run.status == "failed")
            {
                std::cerr << run.lb << " failed: " << run.error << "\n";
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
            std::cerr << "fabric-compare: " << unstored << " of " << results.size()
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
    });
}
