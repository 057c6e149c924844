/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "results-views.h"

namespace ns3
{
namespace aifabric
{

namespace
{

/// Student's t for a two-sided interval of 95 %, by degrees of freedom; close to 1.96 above 30.
const char* const STUDENT_T =
    "CASE runs - 1"
    " WHEN 1 THEN 12.706 WHEN 2 THEN 4.303 WHEN 3 THEN 3.182 WHEN 4 THEN 2.776 WHEN 5 THEN 2.571"
    " WHEN 6 THEN 2.447 WHEN 7 THEN 2.365 WHEN 8 THEN 2.306 WHEN 9 THEN 2.262 WHEN 10 THEN 2.228"
    " WHEN 11 THEN 2.201 WHEN 12 THEN 2.179 WHEN 13 THEN 2.160 WHEN 14 THEN 2.145"
    " WHEN 15 THEN 2.131 WHEN 16 THEN 2.120 WHEN 17 THEN 2.110 WHEN 18 THEN 2.101"
    " WHEN 19 THEN 2.093 WHEN 20 THEN 2.086 WHEN 21 THEN 2.080 WHEN 22 THEN 2.074"
    " WHEN 23 THEN 2.069 WHEN 24 THEN 2.064 WHEN 25 THEN 2.060 WHEN 26 THEN 2.056"
    " WHEN 27 THEN 2.052 WHEN 28 THEN 2.048 WHEN 29 THEN 2.045 WHEN 30 THEN 2.042"
    " ELSE 1.96 + 2.4 / (runs - 1) END";

/// What tells experiments apart but for the strategy, seed and run number.
const char* const EXPERIMENT = "fabric, rate_bps, switch, cc, recovery, workload, fault";

SchemaView
MakeStrategyView()
{
    const std::string by = std::string(EXPERIMENT) + ", lb";
    return {
        "strategy",
        "one strategy in one experiment, over all its completed runs (seeds and run numbers)",
        {
            {"fabric", "TEXT", "", "fabric"},
            {"rate_bps", "INTEGER", "bit/s", "rate of the links"},
            {"switch", "TEXT", "", "switch model"},
            {"cc", "TEXT", "", "congestion control"},
            {"recovery", "TEXT", "", "loss recovery"},
            {"workload", "TEXT", "", "workload"},
            {"fault", "TEXT", "", "faults"},
            {"lb", "TEXT", "", "strategy"},
            {"runs", "INTEGER", "", "completed runs"},
            {"mean_cct_ns", "REAL", "ns", "mean completion time"},
            {"mean_slowdown", "REAL", "", "mean slowdown"},
            {"stddev_slowdown", "REAL", "", "sample standard deviation; NULL for one run"},
            {"ci95_slowdown",
             "REAL",
             "",
             "half width of the 95 % confidence interval of the mean (Student); NULL for one run"},
            {"min_slowdown", "REAL", "", "least slowdown"},
            {"p50_slowdown", "REAL", "", "median slowdown (nearest rank)"},
            {"p95_slowdown", "REAL", "", "95th percentile of slowdowns (nearest rank)"},
            {"max_slowdown", "REAL", "", "largest slowdown"},
            {"max_fabric_queue_bytes",
             "INTEGER",
             "B",
             "largest switch-to-switch queue of all runs"},
            {"drops", "INTEGER", "frames", "dropped in all runs"},
        },
        "WITH one AS (SELECT " + by +
            ", cct_ns, cct_ns / bound_ns AS s, max_fabric_queue_bytes, drops,\n"
            "  row_number() OVER (PARTITION BY " +
            by + " ORDER BY cct_ns / bound_ns) AS place,\n  count(*) OVER (PARTITION BY " + by +
            ") AS n\n  FROM run WHERE status = 'ok' AND cct_ns IS NOT NULL AND bound_ns > 0),\n"
            "many AS (SELECT " +
            by +
            ", count(*) AS runs, avg(cct_ns) AS mean_cct_ns, avg(s) AS mean,\n"
            "  avg(s * s) AS square, min(s) AS least, max(s) AS largest,\n"
            "  max(CASE WHEN place = (n + 1) / 2 THEN s END) AS p50,\n"
            "  max(CASE WHEN place = (95 * n + 99) / 100 THEN s END) AS p95,\n"
            "  max(max_fabric_queue_bytes) AS queue, sum(drops) AS drops\n  FROM one GROUP BY " +
            by +
            "),\n"
            "spread AS (SELECT *, CASE WHEN runs > 1 THEN\n"
            "  sqrt(max(0, square - mean * mean) * runs / (runs - 1)) END AS deviation FROM many)\n"
            "SELECT " +
            by + ", runs, mean_cct_ns, mean, deviation,\n  deviation / sqrt(runs) * (" + STUDENT_T +
            "),\n  least, p50, p95, largest, queue, drops FROM spread",
        "CREATE INDEX run_by_experiment ON run (" + by + ");\n",
        2};
}

SchemaView
MakeTierView()
{
    return {
        "tier",
        "the ports of one tier and direction of one run (recorded by --record=all)",
        {
            {"run_id", "INTEGER", "", "the run"},
            {"tier", "TEXT", "", "tier of the sending nodes"},
            {"direction", "TEXT", "", "up (away from hosts) or down"},
            {"ports", "INTEGER", "", "number of ports"},
            {"queue_p50_bytes", "INTEGER", "B", "median of the ports' largest queues"},
            {"queue_p99_bytes", "INTEGER", "B", "99th percentile of the ports' largest queues"},
            {"queue_max_bytes", "INTEGER", "B", "largest queue"},
            {"mean_bytes", "REAL", "B", "sent by a port on average"},
            {"max_bytes", "INTEGER", "B", "sent by the busiest port"},
            {"imbalance", "REAL", "", "busiest port over the average; 1 is perfect balance"},
            {"drops", "INTEGER", "frames", "dropped at these ports"},
            {"paused_ns", "REAL", "ns", "sum of the times that classes were paused"},
        },
        "WITH one AS (SELECT *, row_number() OVER (PARTITION BY run_id, tier, direction\n"
        "  ORDER BY max_backlog_bytes) AS place,\n"
        "  count(*) OVER (PARTITION BY run_id, tier, direction) AS n FROM port)\n"
        "SELECT run_id, tier, direction, count(*),\n"
        "  max(CASE WHEN place = (n + 1) / 2 THEN max_backlog_bytes END),\n"
        "  max(CASE WHEN place = (99 * n + 99) / 100 THEN max_backlog_bytes END),\n"
        "  max(max_backlog_bytes), avg(bytes), max(bytes), max(bytes) / nullif(avg(bytes), 0),\n"
        "  sum(drops), sum(paused_ns) FROM one GROUP BY run_id, tier, direction",
        "",
        2};
}

} // namespace

const std::vector<SchemaView>&
GetSchemaViews()
{
    static const std::vector<SchemaView> views{MakeStrategyView(), MakeTierView()};
    return views;
}

std::string
MakeView(const SchemaView& view)
{
    std::string columns;
    for (const SchemaColumn& column : view.columns)
    {
        columns += (columns.empty() ? "" : ", ") + column.name;
    }
    return view.index + "CREATE VIEW " + view.name + " (" + columns + ") AS -- each row is " +
           view.meaning + "\n" + view.query + ";\n";
}

} // namespace aifabric
} // namespace ns3
