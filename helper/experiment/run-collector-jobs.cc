/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What is told of the jobs of a run, their flows and collectives.
 */

#include "run-collector.h"

#include <algorithm>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

namespace
{

double
Nanoseconds(uint64_t ps)
{
    return static_cast<double>(ps) / 1e3;
}

} // namespace

void
RunCollector::AddFlows(const TaskGraphRun& run, Flows& flows)
{
    const TaskGraph& graph = run.GetGraph();
    for (TaskGraph::Id id = 0; id < graph.GetCount(); id++)
    {
        if (!graph.Get(id).IsMessage())
        {
            continue;
        }
        flows.count++;
        flows.bytes += graph.Get(id).bytes;
        const TaskGraphRun::Record& task = run.GetRecords()[id];
        if (task.end != TaskGraphRun::NEVER)
        {
            flows.times.push_back(Nanoseconds(task.end - task.start));
        }
    }
}

void
RunCollector::ListFlows(RunDetails& details) const
{
    uint32_t number = 0;
    for (const Job& job : m_jobs.GetAll())
    {
        ListFlows(*job.run, number++, details);
    }
}

void
RunCollector::ListFlows(const TaskGraphRun& run, uint32_t job, RunDetails& details)
{
    const TaskGraph& graph = run.GetGraph();
    for (TaskGraph::Id id = 0; id < graph.GetCount(); id++)
    {
        const TaskGraph::Task& what = graph.Get(id);
        const TaskGraphRun::Record& task = run.GetRecords()[id];
        if (!what.IsMessage() || task.start == TaskGraphRun::NEVER)
        {
            continue;
        }
        FlowRecord flow;
        flow.src = what.host;
        flow.dst = what.peer;
        flow.bytes = what.bytes;
        flow.startNs = Nanoseconds(task.start);
        if (task.end != TaskGraphRun::NEVER)
        {
            flow.endNs = Nanoseconds(task.end);
            flow.fctNs = Nanoseconds(task.end - task.start);
        }
        flow.packetsSent = task.packets;
        flow.retransmittedPackets = task.retransmissions;
        flow.job = job;
        details.flows.push_back(flow);
    }
}

void
RunCollector::ListCollectives(RunDetails& details) const
{
    uint32_t number = 0;
    for (const Job& job : m_jobs.GetAll())
    {
        ListCollectives(*job.run, number++, details);
    }
}

void
RunCollector::ListCollectives(const TaskGraphRun& run, uint32_t job, RunDetails& details)
{
    const TaskGraph& graph = run.GetGraph();

    struct Sum
    {
        uint64_t start{TaskGraphRun::NEVER};
        uint64_t end{0};
        uint64_t bytes{0};
        bool complete{true};
    };

    std::vector<Sum> sums(graph.GetActivities().size());
    for (TaskGraph::Id id = 0; id < graph.GetCount(); id++)
    {
        const TaskGraphRun::Record& task = run.GetRecords()[id];
        Sum& sum = sums[graph.Get(id).collective];
        sum.start = std::min(sum.start, task.start);
        sum.bytes += graph.Get(id).bytes;
        sum.complete = sum.complete && task.end != TaskGraphRun::NEVER;
        if (task.end != TaskGraphRun::NEVER)
        {
            sum.end = std::max(sum.end, task.end);
        }
    }
    for (size_t i = 0; i < sums.size(); i++)
    {
        const TaskGraph::Activity& activity = graph.GetActivities()[i];
        if (sums[i].start == TaskGraphRun::NEVER ||
            activity.kind != TaskGraph::ActivityKind::COLLECTIVE)
        {
            continue;
        }
        CollectiveRecord collective;
        collective.name = activity.name;
        collective.startNs = Nanoseconds(sums[i].start);
        collective.bytes = sums[i].bytes;
        if (sums[i].complete)
        {
            collective.endNs = Nanoseconds(sums[i].end);
        }
        collective.job = job;
        details.collectives.push_back(collective);
    }
}

} // namespace aifabric
} // namespace ns3
