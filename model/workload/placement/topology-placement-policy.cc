/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "placement-policy.h"

#include "ns3/component-description.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <utility>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * As a scheduler does that knows the topology: of the smallest areas (server, leaf, pod) in which a
 * job fits, it takes the one with the fewest free hosts. A job that fits in none of a size takes
 * whole ones, those with most free hosts first, and the rest of the one with the fewest that
 * suffice. Ranks are numbered in that order, so that a ring crosses as few boundaries as there can
 * be.
 */
class TopologyPlacementPolicy : public PlacementPolicy
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId()
    {
        static TypeId tid = DescribeComponent(TypeId("ns3::aifabric::TopologyPlacementPolicy")
                                                  .SetParent<PlacementPolicy>()
                                                  .SetGroupName("AiFabric")
                                                  .AddConstructor<TopologyPlacementPolicy>(),
                                              "the smallest of server, leaf and pod that fits, "
                                              "with the least left over; else as few as can be");
        return tid;
    }

  private:
    /// Hosts that belong together: of a server, a leaf, a pod, or the fabric.
    struct Area
    {
        std::vector<std::unique_ptr<Area>> parts; ///< smaller ones; none for the smallest
        std::vector<uint32_t> hosts;              ///< free ones of the smallest
        size_t free{0};                           ///< free ones
        size_t height{0};                         ///< 0 for the smallest
    };

    /// How areas are told apart, the smallest ones first.
    using Levels = std::vector<std::vector<uint32_t>>;

    /// Which areas there are: by level, then by host, the number of its area.
    static Levels FindLevels(const FabricTopology& topology)
    {
        const uint32_t hosts = topology.GetHostCount();
        Levels levels(2);
        std::vector<uint32_t> servers;
        std::map<uint32_t, uint32_t> edgeOfServer;
        bool isInside = topology.GetServerCount() < hosts; // each server is under one leaf
        for (uint32_t host = 0; host < hosts; host++)
        {
            const uint32_t edge = GetEdge(topology, host);
            levels[0].push_back(edge);
            levels[1].push_back(topology.GetEdgePod(edge));
            servers.push_back(topology.GetServer(host));
            isInside = isInside && edgeOfServer.emplace(servers.back(), edge).first->second == edge;
        }
        if (isInside)
        {
            levels.insert(levels.begin(), servers);
        }
        return levels;
    }

    static std::unique_ptr<Area> MakeArea(const Levels& levels,
                                          size_t level,
                                          const std::vector<uint32_t>& hosts)
    {
        auto area = std::make_unique<Area>();
        area->free = hosts.size();
        area->height = level;
        if (level == 0)
        {
            area->hosts = hosts;
            return area;
        }
        std::map<uint32_t, std::vector<uint32_t>> parts;
        for (const uint32_t host : hosts)
        {
            parts[levels[level - 1][host]].push_back(host);
        }
        for (const auto& [number, members] : parts)
        {
            area->parts.push_back(MakeArea(levels, level - 1, members));
        }
        return area;
    }

    /// The smallest of the areas of an area in which a job fits, the one with the fewest free
    /// hosts.
    static std::pair<size_t, const Area*> FindSmallest(const Area& area, size_t wanted)
    {
        std::pair<size_t, const Area*> best{SIZE_MAX, nullptr};
        for (const auto& part : area.parts)
        {
            if (part->free < wanted)
            {
                continue;
            }
            const auto [height, inside] = FindSmallest(*part, wanted);
            if (height < best.first || (height == best.first && inside->free < best.second->free))
            {
                best = {height, inside};
            }
        }
        return best.second ? best : std::make_pair(area.height, &area);
    }

    /// Take hosts of an area that has enough: of its smallest part that has, or of as few as can
    /// be.
    static void Take(const Area& area, size_t wanted, std::vector<uint32_t>& taken)
    {
        const Area& smallest = *FindSmallest(area, wanted).second;
        if (smallest.parts.empty())
        {
            taken.insert(taken.end(), smallest.hosts.begin(), smallest.hosts.begin() + wanted);
            return;
        }
        // In none of its parts it fits: whole ones are taken, those with most free hosts first.
        std::vector<const Area*> parts;
        for (const auto& part : smallest.parts)
        {
            parts.push_back(part.get());
        }
        std::stable_sort(parts.begin(), parts.end(), [](const Area* a, const Area* b) {
            return a->free > b->free;
        });
        size_t next = 0;
        for (; wanted > 0 && parts[next]->free < wanted; next++)
        {
            Take(*parts[next], parts[next]->free, taken);
            wanted -= parts[next]->free;
        }
        // The rest is best where the least is left over.
        std::pair<size_t, const Area*> best{SIZE_MAX, nullptr};
        for (; next < parts.size() && parts[next]->free >= wanted; next++)
        {
            const auto found = FindSmallest(*parts[next], wanted);
            if (found.first < best.first ||
                (found.first == best.first && found.second->free < best.second->free))
            {
                best = found;
            }
        }
        if (wanted > 0)
        {
            Take(*best.second, wanted, taken);
        }
    }

    std::vector<uint32_t> DoPlace(const Choice& choice, FabricRandom&) const override
    {
        const Levels levels = FindLevels(choice.request.topology);
        std::vector<uint32_t> taken;
        Take(*MakeArea(levels, levels.size(), choice.free), choice.request.numbers.size(), taken);
        return taken;
    }
};

NS_OBJECT_ENSURE_REGISTERED(TopologyPlacementPolicy);

} // namespace aifabric
} // namespace ns3
