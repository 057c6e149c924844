/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ethereal-plan.h"

#include "ns3/balanced-coloring.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

namespace ns3
{
namespace aifabric
{

namespace
{

uint64_t
PairKey(uint32_t src, uint32_t dst, uint16_t client)
{
    // Hosts are below RoceNic::MAX_HOSTS.
    return uint64_t{client} << 32 | src << 16 | dst;
}

bool
AreEqual(const std::vector<PlannedMessage>& a, const std::vector<PlannedMessage>& b)
{
    return std::equal(a.begin(),
                      a.end(),
                      b.begin(),
                      b.end(),
                      [](const PlannedMessage& x, const PlannedMessage& y) {
                          return x.src == y.src && x.dst == y.dst && x.bytes == y.bytes &&
                                 x.client == y.client;
                      });
}

} // namespace

std::shared_ptr<const EtherealPlan>
EtherealPlan::Get(Ptr<FabricRoutes> routes,
                  uint32_t plane,
                  uint32_t mtu,
                  const std::vector<PlannedMessage>& messages)
{
    // All hosts would work out the same. It lives as long as any of them has it.
    static std::array<std::weak_ptr<const EtherealPlan>, FabricTopology::MOST_PLANES> last;
    std::shared_ptr<const EtherealPlan> plan = last[plane].lock();
    if (!plan || plan->m_routes != routes || plan->m_epoch != routes->GetEpoch() ||
        plan->m_mtu != mtu || !AreEqual(plan->m_messages, messages))
    {
        plan = std::make_shared<const EtherealPlan>(routes, plane, mtu, messages);
        last[plane] = plan;
    }
    return plan;
}

EtherealPlan::EtherealPlan(Ptr<FabricRoutes> routes,
                           uint32_t plane,
                           uint32_t mtu,
                           const std::vector<PlannedMessage>& messages)
    : m_routes(routes),
      m_plane(plane),
      m_epoch(routes->GetEpoch()),
      m_mtu(mtu),
      m_messages(messages),
      m_pieces(messages.size())
{
    const FabricTopology& topology = routes->GetTopology();
    std::vector<std::vector<Part>> rounds;
    for (uint32_t i = 0; i < messages.size(); i++)
    {
        const PlannedMessage& message = messages[i];
        std::vector<uint32_t>& ofPair = m_ofPair[PairKey(message.src, message.dst, message.client)];
        ofPair.push_back(i);
        const uint64_t packets = (message.bytes + mtu - 1) / mtu;
        const uint32_t edge = topology.GetHostEdge(message.src, m_plane);
        if (edge == topology.GetHostEdge(message.dst, m_plane) || packets == 0)
        {
            continue;
        }
        rounds.resize(std::max(rounds.size(), ofPair.size()));
        rounds[ofPair.size() - 1].push_back(
            {i, packets, static_cast<double>(message.bytes), topology.GetEdgeVertex(edge), 0});
    }
    for (std::vector<Part>& round : rounds)
    {
        PlanRound(std::move(round));
    }
}

const std::vector<EtherealPlan::Piece>*
EtherealPlan::Find(uint32_t src, uint32_t dst, uint32_t nth, uint64_t bytes, uint16_t client) const
{
    const auto pair = m_ofPair.find(PairKey(src, dst, client));
    if (pair == m_ofPair.end() || nth >= pair->second.size())
    {
        return nullptr;
    }
    const uint32_t message = pair->second[nth];
    return m_messages[message].bytes == bytes && !m_pieces[message].empty() ? &m_pieces[message]
                                                                            : nullptr;
}

const PortGroup*
EtherealPlan::GetGroup(const Part& part) const
{
    const uint32_t edge =
        m_routes->GetTopology().GetHostEdge(m_messages[part.message].dst, m_plane);
    return m_routes->GetTable(part.vertex).Find(edge);
}

void
EtherealPlan::Take(Part& part, uint32_t choice) const
{
    const PortGroup* group = GetGroup(part);
    const uint32_t taken = choice % static_cast<uint32_t>(group->ports.size());
    const uint32_t edge =
        m_routes->GetTopology().GetHostEdge(m_messages[part.message].dst, m_plane);
    // Numbers of paths count the next hops of the intact fabric.
    const PortGroup* intact = m_routes->GetPlan(part.vertex).Find(edge);
    if (intact && intact->ports.size() > 1)
    {
        const auto place =
            std::find(intact->ports.begin(), intact->ports.end(), group->ports[taken]);
        // A way around a failure may be none of theirs; no number names it.
        const auto digit =
            place == intact->ports.end() ? 0 : static_cast<uint32_t>(place - intact->ports.begin());
        part.number += digit * m_routes->GetPathDivisor(part.vertex);
    }
    part.vertex = m_routes->GetTopology().GetAdjacencies(part.vertex)[group->ports[taken]].peer;
}

/// Lead parts on where there is no choice; those that have arrived are done. The rest.
std::vector<EtherealPlan::Part>
EtherealPlan::Climb(std::vector<Part>& parts)
{
    const FabricTopology& topology = m_routes->GetTopology();
    std::vector<Part> open;
    for (Part& part : parts)
    {
        const PlannedMessage& message = m_messages[part.message];
        const uint32_t end = topology.GetEdgeVertex(topology.GetHostEdge(message.dst, m_plane));
        const PortGroup* group = nullptr;
        while (part.vertex != end && (group = GetGroup(part)) && group->ports.size() == 1)
        {
            Take(part, 0);
        }
        if (part.vertex != end && group)
        {
            open.push_back(part);
        }
        else if (part.vertex == end)
        {
            // Bytes for now in whole packets; parts of a message on one path are one piece.
            std::vector<Piece>& pieces = m_pieces[part.message];
            const auto same = std::find_if(pieces.begin(), pieces.end(), [&part](const Piece& p) {
                return p.path == part.number;
            });
            if (same != pieces.end())
            {
                same->bytes += part.packets * m_mtu;
            }
            else
            {
                pieces.push_back({part.packets * m_mtu, static_cast<uint16_t>(part.number)});
            }
        }
    }
    return open;
}

/// Flows of one size: the fewest pieces of each with which no link has more than it must.
void
EtherealPlan::PlaceAlike(const std::vector<Part>& parts, uint32_t uplinks, std::vector<Part>& ready)
{
    const FabricTopology& topology = m_routes->GetTopology();
    // Where a part comes down: its edge switch, or the twin of the switch that it leaves.
    std::map<std::pair<uint32_t, uint32_t>, uint32_t> twins;
    std::vector<std::pair<uint32_t, uint32_t>> ends;
    std::map<uint32_t, uint64_t> leaving;
    std::map<uint32_t, uint64_t> arriving;
    uint64_t busiest = 0;
    for (const Part& part : parts)
    {
        const uint32_t edge = topology.GetHostEdge(m_messages[part.message].dst, m_plane);
        const bool first = topology.GetSwitch(part.vertex).tier == 1;
        const std::pair<uint32_t, uint32_t> twin{first ? edge : topology.GetEdgePod(edge),
                                                 first ? 0 : part.number + 1};
        const auto number = static_cast<uint32_t>(twins.size());
        ends.emplace_back(part.vertex, twins.emplace(twin, number).first->second);
        busiest = std::max({busiest, ++leaving[part.vertex], ++arriving[ends.back().second]});
    }
    // In sizes of a part. With s/gcd(busiest,s) pieces of each the load is exactly the ideal one,
    // and everywhere else it is less.
    const double size = parts.front().nominal;
    const double bound = std::max(m_load / size, static_cast<double>(busiest) / uplinks);
    uint64_t pieces = 1;
    double load = 0;
    for (;; pieces++)
    {
        const uint64_t most = (busiest * pieces + uplinks - 1) / uplinks;
        load = static_cast<double>(most) / static_cast<double>(pieces);
        if (load <= bound * (1 + 1e-9))
        {
            break;
        }
    }
    m_load = std::max(m_load, load * size);
    std::vector<Part> cut;
    std::vector<std::pair<uint32_t, uint32_t>> edges;
    for (size_t i = 0; i < parts.size(); i++)
    {
        const auto count = std::min<uint64_t>(pieces, parts[i].packets);
        for (uint64_t j = 0; j < count; j++)
        {
            Part piece = parts[i];
            piece.packets = parts[i].packets * (j + 1) / count - parts[i].packets * j / count;
            piece.nominal = size / static_cast<double>(count);
            cut.push_back(piece);
            edges.push_back(ends[i]);
        }
    }
    const std::vector<uint32_t> choices = ColorBalanced(edges, uplinks);
    for (size_t i = 0; i < cut.size(); i++)
    {
        Take(cut[i], choices[i]);
        ready.push_back(cut[i]);
    }
}

/// Flows of several sizes at a switch: end to end, largest first, cut into equal shares.
void
EtherealPlan::PlaceUnlike(std::vector<Part> parts, uint32_t uplinks, std::vector<Part>& ready)
{
    std::stable_sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) {
        return a.packets > b.packets;
    });
    uint64_t total = 0;
    for (const Part& part : parts)
    {
        total += part.packets;
    }
    uint64_t position = 0;
    for (const Part& part : parts)
    {
        uint64_t left = part.packets;
        while (left > 0)
        {
            // The share that holds this position, and where it ends.
            uint64_t share = position * uplinks / total;
            while (total * (share + 1) / uplinks <= position)
            {
                share++;
            }
            const uint64_t end = total * (share + 1) / uplinks;
            Part piece = part;
            piece.packets = std::min(left, end - position);
            piece.nominal = static_cast<double>(piece.packets * m_mtu);
            position += piece.packets;
            left -= piece.packets;
            Take(piece, static_cast<uint32_t>(share));
            ready.push_back(piece);
        }
    }
}

void
EtherealPlan::PlanRound(std::vector<Part> parts)
{
    std::vector<uint32_t> touched;
    for (const Part& part : parts)
    {
        touched.push_back(part.message);
    }
    m_load = 0;
    for (parts = Climb(parts); !parts.empty(); parts = Climb(parts))
    {
        const double size = parts.front().nominal;
        const bool alike = std::all_of(parts.begin(), parts.end(), [size](const Part& p) {
            return std::abs(p.nominal - size) < 1e-6 * size;
        });
        // Alike: those with as many uplinks together. Unlike: each switch by itself.
        std::map<uint32_t, std::vector<Part>> groups;
        for (const Part& part : parts)
        {
            const auto uplinks = static_cast<uint32_t>(GetGroup(part)->ports.size());
            groups[alike ? uplinks : part.vertex].push_back(part);
        }
        parts.clear();
        for (auto& [key, group] : groups)
        {
            if (alike)
            {
                PlaceAlike(group, key, parts);
            }
            else
            {
                const size_t uplinks = GetGroup(group.front())->ports.size();
                PlaceUnlike(std::move(group), static_cast<uint32_t>(uplinks), parts);
            }
        }
    }
    for (const uint32_t message : touched)
    {
        // The last packet of a message may not be full.
        std::vector<Piece>& pieces = m_pieces[message];
        uint64_t sum = 0;
        for (const Piece& piece : pieces)
        {
            sum += piece.bytes;
        }
        if (!pieces.empty())
        {
            pieces.back().bytes -= sum - m_messages[message].bytes;
        }
    }
}

} // namespace aifabric
} // namespace ns3
