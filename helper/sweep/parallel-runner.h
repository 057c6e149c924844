/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PARALLEL_RUNNER_H
#define PARALLEL_RUNNER_H

#include "worker-pool.h"

#include "ns3/experiment-options.h"
#include "ns3/run-record.h"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Runs experiments on all cores, each in a process of its own. A run that crashes is recorded as
 * failed, with its reason, and the others go on.
 */
class ParallelRunner
{
  public:
    /// An experiment that cannot be built. It is not stored.
    struct Refused
    {
        size_t index;       ///< its place among the experiments
        std::string reason; ///< why it is refused
    };

    /**
     * Called when a run has ended, or was refused.
     * @param index place of its experiment among all
     * @param run the run; if it was refused, its status says so
     * @param done number of experiments that have ended
     * @param total number of experiments
     */
    using Progress =
        std::function<void(size_t index, const RunRecord& run, size_t done, size_t total)>;

    /**
     * @param workers processes at a time; 0 = one per core
     */
    explicit ParallelRunner(unsigned workers);

    /**
     * Run all experiments. Each stores itself in the database of its options. To be called before
     * this process has used the simulator. ^C, SIGTERM and SIGHUP end it: runs under way are stored
     * as stopped ones with what had happened, others do not begin.
     * @param experiments their options
     * @param progress told of every end; may be empty
     * @return the runs that began and were not refused, in the order of the options, with the
     * figures of a table of results
     */
    std::vector<RunRecord> Run(const std::vector<ExperimentOptions>& experiments,
                               const Progress& progress);

    /** @return for each run that Run() has returned, the place of its experiment among all. */
    const std::vector<size_t>& GetIndices() const
    {
        return m_indices;
    }

    /** @return the experiments of Run() that were refused, in their order. */
    const std::vector<Refused>& GetRefused() const
    {
        return m_refused;
    }

    /** @return the signal that ended Run() before all runs had, 0 for none. */
    int GetSignal() const
    {
        return m_signal;
    }

    /** @return the number of runs that a signal has kept from beginning. */
    size_t GetMissing() const
    {
        return m_missing;
    }

    /** @return the number of runs that the database could not take. */
    size_t GetUnstored() const
    {
        return m_unstored;
    }

    /** @return why the last of them could not be stored. */
    const std::string& GetStorageError() const
    {
        return m_storageError;
    }

  private:
    void NoteUnstored(const std::string& error);
    void Settle(const WorkerProcess& worker, const ExperimentOptions& options, RunRecord& run);
    void EndWorkers(int signal);

    WorkerPool m_pool;
    std::vector<size_t> m_indices;
    std::vector<Refused> m_refused;
    int m_signal{0};
    size_t m_missing{0};
    size_t m_unstored{0};
    std::string m_storageError;
};

} // namespace aifabric
} // namespace ns3

#endif // PARALLEL_RUNNER_H
