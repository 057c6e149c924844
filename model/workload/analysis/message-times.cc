/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "message-times.h"

#include "ns3/frame-codec.h"
#include "ns3/wire-time.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

MessageTimes::MessageTimes(Ptr<const FabricRoutes> routes, const Config& config)
    : m_routes(routes),
      m_config(config)
{
}

double
MessageTimes::WithGap(uint32_t size, uint64_t perByte)
{
    return static_cast<double>(WireTime::Of(size + WIRE_OVERHEAD_BYTES, perByte));
}

double
MessageTimes::WithoutGap(uint32_t size, uint64_t perByte)
{
    return static_cast<double>(WireTime::Of(size, perByte));
}

MessageTimes::Sizes
MessageTimes::GetSizes(uint64_t bytes) const
{
    Sizes sizes;
    sizes.packets = bytes == 0 ? 1 : (bytes + m_config.mtu - 1) / m_config.mtu;
    const auto payload = static_cast<uint32_t>(bytes - (sizes.packets - 1) * m_config.mtu);
    const bool single = sizes.packets == 1;
    const uint32_t extra = m_config.ipExtra;
    sizes.first = FrameCodec::DataFrameBytes(single ? payload : m_config.mtu, true) + extra;
    sizes.middle = FrameCodec::DataFrameBytes(m_config.mtu, false) + extra;
    sizes.last = FrameCodec::DataFrameBytes(payload, single) + extra;
    sizes.alone = FrameCodec::DataFrameBytes(payload, true) + extra;
    if (m_config.rateless)
    {
        // Coded packets tell their place otherwise, and none is the last.
        sizes.first = single ? sizes.last : sizes.middle;
        sizes.first -= single ? wire::RETH_BYTES : 0;
        sizes.last = sizes.alone - wire::RETH_BYTES;
        sizes.alone = sizes.last;
    }
    return sizes;
}

double
MessageTimes::GetWireTime(const Sizes& sizes, uint64_t perByte)
{
    double time = WithGap(sizes.last, perByte);
    if (sizes.packets > 1)
    {
        time += WithGap(sizes.first, perByte);
        time += static_cast<double>(sizes.packets - 2) * WithGap(sizes.middle, perByte);
    }
    return time;
}

uint64_t
MessageTimes::GetPerByte(uint32_t host, uint32_t plane) const
{
    return WireTime::PerByteQ16(m_routes->GetTopology().GetHostLink(host, plane).rate);
}

MessageTimes::Path
MessageTimes::GetPath(uint32_t src, uint32_t dst, uint32_t plane)
{
    const FabricTopology& topology = m_routes->GetTopology();
    const auto& links = topology.GetLinks();
    const uint64_t key =
        uint64_t{topology.GetHostEdge(src, plane)} << 32 | topology.GetHostEdge(dst, plane);
    auto found = m_middles.find(key);
    if (found == m_middles.end())
    {
        Middle middle;
        const std::vector<uint32_t> route = m_routes->GetPath(src, dst, 0, plane);
        middle.reachable = !route.empty();
        const bool alone = middle.reachable && m_routes->CountPaths(src, dst, plane) == 1;
        uint32_t vertex = topology.GetEdgeVertex(topology.GetHostEdge(src, plane));
        for (size_t i = 1; i + 1 < route.size(); i++)
        {
            const auto& link = links[route[i]];
            const uint64_t perByte = WireTime::PerByteQ16(link.rate);
            middle.delay += static_cast<double>(link.delay);
            middle.slowest = alone ? std::max(middle.slowest, perByte) : 0;
            vertex = link.lower == vertex ? link.upper : link.lower;
            const uint32_t header = topology.GetSwitch(vertex).header;
            // A switch does not cut towards faster links. The last link differs from host to host.
            const bool isLast = i + 2 == route.size();
            const bool cuts =
                header > 0 && (isLast || perByte <= WireTime::PerByteQ16(links[route[i + 1]].rate));
            middle.header = cuts ? std::min(middle.header, header) : middle.header;
            auto& list = cuts ? middle.cuts : middle.links;
            if (list.empty() || list.back().first != perByte)
            {
                list.emplace_back(perByte, 0);
            }
            list.back().second++;
            middle.second = i == 1 ? perByte : middle.second;
        }
        if (middle.reachable)
        {
            middle.delay += static_cast<double>(topology.SumLatencies(src, route));
        }
        if (middle.reachable && !m_routes->IsTiered())
        {
            TakeShortest(src, dst, plane, middle);
        }
        found = m_middles.emplace(key, std::move(middle)).first;
    }
    Path path;
    path.middle = &found->second;
    path.delay = path.middle->delay;
    for (const uint32_t host : {src, dst})
    {
        path.delay += static_cast<double>(topology.GetHostLink(host, plane).delay);
    }
    path.first = GetPerByte(src, plane);
    path.last = GetPerByte(dst, plane);
    const uint32_t edge = topology.GetEdgeVertex(topology.GetHostEdge(src, plane));
    const uint64_t second = path.middle->second ? path.middle->second : path.last;
    const uint32_t header = topology.GetSwitch(edge).header;
    path.header = header > 0 && path.first <= second ? header : UINT32_MAX;
    return path;
}

void
MessageTimes::TakeShortest(uint32_t src, uint32_t dst, uint32_t plane, Middle& middle) const
{
    const FabricTopology& topology = m_routes->GetTopology();
    const auto latency = [&topology](uint32_t vertex) {
        return topology.GetSwitch(vertex).latency;
    };
    // Twice the delay: half of each switch's latency is with each of its two links.
    const auto delay = m_routes->MeasurePaths(src, dst, plane, [&](const auto& link) {
        return 2 * link.delay + latency(link.lower) + latency(link.upper);
    });
    const uint64_t ends = latency(topology.GetEdgeVertex(topology.GetHostEdge(src, plane))) +
                          latency(topology.GetEdgeVertex(topology.GetHostEdge(dst, plane)));
    const auto perByte = m_routes->MeasurePaths(src, dst, plane, [](const auto& link) {
        return WireTime::PerByteQ16(link.rate);
    });
    const auto hops = m_routes->MeasurePaths(src, dst, plane, [](const auto&) { return 1; });
    // No path is shorter than the shortest in delay and the fastest in rate would be together; each
    // link rounds down by less than a picosecond.
    middle.delay = static_cast<double>(delay.least + ends) / 2 - static_cast<double>(hops.most);
    middle.links.clear();
    middle.cuts.clear();
    middle.second = UINT64_MAX; // no first link is known to be too slow
    for (uint32_t i = 0; i < topology.GetSwitchCount(); i++)
    {
        const uint32_t header = topology.GetSwitch(topology.GetHostCount() + i).header;
        middle.header = header > 0 ? std::min(middle.header, header) : middle.header;
    }
    if (perByte.least > 0)
    {
        (middle.header == UINT32_MAX ? middle.links : middle.cuts).emplace_back(perByte.least, 1);
    }
}

double
MessageTimes::GetTime(const Path& path, uint32_t size)
{
    double time = GetFirst(path, size) + WithoutGap(size, path.last);
    for (const auto& [perByte, count] : path.middle->links)
    {
        time += count * WithoutGap(size, perByte);
    }
    for (const auto& [perByte, count] : path.middle->cuts)
    {
        time += count * WithoutGap(std::min(size, path.middle->header), perByte);
    }
    return time;
}

MessageTimes::Sizes
MessageTimes::GetLeastSizes(uint64_t bytes, bool isWhole) const
{
    Sizes sizes = GetSizes(bytes);
    if (!isWhole && !m_config.rateless)
    {
        // The frame with the RETH may go another way.
        sizes.last -= sizes.packets == 1 ? wire::RETH_BYTES : 0;
        sizes.first = sizes.packets == 1 ? sizes.last : sizes.middle;
    }
    return sizes;
}

double
MessageTimes::GetArrivalTime(const Path& path, const Sizes& sizes) const
{
    const uint64_t slowest = std::max({path.first, path.last, path.middle->slowest});
    const double before = GetWireTime(sizes, slowest) - WithGap(sizes.last, slowest);
    // A full packet may come after a short one that was sent later.
    const uint32_t longest = sizes.packets > 1 ? sizes.middle : sizes.last;
    return path.delay + std::max(GetTime(path, sizes.last) + before, GetTime(path, longest));
}

double
MessageTimes::GetAckTime(const Path& path) const
{
    return path.delay + GetTime(path, wire::ACK_FRAME_BYTES + m_config.ipExtra);
}

} // namespace aifabric
} // namespace ns3
