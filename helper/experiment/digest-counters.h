/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DIGEST_COUNTERS_H
#define DIGEST_COUNTERS_H

#include "job-set.h"

#include "ns3/fabric-container.h"
#include "ns3/fault-injector.h"
#include "ns3/port-counters.h"
#include "ns3/task-graph-run.h"

#include <ostream>
#include <string>
#include <variant>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 * One counter of the digest: what it is called and means, and where its value is.
 * @tparam R what has the counter
 */
template <typename R>
struct DigestCounter
{
    std::string name;    ///< name behind its owner's
    std::string meaning; ///< unit and meaning
    std::variant<uint64_t R::*, uint32_t R::*, std::string R::*> member; ///< where its value is
    bool onlyIfAny{false}; ///< whether it is left out where it is zero
};

/** What a digest takes of a job of which a rule tells the tasks. */
struct RuledTasks
{
    uint64_t start{0};           ///< of the first one, ps
    uint64_t end{0};             ///< of the last one, ps
    uint64_t ended{0};           ///< messages that have ended
    uint64_t packets{0};         ///< their data packets
    uint64_t retransmissions{0}; ///< of these, sent again
    uint64_t hash{0};            ///< TaskSums::GetHash()
};

/**
 * @ingroup ai-fabric
 *
 * What a result digest is taken over: named counters of ports, tasks, drops and faults, in the
 * order of their tables. The digest, the list with names by which two runs are compared, and the
 * page of the documentation follow from the tables.
 */
class DigestCounters
{
  public:
    /**
     * @param fabric the fabric after the run
     * @param jobs its workloads
     * @param faults what makes faults happen, or null
     */
    DigestCounters(const FabricContainer& fabric,
                   const JobSet& jobs,
                   Ptr<const FaultInjector> faults);

    /** @return the digest, 16 hexadecimal digits. */
    std::string MakeDigest() const;

    /**
     * Print the counters in the order of the digest, a line `name value` for each.
     * @param os where to
     */
    void Print(std::ostream& os) const;

    /**
     * Print what the names mean, for the documentation.
     * @param os where to, reStructuredText
     */
    static void Describe(std::ostream& os);

    /** @return the counters of each end of each link. */
    static const std::vector<DigestCounter<PortCounters>>& OfPorts();
    /** @return the counters of each task of each job. */
    static const std::vector<DigestCounter<TaskGraphRun::Record>>& OfTasks();
    /** @return the counters of each job of which a rule tells the tasks. */
    static const std::vector<DigestCounter<RuledTasks>>& OfRuledTasks();
    /** @return what is said of each event of a fault. */
    static const std::vector<DigestCounter<FaultEvent>>& OfFaults();

  private:
    class Hash;
    class List;

    /**
     * Show everything to a visitor, in the order of the digest.
     * @param visitor what looks at owners and their counters
     */
    template <typename Visitor>
    void Visit(Visitor& visitor) const;

    const FabricContainer& m_fabric;
    const JobSet& m_jobs;
    Ptr<const FaultInjector> m_faults;
};

} // namespace aifabric
} // namespace ns3

#endif // DIGEST_COUNTERS_H
