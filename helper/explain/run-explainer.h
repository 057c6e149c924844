/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RUN_EXPLAINER_H
#define RUN_EXPLAINER_H

#include "critical-path.h"
#include "time-slice.h"

#include "ns3/fabric-container.h"
#include "ns3/path-part-table.h"
#include "ns3/run-reproducer.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Says where the time of a stored run went. The run is made again twice: once to find its critical
 * path, once to follow it. Both must have the digest of the stored one.
 */
class RunExplainer
{
  public:
    /**
     * Explain a run. To be called in a process that has not used the simulator yet.
     * @param run the run
     * @throws ConfigError if it cannot be made again, or did not complete
     * @throws std::runtime_error if something else comes of it now
     */
    explicit RunExplainer(const StoredRun& run);

    /** @return the tasks that the end of the run waited for. */
    const CriticalPath& GetPath() const
    {
        return m_path;
    }

    /** @return where the time went, without remainder. */
    const std::vector<TimeSlice>& GetSlices() const
    {
        return m_slices;
    }

    /** @return the rows of table critical_path. */
    std::vector<PathPartRecord> MakeRecords() const;

    /** @return a table for people. */
    std::string MakeText() const;

  private:
    void Repeat(const std::function<void(const Experiment&)>& ready) const;
    void NamePlaces(const FabricContainer& fabric);
    std::string GetPlace(const TimeSlice& slice) const;

    StoredRun m_run;
    CriticalPath m_path;
    std::vector<TimeSlice> m_slices;
    /// Names and tiers of hosts and ports, by vertex and port.
    std::map<std::pair<uint32_t, uint32_t>, std::pair<std::string, std::string>> m_places;
};

} // namespace aifabric
} // namespace ns3

#endif // RUN_EXPLAINER_H
