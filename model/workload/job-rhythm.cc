/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "job-rhythm.h"

#include "ns3/config-error.h"

#include <map>
#include <utility>

namespace ns3
{
namespace aifabric
{

uint64_t
JobRhythm::CountMore(const Config& config, uint32_t hosts)
{
    const uint64_t steps = config.rounds - (config.pause.IsZero() ? 1 : 0);
    return steps * hosts + (config.period.IsZero() ? 0 : uint64_t{config.rounds - 1} * hosts);
}

JobRhythm::JobRhythm(TaskGraph& graph, const Config& config, uint32_t hosts)
    : m_graph(graph),
      m_config(config),
      m_ends(hosts)
{
}

void
JobRhythm::Begin()
{
    m_round++;
    m_first = m_graph.GetCount();
    m_firstActivity = static_cast<uint32_t>(m_graph.GetActivities().size());
}

void
JobRhythm::End()
{
    if (m_config.rounds == 1 && m_config.pause.IsZero())
    {
        return; // the pattern is all
    }
    const auto activities = static_cast<uint32_t>(m_graph.GetActivities().size());
    for (uint32_t activity = m_firstActivity; activity < activities; activity++)
    {
        if (m_graph.GetActivities()[activity].iteration == 0)
        {
            m_graph.SetIteration(activity, m_round);
        }
    }
    const TaskGraph::Id end = m_graph.GetCount();
    if (m_round > 1 || !m_config.pause.IsZero())
    {
        Compute(end);
    }
    for (auto& ends : m_ends)
    {
        ends.clear();
    }
    for (TaskGraph::Id id = m_first; id < m_graph.GetCount(); id++)
    {
        const TaskGraph::Task& task = m_graph.Get(id);
        m_ends[task.host].push_back(id);
        if (task.IsMessage())
        {
            m_ends[task.peer].push_back(id);
        }
    }
}

void
JobRhythm::Compute(TaskGraph::Id end)
{
    const auto kind = m_config.pause.IsZero() ? TaskGraph::ActivityKind::WAITING
                                              : TaskGraph::ActivityKind::COMPUTATION;
    m_graph.AddActivity({m_config.pause.IsZero() ? "next round" : "compute", kind, m_round});
    std::vector<bool> takesPart(m_ends.size());
    for (TaskGraph::Id id = m_first; id < end; id++)
    {
        takesPart[m_graph.Get(id).host] = true;
        takesPart[m_graph.Get(id).peer] = true;
    }
    std::vector<TaskGraph::Id> begins(m_ends.size(), TaskGraph::NONE);
    for (uint32_t host = 0; host < m_ends.size(); host++)
    {
        if (!takesPart[host])
        {
            continue;
        }
        begins[host] =
            m_graph.AddComputation(host, static_cast<uint64_t>(m_config.pause.GetPicoSeconds()));
        for (const TaskGraph::Id last : m_ends[host])
        {
            m_graph.AddDependency(last, begins[host]);
        }
    }
    for (TaskGraph::Id id = m_first; id < end; id++)
    {
        if (m_graph.GetPredecessorCounts()[id] == 0)
        {
            m_graph.AddDependency(begins[m_graph.Get(id).host], id);
        }
    }
}

void
JobRhythm::Keep()
{
    if (m_config.period.IsZero())
    {
        return;
    }
    const auto getIteration = [this](TaskGraph::Id id) {
        return m_graph.GetActivities()[m_graph.Get(id).collective].iteration;
    };
    // What begins an iteration on a host waits for nothing of the same one.
    std::vector<bool> isInside(m_graph.GetCount());
    for (const auto& [first, then] : m_graph.GetDependencies())
    {
        isInside[then] = isInside[then] || getIteration(first) == getIteration(then);
    }
    std::map<std::pair<uint32_t, uint32_t>, std::vector<TaskGraph::Id>> begins; // host, iteration
    for (TaskGraph::Id id = 0; id < isInside.size(); id++)
    {
        if (!isInside[id] && getIteration(id) > 1)
        {
            begins[{m_graph.Get(id).host, getIteration(id)}].push_back(id);
        }
    }
    if (begins.empty())
    {
        throw ConfigError("Period has nothing to keep: there is one round, Rounds=2 makes two");
    }
    m_graph.AddActivity({"period", TaskGraph::ActivityKind::WAITING, 0});
    std::map<uint32_t, std::pair<uint32_t, TaskGraph::Id>> clocks; // by host: iteration, its time
    for (const auto& [key, tasks] : begins)
    {
        const auto [host, iteration] = key;
        auto& [last, time] = clocks.emplace(host, std::make_pair(1, TaskGraph::NONE)).first->second;
        for (; last < iteration; last++)
        {
            const TaskGraph::Id next =
                m_graph.AddComputation(host,
                                       static_cast<uint64_t>(m_config.period.GetPicoSeconds()));
            if (time != TaskGraph::NONE)
            {
                m_graph.AddDependency(time, next);
            }
            time = next;
        }
        for (const TaskGraph::Id task : tasks)
        {
            m_graph.AddDependency(time, task);
        }
    }
}

} // namespace aifabric
} // namespace ns3
