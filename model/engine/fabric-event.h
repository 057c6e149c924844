/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_EVENT_H
#define FABRIC_EVENT_H

#include "ns3/assert.h"

#include <cstdint>

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
    STRATEGY, ///< a timer of a load balancer
};

/**
 * @ingroup ai-fabric
 *
 * An event that is a member of the object it concerns: scheduling it allocates nothing.
 *
 * At equal times the events of a calendar run in the order of their keys (node, part of the node,
 * kind), never in the order in which they were inserted. Domains do not see each other within a
 * window. So any driver and any number of domains give the same results. An event that is pending
 * when it is destroyed leaves its calendar by itself.
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
        const auto offset = reinterpret_cast<char*>(this) - reinterpret_cast<char*>(object);
        NS_ASSERT_MSG(offset >= 0 && offset < UINT16_MAX, "an event is a member of its owner");
        m_offset = static_cast<uint16_t>(offset);
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

    // Two events share a cache line: ports have two that are always in use.
    uint64_t m_time{0};
    uint64_t m_key{0};
    Handler m_handler{nullptr};
    uint32_t m_heapIndex{0};
    uint16_t m_offset{0}; ///< of the event within its owner
    Place m_place{Place::NOWHERE};
    uint8_t m_calendar{0}; ///< number of its calendar while pending
};

static_assert(sizeof(FabricEvent) == 32, "two events share a cache line");

} // namespace aifabric
} // namespace ns3

#endif // FABRIC_EVENT_H
