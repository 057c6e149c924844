/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "results-schema.h"

#include "path-part-table.h"
#include "results-tables.h"
#include "results-views.h"
#include "run-columns.h"

#include <cstddef>

namespace ns3
{
namespace aifabric
{

namespace
{

/**
 * Write the unit and meaning of a column.
 * @param column the column
 * @return such as "ns: when"
 */
std::string
Describe(const SchemaColumn& column)
{
    return column.unit.empty() ? column.meaning : column.unit + ": " + column.meaning;
}

/**
 * Write the statement that makes a table.
 * @param table the table
 * @return SQL
 */
std::string
MakeTable(const SchemaTable& table)
{
    std::string sql = "CREATE TABLE " + table.name + " -- " + table.meaning + "\n(\n";
    for (size_t i = 0; i < table.columns.size(); i++)
    {
        const SchemaColumn& column = table.columns[i];
        const bool isLast = i + 1 == table.columns.size() && table.key.empty();
        sql += "    " + column.name + " " + column.type + (isLast ? "" : ",") + " -- " +
               Describe(column) + "\n";
    }
    return sql + (table.key.empty() ? ");\n" : "    " + table.key + "\n) WITHOUT ROWID;\n");
}

} // namespace

std::vector<SchemaTable>
GetSchemaTables()
{
    return {GetRunTable().GetSchema(),
            tables::Flows().GetSchema(),
            tables::Collectives().GetSchema(),
            tables::Ports().GetSchema(),
            tables::Counters().GetSchema(),
            tables::QueueHistograms().GetSchema(),
            tables::Series().GetSchema(),
            tables::Samples().GetSchema(),
            tables::Events().GetSchema(),
            tables::SweepRuns().GetSchema(),
            tables::Jobs().GetSchema(),
            tables::Iterations().GetSchema(),
            tables::TaskSpans().GetSchema(),
            tables::PathParts().GetSchema(),
            tables::FlowBins().GetSchema()};
}

std::vector<SchemaColumn>
GetSummaryColumns()
{
    std::vector<SchemaColumn> columns;
    for (const RunColumn& run : GetRunColumns())
    {
        const SchemaColumn& column = run.column;
        columns.push_back(column);
        if (column.name == "bound_ns")
        {
            columns.push_back({"slowdown",
                               "REAL",
                               "",
                               "completion time over its bound, of the slowest job",
                               "ifnull(slowest_cct_ns, cct_ns) / bound_ns"});
        }
    }
    return columns;
}

std::string
GetSummaryDdl(const std::vector<SchemaColumn>& more)
{
    std::string sql = "CREATE VIEW summary AS -- one row per run\nSELECT\n";
    std::vector<SchemaColumn> summary = GetSummaryColumns();
    summary.insert(summary.end(), more.begin(), more.end());
    for (size_t i = 0; i < summary.size(); i++)
    {
        const SchemaColumn& column = summary[i];
        sql += "    " + (column.expression.empty() ? "" : column.expression + " AS ") +
               column.name + (i + 1 < summary.size() ? "," : "") + " -- " + Describe(column) + "\n";
    }
    sql += "FROM run;\n";
    return sql;
}

namespace
{

/**
 * Write the statements that bring a table of an older version up to date.
 * @param table a table that the older version has
 * @param from the version
 * @return SQL
 */
std::string
AddColumns(const SchemaTable& table, int32_t from)
{
    std::string sql;
    for (const SchemaColumn& column : table.columns)
    {
        if (column.since > from)
        {
            sql += "ALTER TABLE " + table.name + " ADD COLUMN " + column.name + " " + column.type +
                   ";\n";
        }
    }
    return sql;
}

} // namespace

std::string
WriteInsert(const SchemaTable& table)
{
    std::string columns;
    std::string values;
    for (const SchemaColumn& column : table.columns)
    {
        columns += (columns.empty() ? "" : ", ") + column.name;
        values += (values.empty() ? ":" : ", :") + column.name;
    }
    return "INSERT INTO " + table.name + " (" + columns + ") VALUES (" + values + ")";
}

std::string
GetSchemaDdl()
{
    std::string sql;
    for (const SchemaTable& table : GetSchemaTables())
    {
        sql += MakeTable(table);
    }
    sql += GetSummaryDdl();
    for (const SchemaView& view : GetSchemaViews())
    {
        sql += MakeView(view);
    }
    return sql;
}

std::string
GetSchemaUpgrade(int32_t from)
{
    std::string sql;
    for (const SchemaTable& table : GetSchemaTables())
    {
        sql += table.since > from ? MakeTable(table) : AddColumns(table, from);
    }
    sql += "DROP VIEW summary;\n" + GetSummaryDdl();
    sql += "DROP INDEX IF EXISTS run_by_experiment;\n";
    for (const SchemaView& view : GetSchemaViews())
    {
        sql += view.since > from ? "DROP VIEW IF EXISTS " + view.name + ";\n" + MakeView(view) : "";
    }
    return sql;
}

} // namespace aifabric
} // namespace ns3
