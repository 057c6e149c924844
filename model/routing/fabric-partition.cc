/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-partition.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <set>

namespace ns3
{
namespace aifabric
{

FabricPartition::FabricPartition(const FabricTopology& topology, uint32_t wanted, uint32_t most)
    : m_domains(topology.GetHostCount() + topology.GetSwitchCount(), 0)
{
    RankPods(topology);
    const bool isWorth = topology.GetHostCount() >= WORTH_HOSTS;
    const uint32_t regions =
        topology.GetScaleUp() == FabricTopology::NONE
            ? m_rankCount
            : std::max(m_rankCount, topology.GetServerCount()); // servers stay whole
    const uint32_t parts =
        std::min({wanted == FITTING ? (isWorth ? regions : 1) : wanted, regions, most});
    if (parts > 1)
    {
        Deal(topology, parts);
        Join(topology);
    }
}

void
FabricPartition::RankPods(const FabricTopology& topology)
{
    // Pods with the same first host are those of several planes: they have one rank.
    std::vector<uint32_t> first(topology.GetPodCount(), FabricTopology::NONE);
    std::set<uint32_t> firsts;
    for (uint32_t plane = 0; plane < topology.GetPlaneCount(); plane++)
    {
        for (uint32_t host = 0; plane != topology.GetScaleUp() && host < topology.GetHostCount();
             host++)
        {
            uint32_t& known = first[topology.GetEdgePod(topology.GetHostEdge(host, plane))];
            known = std::min(known, host);
        }
    }
    std::copy_if(first.begin(),
                 first.end(),
                 std::inserter(firsts, firsts.end()),
                 [](uint32_t host) { return host != FabricTopology::NONE; });
    m_rankCount = static_cast<uint32_t>(firsts.size());
    m_ranks.assign(first.size(), 0); // a pod without hosts shares the first domain
    for (size_t pod = 0; pod < first.size(); pod++)
    {
        const auto found = firsts.find(first[pod]);
        m_ranks[pod] =
            found == firsts.end() ? 0 : static_cast<uint32_t>(std::distance(firsts.begin(), found));
    }
}

void
FabricPartition::Deal(const FabricTopology& topology, uint32_t parts)
{
    const uint32_t hosts = topology.GetHostCount();
    const bool hasServers = topology.GetScaleUp() != FabricTopology::NONE;
    const auto deal = [parts](uint64_t number, uint64_t count) {
        return static_cast<uint32_t>(number * parts / count);
    };
    const auto ofHost = [&](uint32_t host) {
        return hasServers
                   ? deal(topology.GetServer(host), topology.GetServerCount())
                   : deal(m_ranks[topology.GetEdgePod(topology.GetHostEdge(host))], m_rankCount);
    };
    const auto isShared = [&topology](uint32_t vertex) {
        return topology.GetPod(vertex) == FabricTopology::NONE;
    };
    uint64_t shared = 0;
    for (uint32_t vertex = hosts; vertex < m_domains.size(); vertex++)
    {
        shared += isShared(vertex) ? 1 : 0;
    }
    uint64_t next = 0;
    for (uint32_t vertex = 0; vertex < m_domains.size(); vertex++)
    {
        if (vertex < hosts)
        {
            m_domains[vertex] = ofHost(vertex);
        }
        else if (isShared(vertex))
        {
            m_domains[vertex] = deal(next++, shared);
        }
        else if (topology.GetSwitch(vertex).isScaleUp)
        {
            // The links inside a server are the shortest.
            m_domains[vertex] = ofHost(topology.GetAdjacencies(vertex).front().peer);
        }
        else
        {
            m_domains[vertex] = deal(m_ranks[topology.GetPod(vertex)], m_rankCount);
        }
    }
    m_count = parts;
}

void
FabricPartition::Join(const FabricTopology& topology)
{
    std::vector<uint32_t> root(m_count);
    std::iota(root.begin(), root.end(), 0);
    const auto find = [&root](uint32_t domain) {
        while (root[domain] != domain)
        {
            domain = root[domain];
        }
        return domain;
    };
    for (const auto& link : topology.GetLinks())
    {
        const uint32_t a = find(m_domains[link.lower]);
        const uint32_t b = find(m_domains[link.upper]);
        if (link.delay < SHORTEST_WINDOW)
        {
            root[std::max(a, b)] = std::min(a, b);
        }
    }
    std::vector<uint32_t> number(m_count);
    uint32_t count = 0;
    for (uint32_t domain = 0; domain < m_count; domain++)
    {
        number[domain] = root[domain] == domain ? count++ : 0;
    }
    for (uint32_t& domain : m_domains)
    {
        domain = number[find(domain)];
    }
    m_count = count;
    for (const auto& link : topology.GetLinks())
    {
        if (m_domains[link.lower] != m_domains[link.upper])
        {
            m_window = std::min(m_window, link.delay);
        }
    }
}

} // namespace aifabric
} // namespace ns3
