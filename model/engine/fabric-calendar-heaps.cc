/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The part of the calendar that is seldom used: events beyond the horizon, and looking at all that
 * is posted.
 */

#include "fabric-calendar.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace aifabric
{

void
FabricCalendar::HeapPush(FabricEvent* event)
{
    event->m_place = FabricEvent::Place::HEAP;
    event->m_heapIndex = static_cast<uint32_t>(m_heap.size());
    m_heap.push_back(event);
    SiftUp(event->m_heapIndex);
}

void
FabricCalendar::HeapErase(uint32_t index)
{
    FabricEvent* last = m_heap.back();
    m_heap.pop_back();
    if (index == m_heap.size())
    {
        return;
    }
    m_heap[index] = last;
    last->m_heapIndex = index;
    SiftDown(index);
    SiftUp(last->m_heapIndex);
}

void
FabricCalendar::SiftUp(uint32_t index)
{
    while (index > 0)
    {
        const uint32_t parent = (index - 1) / 2;
        if (!Before(m_heap[index], m_heap[parent]))
        {
            return;
        }
        std::swap(m_heap[index], m_heap[parent]);
        m_heap[index]->m_heapIndex = index;
        m_heap[parent]->m_heapIndex = parent;
        index = parent;
    }
}

void
FabricCalendar::SiftDown(uint32_t index)
{
    for (;;)
    {
        uint32_t least = index;
        for (uint32_t child = 2 * index + 1; child <= 2 * index + 2; child++)
        {
            if (child < m_heap.size() && Before(m_heap[child], m_heap[least]))
            {
                least = child;
            }
        }
        if (least == index)
        {
            return;
        }
        std::swap(m_heap[index], m_heap[least]);
        m_heap[index]->m_heapIndex = index;
        m_heap[least]->m_heapIndex = least;
        index = least;
    }
}

bool
FabricCalendar::Before(const FabricEvent* a, const FabricEvent* b)
{
    return a->m_time != b->m_time ? a->m_time < b->m_time : a->m_key < b->m_key;
}

bool
FabricCalendar::IsLater(const Entry& a, const Entry& b)
{
    return b < a;
}

void
FabricCalendar::PostElsewhere(const Entry& entry)
{
    if ((entry.time >> m_shift) <= m_slot)
    {
        InsertCurrent(entry);
        return;
    }
    m_postedHeap.push_back(entry);
    std::push_heap(m_postedHeap.begin(), m_postedHeap.end(), IsLater);
}

std::vector<FabricCalendar::Posted>
FabricCalendar::ListPosted() const
{
    std::vector<Posted> list;
    const auto add = [&list](const Entry& entry) {
        if (entry.target & POSTED)
        {
            list.push_back(
                {entry.time, entry.key, reinterpret_cast<void*>(entry.target & ~POSTED)});
        }
    };
    std::for_each(m_current.begin() + static_cast<std::ptrdiff_t>(m_position),
                  m_current.begin() + static_cast<std::ptrdiff_t>(m_count),
                  add);
    std::for_each(m_postedHeap.begin(), m_postedHeap.end(), add);
    for (const Chunk* chunk : m_buckets)
    {
        for (; chunk; chunk = chunk->next)
        {
            std::for_each(chunk->entries, chunk->entries + chunk->count, add);
        }
    }
    return list;
}

std::vector<FabricCalendar::Posted>
FabricCalendar::TakePosted(uint64_t key)
{
    std::vector<Posted> taken;
    for (const Posted& posted : ListPosted())
    {
        if (posted.key == key)
        {
            taken.push_back(posted);
        }
    }
    const auto isTaken = [key](const Entry& entry) {
        return (entry.target & POSTED) && entry.key == key;
    };
    const auto end = m_current.begin() + static_cast<std::ptrdiff_t>(m_count);
    const auto kept =
        std::remove_if(m_current.begin() + static_cast<std::ptrdiff_t>(m_position), end, isTaken);
    m_count = static_cast<size_t>(kept - m_current.begin());
    m_postedHeap.erase(std::remove_if(m_postedHeap.begin(), m_postedHeap.end(), isTaken),
                       m_postedHeap.end());
    std::make_heap(m_postedHeap.begin(), m_postedHeap.end(), IsLater);
    for (const Posted& posted : taken)
    {
        // A hole is filled from the front of the bucket, so begin anew after each.
        const uint64_t index = (posted.time >> m_shift) & (m_ring - 1);
        const auto target = reinterpret_cast<uintptr_t>(posted.object) | POSTED;
        for (Chunk* chunk = m_buckets[index]; chunk; chunk = chunk->next)
        {
            Entry* last = chunk->entries + chunk->count;
            Entry* entry = std::find_if(chunk->entries, last, [&](const Entry& e) {
                return e.target == target && e.time == posted.time;
            });
            if (entry != last)
            {
                RemoveEntry(index, *entry);
                break;
            }
        }
    }
    m_size -= taken.size();
    std::sort(taken.begin(), taken.end(), [](const Posted& a, const Posted& b) {
        return a.time < b.time;
    });
    return taken;
}

void
FabricCalendar::Cover(uint64_t ahead)
{
    while (m_narrowest < COVERING && m_ring << m_narrowest < 2 * ahead)
    {
        m_narrowest++;
    }
    // What is left of a bucket in its turn is not sorted anew: the width then changes by and by.
    if (m_shift < m_narrowest && m_position == m_count)
    {
        SetWidth(m_narrowest);
    }
}

} // namespace aifabric
} // namespace ns3
