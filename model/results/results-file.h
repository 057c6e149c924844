/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RESULTS_FILE_H
#define RESULTS_FILE_H

#include "results-schema.h"
#include "sqlite-connection.h"

#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @file
 * @ingroup ai-fabric
 *
 * What makes a file a result file, of this or an older version. All failures are thrown as
 * ResultsError.
 */

/**
 * Check what can be known of a file without opening it.
 * @param path its name
 * @return whether the file exists
 */
bool CheckResultFileName(const std::string& path);

/**
 * Look at who made a database.
 * @param connection the database
 * @param path its name
 * @return true if it is a result file, false if it is empty; ResultsError if it is anything else
 */
bool IsResultFile(SqliteConnection& connection, const std::string& path);

/**
 * Tell whether a result file lacks tables that came later.
 * @param connection the file
 * @return true if so
 */
bool IsOldResultFile(SqliteConnection& connection);

/**
 * Make the schema, or bring that of an older version up to date, in one transaction.
 * @param connection the file
 * @param path its name
 */
void MakeResultSchema(SqliteConnection& connection, const std::string& path);

/**
 * Get the statements that fill the columns of `run` which runs of older versions lack: their
 * experiment, and how many of their flows ended.
 * @return SQL
 */
std::string GetRunCompletion();

/**
 * List the columns of `run` in a file.
 * @param connection the file
 * @return names and types
 */
std::vector<SchemaColumn> ListRunColumns(SqliteConnection& connection);

/**
 * Tell whether a file lacks columns of `run`.
 * @param connection the file
 * @param columns the columns
 * @return true if it lacks one
 */
bool LacksRunColumns(SqliteConnection& connection, const std::vector<SchemaColumn>& columns);

/**
 * Add columns that a file lacks to its table `run`, and all that it then has to its view `summary`.
 * @param connection the file, in a transaction
 * @param columns the columns
 */
void AddRunColumns(SqliteConnection& connection, const std::vector<SchemaColumn>& columns);

} // namespace aifabric
} // namespace ns3

#endif // RESULTS_FILE_H
