/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FLIGHT_RING_H
#define FLIGHT_RING_H

#include "ns3/fabric-frame.h"

#include <cstdint>
#include <memory>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The frames under way on one direction of a link, first in first out, with their arrival times
 * beside them: neither sending nor arriving touches another frame.
 */
class FlightRing
{
  public:
    /** A frame under way. */
    struct Flight
    {
        Frame* frame;     ///< the frame
        uint64_t arrival; ///< when it is processed at the far end, ps
    };

    /** @return true if nothing is under way. */
    bool IsEmpty() const
    {
        return m_head == m_tail;
    }

    /** @return the number of frames under way. */
    uint32_t GetCount() const
    {
        return m_tail - m_head;
    }

    /** @return the frame that arrives next; there must be one. */
    const Flight& Front() const
    {
        return m_ring[m_head & m_mask];
    }

    /**
     * A frame was sent.
     * @param frame the frame
     * @param arrival when it will be processed, ps
     */
    void Push(Frame* frame, uint64_t arrival)
    {
        if (m_tail - m_head == m_capacity)
        {
            Grow();
        }
        m_ring[m_tail++ & m_mask] = {frame, arrival};
    }

    /**
     * The first frame arrives; there must be one.
     * @return the frame
     */
    Frame* Pop()
    {
        return m_ring[m_head++ & m_mask].frame;
    }

  private:
    void Grow()
    {
        const uint32_t capacity = m_capacity ? m_capacity * 2 : 8;
        auto ring = std::make_unique<Flight[]>(capacity);
        for (uint32_t i = 0; i < m_capacity; i++)
        {
            ring[(m_head + i) & (capacity - 1)] = m_ring[(m_head + i) & m_mask];
        }
        m_ring = std::move(ring);
        m_capacity = capacity;
        m_mask = capacity - 1;
    }

    std::unique_ptr<Flight[]> m_ring;
    uint32_t m_head{0};
    uint32_t m_tail{0};
    uint32_t m_mask{0};
    uint32_t m_capacity{0};
};

} // namespace aifabric
} // namespace ns3

#endif // FLIGHT_RING_H
