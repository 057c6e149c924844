/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "strategy-table.h"

#include "ns3/component-families.h"
#include "ns3/host-load-balancer.h"
#include "ns3/object-factory.h"
#include "ns3/string.h"
#include "ns3/switch-load-balancer.h"

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

/// The row of a strategy: its name, what DescribeStrategy() was told, and what it says it needs.
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
            for (const size_t column : {1, 2, 3, 5})
            {
                std::getline(fields, row[column], '|');
            }
        }
    }
    row[4] = GetStrategyNeeds(info).ToText();
    return row;
}

} // namespace

NetworkNeeds
GetStrategyNeeds(const ComponentInfo& info)
{
    ObjectFactory factory;
    factory.SetTypeId(info.type);
    const auto strategy = factory.Create<Object>();
    const auto onHost = DynamicCast<HostLoadBalancer>(strategy);
    return onHost ? onHost->GetNeeds() : DynamicCast<SwitchLoadBalancer>(strategy)->GetNeeds();
}

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
