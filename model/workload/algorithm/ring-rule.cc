/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ring-rule.h"

#include "ring-steps.h"

namespace ns3
{
namespace aifabric
{

RingRule::RingRule(const CollectiveBuilder::Job& job, uint32_t rounds, int64_t shift)
    : m_ring(MakeRing(job.shape, 0)),
      m_steps(rounds * (job.shape.ranks - 1)),
      m_shift(shift)
{
    for (const uint32_t rank : m_ring)
    {
        m_hosts.push_back(job.hosts[rank]);
    }
    for (uint64_t chunk = 0; chunk < job.shape.ranks; chunk++)
    {
        m_bytes.push_back(GetWireBytes(job.protocol, job.sizes.GetBytes({{chunk}}, 0, 1)));
    }
}

bool
RingRule::CanTell(const CollectiveBuilder::Job& job, uint32_t rounds)
{
    const uint64_t ranks = job.shape.ranks;
    bool isFull = job.slices == 1 && rounds * (ranks - 1) * ranks < TaskGraph::NONE;
    for (uint64_t chunk = 0; isFull && chunk < ranks; chunk++)
    {
        isFull = job.sizes.GetBytes({{chunk}}, 0, 1) > 0;
    }
    return isFull;
}

GraphTaskId
RingRule::GetCount() const
{
    return m_steps * static_cast<GraphTaskId>(m_hosts.size());
}

GraphTask
RingRule::Get(GraphTaskId task) const
{
    const auto n = static_cast<int64_t>(m_hosts.size());
    const int64_t step = task / n;
    const int64_t place = task % n;
    const int64_t round = step / (n - 1);
    const int64_t chunk = (place - step % (n - 1) + m_shift + round + 2 * n) % n;
    GraphTask told;
    told.host = m_hosts[static_cast<size_t>(place)];
    told.peer = m_hosts[static_cast<size_t>((place + 1) % n)];
    told.bytes = m_bytes[m_ring[static_cast<size_t>(chunk)]];
    return told;
}

uint32_t
RingRule::CountPredecessors(GraphTaskId task) const
{
    return task < m_hosts.size() ? 0 : 1;
}

GraphTaskRange
RingRule::GetSuccessors(GraphTaskId task) const
{
    const auto n = static_cast<GraphTaskId>(m_hosts.size());
    GraphTaskRange next;
    if (task / n + 1 < m_steps)
    {
        next.Add((task / n + 1) * n + (task % n + 1) % n);
    }
    return next;
}

GraphTaskId
RingRule::GetFirstEnd() const
{
    return static_cast<GraphTaskId>(m_hosts.size());
}

GraphTaskId
RingRule::GetReach() const
{
    return static_cast<GraphTaskId>(m_hosts.size()) + 1;
}

void
RingRule::Relocate(const std::vector<uint32_t>& places)
{
    for (uint32_t& host : m_hosts)
    {
        host = places[host];
    }
}

} // namespace aifabric
} // namespace ns3
