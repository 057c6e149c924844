/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SWEEP_RUNNER_H
#define SWEEP_RUNNER_H

#include "sweep-spec.h"
#include "worker-pool.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 * What is left to do of a sweep.
 */
struct SweepPlan
{
    std::vector<SweepRun> pending;                         ///< runs to make
    std::vector<std::optional<double>> estimates;          ///< how long each may take, s
    std::vector<std::pair<SweepRun, std::string>> skipped; ///< refused combinations, and why
    size_t done{0};                                        ///< runs that are stored
    size_t failed{0};                                      ///< runs that failed before and stay so

    /** @return number of runs of the sweep or shard. */
    size_t GetTotal() const
    {
        return pending.size() + skipped.size() + done + failed;
    }
};

/**
 * @ingroup ai-fabric
 * How far a sweep has come.
 */
struct SweepTally
{
    size_t planned{0};                 ///< runs that were to be made
    size_t completed{0};               ///< of these, made and stored without failure
    size_t elsewhere{0};               ///< of these, stored by another process meanwhile
    size_t failed{0};                  ///< of these, failed
    size_t refused{0};                 ///< of these, refused when they were built
    size_t missing{0};                 ///< of these, killed from outside
    int signal{0};                     ///< what interrupted the sweep, 0 if nothing did
    std::vector<std::string> failures; ///< the failed runs and why, one line each

    /** @return how many runs need no more work. */
    size_t GetEnded() const
    {
        return completed + elsewhere + failed + refused + missing;
    }
};

/**
 * @ingroup ai-fabric
 *
 * Makes the runs of a sweep that the database does not have yet, on all cores, each in a process
 * of its own. Every run is stored with what tells it apart in one transaction: whatever ends this
 * process, another one continues with exactly the runs that are missing.
 */
class SweepRunner
{
  public:
    /// What a call may ask for.
    struct Settings
    {
        std::string database;    ///< where runs are stored
        unsigned jobs{0};        ///< processes at a time; 0 = one per core
        bool retryFailed{false}; ///< whether failed runs are made again
        uint32_t shard{1};       ///< which part of the sweep, from 1
        uint32_t shards{1};      ///< of how many
    };

    /// The processes at work.
    using Workers = WorkerPool::Workers;

    /**
     * Called several times a second.
     * @param tally how far the sweep has come
     * @param workers the processes at work
     */
    using Progress = std::function<void(const SweepTally& tally, const Workers& workers)>;

    /**
     * Constructor.
     * @param spec the sweep
     * @param settings what is asked for
     */
    SweepRunner(SweepSpec spec, const Settings& settings);

    /** @return number of processes at a time. */
    unsigned GetJobs() const
    {
        return m_pool.GetJobs();
    }

    /**
     * Find out what is left to do. Nothing is written.
     * @return the plan
     * @throws ConfigError if a combination is refused that the sweep does not allow to skip
     * @throws ResultsError if the database cannot be used
     */
    SweepPlan Plan() const;

    /**
     * Make the runs of a plan. Signals that end a process (INT, TERM, HUP) end the sweep in good
     * order.
     * @param plan the plan; its runs must not have been made by this process
     * @param progress told how far it is; may be empty
     * @return what came of it
     * @throws ResultsError if the database cannot be written; the runs before that are stored
     */
    SweepTally Run(const SweepPlan& plan, const Progress& progress);

  private:
    void Start(const SweepPlan& plan);
    void Settle(const WorkerProcess& worker, const SweepRun& run);
    void SettleDone(const std::string& report, const SweepRun& run);
    void SettleFailed(const WorkerProcess& worker, const SweepRun& run);
    void NoteFailure(const SweepRun& run, const std::string& reason);

    SweepSpec m_spec;
    Settings m_settings;
    SweepTally m_tally;
    WorkerPool m_pool;
    std::vector<size_t> m_queue;         ///< runs to start, the next one last
    std::map<size_t, unsigned> m_killed; ///< how often a run was killed from outside
};

} // namespace aifabric
} // namespace ns3

#endif // SWEEP_RUNNER_H
