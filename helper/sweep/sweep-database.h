/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SWEEP_DATABASE_H
#define SWEEP_DATABASE_H

#include "sweep-run.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What a result file knows about the runs of sweeps, read once. It is written by ResultsDatabase.
 */
class SweepDatabase
{
  public:
    /// What is known of a run.
    struct Entry
    {
        std::string state; ///< ok, stopped, failed or skipped
        int64_t id{0};     ///< run_id, 0 if skipped
    };

    /**
     * Read a file. It stays open no longer than that, so that processes may be started after it.
     * @param path its name; a missing or empty one knows nothing
     * @throws ResultsError if it cannot be used
     */
    explicit SweepDatabase(const std::string& path);

    /**
     * Find a run.
     * @param key its key
     * @return what is known, null if nothing is
     */
    const Entry* Find(const std::string& key) const;

    /**
     * Estimate how long a run takes, from runs of the same workload on the same fabric, if possible
     * with the same strategy.
     * @param run the run
     * @return s; none without such runs
     */
    std::optional<double> Estimate(const SweepRun& run) const;

  private:
    std::unordered_map<std::string, Entry> m_entries;
    std::map<std::string, double> m_seconds; ///< mean time of similar runs
};

} // namespace aifabric
} // namespace ns3

#endif // SWEEP_DATABASE_H
