/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "results-rows.h"

#include "results-file.h"
#include "results-schema.h"
#include "run-columns.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

namespace
{

/**
 * Make the statement that inserts a row into a table.
 * @param name the table
 * @return SQL with a parameter for each column, in the order of the schema
 */
std::string
MakeInsert(const std::string& name)
{
    const auto& tables = GetSchemaTables();
    const auto table = std::find_if(tables.begin(), tables.end(), [&](const SchemaTable& t) {
        return t.name == name;
    });
    std::string columns;
    std::string values;
    for (const SchemaColumn& column : table->columns)
    {
        columns += (columns.empty() ? "" : ", ") + column.name;
        values += (values.empty() ? ":" : ", :") + column.name;
    }
    return "INSERT INTO " + name + " (" + columns + ") VALUES (" + values + ")";
}

/**
 * Get a text for a column in which an empty one is NULL.
 * @param text the text
 * @return the text, if there is one
 */
std::optional<std::string>
OrNull(const std::string& text)
{
    return text.empty() ? std::nullopt : std::optional<std::string>(text);
}

} // namespace

/// The statements that insert rows.
struct ResultsRows::Statements
{
    /**
     * Prepare all; this fails if a table or column is missing.
     * @param c the database
     */
    explicit Statements(SqliteConnection& c)
        : run(c, MakeInsert("run")),
          flow(c, MakeInsert("flow")),
          collective(c, MakeInsert("collective")),
          port(c, MakeInsert("port")),
          counter(c, MakeInsert("counter")),
          queueHistogram(c, MakeInsert("queue_histogram")),
          series(c, MakeInsert("series")),
          timeSeries(c, MakeInsert("time_series")),
          event(c, MakeInsert("event")),
          sweepRun(c, MakeInsert("sweep_run")),
          job(c, MakeInsert("job"))
    {
    }

    SqliteStatement run;            ///< into run
    SqliteStatement flow;           ///< into flow
    SqliteStatement collective;     ///< into collective
    SqliteStatement port;           ///< into port
    SqliteStatement counter;        ///< into counter
    SqliteStatement queueHistogram; ///< into queue_histogram
    SqliteStatement series;         ///< into series
    SqliteStatement timeSeries;     ///< into time_series
    SqliteStatement event;          ///< into event
    SqliteStatement sweepRun;       ///< into sweep_run
    SqliteStatement job;            ///< into job
};

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
    m_statements->sweepRun.Run(sweep.key,
                               sweep.options,
                               sweep.sweep,
                               sweep.grid,
                               state,
                               id,
                               OrNull(reason),
                               OrNull(sweep.output));
}

int64_t
ResultsRows::InsertRun(const RunRecord& run)
{
    int index = 0;
    for (const RunColumn& column : GetRunColumns())
    {
        column.bind(m_statements->run, ++index, run);
    }
    m_statements->run.Run();
    const int64_t id = m_connection.GetLastRowId();
    int64_t n = 0;
    for (const JobRecord& r : run.jobs)
    {
        m_statements->job.Run(id,
                              n++,
                              r.workload,
                              r.startNs,
                              r.endNs,
                              r.cctNs,
                              r.boundNs,
                              r.GetSlowdown(),
                              r.flows,
                              r.flowsEnded,
                              r.bytes,
                              r.fctP50Ns,
                              r.fctP99Ns,
                              r.fctMaxNs,
                              r.retransmittedPackets,
                              r.failedMessages);
    }
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
    int64_t n = 0;
    for (const FlowRecord& r : details.flows)
    {
        into.flow.Run(id,
                      n++,
                      r.src,
                      r.dst,
                      r.bytes,
                      r.startNs,
                      r.endNs,
                      r.fctNs,
                      r.packetsSent,
                      r.retransmittedPackets,
                      r.job);
    }
    n = 0;
    for (const CollectiveRecord& r : details.collectives)
    {
        into.collective.Run(id, n++, r.name, r.startNs, r.endNs, r.bytes, r.job);
    }
    for (const PortRecord& r : details.ports)
    {
        into.port.Run(id,
                      r.node,
                      r.port,
                      r.name,
                      r.tier,
                      r.direction,
                      r.frames,
                      r.bytes,
                      r.maxBacklogBytes,
                      r.drops,
                      r.pausesSent,
                      r.pausesReceived,
                      r.pausedNs,
                      r.rateBps,
                      r.trims);
    }
    for (const CounterRecord& r : details.counters)
    {
        into.counter.Run(id, r.name, r.value);
    }
    for (const QueueHistogramRecord& r : details.queueHistograms)
    {
        into.queueHistogram.Run(id, r.node, r.port, r.backlogBytes, r.timeNs);
    }
    n = 0;
    for (const TimeSeriesRecord& r : details.series)
    {
        into.series.Run(id, n, r.name, r.subject, r.unit);
        int64_t sample = 0;
        for (const auto& [time, value] : r.samples)
        {
            into.timeSeries.Run(id, n, sample++, time, value);
        }
        n++;
    }
    n = 0;
    for (const EventRecord& r : details.events)
    {
        into.event.Run(id, n++, r.timeNs, r.kind, r.subject, r.detail);
    }
}

} // namespace aifabric
} // namespace ns3
