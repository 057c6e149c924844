/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef HOST_SPANS_H
#define HOST_SPANS_H

#include "ns3/task-graph-run.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What each host did in a run of a task graph, and when: its computations, and the messages that it
 * sent or got.
 */
class HostSpans
{
  public:
    /** A stretch of time. */
    struct Span
    {
        uint64_t start{0};       ///< ps
        uint64_t end{0};         ///< ps
        uint32_t activity{0};    ///< number of the activity that it is part of
        bool isComputing{false}; ///< whether the host computed; else a message was under way
    };

    /** @param run an execution, which outlives this object */
    explicit HostSpans(const TaskGraphRun& run);

    /** @return one more than the number of the last host that has tasks. */
    uint32_t GetHosts() const
    {
        return static_cast<uint32_t>(m_first.size() - 1);
    }

    /**
     * @param host number of a host
     * @return whether it has tasks
     */
    bool Has(uint32_t host) const
    {
        return m_first[host + 1] > m_first[host];
    }

    /**
     * @param host number of a host
     * @return the computations that took time and the messages, in order of their start; those that
     * did not end are left out
     */
    std::vector<Span> List(uint32_t host) const;

    /**
     * @param host number of a host
     * @return the same, but one span for all messages of an activity, from the first start to the
     * last end
     */
    std::vector<Span> ListActivities(uint32_t host) const;

  private:
    const TaskGraphRun& m_run;
    std::vector<uint64_t> m_first;      ///< by host, index into m_tasks
    std::vector<TaskGraph::Id> m_tasks; ///< of hosts
};

} // namespace aifabric
} // namespace ns3

#endif // HOST_SPANS_H
