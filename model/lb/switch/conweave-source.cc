/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "conweave-source.h"

#include "ns3/fabric-domain.h"
#include "ns3/log.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("ConweaveSource");

namespace
{

/// Time of a frame on a link, ps.
uint64_t
TimeOnLink(uint32_t bytes, const FabricTopology::Link& link)
{
    constexpr uint64_t PS_PER_SECOND = 1000000000000;
    return uint64_t{bytes + WIRE_OVERHEAD_BYTES} * 8 * PS_PER_SECOND / link.rate;
}

} // namespace

void
ConweaveSource::Start(const SwitchPlace& place, FabricRandom& random, const Parameters& parameters)
{
    m_place = place;
    m_random = &random;
    m_parameters = parameters;
    m_marked.assign(parameters.pathEntries, {});
    if (m_place.routes)
    {
        m_catalog.StartAt(m_place.routes, m_place.edge);
    }
    RoutesChanged();
}

void
ConweaveSource::RoutesChanged()
{
    m_peers.assign(m_place.edges, {});
}

const ConweaveSource::Peer&
ConweaveSource::GetPeer(uint32_t edge)
{
    Peer& peer = m_peers[edge];
    if (!peer.numbers.empty())
    {
        return peer;
    }
    const auto& topology = *m_place.topology;
    for (const PathCatalog::Path& path : m_catalog.GetToEdge(edge).paths)
    {
        peer.numbers.push_back(path.number);
    }
    if (peer.numbers.empty())
    {
        peer.numbers.push_back(0); // no shortest path is left: routing decides
    }
    peer.baseRtt = 2 * topology.GetSwitch(m_place.vertex).latency;
    uint32_t vertex = m_place.vertex;
    while (vertex != topology.GetEdgeVertex(edge))
    {
        const PortGroup* group = m_place.routes->GetPlan(vertex).Find(edge);
        if (!group)
        {
            break;
        }
        const auto& adjacency = topology.GetAdjacencies(vertex)[group->ports[0]];
        const auto& link = topology.GetLinks()[adjacency.link];
        peer.baseRtt += 2 * (link.delay + topology.GetSwitch(adjacency.peer).latency) +
                        TimeOnLink(wire::LARGEST_FRAME_BYTES, link) +
                        TimeOnLink(wire::SWITCH_FRAME_BYTES, link);
        vertex = adjacency.peer;
    }
    return peer;
}

uint64_t
ConweaveSource::GetBaseRtt(uint32_t edge)
{
    return GetPeer(edge).baseRtt;
}

size_t
ConweaveSource::PlaceOf(uint32_t edge, uint32_t path) const
{
    return MixBits(uint64_t{edge} << 32 | path) % m_marked.size();
}

bool
ConweaveSource::IsGood(uint32_t edge, uint32_t path) const
{
    const Marked& marked = m_marked[PlaceOf(edge, path)];
    return marked.edge != edge || marked.path != path || marked.until <= m_place.domain->Now();
}

bool
ConweaveSource::IsUp(uint32_t edge, uint32_t path) const
{
    const PortGroup* plan = m_place.routes->GetPlan(m_place.vertex).Find(edge);
    const PortGroup* group = m_place.services->GetForwardingTable().Find(edge);
    if (!plan || !group)
    {
        return false;
    }
    const uint16_t port = plan->ports[path % plan->ports.size()];
    return std::binary_search(group->ports.begin(), group->ports.end(), port) &&
           m_place.services->GetPortViews()[port].IsUp();
}

uint32_t
ConweaveSource::DrawPath(uint32_t edge)
{
    const std::vector<uint16_t>& numbers = GetPeer(edge).numbers;
    return numbers[m_random->Below(static_cast<uint32_t>(numbers.size()))];
}

uint32_t
ConweaveSource::FindGoodPath(uint32_t edge, uint32_t except)
{
    constexpr int SAMPLES = 2;
    uint32_t found = NO_PATH;
    for (int i = 0; i < SAMPLES; i++)
    {
        const uint32_t path = DrawPath(edge);
        if (found == NO_PATH && path != except && IsGood(edge, path) && IsUp(edge, path))
        {
            found = path;
        }
    }
    return found;
}

ConweaveSource::Flow&
ConweaveSource::GetFlow(uint64_t name)
{
    const uint32_t number = m_index.Find(name);
    if (number == m_flows.size())
    {
        m_flows.emplace_back();
    }
    return m_flows[number];
}

void
ConweaveSource::Tag(Frame& frame)
{
    Flow& flow = GetFlow(FlowIndex::Name(frame.src, frame.dst, frame.entropy));
    const uint32_t edge = m_place.topology->GetHostEdge(frame.dst, frame.plane);
    const uint64_t now = m_place.domain->Now();
    const bool fresh = flow.path == NO_PATH;
    const bool expired = fresh || flow.active + m_parameters.expiry < now;
    flow.active = now;

    ConweaveTag tag;
    tag.type = ConweaveTag::DATA;
    tag.sent = static_cast<uint32_t>(now / 1000);
    if (expired || flow.settled)
    {
        if (expired)
        {
            // No packet of the flow is under way: it may go anywhere without a TAIL.
            const uint32_t path = FindGoodPath(edge, NO_PATH);
            flow.path = path != NO_PATH ? path : fresh ? DrawPath(edge) : flow.path;
        }
        tag.type = ConweaveTag::INIT;
        flow.epoch++;
        flow.phase = 0;
        flow.tailed = 0;
        flow.settled = false;
        flow.replyBy = now + GetPeer(edge).baseRtt + m_parameters.reply;
        m_counters.epochs++;
    }
    tag.path = flow.path;
    tag.phase = flow.phase;
    tag.epoch = flow.epoch;
    if (tag.type == ConweaveTag::DATA && flow.phase == 0 && flow.replyBy < now)
    {
        const uint32_t path = FindGoodPath(edge, flow.path);
        if (path != NO_PATH)
        {
            tag.type = ConweaveTag::TAIL;
            flow.path = path;
            flow.phase = 1;
            flow.tailed = tag.sent;
        }
        (path != NO_PATH ? m_counters.reroutes : m_counters.stays)++;
        NS_LOG_INFO("edge " << m_place.edge << ": a flow of host " << frame.src << " to host "
                            << frame.dst
                            << (path != NO_PATH ? " moves to path " : " finds no path better than ")
                            << flow.path);
    }
    tag.tailed = flow.tailed;
    tag.Write(frame);
}

void
ConweaveSource::Told(const Frame& frame)
{
    const ConweaveTag tag = ConweaveTag::Read(frame);
    const uint32_t receiver = tag.sent >> 16;
    if (tag.type == ConweaveTag::NOTIFY)
    {
        const uint32_t edge = m_place.topology->GetHostEdge(receiver, frame.plane);
        m_marked[PlaceOf(edge, tag.path)] = {m_place.domain->Now() + m_parameters.pause,
                                             edge,
                                             tag.path};
        m_counters.notified++;
        NS_LOG_LOGIC("edge " << m_place.edge << ": path " << tag.path << " to host " << receiver
                             << " is marked");
        return;
    }
    const auto entropy = static_cast<uint16_t>(tag.sent);
    Flow& flow = GetFlow(FlowIndex::Name(frame.dst, receiver, entropy));
    // A REPLY answers phase 0, a CLEAR phase 1. One that comes after its time settles the epoch too
    // if the flow has stayed where it was.
    const uint8_t phase = tag.type == ConweaveTag::CLEAR ? 1 : 0;
    if (tag.epoch == flow.epoch && phase == flow.phase)
    {
        flow.settled = true;
    }
}

} // namespace aifabric
} // namespace ns3
