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

/**
 * @ingroup ai-fabric
 *
 * Reads the results of a run out of the counters of a fabric. It changes nothing.
 */
class RunCollector
{
  public:
    /**
     * @param fabric the fabric after the run
     * @param jobs its workloads
     * @param faults what makes faults happen, or null
     */
    RunCollector(const FabricContainer& fabric,
                 const JobSet& jobs,
                 Ptr<const FaultInjector> faults);

    /**
     * Fill in what came out: jobs, completion times, queues, counts, digest.
     * @param record where to
     */
    void Fill(RunRecord& record) const;

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
    /// How many messages there are, and how long those that have ended took, ns.
    struct Flows
    {
        uint64_t count{0};
        uint64_t bytes{0};
        std::vector<double> times;
    };

    static void AddFlows(const TaskGraphRun& run, Flows& flows);
    void FillJobs(RunRecord& record) const;
    void FillFlows(RunRecord& record) const;
    static void ListFlows(const TaskGraphRun& run, uint32_t job, RunDetails& details);
    static void ListCollectives(const TaskGraphRun& run, uint32_t job, RunDetails& details);
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
