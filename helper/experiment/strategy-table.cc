/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "strategy-table.h"

#include "ns3/component-families.h"
#include "ns3/string.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

namespace
{

constexpr size_t COLUMNS = 6;

using Row = std::array<std::string, COLUMNS>;

/// The row of a strategy: its name, and what DescribeStrategy() was told.
Row
MakeRow(const ComponentInfo& info)
{
    Row row;
    row.fill("-");
    row[0] = info.alias;
    for (std::size_t i = 0; i < info.type.GetAttributeN(); i++)
    {
        const auto attribute = info.type.GetAttribute(i);
        const auto* text =
            dynamic_cast<const StringValue*>(PeekPointer(attribute.originalInitialValue));
        if (text && attribute.name == "Traits")
        {
            std::istringstream fields(text->Get());
            for (size_t column = 1; column < COLUMNS && std::getline(fields, row[column], '|');
                 column++)
            {
            }
        }
    }
    return row;
}

} // namespace

void
PrintStrategyTable(std::ostream& os)
{
    std::vector<Row> rows{{"strategy", "where", "granularity", "state", "needs", "source"}};
    for (const ComponentInfo& info : families::LoadBalancers().List())
    {
        rows.push_back(MakeRow(info));
    }
    std::array<size_t, COLUMNS> widths{};
    for (const Row& row : rows)
    {
        for (size_t column = 0; column < COLUMNS; column++)
        {
            widths[column] = std::max(widths[column], row[column].size());
        }
    }
    for (const Row& row : rows)
    {
        for (size_t column = 0; column + 1 < COLUMNS; column++)
        {
            os << row[column] << std::string(widths[column] + 2 - row[column].size(), ' ');
        }
        os << row.back() << "\n";
    }
}

} // namespace aifabric
} // namespace ns3
