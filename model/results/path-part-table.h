/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PATH_PART_TABLE_H
#define PATH_PART_TABLE_H

#include "result-column.h"

#include <cstdint>
#include <optional>
#include <string>

namespace ns3
{
namespace aifabric
{

/** A row of `critical_path`: what a part of the time of one step went into. */
struct PathPartRecord
{
    int64_t run{0};                   ///< run_id
    int64_t number{0};                ///< number of the row in its run, from 0
    int64_t step{0};                  ///< number of the step, from 0
    uint32_t job{0};                  ///< number of the job of its task
    uint32_t iteration{0};            ///< of that job; 0: of none
    std::string activity;             ///< what the task is part of
    std::optional<uint32_t> src;      ///< host where the task starts
    std::optional<uint32_t> dst;      ///< host that receives the message; unset: a computation
    std::optional<uint64_t> bytes;    ///< payload of the message
    std::string part;                 ///< what the time went into
    std::optional<std::string> place; ///< host, or port such as edge0:3->agg1
    std::optional<std::string> tier;  ///< tier of the node of the port, and direction
    uint64_t timePs{0};               ///< how long, ps
};

namespace tables
{

/** @return the table of parts of critical paths. */
ResultTable<PathPartRecord> PathParts();

} // namespace tables

} // namespace aifabric
} // namespace ns3

#endif // PATH_PART_TABLE_H
