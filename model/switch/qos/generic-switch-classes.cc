/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Classes of a switch of no vendor: its QoS profile, what peers take to heed a pause, its watchdog.
 */

#include "ns3/component-description.h"
#include "ns3/component-spec.h"
#include "ns3/config-error.h"
#include "ns3/fabric-numbers.h"
#include "ns3/generic-switch-preset.h"
#include "ns3/qos-profile.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <functional>

namespace ns3
{
namespace aifabric
{

TypeId
GenericSwitchPreset::AddClassAttributes(TypeId tid)
{
    return tid
        .AddAttribute("Qos",
                      "QoS profile: classes by DSCP, strict priorities and shares, marks by class, "
                      "classes that PFC protects, shapers; list qos shows them",
                      StringValue("default"),
                      MakeStringAccessor(&GenericSwitchPreset::m_qos),
                      MakeStringChecker())
        .AddAttribute("PauseResponse",
                      "PFC: time that peers take to heed a pause, quanta of 512 bit times, at most "
                      "65535; auto = the limit of IEEE 802.3, 31B.3.7",
                      UintegerValue(0),
                      MakeUintegerAccessor(&GenericSwitchPreset::m_pauseResponse),
                      MakeUintegerChecker<uint64_t>())
        .AddAttribute("HeadroomRule",
                      "PFC: what headroom=auto adds up: exact, simple, sonic; list headroom shows "
                      "them",
                      StringValue("exact"),
                      MakeStringAccessor(&GenericSwitchPreset::m_headroomRule),
                      MakeStringChecker())
        .AddAttribute("Watchdog",
                      "PFC watchdog, by the rule of a family of ASIC: spectrum, broadcom, "
                      "silicon-one; none; list watchdog shows them",
                      StringValue("none"),
                      MakeStringAccessor(&GenericSwitchPreset::m_watchdog),
                      MakeStringChecker())
        .AddAttribute("WatchdogDetection",
                      "Time in a storm of pauses before the watchdog acts, at least 1 us",
                      TimeValue(MilliSeconds(200)),
                      MakeTimeAccessor(&GenericSwitchPreset::m_watchdogDetection),
                      MakeTimeChecker(MicroSeconds(1)))
        .AddAttribute("WatchdogRestoration",
                      "Time without a PFC frame of the class before the watchdog lets go, at "
                      "least 1 us",
                      TimeValue(MilliSeconds(400)),
                      MakeTimeAccessor(&GenericSwitchPreset::m_watchdogRestoration),
                      MakeTimeChecker(MicroSeconds(1)))
        .AddAttribute("WatchdogPoll",
                      "Time between two looks of the watchdog, at least 1 us",
                      TimeValue(MilliSeconds(200)),
                      MakeTimeAccessor(&GenericSwitchPreset::m_watchdogPoll),
                      MakeTimeChecker(MicroSeconds(1)))
        .AddAttribute("WatchdogAction",
                      "What the watchdog does: drop = discard the queue and what comes, forward = "
                      "ignore the pauses, alert = tell only",
                      StringValue("drop"),
                      MakeStringAccessor(&GenericSwitchPreset::m_watchdogAction),
                      MakeStringChecker());
}

Ptr<const QosProfile>
GenericSwitchPreset::GetProfile() const
{
    try
    {
        return CreateComponent<QosProfile>(QosProfile::GetFamily(), m_qos);
    }
    catch (const ConfigError& error)
    {
        throw ConfigError("generic: qos=" + m_qos + ": " + error.what());
    }
}

uint8_t
GenericSwitchPreset::GetNoDrop() const
{
    return GetProfile()->GetNoDrop();
}

bool
GenericSwitchPreset::IsLossless() const
{
    return m_lossless || GetNoDrop() != 0;
}

bool
GenericSwitchPreset::NamesMarks() const
{
    return GetProfile()->NamesMarks();
}

uint8_t
GenericSwitchPreset::ReadLosslessClasses() const
{
    if (const uint8_t named = GetNoDrop())
    {
        return named;
    }
    std::vector<uint32_t> classes;
    // In order and each once, so that there is one way to write them.
    if (!ReadWholes(m_losslessClasses, '/', {0, CLASS_COUNT - 1}, classes) || classes.empty() ||
        std::adjacent_find(classes.begin(), classes.end(), std::greater_equal<>()) != classes.end())
    {
        throw ConfigError("generic: lossless-classes=" + m_losslessClasses +
                          " are no classes: they are 0 to 7, joined by /, lowest first and each "
                          "once, such as 3/4");
    }
    uint32_t mask = 0;
    for (const uint32_t c : classes)
    {
        mask |= 1U << c;
    }
    return static_cast<uint8_t>(mask);
}

void
GenericSwitchPreset::ConfigureClasses(SwitchModel& model) const
{
    GetProfile()->Configure(model);
    // What is not given stays as the part has it.
    if (m_pauseResponse != 0)
    {
        model.SetPfcAttribute("PauseResponse", UintegerValue(m_pauseResponse));
    }
    if (m_headroomRule != "exact")
    {
        model.SetPfcAttribute("HeadroomRule", StringValue(m_headroomRule));
    }
    if (m_watchdog != "none")
    {
        model.SetWatchdogAttribute("Rule", StringValue(m_watchdog));
        model.SetWatchdogAttribute("DetectionTime", TimeValue(m_watchdogDetection));
        model.SetWatchdogAttribute("RestorationTime", TimeValue(m_watchdogRestoration));
        model.SetWatchdogAttribute("PollInterval", TimeValue(m_watchdogPoll));
        model.SetWatchdogAttribute("Action", StringValue(m_watchdogAction));
    }
}

void
GenericSwitchPreset::AddClassIdle(std::vector<IdleAttribute>& idle) const
{
    const auto profile = GetProfile();
    if (profile->GetNoDrop() != 0)
    {
        const std::string reason = "qos=" + m_qos + " says which classes PFC protects";
        idle.push_back({"Lossless", reason});
        idle.push_back({"LosslessClasses", reason});
    }
    if (profile->NamesMarks())
    {
        const std::string reason = "qos=" + m_qos + " says which queues are marked";
        for (const char* name : {"Ecn", "Kmin", "Kmax", "Pmax", "MarkLastHop"})
        {
            idle.push_back({name, reason});
        }
    }
    if (!IsLossless())
    {
        idle.push_back({"HeadroomRule", "nothing is paused with lossless=false"});
    }
    else if (m_headroom != AUTO)
    {
        idle.push_back({"HeadroomRule", "headroom is given in bytes"});
    }
    if (m_watchdog == "none")
    {
        for (const char* name :
             {"WatchdogDetection", "WatchdogRestoration", "WatchdogPoll", "WatchdogAction"})
        {
            idle.push_back({name, "there is no watchdog: give watchdog=NAME"});
        }
    }
}

} // namespace aifabric
} // namespace ns3
