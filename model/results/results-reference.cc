/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "results-schema.h"
#include "results-views.h"

namespace ns3
{
namespace aifabric
{

namespace
{

/**
 * Write columns as a table of the documentation.
 * @param name title
 * @param meaning sentence below the title
 * @param columns the columns
 * @return reStructuredText
 */
std::string
ToRst(const std::string& name, const std::string& meaning, const std::vector<SchemaColumn>& columns)
{
    const std::string title = "``" + name + "``";
    std::string text = title + "\n" + std::string(title.size(), '~') + "\n\nEach row is " +
                       meaning + ".\n\n.. list-table::\n   :header-rows: 1\n\n" +
                       "   * - column\n     - type\n     - unit\n     - meaning\n";
    for (const SchemaColumn& column : columns)
    {
        // The first word of a column's SQL is its type.
        const std::string type = column.type.substr(0, column.type.find(' '));
        text += "   * - ``" + column.name + "``\n     - " + type + "\n     -" +
                (column.unit.empty() ? "" : " " + column.unit) + "\n     - " + column.meaning +
                "\n";
    }
    return text + "\n";
}

} // namespace

std::string
GetSchemaReference()
{
    std::string text =
        "Database\n********\n\n"
        ".. This page is the output of ./aifabric list database, and a test compares the two.\n\n"
        "Runs are stored in an SQLite file, one transaction each. ``PRAGMA application_id`` is "
        "that of\n"
        "ai-fabric, ``PRAGMA user_version`` the version of the schema, " +
        std::to_string(RESULTS_SCHEMA_VERSION) +
        "; files of older versions are brought\nup to date when something is written to them. "
        "``.schema`` in the sqlite3 shell prints this page as comments.\n\n";
    text += ToRst("summary", "one run (a view)", GetSummaryColumns());
    for (const SchemaView& view : GetSchemaViews())
    {
        text += ToRst(view.name, view.meaning + " (a view)", view.columns);
    }
    for (const SchemaTable& table : GetSchemaTables())
    {
        text += ToRst(table.name, table.meaning, table.columns);
    }
    return text;
}

} // namespace aifabric
} // namespace ns3
