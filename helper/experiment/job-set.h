/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef JOB_SET_H
#define JOB_SET_H

#include "ns3/ptr.h"
#include "ns3/task-graph-run.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** One workload of an experiment, which runs beside the others. */
struct Job
{
    std::string workload;           ///< component, in canonical form
    Ptr<TaskGraphRun> run;          ///< its execution
    uint64_t start{0};              ///< when its hosts start, ps
    std::optional<double> feasible; ///< feasible rate of its flows alone, if it matters
    double boundNs{0};              ///< its ideal time alone on the fabric, ns
};

/**
 * @ingroup ai-fabric
 *
 * The workloads of an experiment, in the order in which they were given, and sums over them.
 * Copies share the executions.
 */
class JobSet
{
  public:
    JobSet() = default;

    /**
     * One workload.
     * @param run its execution
     */
    JobSet(Ptr<TaskGraphRun> run);

    /**
     * Add a workload.
     * @param job the workload
     */
    void Add(const Job& job);

    /** @return the workloads. */
    const std::vector<Job>& GetAll() const
    {
        return m_jobs;
    }

    /** @return the workloads, to fill in what is found out about them. */
    std::vector<Job>& GetAll()
    {
        return m_jobs;
    }

    /** @return the number of tasks of all. */
    uint64_t GetCount() const;

    /** @return the number of tasks that have ended. */
    uint64_t GetEnded() const;

    /** @return the number of messages given up. */
    uint64_t GetFailed() const;

    /** @return true if every task of every workload has ended. */
    bool IsComplete() const;

    /** @return when the first task started, ps, or TaskGraphRun::NEVER. */
    uint64_t GetFirstStart() const;

    /** @return when the last task so far ended, ps. */
    uint64_t GetLastEnd() const;

    /** @return when the last of them could end if each had the fabric for itself, ns. */
    double GetHorizonNs() const;

    /**
     * Ask to be told when nothing is left to do: every task of all has ended or was given up.
     * @param callback called once
     */
    void SetOverCallback(const std::function<void()>& callback) const;

  private:
    std::vector<Job> m_jobs;
};

} // namespace aifabric
} // namespace ns3

#endif // JOB_SET_H
