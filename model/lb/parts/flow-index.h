/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FLOW_INDEX_H
#define FLOW_INDEX_H

#include "ns3/fabric-frame.h"
#include "ns3/fabric-random.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Numbers flows from 0 in the order in which they are met: open addressing with linear probing. A
 * flow is what the 5-tuple says: two hosts and an entropy. Flows are never forgotten, and unlike in
 * a table of hashes no two of them share an entry.
 */
class FlowIndex
{
  public:
    /**
     * Name of a flow.
     * @param src sending host, below 65,536
     * @param dst receiving host, below 65,536
     * @param entropy UDP source port
     * @return a number that is never 0
     */
    static uint64_t Name(uint32_t src, uint32_t dst, uint16_t entropy)
    {
        return (uint64_t{1} << 63) | (uint64_t{src} << 32) | (uint64_t{dst} << 16) | entropy;
    }

    /**
     * @param name name of a flow
     * @return its number; GetCount() - 1 afterwards if it is new
     */
    uint32_t Find(uint64_t name)
    {
        if ((m_count + 1) * 2 > m_slots.size())
        {
            Grow();
        }
        Slot& slot = Place(name);
        if (!slot.name)
        {
            slot = {name, m_count++};
        }
        return slot.number;
    }

    /** @return the number of flows. */
    uint32_t GetCount() const
    {
        return m_count;
    }

  private:
    /// One entry.
    struct Slot
    {
        uint64_t name{0};   ///< 0: free
        uint32_t number{0}; ///< of the flow
    };

    Slot& Place(uint64_t name)
    {
        size_t i = MixBits(name) & (m_slots.size() - 1);
        while (m_slots[i].name && m_slots[i].name != name)
        {
            i = (i + 1) & (m_slots.size() - 1);
        }
        return m_slots[i];
    }

    void Grow()
    {
        std::vector<Slot> old(m_slots.empty() ? 16 : m_slots.size() * 2);
        old.swap(m_slots);
        for (const Slot& slot : old)
        {
            if (slot.name)
            {
                Place(slot.name) = slot;
            }
        }
    }

    std::vector<Slot> m_slots; ///< a power of two
    uint32_t m_count{0};
};

} // namespace aifabric
} // namespace ns3

#endif // FLOW_INDEX_H
