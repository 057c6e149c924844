/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SWEEP_RUN_H
#define SWEEP_RUN_H

#include "ns3/experiment-options.h"
#include "ns3/run-record.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * One run of a sweep: its options, and what tells it apart from all others, whichever sweep asks
 * for it and however its options are written.
 */
struct SweepRun
{
    ExperimentOptions options;     ///< what to run
    std::string grid;              ///< name of its grid, empty if it has none
    std::string title;             ///< its grid and the options in which the runs of that differ
    std::string identity;          ///< JSON of all that tells runs apart, in canonical form
    std::string key;               ///< hash of that, 32 hexadecimal digits
    uint64_t hash{0};              ///< the same as a number, to deal runs out to shards
    double seconds{0};             ///< limit of its wall time; 0 = none
    uint64_t memoryBytes{0};       ///< limit of its memory; 0 = none
    bool skipRefused{true};        ///< whether a refused combination is skipped, or a mistake
    std::string place;             ///< where it was asked for
    std::optional<int64_t> failed; ///< run_id of its earlier failure that is to be replaced

    /** Fill identity, key and hash from the options. */
    void Identify();

    /**
     * Make what is stored beside the run.
     * @param sweep name of the sweep
     * @return the record
     */
    SweepRecord MakeRecord(const std::string& sweep) const;

    /**
     * Tell whether the run belongs to a shard. This depends on nothing but its options.
     * @param shard number of the shard, from 1
     * @param shards number of shards
     * @return true for exactly one shard
     */
    bool IsInShard(uint32_t shard, uint32_t shards) const
    {
        return hash % shards + 1 == shard;
    }
};

} // namespace aifabric
} // namespace ns3

#endif // SWEEP_RUN_H
