/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "results-database.h"

#include "results-file.h"
#include "results-schema.h"

#include <algorithm>
#include <ctime>
#include <sqlite3.h>

namespace ns3
{
namespace aifabric
{

namespace
{

/// How long Check() waits: a program that starts should not hang silently.
constexpr std::chrono::seconds CHECK_TIMEOUT{10};

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

/**
 * Get sentences as one text.
 * @param lines sentences without line breaks
 * @return one a line
 */
std::string
JoinLines(const std::vector<std::string>& lines)
{
    std::string text;
    for (const std::string& line : lines)
    {
        text += (text.empty() ? "" : "\n") + line;
    }
    return text;
}

} // namespace

/// The statements that insert rows.
struct ResultsDatabase::Statements
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
          sweepRun(c, MakeInsert("sweep_run"))
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
};

ResultsDatabase::ResultsDatabase() = default;
ResultsDatabase::~ResultsDatabase() = default;

void
ResultsDatabase::Check(const std::string& path)
{
    if (!CheckResultFileName(path))
    {
        return;
    }
    try
    {
        // This neither locks nor makes files, so that a foreign database stays as it is.
        SqliteConnection inspected(path, SqliteConnection::Mode::INSPECT, CHECK_TIMEOUT);
        if (!IsResultFile(inspected, path))
        {
            return;
        }
    }
    catch (const ResultsError& error)
    {
        // Without locks, a file at work in another process may look damaged.
        if (error.GetCode() == 0 || error.GetCode() == SQLITE_NOTADB)
        {
            throw;
        }
    }
    SqliteConnection connection(path, SqliteConnection::Mode::READ_WRITE, CHECK_TIMEOUT);
    // A file of an older version gets its missing tables when it is opened.
    if (IsResultFile(connection, path) && !IsOldResultFile(connection))
    {
        Statements statements(connection);
    }
}

void
ResultsDatabase::SetBusyTimeout(std::chrono::milliseconds timeout)
{
    m_timeout = timeout;
}

void
ResultsDatabase::Open(const std::string& path)
{
    Close();
    Check(path);
    auto connection =
        std::make_unique<SqliteConnection>(path, SqliteConnection::Mode::CREATE, m_timeout);
    if (!IsResultFile(*connection, path) || IsOldResultFile(*connection))
    {
        MakeResultSchema(*connection, path);
    }
    // Where a file system cannot do write-ahead logging, SQLite goes on with its journal.
    connection->Execute("PRAGMA journal_mode = WAL");
    connection->Execute("PRAGMA synchronous = NORMAL");
    connection->Execute("PRAGMA foreign_keys = ON");
    m_statements = std::make_unique<Statements>(*connection);
    m_connection = std::move(connection);
}

void
ResultsDatabase::Close()
{
    m_statements.reset();
    m_connection.reset();
}

void
ResultsDatabase::Transact(const std::function<void()>& action)
{
    if (!m_connection)
    {
        throw ResultsError("no database is open to store the run in: call Open() first");
    }
    m_connection->Execute("BEGIN IMMEDIATE");
    try
    {
        action();
        m_connection->Execute("COMMIT");
    }
    catch (...)
    {
        m_connection->Rollback();
        throw;
    }
}

int64_t
ResultsDatabase::Append(const RunRecord& run, const RunDetails& details)
{
    int64_t id = 0;
    Transact([&] {
        id = InsertRun(run);
        InsertDetails(id, details);
    });
    return id;
}

int64_t
ResultsDatabase::AppendOnce(const RunRecord& run,
                            const RunDetails& details,
                            const SweepRecord& sweep)
{
    int64_t id = 0;
    Transact([&] {
        if (MakeRoom(sweep))
        {
            id = InsertRun(run);
            InsertDetails(id, details);
            InsertSweepRun(sweep, run.status, id, run.error);
        }
    });
    return id;
}

void
ResultsDatabase::AppendSkipped(const std::vector<std::pair<SweepRecord, std::string>>& skipped)
{
    Transact([&] {
        for (const auto& [sweep, reason] : skipped)
        {
            if (MakeRoom(sweep))
            {
                InsertSweepRun(sweep, "skipped", std::nullopt, reason);
            }
        }
    });
}

bool
ResultsDatabase::Has(const SweepRecord& sweep)
{
    if (!m_connection)
    {
        throw ResultsError("no database is open to look into: call Open() first");
    }
    // What was skipped, or whose run was deleted by hand, gives way to anything; a failed run only
    // to the one that was started to replace it.
    SqliteStatement query(*m_connection,
                          "SELECT run.run_id FROM sweep_run JOIN run USING (run_id) "
                          "WHERE sweep_key = ? AND run.run_id IS NOT ?");
    query.Bind(1, sweep.key);
    query.Bind(2, sweep.replaces);
    return query.Step();
}

bool
ResultsDatabase::MakeRoom(const SweepRecord& sweep)
{
    if (Has(sweep))
    {
        return false;
    }
    SqliteStatement(*m_connection, "DELETE FROM sweep_run WHERE sweep_key = ?").Run(sweep.key);
    if (sweep.replaces)
    {
        SqliteStatement(*m_connection, "DELETE FROM run WHERE run_id = ?").Run(*sweep.replaces);
    }
    return true;
}

void
ResultsDatabase::InsertSweepRun(const SweepRecord& sweep,
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
ResultsDatabase::InsertRun(const RunRecord& run)
{
    m_statements->run.Run(std::optional<int64_t>(), // SQLite chooses run_id
                          run.label,
                          run.started,
                          run.status,
                          OrNull(run.error),
                          run.moduleVersion,
                          run.ns3Version,
                          run.fabric,
                          run.hosts,
                          run.rateBps,
                          run.switchModel,
                          run.lb,
                          run.cc,
                          run.recovery,
                          run.workload,
                          run.fault,
                          run.seed,
                          run.run,
                          run.parameters,
                          run.cctNs,
                          run.boundNs,
                          run.flows,
                          run.fctP50Ns,
                          run.fctP99Ns,
                          run.fctMaxNs,
                          run.maxFabricQueueBytes,
                          run.maxHostQueueBytes,
                          run.drops,
                          run.trims,
                          run.ecnMarks,
                          run.cnps,
                          run.pfcPauses,
                          run.retransmittedPackets,
                          run.maxReorderPackets,
                          run.maxReorderBufferPackets,
                          run.simNs,
                          run.setupCpuS,
                          run.wallS,
                          run.cpuS,
                          run.peakRssBytes,
                          run.packetHops,
                          run.events,
                          OrNull(run.resultDigest),
                          run.timeouts,
                          run.spuriousRetransmissions,
                          OrNull(JoinLines(run.notes)),
                          run.flowsEnded,
                          OrNull(run.experiment),
                          run.losslessDrops);
    const int64_t id = m_connection->GetLastRowId();
    if (run.experiment.empty())
    {
        m_connection->Execute(GetRunCompletion());
    }
    return id;
}

void
ResultsDatabase::InsertDetails(int64_t id, const RunDetails& details)
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
                      r.retransmittedPackets);
    }
    n = 0;
    for (const CollectiveRecord& r : details.collectives)
    {
        into.collective.Run(id, n++, r.name, r.startNs, r.endNs, r.bytes);
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
                      r.pausedNs);
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

std::string
ResultsDatabase::GetTimestamp()
{
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    char text[32];
    std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc);
    return text;
}

} // namespace aifabric
} // namespace ns3
