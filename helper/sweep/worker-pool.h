/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef WORKER_POOL_H
#define WORKER_POOL_H

#include "worker-process.h"

#include <memory>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Processes at work side by side: as many as were asked for, and as memory holds.
 */
class WorkerPool
{
  public:
    /// The processes, in the order in which they were started.
    using Workers = std::vector<std::unique_ptr<WorkerProcess>>;

    /**
     * @param jobs processes at a time; 0 = one per core
     */
    explicit WorkerPool(unsigned jobs);

    /** @return number of processes at a time. */
    unsigned GetJobs() const
    {
        return m_jobs;
    }

    /** @return the processes at work. */
    const Workers& GetWorkers() const
    {
        return m_workers;
    }

    /** @return whether a process is free; memory may still keep a task from starting. */
    bool HasRoom() const
    {
        return m_workers.size() < m_jobs;
    }

    /**
     * Start a task, if a process is free and memory holds it beside the others; a task that is
     * alone starts in any case.
     * @param task the task
     * @return whether it was started; if not, it may be when another one has ended
     * @throws std::runtime_error if there can be no process at all
     */
    bool Start(const WorkerTask& task);

    /**
     * Wait for news of the processes, a tenth of a second at most.
     * @return those that have ended
     */
    Workers Wait();

    /** Kill the processes at work. */
    void Clear()
    {
        m_workers.clear();
    }

  private:
    unsigned m_jobs;
    double m_memory{0}; ///< what the processes may take together, bytes
    Workers m_workers;
};

} // namespace aifabric
} // namespace ns3

#endif // WORKER_POOL_H
