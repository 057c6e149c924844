/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "component-row.h"

namespace ns3
{
namespace aifabric
{

namespace
{

/// @return all rows; made on first use, since registrations run before main()
std::vector<ComponentRow>&
GetRows()
{
    static std::vector<ComponentRow> rows;
    return rows;
}

} // namespace

RegisterComponentRows::RegisterComponentRows(std::initializer_list<ComponentRow> rows)
{
    GetRows().insert(GetRows().end(), rows.begin(), rows.end());
}

const std::vector<ComponentRow>&
RegisterComponentRows::List()
{
    return GetRows();
}

} // namespace aifabric
} // namespace ns3
