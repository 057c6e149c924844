/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-simulator-impl.h"

#include "config-error.h"

#include "ns3/assert.h"
#include "ns3/log.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("FabricSimulatorImpl");

NS_OBJECT_ENSURE_REGISTERED(FabricSimulatorImpl);

TypeId
FabricSimulatorImpl::GetTypeId()
{
    static TypeId tid = TypeId("ns3::aifabric::FabricSimulatorImpl")
                            .SetParent<SimulatorImpl>()
                            .SetGroupName("AiFabric")
                            .AddConstructor<FabricSimulatorImpl>();
    return tid;
}

FabricSimulatorImpl::FabricSimulatorImpl()
    : m_mainThread(std::this_thread::get_id()),
      m_uid(EventId::UID::VALID),
      m_currentUid(EventId::UID::INVALID),
      m_context(Simulator::NO_CONTEXT)
{
}

FabricSimulatorImpl::~FabricSimulatorImpl() = default;

void
FabricSimulatorImpl::DoDispose()
{
    TakeRemoteEvents();
    while (!m_events->IsEmpty())
    {
        m_events->RemoveNext().impl->Unref();
    }
    m_events = nullptr;
    SimulatorImpl::DoDispose();
}

void
FabricSimulatorImpl::Destroy()
{
    if (m_engine)
    {
        throw ConfigError("Simulator::Destroy() was called by an event: Simulator::Stop() ends the "
                          "run, after which Simulator::Destroy() takes all apart");
    }
    while (!m_destroyEvents.empty())
    {
        Ptr<EventImpl> event = m_destroyEvents.front().PeekEventImpl();
        m_destroyEvents.pop_front();
        if (!event->IsCancelled())
        {
            event->Invoke();
        }
    }
}

void
FabricSimulatorImpl::SetScheduler(ObjectFactory schedulerFactory)
{
    Ptr<Scheduler> scheduler = schedulerFactory.Create<Scheduler>();
    if (m_events)
    {
        while (!m_events->IsEmpty())
        {
            scheduler->Insert(m_events->RemoveNext());
        }
    }
    m_events = scheduler;
}

bool
FabricSimulatorImpl::IsFinished() const
{
    return m_stop || (m_events->IsEmpty() && FabricEngine::Get().HasOnlyObservers());
}

bool
FabricSimulatorImpl::HasNs3Events() const
{
    return !m_events->IsEmpty();
}

void
FabricSimulatorImpl::UpdateNext()
{
    m_next = m_events->IsEmpty() ? FabricCalendar::NEVER : m_events->PeekNext().key.m_ts;
}

void
FabricSimulatorImpl::RunOneNs3Event()
{
    const Scheduler::Event next = m_events->RemoveNext();
    UpdateNext();
    PreEventHook(EventId(next.impl, next.key.m_ts, next.key.m_context, next.key.m_uid));
    m_eventCount++;
    m_now = next.key.m_ts;
    m_context = next.key.m_context;
    m_currentUid = next.key.m_uid;
    const Ptr<EventImpl> event(next.impl, false); // it is gone then, also if it throws
    event->Invoke();
}

void
FabricSimulatorImpl::Run()
{
    if (m_engine)
    {
        throw ConfigError("Simulator::Run() was called by an event of the run that goes on");
    }
    m_mainThread = std::this_thread::get_id();
    TakeRemoteEvents();
    m_stop = false;
    FabricEngine& engine = FabricEngine::Get();
    m_engine = &engine;
    const Running running{*this};
    while (!m_stop && !s_interrupted)
    {
        const uint64_t least = engine.PeekDomains();
        const uint64_t observers = engine.m_observers->PeekTime();
        if (m_next <= least && m_next <= observers)
        {
            if (m_next == FabricCalendar::NEVER)
            {
                break;
            }
            engine.SetNow(m_next);
            RunOneNs3Event();
        }
        else if (observers < least)
        {
            m_now = observers;
            engine.SetNow(m_now);
            m_currentUid = m_uid - 1;
            m_context = Simulator::NO_CONTEXT;
            engine.m_observers->RunNext();
        }
        else
        {
            RunWindow(engine, least, observers);
        }
        if (s_requested.load(std::memory_order_relaxed))
        {
            TakeRequests();
        }
    }
    engine.SetNow(m_now);
    if (!IsFinished())
    {
        ObeyInterruption();
    }
}

void
FabricSimulatorImpl::RunWindow(FabricEngine& engine, uint64_t least, uint64_t observers)
{
    // What is sent at T or later arrives at T + window or later. A single domain needs no end.
    uint64_t end = engine.GetDomainCount() > 1 ? least + engine.m_window : FabricCalendar::NEVER;
    // Observers come after all else of their time.
    end = std::min(end, observers == FabricCalendar::NEVER ? observers : observers + 1);
    if (engine.m_shuffle)
    {
        engine.ShuffleOrder();
    }
    uint64_t latest = m_now;
    for (FabricDomain* domain : engine.m_order)
    {
        FabricCalendar& calendar = domain->m_calendar;
        // An ns-3 event that one domain schedules for a time within the window ends it for those
        // that have not come so far. What it does, it does to its own node.
        engine.m_limit = std::min(end, m_next);
        engine.m_current = domain;
        domain->m_running = engine.GetDomainCount() > 1;
        uint64_t time = calendar.PeekTime();
        while (time < engine.m_limit && !m_stop)
        {
            m_now = time;
            domain->m_now = time;
            m_currentUid = m_uid - 1; // every ns-3 event of this time is past
            m_context = calendar.PeekNode();
            calendar.RunNext();
            if (s_requested.load(std::memory_order_relaxed))
            {
                TakeRequests();
            }
            time = calendar.PeekTime();
        }
        domain->m_running = false;
        latest = std::max(latest, domain->m_now);
    }
    for (FabricDomain* domain : engine.m_order)
    {
        domain->OpenMailbox();
    }
    m_now = std::min(latest, m_next);
    engine.m_limit = 0;
}

void
FabricSimulatorImpl::Stop()
{
    m_stop = true;
}

StopResult
FabricSimulatorImpl::Stop(const Time& delay)
{
    return MakeStopResult(Simulator::Schedule(delay, &Simulator::Stop));
}

void
FabricSimulatorImpl::Insert(uint64_t time, uint32_t context, EventImpl* event)
{
    Scheduler::Event entry;
    entry.impl = event;
    entry.key.m_ts = time;
    entry.key.m_context = context;
    entry.key.m_uid = m_uid++;
    m_events->Insert(entry);
    if (time < m_next)
    {
        m_next = time;
        if (m_engine && time < m_engine->m_limit)
        {
            m_engine->m_limit = time;
        }
    }
}

EventId
FabricSimulatorImpl::Schedule(const Time& delay, EventImpl* event)
{
    NS_ASSERT_MSG(m_mainThread == std::this_thread::get_id(),
                  "Simulator::Schedule() is not thread-safe");
    NS_ASSERT_MSG(delay.IsPositive(), "negative delay");
    const uint64_t time = m_now + static_cast<uint64_t>(delay.GetTimeStep());
    const uint32_t uid = m_uid;
    Insert(time, m_context, event);
    return EventId(event, time, m_context, uid);
}

void
FabricSimulatorImpl::ScheduleWithContext(uint32_t context, const Time& delay, EventImpl* event)
{
    const auto step = static_cast<uint64_t>(delay.GetTimeStep());
    if (m_mainThread == std::this_thread::get_id())
    {
        Insert(m_now + step, context, event);
        return;
    }
    std::unique_lock lock{m_remoteMutex};
    m_remoteEvents.push_back({context, step, event});
    s_requested = true;
}

void
FabricSimulatorImpl::TakeRequests()
{
    s_requested = false; // first: what is asked for from now on is looked at again
    TakeRemoteEvents();
    if (s_interrupted && m_engine->GetDomainCount() == 1)
    {
        m_engine->m_limit = 0; // the window of a single domain may be the whole run
    }
}

void
FabricSimulatorImpl::TakeRemoteEvents()
{
    std::list<RemoteEvent> events;
    {
        std::unique_lock lock{m_remoteMutex};
        m_remoteEvents.swap(events);
    }
    for (const RemoteEvent& remote : events)
    {
        Insert(m_now + remote.delay, remote.context, remote.event);
    }
}

EventId
FabricSimulatorImpl::ScheduleNow(EventImpl* event)
{
    return Schedule(Time(0), event);
}

EventId
FabricSimulatorImpl::ScheduleDestroy(EventImpl* event)
{
    EventId id(Ptr<EventImpl>(event, false), m_now, Simulator::NO_CONTEXT, EventId::UID::DESTROY);
    m_destroyEvents.push_back(id);
    m_uid++;
    return id;
}

Time
FabricSimulatorImpl::Now() const
{
    return TimeStep(m_now);
}

Time
FabricSimulatorImpl::GetDelayLeft(const EventId& id) const
{
    return IsExpired(id) ? TimeStep(0) : TimeStep(id.GetTs() - m_now);
}

void
FabricSimulatorImpl::Remove(const EventId& id)
{
    if (id.GetUid() == EventId::UID::DESTROY)
    {
        m_destroyEvents.remove(id);
        return;
    }
    if (IsExpired(id))
    {
        return;
    }
    Scheduler::Event event;
    event.impl = id.PeekEventImpl();
    event.key.m_ts = id.GetTs();
    event.key.m_context = id.GetContext();
    event.key.m_uid = id.GetUid();
    m_events->Remove(event);
    event.impl->Cancel();
    event.impl->Unref();
    UpdateNext();
}

void
FabricSimulatorImpl::Cancel(const EventId& id)
{
    if (!IsExpired(id))
    {
        id.PeekEventImpl()->Cancel();
    }
}

bool
FabricSimulatorImpl::IsExpired(const EventId& id) const
{
    EventImpl* event = id.PeekEventImpl();
    if (!event || event->IsCancelled())
    {
        return true;
    }
    if (id.GetUid() == EventId::UID::DESTROY)
    {
        for (const EventId& pending : m_destroyEvents)
        {
            if (pending == id)
            {
                return false;
            }
        }
        return true;
    }
    return id.GetTs() < m_now || (id.GetTs() == m_now && id.GetUid() <= m_currentUid);
}

uint32_t
FabricSimulatorImpl::GetContext() const
{
    return m_context;
}

uint64_t
FabricSimulatorImpl::GetEventCount() const
{
    return m_eventCount + FabricEngine::Get().GetExecuted();
}

} // namespace aifabric
} // namespace ns3
