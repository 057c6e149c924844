/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "results-schema.h"

#include "results-views.h"

#include <cstddef>

namespace ns3
{
namespace aifabric
{

namespace
{

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
    return {
        "run",
        "one experiment",
        {
            {"run_id", "INTEGER PRIMARY KEY", "", "number of the run in this file"},
            {"label", "TEXT NOT NULL", "", "the user's name for the run"},
            {"started", "TEXT NOT NULL", "", "when the run was started, UTC, ISO 8601"},
            {"status",
             "TEXT NOT NULL CHECK (status IN ('ok', 'stopped', 'failed'))",
             "",
             "ok: the workload was completed; stopped: a limit was hit; failed: see error"},
            {"error", "TEXT", "", "why the run failed or stopped"},
            {"module_version", "TEXT NOT NULL", "", "version of ai-fabric"},
            {"ns3_version", "TEXT NOT NULL", "", "version of ns-3"},
            {"fabric", "TEXT NOT NULL", "", "fabric, as given to --fabric"},
            {"hosts", "INTEGER", "", "number of hosts"},
            {"rate_bps", "INTEGER", "bit/s", "rate of the links"},
            {"switch", "TEXT NOT NULL", "", "switch model"},
            {"lb", "TEXT NOT NULL", "", "load-balancing strategy"},
            {"cc", "TEXT NOT NULL", "", "congestion control"},
            {"recovery", "TEXT NOT NULL", "", "loss recovery"},
            {"workload", "TEXT NOT NULL", "", "workload"},
            {"fault", "TEXT NOT NULL", "", "faults, empty if none"},
            {"seed", "INTEGER NOT NULL", "", "ns-3's RngSeed"},
            {"run", "INTEGER NOT NULL", "", "ns-3's RngRun"},
            {"parameters", "TEXT NOT NULL", "JSON", "every option and non-default attribute"},
            {"cct_ns",
             "REAL",
             "ns",
             "collective completion time: first start to last end of a flow"},
            {"bound_ns", "REAL", "ns", "ideal lower bound of cct_ns"},
            {"flows", "INTEGER", "", "number of flows (messages)"},
            {"fct_p50_ns", "REAL", "ns", "median flow completion time (nearest rank)"},
            {"fct_p99_ns", "REAL", "ns", "99th percentile of it (nearest rank)"},
            {"fct_max_ns", "REAL", "ns", "longest flow completion time"},
            {"max_fabric_queue_bytes", "INTEGER", "B", "largest switch-to-switch egress queue"},
            {"max_host_queue_bytes", "INTEGER", "B", "largest switch-to-host egress queue"},
            {"drops", "INTEGER", "frames", "dropped, for whatever reason; by reason in counter"},
            {"trims", "INTEGER", "frames", "cut to their header by a switch"},
            {"ecn_marks", "INTEGER", "frames", "marked congestion-experienced by a switch"},
            {"cnps", "INTEGER", "frames", "congestion notifications sent"},
            {"pfc_pauses", "INTEGER", "frames", "PFC frames sent that start a pause"},
            {"retransmitted_packets", "INTEGER", "packets", "data packets sent again"},
            {"max_reorder_packets",
             "INTEGER",
             "packets",
             "largest PSN distance by which a packet was overtaken at a receiver"},
            {"max_reorder_buffer_packets",
             "INTEGER",
             "packets",
             "most packets of a queue pair that waited for an earlier one"},
            {"sim_ns", "REAL", "ns", "simulated time at the end"},
            {"setup_cpu_s", "REAL", "s", "CPU time of building the fabric"},
            {"wall_s", "REAL", "s", "wall time of the simulation itself"},
            {"cpu_s", "REAL", "s", "CPU time of the simulation itself"},
            {"peak_rss_bytes", "INTEGER", "B", "largest resident set of the process"},
            {"packet_hops", "INTEGER", "", "frames of any kind times links crossed"},
            {"events", "INTEGER", "", "events executed"},
            {"result_digest",
             "TEXT",
             "",
             "hash over everything simulated, 16 hexadecimal digits; equal inputs, equal digest"},
            {"timeouts", "INTEGER", "", "retransmission timers that ran out", "", 3},
            {"spurious_retransmissions",
             "INTEGER",
             "packets",
             "sent again although received: retransmissions that met their packet at the receiver",
             "",
             3},
            {"notes", "TEXT", "", "what a reader of the figures should know, one a line", "", 3},
            {"flows_ended",
             "INTEGER",
             "",
             "number of flows that ended; fct_p50_ns, fct_p99_ns and fct_max_ns are over these",
             "",
             3},
            {"experiment",
             "TEXT",
             "JSON",
             "the options that tell experiments apart, in canonical form; equal for runs that "
             "differ in strategy, seed, run number and what is stored only",
             "",
             3},
            {"lossless_drops",
             "INTEGER",
             "frames",
             "frames of lossless classes lost for want of buffer or headroom",
             "",
             3},
        },
        ""};
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
         },
         "PRIMARY KEY (run_id, collective_id)"},
        {"port",
         "the sending side of one port",
         {
             RUN_ID,
             {"node", "INTEGER NOT NULL", "", "id of the node"},
             {"port", "INTEGER NOT NULL", "", "number of the port at its node"},
             {"name", "TEXT NOT NULL", "", "from and to, such as edge0:3->agg1"},
             {"tier", "TEXT NOT NULL", "", "tier of the node, such as host, edge, agg, core"},
             {"direction", "TEXT NOT NULL", "", "up (away from hosts) or down"},
             {"frames", "INTEGER NOT NULL", "frames", "sent"},
             {"bytes", "INTEGER NOT NULL", "B", "sent"},
             {"max_backlog_bytes", "INTEGER NOT NULL", "B", "largest queue, all classes"},
             {"drops", "INTEGER NOT NULL", "frames", "dropped on the way to or in the queue"},
             {"pauses_sent", "INTEGER NOT NULL", "frames", "PFC frames sent that start a pause"},
             {"pauses_received", "INTEGER NOT NULL", "frames", "the same, received"},
             {"paused_ns", "REAL NOT NULL", "ns", "time with at least one class paused"},
         },
         "PRIMARY KEY (run_id, node, port)"},
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
        all.insert(all.begin(), MakeRunTable());
        all.push_back(MakeSweepTable());
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
            columns.push_back(
                {"slowdown", "REAL", "", "completion time over its bound", "cct_ns / bound_ns"});
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
