/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "database-merger.h"

#include "ns3/result-digest.h"
#include "ns3/results-database.h"
#include "ns3/results-file.h"
#include "ns3/results-schema.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

namespace ns3
{
namespace aifabric
{

namespace
{

/// How long other processes are waited for.
constexpr std::chrono::seconds PATIENCE{60};

bool
HasTable(SqliteConnection& file, const std::string& name)
{
    return file.QueryInteger(
               "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = '" + name +
               "'") != 0;
}

/// The runs that belong to no sweep, with what tells them apart: two runs hardly ever agree in all
/// of this, down to the time that they took.
std::string
SelectOtherRuns(SqliteConnection& file)
{
    const bool sweeps = HasTable(file, "sweep_run"); // files of older versions lack it
    return std::string("SELECT run_id, parameters, result_digest, started, seed, run, label, "
                       "status, error, wall_s, cpu_s FROM run") +
           (sweeps ? " WHERE run_id NOT IN (SELECT run_id FROM sweep_run WHERE run_id IS NOT NULL)"
                   : "") +
           " ORDER BY run_id";
}

/// Hash of all columns of SelectOtherRuns() but the first.
std::string
HashOther(const SqliteStatement& row)
{
    ResultDigest first;
    ResultDigest second;
    second.Add(1);
    for (int i = 1; i < row.GetColumns(); i++)
    {
        first.Add(row.GetText(i));
        second.Add(row.GetText(i));
    }
    return first.Hex() + second.Hex();
}

bool
IsSameFile(const std::string& a, const std::string& b)
{
    struct stat first;
    struct stat second;
    return stat(a.c_str(), &first) == 0 && stat(b.c_str(), &second) == 0 &&
           first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

bool
Exists(const std::string& path)
{
    struct stat info;
    return stat(path.c_str(), &info) == 0;
}

/// A new file under a name of its own until it is complete.
class NewFile
{
  public:
    explicit NewFile(const std::string& path)
        : m_path(path),
          m_name(path + ".merge-" + std::to_string(getpid()))
    {
    }

    ~NewFile()
    {
        for (const char* suffix : {"", "-wal", "-shm", "-journal"})
        {
            unlink((m_name + suffix).c_str()); // most of them are not there
        }
    }

    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    const std::string& GetName() const
    {
        return m_name;
    }

    void Complete() const
    {
        // Unlike rename(), this never takes the place of a file that came meanwhile.
        // Some file systems have no links, though.
        if (link(m_name.c_str(), m_path.c_str()) != 0 &&
            (errno == EEXIST || rename(m_name.c_str(), m_path.c_str()) != 0))
        {
            throw ResultsError("database '" + m_path + "' cannot be made: " + strerror(errno));
        }
    }

  private:
    std::string m_path;
    std::string m_name;
};

} // namespace

DatabaseMerger::Tally
DatabaseMerger::Merge(const std::string& output, const std::vector<std::string>& inputs)
{
    for (const std::string& input : inputs)
    {
        if (!Exists(input))
        {
            throw ResultsError("database '" + input + "' does not exist: check its name");
        }
        if (IsSameFile(input, output))
        {
            throw ResultsError("database '" + input +
                               "' cannot be merged into itself: leave it "
                               "out of the inputs");
        }
        ResultsDatabase::Check(input);
    }
    ResultsDatabase::Check(output);
    const NewFile created(output);
    const bool isNew = !Exists(output);
    const std::string path = isNew ? created.GetName() : output;
    {
        ResultsDatabase schema;
        schema.Open(path);
    }
    Tally tally;
    {
        DatabaseMerger merger(path);
        merger.m_into.Execute("BEGIN IMMEDIATE");
        try
        {
            SqliteStatement known(merger.m_into, SelectOtherRuns(merger.m_into));
            while (known.Step())
            {
                merger.m_others.insert(HashOther(known));
            }
            known.Reset();
            for (const std::string& input : inputs)
            {
                merger.Add(input);
            }
            merger.m_into.Execute("COMMIT");
        }
        catch (...)
        {
            merger.m_into.Rollback();
            throw;
        }
        if (isNew)
        {
            merger.m_into.Execute("PRAGMA wal_checkpoint(TRUNCATE)"); // one file holds it all
        }
        tally = merger.m_tally;
    }
    if (isNew)
    {
        created.Complete();
    }
    return tally;
}

DatabaseMerger::DatabaseMerger(const std::string& path)
    : m_into(path, SqliteConnection::Mode::READ_WRITE, PATIENCE)
{
    m_into.Execute("PRAGMA foreign_keys = ON");
}

void
DatabaseMerger::Add(const std::string& path)
{
    SqliteConnection from(path, SqliteConnection::Mode::READ, PATIENCE);
    from.Execute("BEGIN"); // one state of the file, whatever others write
    if (!HasTable(from, "run"))
    {
        return; // an empty file
    }
    const std::vector<SchemaColumn> columns = ListRunColumns(from);
    if (LacksRunColumns(m_into, columns)) // programs have added some
    {
        AddRunColumns(m_into, columns);
    }
    if (HasTable(from, "sweep_run"))
    {
        AddSweepRuns(from, path);
    }
    AddOtherRuns(from);
    from.Execute("COMMIT");
    m_into.Execute(GetRunCompletion()); // a file of an older version has less
}

void
DatabaseMerger::AddSweepRuns(SqliteConnection& from, const std::string& path)
{
    SqliteStatement rows(from,
                         "SELECT sweep_key, state, result_digest, run.run_id FROM sweep_run "
                         "LEFT JOIN run USING (run_id) "
                         "WHERE state = 'skipped' OR run.run_id IS NOT NULL ORDER BY run.run_id");
    while (rows.Step())
    {
        if (!MakeRoom(rows, path))
        {
            m_tally.present += rows.GetText(1) == "skipped" ? 0 : 1;
            continue;
        }
        const bool skipped = rows.IsNull(3);
        const int64_t id = skipped ? 0 : CopyRun(from, rows.GetInteger(3));
        SqliteStatement record(from, "SELECT * FROM sweep_run WHERE sweep_key = ?");
        record.Bind(1, rows.GetText(0));
        CopyRows(record, "sweep_run", id);
        (skipped ? m_tally.skipped : m_tally.copied)++;
    }
}

bool
DatabaseMerger::MakeRoom(const SqliteStatement& row, const std::string& path)
{
    SqliteStatement query(m_into,
                          "SELECT state, result_digest, run.run_id FROM sweep_run "
                          "LEFT JOIN run USING (run_id) WHERE sweep_key = ?");
    query.Bind(1, row.GetText(0));
    if (!query.Step())
    {
        return true;
    }
    // A result is worth more than a failure, and that is worth more than a note.
    const auto rank = [](const std::string& state, bool isNote) {
        return isNote ? 0 : (state == "failed" ? 1 : 2);
    };
    const int present = rank(query.GetText(0), query.IsNull(2));
    const int offered = rank(row.GetText(1), row.IsNull(3));
    if (present == 2 && offered == 2 && query.GetText(1) != row.GetText(2))
    {
        throw ResultsError("database '" + path + "': run " + std::to_string(row.GetInteger(3)) +
                           " has the same options as a run merged before, but other results (" +
                           row.GetText(2) + " instead of " + query.GetText(1) +
                           "): they come from different versions of the program; nothing was "
                           "written");
    }
    if (present >= offered)
    {
        return false;
    }
    const int64_t old = query.GetInteger(2);
    query.Reset();
    SqliteStatement(m_into, "DELETE FROM sweep_run WHERE sweep_key = ?").Run(row.GetText(0));
    if (present == 1)
    {
        SqliteStatement(m_into, "DELETE FROM run WHERE run_id = ?").Run(old);
        m_tally.replaced++;
    }
    return true;
}

void
DatabaseMerger::AddOtherRuns(SqliteConnection& from)
{
    SqliteStatement rows(from, SelectOtherRuns(from));
    while (rows.Step())
    {
        if (m_others.insert(HashOther(rows)).second)
        {
            CopyRun(from, rows.GetInteger(0));
            m_tally.copied++;
        }
        else
        {
            m_tally.present++;
        }
    }
}

int64_t
DatabaseMerger::CopyRun(SqliteConnection& from, int64_t id)
{
    int64_t copy = 0;
    for (const SchemaTable& table : GetSchemaTables()) // the first one is the run itself
    {
        if (table.name == "sweep_run" || !HasTable(from, table.name))
        {
            continue;
        }
        SqliteStatement rows(from, "SELECT * FROM " + table.name + " WHERE run_id = ?");
        rows.Bind(1, id);
        CopyRows(rows, table.name, copy);
        copy = copy == 0 ? m_into.GetLastRowId() : copy;
    }
    return copy;
}

void
DatabaseMerger::CopyRows(SqliteStatement& rows, const std::string& table, int64_t id)
{
    // The columns of the file that is read: one of an older version may have fewer.
    std::string columns;
    std::string values;
    for (int i = 0; i < rows.GetColumns(); i++)
    {
        columns += (i > 0 ? ", " : "") + rows.GetName(i);
        values += i > 0 ? ", ?" : "?";
    }
    SqliteStatement insert(m_into,
                           "INSERT INTO " + table + " (" + columns + ") VALUES (" + values + ")");
    while (rows.Step())
    {
        for (int i = 0; i < rows.GetColumns(); i++)
        {
            if (rows.GetName(i) != "run_id")
            {
                insert.BindColumn(i + 1, rows, i);
            }
            else if (id == 0)
            {
                insert.BindNull(i + 1);
            }
            else
            {
                insert.Bind(i + 1, id);
            }
        }
        insert.Step();
        insert.Reset();
    }
}

} // namespace aifabric
} // namespace ns3
