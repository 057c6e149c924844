/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What is told of the jobs of a run, their flows and collectives.
 */

#include "run-collector.h"

#include "ns3/host-spans.h"
#include "ns3/iteration-times.h"

#include <algorithm>
#include <cmath>
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
    if (run.GetSums())
    {
        flows.sums.Merge(*run.GetSums());
        flows.ended += run.GetSums()->GetCount();
    }
    for (TaskGraph::Id id = 0; id < graph.GetCount(); id++)
    {
        const TaskGraph::Task what = graph.Get(id);
        if (!what.IsMessage())
        {
            continue;
        }
        flows.count++;
        flows.bytes += what.bytes;
        if (run.GetSums())
        {
            continue;
        }
        const TaskGraphRun::Record& task = run.GetRecords()[id];
        if (task.end != TaskGraphRun::NEVER)
        {
            flows.times.push_back(Nanoseconds(task.end - task.start));
            flows.ended++;
        }
    }
}

void
RunCollector::JoinTimes(Flows& flows)
{
    if (flows.sums.GetCount() == 0)
    {
        return;
    }
    for (const double time : flows.times)
    {
        TaskSums::Ended ended{};
        ended.end = static_cast<uint64_t>(std::llround(time * 1e3));
        flows.sums.Add(ended);
    }
    flows.times.clear();
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
    if (run.GetSums())
    {
        details.counters.push_back({"flows.left-out", run.GetSums()->GetCount()});
        return;
    }
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
    if (run.GetSums())
    {
        sums[graph.Get(0).collective] = {run.GetFirstStart(),
                                         run.GetLastEnd(),
                                         run.GetSums()->GetBytes(),
                                         run.IsComplete()};
    }
    for (TaskGraph::Id id = 0; !run.GetSums() && id < graph.GetCount(); id++)
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
        collective.iteration = activity.iteration;
        details.collectives.push_back(collective);
    }
}

void
RunCollector::FillIterations(const TaskGraphRun& run, uint32_t number, JobRecord& job)
{
    const auto nanoseconds = [](const auto& ps) {
        return ps ? std::make_optional(static_cast<double>(*ps) / 1e3) : std::nullopt;
    };
    const JobFacts& facts = run.GetGraph().GetFacts();
    job.factor = facts.factor;
    job.scaling = facts.scaling;
    for (const IterationTimes& times : MeasureIterations(run))
    {
        IterationRecord record;
        record.job = number;
        record.iteration = times.iteration;
        record.startNs = Nanoseconds(times.start);
        record.endNs = nanoseconds(times.end);
        record.timeNs = nanoseconds(times.time);
        record.computeNs = times.compute / 1e3;
        record.exposedNs = times.exposed / 1e3;
        record.idleNs = nanoseconds(times.GetIdle());
        record.utilisation = times.utilisation;
        if (times.slowestCompute > 0)
        {
            record.slowestHost = times.slowestHost;
            record.slowestNs = Nanoseconds(times.slowestCompute);
        }
        record.factor = facts.factor;
        job.iterations.push_back(record);
    }
}

void
RunCollector::ListSpans(RunDetails& details) const
{
    uint32_t number = 0;
    uint64_t left = 0;
    for (const Job& job : m_jobs.GetAll())
    {
        left += ListSpans(*job.run, number++, details);
    }
    if (left > 0)
    {
        details.counters.push_back({"spans.hosts-left-out", left});
    }
}

uint32_t
RunCollector::ListSpans(const TaskGraphRun& run, uint32_t job, RunDetails& details)
{
    const auto& activities = run.GetGraph().GetActivities();
    if (std::none_of(activities.begin(), activities.end(), [](const auto& activity) {
            return activity.iteration > 0;
        }))
    {
        return 0;
    }
    const HostSpans spans(run);
    std::vector<uint32_t> hosts;
    uint64_t rows = 0;
    for (uint32_t host = 0; host < spans.GetHosts(); host++)
    {
        if (spans.Has(host))
        {
            hosts.push_back(host);
            rows += spans.ListActivities(host).size();
        }
    }
    // Equal distances from the first to the last: what hosts do often depends on their number
    // modulo a power of two, which distances in whole numbers would not show.
    const uint64_t cut = std::max<uint64_t>(1, (rows + MOST_SPANS - 1) / MOST_SPANS);
    const uint64_t count = (hosts.size() + cut - 1) / cut;
    uint32_t kept = 0;
    uint64_t written = 0;
    for (uint64_t i = 0; i < count; i++)
    {
        const uint32_t host = hosts[count > 1 ? i * (hosts.size() - 1) / (count - 1) : 0];
        auto own = spans.ListActivities(host);
        if (written + own.size() > MOST_SPANS && kept > 0)
        {
            break;
        }
        own.resize(std::min<size_t>(own.size(), MOST_SPANS));
        for (const HostSpans::Span& span : own)
        {
            const TaskGraph::Activity& activity = activities[span.activity];
            details.taskSpans.push_back({job,
                                         host,
                                         Nanoseconds(span.start),
                                         Nanoseconds(span.end),
                                         span.isComputing ? "computing" : "communicating",
                                         activity.name,
                                         activity.iteration});
        }
        written += own.size();
        kept++;
    }
    return static_cast<uint32_t>(hosts.size()) - kept;
}

} // namespace aifabric
} // namespace ns3
