/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ideal-bound.h"

#include "ns3/frame-codec.h"
#include "ns3/wire-time.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Queue pairs that may share the packets of a message: strategies have 256 subflows at most.
constexpr uint64_t MOST_PIECES = 256;

} // namespace

IdealBound::IdealBound(Ptr<const FabricRoutes> routes, const Config& config)
    : m_times(routes, config),
      m_routes(routes),
      m_config(config)
{
}

double
IdealBound::GetIdleTime(uint32_t src, uint32_t dst, uint64_t bytes)
{
    const MessageTimes::Path path = m_times.GetPath(src, dst);
    return path.middle->reachable
               ? (m_times.GetArrivalTime(path, bytes) + m_times.GetAckTime(path)) / 1e3
               : 0;
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
    const MessageTimes::Path path = m_times.GetPath(task.host, task.peer);
    if (!path.middle->reachable)
    {
        return;
    }
    const FabricTopology& topology = m_routes->GetTopology();
    const MessageTimes::Sizes sizes = m_times.GetSizes(task.bytes);
    const auto bytes = MessageTimes::GetWireTime(sizes, uint64_t{1} << 16);
    const double ack = m_times.GetAckTime(path);
    const uint64_t interval = m_config.ackInterval;
    const auto add = [&](Load& load, uint64_t perByte, double head, double tail) {
        load.bytes += bytes;
        load.time += MessageTimes::GetWireTime(sizes, perByte);
        load.packets += sizes.packets;
        load.head = std::min(load.head, head);
        load.tail = std::min(load.tail, tail);
        load.shorts += sizes.last < sizes.middle ? 1 : 0;
        load.shortest = std::min(load.shortest, MessageTimes::WithGap(sizes.last, perByte));
        load.longest = std::max(load.longest, MessageTimes::WithGap(sizes.first, perByte));
        load.acks += (sizes.packets + interval - 1) / interval;
        load.unanswered += std::min(sizes.packets - 1, MOST_PIECES * (interval - 1));
    };
    const double rest =
        MessageTimes::GetTime(path, sizes.last) - MessageTimes::WithoutGap(sizes.last, path.first);
    add(m_egress[task.host], path.first, 0, path.delay + rest + ack);
    Load& in = m_ingress[task.peer];
    add(in, path.last, GetHead(path, sizes), ack);
    in.reach = std::max(in.reach, path.delay + MessageTimes::GetTime(path, sizes.first));
    const bool near = topology.GetHostEdge(task.host) == topology.GetHostEdge(task.peer);
    const bool same = in.sender == FabricTopology::NONE || in.sender == task.host;
    in.neighbour = in.neighbour && near && same;
    in.sender = task.host;

    const double head = MessageTimes::WithoutGap(std::min(sizes.first, sizes.alone), path.first);
    const double tail = path.delay + MessageTimes::WithoutGap(sizes.last, path.last) + ack;
    const uint32_t from = topology.GetHostEdge(task.host);
    const uint32_t to = topology.GetHostEdge(task.peer);
    if (from != to)
    {
        add(m_edgeUp[from], 0, head, tail);
        add(m_edgeDown[to], 0, head, tail);
    }
    if (topology.GetEdgePod(from) != topology.GetEdgePod(to))
    {
        add(m_podUp[topology.GetEdgePod(from)], 0, head, tail);
        add(m_podDown[topology.GetEdgePod(to)], 0, head, tail);
    }
}

uint64_t
IdealBound::CountMissing(const Load& out, const Load& in, uint64_t perByte) const
{
    // What comes after the host began its last packet has to pass its link then: this many packets
    // would take longer than that last packet and its ACK, whatever the host saves by not having
    // had to answer them.
    const double full = MessageTimes::WithGap(m_times.GetSizes(m_config.mtu).middle, perByte);
    const double ack = MessageTimes::WithGap(wire::ACK_FRAME_BYTES + m_config.ipExtra, perByte);
    const double most = out.longest + out.tail - in.tail + ack;
    const auto shorts = static_cast<double>(in.shorts);
    double missing = most <= shorts * in.shortest
                         ? std::ceil(most / in.shortest)
                         : shorts + std::ceil((most - shorts * in.shortest) / full);
    const auto packets = static_cast<double>(in.packets);
    // A neighbour that has nothing else to send, and does not wait, is not as late as it could be.
    const bool prompt =
        std::isfinite(m_config.lag) && in.neighbour && m_egress[in.sender].packets == in.packets;
    // Hosts that pause after each packet lose more than the time of the ACKs.
    const bool paced = out.time * (1 / m_config.fraction - 1) > packets * ack;
    if (prompt || paced)
    {
        const double answers = packets * MessageTimes::WithoutGap(wire::SACK_BYTES, perByte);
        const double late = in.reach + (prompt ? m_config.lag + answers : 0);
        const double time = std::max(0.0, out.time - out.longest - late);
        missing = std::min(missing, packets - std::min(packets, std::floor(time / in.longest)));
    }
    return missing < packets ? static_cast<uint64_t>(missing) : in.packets;
}

uint64_t
IdealBound::CountAcks(const Load& out, const Load& in, uint64_t perByte) const
{
    if (in.packets == 0)
    {
        return 0;
    }
    const uint64_t missing = CountMissing(out, in, perByte);
    const uint64_t received = in.packets - missing;
    const uint64_t fromAll = in.acks > missing ? in.acks - missing : 0;
    const uint64_t answered =
        received > in.unanswered ? (received - in.unanswered) / m_config.ackInterval : 0;
    return std::max(fromAll, answered);
}

double
IdealBound::BoundHosts(bool withAcks) const
{
    const uint32_t ackSize = wire::ACK_FRAME_BYTES + m_config.ipExtra;
    double bound = 0;
    for (uint32_t host = 0; host < m_egress.size(); host++)
    {
        const Load& out = m_egress[host];
        const Load& in = m_ingress[host];
        const uint64_t perByte = m_times.GetPerByte(host);
        // Rounding may make the gap after the last frame a picosecond longer.
        const double gap = std::ceil(WIRE_OVERHEAD_BYTES * static_cast<double>(perByte) / 65536);
        if (out.packets)
        {
            double time = out.time - gap + out.tail;
            if (withAcks)
            {
                time += static_cast<double>(CountAcks(out, in, perByte)) *
                        MessageTimes::WithGap(ackSize, perByte);
            }
            bound = std::max(bound, time);
        }
        if (in.packets)
        {
            bound = std::max(bound, in.head + in.time - gap + in.tail);
        }
    }
    return bound;
}

std::vector<IdealBound::Cut>
IdealBound::GetCuts(bool pods) const
{
    const FabricTopology& topology = m_routes->GetTopology();
    const uint32_t hosts = topology.GetHostCount();
    std::vector<Cut> cuts(topology.GetEdgeCount());
    const auto place = [&](uint32_t vertex) {
        const auto& info = topology.GetSwitch(vertex);
        return pods ? info.pod : info.edge;
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

double
IdealBound::BoundCuts() const
{
    double bound = 0;
    const auto apply = [&bound](const std::vector<Load>& loads, const std::vector<Cut>& cuts) {
        for (size_t i = 0; i < loads.size(); i++)
        {
            if (loads[i].packets && cuts[i].rate > 0)
            {
                // No gap follows the last frame of any link.
                const auto packets = static_cast<double>(loads[i].packets);
                const double gaps = std::min<double>(cuts[i].links, packets) * WIRE_OVERHEAD_BYTES;
                const double bytes = loads[i].bytes - gaps - packets * cuts[i].rounding;
                bound = std::max(bound, loads[i].head + bytes / cuts[i].rate + loads[i].tail);
            }
        }
    };
    const std::vector<Cut> edges = GetCuts(false);
    const std::vector<Cut> pods = GetCuts(true);
    apply(m_edgeUp, edges);
    apply(m_edgeDown, edges);
    apply(m_podUp, pods);
    apply(m_podDown, pods);
    return bound;
}

double
IdealBound::BoundChains(const TaskGraph& graph)
{
    std::vector<double> start(graph.GetCount(), 0);
    double bound = 0;
    for (const TaskGraph::Id id : graph.SortTopologically())
    {
        const TaskGraph::Task& task = graph.Get(id);
        double arrived = start[id] + static_cast<double>(task.duration);
        double ended = arrived;
        if (task.IsMessage())
        {
            const MessageTimes::Path path = m_times.GetPath(task.host, task.peer);
            if (path.middle->reachable)
            {
                arrived += m_times.GetArrivalTime(path, task.bytes);
                ended = arrived + m_times.GetAckTime(path);
            }
        }
        bound = std::max(bound, ended);
        for (const TaskGraph::Id next : graph.GetSuccessors(id))
        {
            const double then = graph.Get(next).host == task.peer ? arrived : ended;
            start[next] = std::max(start[next], then);
        }
    }
    return bound;
}

double
IdealBound::Compute(const TaskGraph& graph)
{
    const FabricTopology& topology = m_routes->GetTopology();
    m_egress.assign(topology.GetHostCount(), Load());
    m_ingress.assign(topology.GetHostCount(), Load());
    for (auto* loads : {&m_edgeUp, &m_edgeDown, &m_podUp, &m_podDown})
    {
        loads->assign(topology.GetEdgeCount(), Load());
    }
    bool chained = false;
    for (TaskGraph::Id id = 0; id < graph.GetCount(); id++)
    {
        const TaskGraph::Task& task = graph.Get(id);
        chained = chained || graph.GetPredecessorCounts()[id] > 0;
        if (task.IsMessage())
        {
            AddMessage(task);
        }
    }
    return std::max({BoundHosts(!chained), BoundCuts(), BoundChains(graph)}) / 1e3;
}

} // namespace aifabric
} // namespace ns3
