/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Makes the runs of a result file again and compares their digests: fabric-reproduce DB.sqlite
 *
 * The file is only read.
 */

#include "ns3/build-facts.h"
#include "ns3/command-line.h"
#include "ns3/config-error.h"
#include "ns3/fabric-program.h"
#include "ns3/run-reproducer.h"
#include "ns3/signal-guard.h"

#include <cstdint>
#include <iostream>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// Exit code if none of the runs that could be made differs, but some could not be made.
constexpr int NOT_ALL = 3;

/// Why runs cannot be made: each reason once, with the runs.
class Obstacles
{
  public:
    void Add(int64_t run, const std::string& message)
    {
        // The list of all names that are known is for those who have misspelt one.
        const std::string reason = message.substr(0, message.find("; known: "));
        for (auto& [text, runs] : m_reasons)
        {
            if (text == reason)
            {
                runs += ", " + std::to_string(run);
                return;
            }
        }
        m_reasons.emplace_back(reason, std::to_string(run));
    }

    std::string ToText() const
    {
        std::string all;
        for (const auto& [text, runs] : m_reasons)
        {
            all += (all.empty() ? " (run " : "; run ") + runs + ": " + text;
        }
        return all.empty() ? "" : all + ")";
    }

  private:
    std::vector<std::pair<std::string, std::string>> m_reasons;
};

} // namespace

int
main(int argc, char** argv)
{
    return FabricProgram::Run("fabric-reproduce", [argc, argv]() {
        using Kind = FabricProgram::Kind;
        std::vector<char*> arguments;
        std::vector<std::string> files = FabricProgram::TakeFiles(argc, argv, arguments);
        const auto count = static_cast<int>(arguments.size());
        FabricProgram::CheckArguments(count,
                                      arguments.data(),
                                      false,
                                      {{"jobs", Kind::NUMBER}, {"only", Kind::TEXT}});
        uint32_t jobs = 0;
        std::string only;
        CommandLine command(__FILE__);
        command.Usage("Makes the runs of a result file again and compares their digests: "
                      "fabric-reproduce DB.sqlite");
        command.AddValue("jobs", "Processes at a time; 0 = one per core", jobs);
        command.AddValue("only", "Which runs, by run_id, such as 3,5..8; empty = all", only);
        command.Parse(count, arguments.data());
        if (files.size() != 1)
        {
            throw ConfigError("give one result file: fabric-reproduce DB.sqlite");
        }
        std::vector<StoredRun> runs = RunReproducer::Read(files.front());
        if (!only.empty())
        {
            runs = RunReproducer::Choose(runs, only);
        }
        size_t reproduced = 0;
        size_t differ = 0;
        size_t impossible = 0;
        Obstacles obstacles;
        const auto listener = [&](const StoredRun& run, auto verdict, const auto& text) {
            switch (verdict)
            {
            case RunReproducer::Verdict::REPRODUCED:
                reproduced++;
                break;
            case RunReproducer::Verdict::DIFFERS:
                differ++;
                std::cout << "run " << run.id << " (" << run.title << ") differs: " << run.digest
                          << " is stored, by ai-fabric " << run.origin << "; now " << text
                          << std::endl;
                break;
            case RunReproducer::Verdict::IMPOSSIBLE:
                impossible++;
                obstacles.Add(run.id, text);
                break;
            }
        };
        const int signal = RunReproducer::Run(runs, jobs, listener);
        if (differ > 0)
        {
            std::cout << "now is " << BuildFacts::Get().ToText() << "\n";
        }
        std::cout << reproduced << " reproduced, " << differ << " differ, " << impossible
                  << " cannot be run" << obstacles.ToText();
        if (signal != 0)
        {
            std::cout << ", " << runs.size() - reproduced - differ - impossible
                      << " not made: interrupted by " << SignalGuard::GetName(signal) << std::endl;
            return 128 + signal;
        }
        std::cout << std::endl;
        return differ > 0 ? 1 : impossible > 0 ? NOT_ALL : 0;
    });
}
