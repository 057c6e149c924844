/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_CALENDAR_H
#define FABRIC_CALENDAR_H

#include "fabric-event.h"
#include "huge-arena.h"

#include "ns3/assert.h"

#include <array>
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
 * A calendar of intrusive events: 32,768 buckets of 256 ps to begin with, a heap beyond. The width
 * of buckets is doubled or halved when they hold too few or too many events; the order of events
 * does not depend on it.
 *
 * Insertion is O(1) within the horizon and O(log n) beyond it; a bucket is sorted when its turn
 * comes. Buckets hold copies of time and key, in chunks from a free list, so that neither
 * insertion nor sorting touches the owners of other events; those about to run are prefetched.
 * After R. Brown, "Calendar queues", CACM 31(10), 1988.
 */
class FabricCalendar
{
  public:
    /** Returned by PeekTime() when nothing is pending. */
    static constexpr uint64_t NEVER = UINT64_MAX;

    /** Buckets of a calendar that is to hold the events of a whole fabric. */
    static constexpr uint64_t MOST_BUCKETS = 32768;
    /** Buckets of one that holds few. */
    static constexpr uint64_t LEAST_BUCKETS = 4096;

    /**
     * @param buckets their number, a power of two from 64 on: with more of them, more events are
     * near enough to be held there
     */
    explicit FabricCalendar(uint64_t buckets = MOST_BUCKETS);
    ~FabricCalendar();
    FabricCalendar(const FabricCalendar&) = delete;
    FabricCalendar& operator=(const FabricCalendar&) = delete;

    /**
     * Schedule an event that is not pending.
     * @param event the event, bound to its owner
     * @param time absolute time in ps, not before the last event that was removed
     * @param hint memory that the event will touch early, to be prefetched; may be null
     */
    void Insert(FabricEvent& event, uint64_t time, const void* hint = nullptr)
    {
        NS_ASSERT_MSG(!event.IsPending(), "event is already scheduled");
        NS_ASSERT_MSG(event.m_handler, "event is not bound");
        event.m_time = time;
        event.m_calendar = m_number;
        m_size++;
        const auto target = reinterpret_cast<uintptr_t>(&event);
        const uint64_t distance = (time >> m_shift) - m_slot;
        if (distance - 1 < m_ring - 1)
        {
            event.m_place = FabricEvent::Place::CALENDAR;
            InsertBucket(time, event.m_key, target, hint);
        }
        else if ((time >> m_shift) <= m_slot)
        {
            event.m_place = FabricEvent::Place::CALENDAR;
            InsertCurrent({time, event.m_key, target, hint});
        }
        else
        {
            HeapPush(&event);
        }
    }

    /**
     * Take a pending event out.
     * @param event the event
     */
    void Remove(FabricEvent& event);

    /** What is called with the owner of an event, or with a posted object. */
    using Handler = void (*)(void* object);

    /** An object that was posted. */
    struct Posted
    {
        uint64_t time; ///< ps
        uint64_t key;  ///< as given to Post()
        void* object;  ///< the object
    };

    /**
     * Let buckets cover what is usually scheduled ahead: from now on all of them together are at
     * least twice as long, so that little goes into the heap.
     * @param ahead time that is usually scheduled ahead, ps
     */
    void Cover(uint64_t ahead);

    /**
     * Name the function that posted objects are given to. There is one kind of them: frames that
     * arrive.
     * @param handler the function
     */
    void SetPostedHandler(Handler handler)
    {
        m_postedHandler = handler;
    }

    /**
     * Post an object: an event that needs no memory of its own, for what is scheduled once and
     * hardly ever cancelled.
     * @param time absolute time in ps, not before the last event that was removed
     * @param key orders events of equal time, as MakeKey() makes it
     * @param object an even address
     * @param hint memory that the handler will touch early, to be prefetched; may be null
     */
    void Post(uint64_t time, uint64_t key, void* object, const void* hint)
    {
        const uintptr_t target = reinterpret_cast<uintptr_t>(object) | POSTED;
        m_size++;
        const uint64_t distance = (time >> m_shift) - m_slot;
        if (distance - 1 < m_ring - 1)
        {
            InsertBucket(time, key, target, hint);
        }
        else
        {
            PostElsewhere({time, key, target, hint});
        }
    }

    /**
     * Take out all objects posted with a key. Slow: looks at everything that is pending.
     * @param key the key
     * @return the objects, in the order of their times
     */
    std::vector<Posted> TakePosted(uint64_t key);

    /**
     * List the posted objects. Slow.
     * @return the objects, in no particular order
     */
    std::vector<Posted> ListPosted() const;

    /**
     * What orders events of equal time.
     * @param node number of the node that the event belongs to
     * @param part number of the owner within its node (24 bits)
     * @param kind what the event is
     * @return the key
     */
    static constexpr uint64_t MakeKey(uint32_t node, uint32_t part, EventKind kind)
    {
        return (uint64_t{node} << 32) | (uint64_t{part & 0xffffff} << 8) |
               static_cast<uint64_t>(kind);
    }

    /** @return the time (ps) of the next event, or NEVER. */
    uint64_t PeekTime()
    {
        if (m_position < m_count)
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
        PrefetchEntry(m_current[m_position + PREFETCH]);
        const uintptr_t target = m_current[m_position++].target;
        m_size--;
        m_executed++;
        if (target & POSTED)
        {
            m_postedHandler(reinterpret_cast<void*>(target & ~POSTED));
            return;
        }
        auto event = reinterpret_cast<FabricEvent*>(target);
        event->m_place = FabricEvent::Place::NOWHERE;
        event->m_handler(reinterpret_cast<char*>(event) - event->m_offset);
    }

    /** @return the number of pending events. */
    uint64_t GetSize() const
    {
        return m_size;
    }

    /** @return the number of pending events that are too far ahead for a bucket. */
    uint64_t GetBeyond() const
    {
        return m_heap.size() + m_postedHeap.size();
    }

    /** @return the number of events run so far. */
    uint64_t GetExecuted() const
    {
        return m_executed;
    }

  private:
    static constexpr unsigned NARROWEST = 4; ///< least log2 of the bucket width in ps, by default
    static constexpr unsigned WIDEST = 14;   ///< largest log2 of the bucket width in ps, by default
    static constexpr unsigned COVERING = 23; ///< largest log2 of the bucket width in ps
    static constexpr uint32_t REVIEW = 4096; ///< buckets between two looks at the width
    static constexpr size_t PREFETCH = 4;    ///< events between the prefetch and the event
    static constexpr uintptr_t POSTED = 1;   ///< mark of posted objects among targets

    /// A copy of what orders an event.
    struct Entry
    {
        uint64_t time;
        uint64_t key;
        uintptr_t target; ///< an event, or an object with POSTED added
        const void* hint; ///< to be prefetched

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

    /// Fetch an event and what is around it: of a port, all that its events touch.
    static void PrefetchEntry(const Entry& entry)
    {
        __builtin_prefetch(reinterpret_cast<const void*>(entry.target), 1);
        __builtin_prefetch(reinterpret_cast<const void*>(entry.target - 64), 1);
        __builtin_prefetch(reinterpret_cast<const void*>(entry.target + 64), 1);
        __builtin_prefetch(entry.hint, 1);
    }

    void InsertBucket(const Entry& entry)
    {
        InsertBucket(entry.time, entry.key, entry.target, entry.hint);
    }

    // Word by word: an entry made elsewhere and copied as a whole would have to wait for its own
    // words to reach the cache.
    void InsertBucket(uint64_t time, uint64_t key, uintptr_t target, const void* hint)
    {
        const uint64_t index = (time >> m_shift) & (m_ring - 1);
        Chunk* chunk = m_buckets[index];
        if (!chunk || chunk->count == Chunk::CAPACITY)
        {
            chunk = AddChunk(index);
        }
        Entry& entry = chunk->entries[chunk->count++];
        entry.time = time;
        entry.key = key;
        entry.target = target;
        entry.hint = hint;
        m_inBuckets++;
    }

    Chunk* AddChunk(uint64_t index);
    void InsertCurrent(const Entry& entry);
    void PostElsewhere(const Entry& entry);
    void RemoveFromBucket(FabricEvent& event);
    void RemoveEntry(uint64_t index, Entry& entry);
    uint64_t Advance();
    void SortBucket(uint64_t slot);
    void ReviewWidth();
    void SetWidth(unsigned shift);
    uint64_t NextBucket() const;
    void HeapPush(FabricEvent* event);
    void HeapErase(uint32_t index);
    void SiftUp(uint32_t index);
    void SiftDown(uint32_t index);
    static bool Before(const FabricEvent* a, const FabricEvent* b);
    static bool IsLater(const Entry& a, const Entry& b);
    static void Forget(const Entry& entry);

    friend class FabricEvent;
    static std::array<FabricCalendar*, 256>& Register();

    uint64_t m_ring; ///< number of buckets, a power of two
    std::vector<Chunk*> m_buckets;
    std::vector<uint64_t> m_occupied; ///< a bit for each bucket
    std::vector<Entry> m_unsorted;    ///< events of the bucket whose turn it is
    /// The same in order, and PREFETCH empty entries, so that looking ahead needs no check.
    std::vector<Entry> m_current{PREFETCH};
    size_t m_count{0};                ///< events in m_current
    std::vector<FabricEvent*> m_heap; ///< events beyond the horizon
    std::vector<Entry> m_postedHeap;  ///< objects beyond the horizon
    Handler m_postedHandler{nullptr};
    size_t m_position{0};            ///< next event in m_current
    uint64_t m_slot{0};              ///< number of the current bucket since time zero
    unsigned m_shift{8};             ///< log2 of the bucket width in ps
    unsigned m_narrowest{NARROWEST}; ///< least log2 of the bucket width in ps
    uint32_t m_untilReview{REVIEW};  ///< buckets until the width is looked at
    uint64_t m_reviewed{0};          ///< events run when it was looked at last
    uint64_t m_size{0};
    uint64_t m_inBuckets{0};
    uint64_t m_executed{0};
    uint8_t m_number; ///< in the register of calendars
    Chunk* m_freeChunks{nullptr};
    HugeArena m_chunks{sizeof(Chunk)};
};

} // namespace aifabric
} // namespace ns3

#endif // FABRIC_CALENDAR_H
