/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sqlite-connection.h"

#include <algorithm>
#include <sqlite3.h>
#include <thread>

namespace ns3
{
namespace aifabric
{

namespace
{

/**
 * Write a file name so that SQLite takes it literally.
 * @param path the file name
 * @param isUri whether for a URI
 * @return the name
 */
std::string
ToSqliteName(const std::string& path, bool isUri)
{
    // Without the directory, names such as :memory: would be special.
    const std::string literal = path.empty() || path[0] != '/' ? "./" + path : path;
    if (!isUri)
    {
        return literal;
    }
    std::string uri = "file:";
    for (const char c : literal)
    {
        switch (c)
        {
        case '%':
            uri += "%25";
            break;
        case '?':
            uri += "%3f";
            break;
        case '#':
            uri += "%23";
            break;
        default:
            uri += c;
        }
    }
    return uri + "?immutable=1";
}

/**
 * Say what a result code means to the user.
 * @param path the file name
 * @param code the primary result code
 * @param message SQLite's words
 * @return one line
 */
std::string
Explain(const std::string& path, int code, const std::string& message)
{
    const std::string file = "database '" + path + "' ";
    switch (code)
    {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
        return file + "is kept locked by another program: close that program and try again";
    case SQLITE_FULL:
        return file + "cannot grow, the disk is full: free some space and try again; "
                      "the runs stored before are whole";
    case SQLITE_NOTADB:
        return file + "is not an SQLite file: choose another file name; it was left unchanged";
    case SQLITE_CORRUPT:
        return file + "is damaged (" + message +
               "): rescue it with SQLite's .recover command or choose another file name";
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return file + "cannot be written (" + message +
               "): check the permissions or choose another file name";
    case SQLITE_IOERR:
        return file + "cannot be read or written (" + message +
               "): check the disk's free space, quota and health, then try again";
    default:
        return file + "failed: " + message;
    }
}

/**
 * Tell whether waiting may help.
 * @param code a result code
 * @return true if another process is in the way
 */
bool
IsBusy(int code)
{
    const int primary = code & 0xff;
    return primary == SQLITE_BUSY || primary == SQLITE_LOCKED || primary == SQLITE_PROTOCOL;
}

/**
 * Repeat what other processes prevent. SQLite's own waiting does not cover everything, for
 * instance not the change to write-ahead logging.
 * @param timeout for how long
 * @param action returns a result code
 * @return the last result code
 */
template <typename Action>
int
Persist(std::chrono::milliseconds timeout, Action action)
{
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    std::chrono::milliseconds pause{1};
    while (true)
    {
        const int code = action();
        if (!IsBusy(code) || std::chrono::steady_clock::now() >= deadline)
        {
            return code;
        }
        std::this_thread::sleep_for(pause);
        pause = std::min(2 * pause, std::chrono::milliseconds(50));
    }
}

} // namespace

ResultsError::ResultsError(const std::string& message, int code)
    : std::runtime_error(message),
      m_code(code)
{
}

int
ResultsError::GetCode() const
{
    return m_code;
}

SqliteConnection::SqliteConnection(const std::string& path,
                                   Mode mode,
                                   std::chrono::milliseconds busyTimeout)
    : m_path(path),
      m_timeout(busyTimeout)
{
    int flags = SQLITE_OPEN_READWRITE;
    if (mode == Mode::INSPECT)
    {
        flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
    }
    else if (mode == Mode::READ)
    {
        flags = SQLITE_OPEN_READONLY;
    }
    else if (mode == Mode::CREATE || mode == Mode::MEMORY)
    {
        flags |= SQLITE_OPEN_CREATE;
    }
    const std::string name =
        mode == Mode::MEMORY ? ":memory:" : ToSqliteName(path, mode == Mode::INSPECT);
    int code = sqlite3_open_v2(name.c_str(), &m_handle, flags, nullptr);
    if (code == SQLITE_OK && (flags & SQLITE_OPEN_READWRITE) &&
        sqlite3_db_readonly(m_handle, "main") == 1)
    {
        code = SQLITE_READONLY; // SQLite falls back to reading
    }
    if (code != SQLITE_OK)
    {
        const ResultsError error(Explain(path, code & 0xff, sqlite3_errstr(code)), code & 0xff);
        sqlite3_close(m_handle);
        throw error;
    }
    sqlite3_busy_timeout(m_handle, static_cast<int>(busyTimeout.count()));
}

SqliteConnection::~SqliteConnection()
{
    sqlite3_close_v2(m_handle);
}

void
SqliteConnection::Execute(const std::string& sql)
{
    const int code = Persist(m_timeout, [&] {
        return sqlite3_exec(m_handle, sql.c_str(), nullptr, nullptr, nullptr);
    });
    if (code != SQLITE_OK)
    {
        Fail(code);
    }
}

int64_t
SqliteConnection::QueryInteger(const std::string& sql)
{
    SqliteStatement query(*this, sql);
    return query.Step() ? query.GetInteger(0) : 0;
}

std::string
SqliteConnection::QueryText(const std::string& sql)
{
    SqliteStatement query(*this, sql);
    return query.Step() ? query.GetText(0) : "";
}

int64_t
SqliteConnection::GetLastRowId() const
{
    return sqlite3_last_insert_rowid(m_handle);
}

void
SqliteConnection::Rollback() noexcept
{
    // After some errors SQLite has rolled back already.
    if (sqlite3_get_autocommit(m_handle) == 0)
    {
        sqlite3_exec(m_handle, "ROLLBACK", nullptr, nullptr, nullptr);
    }
}

void
SqliteConnection::Fail(int code) const
{
    std::string message = sqlite3_errmsg(m_handle);
    std::replace(message.begin(), message.end(), '\n', ' ');
    throw ResultsError(Explain(m_path, code & 0xff, message), code & 0xff);
}

std::chrono::milliseconds
SqliteConnection::GetBusyTimeout() const
{
    return m_timeout;
}

sqlite3*
SqliteConnection::GetHandle() const
{
    return m_handle;
}

SqliteStatement::SqliteStatement(SqliteConnection& connection, const std::string& sql)
    : m_connection(connection)
{
    Check(Persist(connection.GetBusyTimeout(), [&] {
        return sqlite3_prepare_v2(connection.GetHandle(), sql.c_str(), -1, &m_handle, nullptr);
    }));
}

SqliteStatement::~SqliteStatement()
{
    sqlite3_finalize(m_handle);
}

void
SqliteStatement::BindNull(int index)
{
    Check(sqlite3_bind_null(m_handle, index));
}

void
SqliteStatement::Bind(int index, const std::string& value)
{
    Check(sqlite3_bind_text64(m_handle,
                              index,
                              value.data(),
                              value.size(),
                              SQLITE_TRANSIENT,
                              SQLITE_UTF8));
}

void
SqliteStatement::Bind(int index, double value)
{
    Check(sqlite3_bind_double(m_handle, index, value));
}

void
SqliteStatement::BindColumn(int index, const SqliteStatement& from, int column)
{
    Check(sqlite3_bind_value(m_handle, index, sqlite3_column_value(from.m_handle, column)));
}

void
SqliteStatement::BindInteger(int index, int64_t value)
{
    Check(sqlite3_bind_int64(m_handle, index, value));
}

bool
SqliteStatement::Step()
{
    const int code =
        Persist(m_connection.GetBusyTimeout(), [this] { return sqlite3_step(m_handle); });
    if (code != SQLITE_ROW && code != SQLITE_DONE)
    {
        Check(sqlite3_reset(m_handle)); // reports the same error, and frees the statement
        m_connection.Fail(code);
    }
    return code == SQLITE_ROW;
}

void
SqliteStatement::Reset()
{
    Check(sqlite3_reset(m_handle));
}

int
SqliteStatement::GetColumns() const
{
    return sqlite3_column_count(m_handle);
}

std::string
SqliteStatement::GetName(int column) const
{
    return sqlite3_column_name(m_handle, column);
}

bool
SqliteStatement::IsNull(int column) const
{
    return sqlite3_column_type(m_handle, column) == SQLITE_NULL;
}

int64_t
SqliteStatement::GetInteger(int column) const
{
    return sqlite3_column_int64(m_handle, column);
}

double
SqliteStatement::GetNumber(int column) const
{
    return sqlite3_column_double(m_handle, column);
}

std::string
SqliteStatement::GetText(int column) const
{
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(m_handle, column));
    return text ? std::string(text, sqlite3_column_bytes(m_handle, column)) : std::string();
}

void
SqliteStatement::Check(int code)
{
    if (code != SQLITE_OK)
    {
        m_connection.Fail(code);
    }
}

} // namespace aifabric
} // namespace ns3
