/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RUN_TABLE_H
#define RUN_TABLE_H

#include "ns3/run-record.h"

#include <ostream>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * Print one run for people, a line per quantity.
 * @param os where to
 * @param run the run
 */
void PrintRun(std::ostream& os, const RunRecord& run);

/** What tells the rows of a table apart. */
struct RowNames
{
    std::vector<std::string> headings;          ///< of the first columns
    std::vector<std::vector<std::string>> rows; ///< of each run, a value for each heading
};

/**
 * Print runs for people, a row for all runs of the same name. They are averaged, except that queue,
 * reordering and drops are the largest of them.
 * @param os where to
 * @param runs the runs
 * @param names their names
 */
void PrintTable(std::ostream& os, const std::vector<RunRecord>& runs, const RowNames& names);

/**
 * Print runs for people, a row per strategy.
 * @param os where to
 * @param runs the runs
 */
void PrintTable(std::ostream& os, const std::vector<RunRecord>& runs);

} // namespace aifabric
} // namespace ns3

#endif // RUN_TABLE_H
