/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef WORKER_PROCESS_H
#define WORKER_PROCESS_H

#include "ns3/run-record.h"
#include "ns3/signal-guard.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <sys/types.h>
#include <utility>

namespace ns3
{
namespace aifabric
{

class Experiment;
struct ExperimentOptions;

/**
 * @ingroup ai-fabric
 * What a process is to do, and within which limits.
 */
struct WorkerTask
{
    std::function<std::string()> body; ///< called in the process; returns what it reports
    std::string title;                 ///< what to call it in a display
    size_t index{0};                   ///< the caller's number of it
    double bytes{0};                   ///< memory that it is expected to take, bytes
    double seconds{0};                 ///< limit of its wall time; 0 = none
    uint64_t memoryBytes{0};           ///< limit of its memory; 0 = none
    /// Called at the first SIGTERM, so that the task ends in good order, and others are ignored;
    /// null: SIGTERM ends the process
    SignalGuard::Action interrupt{nullptr};
};

/**
 * @ingroup ai-fabric
 *
 * A process that does one thing and reports a text. It dies with the process that started it, and
 * whatever happens to it happens to it alone.
 */
class WorkerProcess
{
  public:
    /// How a process ended.
    enum class End
    {
        DONE,    ///< it did its task
        REFUSED, ///< a mistake of the user (ConfigError)
        FAILED,  ///< the task could not be completed
        STORAGE, ///< a database cannot be used (ResultsError)
        KILLED,  ///< somebody else ended the process; the task is still to be done
    };

    /// What came of a process.
    struct Outcome
    {
        End end{End::FAILED}; ///< how it ended
        std::string text;     ///< if done, what it reports, else why not in one line
        std::string output;   ///< the last lines that it printed
    };

    /**
     * Start a process. The caller must have no database open.
     * @param task what it does
     * @throws std::runtime_error if there can be no further process
     */
    explicit WorkerProcess(WorkerTask task);

    /// Kills the process if it is still there.
    ~WorkerProcess();
    WorkerProcess(const WorkerProcess&) = delete;
    WorkerProcess& operator=(const WorkerProcess&) = delete;

    /**
     * Do a task in a process of its own and wait for it.
     * @param body the task; returns what it reports
     * @return what it reports
     * @throws std::runtime_error with the reason if it does not end as it should
     */
    static std::string Call(std::function<std::string()> body);

    /**
     * Measure an experiment in the process of a task. What is wrong before anything has run is a
     * refusal; a mistake that shows up later is a failure.
     * @param experiment the experiment
     * @param details where to put flows and ports
     * @param ready called when all is built and nothing has run; may be empty
     * @return the run
     */
    static RunRecord Measure(Experiment& experiment,
                             RunDetails& details,
                             const std::function<void()>& ready = {});

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
     * Make what is stored of an experiment whose process did not do its task.
     * @param options the options of the experiment
     * @return the run, with the reason and the last that the process printed
     */
    RunRecord MakeFailed(const ExperimentOptions& options) const;

    /** @return what it is to do. */
    const WorkerTask& GetTask() const
    {
        return m_task;
    }

    /** @return its process id, -1 when it has ended. */
    pid_t GetProcess() const
    {
        return m_process;
    }

    /** @return wall time since the start, s. */
    double GetSeconds() const;

  private:
    WorkerTask m_task;
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

#endif // WORKER_PROCESS_H
