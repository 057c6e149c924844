/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ideal-bound.h"

#include "ns3/frame-codec.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

namespace
{

/**
 * @param rate bits per second
 * @return wire time of one byte, ns
 */
double
PerByte(double rate)
{
    return 8e9 / rate;
}

} // namespace

IdealBound::IdealBound(Ptr<const FabricRoutes> routes, const Config& config)
    : m_routes(routes),
      m_config(config)
{
}

uint64_t
IdealBound::CountPackets(uint64_t bytes) const
{
    return bytes == 0 ? 1 : (bytes + m_config.mtu - 1) / m_config.mtu;
}

uint32_t
IdealBound::GetFirstFrame(uint64_t bytes) const
{
    const auto payload = static_cast<uint32_t>(std::min<uint64_t>(bytes, m_config.mtu));
    return FrameCodec::DataFrameBytes(payload, true) + m_config.ipExtra;
}

uint32_t
IdealBound::GetLastFrame(uint64_t bytes) const
{
    const uint64_t packets = CountPackets(bytes);
    const auto payload = static_cast<uint32_t>(bytes - (packets - 1) * m_config.mtu);
    return FrameCodec::DataFrameBytes(payload, packets == 1) + m_config.ipExtra;
}

uint64_t
IdealBound::CountWireBytes(uint64_t bytes) const
{
    const uint64_t packets = CountPackets(bytes);
    uint64_t total = packets * WIRE_OVERHEAD_BYTES + GetLastFrame(bytes);
    if (packets > 1)
    {
        total += GetFirstFrame(bytes);
        total +=
            (packets - 2) * (FrameCodec::DataFrameBytes(m_config.mtu, false) + m_config.ipExtra);
    }
    return total;
}

double
IdealBound::GetPerByte(uint32_t host) const
{
    const FabricTopology& topology = m_routes->GetTopology();
    const auto& link = topology.GetLinks()[topology.GetAdjacencies(host)[0].link];
    return PerByte(static_cast<double>(link.rate));
}

IdealBound::Path
IdealBound::GetPath(uint32_t src, uint32_t dst)
{
    const FabricTopology& topology = m_routes->GetTopology();
    const auto& links = topology.GetLinks();
    const uint64_t key = uint64_t{topology.GetHostEdge(src)} << 32 | topology.GetHostEdge(dst);
    const auto add = [&links](Path& path, uint32_t link) {
        const double perByte = PerByte(static_cast<double>(links[link].rate));
        path.delay += static_cast<double>(links[link].delay) / 1e3;
        path.perByte += perByte;
        path.slowest = std::max(path.slowest, perByte);
    };
    auto found = m_paths.find(key);
    if (found == m_paths.end())
    {
        Path middle;
        const std::vector<uint32_t> route = m_routes->GetPath(src, dst, 0);
        middle.reachable = !route.empty();
        for (size_t i = 1; i + 1 < route.size(); i++)
        {
            add(middle, route[i]);
        }
        if (middle.reachable)
        {
            middle.delay += static_cast<double>(m_config.switchLatency) / 1e3 *
                            static_cast<double>(route.size() - 1);
        }
        found = m_paths.emplace(key, middle).first;
    }
    Path path = found->second;
    add(path, topology.GetAdjacencies(src)[0].link);
    add(path, topology.GetAdjacencies(dst)[0].link);
    path.first = GetPerByte(src);
    path.last = GetPerByte(dst);
    return path;
}

double
IdealBound::GetArrivalTime(const Path& path, uint64_t bytes) const
{
    const double last = GetLastFrame(bytes);
    const double before = static_cast<double>(CountWireBytes(bytes)) - last - WIRE_OVERHEAD_BYTES;
    return path.delay + last * path.perByte + before * path.slowest;
}

double
IdealBound::GetAckTime(const Path& path) const
{
    return path.delay + (wire::ACK_FRAME_BYTES + m_config.ipExtra) * path.perByte;
}

double
IdealBound::GetIdleTime(uint32_t src, uint32_t dst, uint64_t bytes)
{
    const Path path = GetPath(src, dst);
    return path.reachable ? GetArrivalTime(path, bytes) + GetAckTime(path) : 0;
}

void
IdealBound::AddMessage(const TaskGraph::Task& task)
{
    const Path path = GetPath(task.host, task.peer);
    if (!path.reachable)
    {
        return;
    }
    const FabricTopology& topology = m_routes->GetTopology();
    const auto bytes = static_cast<double>(CountWireBytes(task.bytes));
    const double first = GetFirstFrame(task.bytes);
    const double last = GetLastFrame(task.bytes);
    const double ack = GetAckTime(path);
    const auto add = [&](Load& load, double head, double tail) {
        load.bytes += bytes;
        load.packets += CountPackets(task.bytes);
        load.head = std::min(load.head, head);
        load.tail = std::min(load.tail, tail);
    };
    add(m_egress[task.host], 0, path.delay + last * (path.perByte - path.first) + ack);
    Load& ingress = m_ingress[task.peer];
    add(ingress, path.delay + first * (path.perByte - path.last), ack);
    ingress.reach = std::max(ingress.reach, path.delay + first * path.perByte);

    const double tail = path.delay + last * path.last + ack;
    const uint32_t from = topology.GetHostEdge(task.host);
    const uint32_t to = topology.GetHostEdge(task.peer);
    if (from != to)
    {
        add(m_edgeUp[from], first * path.first, tail);
        add(m_edgeDown[to], first * path.first, tail);
    }
    if (topology.GetEdgePod(from) != topology.GetEdgePod(to))
    {
        add(m_podUp[topology.GetEdgePod(from)], first * path.first, tail);
        add(m_podDown[topology.GetEdgePod(to)], first * path.first, tail);
    }
}

double
IdealBound::BoundHosts(bool withAcks) const
{
    double bound = 0;
    for (uint32_t host = 0; host < m_egress.size(); host++)
    {
        const Load& out = m_egress[host];
        const Load& in = m_ingress[host];
        const double perByte = GetPerByte(host);
        if (out.packets)
        {
            double time = (out.bytes - WIRE_OVERHEAD_BYTES) * perByte + out.tail;
            // A host whose senders send at less than line rate may owe its ACKs later.
            if (withAcks && in.packets && in.share > 0.999999)
            {
                const double between = in.bytes * perByte / static_cast<double>(in.packets);
                const double arrived =
                    std::floor(std::max(0.0, (out.bytes * perByte - in.reach) / between));
                const double acks = std::floor(std::min(arrived, static_cast<double>(in.packets)) /
                                               m_config.ackInterval);
                time += acks * (wire::ACK_FRAME_BYTES + m_config.ipExtra + WIRE_OVERHEAD_BYTES) *
                        perByte;
            }
            bound = std::max(bound, time);
        }
        if (in.packets)
        {
            bound = std::max(bound, in.head + (in.bytes - WIRE_OVERHEAD_BYTES) * perByte + in.tail);
        }
    }
    return bound;
}

std::vector<double>
IdealBound::GetCutRates(bool pods) const
{
    const FabricTopology& topology = m_routes->GetTopology();
    const uint32_t hosts = topology.GetHostCount();
    std::vector<double> rates(topology.GetEdgeCount(), 0);
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
        if (lower != upper)
        {
            for (const uint32_t end : {lower, upper})
            {
                if (end != FabricTopology::NONE)
                {
                    rates[end] += static_cast<double>(link.rate);
                }
            }
        }
    }
    return rates;
}

double
IdealBound::BoundCuts() const
{
    double bound = 0;
    const auto apply = [&bound](const std::vector<Load>& loads, const std::vector<double>& rates) {
        for (size_t i = 0; i < loads.size(); i++)
        {
            if (loads[i].packets && rates[i] > 0)
            {
                const double wire = (loads[i].bytes - WIRE_OVERHEAD_BYTES) * PerByte(rates[i]);
                bound = std::max(bound, loads[i].head + wire + loads[i].tail);
            }
        }
    };
    const std::vector<double> edges = GetCutRates(false);
    const std::vector<double> pods = GetCutRates(true);
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
        double arrived = start[id] + static_cast<double>(task.duration) / 1e3;
        double ended = arrived;
        if (task.IsMessage())
        {
            const Path path = GetPath(task.host, task.peer);
            if (path.reachable)
            {
                arrived += GetArrivalTime(path, task.bytes);
                ended = arrived + GetAckTime(path);
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
    for (TaskGraph::Id id = 0; id < graph.GetCount(); id++)
    {
        const TaskGraph::Task& task = graph.Get(id);
        if (task.IsMessage() && m_egress[task.host].bytes > 0)
        {
            m_ingress[task.peer].share +=
                static_cast<double>(CountWireBytes(task.bytes)) / m_egress[task.host].bytes;
        }
    }
    return std::max({BoundHosts(!chained), BoundCuts(), BoundChains(graph)});
}

} // namespace aifabric
} // namespace ns3
