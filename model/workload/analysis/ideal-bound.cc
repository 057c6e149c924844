/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ideal-bound.h"

#include "ns3/frame-codec.h"
#include "ns3/wire-time.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace ns3
{
namespace aifabric
{

IdealBound::IdealBound(Ptr<const FabricRoutes> routes, const Config& config)
    : m_times(routes, config),
      m_routes(routes),
      m_config(config)
{
}

double
IdealBound::GetIdleTime(uint32_t src, uint32_t dst, uint64_t bytes)
{
    TaskGraph::Task task;
    task.host = src;
    task.peer = dst;
    task.bytes = bytes;
    double ack = 0;
    const double arrival = GetArrivalTime(task, ack);
    return (arrival + ack) / 1e3;
}

uint64_t
IdealBound::CountMissing(const Group& group,
                         const Load& out,
                         const Load& in,
                         uint64_t perByte) const
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
    const bool prompt = std::isfinite(m_config.lag) && in.neighbour &&
                        group.egress[in.sender].packets == in.packets;
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
IdealBound::CountAcks(const Load& in, uint64_t missing) const
{
    if (in.packets <= missing)
    {
        return 0;
    }
    const uint64_t received = in.packets - missing;
    const uint64_t fromAll = in.acks > missing ? in.acks - missing : 0;
    const uint64_t answered =
        received > in.unanswered ? (received - in.unanswered) / m_config.ackInterval : 0;
    return std::max(fromAll, answered);
}

double
IdealBound::BoundHost(const Group& group, uint32_t host, bool withAcks) const
{
    const uint32_t ackSize = wire::ACK_FRAME_BYTES + m_config.ipExtra;
    const Load& out = group.egress[host];
    const Load& in = group.ingress[host];
    const uint64_t perByte =
        m_times.GetPerByte(host, static_cast<uint32_t>(__builtin_ctz(group.planes)));
    // Rounding may make the gap after the last frame a picosecond longer.
    const double gap = std::ceil(WIRE_OVERHEAD_BYTES * static_cast<double>(perByte) / 65536);
    double bound = 0;
    if (out.packets)
    {
        double time = out.time - gap + out.tail;
        if (withAcks && in.packets)
        {
            time += static_cast<double>(CountAcks(in, CountMissing(group, out, in, perByte))) *
                    MessageTimes::WithGap(ackSize, perByte);
        }
        bound = std::max(bound, time);
    }
    if (in.packets)
    {
        bound = std::max(bound, in.head + in.time - gap + in.tail);
    }
    return bound;
}

double
IdealBound::BoundEndpoint(const Group& group, uint32_t host, bool withAcks) const
{
    Cut cut;
    uint64_t fastest = UINT64_MAX;
    for (uint32_t plane = 0; plane < m_routes->GetTopology().GetPlaneCount(); plane++)
    {
        if ((group.planes >> plane) & 1)
        {
            const uint64_t perByte = m_times.GetPerByte(host, plane);
            fastest = std::min(fastest, perByte);
            const double rate = 65536 / static_cast<double>(perByte);
            cut.rate += rate;
            cut.links++;
            cut.rounding = std::max(cut.rounding, perByte % 65536 ? rate : 0);
        }
    }
    const Load& out = group.egress[host];
    const Load& in = group.ingress[host];
    double acks = 0;
    if (withAcks && out.packets && in.packets)
    {
        // What comes by each port while the last packet goes, and is answered, is not answered
        // before it.
        const double full = MessageTimes::WithGap(m_times.GetSizes(m_config.mtu).middle, fastest);
        const double most = out.longest + out.tail - in.tail + full;
        const double missing = static_cast<double>(in.shorts) +
                               cut.links * (std::ceil(std::max(0.0, most) / full) + 1);
        acks = static_cast<double>(CountAcks(in, static_cast<uint64_t>(missing)));
    }
    const double ackBytes =
        wire::ACK_FRAME_BYTES + m_config.ipExtra + WIRE_OVERHEAD_BYTES - cut.rounding;
    return std::max(ApplyCut(out, cut, acks * ackBytes), ApplyCut(in, cut, 0));
}

double
IdealBound::ApplyCut(const Load& load, const Cut& cut, double more)
{
    if (load.packets == 0 || cut.rate <= 0)
    {
        return 0;
    }
    // No gap follows the last frame of any link.
    const auto packets = static_cast<double>(load.packets);
    const double gaps = std::min<double>(cut.links, packets) * WIRE_OVERHEAD_BYTES;
    const double bytes = load.bytes + more - gaps - packets * cut.rounding;
    return load.head + bytes / cut.rate + load.tail;
}

double
IdealBound::BoundCuts(const Group& group) const
{
    double bound = 0;
    const auto apply = [&bound](const std::vector<Load>& loads, const std::vector<Cut>& cuts) {
        for (size_t i = 0; i < loads.size(); i++)
        {
            bound = std::max(bound, ApplyCut(loads[i], cuts[i], 0));
        }
    };
    const std::vector<Cut> edges = JoinCuts(group.planes, false);
    const std::vector<Cut> pods = JoinCuts(group.planes, true);
    apply(group.edgeUp, edges);
    apply(group.edgeDown, edges);
    apply(group.podUp, pods);
    apply(group.podDown, pods);
    return bound;
}

/// The least time from posting a message to the arrival of its last bit, and that of its last ACK.
double
IdealBound::GetArrivalTime(const TaskGraph::Task& task, double& ack)
{
    const uint32_t planes = m_routes->GetPlanes(task.host, task.peer);
    if (planes == 0)
    {
        return 0;
    }
    const std::vector<MessageTimes::Path> paths = GetPaths(task, planes);
    double rates = 0;
    for (const MessageTimes::Path& path : paths)
    {
        rates += 1 / static_cast<double>(std::max(path.first, path.last));
    }
    const uint64_t packets = m_times.GetSizes(task.bytes).packets;
    const uint64_t last = task.bytes - (packets - 1) * std::min<uint64_t>(m_config.mtu, task.bytes);
    double least = INFINITY;
    ack = INFINITY;
    for (const MessageTimes::Path& path : paths)
    {
        uint64_t bytes = task.bytes;
        if (paths.size() > 1)
        {
            // If no plane had its share of the packets, all together would not have them.
            const double rate = 1 / static_cast<double>(std::max(path.first, path.last));
            const double share = static_cast<double>(packets) * rate / rates;
            const auto own = static_cast<uint64_t>(std::max(1.0, std::ceil(share - 1e-6)));
            bytes = (own - 1) * m_config.mtu + std::min<uint64_t>(last, m_config.mtu);
        }
        const bool isWhole = paths.size() == 1 || packets == 1;
        const MessageTimes::Sizes sizes = m_times.GetLeastSizes(bytes, isWhole);
        least = std::min(least, m_times.GetArrivalTime(path, sizes));
        ack = std::min(ack, m_times.GetAckTime(path));
    }
    return least;
}

/// Arrival times of messages, each kind computed once: a rule tells the same ones again and again.
class IdealBound::IdleTimes
{
  public:
    /**
     * As GetArrivalTime() of a bound.
     * @param bound the bound
     * @param task a message
     * @param ack where to put the time of its last ACK, ps
     * @return the time of its last bit, ps
     */
    double Get(IdealBound& bound, const TaskGraph::Task& task, double& ack)
    {
        const auto [known, isNew] = m_known.try_emplace({task.host, task.peer, task.bytes});
        if (isNew)
        {
            known->second.first = bound.GetArrivalTime(task, known->second.second);
        }
        ack = known->second.second;
        return known->second.first;
    }

  private:
    using Kind = std::tuple<uint32_t, uint32_t, uint64_t>;

    struct Hash
    {
        size_t operator()(const Kind& kind) const
        {
            const auto& [host, peer, bytes] = kind;
            return (host * 0x9e3779b97f4a7c15 + peer) * 0xbf58476d1ce4e5b9 + bytes;
        }
    };

    std::unordered_map<Kind, std::pair<double, double>, Hash> m_known; ///< arrival, ACK
};

std::vector<double>
IdealBound::GetFirstStarts(const TaskGraph& graph) const
{
    // Time counts from the first task that starts. Hosts start at times of their own, not far from
    // each other; what is held back on one of them starts that much later than the first task
    // there, and, but for that, than the first of all.
    std::vector<double> least(m_routes->GetTopology().GetHostCount(), INFINITY);
    double first = INFINITY;
    if (graph.GetRule())
    {
        return std::vector<double>(graph.GetReach() + 1, 0); // nothing is held back
    }
    const auto& counts = graph.GetPredecessorCounts();
    std::vector<double> starts(graph.GetCount(), 0);
    const auto getDelay = [&graph](TaskGraph::Id id) {
        const TaskGraph::Task& task = graph.Get(id);
        return task.IsMessage() ? static_cast<double>(task.duration) : 0;
    };
    for (TaskGraph::Id id = 0; id < graph.GetCount(); id++)
    {
        if (counts[id] == 0)
        {
            double& here = least[graph.Get(id).host];
            here = std::min(here, getDelay(id));
            first = std::min(first, getDelay(id));
        }
    }
    for (TaskGraph::Id id = 0; id < graph.GetCount(); id++)
    {
        const double delay = getDelay(id);
        if (counts[id] == 0 && delay > 0)
        {
            // The delay itself is counted with the task.
            starts[id] =
                std::max(-least[graph.Get(id).host], std::max(-delay, -first - m_config.spread));
        }
    }
    return starts;
}

double
IdealBound::BoundChains(const TaskGraph& graph)
{
    // By task, or, where a rule says how far they reach, by as many as that, in turn.
    std::vector<double> start = GetFirstStarts(graph);
    const size_t size = start.size();
    IdleTimes known;
    double bound = 0;
    graph.VisitInOrder([&](TaskGraph::Id id) {
        const TaskGraph::Task task = graph.Get(id);
        double arrived = start[id % size] + static_cast<double>(task.duration);
        double ended = arrived;
        start[id % size] = 0;
        if (task.IsMessage())
        {
            double ack = 0;
            arrived += graph.GetRule() ? known.Get(*this, task, ack) : GetArrivalTime(task, ack);
            ended = arrived + ack;
        }
        bound = std::max(bound, ended);
        for (const TaskGraph::Id next : graph.GetSuccessors(id))
        {
            const double then = graph.Get(next).host == task.peer ? arrived : ended;
            start[next % size] = std::max(start[next % size], then);
        }
    });
    return bound;
}

double
IdealBound::Compute(const TaskGraph& graph)
{
    m_groups.clear();
    bool chained = false;
    for (TaskGraph::Id id = 0; id < graph.GetCount(); id++)
    {
        const TaskGraph::Task& task = graph.Get(id);
        chained = chained || graph.CountPredecessors(id) > 0 || task.duration > 0;
        if (task.IsMessage())
        {
            AddMessage(task);
        }
    }
    double bound = BoundChains(graph);
    for (const Group& group : m_groups)
    {
        const bool isSingle = (group.planes & (group.planes - 1)) == 0;
        for (uint32_t host = 0; host < group.egress.size(); host++)
        {
            bound = std::max(bound,
                             isSingle ? BoundHost(group, host, !chained)
                                      : BoundEndpoint(group, host, !chained));
        }
        bound = std::max(bound, BoundCuts(group));
    }
    return bound / 1e3;
}

} // namespace aifabric
} // namespace ns3
