/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "pfc-watchdog.h"

#include "ns3/before-start.h"
#include "ns3/component-spec.h"
#include "ns3/config-error.h"
#include "ns3/log.h"
#include "ns3/string.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("PfcWatchdog");

NS_OBJECT_ENSURE_REGISTERED(PfcWatchdog);

namespace
{
/// Parts of a node below are ports, and classes of ports (PfcController).
constexpr uint32_t WATCHDOG_PART = 1U << 21;
} // namespace

TypeId
PfcWatchdog::GetTypeId()
{
    const auto early = [](const char* name, Ptr<const AttributeAccessor> accessor) {
        const auto hasStarted = [](const PfcWatchdog& one) { return !one.m_ports.empty(); };
        return MakeBeforeStart<PfcWatchdog>(name, hasStarted, accessor);
    };
    static TypeId tid =
        TypeId("ns3::aifabric::PfcWatchdog")
            .SetParent<Object>()
            .SetGroupName("AiFabric")
            .AddConstructor<PfcWatchdog>()
            .AddAttribute("Rule",
                          "Family of ASIC whose rule tells a storm: spectrum, broadcom, "
                          "silicon-one; none = no watchdog",
                          StringValue("none"),
                          early("Rule", MakeStringAccessor(&PfcWatchdog::m_ruleName)),
                          MakeStringChecker())
            .AddAttribute("DetectionTime",
                          "Time that a class is in a storm before the watchdog acts",
                          TimeValue(MilliSeconds(200)),
                          early("DetectionTime", MakeTimeAccessor(&PfcWatchdog::m_detection)),
                          MakeTimeChecker(MicroSeconds(1)))
            .AddAttribute("RestorationTime",
                          "Time without a PFC frame of the class before the watchdog lets go",
                          TimeValue(MilliSeconds(400)),
                          early("RestorationTime", MakeTimeAccessor(&PfcWatchdog::m_restoration)),
                          MakeTimeChecker(MicroSeconds(1)))
            .AddAttribute("PollInterval",
                          "Time between two looks",
                          TimeValue(MilliSeconds(200)),
                          early("PollInterval", MakeTimeAccessor(&PfcWatchdog::m_interval)),
                          MakeTimeChecker(MicroSeconds(1)))
            .AddAttribute("Action",
                          "What is done to a class in a storm: drop = discard its queue and what "
                          "comes, forward = ignore its pauses, alert = tell only",
                          StringValue("drop"),
                          early("Action", MakeStringAccessor(&PfcWatchdog::m_action)),
                          MakeStringChecker());
    return tid;
}

PfcWatchdog::PfcWatchdog() = default;
PfcWatchdog::~PfcWatchdog() = default;

std::string
PfcWatchdog::Start(uint32_t node, const std::vector<FabricPort*>& ports, uint8_t classes)
{
    if (m_ruleName == "none" || ports.empty())
    {
        return "";
    }
    try
    {
        m_rule = CreateComponent<StormRule>(StormRule::GetFamily(), m_ruleName);
    }
    catch (const ConfigError& error)
    {
        return std::string("watchdog: ") + error.what();
    }
    if (m_action != "drop" && m_action != "forward" && m_action != "alert")
    {
        return "watchdog-action=" + m_action + " is none of drop, forward, alert";
    }
    if (classes == 0)
    {
        return "watchdog=" + m_ruleName +
               " has nothing to watch: no class is lossless; give lossless=true";
    }
    if (m_interval > m_detection)
    {
        return "watchdog-poll exceeds watchdog-detection: a storm is told by whole intervals";
    }
    m_classes = classes;
    m_ports = ports;
    m_domain = &ports[0]->GetDomain();
    m_period = static_cast<uint64_t>(m_interval.GetTimeStep());
    m_watches.assign(ports.size() * CLASS_COUNT, {});
    m_masks.assign(ports.size(), 0);
    for (FabricPort* port : ports)
    {
        port->GetGates().Record();
    }
    m_poll.Bind<&PfcWatchdog::Poll>(this, node, WATCHDOG_PART, EventKind::OTHER);
    Forget();
    return "";
}

uint64_t
PfcWatchdog::GetPatience() const
{
    return !m_rule || m_action == "alert"
               ? 0
               : static_cast<uint64_t>(m_detection.GetTimeStep()) + 2 * m_period;
}

void
PfcWatchdog::Forget()
{
    // Nothing was paused at the last poll, or there was none.
    for (size_t i = 0; i < m_watches.size(); i++)
    {
        Watch& watch = m_watches[i];
        if (!watch.active)
        {
            watch.timeLeft = static_cast<uint64_t>(m_detection.GetTimeStep());
            watch.paused = false;
            watch.begun = false;
        }
        watch.pausedPs = m_ports[i / CLASS_COUNT]->GetGates().GetPausedTime(i % CLASS_COUNT);
    }
}

void
PfcWatchdog::Schedule()
{
    const uint64_t last = m_domain->Now() / m_period * m_period;
    if (last != m_lastPoll)
    {
        // What nobody looked at was quiet.
        m_lastPoll = last;
        Forget();
    }
    m_domain->Schedule(m_poll, last + m_period);
    m_domain->Renewed();
}

void
PfcWatchdog::PauseChanged(uint16_t port)
{
    if (m_polling)
    {
        return; // which looks at all ports when it is through
    }
    const uint8_t mask = m_ports[port]->GetGates().GetReceived() & m_classes;
    const uint8_t before = m_masks[port];
    m_masks[port] = mask;
    m_paused += mask != 0 ? 1 : 0;
    m_paused -= before != 0 ? 1 : 0;
    const bool polls = m_paused > 0 || m_active > 0;
    if (polls && !m_poll.IsPending())
    {
        Schedule();
    }
    else if (!polls)
    {
        m_domain->Cancel(m_poll);
    }
}

void
PfcWatchdog::Poll()
{
    m_polling = true;
    for (uint16_t port = 0; port < m_ports.size(); port++)
    {
        for (uint8_t c = 0; c < CLASS_COUNT; c++)
        {
            if ((m_classes >> c) & 1)
            {
                Look(port, c);
            }
        }
    }
    m_polling = false;
    m_lastPoll = m_domain->Now();
    // While pauses are ignored the port does not tell of them.
    for (uint16_t port = 0; port < m_ports.size(); port++)
    {
        PauseChanged(port);
    }
}

PollInterval
PfcWatchdog::Measure(FabricPort& port, uint8_t priority, Watch& watch) const
{
    const ClassGates& gates = port.GetGates();
    const PauseRecord& record = gates.GetRecord(priority);
    const auto isRecent = [this](uint64_t time) {
        return time != PauseRecord::NEVER && time > m_lastPoll;
    };
    PollInterval interval;
    interval.length = m_domain->Now() - m_lastPoll;
    interval.queuedBytes = port.GetQueues().GetQueue(priority).bytes;
    interval.sent = isRecent(watch.left);
    interval.received = isRecent(record.lastFrame);
    interval.resumed = isRecent(record.lastResume);
    interval.pausedBefore = watch.paused;
    interval.pausedNow = (gates.GetReceived() >> priority) & 1;
    const uint64_t paused = gates.GetPausedTime(priority);
    interval.pausedPs = paused - watch.pausedPs;
    watch.pausedPs = paused;
    watch.paused = interval.pausedNow;
    return interval;
}

void
PfcWatchdog::Look(uint16_t port, uint8_t priority)
{
    Watch& watch = m_watches[port * CLASS_COUNT + priority];
    const PollInterval interval = Measure(*m_ports[port], priority, watch);
    const bool counts = watch.active ? !interval.received : m_rule->IsStorm(interval);
    if (!counts)
    {
        const Time whole = watch.active ? m_restoration : m_detection;
        watch.timeLeft = static_cast<uint64_t>(whole.GetTimeStep());
        watch.begun = false;
        return;
    }
    if (!watch.active && !watch.begun && !m_rule->LooksBack())
    {
        watch.begun = true;
        return;
    }
    if (watch.timeLeft > m_period)
    {
        watch.timeLeft -= m_period;
    }
    else if (watch.active)
    {
        Restore(port, priority);
    }
    else
    {
        Detect(port, priority);
    }
}

void
PfcWatchdog::Detect(uint16_t port, uint8_t priority)
{
    Watch& watch = m_watches[port * CLASS_COUNT + priority];
    watch.active = true;
    watch.begun = false;
    watch.discarded = 0;
    watch.timeLeft = static_cast<uint64_t>(m_restoration.GetTimeStep());
    m_active++;
    NS_LOG_INFO("node " << m_ports[port]->GetNodeId() << " port " << port << ": class " << +priority
                        << " is in a storm of pauses: " << m_action);
    const size_t event = m_events.size();
    m_events.push_back({m_domain->Now(), port, priority, true, 0});
    Apply(port);
    m_events[event].discarded = watch.discarded;
}

void
PfcWatchdog::Restore(uint16_t port, uint8_t priority)
{
    Watch& watch = m_watches[port * CLASS_COUNT + priority];
    watch.active = false;
    watch.timeLeft = static_cast<uint64_t>(m_detection.GetTimeStep());
    m_active--;
    NS_LOG_INFO("node " << m_ports[port]->GetNodeId() << " port " << port << ": class " << +priority
                        << " is restored");
    m_events.push_back({m_domain->Now(), port, priority, false, watch.discarded});
    Apply(port);
}

void
PfcWatchdog::Apply(uint16_t port)
{
    uint8_t active = 0;
    for (uint8_t c = 0; c < CLASS_COUNT; c++)
    {
        active |= static_cast<uint8_t>(m_watches[port * CLASS_COUNT + c].active ? 1U << c : 0);
    }
    ClassGates& gates = m_ports[port]->GetGates();
    gates.SetDiscards(m_action == "drop" ? active : 0);
    gates.SetIgnored(m_action == "alert" ? 0 : active);
}

void
PfcWatchdog::LinkChanged(uint16_t port)
{
    for (uint8_t c = 0; c < CLASS_COUNT; c++)
    {
        Watch& watch = m_watches[port * CLASS_COUNT + c];
        if (watch.active)
        {
            Restore(port, c);
        }
        watch.timeLeft = static_cast<uint64_t>(m_detection.GetTimeStep());
        watch.begun = false;
    }
    PauseChanged(port);
}

} // namespace aifabric
} // namespace ns3
