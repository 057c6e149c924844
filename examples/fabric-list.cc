/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Lists the components that an experiment is put together from.
 *
 * ./ns3 run "fabric-list lb"
 */

#include "ns3/collective-operations.h"
#include "ns3/component-families.h"
#include "ns3/config-error.h"
#include "ns3/digest-counters.h"
#include "ns3/fabric-program.h"
#include "ns3/option-preset.h"
#include "ns3/results-schema.h"
#include "ns3/strategy-table.h"
#include "ns3/switch-boxes.h"
#include "ns3/trace-reference.h"

#include <algorithm>
#include <iostream>
#include <set>
#include <string>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// Print what goes together under one name.
void
PrintPresets(std::ostream& os)
{
    for (const OptionPreset& preset : OptionPreset::Table())
    {
        os << preset.name << ": " << preset.what << "\n   ";
        for (const auto& [option, value] : preset.values)
        {
            os << " --" << option << "=" << value;
        }
        os << "\n";
    }
}

/// Print the algorithms of each collective operation.
void
PrintCollectives(std::ostream& os)
{
    for (const auto& [operation, family] : ListCollectiveOperations())
    {
        os << operation << ":algorithm=\n";
        for (const ComponentInfo& info : family->List())
        {
            os << "  " << info.alias << ": " << info.description << "\n";
        }
    }
}

/// @return whether a component is a box of the table
bool
IsBox(const ComponentInfo& info)
{
    const auto& boxes = ListSwitchBoxes();
    return info.isRow && std::any_of(boxes.begin(), boxes.end(), [&info](const SwitchBox& box) {
               return box.name == info.alias;
           });
}

/// Print a family, or one of its members.
void
PrintFamily(const std::string& option, const ComponentFamily& family, const std::string& member)
{
    if (!member.empty())
    {
        DescribeComponent(std::cout, family.Find(member));
        return;
    }
    if (option == "lb")
    {
        PrintStrategyTable(std::cout);
        std::cout << "\n";
    }
    if (option == "switch")
    {
        PrintSwitchBoxes(std::cout);
        std::cout << "\nAll parameters of a box: list switch NAME. Models of no vendor:\n\n";
    }
    for (const ComponentInfo& info : family.List())
    {
        if (!IsBox(info))
        {
            DescribeComponent(std::cout, info);
        }
    }
}

} // namespace

int
main(int argc, char** argv)
{
    return FabricProgram::Run("fabric-list", [argc, argv]() {
        const std::string wanted = argc > 1 ? argv[1] : "";
        if (wanted == "--PrintHelp" || wanted == "--help")
        {
            std::cout << "fabric-list "
                         "[lb|cc|recovery|switch|qos|headroom|watchdog|stage|buffer|fabric|"
                         "workload|placement|"
                         "fault|preset|collective|database|digest|traces] [NAME]\n";
            return 0;
        }
        if (wanted == "database")
        {
            std::cout << GetSchemaReference();
            return 0;
        }
        if (wanted == "traces")
        {
            std::cout << GetTraceReference();
            return 0;
        }
        if (wanted == "digest")
        {
            DigestCounters::Describe(std::cout);
            return 0;
        }
        if (wanted == "preset")
        {
            PrintPresets(std::cout);
            return 0;
        }
        if (wanted == "collective")
        {
            PrintCollectives(std::cout);
            return 0;
        }
        bool found = wanted.empty();
        std::string names;
        for (const auto& family : families::All())
        {
            names += (names.empty() ? "" : ", ") + family.first;
            if (wanted.empty())
            {
                // Parts of a switch: --switch=generic:stages=NAME,qos=NAME,
                // --switch=shared-memory:policy=NAME.
                static const std::set<std::string> parts{"stage",
                                                         "qos",
                                                         "headroom",
                                                         "watchdog",
                                                         "buffer"};
                std::cout << "\n"
                          << (parts.count(family.first) ? "" : "--") << family.first << "\n";
                for (const ComponentInfo& info : family.second->List())
                {
                    std::cout << "  " << info.alias
                              << std::string(info.alias.size() < 16 ? 16 - info.alias.size() : 1,
                                             ' ')
                              << info.description << "\n";
                }
            }
            else if (wanted == family.first)
            {
                PrintFamily(family.first, *family.second, argc > 2 ? argv[2] : "");
                found = true;
            }
        }
        if (!found)
        {
            throw ConfigError("nothing to list under '" + wanted + "'; known: " + names +
                              ", preset, collective, database, digest, traces");
        }
        if (wanted.empty())
        {
            std::cout << "\nAttributes, units and defaults: list NAME, with NAME one of " << names
                      << "\n";
        }
        return 0;
    });
}
