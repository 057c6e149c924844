/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_SIMULATOR_IMPL_H
#define FABRIC_SIMULATOR_IMPL_H

#include "fabric-compat.h"
#include "fabric-engine.h"

#include "ns3/scheduler.h"
#include "ns3/simulator-impl.h"

#include <atomic>
#include <list>
#include <mutex>
#include <thread>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A simulator implementation that runs the domains of the fabric, merged with ns-3's own scheduler.
 * A single domain runs in exact time order. Several run one after another in windows, within which
 * nothing that one of them sends can reach another. A window ends at the next event of ns-3, which
 * therefore has its exact time; one that a domain schedules within the window concerns the node
 * that scheduled it, whatever domains have run ahead.
 *
 * Everything that works under DefaultSimulatorImpl works here: Simulator::Schedule(), contexts,
 * cancelling, Stop(), events scheduled from other threads. At equal times ns-3's events run
 * before fabric events.
 */
class FabricSimulatorImpl : public SimulatorImpl
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    FabricSimulatorImpl();
    ~FabricSimulatorImpl() override;

    void Destroy() override;
    bool IsFinished() const override;
    void Stop() override;
    StopResult Stop(const Time& delay) override;
    EventId Schedule(const Time& delay, EventImpl* event) override;
    void ScheduleWithContext(uint32_t context, const Time& delay, EventImpl* event) override;
    EventId ScheduleNow(EventImpl* event) override;
    EventId ScheduleDestroy(EventImpl* event) override;
    void Remove(const EventId& id) override;
    void Cancel(const EventId& id) override;
    bool IsExpired(const EventId& id) const override;
    void Run() override;
    Time Now() const override;
    Time GetDelayLeft(const EventId& id) const override;

    Time GetMaximumSimulationTime() const override
    {
        return TimeStep(0x7fffffffffffffffLL);
    }

    void SetScheduler(ObjectFactory schedulerFactory) override;

    uint32_t GetSystemId() const override
    {
        return 0;
    }

    uint32_t GetContext() const override;
    uint64_t GetEventCount() const override;

    /**
     * Ask the simulation that runs, or else the next one, to end between two events. A signal
     * handler may call this. One domain ends at once, several at the end of their window, at one
     * time; under another SimulatorImpl the pump ends it.
     */
    static void Interrupt()
    {
        s_interrupted = true;
        s_requested = true;
    }

    /** @return true if Interrupt() was called. */
    static bool IsInterrupted()
    {
        return s_interrupted;
    }

    /** @return true if that ended a simulation although events were left. */
    static bool WasCut()
    {
        return s_cut;
    }

    /** Forget both: simulations run to their ends again. */
    static void ForgetInterruption()
    {
        s_interrupted = false;
        s_cut = false;
    }

    /**
     * Ask on behalf of another driver whether to end the simulation, which it then does.
     * @return true if Interrupt() was called
     */
    static bool ObeyInterruption()
    {
        s_cut = s_cut || s_interrupted;
        return s_interrupted;
    }

    /** @return true if events of ns-3 are left, the fabric's own aside. */
    bool HasNs3Events() const;

  private:
    void DoDispose() override;

    /// An event that another thread scheduled.
    struct RemoteEvent
    {
        uint32_t context; ///< its context
        uint64_t delay;   ///< its delay in time steps
        EventImpl* event; ///< itself, one reference held
    };

    /// Forgets the engine when Run() ends, by an exception, too.
    struct Running
    {
        ~Running()
        {
            simulator.m_engine = nullptr;
        }

        FabricSimulatorImpl& simulator;
    };

    void Insert(uint64_t time, uint32_t context, EventImpl* event);
    void TakeRemoteEvents();
    void TakeRequests();
    void RunWindow(FabricEngine& engine, uint64_t least, uint64_t observers);
    void RunOneNs3Event();
    void UpdateNext();

    Ptr<Scheduler> m_events;
    std::list<EventId> m_destroyEvents;
    // Signal handlers set the first two; the first is the one flag that the loop over events reads.
    static_assert(std::atomic<bool>::is_always_lock_free);
    static inline std::atomic<bool> s_requested{
        false}; ///< another thread or a signal wants something
    static inline std::atomic<bool> s_interrupted{false}; ///< the simulation is to end
    static inline bool s_cut{false}; ///< one was ended although events were left
    std::list<RemoteEvent> m_remoteEvents;
    std::mutex m_remoteMutex;
    std::thread::id m_mainThread;
    uint64_t m_now{0};
    uint64_t m_next{FabricCalendar::NEVER}; ///< time of the first ns-3 event
    uint64_t m_eventCount{0};
    uint32_t m_uid;
    uint32_t m_currentUid;
    uint32_t m_context;
    bool m_stop{false};
    FabricEngine* m_engine{nullptr}; ///< while it runs
};

} // namespace aifabric
} // namespace ns3

#endif // FABRIC_SIMULATOR_IMPL_H
