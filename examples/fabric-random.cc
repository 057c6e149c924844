/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Runs experiments drawn at random and prints those that break a rule which holds for all, each as
 * a command line: ./ns3 run "fabric-random --first=1 --cases=1000 --shrink"
 *
 * The rules, and how experiments are drawn: test/experiment-trial.h, test/drawn-experiment.h.
 */

#include "../test/drawn-experiment.h"
#include "../test/experiment-text.h"
#include "../test/experiment-trial.h"

#include "ns3/command-line.h"
#include "ns3/fabric-program.h"

#include <iostream>
#include <map>

using namespace ns3;
using namespace ns3::aifabric;

int
main(int argc, char** argv)
{
    return FabricProgram::Run("fabric-random", [argc, argv]() {
        uint64_t first = 1;
        uint64_t cases = 100;
        bool shrink = false;
        bool list = false;
        std::string without;
        CommandLine command(__FILE__);
        command.Usage("Runs experiments drawn at random and checks what holds for all of them.");
        command.AddValue("first", "Number of the first experiment", first);
        command.AddValue("cases", "How many", cases);
        command.AddValue("shrink", "Whether to make broken ones simpler", shrink);
        command.AddValue("list", "Whether to print every experiment and what came of it", list);
        command.AddValue("without", "Skip those with this text in their command line", without);
        FabricProgram::CheckArguments(argc,
                                      argv,
                                      false,
                                      {{"first", FabricProgram::Kind::NUMBER, {}},
                                       {"cases", FabricProgram::Kind::NUMBER, {}},
                                       {"without", FabricProgram::Kind::TEXT},
                                       {"shrink", FabricProgram::Kind::BOOLEAN},
                                       {"list", FabricProgram::Kind::BOOLEAN}});
        command.Parse(argc, argv);
        std::map<std::string, uint64_t> tally;
        bool broken = false;
        for (uint64_t number = first; number < first + cases; number++)
        {
            ExperimentOptions options = DrawnExperiment(number).GetOptions();
            const std::string line = experiment_text::GetCommandLine(options);
            if (!without.empty() && line.find(without) != std::string::npos)
            {
                tally["left out"]++;
                continue;
            }
            if (list)
            {
                std::cout << "case " << number << ": " << line << std::endl;
            }
            ExperimentTrial::Result result = ExperimentTrial::Run(options);
            const bool isBroken = result.verdict == ExperimentTrial::Result::Verdict::BROKEN;
            tally[(isBroken ? "BROKEN: " : "") + result.kind]++;
            if (isBroken && shrink)
            {
                options = ExperimentTrial::Shrink(options, result);
            }
            if (isBroken || list)
            {
                std::cout << "case " << number << ": " << result.kind << ": " << result.detail
                          << "\n  " << experiment_text::GetCommandLine(options) << std::endl;
            }
            broken |= isBroken;
        }
        for (const auto& [kind, count] : tally)
        {
            std::cout << count << " " << kind << std::endl;
        }
        return broken ? 1 : 0;
    });
}
