/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-engine.h"

#include "config-error.h"
#include "fabric-simulator-impl.h"

#include "ns3/abort.h"
#include "ns3/global-value.h"
#include "ns3/log.h"
#include "ns3/nstime.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/time-printer.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <memory>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ns3
{
namespace aifabric
{

namespace
{

/// @return whether there is a simulator that does not end; this makes none
bool
HasSimulator()
{
    // ns-3 tells it by nothing else: it sets this printer when it has made one, and resets it
    // before it takes anything apart.
    return LogGetTimePrinter() == &DefaultTimePrinter;
}

/// Find out whether ns-3 still lets the resolution of times be chosen. It says so by ending the
/// process, or by crashing: a child process tries.
bool
CanChooseResolution()
{
    const pid_t child = fork();
    if (child < 0)
    {
        return true; // ns-3 says it in its own way
    }
    if (child == 0)
    {
        // It writes nothing, neither messages nor what this process has in its buffers.
        for (int file = 0; file < std::min<int>(sysconf(_SC_OPEN_MAX), 1024); file++)
        {
            close(file);
        }
        const rlimit none{0, 0};
        setrlimit(RLIMIT_CORE, &none);
        std::signal(SIGSEGV, SIG_DFL);
        std::signal(SIGABRT, SIG_DFL);
        Time::SetResolution(Time::PS);
        _exit(0);
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
    {
    }
    // A hand that kills it proves nothing.
    const bool isKilled = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    return isKilled || (WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/// The process ends.
bool s_exits = false;

/// Tells of that.
struct ExitMark
{
    ~ExitMark()
    {
        s_exits = true;
    }
};

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
    const Time::Unit unit = Time::GetResolution();
    if (unit != Time::PS && unit != Time::NS)
    {
        // ns-3 converts times once only: a second time ends the process.
        throw ConfigError("ai-fabric needs picosecond resolution, and Time::SetResolution() has "
                          "chosen another: leave it out, or give it Time::PS");
    }
    if (unit == Time::NS)
    {
        if (HasSimulator() && !Simulator::IsFinished())
        {
            // Their times would be taken for picoseconds.
            throw ConfigError(
                "nodes were made, events scheduled or Simulator::Stop() called before "
                "ai-fabric has chosen the resolution of times: make the FabricHelper "
                "first, or call FabricEngine::Prepare() where the program begins");
        }
        if (!CanChooseResolution())
        {
            throw ConfigError("ai-fabric needs picosecond resolution, and a simulation has run or "
                              "Time::SetResolution() was called before: make the FabricHelper "
                              "first, or give Time::PS to Time::SetResolution()");
        }
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

void
FabricEngine::CheckEnd(const std::string& part)
{
    // A program that forgets Simulator::Destroy() has all taken apart when its process ends.
    const bool isUsed = HasSimulator() && !s_exits && Slot() && Slot()->CountGuards() > 0;
    if (isUsed)
    {
        throw ConfigError("Dispose() of " + part +
                          ": others of its fabric rely on it, which Simulator::Destroy() takes "
                          "apart as a whole; what is to fail in a run is a fault (FaultHelper)");
    }
}

FabricEngine::FabricEngine()
    : m_observers(std::make_unique<FabricCalendar>(FabricCalendar::LEAST_BUCKETS))
{
    if (Time::GetResolution() != Time::PS)
    {
        throw ConfigError("ai-fabric needs picosecond resolution: call FabricEngine::Prepare(), or "
                          "make a FabricHelper, before anything else");
    }
    Ptr<SimulatorImpl> implementation = Simulator::GetImplementation();
    m_native = DynamicCast<FabricSimulatorImpl>(implementation) != nullptr;
    m_domains.push_back(std::make_unique<FabricDomain>(*this, m_native));
    m_current = m_domains.front().get();
    m_order.push_back(m_current);
    m_look.Bind<&FabricEngine::AskGuards>(this, UINT32_MAX, 2, EventKind::OTHER);
}

FabricEngine::~FabricEngine() = default;

uint32_t
FabricEngine::AddDomains(uint32_t count, uint64_t window)
{
    NS_ABORT_MSG_IF(!m_native, "only FabricSimulatorImpl runs several domains");
    NS_ABORT_MSG_IF(count + m_domains.size() > MOST_DOMAINS || window == 0,
                    "at most " << MOST_DOMAINS << " domains, and a positive window");
    const uint32_t first = GetDomainCount();
    // Each of many domains has few of the events.
    uint64_t buckets = FabricCalendar::MOST_BUCKETS;
    for (uint32_t share = count; share > 1 && buckets > FabricCalendar::LEAST_BUCKETS; share /= 2)
    {
        buckets /= 2;
    }
    for (uint32_t i = 0; i < count; i++)
    {
        m_domains.push_back(std::make_unique<FabricDomain>(*this, m_native, buckets));
        m_order.push_back(m_domains.back().get());
    }
    m_window = std::min({m_window, window, m_ahead});
    return first;
}

void
FabricEngine::SetNow(uint64_t time)
{
    for (const auto& domain : m_domains)
    {
        domain->m_now = time;
    }
    m_current = m_domains.front().get();
}

uint64_t
FabricEngine::PeekDomains()
{
    uint64_t least = FabricCalendar::NEVER;
    for (const auto& domain : m_domains)
    {
        least = std::min(least, domain->m_calendar.PeekTime());
    }
    return least;
}

void
FabricEngine::ShuffleOrder()
{
    for (size_t i = m_order.size(); i > 1; i--)
    {
        m_shuffle = m_shuffle * 6364136223846793005 + 1442695040888963407;
        std::swap(m_order[i - 1], m_order[(m_shuffle >> 33) % i]);
    }
}

uint64_t
FabricEngine::GetWork() const
{
    uint64_t executed = 0;
    for (const auto& domain : m_domains)
    {
        executed += domain->m_calendar.GetExecuted();
    }
    return executed;
}

uint64_t
FabricEngine::GetExecuted() const
{
    return GetWork() + m_observers->GetExecuted();
}

bool
FabricEngine::HasOnlyObservers() const
{
    return std::all_of(m_domains.begin(), m_domains.end(), [](const auto& domain) {
        return domain->m_calendar.GetSize() == 0;
    });
}

std::vector<FabricCalendar::Posted>
FabricEngine::ListPosted() const
{
    std::vector<FabricCalendar::Posted> all;
    for (const auto& domain : m_domains)
    {
        const auto posted = domain->m_calendar.ListPosted();
        all.insert(all.end(), posted.begin(), posted.end());
    }
    return all;
}

bool
FabricEngine::HasForeignEvents() const
{
    // Asked from within an event of the fabric, when the pump is not scheduled.
    const auto implementation = Simulator::GetImplementation();
    const auto native = DynamicCast<FabricSimulatorImpl>(implementation);
    return native ? native->HasNs3Events() : !implementation->IsFinished();
}

void
FabricEngine::Observe(FabricEvent& event, uint64_t time)
{
    m_observers->Insert(event, time);
    if (!m_native)
    {
        ArmPump();
    }
}

bool
FabricEngine::EndObservation()
{
    return !HasOnlyObservers() || HasForeignEvents();
}

void
FabricEngine::AddGuard(std::shared_ptr<RunGuard> guard)
{
    static const ExitMark mark; // ends before ns-3's list of nodes: there are nodes by now
    m_guards.push_back(std::move(guard));
    m_nextLook = 0;
}

bool
FabricEngine::IsIdle() const
{
    return !m_guards.empty() &&
           std::all_of(m_guards.begin(), m_guards.end(), [](const auto& g) { return g->IsIdle(); });
}

void
FabricEngine::AskForLook(uint64_t now)
{
    // Between windows, at a time that does not depend on how the fabric is cut into domains.
    m_lookAsked = now;
    if (m_look.IsPending())
    {
        m_observers->Remove(m_look);
    }
    Observe(m_look, now + m_ahead);
    m_limit = std::min(m_limit, now + m_ahead + 1);
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
    m_lookAsked = FabricCalendar::NEVER;
    m_nextLook = now + interval;
    if (isStuck || (isIdle && !HasForeignEvents()))
    {
        Simulator::Stop();
    }
}

void
FabricEngine::ArmPump()
{
    const uint64_t head = std::min(PeekDomains(), m_observers->PeekTime());
    if (m_pumping || head >= m_pumpTime)
    {
        return;
    }
    m_pump.Remove(); // a cancelled event would pass for one that is left
    m_pumpTime = head;
    m_quietCount = 0;
    m_pump = Simulator::Schedule(TimeStep(head - Now()), &FabricEngine::Pump, this);
}

void
FabricEngine::Pump()
{
    // Fabric events run after every ns-3 event of the same time. When the pump is the only event
    // that ran since it last deferred itself, no other is left at this time.
    if (FabricSimulatorImpl::ObeyInterruption())
    {
        Simulator::Stop();
        return;
    }
    const uint64_t now = Now();
    const uint64_t count = Simulator::GetEventCount();
    if (count != m_quietCount)
    {
        m_quietCount = count + 1;
        m_pump = Simulator::ScheduleNow(&FabricEngine::Pump, this);
        return;
    }
    m_pumping = true;
    FabricCalendar& calendar = m_current->m_calendar;
    if (calendar.PeekTime() <= now)
    {
        calendar.RunNext();
    }
    else if (m_observers->PeekTime() <= now)
    {
        m_observers->RunNext();
    }
    m_pumping = false;
    m_pumpTime = FabricCalendar::NEVER;
    const uint64_t head = std::min(calendar.PeekTime(), m_observers->PeekTime());
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
