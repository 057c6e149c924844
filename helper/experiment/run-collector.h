/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RUN_COLLECTOR_H
#define RUN_COLLECTOR_H

#include "ns3/fabric-container.h"
#include "ns3/fault-injector.h"
#include "ns3/run-record.h"
#include "ns3/task-graph-run.h"

#include <string>

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
     * @param run the execution of its workload
     * @param faults what makes faults happen, or null
     */
    RunCollector(const FabricContainer& fabric,
                 Ptr<TaskGraphRun> run,
                 Ptr<const FaultInjector> faults);

    /**
     * Fill in what came out: completion times, queues, counts, digest.
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
    void FillFlows(RunRecord& record) const;
    void FillPorts(RunRecord& record) const;
    void DescribeRecovery(RunRecord& record) const;
    RoceNic::Counters SumNics() const;
    std::string MakeDigest() const;
    bool HasFaults() const;

    const FabricContainer& m_fabric;
    Ptr<TaskGraphRun> m_run;
    Ptr<const FaultInjector> m_faults;
};

} // namespace aifabric
} // namespace ns3

#endif // RUN_COLLECTOR_H
