/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SUMMARY_JSON_H
#define SUMMARY_JSON_H

#include "run-record.h"

#include <cstdint>
#include <optional>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * Write a run as one JSON object: a member for each column of the view `summary`, by its name and
 * in its order. Columns that hold JSON are objects, what is missing is null.
 * @param run the run
 * @param id its run_id in a database; none if it is in none: run_id is null
 * @return the text, on one line
 */
std::string WriteSummary(const RunRecord& run, const std::optional<int64_t>& id);

} // namespace aifabric
} // namespace ns3

#endif // SUMMARY_JSON_H
