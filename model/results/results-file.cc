/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "results-file.h"

#include "results-schema.h"
#include "run-columns.h"

#include <algorithm>
#include <cstdint>
#include <sys/stat.h>
#include <unistd.h>

namespace ns3
{
namespace aifabric
{

bool
IsResultFile(SqliteConnection& connection, const std::string& path)
{
    // In this order, because another process may create the schema between these queries.
    const int64_t objects = connection.QueryInteger("SELECT count(*) FROM sqlite_master");
    if (connection.QueryInteger("PRAGMA application_id") != RESULTS_APPLICATION_ID)
    {
        if (objects == 0)
        {
            return false;
        }
        throw ResultsError("database '" + path +
                           "' belongs to another program (it is not an ai-fabric result file): "
                           "choose another file name; it was left unchanged");
    }
    const int64_t version = connection.QueryInteger("PRAGMA user_version");
    if (version > RESULTS_SCHEMA_VERSION)
    {
        throw ResultsError("database '" + path + "' was written by a newer ai-fabric (schema " +
                           std::to_string(version) + ", this one knows up to " +
                           std::to_string(RESULTS_SCHEMA_VERSION) +
                           "): update ai-fabric or choose another file name; "
                           "it was left unchanged");
    }
    if (version < 1)
    {
        throw ResultsError("database '" + path + "' has the unknown schema version " +
                           std::to_string(version) +
                           ": choose another file name; it was left unchanged");
    }
    return true;
}

bool
IsOldResultFile(SqliteConnection& connection)
{
    return connection.QueryInteger("PRAGMA user_version") < RESULTS_SCHEMA_VERSION;
}

std::string
GetRunCompletion()
{
    // The columns hold components in canonical form; the rest is as the user wrote it.
    const auto option = [](const std::string& name, const std::string& unset = "") {
        return "'" + name +
               "', CASE WHEN json_valid(parameters) THEN nullif(json_extract(parameters, '$.\"" +
               name + "\"'), '" + unset + "') END";
    };
    // Sweeps have stored their options in canonical form.
    return "UPDATE run SET experiment = (SELECT json_remove(options, '$.lb', '$.seed', '$.run', "
           "'$.engine', '$.force') FROM sweep_run WHERE sweep_run.run_id = run.run_id AND "
           "json_valid(options) AND options LIKE '%\"fabric\"%') WHERE experiment IS NULL;\n"
           "UPDATE run SET experiment = json_patch('{}', json_object(" +
           option("ack-interval") + ", " + option("burst", "1") + ", 'cc', cc, " + option("delay") +
           ", 'fabric', fabric, 'fault', nullif(fault, ''), " + option("mtu") + ", " +
           option("rate") + ", 'recovery', recovery, " + option("spread") + ", " + option("stop") +
           ", 'switch', switch, 'workload', workload)) WHERE experiment IS NULL;\n"
           "UPDATE run SET flows_ended = CASE status WHEN 'ok' THEN flows ELSE (SELECT CASE WHEN "
           "count(*) > 0 THEN count(end_ns) END FROM flow WHERE flow.run_id = run.run_id) END "
           "WHERE flows_ended IS NULL AND flows IS NOT NULL;\n"
           // A run without jobs is one job; of what only a job tells, nothing is known.
           "INSERT INTO job (run_id, job, workload, cct_ns, bound_ns, slowdown, flows, "
           "flows_ended, "
           "fct_p50_ns, fct_p99_ns, fct_max_ns, retransmitted_packets) SELECT run_id, 0, workload, "
           "cct_ns, bound_ns, cct_ns / bound_ns, flows, flows_ended, fct_p50_ns, fct_p99_ns, "
           "fct_max_ns, retransmitted_packets FROM run WHERE flows IS NOT NULL AND run_id NOT IN "
           "(SELECT run_id FROM job);\n"
           "UPDATE run SET slowest_job = 0, slowest_cct_ns = cct_ns WHERE slowest_job IS NULL AND "
           "cct_ns IS NOT NULL AND bound_ns > 0 AND (SELECT count(*) FROM job WHERE job.run_id = "
           "run.run_id) = 1;\n";
}

std::vector<SchemaColumn>
ListRunColumns(SqliteConnection& connection)
{
    std::vector<SchemaColumn> columns;
    SqliteStatement query(connection, "SELECT name, type FROM pragma_table_info('run')");
    while (query.Step())
    {
        columns.push_back({query.GetText(0), query.GetText(1), "", ""});
    }
    return columns;
}

namespace
{

/// @return those columns whose names are not among others
std::vector<SchemaColumn>
Subtract(const std::vector<SchemaColumn>& columns, const std::vector<SchemaColumn>& others)
{
    std::vector<SchemaColumn> rest;
    for (const SchemaColumn& column : columns)
    {
        const bool isKnown = std::any_of(others.begin(), others.end(), [&](const auto& other) {
            return other.name == column.name;
        });
        if (!isKnown)
        {
            rest.push_back(column);
        }
    }
    return rest;
}

} // namespace

bool
LacksRunColumns(SqliteConnection& connection, const std::vector<SchemaColumn>& columns)
{
    return !columns.empty() && !Subtract(columns, ListRunColumns(connection)).empty();
}

void
AddRunColumns(SqliteConnection& connection, const std::vector<SchemaColumn>& columns)
{
    for (const SchemaColumn& column : Subtract(columns, ListRunColumns(connection)))
    {
        connection.Execute("ALTER TABLE run ADD COLUMN " + column.name + " " + column.type);
    }
    const auto others = Subtract(ListRunColumns(connection), GetSummaryColumns());
    if (!others.empty() || !GetOwnRunColumns().empty())
    {
        connection.Execute("DROP VIEW summary;\n" + GetSummaryDdl(others));
    }
}

void
MakeResultSchema(SqliteConnection& connection, const std::string& path)
{
    connection.Execute("BEGIN EXCLUSIVE");
    try
    {
        // Another process may have been faster, therefore look again.
        if (!IsResultFile(connection, path))
        {
            connection.Execute("PRAGMA application_id = " + std::to_string(RESULTS_APPLICATION_ID));
            connection.Execute(GetSchemaDdl());
        }
        else if (IsOldResultFile(connection))
        {
            connection.Execute(GetSchemaUpgrade(
                static_cast<int32_t>(connection.QueryInteger("PRAGMA user_version"))));
            connection.Execute(GetRunCompletion());
        }
        AddRunColumns(connection, GetOwnRunColumns());
        connection.Execute("PRAGMA user_version = " + std::to_string(RESULTS_SCHEMA_VERSION));
        connection.Execute("COMMIT");
    }
    catch (...)
    {
        connection.Rollback();
        throw;
    }
}

bool
CheckResultFileName(const std::string& path)
{
    const std::string file = "database '" + path + "' ";
    if (path.empty())
    {
        throw ResultsError("the database has no file name: give one");
    }
    if (path == ":memory:" || path.rfind("file:", 0) == 0)
    {
        throw ResultsError(file +
                           "would not be a file of that name: give a plain file name, or none");
    }
    const size_t slash = path.rfind('/');
    const std::string directory = slash == std::string::npos ? "."
                                  : slash == 0               ? "/"
                                                             : path.substr(0, slash);
    struct stat info;
    if (stat(directory.c_str(), &info) != 0 || !S_ISDIR(info.st_mode))
    {
        throw ResultsError(file + "cannot be written, there is no directory '" + directory +
                           "': create it or choose another file name");
    }
    const bool exists = stat(path.c_str(), &info) == 0;
    if (exists && S_ISDIR(info.st_mode))
    {
        throw ResultsError(file + "is a directory: choose a file name");
    }
    if (exists && !S_ISREG(info.st_mode))
    {
        throw ResultsError(file + "is not a regular file: choose another file name");
    }
    if (exists && access(path.c_str(), R_OK | W_OK) != 0)
    {
        throw ResultsError(file +
                           "cannot be written: check its permissions or choose another file name");
    }
    if (access(directory.c_str(), W_OK | X_OK) != 0) // -wal and -shm are made beside the file
    {
        throw ResultsError(file + "cannot be written, the directory '" + directory +
                           "' is not writable: check its permissions or choose another file name");
    }
    return exists;
}

} // namespace aifabric
} // namespace ns3
