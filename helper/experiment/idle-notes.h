/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef IDLE_NOTES_H
#define IDLE_NOTES_H

#include "experiment-plan.h"
#include "job-set.h"

#include "ns3/fabric-container.h"
#include "ns3/fault-injector.h"
#include "ns3/idle-attributes.h"

#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Finds what an experiment was asked for and what acted on nothing: parameters, whole components
 * whose signals are missing, faults that struck nothing. Each becomes a sentence that names what
 * the user wrote, why it is idle, and what would help.
 *
 * No component is known by name here: components state needs and idle attributes themselves.
 */
class IdleNotes
{
  public:
    /**
     * Constructor.
     * @param plan what was asked for
     * @param fabric what was built of it
     * @param jobs the workloads, after the simulation
     * @param faults the faults, after the simulation
     */
    IdleNotes(const ExperimentPlan& plan,
              const FabricContainer& fabric,
              const JobSet& jobs,
              const FaultInjector& faults);

    /** @return the sentences. */
    std::vector<std::string> List() const;

  private:
    using Notes = std::vector<std::string>;

    PlaceOfUse MakePlace() const;
    uint64_t GetLargestQueue(const FabricSwitch& fabricSwitch) const;
    std::string FindThresholdMissed(const std::string& name,
                                    const std::string& remedy,
                                    uint64_t threshold,
                                    const std::vector<Ptr<FabricSwitch>>& tier) const;
    std::string FindMarksMissing(const std::vector<Ptr<FabricSwitch>>& tier) const;
    void AddMarksMissing(const std::string& what, Notes& notes) const;
    void AddComponents(const std::string& option, const PlaceOfUse& place, Notes& notes) const;
    void AddSwitches(const PlaceOfUse& place, Notes& notes) const;
    void AddStages(Notes& notes) const;
    void AddTrimming(Notes& notes) const;
    void AddAttributes(Notes& notes) const;
    void AddNeeds(Notes& notes) const;
    void AddFaults(Notes& notes) const;
    void AddClasses(Notes& notes) const;
    void AddQueuePairs(Notes& notes) const;
    bool HasChoice(uint32_t src, uint32_t dst) const;
    void AddHosts(Notes& notes) const;
    void AddPaths(Notes& notes) const;
    bool HasChoice() const;
    void AddOutput(Notes& notes) const;

    const ExperimentPlan& m_plan;
    const ExperimentOptions& m_options; ///< those of the plan
    const FabricContainer& m_fabric;
    const JobSet& m_jobs;
    const FaultInjector& m_faults;
};

} // namespace aifabric
} // namespace ns3

#endif // IDLE_NOTES_H
