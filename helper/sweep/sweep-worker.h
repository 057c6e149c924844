/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SWEEP_WORKER_H
#define SWEEP_WORKER_H

#include "sweep-run.h"

#include <chrono>
#include <string>
#include <sys/types.h>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A process that makes one run of a sweep and stores it. It dies with the process that started it,
 * and whatever happens to it happens to it alone.
 */
class SweepWorker
{
  public:
    /// How a worker ended.
    enum class End
    {
        STORED,  ///< its run is in the database
        PRESENT, ///< another process stored the run before; this one was discarded
        REFUSED, ///< a component refused the combination
        FAILED,  ///< the run could not be completed; nothing is stored yet
        STORAGE, ///< the database cannot be written
        KILLED,  ///< somebody else ended the process; the run is still to be made
    };

    /// What came of a worker.
    struct Outcome
    {
        End end{End::FAILED}; ///< how it ended
        std::string status;   ///< if stored, the status of the run
        std::string reason;   ///< one line
        std::string output;   ///< the last lines that it printed
    };

    /**
     * Start a process. The caller must have no database open.
     * @param run the run; it must outlive this object
     * @param sweep name of the sweep
     * @param database where the run is stored
     * @throws std::runtime_error if there can be no further process
     */
    SweepWorker(const SweepRun& run, const std::string& sweep, const std::string& database);

    /// Kills the process if it is still there.
    ~SweepWorker();
    SweepWorker(const SweepWorker&) = delete;
    SweepWorker& operator=(const SweepWorker&) = delete;

    /** @return the descriptors to poll: what the process prints, and what it reports. */
    std::pair<int, int> GetDescriptors() const
    {
        return {m_output, m_report};
    }

    /**
     * Take what the process has written, and enforce the time limit.
     * @return whether the process has ended
     */
    bool Advance();

    /**
     * Tell what came of the process, once it has ended.
     * @return the outcome
     */
    Outcome GetOutcome() const;

    /**
     * Make what is stored if the run failed.
     * @param outcome the outcome
     * @return the run
     */
    RunRecord MakeFailed(const Outcome& outcome) const;

    /** @return the run. */
    const SweepRun& GetRun() const
    {
        return m_run;
    }

    /** @return its process id, -1 when it has ended. */
    pid_t GetProcess() const
    {
        return m_process;
    }

    /** @return wall time since the start, s. */
    double GetSeconds() const;

  private:
    const SweepRun& m_run;
    pid_t m_process{-1};
    int m_output{-1}; ///< non-blocking end of the pipe, -1 when it is closed
    int m_report{-1}; ///< the same
    int m_status{0};  ///< as waitpid() has it
    bool m_late{false};
    std::string m_printed;
    std::string m_reported;
    std::string m_startedAt; ///< UTC
    std::chrono::steady_clock::time_point m_started;
};

} // namespace aifabric
} // namespace ns3

#endif // SWEEP_WORKER_H
