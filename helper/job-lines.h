/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef JOB_LINES_H
#define JOB_LINES_H

#include "ns3/run-record.h"

#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** Lines of a summary: what they are about, and what they say. */
using RunLines = std::vector<std::pair<std::string, std::string>>;

/**
 * @ingroup ai-fabric
 *
 * Tell of the jobs of a run: a line for each if there are several, and of their iterations.
 * @param run the run
 * @return the lines
 */
RunLines ListJobLines(const RunRecord& run);

} // namespace aifabric
} // namespace ns3

#endif // JOB_LINES_H
