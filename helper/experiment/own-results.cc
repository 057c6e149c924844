/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "own-results.h"

#include "ns3/fabric-numbers.h"

#include <map>
#include <type_traits>
#include <variant>
#include <vector>

namespace ns3
{
namespace aifabric
{

namespace
{

using Getter = decltype(OwnResult::get);

/// @return what gets the value of each column; of columns that went, it is not
/// asked
std::map<std::string, Getter>&
Getters()
{
    static std::map<std::string, Getter> getters;
    return getters;
}

/// @return the columns of some results
std::vector<SchemaColumn>
ListColumns(std::initializer_list<OwnResult> results)
{
    std::vector<SchemaColumn> columns;
    for (const OwnResult& result : results)
    {
        columns.push_back(result.column);
    }
    return columns;
}

} // namespace

RegisterResults::RegisterResults(std::initializer_list<OwnResult> results)
    : m_columns(ListColumns(results))
{
    for (const OwnResult& result : results)
    {
        Getters()[result.column.name] = result.get;
    }
}

RegisterResults::~RegisterResults() = default;

void
RegisterResults::Fill(const FabricContainer& fabric, RunRecord& run)
{
    for (const SchemaColumn& column : GetOwnRunColumns())
    {
        const auto getter = Getters().find(column.name);
        if (getter != Getters().end() && getter->second)
        {
            run.own[column.name] = getter->second(fabric, run);
        }
    }
}

std::string
WriteResult(const ResultValue& value)
{
    return std::visit(
        [](const auto& one) -> std::string {
            using Value = std::decay_t<decltype(one)>;
            if constexpr (std::is_same_v<Value, std::monostate>)
            {
                return "";
            }
            else if constexpr (std::is_same_v<Value, std::string>)
            {
                return one;
            }
            else if constexpr (std::is_same_v<Value, double>)
            {
                return FormatNumber(one);
            }
            else
            {
                return std::to_string(one);
            }
        },
        value);
}

} // namespace aifabric
} // namespace ns3
