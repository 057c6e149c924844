/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "task-graph.h"

#include "ns3/abort.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

uint32_t
TaskGraph::AddCollective(const std::string& name)
{
    m_collectives.push_back(name);
    return static_cast<uint32_t>(m_collectives.size() - 1);
}

TaskGraph::Id
TaskGraph::AddMessage(uint32_t src, uint32_t dst, uint64_t bytes)
{
    NS_ABORT_MSG_IF(src == dst, "host " << src << " cannot send a message to itself");
    NS_ABORT_MSG_IF(bytes > UINT32_MAX, "an RDMA message is below 4 GiB");
    NS_ABORT_MSG_IF(m_collectives.empty(), "tasks belong to a collective: AddCollective() first");
    Task task;
    task.host = src;
    task.peer = dst;
    task.bytes = bytes;
    task.collective = static_cast<uint32_t>(m_collectives.size() - 1);
    m_tasks.push_back(task);
    m_predecessors.push_back(0);
    return GetCount() - 1;
}

TaskGraph::Id
TaskGraph::AddComputation(uint32_t host, uint64_t duration)
{
    NS_ABORT_MSG_IF(m_collectives.empty(), "tasks belong to a collective: AddCollective() first");
    Task task;
    task.host = host;
    task.peer = host;
    task.duration = duration;
    task.collective = static_cast<uint32_t>(m_collectives.size() - 1);
    m_tasks.push_back(task);
    m_predecessors.push_back(0);
    return GetCount() - 1;
}

void
TaskGraph::AddDependency(Id first, Id then)
{
    const Task& before = m_tasks[first];
    const uint32_t host = m_tasks[then].host;
    NS_ABORT_MSG_IF(before.host != host && before.peer != host,
                    "task " << then << " starts on host " << host << ", where task " << first
                            << " does not end");
    m_dependencies.emplace_back(first, then);
    m_predecessors[then]++;
}

void
TaskGraph::Close()
{
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
    NS_ABORT_MSG_IF(SortTopologically().size() != m_tasks.size(),
                    "tasks wait for each other in a cycle");
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
