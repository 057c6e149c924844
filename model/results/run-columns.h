/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RUN_COLUMNS_H
#define RUN_COLUMNS_H

#include "result-column.h"
#include "run-record.h"

#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * A column of the table `run`. A new column is a member of RunRecord and a row of GetRunColumns(),
 * at the end, with the schema version that brings it.
 */
using RunColumn = ResultColumn<RunRecord>;

/**
 * Get the columns of the table `run`.
 * @return the columns, in order
 */
const std::vector<RunColumn>& GetRunColumns();

/** @return the table `run`. */
ResultTable<RunRecord> GetRunTable();

} // namespace aifabric
} // namespace ns3

#endif // RUN_COLUMNS_H
