/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RUN_COLUMNS_H
#define RUN_COLUMNS_H

#include "results-schema.h"
#include "run-record.h"
#include "sqlite-connection.h"

#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A column of the table `run`: what it is called and means, and where its value is. A new column is
 * a member of RunRecord and a row of GetRunColumns(), at the end, with the schema version that
 * brings it.
 */
struct RunColumn
{
    SchemaColumn column; ///< name, type, unit and meaning
    /// Puts the value of a run into a parameter of a statement.
    void (*bind)(SqliteStatement& statement, int index, const RunRecord& run);
};

/**
 * Get the columns of the table `run`.
 * @return the columns, in order
 */
const std::vector<RunColumn>& GetRunColumns();

} // namespace aifabric
} // namespace ns3

#endif // RUN_COLUMNS_H
