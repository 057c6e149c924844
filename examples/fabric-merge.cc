/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Copies the runs of result files into one: fabric-merge OUT.sqlite IN.sqlite...
 *
 * What is there already is not copied again.
 */

#include "ns3/command-line.h"
#include "ns3/config-error.h"
#include "ns3/database-merger.h"
#include "ns3/fabric-program.h"

#include <iostream>

using namespace ns3;
using namespace ns3::aifabric;

int
main(int argc, char** argv)
{
    return FabricProgram::Run("fabric-merge", [argc, argv]() {
        std::vector<char*> arguments;
        std::vector<std::string> files = FabricProgram::TakeFiles(argc, argv, arguments);
        const auto count = static_cast<int>(arguments.size());
        FabricProgram::CheckArguments(count, arguments.data(), false, {});
        CommandLine command(__FILE__);
        command.Usage("Copies the runs of result files into one: fabric-merge OUT IN...");
        command.Parse(count, arguments.data());
        if (files.size() < 2)
        {
            throw ConfigError("give the file to add to and those to copy: fabric-merge OUT IN...");
        }
        const std::string output = files.front();
        files.erase(files.begin());
        const DatabaseMerger::Tally tally = DatabaseMerger::Merge(output, files);
        std::cout << output << ": " << tally.copied << " runs copied (" << tally.replaced
                  << " in place of failed ones), " << tally.present << " there already"
                  << std::endl;
        return 0;
    });
}
