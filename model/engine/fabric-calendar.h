/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_CALENDAR_H
#define FABRIC_CALENDAR_H

#include "ns3/assert.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * The kinds of events, in the order in which they run when time and owner are equal.
 */
enum class EventKind : uint8_t
{
    ARRIVAL,  ///< a frame is processed at the far end of a link
    TRANSMIT, ///< a port is free again
    NIC_WAKE, ///< a paced queue pair may send
    TIMEOUT,  ///< a retransmission timer of a queue pair
    RATE,     ///< a congestion control timer
    PAUSE,    ///< a PFC pause or its refresh runs out
    WORKLOAD, ///< a task starts
    OTHER,    ///< anything else
};

/**
 * @ingroup ai-fabric
 *
 * An event that is a member of the object it concerns: scheduling it allocates nothing.
 *
 * At equal times events run in the order of their keys (node, part of the node, kind), never in
 * the order in which they were inserted, so that any driver and any number of processes give the
 * same results. An event that is pending when it is destroyed leaves its calendar by itself.
 */
class FabricEvent
{
  public:
    /** What runs when the time has come. */
    using Handler = void (*)(void* object);

    FabricEvent() = default;
    ~FabricEvent();
    FabricEvent(const FabricEvent&) = delete;
    FabricEvent& operator=(const FabricEvent&) = delete;

    /**
     * Bind the event to its owner. Must precede scheduling.
     * @tparam METHOD the member function to call
     * @param object the owner
     * @param node number of the node the owner belongs to
     * @param part number of the owner within its node (24 bits)
     * @param kind what the event is
     */
    template <auto METHOD, typename T>
    void Bind(T* object, uint32_t node, uint32_t part, EventKind kind)
    {
        m_object = object;
        m_handler = [](void* o) { (static_cast<T*>(o)->*METHOD)(); };
        m_key =
            (uint64_t{node} << 32) | (uint64_t{part & 0xffffff} << 8) | static_cast<uint64_t>(kind);
    }

    /** @return true if the event waits in a calendar. */
    bool IsPending() const
    {
        return m_place != Place::NOWHERE;
    }

    /** @return the time (ps) the event is, or was last, scheduled for. */
    uint64_t GetTime() const
    {
        return m_time;
    }

  private:
    friend class FabricCalendar;

    enum class Place : uint8_t
    {
        NOWHERE,
        CALENDAR, ///< in a bucket or in the sorted run of the current one
        HEAP,     ///< beyond the horizon
    };

    uint64_t m_time{0};
    uint64_t m_key{0};
    Handler m_handler{nullptr};
    void* m_object{nullptr};
    class FabricCalendar* m_calendar{nullptr};
    uint32_t m_heapIndex{0};
    Place m_place{Place::NOWHERE};
};

/**
 * @ingroup ai-fabric
 *
 * A calendar of intrusive events: buckets of 1.024 ns over the next 8.4 us, a heap beyond.
 *
 * Insertion is O(1) within the horizon and O(log n) beyond it; a bucket is sorted when its turn
 * comes. Buckets hold copies of time and key, in chunks from a free list, so that neither
 * insertion nor sorting touches the owners of other events; those about to run are prefetched.
 * After R. Brown, "Calendar queues", CACM 31(10), 1988, with fixed bucket width.
 */
class FabricCalendar
{
  public:
    /** Returned by PeekTime() when nothing is pending. */
    static constexpr uint64_t NEVER = UINT64_MAX;

    FabricCalendar() = default;
    ~FabricCalendar();
    FabricCalendar(const FabricCalendar&) = delete;
    FabricCalendar& operator=(const FabricCalendar&) = delete;

    /**
     * Schedule an event that is not pending.
     * @param event the event, bound to its owner
     * @param time absolute time in ps, not before the last event that was removed
     * @param hint memory that the event will touch first, to be prefetched; may be null
     */
    void Insert(FabricEvent& event, uint64_t time, const void* hint = nullptr)
    {
        NS_ASSERT_MSG(!event.IsPending(), "event is already scheduled");
        NS_ASSERT_MSG(event.m_handler, "event is not bound");
        event.m_time = time;
        event.m_calendar = this;
        m_size++;
        const uint64_t distance = (time >> SHIFT) - m_slot;
        if (distance - 1 < BUCKETS - 1)
        {
            InsertBucket(event, hint);
        }
        else
        {
            InsertElsewhere(event);
        }
    }

    /**
     * Take a pending event out.
     * @param event the event
     */
    void Remove(FabricEvent& event);

    /** @return the time (ps) of the next event, or NEVER. */
    uint64_t PeekTime()
    {
        if (m_position < m_current.size())
        {
            return m_current[m_position].time;
        }
        return m_size == 0 ? NEVER : Advance();
    }

    /**
     * Node of the next event. There must be one, as for RunNext().
     * @return the node number
     */
    uint32_t PeekNode() const
    {
        return static_cast<uint32_t>(m_current[m_position].key >> 32);
    }

    /**
     * Run the next event. There must be one: PeekTime() was called and returned a time.
     */
    void RunNext()
    {
        if (m_position + PREFETCH < m_current.size())
        {
            const Entry& ahead = m_current[m_position + PREFETCH];
            const char* owner = reinterpret_cast<const char*>(ahead.event);
            __builtin_prefetch(owner - 64, 1);
            __builtin_prefetch(owner, 1);
            __builtin_prefetch(owner + 64, 1);
            __builtin_prefetch(owner + 128, 1);
            __builtin_prefetch(ahead.hint, 1);
        }
        FabricEvent* event = m_current[m_position++].event;
        event->m_place = FabricEvent::Place::NOWHERE;
        m_size--;
        m_executed++;
        event->m_handler(event->m_object);
    }

    /** @return the number of pending events. */
    uint64_t GetSize() const
    {
        return m_size;
    }

    /** @return the number of events run so far. */
    uint64_t GetExecuted() const
    {
        return m_executed;
    }

  private:
    static constexpr uint64_t BUCKETS = 8192;
    static constexpr unsigned SHIFT = 10; ///< log2 of the bucket width in ps
    static constexpr size_t PREFETCH = 4; ///< events between prefetch and use

    /// A copy of what orders an event.
    struct Entry
    {
        uint64_t time;
        uint64_t key;
        FabricEvent* event;
        const void* hint;

        bool operator<(const Entry& other) const
        {
            return time != other.time ? time < other.time : key < other.key;
        }
    };

    /// A part of a bucket: four cache lines.
    struct alignas(64) Chunk
    {
        static constexpr uint32_t CAPACITY = 7;
        Chunk* next;
        uint64_t count;
        Entry entries[CAPACITY];
    };

    void InsertBucket(FabricEvent& event, const void* hint)
    {
        const uint64_t index = (event.m_time >> SHIFT) & (BUCKETS - 1);
        Chunk* chunk = m_buckets[index];
        if (!chunk || chunk->count == Chunk::CAPACITY)
        {
            chunk = AddChunk(index);
        }
        chunk->entries[chunk->count++] = {event.m_time, event.m_key, &event, hint};
        event.m_place = FabricEvent::Place::CALENDAR;
        m_inBuckets++;
    }

    Chunk* AddChunk(uint64_t index);
    void InsertElsewhere(FabricEvent& event);
    void RemoveFromBucket(FabricEvent& event);
    uint64_t Advance();
    uint64_t NextBucket() const;
    void HeapPush(FabricEvent* event);
    void HeapErase(uint32_t index);
    void SiftUp(uint32_t index);
    void SiftDown(uint32_t index);
    static bool Before(const FabricEvent* a, const FabricEvent* b);

    std::array<Chunk*, BUCKETS> m_buckets{};
    std::array<uint64_t, BUCKETS / 64> m_occupied{};
    std::vector<Entry> m_current;     ///< sorted events of the current bucket
    std::vector<FabricEvent*> m_heap; ///< events beyond the horizon
    size_t m_position{0};             ///< next event in m_current
    uint64_t m_slot{0};               ///< number of the current bucket since time zero
    uint64_t m_size{0};
    uint64_t m_inBuckets{0};
    uint64_t m_executed{0};
    Chunk* m_freeChunks{nullptr};
    std::vector<std::unique_ptr<Chunk[]>> m_chunkBlocks;
};

} // namespace aifabric
} // namespace ns3

#endif // FABRIC_CALENDAR_H
