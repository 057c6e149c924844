/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-calendar.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

FabricEvent::~FabricEvent()
{
    if (IsPending())
    {
        m_calendar->Remove(*this);
    }
}

FabricCalendar::~FabricCalendar()
{
    for (size_t i = m_position; i < m_current.size(); i++)
    {
        m_current[i].event->m_place = FabricEvent::Place::NOWHERE;
    }
    for (FabricEvent* event : m_heap)
    {
        event->m_place = FabricEvent::Place::NOWHERE;
    }
    for (const Chunk* chunk : m_buckets)
    {
        for (; chunk; chunk = chunk->next)
        {
            for (uint32_t i = 0; i < chunk->count; i++)
            {
                chunk->entries[i].event->m_place = FabricEvent::Place::NOWHERE;
            }
        }
    }
}

bool
FabricCalendar::Before(const FabricEvent* a, const FabricEvent* b)
{
    return a->m_time != b->m_time ? a->m_time < b->m_time : a->m_key < b->m_key;
}

FabricCalendar::Chunk*
FabricCalendar::AddChunk(uint64_t index)
{
    constexpr size_t BLOCK = 256;
    if (!m_freeChunks)
    {
        m_chunkBlocks.push_back(std::make_unique<Chunk[]>(BLOCK));
        Chunk* block = m_chunkBlocks.back().get();
        for (size_t i = BLOCK; i-- > 0;)
        {
            block[i].next = m_freeChunks;
            m_freeChunks = &block[i];
        }
    }
    Chunk* chunk = m_freeChunks;
    m_freeChunks = chunk->next;
    chunk->next = m_buckets[index];
    chunk->count = 0;
    m_buckets[index] = chunk;
    m_occupied[index >> 6] |= uint64_t{1} << (index & 63);
    return chunk;
}

void
FabricCalendar::InsertElsewhere(FabricEvent& event)
{
    if ((event.m_time >> SHIFT) > m_slot)
    {
        HeapPush(&event);
        return;
    }
    event.m_place = FabricEvent::Place::CALENDAR;
    const Entry entry{event.m_time, event.m_key, &event, nullptr};
    m_current.insert(std::upper_bound(m_current.begin() + static_cast<std::ptrdiff_t>(m_position),
                                      m_current.end(),
                                      entry),
                     entry);
}

void
FabricCalendar::Remove(FabricEvent& event)
{
    NS_ASSERT_MSG(event.IsPending(), "event is not scheduled");
    if (event.m_place == FabricEvent::Place::HEAP)
    {
        HeapErase(event.m_heapIndex);
    }
    else if ((event.m_time >> SHIFT) <= m_slot)
    {
        auto entry = std::lower_bound(m_current.begin() + static_cast<std::ptrdiff_t>(m_position),
                                      m_current.end(),
                                      Entry{event.m_time, event.m_key, &event, nullptr});
        // Keys should differ, but a component that gives two events one key must not lose one.
        while (entry->event != &event)
        {
            ++entry;
        }
        m_current.erase(entry);
    }
    else
    {
        RemoveFromBucket(event);
    }
    event.m_place = FabricEvent::Place::NOWHERE;
    m_size--;
}

void
FabricCalendar::RemoveFromBucket(FabricEvent& event)
{
    const uint64_t index = (event.m_time >> SHIFT) & (BUCKETS - 1);
    Chunk* first = m_buckets[index];
    for (Chunk* chunk = first; chunk; chunk = chunk->next)
    {
        for (uint32_t i = 0; i < chunk->count; i++)
        {
            if (chunk->entries[i].event != &event)
            {
                continue;
            }
            // Only the first chunk may be partly filled: its last entry fills the hole.
            chunk->entries[i] = first->entries[--first->count];
            if (first->count == 0)
            {
                m_buckets[index] = first->next;
                first->next = m_freeChunks;
                m_freeChunks = first;
            }
            if (!m_buckets[index])
            {
                m_occupied[index >> 6] &= ~(uint64_t{1} << (index & 63));
            }
            m_inBuckets--;
            return;
        }
    }
}

uint64_t
FabricCalendar::NextBucket() const
{
    // The ring holds the slots m_slot + 1 .. m_slot + BUCKETS - 1, and at least one is occupied.
    uint64_t slot = m_slot + 1;
    for (;;)
    {
        const uint64_t index = slot & (BUCKETS - 1);
        const uint64_t word = m_occupied[index >> 6] >> (index & 63);
        if (word)
        {
            return slot + static_cast<uint64_t>(__builtin_ctzll(word));
        }
        slot += 64 - (index & 63);
    }
}

uint64_t
FabricCalendar::Advance()
{
    m_current.clear();
    m_position = 0;
    uint64_t slot = m_inBuckets ? NextBucket() : UINT64_MAX;
    if (!m_heap.empty())
    {
        slot = std::min(slot, m_heap.front()->m_time >> SHIFT);
    }
    m_slot = slot;
    const uint64_t index = slot & (BUCKETS - 1);
    for (Chunk* chunk = m_buckets[index]; chunk;)
    {
        for (uint32_t i = 0; i < chunk->count; i++)
        {
            m_current.push_back(chunk->entries[i]);
        }
        Chunk* next = chunk->next;
        chunk->next = m_freeChunks;
        m_freeChunks = chunk;
        chunk = next;
    }
    m_inBuckets -= m_current.size();
    m_buckets[index] = nullptr;
    m_occupied[index >> 6] &= ~(uint64_t{1} << (index & 63));
    while (!m_heap.empty() && (m_heap.front()->m_time >> SHIFT) == slot)
    {
        FabricEvent* event = m_heap.front();
        HeapErase(0);
        event->m_place = FabricEvent::Place::CALENDAR;
        m_current.push_back({event->m_time, event->m_key, event, nullptr});
    }
    if (m_current.size() > 1)
    {
        std::sort(m_current.begin(), m_current.end());
    }
    return m_current.front().time;
}

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

} // namespace aifabric
} // namespace ns3
