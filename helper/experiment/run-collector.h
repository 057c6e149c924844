/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RUN_COLLECTOR_H
#define RUN_COLLECTOR_H

#include "job-set.h"

#include "ns3/fabric-container.h"
#include "ns3/fault-injector.h"
#include "ns3/run-record.h"

#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** How a simulation ended, as whoever ran it knows. */
struct RunEnd
{
    double cpu{0};             ///< CPU time of the simulation, s
    double wall{0};            ///< its wall time, s
    bool isInterrupted{false}; ///< it was asked to end, and had more to do
    bool isStopped{false};     ///< a limit ended it, and it had more to do
    std::string limit;         ///< which one, as in "within --stop=1ms"
};

/**
 * @ingroup ai-fabric
 *
 * Reads the results of a run out of the counters of a fabric, and judges how it ended: the one
 * place for runs of `aifabric run` and of programs of their own (OwnRun). It changes nothing.
 */
class RunCollector
{
  public:
    /** How much is stored (--record). */
    enum class Detail
    {
        SUMMARY, ///< the run, its jobs, collectives and counters
        FLOWS,   ///< each message, too
        ALL,     ///< and each port
    };

    /** What the column `error` of every run that was interrupted says, and of no other that is
     * stopped: a run of which chance, or a hand, decided how far it came. */
    static constexpr const char* INTERRUPTED = "interrupted";

    /** Rows of the table task_span that a job has at most. */
    static constexpr uint64_t MOST_SPANS = 20000;

    /**
     * @param fabric the fabric after the run
     * @param jobs its workloads
     * @param faults what makes faults happen, or null
     */
    RunCollector(const FabricContainer& fabric,
                 const JobSet& jobs,
                 Ptr<const FaultInjector> faults);

    /**
     * Fill in what came out: how it ended, jobs, completion times, queues, counts, digest, notes,
     * results of the program, and what it took.
     * @param end how it ended
     * @param record where to; it has "failed" and the cause if accounts do not balance, if messages
     * were given up, if nothing was left that could make it go on, or if it was done before its
     * ideal bound
     */
    void Fill(const RunEnd& end, RunRecord& record) const;

    /** @return how much of the work is undone: "96 of 128 tasks did not end". */
    std::string CountLeft() const;

    /** @return true if something is left that could go on; nothing is if everything has ended, or
     * if queue pairs gave up and nothing else is under way. */
    bool HasWorkLeft() const;

    /**
     * Refuse what cannot be: a run of which a job completed before its ideal bound becomes a
     * failed one.
     * @param run the run; what is less than a picosecond too early is left as it is
     */
    static void CheckBound(RunRecord& run);

    /**
     * List what is stored beside the record.
     * @param detail how much
     * @param details where to
     */
    void List(Detail detail, RunDetails& details) const;

    /**
     * List all messages.
     * @param details where to
     */
    void ListFlows(RunDetails& details) const;

    /**
     * List all collectives.
     * @param details where to
     */
    void ListCollectives(RunDetails& details) const;

    /**
     * List what hosts of jobs with iterations did when: all hosts of a job, or as many of them, at
     * equal distances, as make MOST_SPANS rows; a counter says how many are left out.
     * @param details where to
     */
    void ListSpans(RunDetails& details) const;

    /**
     * List all ports.
     * @param details where to
     */
    void ListPorts(RunDetails& details) const;

    /**
     * List counters: drops by reason, and what the NICs count.
     * @param details where to
     */
    void ListCounters(RunDetails& details) const;

    /**
     * List what faults did, and counters of them. Without faults there are none.
     * @param details where to
     */
    void ListFaults(RunDetails& details) const;

    /**
     * List a deadlock, if there was one.
     * @param details where to
     */
    void ListStalls(RunDetails& details) const;

    /**
     * Why queue pairs gave up.
     * @param fabric the fabric after the run
     * @return reasons with the number of messages, the most frequent first
     */
    static std::string WriteFailures(const FabricContainer& fabric);

    /** @return the reasons why frames were dropped with their number; empty: none was. */
    static std::string WriteDrops();

  private:
    /// How many messages there are, and how long those that have ended took.
    struct Flows
    {
        uint64_t count{0};
        uint64_t ended{0};
        uint64_t bytes{0};
        std::vector<double> times; ///< ns
        TaskSums sums;             ///< in place of times, if a rule tells some
    };

    void Judge(const RunEnd& end, RunRecord& record) const;
    void CheckAccounts(RunRecord& record) const;
    std::string Explain(const RunEnd& end) const;
    static void AddFlows(const TaskGraphRun& run, Flows& flows);
    static void JoinTimes(Flows& flows);
    void FillJobs(RunRecord& record) const;
    void FillFlows(RunRecord& record) const;
    static void ListFlows(const TaskGraphRun& run, uint32_t job, RunDetails& details);
    static void ListCollectives(const TaskGraphRun& run, uint32_t job, RunDetails& details);
    static uint32_t ListSpans(const TaskGraphRun& run, uint32_t job, RunDetails& details);
    static void FillIterations(const TaskGraphRun& run, uint32_t number, JobRecord& job);
    void FillPorts(RunRecord& record) const;
    void DescribeRecovery(RunRecord& record) const;
    RoceNic::Counters SumNics() const;
    bool HasFaults() const;

    const FabricContainer& m_fabric;
    JobSet m_jobs;
    Ptr<const FaultInjector> m_faults;
};

} // namespace aifabric
} // namespace ns3

#endif // RUN_COLLECTOR_H
