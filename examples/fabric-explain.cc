/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Says where the time of the runs of a result file went: fabric-explain DB.sqlite
 */

#include "ns3/command-line.h"
#include "ns3/config-error.h"
#include "ns3/fabric-program.h"
#include "ns3/results-database.h"
#include "ns3/run-explainer.h"
#include "ns3/run-reproducer.h"
#include "ns3/worker-process.h"

#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// Explain a run and store that, in a process of its own.
std::string
Explain(const StoredRun& run, const std::string& path)
{
    return WorkerProcess::Call([&run, &path]() {
        const RunExplainer explainer(run);
        ResultsDatabase database;
        database.Open(path);
        database.ReplacePath(run.id, explainer.MakeRecords());
        return explainer.MakeText();
    });
}

} // namespace

int
main(int argc, char** argv)
{
    return FabricProgram::Run("fabric-explain", [argc, argv]() {
        std::vector<char*> arguments;
        const std::vector<std::string> files = FabricProgram::TakeFiles(argc, argv, arguments);
        const auto count = static_cast<int>(arguments.size());
        FabricProgram::CheckArguments(count,
                                      arguments.data(),
                                      false,
                                      {{"run", FabricProgram::Kind::TEXT}});
        std::string list;
        CommandLine command(__FILE__);
        command.Usage(
            "Says where the time of the runs of a result file went, along their critical "
            "paths, and stores that in its table critical_path: fabric-explain DB.sqlite");
        command.AddValue("run", "Which runs, by run_id, such as 3,5..8; empty = all", list);
        command.Parse(count, arguments.data());
        if (files.size() != 1)
        {
            throw ConfigError("give one result file: fabric-explain DB.sqlite");
        }
        std::vector<StoredRun> runs = RunReproducer::Read(files.front());
        if (!list.empty())
        {
            runs = RunReproducer::Choose(runs, list, "run");
        }
        size_t failed = 0;
        for (const StoredRun& run : runs)
        {
            try
            {
                std::cout << Explain(run, files.front()) << std::flush;
            }
            catch (const ResultsError&)
            {
                throw;
            }
            catch (const std::runtime_error& error)
            {
                failed++;
                std::cerr << "run " << run.id << " (" << run.title
                          << ") cannot be explained: " << error.what() << std::endl;
            }
        }
        return failed == 0 ? 0 : 1;
    });
}
