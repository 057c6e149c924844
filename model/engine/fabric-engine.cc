/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-engine.h"

#include "fabric-simulator-impl.h"

#include "ns3/abort.h"
#include "ns3/global-value.h"
#include "ns3/nstime.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <algorithm>
#include <memory>

namespace ns3
{
namespace aifabric
{

namespace
{

/// The engine of the current simulation; Simulator::Destroy() ends it.
std::unique_ptr<FabricEngine>&
Slot()
{
    static std::unique_ptr<FabricEngine> engine;
    return engine;
}

} // namespace

FabricEngine&
FabricEngine::Get()
{
    auto& slot = Slot();
    if (!slot)
    {
        slot = std::make_unique<FabricEngine>();
        Simulator::ScheduleDestroy([]() { Slot().reset(); });
    }
    return *slot;
}

void
FabricEngine::Prepare()
{
    if (Time::GetResolution() != Time::PS)
    {
        Time::SetResolution(Time::PS);
    }
    StringValue implementation;
    GlobalValue::GetValueByName("SimulatorImplementationType", implementation);
    if (implementation.Get() == "ns3::DefaultSimulatorImpl")
    {
        GlobalValue::Bind("SimulatorImplementationType",
                          StringValue("ns3::aifabric::FabricSimulatorImpl"));
    }
}

FabricEngine::FabricEngine()
{
    NS_ABORT_MSG_IF(Time::GetResolution() != Time::PS,
                    "ai-fabric needs picosecond resolution: call FabricEngine::Prepare() (or make "
                    "a FabricHelper) before anything else");
    Ptr<SimulatorImpl> implementation = Simulator::GetImplementation();
    m_native = DynamicCast<FabricSimulatorImpl>(implementation) != nullptr;
    m_now = static_cast<uint64_t>(Simulator::Now().GetTimeStep());
}

FabricEngine::~FabricEngine() = default;

uint64_t
FabricEngine::ForeignNow() const
{
    return static_cast<uint64_t>(Simulator::Now().GetTimeStep());
}

bool
FabricEngine::HasForeignEvents() const
{
    // Asked from within an event of the fabric, when the pump is not scheduled.
    const auto implementation = Simulator::GetImplementation();
    const auto native = DynamicCast<FabricSimulatorImpl>(implementation);
    return native ? native->HasNs3Events() : !implementation->IsFinished();
}

bool
FabricEngine::EndObservation()
{
    m_observers--;
    m_observed++;
    return !HasOnlyObservers() || HasForeignEvents();
}

void
FabricEngine::AddGuard(std::shared_ptr<RunGuard> guard)
{
    m_guards.push_back(std::move(guard));
}

bool
FabricEngine::IsIdle() const
{
    return !m_guards.empty() &&
           std::all_of(m_guards.begin(), m_guards.end(), [](const auto& g) { return g->IsIdle(); });
}

void
FabricEngine::AskGuards()
{
    const uint64_t now = Now();
    uint64_t interval = UINT64_MAX;
    bool isStuck = false;
    bool isIdle = true;
    for (const auto& guard : m_guards)
    {
        const RunGuard::State state = guard->Look(now);
        interval = std::min(interval, guard->GetInterval());
        isStuck = isStuck || state == RunGuard::State::STUCK;
        isIdle = isIdle && state == RunGuard::State::IDLE;
    }
    m_nextLook = now + interval;
    if (isStuck || (isIdle && !HasForeignEvents()))
    {
        Simulator::Stop();
    }
}

void
FabricEngine::ArmPump()
{
    const uint64_t head = m_calendar.PeekTime();
    if (m_pumping || head >= m_pumpTime)
    {
        return;
    }
    m_pump.Remove(); // a cancelled event would pass for one that is left
    m_pumpTime = head;
    m_quietCount = 0;
    m_pump = Simulator::Schedule(TimeStep(head - ForeignNow()), &FabricEngine::Pump, this);
}

void
FabricEngine::Pump()
{
    // Fabric events run after every ns-3 event of the same time. When the pump is the only event
    // that ran since it last deferred itself, no other is left at this time.
    const uint64_t now = ForeignNow();
    const uint64_t count = Simulator::GetEventCount();
    if (count != m_quietCount)
    {
        m_quietCount = count + 1;
        m_pump = Simulator::ScheduleNow(&FabricEngine::Pump, this);
        return;
    }
    m_pumping = true;
    if (m_calendar.PeekTime() <= now)
    {
        m_calendar.RunNext();
    }
    m_pumping = false;
    m_pumpTime = FabricCalendar::NEVER;
    const uint64_t head = m_calendar.PeekTime();
    if (head == FabricCalendar::NEVER)
    {
        return;
    }
    m_pumpTime = head;
    m_quietCount = head == now ? count + 1 : 0;
    m_pump = Simulator::Schedule(TimeStep(head - now), &FabricEngine::Pump, this);
}

} // namespace aifabric
} // namespace ns3
