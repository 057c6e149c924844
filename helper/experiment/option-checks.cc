/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "option-checks.h"

#include "ns3/clock-range.h"
#include "ns3/congestion-control.h"
#include "ns3/fabric-layout.h"
#include "ns3/fabric-units.h"
#include "ns3/fault.h"
#include "ns3/link-jitter.h"
#include "ns3/loss-recovery.h"
#include "ns3/switch-load-balancer.h"
#include "ns3/switch-preset.h"

#include <sys/stat.h>
#include <unistd.h>

namespace ns3
{
namespace aifabric
{
namespace option_checks
{

namespace
{

/// Refuse a delay with which a way through the fabric might take too long.
std::string
CheckHop(Time delay)
{
    return static_cast<uint64_t>(delay.GetPicoSeconds()) > ClockRange::LONGEST_HOP
               ? "a delay of more than 1d, a dozen of which the clock of picoseconds would not bear"
               : "";
}

/// @return what a reader says against a text
template <typename Parse>
std::string
Refusal(Parse parse)
{
    try
    {
        parse();
        return "";
    }
    catch (const ConfigError& error)
    {
        return error.what();
    }
}

/// Refuse a file that cannot be written, before ns-3 aborts on it.
std::string
CheckWritable(const std::string& path, bool prefix)
{
    const size_t slash = path.rfind('/');
    const std::string directory =
        slash == std::string::npos ? "." : (slash == 0 ? "/" : path.substr(0, slash));
    struct stat info;
    if (stat(directory.c_str(), &info) != 0 || !S_ISDIR(info.st_mode))
    {
        return "there is no directory '" + directory + "'";
    }
    if (access(directory.c_str(), W_OK) != 0)
    {
        return "no right to write to '" + directory + "'";
    }
    return !prefix && stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode)
               ? "that is a directory: choose a file name"
               : "";
}

} // namespace

std::string
Fabric(const OptionValue& value)
{
    return value.GetComponent().Create<FabricLayout>()->Check();
}

std::string
Rate(const OptionValue& value)
{
    return Refusal([&value]() { ParseClockRate(value.text); });
}

std::string
Delay(const OptionValue& value)
{
    const std::string problem = Refusal([&value]() { ParseClockTime(value.text, false); });
    return problem.empty() ? CheckHop(*value.time) : problem;
}

std::string
Switches(const OptionValue& value)
{
    std::string problem;
    for (const OptionComponent& model : value.components)
    {
        TimeValue latency(Time(0));
        model.Create<SwitchPreset>()->GetAttributeFailSafe("Latency", latency);
        problem = problem.empty() ? CheckHop(latency.Get()) : problem;
    }
    return problem;
}

std::string
Balancers(const OptionValue& value)
{
    uint32_t counts[2] = {0, 0};
    for (const OptionComponent& strategy : value.components)
    {
        const bool onSwitch =
            strategy.factory.GetTypeId().IsChildOf(SwitchLoadBalancer::GetTypeId());
        if (++counts[onSwitch ? 0 : 1] > 1)
        {
            return std::string("two strategies of ") + (onSwitch ? "switches" : "hosts") +
                   " are joined; a strategy of switches joins with one of hosts";
        }
    }
    return "";
}

std::string
Recovery(const OptionValue& value)
{
    return value.GetComponent().Create<LossRecovery>()->Check();
}

std::string
Control(const OptionValue& value)
{
    return value.GetComponent().Create<CongestionControl>()->Check();
}

std::string
Faults(const OptionValue& value)
{
    for (const OptionComponent& fault : value.components)
    {
        const std::string problem = fault.Create<Fault>()->Check();
        if (!problem.empty())
        {
            return (value.components.size() > 1 ? fault.canonical + ": " : "") + problem;
        }
    }
    return "";
}

std::string
TimeOrAuto(const OptionValue& value)
{
    return value.text == "auto" ? "" : Refusal([&value]() { ParseClockTime(value.text, false); });
}

std::string
Interval(const OptionValue& value)
{
    const std::string problem = TimeOrAuto(value);
    return problem.empty() && value.time && value.time->IsZero()
               ? "a positive time or auto is needed"
               : problem;
}

std::string
Jitter(const OptionValue& value)
{
    if (value.text.empty())
    {
        return "a time or auto is needed";
    }
    return value.time && *value.time > TimeStep(LinkJitter::MOST)
               ? "that is not within 0 to 4.29 ms, or auto"
               : "";
}

std::string
Stop(const OptionValue& value)
{
    if (value.text.empty())
    {
        return "";
    }
    const std::string problem = Refusal([&value]() { ParseClockTime(value.text, true); });
    return problem.empty() && value.time && value.time->IsZero() ? "that leaves no time to simulate"
                                                                 : problem;
}

std::string
Prefix(const OptionValue& value)
{
    return value.text.empty() ? "" : CheckWritable(value.text, true);
}

std::string
File(const OptionValue& value)
{
    return value.text.empty() ? "" : CheckWritable(value.text, false);
}

} // namespace option_checks
} // namespace aifabric
} // namespace ns3
