/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "nic-times.h"

#include "ns3/fabric-frame.h"

#include <algorithm>
#include <vector>

namespace ns3
{
namespace aifabric
{

void
NicTimes::Start(uint32_t host, Ptr<const FabricRoutes> routes, const Sizes& sizes)
{
    m_host = host;
    m_routes = routes;
    m_sizes = sizes;
}

double
NicTimes::GetSavedBits(const std::vector<uint32_t>& path,
                       size_t i,
                       uint32_t from,
                       uint32_t to) const
{
    if (!m_routes->IsTiered())
    {
        return 0; // the longest of unlike paths counts
    }
    // Switches that cut do so towards links that are not faster.
    const FabricTopology& topology = m_routes->GetTopology();
    const auto& links = topology.GetLinks();
    const auto save = [&](uint32_t vertex, size_t next, uint32_t size) {
        const uint32_t header = topology.GetSwitch(vertex).header;
        const bool cuts =
            header > 0 && size > header && links[path[i]].rate >= links[path[next]].rate;
        return cuts ? 8.0 * (size - header) : 0.0;
    };
    return (i + 1 < path.size() ? save(to, i + 1, m_sizes.data) : 0) +
           (i > 0 ? save(from, i - 1, m_sizes.ack) : 0);
}

uint64_t
NicTimes::GetPlaneRtt(uint32_t dst, uint32_t plane) const
{
    const FabricTopology& topology = m_routes->GetTopology();
    const auto& links = topology.GetLinks();
    const double bits = 8.0 * m_sizes.data + 8.0 * m_sizes.ack;
    const std::vector<uint32_t> path = m_routes->GetPath(m_host, dst, 0, plane);
    uint64_t rtt = 2 * topology.SumLatencies(m_host, path);
    rtt += 2 * m_ports.Get(plane).GetPort().GetJitter();
    uint32_t vertex = m_host;
    for (size_t i = 0; i < path.size(); i++)
    {
        const FabricTopology::Link& link = links[path[i]];
        const auto rate = static_cast<double>(link.rate);
        const uint32_t next = link.lower == vertex ? link.upper : link.lower;
        const double sent = bits - GetSavedBits(path, i, vertex, next);
        rtt += 2 * link.delay;
        rtt += static_cast<uint64_t>(sent * 1e12 / rate);
        vertex = next;
    }
    if (!path.empty() && !m_routes->IsTiered())
    {
        // Paths differ: the longest counts, beyond the links of the hosts that all have. Each of
        // two links of a switch has one of its latencies there and back.
        const auto time = [&](const FabricTopology::Link& link) {
            return 2 * link.delay + topology.GetSwitch(link.lower).latency +
                   topology.GetSwitch(link.upper).latency +
                   static_cast<uint64_t>(bits * 1e12 / static_cast<double>(link.rate));
        };
        for (size_t i = 1; i + 1 < path.size(); i++)
        {
            rtt -= time(links[path[i]]);
        }
        rtt += m_routes->MeasurePaths(m_host, dst, plane, time).most;
    }
    return rtt;
}

uint64_t
NicTimes::GetBaseRtt(uint32_t dst) const
{
    const uint32_t planes = m_ports.GetPlanes(dst);
    uint64_t rtt = 0;
    for (uint32_t plane = 0; plane < m_ports.GetCount(); plane++)
    {
        if ((planes >> plane) & 1)
        {
            rtt = std::max(rtt, GetPlaneRtt(dst, plane));
        }
    }
    return rtt;
}

bool
NicTimes::HasRoute(uint32_t dst) const
{
    for (uint32_t plane = 0; plane < m_ports.GetCount(); plane++)
    {
        if (m_routes->HasWay(m_host, dst, plane))
        {
            return true;
        }
    }
    return false;
}

uint64_t
NicTimes::GetLongestWait(uint64_t baseRtt) const
{
    const double bits = 8.0 * (m_sizes.data + WIRE_OVERHEAD_BYTES) * m_sizes.ackInterval;
    return baseRtt + m_queueWait + static_cast<uint64_t>(bits * 1e12 / m_ports.GetSlowestRate());
}

void
NicTimes::NoteTolerance(const LossRecovery::Tolerance& tolerance)
{
    if (m_leastTolerance.first == 0 || tolerance.first < m_leastTolerance.first)
    {
        m_leastTolerance = tolerance;
    }
    m_mostTolerance = std::max(m_mostTolerance, tolerance.first);
}

void
NicTimes::NoteTimeout(uint64_t timeout, uint64_t wait)
{
    m_longestTimeout = std::max(m_longestTimeout, timeout);
    m_unfitWait = timeout > 0 && timeout < wait ? std::max(m_unfitWait, wait) : m_unfitWait;
}

} // namespace aifabric
} // namespace ns3
