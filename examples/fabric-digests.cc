/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Runs a list of experiments and prints it with the digests of today; what differs from the list is
 * told on standard error:
 *
 *   ./ns3 run "fabric-digests --file=contrib/ai-fabric/test/recorded-runs.txt"
 *
 * The form of the list: test/recorded-runs.h. A new line may have ? for its digest and status.
 */

#include "../test/recorded-runs.h"

#include "ns3/command-line.h"
#include "ns3/fabric-program.h"

#include <iostream>
#include <string>

using namespace ns3;
using namespace ns3::aifabric;

int
main(int argc, char** argv)
{
    return FabricProgram::Run("fabric-digests", [argc, argv]() {
        std::string file;
        CommandLine command(__FILE__);
        command.Usage("Runs a list of experiments and prints the digests of their results.");
        command.AddValue("file", "The list", file);
        FabricProgram::CheckArguments(argc, argv, false, {{"file", FabricProgram::Kind::TEXT}});
        command.Parse(argc, argv);
        uint64_t changed = 0;
        for (const auto& run : recorded_runs::Read(file))
        {
            std::cout << run.remarks;
            if (run.options.empty())
            {
                continue;
            }
            const std::string result = recorded_runs::Execute(run.options);
            std::cout << result << ' ' << run.options << std::endl;
            if (result != run.result)
            {
                changed++;
                std::cerr << "was " << run.result << ", is " << result << ": " << run.options
                          << std::endl;
            }
        }
        std::cerr << changed << " changed" << std::endl;
        return 0;
    });
}
