/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PARKING_LOT_H
#define PARKING_LOT_H

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Objects of a NIC by number, of which those that are idle give way to small records. An object
 * that is parked leaves its record and becomes a spare; a number whose object was parked gets a
 * spare when it is needed again, and the spare reads the record. So there are as many objects as
 * were ever in use at once, and their memory stays in the cache.
 *
 * The objects that became idle last keep their numbers, as many are needed again soon.
 *
 * Lookup is open addressing with linear probing, one cache line in most cases; numbers are never
 * removed.
 *
 * @tparam T type of the objects: GetNumber(); bool CanPark() const; void Park(Record&); and bool
 *           isWarm, false at first, which belongs to the lot
 * @tparam Record what is left of an object that is parked
 */
template <typename T, typename Record>
class ParkingLot
{
  public:
    /** So many numbers that their slots do not stay in the cache. */
    static constexpr uint32_t MANY = 32;

    /** What is known of a number. */
    struct Entry
    {
        T* object{nullptr}; ///< null: parked, or not made yet
        Record record{};    ///< what it left, and what does not change
    };

    /** A place of the lookup table. */
    struct Slot
    {
        T* object{nullptr}; ///< null: parked, or no such number
        uint32_t number{0}; ///< the number
        uint32_t index{0};  ///< one above that of the entry; 0: the slot is empty
    };

    /**
     * Look a number up.
     * @param number a number
     * @return its slot, good until the next Add(); null if the number is not known
     */
    const Slot* Find(uint32_t number) const
    {
        if (m_slots.empty())
        {
            return nullptr;
        }
        const Slot& slot = m_slots[Locate(number)];
        return slot.index != 0 ? &slot : nullptr;
    }

    /** @return true if so many numbers are known that what belongs to one is cold. */
    bool IsLarge() const
    {
        return m_entries.size() > MANY;
    }

    /**
     * @param number a number
     * @return where Find() will look first
     */
    const void* GetHint(uint32_t number) const
    {
        return m_slots.empty() ? nullptr : &m_slots[GetPlace(number)];
    }

    /**
     * Add a number that is not known; Assign() gives it an object.
     * @param number the number
     * @return index of its entry: numbers are counted in the order in which they are added
     */
    uint32_t Add(uint32_t number)
    {
        m_entries.emplace_back();
        if (m_entries.size() * 2 > m_slots.size())
        {
            std::vector<Slot> old(m_slots.empty() ? 4 : m_slots.size() * 2);
            old.swap(m_slots);
            for (const Slot& slot : old)
            {
                if (slot.index != 0)
                {
                    m_slots[Locate(slot.number)] = slot;
                }
            }
        }
        m_slots[Locate(number)] = {nullptr, number, static_cast<uint32_t>(m_entries.size())};
        return static_cast<uint32_t>(m_entries.size() - 1);
    }

    /** @return a spare object, or null if there is none. */
    T* TakeSpare()
    {
        if (m_spares.empty())
        {
            return nullptr;
        }
        T* object = m_spares.back();
        m_spares.pop_back();
        return object;
    }

    /**
     * Own a new object.
     * @param object the object
     * @return the object
     */
    T* Own(std::unique_ptr<T> object)
    {
        m_objects.push_back(std::move(object));
        return m_objects.back().get();
    }

    /**
     * Give a number its object.
     * @param index of the entry of the number
     * @param object a spare, or a new one, which says the number
     */
    void Assign(uint32_t index, T* object)
    {
        m_slots[Locate(object->GetNumber())].object = object;
        m_entries[index].object = object;
    }

    /**
     * An object has become idle: it keeps its number for some time. Another one, which had become
     * idle before, is parked if it can be.
     * @param object the object, which is not warm yet
     */
    void Rest(T* object)
    {
        object->isWarm = true;
        T* oldest = std::exchange(m_warm[m_next], object);
        m_next = (m_next + 1) % m_warm.size();
        if (oldest)
        {
            oldest->isWarm = false;
            if (oldest->CanPark())
            {
                Park(oldest);
            }
        }
    }

    /** @return what is known of all numbers, in the order in which they were added. */
    const std::vector<Entry>& GetEntries() const
    {
        return m_entries;
    }

    /**
     * @param index of an entry
     * @return the record there
     */
    Record& GetRecord(uint32_t index)
    {
        return m_entries[index].record;
    }

    /** @return all objects ever made, spares among them. */
    const std::vector<std::unique_ptr<T>>& GetObjects() const
    {
        return m_objects;
    }

    /** @return the number of objects that are no spares. */
    size_t CountLive() const
    {
        return m_objects.size() - m_spares.size();
    }

    /** Destroy all. */
    void Clear()
    {
        m_slots.clear();
        m_entries.clear();
        m_spares.clear();
        m_warm = {};
        m_objects.clear();
    }

    static constexpr size_t WARM = 4; ///< objects that stay although they are idle

  private:
    /// @return where a number is, unless others are there
    size_t GetPlace(uint32_t number) const
    {
        return (number * 2654435761U >> 8) & (m_slots.size() - 1);
    }

    /// @return where a number is, or the empty slot where it would be
    size_t Locate(uint32_t number) const
    {
        const size_t mask = m_slots.size() - 1;
        size_t i = GetPlace(number);
        while (m_slots[i].index != 0 && m_slots[i].number != number)
        {
            i = (i + 1) & mask;
        }
        return i;
    }

    void Park(T* object)
    {
        Slot& slot = m_slots[Locate(object->GetNumber())];
        Entry& entry = m_entries[slot.index - 1];
        object->Park(entry.record);
        slot.object = nullptr;
        entry.object = nullptr;
        m_spares.push_back(object);
    }

    std::vector<Slot> m_slots; ///< a power of two
    std::vector<Entry> m_entries;
    std::vector<std::unique_ptr<T>> m_objects;
    std::vector<T*> m_spares;
    std::array<T*, WARM> m_warm{}; ///< idle, in a ring
    size_t m_next{0};              ///< the one of them that became idle first
};

} // namespace aifabric
} // namespace ns3

#endif // PARKING_LOT_H
