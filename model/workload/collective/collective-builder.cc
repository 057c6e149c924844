/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "collective-builder.h"

#include <utility>

namespace ns3
{
namespace aifabric
{

CollectiveBuilder::CollectiveBuilder(TaskGraph& graph, const Job& job, Observer observer)
    : m_graph(graph),
      m_job(job),
      m_observer(std::move(observer))
{
}

void
CollectiveBuilder::SetSlice(uint64_t slice)
{
    m_slice = slice;
    m_number = 0;
    if (m_job.window != 0)
    {
        m_lastSlices.resize(m_job.window * m_job.shape.channels);
    }
}

void
CollectiveBuilder::Limit(Id task)
{
    if (m_lastSlices.empty())
    {
        return;
    }
    // Slices are alike: the n-th message of one has the sender and receiver of that of another.
    auto& before = m_lastSlices[m_slice % m_lastSlices.size()];
    if (m_number < before.size())
    {
        Order(before[m_number], task);
        before[m_number] = task;
    }
    else
    {
        before.push_back(task);
    }
    m_number++;
}

CollectiveBuilder::Id
CollectiveBuilder::Send(uint32_t from, uint32_t to, const ChunkSet& chunks, ChunkAction action)
{
    const uint64_t bytes = m_job.sizes.GetBytes(chunks, m_slice, m_job.slices);
    if (bytes == 0)
    {
        Limit(NONE);
        return NONE;
    }
    const Id task =
        m_graph.AddMessage(m_job.hosts[from], m_job.hosts[to], GetWireBytes(m_job.protocol, bytes));
    Limit(task);
    if (m_observer)
    {
        m_observer({m_job.group, m_slice, task, from, to, chunks, action});
    }
    return task;
}

void
CollectiveBuilder::Order(Id first, Id then)
{
    if (first != NONE && then != NONE)
    {
        m_graph.AddDependency(first, then);
    }
}

void
CollectiveBuilder::Order(const std::vector<Id>& first, Id then)
{
    for (const Id id : first)
    {
        Order(id, then);
    }
}

} // namespace aifabric
} // namespace ns3
