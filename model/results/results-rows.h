/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RESULTS_ROWS_H
#define RESULTS_ROWS_H

#include "path-part-table.h"
#include "run-record.h"
#include "sqlite-connection.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Writes the rows of runs into a database of results, with statements that are prepared once.
 * Failures are thrown as ResultsError; transactions are the caller's.
 */
class ResultsRows
{
  public:
    /**
     * Prepare all statements; this fails if a table or a column is missing.
     * @param connection the database, which outlives the object
     */
    explicit ResultsRows(SqliteConnection& connection);
    ~ResultsRows();
    ResultsRows(const ResultsRows&) = delete;
    ResultsRows& operator=(const ResultsRows&) = delete;

    /**
     * @param run a run
     * @return its run_id
     */
    int64_t InsertRun(const RunRecord& run);

    /**
     * @param id the run_id
     * @param details what else was recorded of the run
     */
    void InsertDetails(int64_t id, const RunDetails& details);

    /**
     * @param sweep what makes the run part of a sweep
     * @param state how it ended
     * @param id its run_id, if it was made
     * @param reason why it ended so; may be empty
     */
    void InsertSweepRun(const SweepRecord& sweep,
                        const std::string& state,
                        std::optional<int64_t> id,
                        const std::string& reason);

    /**
     * @param parts rows of critical_path
     */
    void InsertPathParts(const std::vector<PathPartRecord>& parts);

  private:
    struct Statements;

    SqliteConnection& m_connection;
    std::unique_ptr<Statements> m_statements;
};

} // namespace aifabric
} // namespace ns3

#endif // RESULTS_ROWS_H
