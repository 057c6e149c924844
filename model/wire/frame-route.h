/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FRAME_ROUTE_H
#define FRAME_ROUTE_H

#include "fabric-frame.h"
#include "frame-pool.h"

#include "ns3/assert.h"

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
 * The word of whoever builds a fabric that its switches follow segment lists: nobody gets a Route
 * by segments without it. No switch does so yet, hence only tests can make one.
 */
class SegmentsFollowed
{
    friend class SegmentRouteTest;

    SegmentsFollowed()
    {
    }
};

/**
 * @ingroup ai-fabric
 *
 * How a frame finds its way: by the hash of its entropy (the UDP source port), by the number of a
 * path that switches obey, or by a list of segments. This class alone knows how that is written on
 * a frame. A Route that was made of nothing leaves the choice to the queue pair: a hash, too.
 *
 * Entropies are the UDP source ports that RoCE NICs use; a path number takes the place of one. So
 * there are as many of either: NUMBERS.
 */
class Route
{
  public:
    /// Entropies that there are, and numbers that paths can have: 14 bits of a UDP source port.
    static constexpr uint32_t NUMBERS = 16384;

    Route() = default;

    /**
     * @param entropy UDP source port, which switches hash
     * @return the route
     */
    static Route ByHash(uint16_t entropy)
    {
        return Route(entropy, 0);
    }

    /**
     * @param number number of a path (PathCatalog), below NUMBERS
     * @return the route
     */
    static Route ByPath(uint32_t number)
    {
        return Route(ToEntropy(number), FRAME_STEERED);
    }

    /**
     * @param segments numbers of vertices to visit in turn, FrameExtra::MAX_SEGMENTS at most; must
     * outlive the route
     * @param entropy UDP source port, for hashes between segments
     * @return the route
     */
    static Route BySegments(const std::vector<uint32_t>& segments,
                            uint16_t entropy,
                            const SegmentsFollowed&)
    {
        NS_ASSERT_MSG(!segments.empty() && segments.size() <= FrameExtra::MAX_SEGMENTS,
                      "a route has 1 to " << FrameExtra::MAX_SEGMENTS << " segments");
        Route route(entropy, FRAME_SEGMENTS);
        route.m_segments = segments.data();
        route.m_count = static_cast<uint16_t>(segments.size());
        return route;
    }

    /**
     * @param frame a frame
     * @return its route; the segments are those on the frame, and live as long
     */
    static Route Of(const Frame& frame)
    {
        Route route(frame.entropy, frame.flags & FLAGS);
        if (frame.Has(FRAME_SEGMENTS))
        {
            route.m_segments = frame.extra->segments.data();
            route.m_count = frame.extra->segmentCount;
        }
        return route;
    }

    /**
     * The entropy of a number.
     * @param number below NUMBERS; higher bits are left out
     * @return a UDP source port
     */
    static constexpr uint16_t ToEntropy(uint64_t number)
    {
        return static_cast<uint16_t>(wire::ENTROPY_BASE | (number & (NUMBERS - 1)));
    }

    /**
     * The number of an entropy, such as of one that an ACK echoes.
     * @param entropy a UDP source port
     * @return its number; NUMBERS or more if no RoCE NIC uses it
     */
    static constexpr uint16_t ToNumber(uint16_t entropy)
    {
        return static_cast<uint16_t>(entropy - wire::ENTROPY_BASE);
    }

    /**
     * @param frame a frame
     * @return whether it takes a path by number
     */
    static bool HasPath(const Frame& frame)
    {
        return frame.Has(FRAME_STEERED);
    }

    /**
     * @param frame a frame that takes a path by number
     * @return the number
     */
    static uint32_t GetPath(const Frame& frame)
    {
        return uint32_t{frame.entropy} - wire::ENTROPY_BASE;
    }

    /**
     * Write a route by hash or by path on a frame, in place of what it had. The frame must have a
     * route of one of these kinds.
     * @param frame the frame
     */
    void WriteTo(Frame& frame) const
    {
        NS_ASSERT_MSG(m_count == 0, "segments need a pool of extras");
        frame.entropy = m_entropy;
        frame.flags = static_cast<uint16_t>((frame.flags & ~FLAGS) | m_flags);
    }

    /**
     * Write any route on a frame, in place of what it had.
     * @param frame the frame
     * @param pool the pool of the frame
     */
    void WriteTo(Frame& frame, FramePool& pool) const
    {
        frame.entropy = m_entropy;
        frame.flags = static_cast<uint16_t>((frame.flags & ~FLAGS) | m_flags);
        if (m_count > 0)
        {
            FrameExtra& extra = pool.GetExtra(frame);
            std::copy_n(m_segments, m_count, extra.segments.begin());
            extra.segmentCount = static_cast<uint8_t>(m_count);
            extra.segmentsLeft = extra.segmentCount;
        }
    }

    /** @return the path whose number is that of the entropy: the way back of a steered packet. */
    Route AsPath() const
    {
        return Route(m_entropy, FRAME_STEERED);
    }

    /** @return whether it says anything. */
    bool IsSet() const
    {
        return m_entropy != 0 || m_count != 0;
    }

    /** @return whether it is by the number of a path. */
    bool IsPath() const
    {
        return (m_flags & FRAME_STEERED) != 0;
    }

    /** @return the entropy; of a path, what stands in its place. */
    uint16_t GetEntropy() const
    {
        return m_entropy;
    }

    /** @return the number of the path, or of the entropy. */
    uint16_t GetNumber() const
    {
        return ToNumber(m_entropy);
    }

    /** @return the number of segments; 0 unless it is by segments. */
    uint32_t CountSegments() const
    {
        return m_count;
    }

    /**
     * @param i index, below CountSegments()
     * @return a segment
     */
    uint32_t GetSegment(uint32_t i) const
    {
        return m_segments[i];
    }

  private:
    /// What a route may set of Frame::flags.
    static constexpr uint16_t FLAGS = FRAME_STEERED | FRAME_SEGMENTS;

    Route(uint16_t entropy, uint32_t flags)
        : m_entropy(entropy),
          m_flags(static_cast<uint16_t>(flags))
    {
    }

    uint16_t m_entropy{0};
    uint16_t m_flags{0};
    uint16_t m_count{0};                 ///< of segments
    const uint32_t* m_segments{nullptr}; ///< somebody else's
};

} // namespace aifabric
} // namespace ns3

#endif // FRAME_ROUTE_H
