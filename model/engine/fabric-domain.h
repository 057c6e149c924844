/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_DOMAIN_H
#define FABRIC_DOMAIN_H

#include "fabric-calendar.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace ns3
{
namespace aifabric
{

class FabricEngine;

/**
 * @ingroup ai-fabric
 *
 * A part of the fabric with a clock and a calendar of its own. What belongs to it gets it when it
 * is started and asks nothing else for the time. FabricEngine makes domains and runs them.
 *
 * Times are picoseconds since time zero.
 */
class FabricDomain
{
  public:
    /**
     * @param engine runs this domain
     * @param native whether FabricSimulatorImpl runs the calendar
     * @param buckets of the calendar
     */
    FabricDomain(FabricEngine& engine,
                 bool native,
                 uint64_t buckets = FabricCalendar::MOST_BUCKETS);
    FabricDomain(const FabricDomain&) = delete;
    FabricDomain& operator=(const FabricDomain&) = delete;

    /** @return the current time in ps. */
    uint64_t Now() const
    {
        return m_native ? m_now : ForeignNow();
    }

    /**
     * Schedule an event.
     * @param event an event that is not pending
     * @param time absolute time in ps, not before Now()
     * @param hint memory that the event will touch early, to be prefetched; may be null
     */
    void Schedule(FabricEvent& event, uint64_t time, const void* hint = nullptr)
    {
        m_calendar.Insert(event, time, hint);
        if (!m_native)
        {
            ArmPump();
        }
    }

    /**
     * Post an object (FabricCalendar::Post()).
     * @param time absolute time in ps, not before Now()
     * @param key orders events of equal time
     * @param object the object
     * @param hint memory that its handler will touch early; may be null
     */
    void Post(uint64_t time, uint64_t key, void* object, const void* hint)
    {
        m_calendar.Post(time, key, object, hint);
        if (!m_native)
        {
            ArmPump();
        }
    }

    /**
     * Post an object to another domain, which takes it when the window in which this one runs is
     * over.
     * @param to the domain
     * @param time absolute time in ps, at least a window after Now()
     * @param key orders events of equal time
     * @param object the object
     * @param hint memory that its handler will touch early; may be null
     */
    void PostTo(FabricDomain& to, uint64_t time, uint64_t key, void* object, const void* hint)
    {
        if (m_running)
        {
            to.m_mailbox.push_back({time, key, object, hint});
        }
        else
        {
            to.Post(time, key, object, hint);
        }
    }

    /**
     * Take an event out if it is pending.
     * @param event the event
     */
    void Cancel(FabricEvent& event)
    {
        if (event.IsPending())
        {
            m_calendar.Remove(event);
        }
    }

    /** @return the calendar. */
    FabricCalendar& GetCalendar()
    {
        return m_calendar;
    }

    /** @return the calendar, to read. */
    const FabricCalendar& GetCalendar() const
    {
        return m_calendar;
    }

    /** @return what a layer above keeps for this domain, its store of frames; null at first. */
    std::shared_ptr<void>& GetStore()
    {
        return m_store;
    }

    /**
     * To be called by whatever schedules itself again without end (a refresh, a timer): guards of
     * the run may end the simulation. Cheap; they look rarely.
     */
    void Renewed();

  private:
    friend class FabricEngine;
    friend class FabricSimulatorImpl;

    /// An object on its way from another domain.
    struct Letter
    {
        uint64_t time;
        uint64_t key;
        void* object;
        const void* hint;
    };

    static uint64_t ForeignNow();
    void ArmPump();
    void OpenMailbox();

    FabricEngine& m_engine;
    std::shared_ptr<void> m_store; ///< outlives the calendar
    uint64_t m_now{0};
    bool m_native;
    bool m_running{false}; ///< in a window
    FabricCalendar m_calendar;
    std::vector<Letter> m_mailbox; ///< what other domains have posted in this window
};

} // namespace aifabric
} // namespace ns3

#endif // FABRIC_DOMAIN_H
