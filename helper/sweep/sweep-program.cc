/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-program.h"

#include "sweep-progress.h"
#include "sweep-runner.h"
#include "sweep-spec.h"

#include "ns3/command-line.h"
#include "ns3/config-error.h"
#include "ns3/fabric-numbers.h"
#include "ns3/fabric-program.h"
#include "ns3/own-results.h"
#include "ns3/run-estimate.h"

#include <algorithm>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

namespace
{

/// How many failures are told in full; the database has all of them.
constexpr size_t MAX_FAILURES = 10;

/// Read "2/8".
void
ReadShard(const std::string& text, SweepRunner::Settings& settings)
{
    const size_t slash = text.find('/');
    const auto number = [](const std::string& part) {
        return static_cast<uint32_t>(ReadWhole(part, {1, 999999}).value_or(0));
    };
    settings.shard = number(text.substr(0, slash));
    settings.shards = slash == std::string::npos ? 0 : number(text.substr(slash + 1));
    if (settings.shard == 0 || settings.shard > settings.shards)
    {
        throw ConfigError("--shard=" + text + " is not I/N with I from 1 to N");
    }
}

/// Refuse ns-3's ways to change what runs are: they would not be told apart from other runs.
void
RefuseChangedDefaults(const std::string& argument)
{
    for (const char* option : {"--ns3::", "--RngRun", "--RngSeed"})
    {
        if (argument.rfind(option, 0) == 0)
        {
            throw ConfigError(argument + ": all that tells runs apart is in the description: write "
                                         "it to its 'base' or 'grid'");
        }
    }
}

/// Say what would be done.
void
PrintPlan(const SweepSpec& spec, const SweepPlan& plan, unsigned jobs)
{
    double seconds = 0;
    size_t unknown = 0;
    for (size_t i = 0; i < plan.pending.size(); i++)
    {
        const SweepRun& run = plan.pending[i];
        std::cout << "run   " << run.title;
        if (plan.estimates[i])
        {
            seconds += *plan.estimates[i];
            std::cout << "  (about " << RunEstimate::WriteSeconds(*plan.estimates[i]) << ")";
        }
        else
        {
            unknown++;
        }
        std::cout << "\n";
    }
    for (const auto& [run, reason] : plan.skipped)
    {
        std::cout << "skip  " << run.title << ": " << reason << "\n";
    }
    std::cout << spec.name << ": " << plan.pending.size() << " to run, " << plan.done << " done, "
              << plan.failed << " failed before, " << plan.skipped.size() << " refused, "
              << spec.duplicates << " duplicates";
    if (unknown < plan.pending.size())
    {
        std::cout << "; about " << RunEstimate::WriteSeconds(seconds / jobs) << " with " << jobs
                  << " processes"
                  << (unknown ? ", without " + std::to_string(unknown) + " unlike any stored" : "");
    }
    std::cout << std::endl;
}

/// Say what came of it; the exit code.
int
PrintSummary(const SweepSpec& spec,
             const SweepPlan& plan,
             const SweepTally& tally,
             const std::string& database)
{
    std::ostringstream os; // at once, so that commands at work together do not mix their lines
    for (size_t i = 0; i < std::min(tally.failures.size(), MAX_FAILURES); i++)
    {
        os << "failed: " << tally.failures[i] << "\n";
    }
    if (tally.failures.size() > MAX_FAILURES)
    {
        os << "... and " << tally.failures.size() - MAX_FAILURES << " more\n";
    }
    const size_t done = plan.done + tally.completed + tally.elsewhere;
    os << spec.name << ": " << done << " of " << plan.GetTotal() << " runs done, "
       << plan.failed + tally.failed << " failed, " << plan.skipped.size() + tally.refused
       << " refused" << (plan.skipped.empty() ? "" : " (--dry-run tells why)") << "; in "
       << database << "\n";
    if (tally.signal != 0)
    {
        os << "interrupted: the same command continues with the "
           << tally.planned - tally.GetEnded() + tally.missing << " runs that are missing\n";
    }
    else if (tally.missing > 0)
    {
        os << "the same command tries the " << tally.missing << " missing runs again\n";
    }
    if (tally.signal == 0 && plan.failed + tally.failed > 0)
    {
        os << "--retry-failed makes the failed runs again\n";
    }
    std::cerr << os.str() << std::flush;
    const bool failed = plan.failed + tally.failed + tally.missing > 0;
    return tally.signal != 0 ? 128 + tally.signal : (failed ? 1 : 0);
}

} // namespace

int
RunSweepProgram(const std::string& name, int argc, char** argv, const ExperimentOptions& options)
{
    return FabricProgram::Run(name, [&]() {
        // The description may be given without --spec=.
        std::vector<char*> arguments;
        const auto files = FabricProgram::TakeFiles(argc, argv, arguments);
        std::for_each(arguments.begin(), arguments.end(), RefuseChangedDefaults);
        std::string path = files.empty() ? "" : files.front();
        if (files.size() > 1)
        {
            throw ConfigError("'" + files[1] + "': there is one description, '" + path +
                              "', already");
        }
        const auto count = static_cast<int>(arguments.size());
        FabricProgram::CheckArguments(count,
                                      arguments.data(),
                                      false,
                                      {{"spec", FabricProgram::Kind::TEXT},
                                       {"db", FabricProgram::Kind::TEXT},
                                       {"jobs", FabricProgram::Kind::NUMBER},
                                       {"shard", FabricProgram::Kind::TEXT},
                                       {"retry-failed", FabricProgram::Kind::BOOLEAN},
                                       {"dry-run", FabricProgram::Kind::BOOLEAN}});
        SweepRunner::Settings settings;
        std::string shard = "1/1";
        bool dry = false;
        CommandLine command(name);
        command.Usage("Makes the runs of a sweep that the database lacks: " + name + " SPEC.json");
        command.AddValue("spec", "Description of the sweep, JSON (doc/sweep.rst)", path);
        command.AddValue("db", "Database, instead of the one that it names", settings.database);
        command.AddValue("jobs", "Processes at a time; 0 = one per core", settings.jobs);
        command.AddValue("shard", "Only part I of N of the runs: I/N", shard);
        command.AddValue("retry-failed", "Make failed runs again", settings.retryFailed);
        command.AddValue("dry-run", "Only list what would be done", dry);
        command.Parse(count, arguments.data());
        if (path.empty())
        {
            throw ConfigError("give a description of the sweep: " + name + " SPEC.json");
        }
        ReadShard(shard, settings);
        const auto origin = FabricProgram::NameProgram(name);
        const SweepSpec spec = SweepSpec::ReadFile(path, FabricProgram::ForSeveralRuns(options));
        settings.database = settings.database.empty() ? spec.database : settings.database;
        SweepRunner runner(spec, settings);
        const SweepPlan plan = runner.Plan();
        if (dry)
        {
            PrintPlan(spec, plan, runner.GetJobs());
            return 0;
        }
        SweepTally tally;
        {
            SweepProgress progress;
            tally = runner.Run(plan, [&progress](const SweepTally& now, const auto& workers) {
                progress.Show(now, workers);
            });
        }
        return PrintSummary(spec, plan, tally, settings.database);
    });
}

} // namespace aifabric
} // namespace ns3
