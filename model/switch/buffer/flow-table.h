/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FLOW_TABLE_H
#define FLOW_TABLE_H

#include "ns3/fabric-frame.h"

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
 * What a switch knows of flows, by sending host and queue pair. States are made on first use, and
 * none is removed; memory is taken when a flow is new only.
 *
 * @tparam State what is known of a flow; made without arguments
 */
template <typename State>
class FlowTable
{
  public:
    /**
     * @param frame a frame of a flow
     * @return what is known of it, until the next call
     */
    State& Get(const Frame& frame)
    {
        const uint64_t key = (uint64_t{frame.src} << 32 | frame.srcQp) + 1;
        if (2 * m_count >= m_slots.size())
        {
            Grow();
        }
        Slot& slot = Find(key);
        if (slot.key == 0)
        {
            slot.key = key;
            m_count++;
        }
        return slot.state;
    }

    /** @return the number of flows. */
    size_t GetCount() const
    {
        return m_count;
    }

  private:
    /// A flow, or room for one.
    struct Slot
    {
        uint64_t key{0};
        State state{};
    };

    Slot& Find(uint64_t key)
    {
        const size_t mask = m_slots.size() - 1;
        for (size_t i = (key * 0x9e3779b97f4a7c15U >> 32) & mask;; i = (i + 1) & mask)
        {
            if (m_slots[i].key == key || m_slots[i].key == 0)
            {
                return m_slots[i];
            }
        }
    }

    void Grow()
    {
        std::vector<Slot> old(m_slots.empty() ? 64 : 2 * m_slots.size());
        old.swap(m_slots);
        for (const Slot& slot : old)
        {
            if (slot.key != 0)
            {
                Find(slot.key) = slot;
            }
        }
    }

    std::vector<Slot> m_slots; ///< a power of two, at most half of them taken
    size_t m_count{0};
};

} // namespace aifabric
} // namespace ns3

#endif // FLOW_TABLE_H
