/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef WORKLOAD_HELPER_H
#define WORKLOAD_HELPER_H

#include "fabric-container.h"

#include "ns3/application-container.h"
#include "ns3/make-factory.h"
#include "ns3/nstime.h"
#include "ns3/object-factory.h"
#include "ns3/task-graph-run.h"
#include "ns3/workload.h"

#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

class IdealBound;

/**
 * @ingroup ai-fabric
 *
 * Puts a workload on the hosts of a fabric: one TaskGraphApplication per host.
 */
class WorkloadHelper
{
  public:
    /**
     * @tparam Args names and values of attributes
     * @param type TypeId name of a Workload
     * @param args names and values of attributes
     */
    template <typename... Args>
    explicit WorkloadHelper(const std::string& type, Args&&... args)
    {
        m_workload = MakeTypeFactory<Workload>(type, std::forward<Args>(args)...);
    }

    /** @param workload makes the workload */
    explicit WorkloadHelper(const ObjectFactory& workload);

    /**
     * Let hosts start at random times.
     * @param spread length of the interval, from the start time of the applications on, from which
     *        the start of each host is drawn; default 0: all at once
     */
    void SetSpread(Time spread);

    /**
     * Let all hosts start later, beside what the attribute Start of the workload says.
     * @param start the time from which on hosts start; default 0
     */
    void SetStart(Time start);

    /**
     * Use other random numbers for what the workload draws and for the start of hosts.
     * @param stream number of the first stream; default 0
     * @return the number of streams used
     */
    int64_t AssignStreams(int64_t stream);

    /**
     * Say who places a workload that does not say it itself.
     * @param policy a PlacementPolicy, as name or name:key=value; default "numbered"
     */
    void SetPlacement(const std::string& policy)
    {
        m_placement = policy;
    }

    /**
     * Make a helper for each job of the kind (attribute Jobs), with the start and the streams of
     * that job.
     * @return for each job, what installs it; streams follow those of this helper, two for a job
     */
    std::vector<WorkloadHelper> ListJobs() const;

    /** @return when its hosts start, beside the spread. */
    Time GetStart() const;

    /**
     * Install a workload on the hosts where it is placed. It runs beside those that are there It
     * runs beside those that are there already, as a client of its own of the NICs, under the
     * lowest number that none of them has given; strategies that want a plan get the messages of
     * all again. Of a kind with several jobs (attribute Jobs) it is the first one;
     * InstallAll(fabric, ListJobs()) installs all.
     * @param fabric the fabric
     * @return the applications by host; they start at time 0 if not told otherwise
     * @throws ConfigError if the fabric cannot bear the workload
     */
    ApplicationContainer Install(const FabricContainer& fabric) const;

    /**
     * Install several workloads, which run at once. This is Install() for each, but strategies get
     * their plan once.
     * @param fabric the fabric
     * @param workloads the workloads
     * @return for each, the applications by host
     * @throws ConfigError if the fabric cannot bear one of them
     */
    static std::vector<ApplicationContainer> InstallAll(
        const FabricContainer& fabric,
        const std::vector<WorkloadHelper>& workloads);

    /**
     * @param applications what Install() returned
     * @return the execution: what has ended and when
     */
    static Ptr<TaskGraphRun> GetRun(const ApplicationContainer& applications);

    /**
     * Make what computes the least times in which workloads, or messages, could be done.
     * @param fabric the fabric
     * @param lag as for GetIdealTime()
     * @param fraction as for GetIdealTime()
     * @param spread as for GetIdealTime()
     * @return the bound
     */
    static IdealBound MakeBound(const FabricContainer& fabric,
                                Time lag = Time::Max(),
                                double fraction = 1,
                                Time spread = Time::Max());

    /**
     * The least time in which a workload could be done (IdealBound).
     * @param fabric the fabric
     * @param graph the tasks
     * @param lag by how much a host that has something to send may be later than the first one;
     * Time::Max() if hosts may wait for anything else
     * @param fraction of the line rate at which hosts send at most
     * @param spread time within which hosts start; Time::Max() if nothing is known about it
     * @return ns
     */
    static double GetIdealTime(const FabricContainer& fabric,
                               const TaskGraph& graph,
                               Time lag = Time::Max(),
                               double fraction = 1,
                               Time spread = Time::Max());

    /** @return the time within which hosts start. */
    Time GetSpread() const
    {
        return m_spread;
    }

  private:
    ApplicationContainer InstallApplications(const FabricContainer& fabric) const;

    Ptr<TaskGraph> Place(const FabricContainer& fabric,
                         const Workload& workload,
                         FabricRandom& random,
                         std::vector<uint32_t>& held) const;

    ObjectFactory m_workload;
    std::string m_placement{"numbered"};
    Time m_start;
    Time m_spread;
    uint64_t m_stream{0};
};

} // namespace aifabric
} // namespace ns3

#endif // WORKLOAD_HELPER_H
