/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "experiment.h"

#include "component-families.h"
#include "component-spec.h"
#include "config-error.h"
#include "fabric-units.h"
#include "module-version.h"
#include "run-collector.h"
#include "switch-preset.h"
#include "workload-helper.h"

#include "ns3/fabric-engine.h"
#include "ns3/json-writer.h"
#include "ns3/object-factory.h"
#include "ns3/results-database.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"
#include "ns3/workload.h"

#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <limits>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef AI_FABRIC_NS3_VERSION
#define AI_FABRIC_NS3_VERSION "unknown"
#endif

namespace ns3
{
namespace aifabric
{

namespace
{

double
GetCpuSeconds()
{
    timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double
GetWallSeconds()
{
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double>(now).count();
}

/// Memory that can still be had, in bytes.
uint64_t
GetAvailableMemory()
{
    std::ifstream info("/proc/meminfo");
    std::string name;
    uint64_t kib = 0;
    while (info >> name >> kib)
    {
        if (name == "MemAvailable:")
        {
            return kib * 1024;
        }
        info.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
    }
    return UINT64_MAX;
}

/// Split what --lb says into a strategy of switches and one of hosts; either may be missing.
std::pair<std::string, std::string>
SplitBalancer(const std::string& text)
{
    std::pair<std::string, std::string> parts;
    for (const ComponentSpec& spec : ParseJoined(text))
    {
        const TypeId type = families::LoadBalancers().Find(spec.name).type;
        const bool onSwitch = type.IsChildOf(SwitchLoadBalancer::GetTypeId());
        std::string& part = onSwitch ? parts.first : parts.second;
        if (!part.empty())
        {
            throw ConfigError("--lb=" + text + " joins two strategies of " +
                              (onSwitch ? "switches" : "hosts") +
                              "; a strategy of switches joins with one of hosts");
        }
        part = Canonical(families::LoadBalancers(), spec);
    }
    return parts;
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

/**
 * Read the value of an option.
 * @param option name of the option, for the message if it cannot be read
 * @param text the value
 * @param parse what reads it
 * @return what it stands for
 */
template <typename P>
auto
ParseNamed(const std::string& option, const std::string& text, P parse)
{
    try
    {
        return parse(text);
    }
    catch (const ConfigError& error)
    {
        throw ConfigError("--" + option + "=" + text + ": " + error.what());
    }
}

bool
IsNone(const std::string& text)
{
    return text.empty() || text == "none";
}

} // namespace

Experiment::Experiment(const ExperimentOptions& options)
    : m_options(options)
{
    FabricEngine::Prepare();
    CheckChoices();
    FabricHelper helper;
    ConfigureHelper(helper);
    helper.Check();
    CheckMemory();
    if (!IsNone(m_options.db))
    {
        ResultsDatabase::Check(m_options.db);
    }
}

Experiment::~Experiment() = default;

void
Experiment::CheckChoices() const
{
    if (!IsNone(m_options.fault))
    {
        throw ConfigError("--fault=" + m_options.fault + ": no faults are available yet");
    }
    const auto& level = m_options.record;
    if (level != "summary" && level != "flows" && level != "series" && level != "all")
    {
        throw ConfigError("--record=" + level + " is not one of summary, flows, series, all");
    }
    if (m_options.resolution != "auto" &&
        ParseNamed("resolution", m_options.resolution, ParseTime).IsZero())
    {
        throw ConfigError("--resolution must be a positive time or auto");
    }
    if (m_options.ackInterval < 1 || m_options.ackInterval > 65536)
    {
        throw ConfigError("--ack-interval=" + std::to_string(m_options.ackInterval) +
                          " is not within 1 to 65536 packets");
    }
    const uint64_t mtu = ParseNamed("mtu", m_options.mtu, ParseBytes);
    if (mtu < 256 || mtu > 4096)
    {
        throw ConfigError("--mtu=" + m_options.mtu + " is not within 256 to 4096 bytes");
    }
    if (m_options.spread != "auto")
    {
        ParseNamed("spread", m_options.spread, ParseTime);
    }
    if (!m_options.stop.empty() && ParseNamed("stop", m_options.stop, ParseTime).IsZero())
    {
        throw ConfigError("--stop=" + m_options.stop + " leaves no time to simulate");
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
    if (layout->CountHosts() <= UINT32_MAX)
    {
        refuse("workload",
               m_options.workload,
               CreateComponent<Workload>(families::Workloads(), m_options.workload)
                   ->Check(static_cast<uint32_t>(layout->CountHosts())));
    }
}

void
Experiment::ConfigureBalancers(FabricHelper& helper) const
{
    const auto [onSwitch, onHost] = SplitBalancer(m_options.lb);
    const ComponentFamily& family = families::LoadBalancers();
    helper.SetLoadBalancer(
        MakeFactory(family, ParseComponent(onSwitch.empty() ? "ecmp" : onSwitch)));
    if (!onHost.empty())
    {
        helper.SetHostLoadBalancer(MakeFactory(family, ParseComponent(onHost)));
    }
}

void
Experiment::ConfigureHelper(FabricHelper& helper) const
{
    helper.SetForce(m_options.force);
    helper.SetLayout(MakeFactory(families::Fabrics(), ParseComponent(m_options.fabric)));
    helper.SetLinks(
        ParseNamed("rate", m_options.rate, [](const std::string& text) { return ParseRate(text); }),
        ParseNamed("delay", m_options.delay, ParseTime));
    ConfigureBalancers(helper);
    CreateComponent<SwitchPreset>(families::SwitchPresets(), m_options.switchModel)
        ->Configure(helper);
    helper.SetNicAttribute("LossRecovery",
                           ObjectFactoryValue(MakeFactory(families::LossRecoveries(),
                                                          ParseComponent(m_options.recovery))));
    helper.SetNicAttribute("CongestionControl",
                           ObjectFactoryValue(MakeFactory(families::CongestionControls(),
                                                          ParseComponent(m_options.cc))));
    helper.SetNicAttribute("Mtu", UintegerValue(ParseNamed("mtu", m_options.mtu, ParseBytes)));
    helper.SetNicAttribute("AckInterval", UintegerValue(m_options.ackInterval));
}

void
Experiment::CheckMemory() const
{
    const auto layout = CreateComponent<FabricLayout>(families::Fabrics(), m_options.fabric);
    // Measured with fabric-bench: two ports and a channel per link, a NIC per host.
    const double need = 3e3 * static_cast<double>(layout->CountLinks()) +
                        4e3 * static_cast<double>(layout->CountHosts());
    const auto have = static_cast<double>(GetAvailableMemory());
    if (need > have)
    {
        char text[160];
        std::snprintf(text,
                      sizeof(text),
                      " has %llu hosts and needs about %.1f GiB of memory; %.1f GiB are available",
                      static_cast<unsigned long long>(layout->CountHosts()),
                      need / (1 << 30),
                      have / (1 << 30));
        throw ConfigError("--fabric=" + m_options.fabric + text);
    }
}

void
Experiment::Build()
{
    const double before = GetCpuSeconds();
    FabricHelper helper;
    ConfigureHelper(helper);
    m_fabric = helper.Install();
    InstallWorkload();
    EnableTraces(helper);
    StartSeries();
    m_setupCpu = GetCpuSeconds() - before;
}

void
Experiment::StartSeries()
{
    m_series.reset();
    if (m_options.record != "series" && m_options.record != "all")
    {
        return;
    }
    uint64_t interval = std::max<uint64_t>(1000, static_cast<uint64_t>(m_bound * 1e3 / 200));
    if (m_options.resolution != "auto")
    {
        interval = static_cast<uint64_t>(
            ParseNamed("resolution", m_options.resolution, ParseTime).GetPicoSeconds());
    }
    m_series =
        std::make_unique<SeriesRecorder>(m_fabric, m_run, interval, m_options.record == "all");
    m_series->Start();
}

void
Experiment::InstallWorkload()
{
    WorkloadHelper helper(MakeFactory(families::Workloads(), ParseComponent(m_options.workload)));
    if (m_options.spread == "auto")
    {
        const double bits =
            8.0 * (wire::ROCE_BYTES + m_fabric.GetNic(0)->GetMtu() + WIRE_OVERHEAD_BYTES);
        helper.SetSpread(
            TimeStep(static_cast<uint64_t>(bits * 1e12 / m_fabric.GetNic(0)->GetLineRate())));
    }
    else
    {
        helper.SetSpread(ParseNamed("spread", m_options.spread, ParseTime));
    }
    m_run = WorkloadHelper::GetRun(helper.Install(m_fabric));
    m_bound = WorkloadHelper::GetIdealTime(m_fabric, m_run->GetGraph());
}

void
Experiment::EnableTraces(FabricHelper& helper) const
{
    if (!m_options.pcap.empty())
    {
        helper.EnablePcap(m_options.pcap, m_fabric.GetHostDevices(), true);
    }
    if (!m_options.ascii.empty())
    {
        AsciiTraceHelper ascii;
        helper.EnableAscii(ascii.CreateFileStream(m_options.ascii), m_fabric.GetHostDevices());
    }
}

void
Experiment::ReportProgress(Time interval, uint64_t executed) const
{
    const uint32_t total = m_run->GetGraph().GetCount();
    const uint64_t now = FabricEngine::Get().GetExecuted();
    std::fprintf(stderr,
                 "%.3f us simulated, %u of %u messages done, %.1f M events\n",
                 static_cast<double>(FabricEngine::Get().Now()) / 1e6,
                 m_run->GetEnded(),
                 total,
                 static_cast<double>(now) / 1e6);
    // Nothing happens any more: the report must not keep the simulation alive for ever.
    if (m_run->GetEnded() + m_run->GetFailed() == total ||
        (now == executed && interval > Seconds(10)))
    {
        return;
    }
    const Time next = now == executed ? interval + interval : interval;
    Simulator::Schedule(next, &Experiment::ReportProgress, this, next, now);
}

void
Experiment::Run()
{
    m_started = ResultsDatabase::GetTimestamp();
    if (!m_options.stop.empty())
    {
        Simulator::Stop(ParseNamed("stop", m_options.stop, ParseTime));
    }
    if (m_options.progress)
    {
        const Time interval = NanoSeconds(1 + static_cast<uint64_t>(m_bound / 10));
        Simulator::Schedule(interval, &Experiment::ReportProgress, this, interval, uint64_t{0});
    }
    const double cpu = GetCpuSeconds();
    const double wall = GetWallSeconds();
    Simulator::Run();
    m_cpu = GetCpuSeconds() - cpu;
    m_wall = GetWallSeconds() - wall;
    m_stopped = !m_run->IsComplete() && !m_options.stop.empty() &&
                Simulator::Now() >= ParseNamed("stop", m_options.stop, ParseTime);
}

void
Experiment::FillChoices(const ExperimentOptions& options, RunRecord& run)
{
    run.label = options.label;
    run.moduleVersion = MODULE_VERSION;
    run.ns3Version = AI_FABRIC_NS3_VERSION;
    run.fabric = Canonical(families::Fabrics(), ParseComponent(options.fabric));
    run.switchModel = Canonical(families::SwitchPresets(), ParseComponent(options.switchModel));
    const auto [onSwitch, onHost] = SplitBalancer(options.lb);
    run.lb = onSwitch + (onSwitch.empty() || onHost.empty() ? "" : "+") + onHost;
    run.cc = Canonical(families::CongestionControls(), ParseComponent(options.cc));
    run.recovery = Canonical(families::LossRecoveries(), ParseComponent(options.recovery));
    run.workload = Canonical(families::Workloads(), ParseComponent(options.workload));
    run.fault = IsNone(options.fault) ? "" : options.fault;
    run.seed = options.seed;
    run.run = options.run;
    JsonWriter parameters;
    for (const auto& [name, value] : options.List())
    {
        parameters.Set(name, value);
    }
    run.parameters = parameters.ToString();
}

std::string
Experiment::MakeParameters() const
{
    JsonWriter json;
    for (const auto& [name, value] : m_options.List())
    {
        json.Set(name, value);
    }
    JsonWriter attributes;
    const auto add = [&attributes](const std::string& name, Ptr<const Object> object) {
        if (!object)
        {
            return;
        }
        JsonWriter own;
        const ParameterList list = ListNonDefaultAttributes(object);
        for (const auto& [key, value] : list)
        {
            own.Set(key, value);
        }
        if (!list.empty())
        {
            attributes.Set(name, own);
        }
    };
    add("fabric", CreateComponent<FabricLayout>(families::Fabrics(), m_options.fabric));
    add("workload", CreateComponent<Workload>(families::Workloads(), m_options.workload));
    add("recovery", CreateComponent<LossRecovery>(families::LossRecoveries(), m_options.recovery));
    add("cc", CreateComponent<CongestionControl>(families::CongestionControls(), m_options.cc));
    add("nic", m_fabric.GetNic(0));
    add("host-lb", m_fabric.GetNic(0)->GetLoadBalancer());
    add("host-device", m_fabric.GetDevice(0, 0));
    const Ptr<FabricSwitch> first = m_fabric.GetSwitch(0);
    add("switch-object", first);
    add("switch-lb", first->GetLoadBalancer());
    add("admission", first->GetAdmission());
    add("marker", first->GetMarker());
    add("pfc", first->GetPfc());
    json.Set("attributes", attributes);
    return json.ToString();
}

RunRecord
Experiment::Collect(RunDetails& details) const
{
    RunRecord run;
    FillChoices(m_options, run);
    run.started = m_started;
    run.parameters = MakeParameters();
    run.hosts = m_fabric.GetHosts().GetN();
    run.rateBps = static_cast<uint64_t>(m_fabric.GetNic(0)->GetLineRate());
    run.boundNs = m_bound;
    if (!m_run->IsComplete())
    {
        run.status = m_stopped ? "stopped" : "failed";
        run.error = std::to_string(m_run->GetGraph().GetCount() - m_run->GetEnded()) + " of " +
                    std::to_string(m_run->GetGraph().GetCount()) + " tasks did not end" +
                    (m_stopped ? " within --stop=" + m_options.stop : "") +
                    (m_run->GetFailed() ? "; queue pairs gave up " +
                                              std::to_string(m_run->GetFailed()) + " messages"
                                        : "");
    }
    const RunCollector collector(m_fabric, m_run);
    collector.Fill(run);
    run.simNs = static_cast<double>(FabricEngine::Get().Now()) / 1e3;
    run.setupCpuS = m_setupCpu;
    run.cpuS = m_cpu;
    run.wallS = m_wall;
    rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    run.peakRssBytes = static_cast<uint64_t>(usage.ru_maxrss) * 1024;
    run.events = FabricEngine::Get().GetExecuted();
    collector.ListCollectives(details);
    collector.ListCounters(details);
    if (m_options.record != "summary")
    {
        collector.ListFlows(details);
    }
    if (m_options.record == "all")
    {
        collector.ListPorts(details);
    }
    if (m_series)
    {
        m_series->List(details);
    }
    return run;
}

RunRecord
Experiment::Execute()
{
    Build();
    Run();
    RunDetails details;
    const RunRecord run = Collect(details);
    m_run = nullptr;
    m_series.reset();
    m_fabric = FabricContainer();
    Simulator::Destroy();
    if (!IsNone(m_options.db))
    {
        ResultsDatabase database;
        database.Open(m_options.db);
        database.Append(run, details);
    }
    return run;
}

RunRecord
Experiment::MakeFailed(const ExperimentOptions& options, const std::string& error)
{
    RunRecord run;
    FillChoices(options, run);
    run.started = ResultsDatabase::GetTimestamp();
    run.status = "failed";
    run.error = error;
    return run;
}

} // namespace aifabric
} // namespace ns3
