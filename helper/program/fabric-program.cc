/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-program.h"

#include "ns3/command-line.h"
#include "ns3/component-registry.h"
#include "ns3/component-spec.h"
#include "ns3/config-error.h"
#include "ns3/default-simulator-impl.h"
#include "ns3/experiment-plan.h"
#include "ns3/fabric-engine.h"
#include "ns3/map-scheduler.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/scheduler.h"
#include "ns3/simulator-impl.h"
#include "ns3/simulator.h"
#include "ns3/sqlite-connection.h"

#include <algorithm>
#include <iostream>
#include <set>
#include <utility>

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
    for (const ExperimentOption& option : ExperimentOptions::Table())
    {
        const auto kind =
            option.form == ExperimentOption::Form::NUMBER    ? FabricProgram::Kind::NUMBER
            : option.form == ExperimentOption::Form::BOOLEAN ? FabricProgram::Kind::BOOLEAN
                                                             : FabricProgram::Kind::TEXT;
        options.push_back({option.name, kind, option.range});
    }
    return options;
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

/// Split "--name=value".
std::pair<std::string, std::string>
SplitArgument(const std::string& argument)
{
    const size_t equals = argument.find('=');
    const std::string name = argument.substr(2, equals == std::string::npos ? equals : equals - 2);
    return {name, equals == std::string::npos ? "" : argument.substr(equals + 1)};
}

/// Check that a class exists and derives from another.
void
CheckClass(const std::string& option, const std::string& value, TypeId base)
{
    TypeId type;
    if (!TypeId::LookupByNameFailSafe(value, &type) || !type.IsChildOf(base))
    {
        throw ConfigError("--" + option + "=" + value + " is no class derived from " +
                          base.GetName());
    }
}

/// Check --ns3::Class::Attribute=value, at which ns-3 would end the program.
void
CheckDefault(const std::string& name, const std::string& value)
{
    const size_t colons = name.rfind("::");
    const std::string owner = name.substr(0, colons);
    TypeId type;
    if (!TypeId::LookupByNameFailSafe(owner, &type))
    {
        throw ConfigError("--" + name + ": there is no class " + owner);
    }
    const std::string attribute = name.substr(colons + 2);
    for (const auto& info : ListTextAttributes(type))
    {
        if (info.name == attribute)
        {
            try
            {
                const std::string written = FormatAttribute(info, *ParseAttribute(info, value));
                if (GetValueType(info).rfind("EnumValue", 0) == 0 && written != value)
                {
                    throw ConfigError("ns-3 wants it as " + written);
                }
            }
            catch (const ConfigError& error)
            {
                throw ConfigError("--" + name + "=" + value + ": " + error.what());
            }
            return;
        }
    }
    throw ConfigError("--" + name + ": " + owner + " has no attribute " + attribute +
                      " that can be given as text");
}

/// Refuse an option that is there already, and one whose value names no part.
void
CheckOnce(const std::string& name, const std::string& value, bool again)
{
    const ExperimentOption* option = ExperimentOption::Find(name);
    const bool isPart = option && option->family;
    if (option && option->form == ExperimentOption::Form::FAULTS)
    {
        return; // one for each fault, or none
    }
    if (again)
    {
        throw ConfigError("--" + name + " is given twice" +
                          (isPart ? ": compare --" + name + "=A,B runs both" : ""));
    }
    if (isPart && value.empty())
    {
        throw ConfigError("--" + name + "= names nothing: --" + name + "=" + option->GetDefault());
    }
}

/// Check what ns-3's CommandLine would otherwise end the program at.
void
CheckOfNs3(const std::string& name, const std::string& value)
{
    if (name == "RngSeed" || name == "RngRun")
    {
        const ExperimentOption* same = ExperimentOption::Find(name == "RngSeed" ? "seed" : "run");
        ParseWhole(value, same->range, "--" + name + "=" + value);
    }
    if (name == "ChecksumEnabled" && !IsBoolean(value))
    {
        throw ConfigError("--" + name + "=" + value + " is neither true nor false");
    }
    if (name == "SchedulerType")
    {
        CheckClass(name, value, Scheduler::GetTypeId());
    }
    if (name == "SimulatorImplementationType")
    {
        if (value == "ns3::VisualSimulatorImpl") // what ./ns3 run --vis asks for
        {
            throw ConfigError("ns-3's visualizer (--vis) steps its own simulator and draws devices "
                              "that it knows, and a fabric has neither: use --pcap, --ascii or the "
                              "report");
        }
        CheckClass(name, value, SimulatorImpl::GetTypeId());
        if (value == "ns3::RealtimeSimulatorImpl")
        {
            throw ConfigError("--" + name + "=" + value +
                              ": a fabric cannot be simulated in real time");
        }
    }
    TypeId type;
    if (name == "PrintAttributes" && !TypeId::LookupByNameFailSafe(value, &type))
    {
        throw ConfigError("--" + name + "=" + value + ": there is no such class");
    }
    if (name.rfind("ns3::", 0) == 0)
    {
        CheckDefault(name, value);
    }
}

} // namespace

int
FabricProgram::Run(const std::string& name, const std::function<int()>& body)
{
    try
    {
        const int code = body();
        std::cout.flush();
        if (!std::cout)
        {
            std::cerr << name << ": standard output cannot be written to the end" << std::endl;
            return code == 0 ? 1 : code;
        }
        return code;
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
    std::set<std::string> given;
    for (int i = 1; i < argc; i++)
    {
        const std::string argument = argv[i];
        if (argument.rfind("--", 0) != 0)
        {
            throw ConfigError("'" + argument + "' is not an option: options are --name=value");
        }
        const size_t equals = argument.find('=');
        const auto [name, value] = SplitArgument(argument);
        if (IsOfNs3(name))
        {
            CheckOfNs3(name, value);
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
        if (match->kind == Kind::NUMBER)
        {
            ParseWhole(value, match->range, argument);
        }
        if (match->kind == Kind::BOOLEAN && equals != std::string::npos && !IsBoolean(value))
        {
            throw ConfigError("--" + name + "=" + value + " is neither true nor false");
        }
        if (match->kind == Kind::TEXT && equals == std::string::npos)
        {
            throw ConfigError("--" + name + " needs a value: --" + name + "=...");
        }
        CheckOnce(name, value, !given.insert(name).second);
        // Texts of the program itself go through ns-3's parser, which cuts them at blanks.
        const bool own =
            std::any_of(options.begin(), options.end(), [&name = name](const Option& o) {
                return o.name == name && o.kind == Kind::TEXT;
            });
        if (own && (value.empty() || value.find_first_of(" \t\n") != std::string::npos))
        {
            throw ConfigError("--" + name + "=" + value + ": a value without blanks is needed");
        }
    }
}

void
FabricProgram::Parse(CommandLine& command,
                     int argc,
                     char** argv,
                     ExperimentOptions& options,
                     const std::vector<Option>& more,
                     bool severalRuns)
{
    CheckArguments(argc, argv, true, more);
    std::vector<char*> rest{argv[0]};
    std::set<std::string> given;
    for (int i = 1; i < argc; i++)
    {
        const auto [name, value] = SplitArgument(argv[i]);
        const bool again = !given.insert(name).second;
        const ExperimentOption* option = ExperimentOption::Find(name);
        if (option && severalRuns && option->isForOneRun)
        {
            throw ConfigError("--" + name + " is for one run: use fabric-run");
        }
        if (option && option->form == ExperimentOption::Form::FAULTS && again &&
            !ExperimentOptions::IsNone(option->Get(options)))
        {
            // The option may be given for each fault.
            option->Put(options,
                        option->Get(options) +
                            (ExperimentOptions::IsNone(value) ? "" : "+" + value));
        }
        else if (!options.SetText(name, value))
        {
            rest.push_back(argv[i]);
        }
    }
    CheckFiles(options);
    if ((given.count("seed") && given.count("RngSeed")) ||
        (given.count("run") && given.count("RngRun")))
    {
        throw ConfigError("--seed and --run are ns-3's --RngSeed and --RngRun: give one of each");
    }
    command.Parse(static_cast<int>(rest.size()), rest.data());
    if (!given.count("seed"))
    {
        options.seed = RngSeedManager::GetSeed();
    }
    if (!given.count("run"))
    {
        options.run = RngSeedManager::GetRun();
    }
}

void
FabricProgram::Prepare(const ExperimentOptions& options)
{
    const ExperimentPlan plan(options); // refuses what cannot be
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
