/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "host-spans.h"

#include <algorithm>
#include <unordered_map>

namespace ns3
{
namespace aifabric
{

HostSpans::HostSpans(const TaskGraphRun& run)
    : m_run(run),
      m_first(1, 0)
{
    const TaskGraph& graph = run.GetGraph();
    const auto isWaiting = [&graph](const TaskGraph::Task& task) {
        return graph.GetActivities()[task.collective].kind == TaskGraph::ActivityKind::WAITING;
    };
    const auto visit = [&graph, &isWaiting](auto action) {
        for (TaskGraph::Id id = 0; id < graph.GetCount(); id++)
        {
            const TaskGraph::Task& task = graph.Get(id);
            if (task.IsMessage())
            {
                action(task.host, id);
                action(task.peer, id);
            }
            else if (task.duration > 0 && !isWaiting(task))
            {
                action(task.host, id);
            }
        }
    };
    visit([this](uint32_t host, TaskGraph::Id) {
        m_first.resize(std::max<size_t>(m_first.size(), host + 2), 0);
        m_first[host + 1]++;
    });
    for (size_t i = 1; i < m_first.size(); i++)
    {
        m_first[i] += m_first[i - 1];
    }
    m_tasks.resize(m_first.back());
    std::vector<uint64_t> next = m_first;
    visit([this, &next](uint32_t host, TaskGraph::Id id) { m_tasks[next[host]++] = id; });
}

std::vector<HostSpans::Span>
HostSpans::List(uint32_t host) const
{
    std::vector<Span> spans;
    for (uint64_t i = m_first[host]; i < m_first[host + 1]; i++)
    {
        const TaskGraph::Id id = m_tasks[i];
        const TaskGraph::Task& task = m_run.GetGraph().Get(id);
        const TaskGraphRun::Record& record = m_run.GetRecords()[id];
        if (record.end != TaskGraphRun::NEVER)
        {
            spans.push_back({record.start, record.end, task.collective, !task.IsMessage()});
        }
    }
    std::stable_sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) {
        return a.start < b.start;
    });
    return spans;
}

std::vector<HostSpans::Span>
HostSpans::ListActivities(uint32_t host) const
{
    std::vector<Span> spans;
    std::unordered_map<uint32_t, size_t> places;
    for (const Span& span : List(host))
    {
        if (!span.isComputing)
        {
            const auto [place, isNew] = places.emplace(span.activity, spans.size());
            if (!isNew)
            {
                spans[place->second].end = std::max(spans[place->second].end, span.end);
                continue;
            }
        }
        spans.push_back(span);
    }
    return spans;
}

} // namespace aifabric
} // namespace ns3
