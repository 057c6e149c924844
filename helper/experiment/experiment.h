/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef EXPERIMENT_H
#define EXPERIMENT_H

#include "experiment-plan.h"
#include "job-set.h"
#include "queue-histogram.h"
#include "series-recorder.h"

#include "ns3/fabric-container.h"
#include "ns3/fabric-helper.h"
#include "ns3/fault-injector.h"
#include "ns3/nstime.h"
#include "ns3/run-record.h"
#include "ns3/trace-files.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

struct RunEnd;

/**
 * @ingroup ai-fabric
 *
 * One experiment from its options to its results: checks everything, builds the fabric, runs the
 * workloads beside each other, and collects what the database stores.
 *
 * One process runs one experiment at a time; Simulator::Destroy() is called at the end of each.
 */
class Experiment
{
  public:
    /**
     * Check the options. Nothing is built yet.
     * @param options the options
     * @throws ConfigError naming the culprit and what is allowed
     */
    explicit Experiment(const ExperimentOptions& options);
    ~Experiment();
    Experiment(const Experiment&) = delete;
    Experiment& operator=(const Experiment&) = delete;

    /**
     * Build the fabric and the workloads.
     * @throws ConfigError if parts do not fit together
     */
    void Build();

    /** Run to completion, to the time limit, or until FabricSimulatorImpl::Interrupt(). */
    void Run();

    /**
     * Collect the results of Run().
     * @param details where to put flows and ports, as far as asked for
     * @return the run
     */
    RunRecord Collect(RunDetails& details) const;

    /**
     * Build, run, collect, close what was written, and clean up.
     * @param details where to put flows and ports, as far as asked for
     * @param ready called when all is built and nothing has run; may be empty
     * @return the run; a note tells of each file that is not whole. One that was interrupted is
     * stopped, and has what had happened until then
     */
    RunRecord Measure(RunDetails& details, const std::function<void()>& ready = {});

    /** Take apart what Build() has made; Measure() does so itself. */
    void End();

    /**
     * Store a run in the database of the options, if they name one.
     * @param run the run
     * @param details its flows and ports
     * @return its run_id; none if they name no database
     * @throws ResultsError if the database cannot take it
     */
    std::optional<int64_t> Store(const RunRecord& run, const RunDetails& details) const;

    /**
     * Measure() and Store().
     * @return the run
     */
    RunRecord Execute();

    /** @return one sentence about each capture or trace of Measure() that is not whole. */
    const std::vector<std::string>& GetCutFiles() const
    {
        return m_cutFiles;
    }

    /** @return whether Measure() was interrupted before its end. */
    bool WasInterrupted() const
    {
        return m_interrupted;
    }

    /** @return how much of the work Measure() has left undone: "96 of 128 tasks did not end". */
    const std::string& GetLeft() const
    {
        return m_left;
    }

    /** @return what the digest of Measure() is taken over, a line `name value` for each counter;
     * empty unless the options ask for it. */
    const std::string& GetDigestCounters() const
    {
        return m_digestCounters;
    }

    /**
     * The record of a run that could not be completed.
     * @param options its options
     * @param error why, one line
     * @return the run, status failed
     */
    static RunRecord MakeFailed(const ExperimentOptions& options, const std::string& error);

    /** @return the options, as they were read. */
    const ExperimentPlan& GetPlan() const
    {
        return m_plan;
    }

    /** @return the workloads, from Build() until they are taken apart; empty otherwise. */
    const JobSet& GetJobs() const
    {
        return m_jobs;
    }

    /** @return the fabric, from Build() until Execute() has taken it apart; empty otherwise. */
    const FabricContainer& GetFabric() const
    {
        return m_fabric;
    }

  private:
    void CheckMemory() const;
    void Assemble();
    void InstallWorkloads();
    void InstallFaults();
    void FindFeasibleRate();
    void FindBounds();
    void SetJitter() const;
    static uint64_t GetPacketTime(const RoceNic& nic);
    void EnableTraces(FabricHelper& helper);
    void StartSeries();
    void StartProgress();
    void ReportProgress();
    RunEnd GetEnd() const;
    void AddNotes(RunRecord& run) const;
    std::string MakeParameters() const;
    static void FillChoices(const ExperimentPlan& plan, RunRecord& run);

    ExperimentPlan m_plan;
    const ExperimentOptions& m_options; ///< those of the plan
    FabricContainer m_fabric;
    JobSet m_jobs;
    Ptr<FaultInjector> m_faults;
    std::optional<double> m_feasible;            ///< feasible rate of flows, if it matters
    std::unique_ptr<SeriesRecorder> m_series;    ///< null if there are none to record
    std::unique_ptr<QueueHistogram> m_histogram; ///< null if it is not asked for
    TraceFiles m_traces;                         ///< captures and trace
    std::vector<std::string> m_cutFiles;         ///< which of them are not whole, and why
    std::string m_digestCounters;                ///< lines, if they are asked for
    FabricEvent m_progress;                      ///< looks whether a report is due
    uint64_t m_progressInterval{0};              ///< ps of simulated time between two looks
    double m_progressWall{0};                    ///< wall time of the last report, s; 0: none
    Time m_spread;                               ///< within it, all hosts start
    double m_setupCpu{0};                        ///< s
    double m_cpu{0};                             ///< s
    double m_wall{0};                            ///< s
    bool m_stopped{false};                       ///< whether the time limit ended the run
    bool m_interrupted{false};                   ///< whether it was asked to end before
    std::string m_left;                          ///< how much of the work is undone
    std::string m_started;                       ///< UTC
};

} // namespace aifabric
} // namespace ns3

#endif // EXPERIMENT_H
