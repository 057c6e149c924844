/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What a workload puts on the links of hosts and on cuts, and what these can carry.
 */

#include "ideal-bound.h"

#include "ns3/wire-time.h"

#include <algorithm>
#include <set>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Queue pairs that may share the packets of a message: strategies have 256 subflows at most.
constexpr uint64_t MOST_PIECES = 256;

} // namespace

IdealBound::Group&
IdealBound::GetGroup(uint32_t planes)
{
    for (Group& group : m_groups)
    {
        if (group.planes == planes)
        {
            return group;
        }
    }
    const FabricTopology& topology = m_routes->GetTopology();
    const std::vector<Load> hosts(topology.GetHostCount());
    const std::vector<Load> edges(topology.GetEdgeCount());
    m_groups.push_back({planes, hosts, hosts, edges, edges, edges, edges});
    return m_groups.back();
}

std::vector<MessageTimes::Path>
IdealBound::GetPaths(const TaskGraph::Task& task, uint32_t planes)
{
    std::vector<MessageTimes::Path> paths;
    for (uint32_t plane = 0; plane < m_routes->GetTopology().GetPlaneCount(); plane++)
    {
        if ((planes >> plane) & 1)
        {
            paths.push_back(m_times.GetPath(task.host, task.peer, plane));
        }
    }
    return paths;
}

/// Whether two hosts have different edge switches, or pods, in all planes.
bool
IdealBound::AreApart(const TaskGraph::Task& task, uint32_t planes, bool pods) const
{
    const FabricTopology& topology = m_routes->GetTopology();
    for (uint32_t plane = 0; plane < topology.GetPlaneCount(); plane++)
    {
        const uint32_t from = topology.GetHostEdge(task.host, plane);
        const uint32_t to = topology.GetHostEdge(task.peer, plane);
        const bool same = pods ? topology.GetEdgePod(from) == topology.GetEdgePod(to) : from == to;
        if (((planes >> plane) & 1) && same)
        {
            return false;
        }
    }
    return true;
}

double
IdealBound::GetHead(const MessageTimes::Path& path, const MessageTimes::Sizes& sizes)
{
    const auto reach = [&path](uint32_t size) {
        return MessageTimes::GetTime(path, size) - MessageTimes::WithoutGap(size, path.last);
    };
    // The shortest packet is the first of all if it is a piece of its own, or follows another one.
    const double alone = reach(std::min(sizes.first, sizes.alone));
    const double behind =
        MessageTimes::WithGap(std::min(sizes.first, sizes.alone), path.first) + reach(sizes.last);
    return path.delay + (sizes.packets > 1 ? std::min(alone, behind) : alone);
}

void
IdealBound::AddMessage(const TaskGraph::Task& task)
{
    const uint32_t planes = m_routes->GetPlanes(task.host, task.peer);
    if (planes == 0)
    {
        return;
    }
    Group& group = GetGroup(planes);
    const FabricTopology& topology = m_routes->GetTopology();
    const MessageTimes::Sizes sizes = m_times.GetSizes(task.bytes);
    const auto bytes = MessageTimes::GetWireTime(sizes, uint64_t{1} << 16);
    const uint64_t interval = m_config.ackInterval;
    bool isCounted = false; // bytes and packets count once, times are the best of all planes
    const auto add = [&](Load& load, uint64_t perByte, double head, double tail) {
        load.head = std::min(load.head, head);
        load.tail = std::min(load.tail, tail);
        load.shortest = std::min(load.shortest, MessageTimes::WithGap(sizes.last, perByte));
        load.longest = std::max(load.longest, MessageTimes::WithGap(sizes.first, perByte));
        if (isCounted)
        {
            return;
        }
        load.bytes += bytes;
        load.time += MessageTimes::GetWireTime(sizes, perByte);
        load.packets += sizes.packets;
        load.shorts += sizes.last < sizes.middle ? 1 : 0;
        load.acks += (sizes.packets + interval - 1) / interval;
        load.unanswered += std::min(sizes.packets - 1, MOST_PIECES * (interval - 1));
    };
    const uint32_t lowest = static_cast<uint32_t>(__builtin_ctz(planes));
    const uint32_t from = topology.GetHostEdge(task.host, lowest);
    const uint32_t to = topology.GetHostEdge(task.peer, lowest);
    const bool leavesEdge = AreApart(task, planes, false);
    const bool leavesPod = AreApart(task, planes, true);
    Load& in = group.ingress[task.peer];
    for (const MessageTimes::Path& path : GetPaths(task, planes))
    {
        const double ack = m_times.GetAckTime(path);
        const double rest = MessageTimes::GetTime(path, sizes.last) -
                            MessageTimes::WithoutGap(sizes.last, path.first);
        add(group.egress[task.host], path.first, 0, path.delay + rest + ack);
        add(in, path.last, GetHead(path, sizes), ack);
        in.reach = std::max(in.reach, path.delay + MessageTimes::GetTime(path, sizes.first));
        const double head = MessageTimes::GetFirst(path, std::min(sizes.first, sizes.alone));
        // Switches that cut send the end of the last packet on while it comes in.
        const double end =
            MessageTimes::IsCut(path) ? 0 : MessageTimes::WithoutGap(sizes.last, path.last);
        const double tail = path.delay + end + ack;
        if (leavesEdge)
        {
            add(group.edgeUp[from], 0, head, tail);
            add(group.edgeDown[to], 0, head, tail);
        }
        if (leavesPod)
        {
            add(group.podUp[topology.GetEdgePod(from)], 0, head, tail);
            add(group.podDown[topology.GetEdgePod(to)], 0, head, tail);
        }
        isCounted = true;
    }
    const bool same = in.sender == FabricTopology::NONE || in.sender == task.host;
    in.neighbour = in.neighbour && from == to && same;
    in.sender = task.host;
}

std::vector<IdealBound::Cut>
IdealBound::GetCuts(bool pods) const
{
    const FabricTopology& topology = m_routes->GetTopology();
    const uint32_t hosts = topology.GetHostCount();
    std::vector<Cut> cuts(pods ? topology.GetPodCount() : topology.GetEdgeCount());
    const auto place = [&](uint32_t vertex) {
        return pods ? topology.GetPod(vertex) : topology.GetSwitch(vertex).edge;
    };
    for (const auto& link : topology.GetLinks())
    {
        if (link.lower < hosts)
        {
            continue;
        }
        const uint32_t lower = place(link.lower);
        const uint32_t upper = place(link.upper);
        if (lower == upper)
        {
            continue;
        }
        const uint64_t perByteQ16 = WireTime::PerByteQ16(link.rate);
        const double perByte = static_cast<double>(perByteQ16) / 65536;
        for (const uint32_t end : {lower, upper})
        {
            if (end != FabricTopology::NONE)
            {
                cuts[end].rate += 1 / perByte;
                cuts[end].links++;
                cuts[end].rounding =
                    std::max(cuts[end].rounding, perByteQ16 % 65536 ? 1 / perByte : 0);
            }
        }
    }
    return cuts;
}

/// Put the cuts of all planes together, at the edge switches or pods of the lowest plane.
std::vector<IdealBound::Cut>
IdealBound::JoinCuts(uint32_t planes, bool pods) const
{
    const std::vector<Cut> single = GetCuts(pods);
    if ((planes & (planes - 1)) == 0)
    {
        return single;
    }
    const FabricTopology& topology = m_routes->GetTopology();
    const auto regionOf = [&](uint32_t host, uint32_t plane) {
        const uint32_t edge = topology.GetHostEdge(host, plane);
        return pods ? topology.GetEdgePod(edge) : edge;
    };
    const auto lowest = static_cast<uint32_t>(__builtin_ctz(planes));
    std::vector<std::set<uint32_t>> regions(single.size());
    for (uint32_t host = 0; host < topology.GetHostCount(); host++)
    {
        for (uint32_t plane = lowest; plane < topology.GetPlaneCount(); plane++)
        {
            if ((planes >> plane) & 1)
            {
                regions[regionOf(host, lowest)].insert(regionOf(host, plane));
            }
        }
    }
    std::vector<Cut> joined(single.size());
    for (size_t i = 0; i < regions.size(); i++)
    {
        for (const uint32_t region : regions[i])
        {
            joined[i].rate += single[region].rate;
            joined[i].links += single[region].links;
            joined[i].rounding = std::max(joined[i].rounding, single[region].rounding);
        }
    }
    return joined;
}

} // namespace aifabric
} // namespace ns3
