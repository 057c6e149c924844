/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PATH_CATALOG_H
#define PATH_CATALOG_H

#include "fabric-routes.h"

#include "ns3/fabric-frame.h"
#include "ns3/frame-route.h"
#include "ns3/number-table.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The shortest paths from a host to others, by the numbers that steer packets onto them. They
 * depend on the edge switch of the destination only, are found on first use and found again after
 * routes have been computed again.
 */
class PathCatalog
{
  public:
    /** A path. */
    struct Path
    {
        uint16_t number{0}; ///< its number, below Route::NUMBERS
        uint16_t uplink{0}; ///< port of the edge switch of the host that it begins with
        uint64_t rate{0};   ///< of its slowest link, as routing knows it, bits per second

        /** @return what leads a frame onto it. */
        Route GetRoute() const
        {
            return Route::ByPath(number);
        }
    };

    /** The paths to one edge switch. */
    struct Entry
    {
        std::vector<Path> paths; ///< in ascending order of their numbers
        /// Numbers of paths, each as often as its rate says, evenly mixed.
        std::vector<uint16_t> labels;
        uint64_t epoch{0}; ///< of the routes
    };

    /**
     * Begin; once.
     * @param routes the routes of the fabric
     * @param host fabric host number
     * @param plane the plane that it sends into
     */
    void Start(Ptr<const FabricRoutes> routes, uint32_t host, uint32_t plane = 0);

    /**
     * @param dst fabric host number of another host
     * @return the paths to it; none if it has the same edge switch, or cannot be reached. Valid
     * until the next call.
     */
    const Entry& Get(uint32_t dst)
    {
        return GetToEdge(m_routes->GetTopology().GetHostEdge(dst, m_plane));
    }

    /**
     * Begin at an edge switch; once.
     * @param routes the routes of the fabric
     * @param edge its number
     */
    void StartAt(Ptr<const FabricRoutes> routes, uint32_t edge);

    /**
     * @param edge number of another edge switch
     * @return the paths to it, as Get()
     */
    const Entry& GetToEdge(uint32_t edge)
    {
        Entry* known = m_entries.Find(edge);
        Entry& entry = known ? *known : m_entries.Make(edge);
        if (entry.epoch != m_routes->GetEpoch())
        {
            Find(edge, entry);
        }
        return entry;
    }

    /**
     * @param dst fabric host number of another host
     * @return the numbers of the paths to it in ascending order; 0 if there are none
     */
    std::vector<uint16_t> GetNumbers(uint32_t dst);

    /**
     * Leave a frame to routing if every path has died: longer ways have no numbers.
     * @param frame a frame of this host
     */
    void LetGo(Frame& frame)
    {
        if (Get(frame.dst).paths.empty())
        {
            Route::ByHash(frame.entropy).WriteTo(frame);
        }
    }

    /**
     * Lead a steered frame away from a path that routing knows to be dead, to one that is not; if
     * there is none, leave it to routing.
     * @param frame a frame of this host
     */
    void Mend(Frame& frame)
    {
        if (m_routes->GetEpoch() != m_first && Route::HasPath(frame))
        {
            Detour(frame);
        }
    }

  private:
    void Find(uint32_t edge, Entry& entry);
    void Detour(Frame& frame);

    /// What a switch on a path has to read from the number of the path.
    struct Choice
    {
        uint64_t divisor; ///< of path numbers at the switch
        uint64_t size;    ///< ports to choose from
        uint64_t index;   ///< the one that is meant
    };

    bool Follow(uint32_t vertex, uint32_t edge, uint64_t number, Path path, Entry& entry);
    void TryNumbers(uint32_t edge, Entry& entry) const;
    bool TryNumber(uint32_t edge, Path& path, std::vector<uint32_t>& links) const;

    Ptr<const FabricRoutes> m_routes;
    uint32_t m_edge{0};
    uint32_t m_plane{0};
    uint64_t m_first{0};           ///< epoch of the routes at the start
    NumberTable<Entry> m_entries;  ///< by edge switch
    std::vector<Choice> m_choices; ///< scratch of Follow()
};

} // namespace aifabric
} // namespace ns3

#endif // PATH_CATALOG_H
