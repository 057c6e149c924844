/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Runs one experiment, prints a summary and appends the run to a database.
 *
 * ./ns3 run "fabric-run --lb=ofan --workload=permutation:bytes=1MiB"
 */

#include "ns3/command-line.h"
#include "ns3/experiment.h"
#include "ns3/fabric-program.h"
#include "ns3/run-table.h"
#include "ns3/sqlite-connection.h"

#include <iostream>

using namespace ns3;
using namespace ns3::aifabric;

int
main(int argc, char** argv)
{
    return FabricProgram::Run("fabric-run", [argc, argv]() {
        ExperimentOptions options;
        CommandLine command(__FILE__);
        command.Usage("Runs one experiment on an AI fabric and stores it in a database.");
        options.AddTo(command);
        FabricProgram::Parse(command, argc, argv, options);
        FabricProgram::Prepare(options);
        Experiment experiment(options);
        RunDetails details;
        const RunRecord run = experiment.Measure(details);
        PrintRun(std::cout, run);
        std::cout.flush();
        for (const std::string& problem : experiment.GetCutFiles())
        {
            std::cerr << "fabric-run: " << problem << std::endl;
        }
        try
        {
            experiment.Store(run, details);
        }
        catch (const ResultsError& error)
        {
            std::cerr << "fabric-run: the run is not stored: " << error.what() << std::endl;
            return 1;
        }
        return run.status == "failed" || !experiment.GetCutFiles().empty() ? 1 : 0;
    });
}
