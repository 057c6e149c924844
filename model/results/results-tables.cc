/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "table-columns.h"

namespace ns3
{
namespace aifabric
{
namespace tables
{

ResultTable<DetailRow<FlowBinRecord>>
FlowBins()
{
    using R = FlowBinRecord;
    return {
        "flow_bin",
        "messages of a job in a range of sizes, against their times on an idle fabric",
        {
            OfRun<R>(),
            Number<R>("bin", "number in its run, from 0, by job, then by size"),
            Column({"job", "INTEGER NOT NULL", "", "number of its job"}, &R::job),
            Column({"above_bytes", "INTEGER NOT NULL", "B", "payloads are above"}, &R::aboveBytes),
            Column({"up_to_bytes", "INTEGER", "B", "and up to; NULL: any"}, &R::upToBytes),
            Column({"flows", "INTEGER NOT NULL", "", "messages that count"}, &R::flows),
            Column({"flows_ended", "INTEGER NOT NULL", "", "of them, ended"}, &R::flowsEnded),
            Column({"mean_bytes", "REAL", "B", "mean payload"}, &R::meanBytes),
            Column({"slowdown_mean", "REAL", "", "completion time over that on an idle fabric"},
                   &R::slowdownMean),
            Column({"slowdown_p50", "REAL", "", "its median"}, &R::slowdownP50),
            Column({"slowdown_p95", "REAL", "", "its 95th percentile"}, &R::slowdownP95),
            Column({"slowdown_p99", "REAL", "", "its 99th percentile"}, &R::slowdownP99),
            Column({"slowdown_max", "REAL", "", "the largest"}, &R::slowdownMax),
        },
        "PRIMARY KEY (run_id, bin)",
        8};
}

ResultTable<DetailRow<FlowRecord>>
Flows()
{
    using R = FlowRecord;
    return {
        "flow",
        "one message from host to host",
        {
            OfRun<R>(),
            Number<R>("flow_id", "number of the flow in its run, from 0"),
            Column({"src", "INTEGER NOT NULL", "", "index of the sending host"}, &R::src),
            Column({"dst", "INTEGER NOT NULL", "", "index of the receiving host"}, &R::dst),
            Column({"bytes", "INTEGER NOT NULL", "B", "payload"}, &R::bytes),
            Column({"start_ns", "REAL NOT NULL", "ns", "when it was handed to the sender"},
                   &R::startNs),
            Column({"end_ns", "REAL", "ns", "when it was complete; NULL if it never was"},
                   &R::endNs),
            Column({"fct_ns", "REAL", "ns", "flow completion time; NULL if it never was complete"},
                   &R::fctNs),
            Column(
                {"packets_sent", "INTEGER NOT NULL", "packets", "data packets, all transmissions"},
                &R::packetsSent),
            Column({"retransmitted_packets", "INTEGER NOT NULL", "packets", "of these, sent again"},
                   &R::retransmittedPackets),
            OfJob<R>(),
        },
        "PRIMARY KEY (run_id, flow_id)"};
}

ResultTable<DetailRow<PortRecord>>
Ports()
{
    using R = PortRecord;
    return {
        "port",
        "the sending side of one port",
        WithPort<R>({
            Column({"name", "TEXT NOT NULL", "", "from and to, such as edge0:3->agg1"}, &R::name),
            Column({"tier", "TEXT NOT NULL", "", "tier of the node, as its fabric names it"},
                   &R::tier),
            Column({"direction", "TEXT NOT NULL", "", "up (away from hosts) or down"},
                   &R::direction),
            Column({"frames", "INTEGER NOT NULL", "frames", "sent"}, &R::frames),
            Column({"bytes", "INTEGER NOT NULL", "B", "sent"}, &R::bytes),
            Column({"max_backlog_bytes", "INTEGER NOT NULL", "B", "largest queue, all classes"},
                   &R::maxBacklogBytes),
            Column({"drops", "INTEGER NOT NULL", "frames", "dropped on the way to or in the queue"},
                   &R::drops),
            Column(
                {"pauses_sent", "INTEGER NOT NULL", "frames", "PFC frames sent that start a pause"},
                &R::pausesSent),
            Column({"pauses_received", "INTEGER NOT NULL", "frames", "the same, received"},
                   &R::pausesReceived),
            Column({"paused_ns",
                    "REAL NOT NULL",
                    "ns",
                    "time for which classes were paused, summed; of a pause at the end of the run "
                    "up to its last PFC frame"},
                   &R::pausedNs),
            Column({"rate_bps", "INTEGER", "bit/s", "rate of the link", "", 5}, &R::rateBps),
            Column({"trims", "INTEGER", "frames", "cut to their header for want of room", "", 6},
                   &R::trims),
            Column({"trims_dropped", "INTEGER", "frames", "of these, headers without room", "", 9},
                   &R::trimsDropped),
            Column({"trims_sent", "INTEGER", "frames", "left as headers, wherever cut", "", 9},
                   &R::trimsSent),
        }),
        "PRIMARY KEY (run_id, node, port)"};
}

ResultTable<DetailRow<QueueHistogramRecord>>
QueueHistograms()
{
    using R = QueueHistogramRecord;
    return {
        "queue_histogram",
        "how long a port's egress queue was in one range of lengths",
        WithPort<R>({
            Column({"backlog_bytes", "INTEGER NOT NULL", "B", "lower bound, up to the next row's"},
                   &R::backlogBytes),
            Column({"time_ns", "REAL NOT NULL", "ns", "time spent in the range"}, &R::timeNs),
        }),
        "PRIMARY KEY (run_id, node, port, backlog_bytes)"};
}

ResultTable<DetailRow<CounterRecord>>
Counters()
{
    using R = CounterRecord;
    return {
        "counter",
        "one named count of the whole run",
        {
            OfRun<R>(),
            Column(
                {"name", "TEXT NOT NULL", "", "what is counted; drop.REASON are drops by reason"},
                &R::name),
            Column({"value", "INTEGER NOT NULL", "", "the count"}, &R::value),
        },
        "PRIMARY KEY (run_id, name)"};
}

ResultTable<DetailRow<TimeSeriesRecord>>
Series()
{
    using R = TimeSeriesRecord;
    return {
        "series",
        "one sampled quantity; its samples are in time_series",
        {
            OfRun<R>(),
            Number<R>("series_id"),
            Column({"name", "TEXT NOT NULL", "", "the quantity"}, &R::name),
            Column({"subject", "TEXT NOT NULL", "", "of what, such as a port's name"}, &R::subject),
            Column({"unit", "TEXT NOT NULL", "", "unit of the values"}, &R::unit),
        },
        "PRIMARY KEY (run_id, series_id)"};
}

ResultTable<DetailRow<SampleRecord>>
Samples()
{
    using R = SampleRecord;
    return {"time_series",
            "one sample",
            {
                OfRun<R>("INTEGER NOT NULL"), // the series refers to it
                Column({"series_id", "INTEGER NOT NULL", "", "the series"}, &R::series),
                Number<R>("sample_id", "number in its series, from 0"),
                Column({"time_ns", "REAL NOT NULL", "ns", "when"}, &R::timeNs),
                Column({"value", "REAL", "", "value, in the unit of the series"}, &R::value),
            },
            "PRIMARY KEY (run_id, series_id, sample_id), FOREIGN KEY (run_id, series_id) "
            "REFERENCES series (run_id, series_id) ON DELETE CASCADE"};
}

ResultTable<DetailRow<EventRecord>>
Events()
{
    using R = EventRecord;
    return {
        "event",
        "something that happened once, such as a link failure",
        {
            OfRun<R>(),
            Number<R>("event_id"),
            Column({"time_ns", "REAL NOT NULL", "ns", "when"}, &R::timeNs),
            Column({"kind", "TEXT NOT NULL", "", "what, such as link-down"}, &R::kind),
            Column({"subject", "TEXT NOT NULL", "", "to what, such as a port's name"}, &R::subject),
            Column({"detail", "TEXT NOT NULL", "", "more, free text"}, &R::detail),
        },
        "PRIMARY KEY (run_id, event_id)"};
}

ResultTable<SweepRow>
SweepRuns()
{
    return {
        "sweep_run",
        "one run of a sweep, by what tells runs apart: no file holds the same one twice",
        {
            Computed<SweepRow>(
                {"sweep_key", "TEXT NOT NULL PRIMARY KEY", "", "hash of options, 32 hex digits"},
                [](const SweepRow& row) { return row.sweep.key; }),
            Computed<SweepRow>(
                {"options", "TEXT NOT NULL", "JSON", "the options of the run, in canonical form"},
                [](const SweepRow& row) { return row.sweep.options; }),
            Computed<SweepRow>(
                {"sweep", "TEXT NOT NULL", "", "name of the sweep that made or skipped it"},
                [](const SweepRow& row) { return row.sweep.sweep; }),
            Computed<SweepRow>(
                {"grid", "TEXT NOT NULL", "", "name of its grid, empty if it has none"},
                [](const SweepRow& row) { return row.sweep.grid; }),
            Computed<SweepRow>(
                {"state",
                 "TEXT NOT NULL CHECK (state IN ('ok', 'stopped', 'failed', 'skipped'))",
                 "",
                 "status of the run; skipped: a component refused it"},
                [](const SweepRow& row) { return row.state; }),
            Computed<SweepRow>({"run_id",
                                "INTEGER UNIQUE REFERENCES run (run_id) ON DELETE CASCADE",
                                "",
                                "the run; NULL if skipped"},
                               [](const SweepRow& row) { return row.run; }),
            Computed<SweepRow>({"reason", "TEXT", "", "why it failed, stopped or was skipped"},
                               [](const SweepRow& row) { return row.reason; }),
            Computed<SweepRow>({"output", "TEXT", "", "last lines that a failed run printed"},
                               [](const SweepRow& row) {
                                   return row.sweep.output.empty()
                                              ? std::nullopt
                                              : std::make_optional(row.sweep.output);
                               }),
        },
        "",
        2};
}

} // namespace tables
} // namespace aifabric
} // namespace ns3
