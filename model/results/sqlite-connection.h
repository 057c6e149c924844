/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SQLITE_CONNECTION_H
#define SQLITE_CONNECTION_H

#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>

struct sqlite3;
struct sqlite3_stmt;

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A result file that cannot be used. what() is one line that names the file, what is wrong and
 * what to do; programs print it and exit with code 2.
 */
class ResultsError : public std::runtime_error
{
  public:
    /**
     * Constructor.
     * @param message the line
     * @param code the primary SQLite result code, or 0
     */
    explicit ResultsError(const std::string& message, int code = 0);

    /**
     * What SQLite said.
     * @return the primary result code, 0 if SQLite was not asked
     */
    int GetCode() const;

  private:
    int m_code;
};

/**
 * @ingroup ai-fabric
 *
 * An open SQLite file. A file that another process uses is waited for; every failure is thrown as
 * ResultsError.
 */
class SqliteConnection
{
  public:
    /// How to open a file.
    enum class Mode
    {
        INSPECT,    ///< read the main file alone: no locks, no side files, nothing is changed
        READ,       ///< read a file that others may be writing
        MEMORY,     ///< no file at all; the name is for messages
        READ_WRITE, ///< the file must exist
        CREATE,     ///< the file is created if missing
    };

    /**
     * Open a file.
     * @param path the file name
     * @param mode how
     * @param busyTimeout how long to wait for other processes
     */
    SqliteConnection(const std::string& path, Mode mode, std::chrono::milliseconds busyTimeout);
    ~SqliteConnection();
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    /**
     * Execute statements, waiting for other processes.
     * @param sql one or more statements; rows are ignored
     */
    void Execute(const std::string& sql);

    /**
     * Get the integer of a query's first row and column.
     * @param sql the query
     * @return the value, 0 if there is none
     */
    int64_t QueryInteger(const std::string& sql);

    /**
     * Get the text of a query's first row and column.
     * @param sql the query
     * @return the value, empty if there is none
     */
    std::string QueryText(const std::string& sql);

    /**
     * Get the key of the last row inserted.
     * @return the rowid
     */
    int64_t GetLastRowId() const;

    /// Undo the open transaction, if there is one. Never throws.
    void Rollback() noexcept;

    /**
     * Throw the error of a failed call.
     * @param code the SQLite result code
     */
    [[noreturn]] void Fail(int code) const;

    /**
     * Get how long other processes are waited for.
     * @return the time
     */
    std::chrono::milliseconds GetBusyTimeout() const;

    /**
     * Get SQLite's handle.
     * @return the handle
     */
    sqlite3* GetHandle() const;

  private:
    std::string m_path;
    std::chrono::milliseconds m_timeout;
    sqlite3* m_handle{nullptr};
};

/**
 * @ingroup ai-fabric
 *
 * A prepared statement. Parameters are numbered from 1, columns from 0.
 */
class SqliteStatement
{
  public:
    /**
     * Prepare a statement.
     * @param connection the file, which must outlive this object
     * @param sql the statement
     */
    SqliteStatement(SqliteConnection& connection, const std::string& sql);
    ~SqliteStatement();
    SqliteStatement(const SqliteStatement&) = delete;
    SqliteStatement& operator=(const SqliteStatement&) = delete;

    /**
     * Bind NULL.
     * @param index the parameter
     */
    void BindNull(int index);
    /**
     * Bind a text.
     * @param index the parameter
     * @param value the text
     */
    void Bind(int index, const std::string& value);
    /**
     * Bind a number; a NaN becomes NULL.
     * @param index the parameter
     * @param value the number
     */
    void Bind(int index, double value);

    /**
     * Bind a value of another statement's row, of whatever type.
     * @param index the parameter
     * @param from the other statement, also of another file
     * @param column its column
     */
    void BindColumn(int index, const SqliteStatement& from, int column);

    /**
     * Bind an integer. SQLite's integers are signed 64-bit: larger ones are stored as 2^63-1.
     * @param index the parameter
     * @param value the integer
     */
    template <typename T, std::enable_if_t<std::is_integral_v<T>, bool> = true>
    void Bind(int index, T value)
    {
        if constexpr (std::is_unsigned_v<T> && sizeof(T) == 8)
        {
            BindInteger(index, static_cast<int64_t>(value > INT64_MAX ? INT64_MAX : value));
        }
        else
        {
            BindInteger(index, value);
        }
    }

    /**
     * Bind a value that may be missing: then NULL.
     * @param index the parameter
     * @param value the value
     */
    template <typename T>
    void Bind(int index, const std::optional<T>& value)
    {
        value ? Bind(index, *value) : BindNull(index);
    }

    /**
     * Bind all parameters in order, execute a statement without rows and make it ready again.
     * @param values the values
     */
    template <typename... Ts>
    void Run(const Ts&... values)
    {
        int index = 0;
        (Bind(++index, values), ...);
        Step();
        Reset();
    }

    /**
     * Go to the next row.
     * @return false if there is none
     */
    bool Step();
    /// Make the statement ready for another execution; the bindings stay.
    void Reset();

    /**
     * Get the number of columns.
     * @return the number
     */
    int GetColumns() const;
    /**
     * Get the name of a column.
     * @param column the column
     * @return the name
     */
    std::string GetName(int column) const;
    /**
     * Tell whether a value is missing.
     * @param column the column
     * @return true for NULL
     */
    bool IsNull(int column) const;
    /**
     * Get an integer.
     * @param column the column
     * @return the value
     */
    int64_t GetInteger(int column) const;
    /**
     * Get a number.
     * @param column the column
     * @return the value
     */
    double GetNumber(int column) const;
    /**
     * Get a text.
     * @param column the column
     * @return the value
     */
    std::string GetText(int column) const;

  private:
    void BindInteger(int index, int64_t value);
    void Check(int code);

    SqliteConnection& m_connection;
    sqlite3_stmt* m_handle{nullptr};
};

} // namespace aifabric
} // namespace ns3

#endif // SQLITE_CONNECTION_H
