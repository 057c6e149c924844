/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "results-schema.h"

#include "results-views.h"
#include "run-columns.h"

#include <cstddef>

namespace ns3
{
namespace aifabric
{

namespace
{

/// How details name the job that they belong to.
const SchemaColumn JOB{"job", "INTEGER NOT NULL DEFAULT 0", "", "number of its job", "", 4};

/// How every table but `run` names its run.
const SchemaColumn RUN_ID{"run_id",
                          "INTEGER NOT NULL REFERENCES run (run_id) ON DELETE CASCADE",
                          "",
                          "the run"};

/**
 * The table `run`.
 * @return the table
 */
SchemaTable
MakeRunTable()
{
    SchemaTable table{"run", "one experiment", {}, ""};
    for (const RunColumn& column : GetRunColumns())
    {
        table.columns.push_back(column.column);
    }
    return table;
}

/**
 * The tables of what happened in a run.
 * @return the tables
 */
std::vector<SchemaTable>
MakeDetailTables()
{
    return {
        {"flow",
         "one message from host to host",
         {
             RUN_ID,
             {"flow_id", "INTEGER NOT NULL", "", "number of the flow in its run, from 0"},
             {"src", "INTEGER NOT NULL", "", "index of the sending host"},
             {"dst", "INTEGER NOT NULL", "", "index of the receiving host"},
             {"bytes", "INTEGER NOT NULL", "B", "payload"},
             {"start_ns", "REAL NOT NULL", "ns", "when it was handed to the sender"},
             {"end_ns", "REAL", "ns", "when it was complete; NULL if it never was"},
             {"fct_ns", "REAL", "ns", "flow completion time; NULL if it never was complete"},
             {"packets_sent", "INTEGER NOT NULL", "packets", "data packets, all transmissions"},
             {"retransmitted_packets", "INTEGER NOT NULL", "packets", "of these, sent again"},
             JOB,
         },
         "PRIMARY KEY (run_id, flow_id)"},
        {"collective",
         "one collective operation, or another group of flows that ends together",
         {
             RUN_ID,
             {"collective_id", "INTEGER NOT NULL", "", "number in its run, from 0"},
             {"name", "TEXT NOT NULL", "", "what it is"},
             {"start_ns", "REAL NOT NULL", "ns", "start"},
             {"end_ns", "REAL", "ns", "end; NULL if it was not completed"},
             {"bytes", "INTEGER NOT NULL", "B", "payload of all its flows"},
             JOB,
         },
         "PRIMARY KEY (run_id, collective_id)"},
        {"port",
         "the sending side of one port",
         {
             RUN_ID,
             {"node", "INTEGER NOT NULL", "", "id of the node"},
             {"port", "INTEGER NOT NULL", "", "number of the port at its node"},
             {"name", "TEXT NOT NULL", "", "from and to, such as edge0:3->agg1"},
             {"tier", "TEXT NOT NULL", "", "tier of the node, as its fabric names it"},
             {"direction", "TEXT NOT NULL", "", "up (away from hosts) or down"},
             {"frames", "INTEGER NOT NULL", "frames", "sent"},
             {"bytes", "INTEGER NOT NULL", "B", "sent"},
             {"max_backlog_bytes", "INTEGER NOT NULL", "B", "largest queue, all classes"},
             {"drops", "INTEGER NOT NULL", "frames", "dropped on the way to or in the queue"},
             {"pauses_sent", "INTEGER NOT NULL", "frames", "PFC frames sent that start a pause"},
             {"pauses_received", "INTEGER NOT NULL", "frames", "the same, received"},
             {"paused_ns", "REAL NOT NULL", "ns", "time with at least one class paused"},
             {"rate_bps", "INTEGER", "bit/s", "rate of the link", "", 5},
             {"trims", "INTEGER", "frames", "cut to their header for want of room", "", 5},
         },
         "PRIMARY KEY (run_id, node, port)"},
    };
}

/**
 * The tables of what was counted and sampled in a run.
 * @return the tables
 */
std::vector<SchemaTable>
MakeSampleTables()
{
    return {
        {"counter",
         "one named count of the whole run",
         {
             RUN_ID,
             {"name", "TEXT NOT NULL", "", "what is counted; drop.REASON are drops by reason"},
             {"value", "INTEGER NOT NULL", "", "the count"},
         },
         "PRIMARY KEY (run_id, name)"},
        {"queue_histogram",
         "how long a port's egress queue was in one range of lengths",
         {
             RUN_ID,
             {"node", "INTEGER NOT NULL", "", "id of the node"},
             {"port", "INTEGER NOT NULL", "", "number of the port at its node"},
             {"backlog_bytes", "INTEGER NOT NULL", "B", "lower bound, up to the next row's"},
             {"time_ns", "REAL NOT NULL", "ns", "time spent in the range"},
         },
         "PRIMARY KEY (run_id, node, port, backlog_bytes)"},
        {"series",
         "one sampled quantity; its samples are in time_series",
         {
             RUN_ID,
             {"series_id", "INTEGER NOT NULL", "", "number in its run, from 0"},
             {"name", "TEXT NOT NULL", "", "the quantity"},
             {"subject", "TEXT NOT NULL", "", "of what, such as a port's name"},
             {"unit", "TEXT NOT NULL", "", "unit of the values"},
         },
         "PRIMARY KEY (run_id, series_id)"},
        {"time_series",
         "one sample",
         {
             {"run_id", "INTEGER NOT NULL", "", "the run"},
             {"series_id", "INTEGER NOT NULL", "", "the series"},
             {"sample_id", "INTEGER NOT NULL", "", "number in its series, from 0"},
             {"time_ns", "REAL NOT NULL", "ns", "when"},
             {"value", "REAL", "", "value, in the unit of the series"},
         },
         "PRIMARY KEY (run_id, series_id, sample_id), FOREIGN KEY (run_id, series_id) "
         "REFERENCES series (run_id, series_id) ON DELETE CASCADE"},
        {"event",
         "something that happened once, such as a link failure",
         {
             RUN_ID,
             {"event_id", "INTEGER NOT NULL", "", "number in its run, from 0"},
             {"time_ns", "REAL NOT NULL", "ns", "when"},
             {"kind", "TEXT NOT NULL", "", "what, such as link-down"},
             {"subject", "TEXT NOT NULL", "", "to what, such as a port's name"},
             {"detail", "TEXT NOT NULL", "", "more, free text"},
         },
         "PRIMARY KEY (run_id, event_id)"},
    };
}

/**
 * The table of jobs.
 * @return the table
 */
SchemaTable
MakeJobTable()
{
    return {
        "job",
        "one workload of a run, whose workloads begin at once and share the fabric",
        {
            RUN_ID,
            {"job", "INTEGER NOT NULL", "", "number in its run, from 0, as joined by +"},
            {"workload", "TEXT NOT NULL", "", "workload"},
            {"start_ns", "REAL", "ns", "start of its first flow or computation"},
            {"end_ns", "REAL", "ns", "end of its last one; NULL if it was not completed"},
            {"cct_ns", "REAL", "ns", "completion time, from start_ns to end_ns"},
            {"bound_ns",
             "REAL",
             "ns",
             "ideal lower bound of cct_ns if it had the fabric for itself"},
            {"slowdown",
             "REAL",
             "",
             "completion time over its bound: what the other jobs cost it is in it"},
            {"flows", "INTEGER", "", "number of its flows (messages)"},
            {"flows_ended", "INTEGER", "", "number of those that ended"},
            {"bytes", "INTEGER", "B", "payload of all its flows"},
            {"fct_p50_ns", "REAL", "ns", "median of its flow completion times (nearest rank)"},
            {"fct_p99_ns", "REAL", "ns", "99th percentile of them (nearest rank)"},
            {"fct_max_ns", "REAL", "ns", "longest of them"},
            {"retransmitted_packets",
             "INTEGER",
             "packets",
             "sent again while one of its messages was the oldest of its queue pair, of messages "
             "that ended or were given up"},
            {"failed_messages", "INTEGER", "", "messages given up"},
        },
        "PRIMARY KEY (run_id, job)",
        4};
}

/**
 * The table of what sweeps have made.
 * @return the table
 */
SchemaTable
MakeSweepTable()
{
    return {"sweep_run",
            "one run of a sweep, by what tells runs apart: no file holds the same one twice",
            {
                {"sweep_key", "TEXT NOT NULL PRIMARY KEY", "", "hash of options, 32 hex digits"},
                {"options", "TEXT NOT NULL", "JSON", "the options of the run, in canonical form"},
                {"sweep", "TEXT NOT NULL", "", "name of the sweep that made or skipped it"},
                {"grid", "TEXT NOT NULL", "", "name of its grid, empty if it has none"},
                {"state",
                 "TEXT NOT NULL CHECK (state IN ('ok', 'stopped', 'failed', 'skipped'))",
                 "",
                 "status of the run; skipped: a component refused it"},
                {"run_id",
                 "INTEGER UNIQUE REFERENCES run (run_id) ON DELETE CASCADE",
                 "",
                 "the run; NULL if skipped"},
                {"reason", "TEXT", "", "why it failed, stopped or was skipped"},
                {"output", "TEXT", "", "last lines that a failed run printed"},
            },
            "",
            2};
}

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

const std::vector<SchemaTable>&
GetSchemaTables()
{
    static const std::vector<SchemaTable> tables = [] {
        std::vector<SchemaTable> all = MakeDetailTables();
        for (SchemaTable& table : MakeSampleTables())
        {
            all.push_back(std::move(table));
        }
        all.insert(all.begin(), MakeRunTable());
        all.push_back(MakeSweepTable());
        all.push_back(MakeJobTable());
        return all;
    }();
    return tables;
}

std::vector<SchemaColumn>
GetSummaryColumns()
{
    std::vector<SchemaColumn> columns;
    for (const SchemaColumn& column : GetSchemaTables().front().columns)
    {
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

namespace
{

/**
 * Write the statement that makes the view `summary`.
 * @return SQL
 */
std::string
MakeSummary()
{
    std::string sql = "CREATE VIEW summary AS -- one row per run\nSELECT\n";
    const std::vector<SchemaColumn> summary = GetSummaryColumns();
    for (size_t i = 0; i < summary.size(); i++)
    {
        const SchemaColumn& column = summary[i];
        sql += "    " + (column.expression.empty() ? "" : column.expression + " AS ") +
               column.name + (i + 1 < summary.size() ? "," : "") + " -- " + Describe(column) + "\n";
    }
    sql += "FROM run;\n";
    return sql;
}

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
GetSchemaDdl()
{
    std::string sql;
    for (const SchemaTable& table : GetSchemaTables())
    {
        sql += MakeTable(table);
    }
    sql += MakeSummary();
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
    sql += "DROP VIEW summary;\n" + MakeSummary();
    sql += "DROP INDEX IF EXISTS run_by_experiment;\n";
    for (const SchemaView& view : GetSchemaViews())
    {
        sql += view.since > from ? "DROP VIEW IF EXISTS " + view.name + ";\n" + MakeView(view) : "";
    }
    return sql;
}

} // namespace aifabric
} // namespace ns3
