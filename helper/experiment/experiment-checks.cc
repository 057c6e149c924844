/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What an experiment refuses before anything is built.
 */

#include "experiment.h"
#include "memory-estimate.h"

#include "ns3/clock-range.h"
#include "ns3/component-families.h"
#include "ns3/component-spec.h"
#include "ns3/congestion-control.h"
#include "ns3/fabric-layout.h"
#include "ns3/fabric-units.h"
#include "ns3/fault-helper.h"
#include "ns3/loss-recovery.h"
#include "ns3/switch-choice.h"
#include "ns3/workload.h"

#include <sys/stat.h>
#include <unistd.h>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Read a time, and refuse what the clock cannot bear.
Time
ParseTimeOption(const std::string& option, const std::string& value, bool never)
{
    return ParseNamed(option, value, [never](const std::string& text) {
        return ParseClockTime(text, never);
    });
}

/// Refuse a delay of a link or switch with which a way through the fabric might take too long.
void
CheckHop(const std::string& option, const std::string& value, Time delay)
{
    if (static_cast<uint64_t>(delay.GetPicoSeconds()) > ClockRange::LONGEST_HOP)
    {
        throw ConfigError("--" + option + "=" + value + ": a delay of more than 1d, a dozen of " +
                          "which the clock of picoseconds would not bear");
    }
}

/// Refuse a file that cannot be written, before ns-3 aborts on it.
void
CheckWritable(const std::string& option, const std::string& path, bool prefix)
{
    const size_t slash = path.rfind('/');
    const std::string directory =
        slash == std::string::npos ? "." : (slash == 0 ? "/" : path.substr(0, slash));
    struct stat info;
    if (stat(directory.c_str(), &info) != 0 || !S_ISDIR(info.st_mode))
    {
        throw ConfigError("--" + option + "=" + path + ": there is no directory '" + directory +
                          "'");
    }
    if (access(directory.c_str(), W_OK) != 0)
    {
        throw ConfigError("--" + option + "=" + path + ": no right to write to '" + directory +
                          "'");
    }
    if (!prefix && stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode))
    {
        throw ConfigError("--" + option + "=" + path + " is a directory: choose a file name");
    }
}

} // namespace

void
Experiment::CheckChoices() const
{
    FaultHelper().Add(m_options.fault);
    const auto& level = m_options.record;
    if (level != "summary" && level != "flows" && level != "series" && level != "all")
    {
        throw ConfigError("--record=" + level + " is not one of summary, flows, series, all");
    }
    if (m_options.resolution != "auto" &&
        ParseTimeOption("resolution", m_options.resolution, false).IsZero())
    {
        throw ConfigError("--resolution must be a positive time or auto");
    }
    if (m_options.ackInterval < 1 || m_options.ackInterval > 65536)
    {
        throw ConfigError("--ack-interval=" + std::to_string(m_options.ackInterval) +
                          " is not within 1 to 65536 packets");
    }
    if (m_options.burst < 1)
    {
        throw ConfigError("--burst=0 is not a number of packets from 1 on");
    }
    ParseNamed("rate", m_options.rate, [](const std::string& text) {
        return ParseClockRate(text);
    });
    CheckHop("delay", m_options.delay, ParseTimeOption("delay", m_options.delay, false));
    const SwitchChoice choice(m_options.switchModel);
    for (const SwitchChoice::Part& part : choice.GetParts())
    {
        TimeValue latency(Time(0));
        SwitchChoice::MakePreset(part)->GetAttributeFailSafe("Latency", latency);
        CheckHop("switch", m_options.switchModel, latency.Get());
    }
    const uint64_t mtu = ParseNamed("mtu", m_options.mtu, ParseBytes);
    if (mtu < 256 || mtu > 4096)
    {
        throw ConfigError("--mtu=" + m_options.mtu + " is not within 256 to 4096 bytes");
    }
    if (m_options.spread != "auto")
    {
        ParseTimeOption("spread", m_options.spread, false);
    }
    if (m_options.jitter != "auto" &&
        ParseNamed("jitter", m_options.jitter, ParseTime) > TimeStep(LinkJitter::MOST))
    {
        throw ConfigError("--jitter=" + m_options.jitter + " is not within 0 to 4.29 ms, or auto");
    }
    if (!m_options.stop.empty() && ParseTimeOption("stop", m_options.stop, true).IsZero())
    {
        throw ConfigError("--stop=" + m_options.stop + " leaves no time to simulate");
    }
    if (m_options.pcap.empty() && !m_options.pcapOnly.empty())
    {
        throw ConfigError("--pcap-only=" + m_options.pcapOnly +
                          " chooses among captures, and there are none without --pcap");
    }
    if (!m_options.pcap.empty())
    {
        CheckWritable("pcap", m_options.pcap, true);
    }
    if (!m_options.ascii.empty())
    {
        CheckWritable("ascii", m_options.ascii, false);
    }
    CheckComponents();
}

void
Experiment::CheckComponents() const
{
    const auto refuse =
        [](const std::string& option, const std::string& value, const std::string& problem) {
            if (!problem.empty())
            {
                throw ConfigError("--" + option + "=" + value + ": " + problem);
            }
        };
    refuse("recovery",
           m_options.recovery,
           CreateComponent<LossRecovery>(families::LossRecoveries(), m_options.recovery)->Check());
    refuse(
        "cc",
        m_options.cc,
        CreateComponent<CongestionControl>(families::CongestionControls(), m_options.cc)->Check());
    const auto layout = CreateComponent<FabricLayout>(families::Fabrics(), m_options.fabric);
    refuse("fabric", m_options.fabric, layout->Check());
    if (layout->CountHosts() <= RoceNic::MAX_HOSTS)
    {
        refuse("switch", m_options.switchModel, SwitchChoice(m_options.switchModel).Check(*layout));
    }
    const std::vector<ComponentSpec> workloads = ParseJoined(m_options.workload);
    for (const ComponentSpec& spec : workloads)
    {
        if (layout->CountHosts() <= UINT32_MAX)
        {
            const std::string problem = CreateComponent<Workload>(families::Workloads(), spec)
                                            ->Check(static_cast<uint32_t>(layout->CountHosts()));
            refuse("workload",
                   m_options.workload,
                   (workloads.size() > 1 && !problem.empty() ? Canonical(spec) + ": " : "") +
                       problem);
        }
    }
}

void
Experiment::CheckMemory() const
{
    const MemoryEstimate need = MemoryEstimate::Of(m_options);
    const double have = MemoryEstimate::GetAvailable();
    if (need.bytes > have)
    {
        throw ConfigError("--fabric=" + m_options.fabric + " has " + std::to_string(need.hosts) +
                          " hosts, among which --workload=" + m_options.workload + " opens " +
                          std::to_string(need.queuePairs) + " queue pairs: that needs about " +
                          MemoryEstimate::Write(need.bytes) + " of memory, and " +
                          MemoryEstimate::Write(have) + " are available");
    }
}

} // namespace aifabric
} // namespace ns3
