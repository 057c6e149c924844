/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "experiment.h"

#include "digest-counters.h"
#include "memory-estimate.h"
#include "process-clock.h"
#include "run-collector.h"

#include "ns3/component-families.h"
#include "ns3/fabric-engine.h"
#include "ns3/fabric-simulator-impl.h"
#include "ns3/fabric-watch.h"
#include "ns3/fault-helper.h"
#include "ns3/file-lines.h"
#include "ns3/results-database.h"
#include "ns3/simulator.h"

#include <cstdio>
#include <sstream>
#include <stdexcept>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Building was interrupted.
struct BuildingInterrupted : std::runtime_error
{
    BuildingInterrupted()
        : std::runtime_error(std::string(RunCollector::INTERRUPTED) + " while it was built")
    {
    }
};

/// Between the steps of building, which each may take long.
void
CheckInterruption()
{
    if (FabricSimulatorImpl::IsInterrupted())
    {
        throw BuildingInterrupted();
    }
}

} // namespace

Experiment::Experiment(const ExperimentOptions& options)
    : m_plan(options),
      m_options(m_plan.GetOptions())
{
    try
    {
        m_plan.Check();
        FabricHelper helper;
        m_plan.Configure(helper);
        helper.Check();
    }
    catch (const ConfigError& error)
    {
        throw ConfigError(families::ShortenNames(error.what()));
    }
    CheckMemory();
    if (!ExperimentOptions::IsNone(m_options.db))
    {
        ResultsDatabase::Check(m_options.db);
    }
}

Experiment::~Experiment() = default;

void
Experiment::CheckMemory() const
{
    const MemoryEstimate need = MemoryEstimate::Of(m_plan);
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

uint64_t
Experiment::GetPacketTime(const RoceNic& nic)
{
    const double bits = 8.0 * (wire::ROCE_BYTES + nic.GetMtu() + WIRE_OVERHEAD_BYTES);
    return static_cast<uint64_t>(bits * 1e12 / nic.GetLineRate());
}

void
Experiment::Build()
{
    try
    {
        Assemble();
    }
    catch (const ConfigError& error)
    {
        End();
        throw ConfigError(families::ShortenNames(error.what()));
    }
    catch (...)
    {
        End(); // the next experiment of this process must not run this one's events
        throw;
    }
}

void
Experiment::Assemble()
{
    const double before = GetCpuSeconds();
    FabricHelper helper;
    m_plan.Configure(helper);
    m_fabric = helper.Install();
    CheckInterruption();
    SetJitter();
    // Plans of collective libraries know what is dead from the start.
    InstallFaults();
    try
    {
        InstallWorkloads();
    }
    catch (const ReadingInterrupted&)
    {
        throw BuildingInterrupted();
    }
    CheckInterruption();
    m_jobs.SetOverCallback([faults = PeekPointer(m_faults)]() { faults->Stop(); });
    FindFeasibleRate();
    FindBounds();
    CheckInterruption();
    EnableTraces(helper);
    StartSeries();
    m_setupCpu = GetCpuSeconds() - before;
}

void
Experiment::SetJitter() const
{
    const std::optional<Time> jitter = m_plan.Get("jitter").time;
    for (uint32_t host = 0; host < m_fabric.GetHosts().GetN(); host++)
    {
        const auto nic = m_fabric.GetNic(host);
        nic->SetJitter(jitter.value_or(TimeStep(std::min(LinkJitter::MOST, GetPacketTime(*nic)))));
    }
}

void
Experiment::StartSeries()
{
    m_series.reset();
    m_histogram.reset();
    if (!m_plan.HasSeries())
    {
        return;
    }
    uint64_t interval =
        std::max<uint64_t>(1000, static_cast<uint64_t>(m_jobs.GetHorizonNs() * 1e3 / 200));
    if (const auto resolution = m_plan.Get("resolution").time)
    {
        interval = static_cast<uint64_t>(resolution->GetPicoSeconds());
    }
    const bool everyPort = m_options.record == "all";
    m_series = std::make_unique<SeriesRecorder>(m_fabric, m_jobs, interval, everyPort);
    m_series->Start();
    if (everyPort)
    {
        m_histogram = std::make_unique<QueueHistogram>(m_fabric);
    }
}

void
Experiment::InstallFaults()
{
    FaultHelper helper;
    for (const OptionComponent& fault : m_plan.GetComponents("fault"))
    {
        helper.Add(fault.Create<Fault>(), fault.canonical);
    }
    m_faults = helper.Install(m_fabric);
}

void
Experiment::EnableTraces(FabricHelper& helper)
{
    if (m_options.dryRun) // files stay as they are
    {
        return;
    }
    if (!m_options.pcap.empty())
    {
        m_traces.AddCaptures(m_options.pcap, TraceFiles::Choose(m_fabric, m_options.pcapOnly));
    }
    if (!m_options.ascii.empty())
    {
        m_traces.AddAscii(helper, m_options.ascii, m_fabric);
    }
}

void
Experiment::StartProgress()
{
    m_progressInterval = 1000 + static_cast<uint64_t>(m_jobs.GetHorizonNs() * 1e3 / 100);
    m_progressWall = 0;
    m_progress.Bind<&Experiment::ReportProgress>(this, UINT32_MAX, 1, EventKind::OTHER);
    FabricEngine::Get().Observe(m_progress, FabricEngine::Get().Now() + m_progressInterval);
}

void
Experiment::ReportProgress()
{
    FabricEngine& engine = FabricEngine::Get();
    const bool goesOn = engine.EndObservation();
    const double wall = GetWallSeconds();
    if (wall - m_progressWall >= 1)
    {
        m_progressWall = wall;
        std::fprintf(stderr,
                     "%.3f us simulated, %llu of %llu messages done, %.1f M events\n",
                     static_cast<double>(engine.Now()) / 1e6,
                     static_cast<unsigned long long>(m_jobs.GetEnded()),
                     static_cast<unsigned long long>(m_jobs.GetCount()),
                     static_cast<double>(engine.GetExecuted()) / 1e6);
    }
    if (goesOn && !m_jobs.IsComplete())
    {
        engine.Observe(m_progress, engine.Now() + m_progressInterval);
    }
}

void
Experiment::Run()
{
    m_started = ResultsDatabase::GetTimestamp();
    const std::optional<Time> stop = m_plan.Get("stop").time;
    if (stop)
    {
        Simulator::Stop(*stop);
    }
    if (m_options.progress)
    {
        StartProgress();
    }
    // Whoever prints the run prints this too.
    m_fabric.GetWatch()->SetReportCallback([](const std::string&) {});
    const double cpu = GetCpuSeconds();
    const double wall = GetWallSeconds();
    Simulator::Run();
    m_cpu = GetCpuSeconds() - cpu;
    m_wall = GetWallSeconds() - wall;
    // Where queue pairs gave up and nothing is under way, more time would change nothing.
    const bool over = m_jobs.GetFailed() > 0 && m_fabric.GetWatch()->IsIdle();
    m_stopped = !m_jobs.IsComplete() && !over && stop && Simulator::Now() >= *stop;
    m_interrupted = FabricSimulatorImpl::WasCut();
}

RunRecord
Experiment::Measure(RunDetails& details, const std::function<void()>& ready)
{
    try
    {
        Build();
    }
    catch (const BuildingInterrupted& error)
    {
        m_interrupted = true;
        m_left = "nothing was simulated";
        RunRecord run = MakeFailed(m_options, error.what());
        run.status = "stopped";
        return run;
    }
    if (ready)
    {
        ready();
    }
    Run();
    m_left = RunCollector(m_fabric, m_jobs, m_faults).CountLeft();
    RunRecord run = Collect(details);
    if (m_options.digestCounters)
    {
        std::ostringstream os;
        DigestCounters(m_fabric, m_jobs, m_faults).Print(os);
        m_digestCounters = os.str();
    }
    m_cutFiles = m_traces.Close();
    run.notes.insert(run.notes.end(), m_cutFiles.begin(), m_cutFiles.end());
    End();
    return run;
}

void
Experiment::End()
{
    m_jobs = JobSet();
    m_faults = nullptr;
    m_series.reset();
    m_histogram.reset();
    m_fabric = FabricContainer();
    Simulator::Destroy();
}

std::optional<int64_t>
Experiment::Store(const RunRecord& run, const RunDetails& details) const
{
    if (ExperimentOptions::IsNone(m_options.db))
    {
        return std::nullopt;
    }
    ResultsDatabase database;
    database.Open(m_options.db);
    return database.Append(run, details);
}

RunRecord
Experiment::Execute()
{
    RunDetails details;
    const RunRecord run = Measure(details);
    Store(run, details);
    return run;
}

} // namespace aifabric
} // namespace ns3
