/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-reproducer.h"

#include "worker-pool.h"

#include "ns3/config-error.h"
#include "ns3/config.h"
#include "ns3/experiment-identity.h"
#include "ns3/experiment.h"
#include "ns3/fabric-numbers.h"
#include "ns3/fabric-program.h"
#include "ns3/memory-estimate.h"
#include "ns3/results-file.h"
#include "ns3/signal-guard.h"
#include "ns3/string.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <sys/stat.h>

namespace ns3
{
namespace aifabric
{

namespace
{

/// How long others that write the file are waited for.
constexpr std::chrono::seconds PATIENCE{60};

/// What the column `experiment` has of files, and the options that name them.
const std::map<std::string, std::string> FILES{{"fabric-file", "fabric"},
                                               {"fault-lists", "fault"},
                                               {"workload-lists", "workload"}};

/// What the column `experiment` has beside options.
bool
IsSurrounding(const std::string& name)
{
    return name.rfind("ns3::", 0) == 0 || FILES.count(name) > 0;
}

/// Members of an object in JSON that are texts; nothing if it is none.
std::map<std::string, std::string>
ReadTexts(const std::string& text)
{
    std::map<std::string, std::string> members;
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (json.is_object())
    {
        for (const auto& [name, value] : json.items())
        {
            if (value.is_string())
            {
                members[name] = value.get<std::string>();
            }
        }
    }
    return members;
}

/// @return what is in the way of a run, and who knows better
std::string
WriteObstacle(const StoredRun& run, const std::string& reason)
{
    return (run.program.empty() ? "" : "the program " + run.program + " made it: ") + reason;
}

/// Set the options that are stored with a run.
void
ReadOptions(const std::string& parameters, StoredRun& run)
{
    const auto stored = ReadTexts(parameters);
    if (stored.count("fabric") == 0 || stored.count("lb") == 0)
    {
        run.obstacle = "its options are not stored: a program of its own made it";
        return;
    }
    run.options.db = "none";
    try
    {
        for (const auto& [name, value] : stored)
        {
            run.options.Set(name, value);
        }
    }
    catch (const ConfigError& error)
    {
        run.obstacle = WriteObstacle(run, error.what());
    }
}

/// A column that files of older versions lack.
std::string
IfThere(const std::vector<SchemaColumn>& columns, const std::string& name)
{
    const bool isThere = std::any_of(columns.begin(), columns.end(), [&name](const auto& column) {
        return column.name == name;
    });
    return "ifnull(" + (isThere ? name : "NULL") + ", '')";
}

/// A mode in which the file stays as it is: nothing but its log, if it has one, asks for locks.
SqliteConnection::Mode
ChooseMode(const std::string& path)
{
    struct stat info;
    const bool hasLog = stat((path + "-wal").c_str(), &info) == 0 && info.st_size > 0;
    return hasLog ? SqliteConnection::Mode::READ : SqliteConnection::Mode::INSPECT;
}

} // namespace

std::vector<StoredRun>
RunReproducer::Read(const std::string& path)
{
    struct stat info;
    if (stat(path.c_str(), &info) != 0)
    {
        throw ResultsError("database '" + path + "' does not exist: check its name");
    }
    std::vector<StoredRun> runs;
    SqliteConnection file(path, ChooseMode(path), PATIENCE);
    if (IsResultFile(file, path))
    {
        const auto columns = ListRunColumns(file);
        SqliteStatement rows(file,
                             "SELECT run_id, seed, run, parameters, ifnull(result_digest, ''), "
                             "lb, workload, ifnull(error, ''), module_version, " +
                                 IfThere(columns, "module_commit") + ", " +
                                 IfThere(columns, "experiment") + ", " +
                                 IfThere(columns, "program") + " FROM run ORDER BY run_id");
        while (rows.Step())
        {
            StoredRun run;
            run.id = rows.GetInteger(0);
            run.program = rows.GetText(11);
            ReadOptions(rows.GetText(3), run);
            run.options.seed = static_cast<uint64_t>(rows.GetInteger(1));
            run.options.run = static_cast<uint64_t>(rows.GetInteger(2));
            run.digest = rows.GetText(4);
            const std::string error = rows.GetText(7);
            run.title = rows.GetText(5) + ", " + rows.GetText(6) + ", seed " + rows.GetText(1) +
                        ", run " + rows.GetText(2);
            run.origin = rows.GetText(8);
            run.origin += rows.GetText(9).empty() ? "" : " (commit " + rows.GetText(9) + ")";
            if (error.find("interrupted") != std::string::npos)
            {
                run.obstacle = "it was interrupted"; // where is a matter of chance
            }
            else if (run.digest.empty())
            {
                run.obstacle = "it has no digest";
                run.obstacle += error.empty() ? "" : ": " + error;
            }
            for (const auto& [name, value] : ReadTexts(rows.GetText(10)))
            {
                if (IsSurrounding(name))
                {
                    run.surroundings[name] = value;
                }
            }
            runs.push_back(std::move(run));
        }
    }
    if (runs.empty())
    {
        throw ResultsError("database '" + path + "' has no runs");
    }
    return runs;
}

std::vector<StoredRun>
RunReproducer::Choose(const std::vector<StoredRun>& runs,
                      const std::string& list,
                      const std::string& option)
{
    std::set<int64_t> chosen;
    for (const WholeRange& part :
         ParseWholeRanges(list, {1, INT64_MAX}, "--" + option + "=" + list))
    {
        size_t found = 0;
        for (const StoredRun& run : runs)
        {
            const auto id = static_cast<uint64_t>(run.id);
            if (id >= part.least && id <= part.most)
            {
                chosen.insert(run.id);
                found++;
            }
        }
        if (found == 0)
        {
            throw ConfigError("--" + option + "=" + list + ": there is no run " +
                              std::to_string(part.least) +
                              (part.most > part.least ? ".." + std::to_string(part.most) : "") +
                              "; the column run_id has their numbers");
        }
    }
    std::vector<StoredRun> some;
    for (const StoredRun& run : runs)
    {
        if (chosen.count(run.id) > 0)
        {
            some.push_back(run);
        }
    }
    return some;
}

std::string
RunReproducer::MakeDigest(const StoredRun& run)
{
    return Repeat(run, {});
}

std::string
RunReproducer::Repeat(const StoredRun& run, const std::function<void(const Experiment&)>& ready)
{
    for (const auto& [name, value] : run.surroundings)
    {
        if (name.rfind("ns3::", 0) == 0 && !Config::SetDefaultFailSafe(name, StringValue(value)))
        {
            throw ConfigError("it was made with " + name + "=" + value + ", which cannot be set");
        }
    }
    FabricProgram::Prepare(run.options);
    Experiment experiment(run.options);
    const ExperimentIdentity identity{ExperimentPlan(run.options)};
    for (const auto& [name, hash] : run.surroundings)
    {
        const auto now = identity.GetSurroundings().find(name);
        const bool isSame = now != identity.GetSurroundings().end() && now->second == hash;
        if (name.rfind("ns3::", 0) != 0 && !isSame)
        {
            throw ConfigError("the file of --" + FILES.at(name) +
                              " is not there, or not what it was");
        }
    }
    RunDetails details;
    const auto tell = [&]() {
        if (ready)
        {
            ready(experiment);
        }
    };
    return WorkerProcess::Measure(experiment, details, tell).resultDigest;
}

int
RunReproducer::Run(const std::vector<StoredRun>& runs, unsigned jobs, const Listener& listener)
{
    const SignalGuard guard;
    WorkerPool pool(jobs); // ends with its processes
    size_t next = 0;
    while (next < runs.size() || !pool.GetWorkers().empty())
    {
        for (; next < runs.size(); next++)
        {
            const StoredRun& run = runs[next];
            WorkerTask task;
            task.body = [&run]() { return MakeDigest(run); };
            task.title = run.title;
            task.index = next;
            std::string obstacle = run.obstacle;
            try
            {
                task.bytes =
                    obstacle.empty() ? MemoryEstimate::Of(ExperimentPlan(run.options)).bytes : 0;
            }
            catch (const ConfigError& error)
            {
                obstacle = WriteObstacle(run, error.what());
            }
            if (!obstacle.empty())
            {
                listener(run, Verdict::IMPOSSIBLE, obstacle);
            }
            else if (!pool.HasRoom() || !pool.Start(task))
            {
                break;
            }
        }
        if (SignalGuard::GetSignal() != 0)
        {
            return SignalGuard::GetSignal();
        }
        if (pool.GetWorkers().empty())
        {
            continue;
        }
        for (const auto& ended : pool.Wait())
        {
            const StoredRun& run = runs[ended->GetTask().index];
            const WorkerProcess::Outcome outcome = ended->GetOutcome();
            const bool isDone = outcome.end == WorkerProcess::End::DONE;
            const bool isRefused = outcome.end == WorkerProcess::End::REFUSED;
            const Verdict verdict = isRefused                              ? Verdict::IMPOSSIBLE
                                    : isDone && outcome.text == run.digest ? Verdict::REPRODUCED
                                                                           : Verdict::DIFFERS;
            listener(run, verdict, outcome.text);
        }
    }
    return 0;
}

} // namespace aifabric
} // namespace ns3
