/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DATABASE_MERGER_H
#define DATABASE_MERGER_H

#include "ns3/sqlite-connection.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Copies the runs of result files into another one, each with everything recorded of it. What is
 * there already is not copied again, so that merging twice changes nothing. Runs of sweeps are the
 * same if their options are; other runs if everything about them is.
 */
class DatabaseMerger
{
  public:
    /// What was done.
    struct Tally
    {
        size_t copied{0};   ///< runs copied
        size_t replaced{0}; ///< of these, in place of a failed one
        size_t present{0};  ///< runs that were there already
        size_t skipped{0};  ///< notes about skipped combinations that were copied
    };

    /**
     * Merge files, all or nothing.
     * @param output name of the file that is added to; made if missing
     * @param inputs names of the files to copy from, which are not changed
     * @return what was done
     * @throws ResultsError if a file cannot be used, or if two runs of the same options have
     * different results; nothing has been written then
     */
    static Tally Merge(const std::string& output, const std::vector<std::string>& inputs);

  private:
    explicit DatabaseMerger(const std::string& path);

    void Add(const std::string& path);
    void AddSweepRuns(SqliteConnection& from, const std::string& path);
    void AddOtherRuns(SqliteConnection& from);
    bool MakeRoom(const SqliteStatement& row, const std::string& path);
    int64_t CopyRun(SqliteConnection& from, int64_t id);

    /**
     * Copy rows of a table.
     * @param rows the rows, with all columns
     * @param table the table
     * @param id run_id of the copies; 0 = NULL, for which SQLite chooses the key of a run
     */
    void CopyRows(SqliteStatement& rows, const std::string& table, int64_t id);

    SqliteConnection m_into;
    Tally m_tally;
    std::unordered_set<std::string> m_others; ///< what tells runs apart that are of no sweep
};

} // namespace aifabric
} // namespace ns3

#endif // DATABASE_MERGER_H
