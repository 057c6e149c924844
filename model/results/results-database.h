/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RESULTS_DATABASE_H
#define RESULTS_DATABASE_H

#include "path-part-table.h"
#include "run-record.h"
#include "sqlite-connection.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

class ResultsRows;

/**
 * @ingroup ai-fabric
 *
 * The file that runs are stored in: SQLite with write-ahead logging, one transaction per run. A
 * run is therefore either whole or absent, whatever happens to the process, and any number of
 * processes may append to one file.
 *
 * All failures are thrown as ResultsError. A file that is not ours is never changed.
 *
 * A connection must not be carried across fork(): open the file in the child.
 */
class ResultsDatabase
{
  public:
    ResultsDatabase();
    ~ResultsDatabase();
    ResultsDatabase(const ResultsDatabase&) = delete;
    ResultsDatabase& operator=(const ResultsDatabase&) = delete;

    /**
     * Make sure that runs can be stored in a file, before the simulation starts. A missing file is
     * not created.
     * @param path the file name
     */
    static void Check(const std::string& path);

    /**
     * Set how long other processes are waited for; 60 s if not called.
     * @param timeout the time
     */
    void SetBusyTimeout(std::chrono::milliseconds timeout);

    /**
     * Open a file; a missing or empty one gets the schema.
     * @param path the file name
     */
    void Open(const std::string& path);

    /// Close the file, if one is open.
    void Close();

    /**
     * Store a run, whole or not at all.
     * @param run the run; its status says whether it succeeded
     * @param details what else was recorded
     * @return the run's run_id
     */
    int64_t Append(const RunRecord& run, const RunDetails& details = RunDetails());

    /**
     * Store a run of a sweep, whole or not at all, unless the file has it already.
     * @param run the run
     * @param details what else was recorded
     * @param sweep what tells it apart from others
     * @return the run's run_id, 0 if it was there already and this one is discarded
     */
    int64_t AppendOnce(const RunRecord& run, const RunDetails& details, const SweepRecord& sweep);

    /**
     * Tell whether AppendOnce() would discard a run.
     * @param sweep what tells it apart from others
     * @return whether the file has the run, and not as the failed one that it replaces
     */
    bool Has(const SweepRecord& sweep);

    /**
     * Store runs of a sweep that are not made, all or none. Those that the file has stay.
     * @param skipped the runs, and why
     */
    void AppendSkipped(const std::vector<std::pair<SweepRecord, std::string>>& skipped);

    /**
     * Store what the time of a run went into along its critical path, in place of what was stored
     * of that before, whole or not at all.
     * @param run run_id of a run that the file has
     * @param parts the rows; their run is set
     */
    void ReplacePath(int64_t run, std::vector<PathPartRecord> parts);

    /**
     * Get the time for RunRecord::started.
     * @return now, UTC, ISO 8601
     */
    static std::string GetTimestamp();

  private:
    void Transact(const std::function<void()>& action);
    bool MakeRoom(const SweepRecord& sweep);

    std::chrono::milliseconds m_timeout{std::chrono::seconds(60)};
    std::unique_ptr<SqliteConnection> m_connection;
    std::unique_ptr<ResultsRows> m_rows; ///< refers to the connection, hence after it
};

} // namespace aifabric
} // namespace ns3

#endif // RESULTS_DATABASE_H
