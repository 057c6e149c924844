/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "own-program.h"

#include "compare-program.h"
#include "sweep-program.h"

#include "ns3/config-error.h"
#include "ns3/fabric-program.h"

#include <functional>
#include <map>
#include <vector>

namespace ns3
{
namespace aifabric
{

int
RunOwnProgram(const std::string& name,
              const std::string& usage,
              int argc,
              char** argv,
              const ExperimentOptions& options)
{
    const std::map<std::string, std::function<int(int, char**)>> commands{
        {"run",
         [&](int count, char** rest) {
             return FabricProgram::RunExperiment(name, usage, count, rest, options);
         }},
        {"compare",
         [&](int count, char** rest) {
             return RunCompareProgram(name + " compare", count, rest, options);
         }},
        {"sweep",
         [&](int count, char** rest) {
             return RunSweepProgram(name + " sweep", count, rest, options);
         }},
    };
    const std::string word = argc > 1 && argv[1][0] != '-' ? argv[1] : "";
    const auto command = commands.find(word.empty() ? "run" : word);
    if (command == commands.end())
    {
        return FabricProgram::Run(name, [&word]() -> int {
            throw ConfigError("'" + word +
                              "' is no command: run, compare or sweep, or options of "
                              "an experiment");
        });
    }
    // The word goes; the name of the program stays first.
    std::vector<char*> rest(argv, argv + argc);
    if (!word.empty())
    {
        rest.erase(rest.begin() + 1);
    }
    const auto count = static_cast<int>(rest.size());
    rest.push_back(nullptr);
    return command->second(count, rest.data());
}

} // namespace aifabric
} // namespace ns3
