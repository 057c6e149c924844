/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The tables of jobs and of what they consist of.
 */

#include "table-columns.h"

namespace ns3
{
namespace aifabric
{
namespace tables
{

ResultTable<DetailRow<JobRecord>>
Jobs()
{
    using R = JobRecord;
    return {
        "job",
        "one workload of a run, whose workloads share the fabric",
        {
            OfRun<R>(),
            Number<R>("job", "number in its run, from 0, as joined by +"),
            Column({"workload", "TEXT NOT NULL", "", "workload"}, &R::workload),
            Column({"start_ns", "REAL", "ns", "start of its first flow or computation"},
                   &R::startNs),
            Column({"end_ns", "REAL", "ns", "end of its last one; NULL if it was not completed"},
                   &R::endNs),
            Column({"cct_ns", "REAL", "ns", "completion time, from start_ns to end_ns"}, &R::cctNs),
            Column({"bound_ns",
                    "REAL",
                    "ns",
                    "ideal lower bound of cct_ns if it had the fabric for itself"},
                   &R::boundNs),
            Computed<DetailRow<R>>(
                {"slowdown",
                 "REAL",
                 "",
                 "completion time over its bound: what the other jobs cost it is in it"},
                [](const DetailRow<R>& row) { return row.record.GetSlowdown(); }),
            Column({"flows", "INTEGER", "", "number of its flows (messages)"}, &R::flows),
            Column({"flows_ended", "INTEGER", "", "number of those that ended"}, &R::flowsEnded),
            Column({"bytes", "INTEGER", "B", "payload of all its flows"}, &R::bytes),
            Column(
                {"fct_p50_ns", "REAL", "ns", "median of its flow completion times (nearest rank)"},
                &R::fctP50Ns),
            Column({"fct_p99_ns", "REAL", "ns", "99th percentile of them (nearest rank)"},
                   &R::fctP99Ns),
            Column({"fct_max_ns", "REAL", "ns", "longest of them"}, &R::fctMaxNs),
            Column({"retransmitted_packets",
                    "INTEGER",
                    "packets",
                    "sent again while one of its messages was the oldest of its queue pair, of "
                    "messages that ended or were given up"},
                   &R::retransmittedPackets),
            Column({"failed_messages", "INTEGER", "", "messages given up"}, &R::failedMessages),
            Column({"factor",
                    "REAL",
                    "",
                    "by how much larger the job is than what is simulated of it",
                    "",
                    8},
                   &R::factor),
        },
        "PRIMARY KEY (run_id, job)",
        4};
}

ResultTable<DetailRow<CollectiveRecord>>
Collectives()
{
    using R = CollectiveRecord;
    return {"collective",
            "one collective operation, or another group of flows that ends together",
            {
                OfRun<R>(),
                Number<R>("collective_id"),
                Column({"name", "TEXT NOT NULL", "", "what it is"}, &R::name),
                Column({"start_ns", "REAL NOT NULL", "ns", "start"}, &R::startNs),
                Column({"end_ns", "REAL", "ns", "end; NULL if it was not completed"}, &R::endNs),
                Column({"bytes", "INTEGER NOT NULL", "B", "payload of all its flows"}, &R::bytes),
                OfJob<R>(),
                Column({"iteration",
                        "INTEGER",
                        "",
                        "iteration of its job, from 1; 0 or NULL if it is part of none",
                        "",
                        8},
                       &R::iteration),
            },
            "PRIMARY KEY (run_id, collective_id)"};
}

ResultTable<DetailRow<IterationRecord>>
Iterations()
{
    using R = IterationRecord;
    return {
        "iteration",
        "one iteration of a job that has any; compute_ns, exposed_ns and idle_ns are means over "
        "the "
        "hosts of the job, and add up to time_ns",
        {
            OfRun<R>(),
            Column({"job", "INTEGER NOT NULL", "", "number of its job"}, &R::job),
            Column({"iteration", "INTEGER NOT NULL", "", "its number, from 1"}, &R::iteration),
            Column({"start_ns", "REAL NOT NULL", "ns", "first start of a task"}, &R::startNs),
            Column({"end_ns", "REAL", "ns", "last end; NULL if it was not completed"}, &R::endNs),
            Column(
                {"time_ns",
                 "REAL",
                 "ns",
                 "iteration time: since the end of the one before, of the first since its start"},
                &R::timeNs),
            Column({"compute_ns", "REAL NOT NULL", "ns", "a host computes"}, &R::computeNs),
            Column({"exposed_ns",
                    "REAL NOT NULL",
                    "ns",
                    "exposed communication: a host does not compute, and a message from it or to "
                    "it is under way"},
                   &R::exposedNs),
            Column({"idle_ns", "REAL", "ns", "a host has neither, as it waits for others"},
                   &R::idleNs),
            Column({"utilisation",
                    "REAL",
                    "",
                    "time of the operations of the model at the peak of the accelerators, over "
                    "time_ns; NULL if they are not known"},
                   &R::utilisation),
            Column({"slowest_rank",
                    "INTEGER",
                    "",
                    "index of the host that computed longest; NULL if none computed"},
                   &R::slowestHost),
            Column({"slowest_ns", "REAL", "ns", "for how long it computed"}, &R::slowestNs),
            Column({"factor",
                    "REAL NOT NULL",
                    "",
                    "by how much larger the job is than what is simulated of it"},
                   &R::factor),
        },
        "PRIMARY KEY (run_id, job, iteration)",
        8};
}

ResultTable<DetailRow<TaskSpanRecord>>
TaskSpans()
{
    using R = TaskSpanRecord;
    return {
        "task_span",
        "when a host of a job with iterations computed or had messages under way (recorded by "
        "--record=flows): 20,000 rows of a job at most, of hosts at equal distances; the counter "
        "spans.hosts-left-out has the number of the others",
        {
            OfRun<R>(),
            Number<R>("span_id"),
            Column({"job", "INTEGER NOT NULL", "", "number of its job"}, &R::job),
            Column({"host", "INTEGER NOT NULL", "", "index of the host"}, &R::host),
            Column({"start_ns", "REAL NOT NULL", "ns", "start"}, &R::startNs),
            Column({"end_ns", "REAL NOT NULL", "ns", "end"}, &R::endNs),
            Column({"kind",
                    "TEXT NOT NULL",
                    "",
                    "computing: one computation; communicating: from the first start to the last "
                    "end of the messages that the host has in one collective"},
                   &R::kind),
            Column({"name", "TEXT NOT NULL", "", "what it is part of"}, &R::name),
            Column({"iteration", "INTEGER NOT NULL", "", "iteration of its job; 0: of none"},
                   &R::iteration),
        },
        "PRIMARY KEY (run_id, span_id)",
        8};
}

} // namespace tables
} // namespace aifabric
} // namespace ns3
