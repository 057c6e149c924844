/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "results-rows.h"

#include "results-file.h"
#include "results-tables.h"
#include "run-columns.h"

namespace ns3
{
namespace aifabric
{

/// The statements that insert rows.
struct ResultsRows::Statements
{
    /**
     * Prepare all; this fails if a table or column is missing.
     * @param c the database
     */
    explicit Statements(SqliteConnection& c)
        : run(c, GetRunTable()),
          jobs(c, tables::Jobs()),
          iterations(c, tables::Iterations()),
          taskSpans(c, tables::TaskSpans()),
          flowBins(c, tables::FlowBins()),
          flows(c, tables::Flows()),
          collectives(c, tables::Collectives()),
          ports(c, tables::Ports()),
          counters(c, tables::Counters()),
          queueHistograms(c, tables::QueueHistograms()),
          series(c, tables::Series()),
          samples(c, tables::Samples()),
          events(c, tables::Events()),
          sweepRuns(c, tables::SweepRuns()),
          pathParts(c, tables::PathParts())
    {
    }

    /// Writes records of one kind.
    template <typename R>
    using Details = ResultWriter<DetailRow<R>>;

    ResultWriter<RunRecord> run;                   ///< into run
    Details<JobRecord> jobs;                       ///< into job
    Details<IterationRecord> iterations;           ///< into iteration
    Details<TaskSpanRecord> taskSpans;             ///< into task_span
    Details<FlowBinRecord> flowBins;               ///< into flow_bin
    Details<FlowRecord> flows;                     ///< into flow
    Details<CollectiveRecord> collectives;         ///< into collective
    Details<PortRecord> ports;                     ///< into port
    Details<CounterRecord> counters;               ///< into counter
    Details<QueueHistogramRecord> queueHistograms; ///< into queue_histogram
    Details<TimeSeriesRecord> series;              ///< into series
    Details<SampleRecord> samples;                 ///< into time_series
    Details<EventRecord> events;                   ///< into event
    ResultWriter<SweepRow> sweepRuns;              ///< into sweep_run
    ResultWriter<PathPartRecord> pathParts;        ///< into critical_path
};

namespace
{

/**
 * Write records, numbered from 0.
 * @param id the run_id
 * @param records the records
 * @param into where to
 */
template <typename R>
void
WriteAll(int64_t id, const std::vector<R>& records, ResultWriter<DetailRow<R>>& into)
{
    int64_t number = 0;
    for (const R& record : records)
    {
        into.Write({id, number++, record});
    }
}

} // namespace

ResultsRows::ResultsRows(SqliteConnection& connection)
    : m_connection(connection),
      m_statements(std::make_unique<Statements>(connection))
{
}

ResultsRows::~ResultsRows() = default;

void
ResultsRows::InsertSweepRun(const SweepRecord& sweep,
                            const std::string& state,
                            std::optional<int64_t> id,
                            const std::string& reason)
{
    m_statements->sweepRuns.Write(
        {sweep, state, id, reason.empty() ? std::nullopt : std::make_optional(reason)});
}

void
ResultsRows::InsertPathParts(const std::vector<PathPartRecord>& parts)
{
    for (const PathPartRecord& part : parts)
    {
        m_statements->pathParts.Write(part);
    }
}

int64_t
ResultsRows::InsertRun(const RunRecord& run)
{
    m_statements->run.Write(run);
    const int64_t id = m_connection.GetLastRowId();
    WriteAll(id, run.jobs, m_statements->jobs);
    for (const JobRecord& job : run.jobs)
    {
        WriteAll(id, job.iterations, m_statements->iterations);
    }
    WriteAll(id, run.flowBins, m_statements->flowBins);
    if (run.experiment.empty())
    {
        m_connection.Execute(GetRunCompletion());
    }
    return id;
}

void
ResultsRows::InsertDetails(int64_t id, const RunDetails& details)
{
    Statements& into = *m_statements;
    WriteAll(id, details.flows, into.flows);
    WriteAll(id, details.collectives, into.collectives);
    WriteAll(id, details.taskSpans, into.taskSpans);
    WriteAll(id, details.ports, into.ports);
    WriteAll(id, details.counters, into.counters);
    WriteAll(id, details.queueHistograms, into.queueHistograms);
    WriteAll(id, details.series, into.series);
    for (size_t i = 0; i < details.series.size(); i++)
    {
        int64_t number = 0;
        for (const auto& [time, value] : details.series[i].samples)
        {
            const SampleRecord sample{static_cast<int64_t>(i), time, value};
            into.samples.Write({id, number++, sample});
        }
    }
    WriteAll(id, details.events, into.events);
}

} // namespace aifabric
} // namespace ns3
