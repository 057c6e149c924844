/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RESULTS_SCHEMA_H
#define RESULTS_SCHEMA_H

#include <cstdint>
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
 * The layout of result files. The tables are described once, with units and meanings; the DDL
 * (which carries them as comments, see `.schema` of the sqlite3 shell) and the reference in the
 * documentation are made from that.
 *
 * To extend the schema, raise RESULTS_SCHEMA_VERSION and add tables, or columns at the end of a
 * table that may be NULL, with that version as `since`; files of older versions then get them when
 * they are opened for writing.
 */

/// `PRAGMA application_id` of result files: "AIFB".
constexpr int32_t RESULTS_APPLICATION_ID = 0x41494642;
/// `PRAGMA user_version` of result files.
constexpr int32_t RESULTS_SCHEMA_VERSION = 9;

/**
 * @ingroup ai-fabric
 * One column of a table or view.
 */
struct SchemaColumn
{
    std::string name;         ///< name
    std::string type;         ///< SQL type, with constraints
    std::string unit;         ///< unit, empty if it has none
    std::string meaning;      ///< definition
    std::string expression{}; ///< how a view computes it, empty if it is taken from `run`
    int32_t since{1};         ///< schema version that brought it; later columns come last
};

/**
 * @ingroup ai-fabric
 * One table.
 */
struct SchemaTable
{
    std::string name;                  ///< name
    std::string meaning;               ///< what one row is
    std::vector<SchemaColumn> columns; ///< columns
    std::string key;                   ///< table constraint, or empty
    int32_t since{1};                  ///< schema version that brought it
};

/**
 * Get the tables.
 * @return all tables, `run` first
 */
std::vector<SchemaTable> GetSchemaTables();

/**
 * Get the columns of the view `summary`.
 * @return the columns in order
 */
std::vector<SchemaColumn> GetSummaryColumns();

/**
 * Get the statement that makes the view `summary`.
 * @param more columns of `run` that other programs have added to a file
 * @return SQL
 */
std::string GetSummaryDdl(const std::vector<SchemaColumn>& more = {});

/**
 * Write the statement that inserts a row into a table.
 * @param table the table
 * @return SQL with a parameter for each column, in their order
 */
std::string WriteInsert(const SchemaTable& table);

/**
 * Get the statements that make the tables, indexes and views in an empty database.
 * @return SQL
 */
std::string GetSchemaDdl();

/**
 * Get the statements that bring a file of an older version up to date.
 * @param from the version of the file
 * @return SQL, without the version itself
 */
std::string GetSchemaUpgrade(int32_t from);

/**
 * Get the description of all tables and views for the documentation.
 * @return reStructuredText
 */
std::string GetSchemaReference();

} // namespace aifabric
} // namespace ns3

#endif // RESULTS_SCHEMA_H
