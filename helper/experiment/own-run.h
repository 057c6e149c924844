/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef OWN_RUN_H
#define OWN_RUN_H

#include "job-set.h"
#include "run-collector.h"

#include "ns3/application-container.h"
#include "ns3/fabric-container.h"
#include "ns3/fault-injector.h"
#include "ns3/run-record.h"

#include <map>
#include <memory>
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
    using Detail = RunCollector::Detail;

    /**
     * CPU and wall time are counted from here to Fill() or Store().
     * @param fabric the fabric
     * @throws ConfigError if it is not built, or taken apart again
     */
    explicit OwnRun(const FabricContainer& fabric);

    /**
     * Name a workload of the fabric.
     * @param applications what one call of WorkloadHelper::Install() returned
     * @param workload what it is called, as in `permutation:bytes=1MiB`
     * @throws ConfigError if these are no applications of one workload of this fabric, or if it is
     * named already
     */
    void AddJob(const ApplicationContainer& applications, const std::string& workload);

    /**
     * Name the faults.
     * @param faults what FaultHelper::Install() returned
     * @param text what they are called, as in `link:count=1`
     * @throws ConfigError if there are none to name, or they are named already
     */
    void SetFaults(Ptr<const FaultInjector> faults, const std::string& text);

    /**
     * Say what else tells this run from others: it goes to the column `parameters`, and to what
     * tells experiments apart. Links and all attributes of NICs, ports and switches do so by
     * themselves, by names such as "rate" and "marker.kmin".
     * @param name of the parameter
     * @param value its value
     * @throws ConfigError if the name is empty, has a dot in it, is set already, or is that of an
     * option of experiments, which a reader would take it for
     */
    void SetParameter(const std::string& name, const std::string& value);

    /** @param label the user's name for the run */
    void SetLabel(const std::string& label);

    /**
     * Read what came out, after Simulator::Run() and before Simulator::Destroy().
     * @return the run, as it is stored: its status is "failed" if accounts do not balance, if
     *         messages were given up, or if it was done before its ideal bound; "stopped" if there
     *         was more to do
     * @throws ConfigError if no job was named, or if nothing has run, or is there any more
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

    /**
     * Store a run that came to no end, such as one that an exception ended: what it was, and why it
     * has no figures. To be called before Simulator::Destroy().
     * @param path file of the database; a missing one is made
     * @param cause one line
     * @return what was stored
     * @throws ConfigError if no job was named, or nothing of the fabric is there any more
     * @throws ResultsError if the file cannot take it; nothing of it is changed then
     */
    RunRecord StoreFailed(const std::string& path, const std::string& cause) const;

  private:
    void CheckThere() const;
    void CheckJobs() const;
    void CheckLinks() const;
    void FillChoices(RunRecord& run) const;
    std::string MakeParameters() const;
    std::string MakeIdentity(const RunRecord& run) const;
    std::string WriteBalancers() const;

    FabricContainer m_fabric;
    JobSet m_jobs;
    Ptr<const FaultInjector> m_faults;
    std::string m_faultText;
    std::string m_label;
    std::map<std::string, std::string> m_parameters;
    std::string m_started;
    double m_cpu;
    double m_wall;
    std::shared_ptr<bool> m_isOver{std::make_shared<bool>(false)}; ///< the simulation is
};

} // namespace aifabric
} // namespace ns3

#endif // OWN_RUN_H
