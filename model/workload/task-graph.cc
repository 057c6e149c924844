/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "task-graph.h"

#include "ns3/config-error.h"

#include <algorithm>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

namespace
{

/// The longest computation, 30 days, ps.
constexpr uint64_t LONGEST = uint64_t{30} * 86400 * 1000000000000;

/// Refuse a call of DoBuild() of a workload.
[[noreturn]] void
Refuse(const std::string& call, const std::string& problem)
{
    throw ConfigError(call + " in DoBuild() of the workload: " + problem);
}

/// What is wrong with tasks that come before AddCollective().
const char* const FIRST = "AddCollective() comes first, as each task belongs to a collective";

} // namespace

uint32_t
TaskGraph::AddCollective(const std::string& name)
{
    return AddActivity({name, ActivityKind::COLLECTIVE, 0});
}

uint32_t
TaskGraph::AddActivity(const Activity& activity)
{
    m_activities.push_back(activity);
    m_activity = static_cast<uint32_t>(m_activities.size() - 1);
    return m_activity;
}

void
TaskGraph::SetActivity(uint32_t activity)
{
    if (activity >= m_activities.size())
    {
        Refuse("SetActivity(" + std::to_string(activity) + ")",
               "there are " + std::to_string(m_activities.size()) + ", numbered from 0 on");
    }
    m_activity = activity;
}

TaskGraph::Id
TaskGraph::AddMessage(uint32_t src, uint32_t dst, uint64_t bytes)
{
    if (src == dst || bytes > UINT32_MAX || m_activities.empty() || m_rule)
    {
        Refuse("AddMessage(" + std::to_string(src) + ", " + std::to_string(dst) + ", " +
                   std::to_string(bytes) + ")",
               src == dst           ? "a host does not send to itself"
               : bytes > UINT32_MAX ? "an RDMA message is below 4 GiB"
               : m_rule             ? "a rule tells all tasks already"
                                    : FIRST);
    }
    Task task;
    task.host = src;
    task.peer = dst;
    task.bytes = bytes;
    task.collective = m_activity;
    m_tasks.push_back(task);
    m_predecessors.push_back(0);
    return GetCount() - 1;
}

TaskGraph::Id
TaskGraph::AddComputation(uint32_t host, uint64_t duration)
{
    if (m_activities.empty() || duration > LONGEST || m_rule)
    {
        Refuse("AddComputation(" + std::to_string(host) + ", " + std::to_string(duration) + ")",
               m_activities.empty() ? FIRST
               : m_rule             ? "a rule tells all tasks already"
                                    : "the duration is in ps, and 30 days are the most");
    }
    Task task;
    task.host = host;
    task.peer = host;
    task.duration = duration;
    task.collective = m_activity;
    m_tasks.push_back(task);
    m_predecessors.push_back(0);
    return GetCount() - 1;
}

void
TaskGraph::AddDependency(Id first, Id then)
{
    const auto refuse = [first, then](const std::string& problem) {
        Refuse("AddDependency(" + std::to_string(first) + ", " + std::to_string(then) + ")",
               problem);
    };
    if (first >= m_tasks.size() || then >= m_tasks.size())
    {
        refuse("there are " + std::to_string(m_tasks.size()) +
               " tasks by now, numbered from 0 on as AddMessage() returns them");
    }
    const Task& before = m_tasks[first];
    const uint32_t host = m_tasks[then].host;
    if (before.host != host && before.peer != host)
    {
        refuse("task " + std::to_string(then) + " starts on host " + std::to_string(host) +
               ", where task " + std::to_string(first) + " does not end");
    }
    m_dependencies.emplace_back(first, then);
    m_predecessors[then]++;
}

void
TaskGraph::SetDelay(Id message, uint64_t delay)
{
    if (message >= m_tasks.size() || !m_tasks[message].IsMessage() || delay > LONGEST)
    {
        Refuse("SetDelay(" + std::to_string(message) + ", " + std::to_string(delay) + ")",
               message >= m_tasks.size() || !m_tasks[message].IsMessage()
                   ? "it takes a number that AddMessage() returned"
                   : "the delay is in ps, and 30 days are the most");
    }
    m_tasks[message].duration = delay;
}

void
TaskGraph::SetStream(Id computation, uint16_t stream, StreamUse use)
{
    if (computation >= m_tasks.size() || m_tasks[computation].IsMessage())
    {
        Refuse("SetStream(" + std::to_string(computation) + ", " + std::to_string(stream) + ")",
               "it takes a number that AddComputation() returned");
    }
    m_tasks[computation].stream = stream;
    m_tasks[computation].streamUse = use;
}

void
TaskGraph::SetRule(std::unique_ptr<TaskRule> rule)
{
    if (m_activities.empty() || !m_tasks.empty() || m_rule)
    {
        Refuse("SetRule()",
               m_activities.empty() ? FIRST : "it tells all tasks: there is no other before it");
    }
    m_rule = std::move(rule);
}

TaskGraph::Task
TaskGraph::GetRuled(Id task) const
{
    Task told = m_rule->Get(task);
    told.collective = m_activity;
    return told;
}

std::vector<TaskGraph::Id>
TaskGraph::ListFirst() const
{
    std::vector<Id> first;
    const Id end = m_rule ? m_rule->GetFirstEnd() : GetCount();
    for (Id task = 0; task < end; task++)
    {
        if (CountPredecessors(task) == 0)
        {
            first.push_back(task);
        }
    }
    return first;
}

void
TaskGraph::VisitInOrder(const std::function<void(Id)>& visitor) const
{
    if (m_rule)
    {
        for (Id task = 0; task < m_rule->GetCount(); task++)
        {
            visitor(task);
        }
        return;
    }
    for (const Id task : SortTopologically())
    {
        visitor(task);
    }
}

void
TaskGraph::Relocate(const std::vector<uint32_t>& places)
{
    if (m_rule)
    {
        m_rule->Relocate(places);
        return;
    }
    for (Task& task : m_tasks)
    {
        if (task.host >= places.size() || task.peer >= places.size())
        {
            throw ConfigError("host " + std::to_string(std::max(task.host, task.peer)) +
                              " of a job has no place: there are " + std::to_string(places.size()));
        }
        task.host = places[task.host];
        task.peer = places[task.peer];
    }
}

void
TaskGraph::Close()
{
    if (m_rule)
    {
        return; // each task comes after those that it waits for
    }
    m_firstSuccessor.assign(m_tasks.size() + 1, 0);
    for (const auto& dependency : m_dependencies)
    {
        m_firstSuccessor[dependency.first + 1]++;
    }
    for (size_t i = 1; i < m_firstSuccessor.size(); i++)
    {
        m_firstSuccessor[i] += m_firstSuccessor[i - 1];
    }
    m_successors.resize(m_dependencies.size());
    std::vector<uint32_t> next(m_firstSuccessor.begin(), m_firstSuccessor.end() - 1);
    for (const auto& dependency : m_dependencies)
    {
        m_successors[next[dependency.first]++] = dependency.second;
    }
    m_dependencies.clear();
    m_dependencies.shrink_to_fit();
    const std::vector<Id> order = SortTopologically();
    if (order.size() != m_tasks.size())
    {
        std::vector<bool> isSorted(m_tasks.size(), false);
        for (const Id task : order)
        {
            isSorted[task] = true;
        }
        const auto first = std::find(isSorted.begin(), isSorted.end(), false) - isSorted.begin();
        Refuse("AddDependency()",
               "tasks wait for each other in a cycle, or for such tasks: task " +
                   std::to_string(first) + " is one");
    }
}

std::vector<TaskGraph::Id>
TaskGraph::SortTopologically() const
{
    std::vector<uint32_t> waiting = m_predecessors;
    std::vector<Id> order;
    order.reserve(m_tasks.size());
    for (Id task = 0; task < GetCount(); task++)
    {
        if (waiting[task] == 0)
        {
            order.push_back(task);
        }
    }
    for (size_t i = 0; i < order.size(); i++)
    {
        for (const Id next : GetSuccessors(order[i]))
        {
            if (--waiting[next] == 0)
            {
                order.push_back(next);
            }
        }
    }
    return order;
}

} // namespace aifabric
} // namespace ns3
