/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Writes the tasks of a workload, or a fabric of another tool, in the module's own formats:
 * fabric-convert goal:path=FILE OUT.csv
 */

#include "ns3/command-line.h"
#include "ns3/config-error.h"
#include "ns3/fabric-program.h"
#include "ns3/fabric-simulator-impl.h"
#include "ns3/file-converter.h"
#include "ns3/file-lines.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/signal-guard.h"

#include <iostream>
#include <optional>

using namespace ns3;
using namespace ns3::aifabric;

int
main(int argc, char** argv)
{
    return FabricProgram::Run("fabric-convert", [argc, argv]() {
        std::vector<char*> arguments;
        const std::vector<std::string> files = FabricProgram::TakeFiles(argc, argv, arguments);
        const auto count = static_cast<int>(arguments.size());
        FabricProgram::CheckArguments(count,
                                      arguments.data(),
                                      false,
                                      {{"hosts", FabricProgram::Kind::NUMBER, {2, 1U << 24}},
                                       {"seed", FabricProgram::Kind::NUMBER, {1, UINT32_MAX}},
                                       {"run", FabricProgram::Kind::NUMBER, {1, UINT32_MAX}}});
        uint32_t hosts = 0;
        uint32_t seed = 1;
        uint32_t run = 1;
        CommandLine command(__FILE__);
        command.Usage(
            "Writes tasks or a fabric in the module's own formats: fabric-convert IN OUT. "
            "IN is a file of another tool, whose format is told by its content, or a "
            "workload or fabric: goal:path=FILE, all-reduce:bytes=1MiB.");
        command.AddValue("hosts", "hosts that take part; 0: as many as the file is for", hosts);
        command.AddValue("seed", "seed of what a workload draws", seed);
        command.AddValue("run", "run number of what a workload draws", run);
        command.Parse(count, arguments.data());
        if (files.size() != 2)
        {
            throw ConfigError("give what to convert and the file to write: fabric-convert "
                              "trace.goal trace.csv");
        }
        RngSeedManager::SetSeed(seed);
        RngSeedManager::SetRun(run);
        FabricSimulatorImpl::ForgetInterruption();
        const SignalGuard guard(&FabricSimulatorImpl::Interrupt);
        try
        {
            FileConverter converter(files[0]);
            const auto wanted = hosts > 0 ? std::optional<uint32_t>(hosts) : std::nullopt;
            std::cout << converter.Convert(files[1], wanted) << std::endl;
        }
        catch (const ReadingInterrupted&)
        {
            std::cerr << "fabric-convert: interrupted by "
                      << SignalGuard::GetName(SignalGuard::GetSignal()) << ", nothing is written"
                      << std::endl;
            return 128 + SignalGuard::GetSignal();
        }
        return 0;
    });
}
