/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "results-database.h"

#include "results-file.h"
#include "results-rows.h"
#include "results-schema.h"
#include "run-columns.h"

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

} // namespace

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
    if (IsResultFile(connection, path) && !IsOldResultFile(connection) &&
        !LacksRunColumns(connection, GetOwnRunColumns()))
    {
        ResultsRows rows(connection); // fails if a table or column is missing
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
    if (!IsResultFile(*connection, path) || IsOldResultFile(*connection) ||
        LacksRunColumns(*connection, GetOwnRunColumns()))
    {
        MakeResultSchema(*connection, path);
    }
    // Where a file system cannot do write-ahead logging, SQLite goes on with its journal.
    connection->Execute("PRAGMA journal_mode = WAL");
    connection->Execute("PRAGMA synchronous = NORMAL");
    connection->Execute("PRAGMA foreign_keys = ON");
    m_rows = std::make_unique<ResultsRows>(*connection);
    m_connection = std::move(connection);
}

void
ResultsDatabase::Close()
{
    m_rows.reset();
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
        id = m_rows->InsertRun(run);
        m_rows->InsertDetails(id, details);
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
            id = m_rows->InsertRun(run);
            m_rows->InsertDetails(id, details);
            m_rows->InsertSweepRun(sweep, run.status, id, run.error);
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
                m_rows->InsertSweepRun(sweep, "skipped", std::nullopt, reason);
            }
        }
    });
}

void
ResultsDatabase::ReplacePath(int64_t run, std::vector<PathPartRecord> parts)
{
    int64_t number = 0;
    for (PathPartRecord& part : parts)
    {
        part.run = run;
        part.number = number++;
    }
    Transact([&] {
        SqliteStatement(*m_connection, "DELETE FROM critical_path WHERE run_id = ?").Run(run);
        m_rows->InsertPathParts(parts);
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
