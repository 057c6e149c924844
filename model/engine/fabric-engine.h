/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_ENGINE_H
#define FABRIC_ENGINE_H

#include "fabric-calendar.h"

#include "ns3/event-id.h"

#include <cstdint>

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

    FabricCalendar m_calendar;
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
