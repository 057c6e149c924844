/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CRITICAL_PATH_H
#define CRITICAL_PATH_H

#include "time-slice.h"

#include "ns3/job-set.h"
#include "ns3/task-graph.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** A task on the critical path of a run. */
struct PathStep
{
    uint32_t job{0};      ///< number of its job
    uint16_t client{0};   ///< number of the job at the NICs
    TaskGraph::Id id{0};  ///< number of the task in its job
    TaskGraph::Task task; ///< what it is
    TaskGraph::ActivityKind kind{TaskGraph::ActivityKind::COLLECTIVE}; ///< of its activity
    std::string activity;                                              ///< name of its activity
    uint32_t iteration{0};                                             ///< of its job; 0: of none
    uint64_t begin{0};      ///< when nothing was left to wait for, ps
    uint64_t start{0};      ///< when it started: later where it was held back, ps
    uint64_t end{0};        ///< when the next one began, or the run ended, ps
    bool isForeign{false};  ///< whether TCP carries the message
    bool isRead{false};     ///< whether the payload comes from the peer
    bool atReceiver{false}; ///< whether the arrival of the message counts, and not its last ACK

    /** @return the host that sends the payload of the message. */
    uint32_t GetSource() const
    {
        return isRead ? task.peer : task.host;
    }
};

/** The critical path of a run. */
struct CriticalPath
{
    uint64_t from{0}; ///< when the first task of the run started, ps
    uint64_t to{0};   ///< when the last one ended, ps
    std::vector<PathStep>
        steps; ///< each begins where the one before it ends; the last ends at `to`
};

/**
 * @ingroup ai-fabric
 *
 * Find the tasks that the end of a run waited for: the one that ended last, the one whose end let
 * that one start, and so on, back to a task that started with its host.
 * @param jobs the workloads, complete
 * @return the path; without steps if nothing has ended
 */
CriticalPath FindCriticalPath(const JobSet& jobs);

} // namespace aifabric
} // namespace ns3

#endif // CRITICAL_PATH_H
