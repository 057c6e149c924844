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
#include "ns3/results-schema.h"
#include "ns3/strategy-table.h"
#include "ns3/trace-reference.h"

#include <iostream>
#include <string>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

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

} // namespace

int
main(int argc, char** argv)
{
    return FabricProgram::Run("fabric-list", [argc, argv]() {
        const std::string wanted = argc > 1 ? argv[1] : "";
        if (wanted == "--PrintHelp" || wanted == "--help")
        {
            std::cout
                << "fabric-list "
                   "[lb|cc|recovery|switch|stage|fabric|workload|collective|fault|database|digest|"
                   "traces]\n";
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
                // A stage is part of a switch: --switch=generic:stages=NAME.
                std::cout << "\n" << (family.first == "stage" ? "" : "--") << family.first << "\n";
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
                if (family.first == "lb")
                {
                    PrintStrategyTable(std::cout);
                    std::cout << "\n";
                }
                family.second->Describe(std::cout);
                found = true;
            }
        }
        if (!found)
        {
            throw ConfigError("nothing to list under '" + wanted + "'; known: " + names +
                              ", collective, database, digest, traces");
        }
        if (wanted.empty())
        {
            std::cout << "\nAttributes, units and defaults: list NAME, with NAME one of " << names
                      << "\n";
        }
        return 0;
    });
}
