/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PATH_CATALOG_H
#define PATH_CATALOG_H

#include "ns3/fabric-routes.h"

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
        uint16_t number{0}; ///< to be added to wire::ENTROPY_BASE in a steered frame
        uint16_t uplink{0}; ///< port of the edge switch of the host that it begins with
        uint64_t rate{0};   ///< of its slowest link between switches, bits per second
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
     * Begin.
     * @param routes the routes of the fabric
     * @param host fabric host number
     */
    void Start(Ptr<FabricRoutes> routes, uint32_t host);

    /**
     * @param dst fabric host number of another host
     * @return the paths to it; none if it has the same edge switch, or cannot be reached. Valid
     * until the next call.
     */
    const Entry& Get(uint32_t dst)
    {
        const uint32_t edge = m_routes->GetTopology().GetHostEdge(dst);
        Entry& entry = m_entries[edge];
        if (entry.epoch != m_routes->GetEpoch())
        {
            Find(edge, entry);
        }
        return entry;
    }

  private:
    void Find(uint32_t edge, Entry& entry) const;
    void Follow(uint32_t vertex, uint32_t edge, uint64_t number, Path path, Entry& entry) const;

    Ptr<FabricRoutes> m_routes;
    uint32_t m_edge{0};
    std::vector<Entry> m_entries; ///< by edge switch
};

} // namespace aifabric
} // namespace ns3

#endif // PATH_CATALOG_H
