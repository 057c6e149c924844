/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "queue-limit.h"

#include "ns3/component-registry.h"
#include "ns3/config-error.h"

#include <array>
#include <map>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Factors by level; all are multiples of powers of two, and exact.
using Row = std::array<double, QueueLimit::MOST + 1>;

const std::map<std::string, Row>&
GetRows()
{
    static const std::map<std::string, Row> rows{
        {"generic", {1 / 128.0, 1 / 64.0, 1 / 32.0, 1 / 16.0, 0.125, 0.25, 0.5, 1, 2, 4, 8}},
        {"cloud-scale", {0.125, 0.25, 0.5, 0.75, 1.125, 1.75, 3, 5, 8, 14, 18}},
    };
    return rows;
}

} // namespace

std::vector<std::string>
QueueLimit::ListRows()
{
    std::vector<std::string> names;
    for (const auto& [name, row] : GetRows())
    {
        names.push_back(name);
    }
    return names;
}

double
QueueLimit::GetAlpha(const std::string& row, uint64_t level)
{
    const auto found = GetRows().find(row);
    if (found == GetRows().end())
    {
        throw ConfigError("there is no row '" + row + "' of alphas" + SuggestName(row, ListRows()));
    }
    if (level > MOST)
    {
        throw ConfigError("queue-limit=" + std::to_string(level) + " is no level; they are 0 to " +
                          std::to_string(MOST));
    }
    return found->second[level];
}

} // namespace aifabric
} // namespace ns3
