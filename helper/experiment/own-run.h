/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef OWN_RUN_H
#define OWN_RUN_H

#include "job-set.h"

#include "ns3/application-container.h"
#include "ns3/fabric-container.h"
#include "ns3/fault-injector.h"
#include "ns3/run-record.h"

#include <map>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Stores what a program that is written on the helpers has simulated, as `aifabric run` stores its
 * experiments: jobs with their ideal bounds, flows, queues, counters, the digest, and what the
 * fabric was made of. `aifabric report`, sweeps' queries and `merge` then take it as any other run:
 * @code
 *   FabricContainer fabric = helper.Install();
 *   ApplicationContainer applications = workload.Install(fabric);
 *   OwnRun run(fabric);
 *   run.AddJob(applications, "permutation:bytes=1MiB");
 *   Simulator::Run();
 *   run.Store("results.sqlite");
 *   Simulator::Destroy();
 * @endcode
 */
class OwnRun
{
  public:
    /** How much is stored (--record). */
    enum class Detail
    {
        SUMMARY, ///< the run, its jobs, collectives and counters
        FLOWS,   ///< each message, too
        ALL,     ///< and each port
    };

    /**
     * CPU and wall time are counted from here to Fill() or Store().
     * @param fabric the fabric
     */
    explicit OwnRun(const FabricContainer& fabric);

    /**
     * Name a workload of the fabric.
     * @param applications what WorkloadHelper::Install() returned
     * @param workload what it is called, as in `permutation:bytes=1MiB`
     * @throws ConfigError if these are no applications of a workload
     */
    void AddJob(const ApplicationContainer& applications, const std::string& workload);

    /**
     * Name the faults.
     * @param faults what FaultHelper::Install() returned
     * @param text what they are called, as in `link:count=1`
     */
    void SetFaults(Ptr<const FaultInjector> faults, const std::string& text);

    /**
     * Say what else tells this run from others: it goes to the column `parameters`, and to what
     * tells experiments apart.
     * @param name of the parameter
     * @param value its value
     */
    void SetParameter(const std::string& name, const std::string& value);

    /** @param label the user's name for the run */
    void SetLabel(const std::string& label);

    /**
     * Read what came out, after Simulator::Run() and before Simulator::Destroy().
     * @return the run, as it is stored: its status is "failed" if accounts do not balance or
     *         messages were given up, "stopped" if there was more to do
     * @throws ConfigError if no job was named
     */
    RunRecord Fill() const;

    /**
     * Store the run. To be called where Fill() may be.
     * @param path file of the database; a missing one is made
     * @param detail how much
     * @return what was stored
     * @throws ConfigError as Fill()
     * @throws ResultsError if the file cannot take it; nothing of it is changed then
     */
    RunRecord Store(const std::string& path, Detail detail = Detail::SUMMARY) const;

  private:
    void FillChoices(RunRecord& run) const;
    std::string MakeParameters() const;
    std::string WriteBalancers() const;
    void Judge(RunRecord& run) const;

    FabricContainer m_fabric;
    JobSet m_jobs;
    Ptr<const FaultInjector> m_faults;
    std::string m_faultText;
    std::string m_label;
    std::map<std::string, std::string> m_parameters;
    std::string m_started;
    double m_cpu;
    double m_wall;
};

} // namespace aifabric
} // namespace ns3

#endif // OWN_RUN_H
