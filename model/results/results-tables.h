/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RESULTS_TABLES_H
#define RESULTS_TABLES_H

#include "result-column.h"
#include "run-record.h"

#include <cstdint>
#include <optional>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @file
 * @ingroup ai-fabric
 *
 * The tables of results but for `run` (run-columns.h): each column stands once, with its unit, its
 * meaning and the member that it stores.
 */

/**
 * @ingroup ai-fabric
 * A row of a table of what belongs to a run.
 *
 * @tparam R the record
 */
template <typename R>
struct DetailRow
{
    int64_t run;     ///< run_id
    int64_t number;  ///< number of the record in its run, from 0
    const R& record; ///< the record
};

/**
 * @ingroup ai-fabric
 * One sample of a series.
 */
struct SampleRecord
{
    int64_t series{0}; ///< number of the series in its run
    double timeNs{0};  ///< when, ns
    double value{0};   ///< value, in the unit of the series
};

/**
 * @ingroup ai-fabric
 * A row of `sweep_run`.
 */
struct SweepRow
{
    const SweepRecord& sweep;          ///< what makes the run part of a sweep
    std::string state;                 ///< how it ended
    std::optional<int64_t> run;        ///< its run_id, if it was made
    std::optional<std::string> reason; ///< why it ended so
};

/// Tables of what belongs to a run.
namespace tables
{

/** @return the table of jobs. */
ResultTable<DetailRow<JobRecord>> Jobs();
/** @return the table of ranges of sizes of flows. */
ResultTable<DetailRow<FlowBinRecord>> FlowBins();
/** @return the table of flows. */
ResultTable<DetailRow<FlowRecord>> Flows();
/** @return the table of collectives. */
ResultTable<DetailRow<CollectiveRecord>> Collectives();
/** @return the table of iterations. */
ResultTable<DetailRow<IterationRecord>> Iterations();
/** @return the table of what hosts did when. */
ResultTable<DetailRow<TaskSpanRecord>> TaskSpans();
/** @return the table of ports. */
ResultTable<DetailRow<PortRecord>> Ports();
/** @return the table of counters. */
ResultTable<DetailRow<CounterRecord>> Counters();
/** @return the table of histograms of queues. */
ResultTable<DetailRow<QueueHistogramRecord>> QueueHistograms();
/** @return the table of series. */
ResultTable<DetailRow<TimeSeriesRecord>> Series();
/** @return the table of the samples of series. */
ResultTable<DetailRow<SampleRecord>> Samples();
/** @return the table of events. */
ResultTable<DetailRow<EventRecord>> Events();
/** @return the table of the runs of sweeps. */
ResultTable<SweepRow> SweepRuns();

} // namespace tables

} // namespace aifabric
} // namespace ns3

#endif // RESULTS_TABLES_H
