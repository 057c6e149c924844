/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_ENGINE_H
#define FABRIC_ENGINE_H

#include "fabric-calendar.h"
#include "run-guard.h"

#include "ns3/event-id.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The clock and the calendar of the fabric, one per simulation.
 *
 * FabricSimulatorImpl runs the calendar itself, merged with ns-3's own events. Under any other
 * SimulatorImpl a pump event does: slower, with the same results. In both cases, at equal times
 * ns-3's own events come first.
 *
 * Times are picoseconds since time zero.
 */
class FabricEngine
{
  public:
    /** @return the engine of the current simulation. */
    static FabricEngine& Get();

    FabricEngine();
    ~FabricEngine();
    FabricEngine(const FabricEngine&) = delete;
    FabricEngine& operator=(const FabricEngine&) = delete;

    /**
     * Make the simulation ready for fabrics: picosecond resolution and, where ns-3 is left to
     * choose, FabricSimulatorImpl. To be called before anything is scheduled; later calls do
     * nothing, and so does a choice of the user: the global value SimulatorImplementationType, or
     * Simulator::SetImplementation().
     */
    static void Prepare();

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

    /** @return the calendar. */
    FabricCalendar& GetCalendar()
    {
        return m_calendar;
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

    /** @return the number of fabric events run so far. */
    uint64_t GetExecuted() const
    {
        return m_calendar.GetExecuted();
    }

    /**
     * Schedule an event of an observer (samples, reports), which must not keep a run alive.
     * @param event an event that is not pending; its handler calls EndObservation() first
     * @param time absolute time in ps, not before Now()
     */
    void Observe(FabricEvent& event, uint64_t time)
    {
        m_observers++;
        Schedule(event, time);
    }

    /**
     * An event given to Observe() has run.
     * @return true if anything but observers is left, so that there is more to observe
     */
    bool EndObservation();

    /** @return the number of events run so far that were not observers'. */
    uint64_t GetWork() const
    {
        return m_calendar.GetExecuted() - m_observed;
    }

    /** @return true if no event but those of observers is pending in the calendar. */
    bool HasOnlyObservers() const
    {
        return m_calendar.GetSize() == m_observers;
    }

    /**
     * Let a guard decide when the simulation ends although events are left.
     * @param guard asked from now on
     */
    void AddGuard(std::shared_ptr<RunGuard> guard);

    /**
     * To be called by whatever schedules itself again without end (a refresh, a timer): the guards
     * may end the simulation. Cheap; they look rarely.
     */
    void Renewed()
    {
        if (!m_guards.empty() && Now() >= m_nextLook)
        {
            AskGuards();
        }
    }

    /** @return true if there are guards, and none of them sees anything to be sent. */
    bool IsIdle() const;

    /** @return true if FabricSimulatorImpl runs the calendar, false if the pump does. */
    bool IsNative() const
    {
        return m_native;
    }

  private:
    friend class FabricSimulatorImpl;

    uint64_t ForeignNow() const;
    void ArmPump();
    void Pump();
    void AskGuards();
    bool HasForeignEvents() const;

    FabricCalendar m_calendar;
    std::vector<std::shared_ptr<RunGuard>> m_guards;
    uint64_t m_nextLook{0};  ///< guards are not asked before, ps
    uint64_t m_observers{0}; ///< events of observers that are pending
    uint64_t m_observed{0};  ///< events of observers that have run
    uint64_t m_now{0};
    bool m_native{false};
    bool m_pumping{false};                      ///< inside Pump()
    uint64_t m_pumpTime{FabricCalendar::NEVER}; ///< when the pump is scheduled for
    uint64_t m_quietCount{0}; ///< event count at which the pump is alone at its time
    EventId m_pump;
};

} // namespace aifabric
} // namespace ns3

#endif // FABRIC_ENGINE_H
