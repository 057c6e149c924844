/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "rails-load-balancer.h"

#include "ns3/component-description.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(RailsLoadBalancer);

TypeId
RailsLoadBalancer::GetTypeId()
{
    static TypeId tid = DescribeStrategy(
        TypeId("ns3::aifabric::RailsLoadBalancer")
            .SetParent<HostLoadBalancer>()
            .SetGroupName("AiFabric")
            .AddConstructor<RailsLoadBalancer>()
            .AddAttribute("Chunk",
                          "Largest bytes of a message that are assigned as one, in whole packets",
                          UintegerValue(1048576),
                          MakeUintegerAccessor(&RailsLoadBalancer::m_chunk),
                          MakeUintegerChecker<uint64_t>(1, uint64_t{1} << 32)),
        {"host",
         "subflow",
         "own messages of the workload",
         "chunks, largest first, to the least loaded uplink",
         "RailS, arXiv:2510.19262"});
    return tid;
}

RailsLoadBalancer::RailsLoadBalancer() = default;
RailsLoadBalancer::~RailsLoadBalancer() = default;

void
RailsLoadBalancer::DoStart()
{
    m_catalog.Start(GetPlace().routes, GetPlace().host, GetPlace().plane);
    m_turn = GetPlace().host;
}

uint32_t
RailsLoadBalancer::KeyOf(uint16_t client, uint32_t dst)
{
    return uint32_t{client} << 16 | dst;
}

RailsLoadBalancer::Peer&
RailsLoadBalancer::GetPeer(uint32_t key)
{
    Peer* peer = m_peers.Find(key);
    return peer ? *peer : m_peers.Make(key);
}

void
RailsLoadBalancer::AddChunks(uint32_t key,
                             uint32_t message,
                             uint64_t bytes,
                             std::vector<Chunk>& chunks) const
{
    const uint64_t mtu = GetPlace().services->GetMtu();
    const uint64_t chunk = (m_chunk + mtu - 1) / mtu * mtu;
    for (uint64_t begin = 0; begin < bytes; begin += chunk)
    {
        chunks.push_back({key, message, std::min(chunk, bytes - begin)});
    }
}

void
RailsLoadBalancer::Assign(std::vector<Chunk> chunks)
{
    std::stable_sort(chunks.begin(), chunks.end(), [](const Chunk& a, const Chunk& b) {
        return a.bytes > b.bytes;
    });
    for (const Chunk& chunk : chunks)
    {
        const auto& paths = m_catalog.Get(chunk.key & 0xffff).paths;
        if (paths.empty())
        {
            continue;
        }
        // Ties fall on different rails at different hosts, since these share the uplinks.
        const size_t start = GetPlace().host % paths.size();
        uint16_t best = paths[start].uplink;
        for (size_t i = 0; i < paths.size(); i++)
        {
            const uint16_t uplink = paths[(start + i) % paths.size()].uplink;
            m_load.resize(std::max<size_t>(m_load.size(), std::max(best, uplink) + 1U));
            best = m_load[uplink] < m_load[best] ? uplink : best;
        }
        m_load[best] += chunk.bytes;
        std::vector<Share>& shares = GetPeer(chunk.key).planned[chunk.message];
        const auto same = std::find_if(shares.begin(), shares.end(), [best](const Share& s) {
            return s.uplink == best;
        });
        if (same != shares.end())
        {
            same->bytes += chunk.bytes;
        }
        else
        {
            shares.push_back({best, chunk.bytes});
        }
    }
}

void
RailsLoadBalancer::DoPlan(const std::vector<PlannedMessage>& messages)
{
    // Messages of an earlier plan are in this one again, in the same places.
    for (const uint32_t key : m_keys)
    {
        GetPeer(key).planned.clear();
        GetPeer(key).bytes.clear();
    }
    m_keys.clear();
    std::vector<std::vector<Chunk>> rounds;
    for (const PlannedMessage& message : messages)
    {
        if (message.src == GetPlace().host)
        {
            const uint32_t key = KeyOf(message.client, message.dst);
            Peer& peer = GetPeer(key);
            if (peer.planned.empty())
            {
                m_keys.push_back(key);
            }
            const auto nth = static_cast<uint32_t>(peer.planned.size());
            peer.planned.emplace_back();
            peer.bytes.push_back(message.bytes);
            rounds.resize(std::max<size_t>(rounds.size(), nth + 1));
            AddChunks(key, nth, message.bytes, rounds[nth]);
        }
    }
    for (std::vector<Chunk>& round : rounds)
    {
        m_load.assign(m_load.size(), 0);
        Assign(std::move(round));
    }
}

void
RailsLoadBalancer::DoSplit(uint32_t dst, uint64_t bytes, std::vector<MessagePiece>& pieces)
{
    const uint32_t key = KeyOf(GetClient(), dst);
    Peer& peer = GetPeer(key);
    const uint32_t nth = peer.posted++;
    if (nth >= peer.planned.size() || peer.bytes[nth] != bytes)
    {
        peer.planned.resize(std::max<size_t>(peer.planned.size(), nth + 1));
        peer.bytes.resize(peer.planned.size());
        peer.planned[nth].clear();
        std::vector<Chunk> chunks;
        AddChunks(key, nth, bytes, chunks);
        Assign(std::move(chunks));
    }
    const auto& paths = m_catalog.Get(dst).paths;
    if (paths.empty())
    {
        return; // every path is dead: the message goes whole where routing leads it
    }
    uint64_t left = bytes;
    for (const Share& share : peer.planned[nth])
    {
        // The paths of the rail in turn; if the rail is gone, all paths.
        uint16_t path = paths[m_turn % paths.size()].number;
        for (size_t i = 0; i < paths.size(); i++)
        {
            const auto& candidate = paths[(m_turn + i) % paths.size()];
            if (candidate.uplink == share.uplink)
            {
                path = candidate.number;
                m_turn += static_cast<uint32_t>(i) + 1;
                break;
            }
        }
        pieces.push_back({share.bytes, m_subflows.Get(dst, path), Route::ByPath(path)});
        left -= share.bytes;
    }
    NS_ASSERT_MSG(pieces.empty() || left == 0, "all chunks are assigned");
}

void
RailsLoadBalancer::DoSelect(Frame& frame)
{
    // Packets keep the path of their piece as long as there is one.
    m_catalog.Mend(frame);
}

NetworkNeeds
RailsLoadBalancer::DoGetNeeds() const
{
    return NEED_STEERING | NEED_PLAN;
}

} // namespace aifabric
} // namespace ns3
