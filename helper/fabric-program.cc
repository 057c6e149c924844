/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-program.h"

#include "component-registry.h"
#include "config-error.h"

#include "ns3/default-simulator-impl.h"
#include "ns3/fabric-engine.h"
#include "ns3/map-scheduler.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/sqlite-connection.h"

#include <iostream>

namespace ns3
{
namespace aifabric
{

namespace
{

/// The options of an experiment (ExperimentOptions::AddTo()) and what they take.
std::vector<FabricProgram::Option>
ExperimentOptionList()
{
    std::vector<FabricProgram::Option> options;
    for (const auto& entry : ExperimentOptions().List())
    {
        options.push_back({entry.first, FabricProgram::Kind::TEXT});
    }
    for (auto& option : options)
    {
        if (option.name == "ack-interval")
        {
            option.kind = FabricProgram::Kind::NUMBER;
        }
        else if (option.name == "force")
        {
            option.kind = FabricProgram::Kind::BOOLEAN;
        }
    }
    for (const char* name : {"db", "pcap", "ascii", "label", "record", "resolution"})
    {
        options.push_back({name, FabricProgram::Kind::TEXT});
    }
    options.push_back({"seed", FabricProgram::Kind::NUMBER});
    options.push_back({"run", FabricProgram::Kind::NUMBER});
    options.push_back({"progress", FabricProgram::Kind::BOOLEAN});
    return options;
}

bool
IsNumber(const std::string& text)
{
    return !text.empty() && text.size() <= 18 &&
           text.find_first_not_of("0123456789") == std::string::npos;
}

bool
IsBoolean(const std::string& text)
{
    return text == "true" || text == "false" || text == "0" || text == "1" || text == "t" ||
           text == "f";
}

/// Options that ns-3's CommandLine understands by itself.
bool
IsOfNs3(const std::string& name)
{
    return name.rfind("Print", 0) == 0 || name.rfind("ns3::", 0) == 0 || name == "help" ||
           name == "version" || name == "RngRun" || name == "RngSeed" || name == "SchedulerType" ||
           name == "SimulatorImplementationType" || name == "ChecksumEnabled";
}

} // namespace

int
FabricProgram::Run(const std::string& name, const std::function<int()>& body)
{
    try
    {
        return body();
    }
    catch (const ConfigError& error)
    {
        std::cerr << name << ": " << error.what() << std::endl;
        return 2;
    }
    catch (const ResultsError& error)
    {
        std::cerr << name << ": " << error.what() << std::endl;
        return 2;
    }
    catch (const std::bad_alloc&)
    {
        std::cerr << name << ": out of memory" << std::endl;
        return 1;
    }
    catch (const std::exception& error)
    {
        std::cerr << name << ": " << error.what() << std::endl;
        return 1;
    }
}

void
FabricProgram::CheckArguments(int argc,
                              char** argv,
                              bool experiment,
                              const std::vector<Option>& options)
{
    std::vector<Option> known = experiment ? ExperimentOptionList() : std::vector<Option>();
    known.insert(known.end(), options.begin(), options.end());
    std::vector<std::string> names;
    for (const Option& option : known)
    {
        names.push_back(option.name);
    }
    for (int i = 1; i < argc; i++)
    {
        const std::string argument = argv[i];
        if (argument.rfind("--", 0) != 0)
        {
            throw ConfigError("'" + argument + "' is not an option: options are --name=value");
        }
        const size_t equals = argument.find('=');
        const std::string name =
            argument.substr(2, equals == std::string::npos ? equals : equals - 2);
        const std::string value = equals == std::string::npos ? "" : argument.substr(equals + 1);
        if (IsOfNs3(name))
        {
            continue;
        }
        const Option* match = nullptr;
        for (const Option& option : known)
        {
            match = option.name == name ? &option : match;
        }
        if (!match)
        {
            throw ConfigError("unknown option '--" + name + "'" + SuggestName(name, names));
        }
        if (match->kind == Kind::NUMBER && !IsNumber(value))
        {
            throw ConfigError("--" + name + "=" + value + " is not a whole number");
        }
        if (match->kind == Kind::BOOLEAN && equals != std::string::npos && !IsBoolean(value))
        {
            throw ConfigError("--" + name + "=" + value + " is neither true nor false");
        }
        if (match->kind == Kind::TEXT && equals == std::string::npos)
        {
            throw ConfigError("--" + name + " needs a value: --" + name + "=...");
        }
    }
}

void
FabricProgram::AdoptGlobals(ExperimentOptions& options)
{
    if (options.seed == 1)
    {
        options.seed = RngSeedManager::GetSeed();
    }
    if (options.run == 1)
    {
        options.run = RngSeedManager::GetRun();
    }
}

void
FabricProgram::Prepare(const ExperimentOptions& options)
{
    if (options.engine != "native" && options.engine != "pump")
    {
        throw ConfigError("unknown engine '" + options.engine + "'; known: native, pump");
    }
    if (options.seed == 0 || options.seed > UINT32_MAX)
    {
        throw ConfigError("--seed=" + std::to_string(options.seed) +
                          " is not within 1 to 4294967295");
    }
    RngSeedManager::SetSeed(static_cast<uint32_t>(options.seed));
    RngSeedManager::SetRun(options.run);
    FabricEngine::Prepare();
    if (options.engine == "pump")
    {
        auto implementation = CreateObject<DefaultSimulatorImpl>();
        ObjectFactory scheduler;
        scheduler.SetTypeId("ns3::MapScheduler");
        Simulator::SetImplementation(implementation);
        Simulator::SetScheduler(scheduler);
    }
}

} // namespace aifabric
} // namespace ns3
