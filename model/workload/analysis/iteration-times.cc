/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "iteration-times.h"

#include <algorithm>
#include <map>

namespace ns3
{
namespace aifabric
{

namespace
{

/// How long a host did what between the ends of two iterations.
struct HostTime
{
    uint64_t compute{0};
    uint64_t exposed{0};
};

/**
 * Add up spans, each moment once: as computing if it is part of a computation.
 * @param spans of a host, in order of their start
 * @param ends of the iterations, the last may be NEVER
 * @return by iteration, what happened since the end of the one before
 */
std::vector<HostTime>
AddUp(const std::vector<HostSpans::Span>& spans, const std::vector<uint64_t>& ends)
{
    std::vector<HostTime> sums(ends.size());
    size_t place = 0;
    uint64_t now = 0;
    uint64_t computing = 0;     // until when
    uint64_t communicating = 0; // until when
    const auto advance = [&](uint64_t to) {
        while (now < to && place < ends.size())
        {
            const uint64_t next = std::min(to, std::max(now, ends[place]));
            const uint64_t busy = std::clamp(computing, now, next);
            sums[place].compute += busy - now;
            sums[place].exposed += std::clamp(communicating, busy, next) - busy;
            now = next;
            place += now >= ends[place] ? 1 : 0;
        }
    };
    for (const HostSpans::Span& span : spans)
    {
        advance(span.start);
        uint64_t& until = span.isComputing ? computing : communicating;
        until = std::max(until, span.end);
    }
    advance(std::max(computing, communicating));
    return sums;
}

/// The iterations of all activities, with their first start and last end.
std::map<uint32_t, IterationTimes>
FindIterations(const TaskGraphRun& run)
{
    const TaskGraph& graph = run.GetGraph();
    std::map<uint32_t, IterationTimes> iterations;
    std::map<uint32_t, bool> isWhole;
    for (TaskGraph::Id id = 0; !run.GetSums() && id < graph.GetCount(); id++)
    {
        const uint32_t number = graph.GetActivities()[graph.Get(id).collective].iteration;
        if (number == 0)
        {
            continue;
        }
        const TaskGraphRun::Record& record = run.GetRecords()[id];
        bool& whole = isWhole.emplace(number, true).first->second;
        whole = whole && record.end != TaskGraphRun::NEVER;
        if (record.start == TaskGraphRun::NEVER)
        {
            continue;
        }
        const auto [found, isNew] = iterations.emplace(number, IterationTimes());
        IterationTimes& iteration = found->second;
        iteration.iteration = number;
        iteration.start = isNew ? record.start : std::min(iteration.start, record.start);
        if (record.end != TaskGraphRun::NEVER)
        {
            iteration.end = std::max(iteration.end.value_or(0), record.end);
        }
    }
    std::optional<uint64_t> before;
    for (auto& [number, iteration] : iterations)
    {
        if (!isWhole[number])
        {
            iteration.end.reset();
        }
        if (iteration.end)
        {
            const uint64_t from = before.value_or(iteration.start);
            iteration.time = *iteration.end - std::min(from, *iteration.end);
        }
        before = iteration.end;
    }
    return iterations;
}

} // namespace

std::vector<IterationTimes>
MeasureIterations(const TaskGraphRun& run)
{
    const TaskGraph& graph = run.GetGraph();
    const auto& activities = graph.GetActivities();
    if (std::none_of(activities.begin(), activities.end(), [](const auto& activity) {
            return activity.iteration > 0;
        }))
    {
        return {};
    }
    std::map<uint32_t, IterationTimes> iterations = FindIterations(run);
    std::vector<uint64_t> ends;
    for (const auto& [number, iteration] : iterations)
    {
        ends.push_back(iteration.end.value_or(TaskGraphRun::NEVER));
    }
    const HostSpans hosts(run);
    uint32_t count = 0;
    for (uint32_t host = 0; host < hosts.GetHosts(); host++)
    {
        count += hosts.Has(host) ? 1 : 0;
        const std::vector<HostSpans::Span> spans = hosts.List(host);
        const std::vector<HostTime> times = AddUp(spans, ends);
        std::map<uint32_t, uint64_t> computed; // by iteration, wherever it ends
        std::map<uint32_t, uint64_t> until;    // of computations so far, which may run side by side
        for (const HostSpans::Span& span : spans)
        {
            const uint32_t number = activities[span.activity].iteration;
            if (span.isComputing && span.end > until[number])
            {
                computed[number] += span.end - std::max(span.start, until[number]);
                until[number] = span.end;
            }
        }
        size_t place = 0;
        for (auto& [number, iteration] : iterations)
        {
            iteration.compute += static_cast<double>(times[place].compute);
            iteration.exposed += static_cast<double>(times[place].exposed);
            place++;
            if (computed[number] > iteration.slowestCompute)
            {
                iteration.slowestCompute = computed[number];
                iteration.slowestHost = host;
            }
        }
    }
    const JobFacts& facts = graph.GetFacts();
    const double ranks = std::max(1U, facts.ranks > 0 ? facts.ranks : count);
    std::vector<IterationTimes> list;
    for (auto& [number, iteration] : iterations)
    {
        iteration.compute /= ranks;
        iteration.exposed /= ranks;
        if (iteration.time && *iteration.time > 0 && facts.modelTime > 0)
        {
            iteration.utilisation = facts.modelTime / static_cast<double>(*iteration.time);
        }
        list.push_back(iteration);
    }
    return list;
}

} // namespace aifabric
} // namespace ns3
