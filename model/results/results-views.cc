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
    "CASE bounded - 1"
    " WHEN 1 THEN 12.706 WHEN 2 THEN 4.303 WHEN 3 THEN 3.182 WHEN 4 THEN 2.776 WHEN 5 THEN 2.571"
    " WHEN 6 THEN 2.447 WHEN 7 THEN 2.365 WHEN 8 THEN 2.306 WHEN 9 THEN 2.262 WHEN 10 THEN 2.228"
    " WHEN 11 THEN 2.201 WHEN 12 THEN 2.179 WHEN 13 THEN 2.160 WHEN 14 THEN 2.145"
    " WHEN 15 THEN 2.131 WHEN 16 THEN 2.120 WHEN 17 THEN 2.110 WHEN 18 THEN 2.101"
    " WHEN 19 THEN 2.093 WHEN 20 THEN 2.086 WHEN 21 THEN 2.080 WHEN 22 THEN 2.074"
    " WHEN 23 THEN 2.069 WHEN 24 THEN 2.064 WHEN 25 THEN 2.060 WHEN 26 THEN 2.056"
    " WHEN 27 THEN 2.052 WHEN 28 THEN 2.048 WHEN 29 THEN 2.045 WHEN 30 THEN 2.042"
    " ELSE 1.96 + 2.4 / (bounded - 1) END";

/// An option that has no column of its own.
std::string
Option(const std::string& name)
{
    return "json_extract(experiment, '$.\"" + name + "\"')";
}

/// The columns of the view `strategy`.
std::vector<SchemaColumn>
ListStrategyColumns()
{
    return {
        {"fabric", "TEXT", "", "fabric"},
        {"rate_bps", "INTEGER", "bit/s", "rate of a host, all planes together"},
        {"switch", "TEXT", "", "switch model"},
        {"cc", "TEXT", "", "congestion control"},
        {"recovery", "TEXT", "", "loss recovery"},
        {"workload", "TEXT", "", "workload"},
        {"fault", "TEXT", "", "faults"},
        {"lb", "TEXT", "", "strategy"},
        {"runs", "INTEGER", "", "completed runs; mean_cct_ns and drops are over these"},
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
        {"max_fabric_queue_bytes", "INTEGER", "B", "largest switch-to-switch queue of all runs"},
        {"drops", "INTEGER", "frames", "dropped in all runs"},
        {"rate", "TEXT", "", "rate, as given to --rate"},
        {"delay", "TEXT", "", "propagation delay of the links"},
        {"mtu", "TEXT", "", "RoCE path MTU, payload bytes"},
        {"ack_interval", "TEXT", "", "packets that one ACK may cover"},
        {"burst", "TEXT", "", "data packets of a queue pair in its turn"},
        {"spread", "TEXT", "", "time within which hosts start"},
        {"stop", "TEXT", "", "limit of simulated time; NULL if there is none"},
        {"module_version", "TEXT", "", "version of ai-fabric"},
        {"experiment", "TEXT", "JSON", "all options of the experiment"},
        {"stopped", "INTEGER", "", "further runs that a limit stopped; they are in no mean"},
        {"failed", "INTEGER", "", "further runs that failed; they are in no mean"},
        {"runs_with_bound", "INTEGER", "", "completed runs that have a slowdown"},
        {"flows", "REAL", "", "flows of a completed run, on average"},
    };
}

SchemaView
MakeStrategyView()
{
    const std::string by = "module_version, experiment, lb";
    std::string choices;
    for (const char* column :
         {"fabric", "rate_bps", "switch", "cc", "recovery", "workload", "fault"})
    {
        choices += std::string("max(") + column + ") AS " + column + ", ";
    }
    return {
        "strategy",
        "one strategy in one experiment, over all its completed runs (seeds and run numbers; of "
        "repetitions of one run the last); strategies that completed none are not here",
        ListStrategyColumns(),
        "WITH kept AS (SELECT *, row_number() OVER (PARTITION BY " + by +
            ", seed, run\n"
            "  ORDER BY status = 'ok' DESC, run_id DESC) AS age FROM run),\n"
            "one AS (SELECT *, CASE status WHEN 'ok' THEN cct_ns END AS cct,\n"
            "  CASE WHEN status = 'ok' AND bound_ns > 0 THEN\n"
            "    ifnull(slowest_cct_ns, cct_ns) / bound_ns END AS s\n"
            "  FROM kept WHERE age = 1),\n"
            "ranked AS (SELECT *, row_number() OVER (PARTITION BY " +
            by + " ORDER BY s IS NULL, s) AS place,\n  count(s) OVER (PARTITION BY " + by +
            ") AS n FROM one),\n"
            "many AS (SELECT " +
            by + ", " + choices +
            "count(cct) AS runs, count(s) AS bounded,\n"
            "  sum(status = 'stopped') AS stopped, sum(status = 'failed') AS failed,\n"
            "  avg(cct) AS mean_cct_ns, avg(s) AS mean, avg(s * s) AS square,\n"
            "  min(s) AS least, max(s) AS largest,\n"
            "  max(CASE WHEN place = (n + 1) / 2 THEN s END) AS p50,\n"
            "  max(CASE WHEN place = (95 * n + 99) / 100 THEN s END) AS p95,\n"
            "  max(CASE status WHEN 'ok' THEN max_fabric_queue_bytes END) AS queue,\n"
            "  sum(CASE status WHEN 'ok' THEN drops END) AS drops,\n"
            "  avg(CASE status WHEN 'ok' THEN flows END) AS flows\n  FROM ranked GROUP BY " +
            by +
            " HAVING count(cct) > 0),\n"
            "spread AS (SELECT *, CASE WHEN bounded > 1 THEN\n"
            "  sqrt(max(0, square - mean * mean) * bounded / (bounded - 1)) END AS deviation "
            "FROM many)\n"
            "SELECT fabric, rate_bps, switch, cc, recovery, workload, fault, lb, runs, "
            "mean_cct_ns,\n"
            "  mean, deviation, deviation / sqrt(bounded) * (" +
            STUDENT_T + "),\n  least, p50, p95, largest, queue, drops,\n  " + Option("rate") +
            ", " + Option("delay") + ", " + Option("mtu") + ",\n  " + Option("ack-interval") +
            ", ifnull(" + Option("burst") + ", '1'), " + Option("spread") + ",\n  " +
            Option("stop") +
            ", module_version, experiment, stopped, failed, bounded, flows FROM spread",
        "CREATE INDEX IF NOT EXISTS run_of_experiment ON run (" + by + ", seed, run);\n",
        4};
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
            {"status",
             "TEXT",
             "",
             "status of the run: of one that did not complete, figures end "
             "where it ended"},
        },
        "WITH one AS (SELECT *, row_number() OVER (PARTITION BY run_id, tier, direction\n"
        "  ORDER BY max_backlog_bytes) AS place,\n"
        "  count(*) OVER (PARTITION BY run_id, tier, direction) AS n FROM port)\n"
        "SELECT run_id, tier, direction, count(*),\n"
        "  max(CASE WHEN place = (n + 1) / 2 THEN max_backlog_bytes END),\n"
        "  max(CASE WHEN place = (99 * n + 99) / 100 THEN max_backlog_bytes END),\n"
        "  max(max_backlog_bytes), avg(bytes), max(bytes), max(bytes) / nullif(avg(bytes), 0),\n"
        "  sum(drops), sum(paused_ns),\n"
        "  (SELECT status FROM run WHERE run.run_id = one.run_id)\n"
        "  FROM one GROUP BY run_id, tier, direction",
        "",
        3};
}

SchemaView
MakeJobView()
{
    const auto same = [](const std::string& name, const std::string& type) {
        return SchemaColumn{name, type, "", "of the run, see summary"};
    };
    std::vector<SchemaColumn> columns{
        {"run_id", "INTEGER", "", "the run"},
        {"job", "INTEGER", "", "number of the job in its run, from 0"},
        {"jobs", "INTEGER", "", "jobs of the run"},
        {"is_slowest", "INTEGER", "", "1 if the slowdown of the run is that of this job, else 0"},
        {"job_workload", "TEXT", "", "workload of the job"},
        {"start_ns", "REAL", "ns", "start of its first flow or computation"},
        {"end_ns", "REAL", "ns", "end of its last one"},
        {"cct_ns", "REAL", "ns", "completion time"},
        {"bound_ns", "REAL", "ns", "its ideal lower bound alone on the fabric"},
        {"slowdown", "REAL", "", "completion time over its bound"},
        {"flows", "INTEGER", "", "number of its flows"},
        {"flows_ended", "INTEGER", "", "number of those that ended"},
        {"bytes", "INTEGER", "B", "payload of all its flows"},
        {"fct_p50_ns", "REAL", "ns", "median of its flow completion times"},
        {"fct_p99_ns", "REAL", "ns", "99th percentile of them"},
        {"fct_max_ns", "REAL", "ns", "longest of them"},
        {"retransmitted_packets", "INTEGER", "packets", "sent again, see table job"},
        {"failed_messages", "INTEGER", "", "messages given up"},
    };
    std::string choices;
    for (const char* name : {"label",
                             "status",
                             "fabric",
                             "switch",
                             "lb",
                             "cc",
                             "recovery",
                             "workload",
                             "fault",
                             "module_version",
                             "experiment"})
    {
        columns.push_back(same(name, "TEXT"));
        choices += std::string(", run.") + name;
    }
    for (const char* name : {"hosts", "rate_bps", "seed", "run"})
    {
        columns.push_back(same(name, "INTEGER"));
        choices += std::string(", run.") + name;
    }
    return {"job_summary",
            "one job of one run, with what the run was asked for",
            columns,
            "SELECT run_id, job.job, count(*) OVER (PARTITION BY run_id),\n"
            "  ifnull(job.job = run.slowest_job, 0), job.workload, job.start_ns, job.end_ns,\n"
            "  job.cct_ns, job.bound_ns, job.slowdown, job.flows, job.flows_ended, job.bytes,\n"
            "  job.fct_p50_ns, job.fct_p99_ns, job.fct_max_ns, job.retransmitted_packets,\n"
            "  job.failed_messages" +
                choices + "\n  FROM job JOIN run USING (run_id)",
            "",
            4};
}

} // namespace

const std::vector<SchemaView>&
GetSchemaViews()
{
    static const std::vector<SchemaView> views{MakeStrategyView(), MakeTierView(), MakeJobView()};
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
