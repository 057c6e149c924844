/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-calendar.h"

#include "ns3/abort.h"
#include "ns3/assert.h"

#include <algorithm>
#include <cstring>

namespace ns3
{
namespace aifabric
{

FabricEvent::~FabricEvent()
{
    if (IsPending())
    {
        FabricCalendar::Register()[m_calendar]->Remove(*this);
    }
}

std::array<FabricCalendar*, 256>&
FabricCalendar::Register()
{
    // An event knows its calendar by a number of eight bits. One simulation has a calendar for each
    // domain (FabricEngine::MOST_DOMAINS) and one for observers.
    static std::array<FabricCalendar*, 256> calendars{};
    return calendars;
}

FabricCalendar::FabricCalendar(uint64_t buckets)
    : m_ring(buckets),
      m_buckets(buckets),
      m_occupied(buckets / 64)
{
    auto& calendars = Register();
    const auto free = std::find(calendars.begin(), calendars.end(), nullptr);
    NS_ABORT_MSG_IF(free == calendars.end(), "more than 256 calendars at once");
    *free = this;
    m_number = static_cast<uint8_t>(free - calendars.begin());
}

FabricCalendar::~FabricCalendar()
{
    Register()[m_number] = nullptr;
    for (size_t i = m_position; i < m_count; i++)
    {
        Forget(m_current[i]);
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
                Forget(chunk->entries[i]);
            }
        }
    }
}

void
FabricCalendar::Forget(const Entry& entry)
{
    if (!(entry.target & POSTED))
    {
        reinterpret_cast<FabricEvent*>(entry.target)->m_place = FabricEvent::Place::NOWHERE;
    }
}

FabricCalendar::Chunk*
FabricCalendar::AddChunk(uint64_t index)
{
    Chunk* chunk = m_freeChunks;
    if (chunk)
    {
        m_freeChunks = chunk->next;
    }
    else
    {
        chunk = new (m_chunks.Allocate()) Chunk;
    }
    chunk->next = m_buckets[index];
    chunk->count = 0;
    m_buckets[index] = chunk;
    m_occupied[index >> 6] |= uint64_t{1} << (index & 63);
    return chunk;
}

void
FabricCalendar::InsertCurrent(const Entry& entry)
{
    if (m_current.size() < m_count + 1 + PREFETCH)
    {
        if (2 * m_position > m_count)
        {
            // Events of one bucket may bring each other for long: what is over makes room.
            std::copy(m_current.begin() + static_cast<std::ptrdiff_t>(m_position),
                      m_current.begin() + static_cast<std::ptrdiff_t>(m_count),
                      m_current.begin());
            m_count -= m_position;
            m_position = 0;
        }
        else
        {
            m_current.resize(2 * m_count + 1 + PREFETCH);
        }
    }
    const auto begin = m_current.begin() + static_cast<std::ptrdiff_t>(m_position);
    const auto end = m_current.begin() + static_cast<std::ptrdiff_t>(m_count);
    const auto place = std::upper_bound(begin, end, entry);
    std::move_backward(place, end, end + 1);
    *place = entry;
    m_count++;
}

void
FabricCalendar::Remove(FabricEvent& event)
{
    NS_ASSERT_MSG(event.IsPending(), "event is not scheduled");
    if (event.m_place == FabricEvent::Place::HEAP)
    {
        HeapErase(event.m_heapIndex);
    }
    else if ((event.m_time >> m_shift) <= m_slot)
    {
        const auto target = reinterpret_cast<uintptr_t>(&event);
        auto entry = std::lower_bound(m_current.begin() + static_cast<std::ptrdiff_t>(m_position),
                                      m_current.begin() + static_cast<std::ptrdiff_t>(m_count),
                                      Entry{event.m_time, event.m_key, target, nullptr});
        // Keys should differ, but a component that gives two events one key must not lose one.
        while (entry->target != target)
        {
            ++entry;
        }
        std::move(entry + 1, m_current.begin() + static_cast<std::ptrdiff_t>(m_count), entry);
        m_count--;
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
    const uint64_t index = (event.m_time >> m_shift) & (m_ring - 1);
    for (Chunk* chunk = m_buckets[index]; chunk; chunk = chunk->next)
    {
        for (uint32_t i = 0; i < chunk->count; i++)
        {
            if (chunk->entries[i].target == reinterpret_cast<uintptr_t>(&event))
            {
                RemoveEntry(index, chunk->entries[i]);
                return;
            }
        }
    }
}

void
FabricCalendar::RemoveEntry(uint64_t index, Entry& entry)
{
    // Only the first chunk may be partly filled: its last entry fills the hole.
    Chunk* first = m_buckets[index];
    entry = first->entries[--first->count];
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
}

uint64_t
FabricCalendar::NextBucket() const
{
    // The ring holds the slots m_slot + 1 .. m_slot + m_ring - 1, and at least one is occupied.
    uint64_t slot = m_slot + 1;
    for (;;)
    {
        const uint64_t index = slot & (m_ring - 1);
        const uint64_t word = m_occupied[index >> 6] >> (index & 63);
        if (word)
        {
            return slot + static_cast<uint64_t>(__builtin_ctzll(word));
        }
        slot += 64 - (index & 63);
    }
}

void
FabricCalendar::ReviewWidth()
{
    m_untilReview = REVIEW;
    const uint64_t events = m_executed - m_reviewed;
    m_reviewed = m_executed;
    // Sorting costs if buckets are full, looking for the next one if they are empty.
    if (events > 22 * REVIEW && m_shift > m_narrowest)
    {
        SetWidth(m_shift - 1);
    }
    else if (m_shift < m_narrowest || (events < 8 * REVIEW && m_shift < WIDEST))
    {
        SetWidth(m_shift + 1);
    }
}

void
FabricCalendar::SetWidth(unsigned shift)
{
    std::vector<Entry> entries;
    for (Chunk*& bucket : m_buckets)
    {
        while (bucket)
        {
            entries.insert(entries.end(), bucket->entries, bucket->entries + bucket->count);
            Chunk* next = bucket->next;
            bucket->next = m_freeChunks;
            m_freeChunks = bucket;
            bucket = next;
        }
    }
    std::fill(m_occupied.begin(), m_occupied.end(), 0);
    m_inBuckets = 0;
    // The current bucket is over; all that is pending comes in the following one or later.
    // Before the end of the very first one, it begins anew.
    const uint64_t next = ((m_slot + 1) << m_shift) >> shift;
    m_slot = next > 0 ? next - 1 : 0;
    m_shift = shift;
    for (const Entry& entry : entries)
    {
        const uint64_t distance = (entry.time >> m_shift) - m_slot;
        if (distance == 0)
        {
            InsertCurrent(entry);
        }
        else if (distance - 1 < m_ring - 1)
        {
            InsertBucket(entry);
        }
        else if (entry.target & POSTED)
        {
            PostElsewhere(entry);
        }
        else
        {
            HeapPush(reinterpret_cast<FabricEvent*>(entry.target));
        }
    }
}

uint64_t
FabricCalendar::Advance()
{
    m_count = 0;
    m_position = 0;
    if (--m_untilReview == 0)
    {
        ReviewWidth();
    }
    uint64_t slot = m_inBuckets ? NextBucket() : UINT64_MAX;
    if (!m_heap.empty())
    {
        slot = std::min(slot, m_heap.front()->m_time >> m_shift);
    }
    if (!m_postedHeap.empty())
    {
        slot = std::min(slot, m_postedHeap.front().time >> m_shift);
    }
    m_slot = slot;
    const uint64_t index = slot & (m_ring - 1);
    size_t count = 0;
    for (Chunk* chunk = m_buckets[index]; chunk;)
    {
        // Whole chunks are copied, whatever they hold: fewer branches, and no call for a length
        // that is known.
        if (count + Chunk::CAPACITY > m_unsorted.size())
        {
            m_unsorted.resize(2 * (count + Chunk::CAPACITY));
        }
        std::memcpy(&m_unsorted[count], chunk->entries, sizeof(chunk->entries));
        count += chunk->count;
        Chunk* next = chunk->next;
        chunk->next = m_freeChunks;
        m_freeChunks = chunk;
        chunk = next;
    }
    m_inBuckets -= count;
    m_buckets[index] = nullptr;
    m_occupied[index >> 6] &= ~(uint64_t{1} << (index & 63));
    // The following bucket is needed next, and has not been touched for long.
    __builtin_prefetch(m_buckets[(index + 1) & (m_ring - 1)]);
    const auto add = [this, &count](const Entry& entry) {
        if (count == m_unsorted.size())
        {
            m_unsorted.resize(2 * count + 1);
        }
        m_unsorted[count++] = entry;
    };
    while (!m_heap.empty() && (m_heap.front()->m_time >> m_shift) == slot)
    {
        FabricEvent* event = m_heap.front();
        HeapErase(0);
        event->m_place = FabricEvent::Place::CALENDAR;
        add({event->m_time, event->m_key, reinterpret_cast<uintptr_t>(event), nullptr});
    }
    while (!m_postedHeap.empty() && (m_postedHeap.front().time >> m_shift) == slot)
    {
        add(m_postedHeap.front());
        std::pop_heap(m_postedHeap.begin(), m_postedHeap.end(), IsLater);
        m_postedHeap.pop_back();
    }
    m_count = count;
    SortBucket(slot);
    return m_current.front().time;
}

void
FabricCalendar::SortBucket(uint64_t slot)
{
    // Comparisons of random times cannot be predicted, so that sorting in the usual way would cost
    // more than most events. Up to 32 events are ranked by counting, without a branch.
#ifdef __AVX2__
    constexpr uint32_t LANES = 8;
#else
    constexpr uint32_t LANES = 4; // what a register holds: no lane is compared in vain
#endif
    constexpr uint32_t MOST = 32;
    constexpr uint32_t INDEX_BITS = 5;
    using Lanes = uint32_t __attribute__((vector_size(LANES * sizeof(uint32_t))));
    static_assert(COVERING + INDEX_BITS < 32, "time within the bucket and index share 32 bits");

    if (m_current.size() < m_count + PREFETCH)
    {
        m_current.resize(2 * m_count + PREFETCH);
    }
    if (m_count > MOST)
    {
        std::copy_n(m_unsorted.begin(), m_count, m_current.begin());
        std::sort(m_current.begin(), m_current.begin() + static_cast<std::ptrdiff_t>(m_count));
        return;
    }
    const auto count = static_cast<uint32_t>(m_count);
    const uint64_t begin = slot << m_shift;
    std::array<Lanes, MOST / LANES> keys{};
    std::array<Lanes, MOST / LANES> ranks{};
    for (uint32_t i = 0; i < count; i++)
    {
        keys[i / LANES][i % LANES] =
            static_cast<uint32_t>(m_unsorted[i].time - begin) << INDEX_BITS | i;
    }
    const uint32_t vectors = (count + LANES - 1) / LANES;
    for (uint32_t i = 0; i < count; i++)
    {
        const uint32_t key = keys[i / LANES][i % LANES];
        const Lanes other = key - Lanes{};
        for (uint32_t v = 0; v < vectors; v++)
        {
            ranks[v] -= reinterpret_cast<Lanes>(keys[v] > other); // true is all ones, that is -1
        }
    }
    for (uint32_t i = 0; i < count; i++)
    {
        m_current[ranks[i / LANES][i % LANES]] = m_unsorted[i];
    }
    for (uint32_t i = 0; i < PREFETCH; i++)
    {
        PrefetchEntry(m_current[i]);
    }
    // Equal times have come out in the order of insertion: now by key.
    for (uint32_t i = 1; i < count; i++)
    {
        for (uint32_t j = i; j > 0 && m_current[j] < m_current[j - 1]; j--)
        {
            std::swap(m_current[j], m_current[j - 1]);
        }
    }
}

} // namespace aifabric
} // namespace ns3
