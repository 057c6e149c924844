/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "critical-path.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

namespace
{

/// What is known of a task of a job.
PathStep
MakeStep(const Job& job, uint32_t number, TaskGraph::Id id)
{
    const TaskGraph& graph = job.run->GetGraph();
    PathStep step;
    step.job = number;
    step.client = job.run->GetClient();
    step.id = id;
    step.task = graph.Get(id);
    step.isForeign = step.task.IsMessage() && job.run->IsForeign();
    step.isRead = step.task.IsMessage() && !step.isForeign &&
                  job.run->GetService().operation == RdmaOperation::READ;
    const TaskGraph::Activity& activity = graph.GetActivities()[step.task.collective];
    step.activity = activity.name;
    step.kind = activity.kind;
    step.iteration = activity.iteration;
    step.start = job.run->GetRecords()[id].start;
    step.begin = step.start - (step.task.IsMessage() ? step.task.duration : 0);
    return step;
}

} // namespace

CriticalPath
FindCriticalPath(const JobSet& jobs)
{
    CriticalPath path;
    path.from = jobs.GetFirstStart();
    path.to = jobs.GetLastEnd();
    for (uint32_t number = 0; number < jobs.GetAll().size() && path.steps.empty(); number++)
    {
        const Job& job = jobs.GetAll()[number];
        const auto& records = job.run->GetRecords();
        const auto last = std::find_if(records.begin(), records.end(), [&path](const auto& record) {
            return record.end == path.to && record.end != TaskGraphRun::NEVER;
        });
        if (last == records.end())
        {
            continue;
        }
        auto id = static_cast<TaskGraph::Id>(last - records.begin());
        uint64_t end = path.to;
        uint32_t nextHost = UINT32_MAX; // where the next task starts
        while (id != TaskGraph::NONE)
        {
            PathStep step = MakeStep(job, number, id);
            step.end = end;
            step.atReceiver = step.task.IsMessage() && nextHost == step.task.peer;
            end = step.begin;
            nextHost = step.task.host;
            path.steps.push_back(step);
            id = job.run->GetCause(id);
        }
    }
    std::reverse(path.steps.begin(), path.steps.end());
    if (!path.steps.empty())
    {
        // A message may be held back from before the time that counts.
        path.steps.front().begin = std::max(path.steps.front().begin, path.from);
    }
    return path;
}

} // namespace aifabric
} // namespace ns3
