/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NUMBER_MAP_H
#define NUMBER_MAP_H

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
 * A map from queue pair numbers to objects: open addressing with linear probing, one cache line
 * per lookup in most cases. Entries are never removed one by one.
 *
 * @tparam T type of the objects; the map does not own them
 */
template <typename T>
class NumberMap
{
  public:
    /**
     * @param number a number
     * @return its object, or null
     */
    T* Find(uint32_t number) const
    {
        if (m_slots.empty())
        {
            return nullptr;
        }
        for (size_t i = Hash(number);; i = (i + 1) & (m_slots.size() - 1))
        {
            const Slot& slot = m_slots[i];
            if (!slot.object || slot.number == number)
            {
                return slot.object;
            }
        }
    }

    /**
     * Add an object under a number that has none.
     * @param number the number
     * @param object the object, not null
     */
    void Insert(uint32_t number, T* object)
    {
        if ((m_count + 1) * 2 > m_slots.size())
        {
            std::vector<Slot> old(m_slots.empty() ? 4 : m_slots.size() * 2);
            old.swap(m_slots);
            for (const Slot& slot : old)
            {
                if (slot.object)
                {
                    Place(slot.number, slot.object);
                }
            }
        }
        Place(number, object);
        m_count++;
    }

    /** Forget all entries. */
    void Clear()
    {
        m_slots.clear();
        m_count = 0;
    }

  private:
    /// One entry.
    struct Slot
    {
        T* object{nullptr};
        uint32_t number{0};
    };

    size_t Hash(uint32_t number) const
    {
        return (number * 2654435761U >> 8) & (m_slots.size() - 1);
    }

    void Place(uint32_t number, T* object)
    {
        size_t i = Hash(number);
        while (m_slots[i].object)
        {
            i = (i + 1) & (m_slots.size() - 1);
        }
        m_slots[i] = {object, number};
    }

    std::vector<Slot> m_slots; ///< a power of two
    size_t m_count{0};
};

} // namespace aifabric
} // namespace ns3

#endif // NUMBER_MAP_H
