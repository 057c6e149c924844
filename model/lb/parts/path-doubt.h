/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PATH_DOUBT_H
#define PATH_DOUBT_H

#include "ns3/fabric-random.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What a host knows of the paths to one edge switch: packets that are not answered, and paths that
 * do not answer. Times are in ps.
 */
class PathDoubt
{
  public:
    /** What is known of one path. */
    struct Path
    {
        uint16_t number{0};  ///< by which switches know it
        bool avoided{false}; ///< not used until it answers again
        bool asked{false};   ///< a probe is under way
        uint32_t answers{0}; ///< probes in a row that were answered
    };

    /**
     * @param edge number of the edge switch
     * @param numbers numbers of the paths to it, at least one
     * @param window a packet is lost if one sent this much later is answered before it
     * @param patience a packet or a probe is lost after this time
     * @param random makes the order in which paths rotate
     */
    PathDoubt(uint32_t edge,
              const std::vector<uint16_t>& numbers,
              uint64_t window,
              uint64_t patience,
              FabricRandom& random);

    /**
     * Other paths than before lead there: begin anew, but for the packets under way.
     * @param numbers numbers of the paths, at least one
     * @param random makes the order in which paths rotate
     */
    void Reset(const std::vector<uint16_t>& numbers, FabricRandom& random);

    /**
     * A data packet is sent.
     * @param now the time, later than that of the one before
     */
    void Sent(uint64_t now);

    /**
     * A data packet is answered.
     * @param sentAt when it was sent
     * @return true if one sent before it turns out to be lost
     */
    bool Answered(uint64_t sentAt);

    /**
     * Give up packets that were sent long ago.
     * @param before time
     * @return true if one sent earlier than that is not answered
     */
    bool GiveUp(uint64_t before);

    /** @return when the oldest packet that is not answered was sent, or UINT64_MAX. */
    uint64_t GetOldest() const
    {
        return m_head == m_tail ? UINT64_MAX : At(m_head).sentAt;
    }

    /**
     * The next path in rotation that is not avoided; there is one.
     * @param bin size bin
     * @return its index
     */
    uint32_t Rotate(uint32_t bin);

    /**
     * Avoid a path, or use it again.
     * @param path its index
     * @param avoided whether to avoid it
     */
    void SetAvoided(uint32_t path, bool avoided);

    /** @return whether packets must be steered: some paths are avoided, but not all. */
    bool IsSteering() const
    {
        return m_avoided > 0 && m_avoided < m_paths.size();
    }

    /** @return the number of paths that are avoided. */
    uint32_t CountAvoided() const
    {
        return m_avoided;
    }

    /** @return the number of paths. */
    uint32_t CountPaths() const
    {
        return static_cast<uint32_t>(m_paths.size());
    }

    /** @return number of the edge switch. */
    uint32_t GetEdge() const
    {
        return m_edge;
    }

    /** @return how long an answer is awaited. */
    uint64_t GetPatience() const
    {
        return m_patience;
    }

    /**
     * @param number number of a path
     * @return its index, or CountPaths()
     */
    uint32_t Find(uint16_t number) const;

    /**
     * @param path index of a path
     * @return what is known of it
     */
    Path& GetPath(uint32_t path)
    {
        return m_paths[path];
    }

    uint64_t deadline{
        UINT64_MAX};        ///< when the probes under way are judged; NEVER if there are none
    uint64_t quietUntil{0}; ///< not all paths are probed again before
    uint64_t nextProbe{0};  ///< when avoided paths are probed again
    uint64_t epoch{0};      ///< of the routes
    uint32_t host{0};       ///< a host there, to send probes to
    bool used{false};       ///< frames were sent since avoided paths were probed last
    bool active{false};     ///< its owner waits for one of its times

  private:
    /// A packet under way.
    struct Outstanding
    {
        uint64_t sentAt;
        bool answered;
    };

    const Outstanding& At(uint64_t position) const
    {
        return m_ring[position & (m_ring.size() - 1)];
    }

    uint32_t m_edge;
    uint64_t m_window;
    uint64_t m_patience;
    uint32_t m_avoided{0};
    std::vector<Path> m_paths;
    std::vector<uint16_t> m_order;   ///< of rotation
    uint32_t m_next[2];              ///< position in the order, by size bin
    std::vector<Outstanding> m_ring; ///< its size is a power of two
    uint64_t m_head{0};
    uint64_t m_tail{0};
};

} // namespace aifabric
} // namespace ns3

#endif // PATH_DOUBT_H
