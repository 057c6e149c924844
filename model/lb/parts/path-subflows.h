/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PATH_SUBFLOWS_H
#define PATH_SUBFLOWS_H

#include "ns3/fabric-frame.h"
#include "ns3/number-table.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A queue pair for each path to a host that is in use, so that no packet of a queue pair overtakes
 * another: whose packets take a path follow each other on it. Beyond 256 paths to a host they
 * share queue pairs.
 */
class PathSubflows
{
  public:
    /**
     * @param dst fabric host number
     * @param path number of a path to it
     * @return number of the queue pair among those to the host
     */
    uint8_t Get(uint32_t dst, uint16_t path)
    {
        Peer* known = m_peers.Find(dst);
        Peer& peer = known ? *known : m_peers.Make(dst);
        const auto at = std::find(peer.paths.begin(), peer.paths.end(), path);
        const auto index = at - peer.paths.begin();
        if (at == peer.paths.end())
        {
            peer.paths.push_back(path);
        }
        return static_cast<uint8_t>(index % SUBFLOWS);
    }

    /**
     * @param dst fabric host number
     * @param subflow number of a queue pair among those to it
     * @return number of its path; that of path 0 if it has none
     */
    uint16_t GetPath(uint32_t dst, uint8_t subflow) const
    {
        const Peer* peer = m_peers.Find(dst);
        return peer && subflow < peer->paths.size() ? peer->paths[subflow] : uint16_t{0};
    }

  private:
    static constexpr std::ptrdiff_t SUBFLOWS = 256; ///< queue pairs to a host

    /// A host.
    struct Peer
    {
        std::vector<uint16_t> paths; ///< by queue pair
    };

    NumberTable<Peer> m_peers; ///< by host
};

} // namespace aifabric
} // namespace ns3

#endif // PATH_SUBFLOWS_H
