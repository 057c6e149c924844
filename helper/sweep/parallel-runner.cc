/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "parallel-runner.h"

#include "ns3/experiment.h"
#include "ns3/fabric-program.h"
#include "ns3/fabric-simulator-impl.h"
#include "ns3/json-text.h"
#include "ns3/memory-estimate.h"
#include "ns3/results-database.h"

#include <algorithm>
#include <csignal>
#include <map>
#include <nlohmann/json.hpp>
#include <type_traits>
#include <utility>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Member of what a process reports: why the database could not take the run.
const char* const UNSTORED = "unstored";

/// Visit the figures of a run that its process reports.
template <typename R, typename Visit>
void
VisitFigures(R& run, const Visit& visit)
{
    visit("cct", run.cctNs);
    visit("bound", run.boundNs);
    visit("slowest", run.slowestCctNs);
    visit("queue", run.maxFabricQueueBytes);
    visit("drops", run.drops);
    visit("reorder", run.maxReorderPackets);
    visit("hops", run.packetHops);
    visit("events", run.events);
    visit("cpu", run.cpuS);
    visit("rss", run.peakRssBytes);
}

/// Make a run and store it; what its process reports.
std::string
MakeRun(const ExperimentOptions& options)
{
    FabricProgram::Prepare(options);
    Experiment experiment(options);
    RunDetails details;
    const RunRecord run = WorkerProcess::Measure(experiment, details);
    nlohmann::ordered_json json{{"status", run.status},
                                {"error", run.error},
                                {"digest", run.resultDigest},
                                {"notes", run.notes}};
    VisitFigures(run, [&json](const char* name, const auto& value) {
        if (value)
        {
            json[name] = *value;
        }
    });
    try
    {
        experiment.Store(run, details);
    }
    catch (const ResultsError& error)
    {
        json[UNSTORED] = error.what();
    }
    return WriteCompactJson(json);
}

/// Read what a process reports.
nlohmann::ordered_json
Unpack(const std::string& report, RunRecord& run)
{
    const auto json = nlohmann::ordered_json::parse(report);
    json.at("status").get_to(run.status);
    json.at("error").get_to(run.error);
    json.at("digest").get_to(run.resultDigest);
    json.at("notes").get_to(run.notes);
    VisitFigures(run, [&json](const char* name, auto& value) {
        if (json.contains(name))
        {
            value = json[name].template get<typename std::decay_t<decltype(value)>::value_type>();
        }
    });
    return json;
}

} // namespace

ParallelRunner::ParallelRunner(unsigned workers)
    : m_pool(workers)
{
}

void
ParallelRunner::NoteUnstored(const std::string& error)
{
    m_unstored++;
    m_storageError = error;
}

void
ParallelRunner::Settle(const WorkerProcess& worker,
                       const ExperimentOptions& options,
                       RunRecord& run)
{
    const WorkerProcess::Outcome outcome = worker.GetOutcome();
    if (outcome.end == WorkerProcess::End::DONE)
    {
        run.lb = options.lb;
        const auto report = Unpack(outcome.text, run);
        if (report.contains(UNSTORED))
        {
            NoteUnstored(report[UNSTORED]);
        }
        return;
    }
    run = worker.MakeFailed(options);
    if (outcome.end == WorkerProcess::End::REFUSED)
    {
        run.status = "refused";
        run.error = outcome.text;
        return;
    }
    if (ExperimentOptions::IsNone(options.db))
    {
        return;
    }
    try
    {
        ResultsDatabase database;
        database.Open(options.db);
        database.Append(run);
    }
    catch (const ResultsError& error)
    {
        NoteUnstored(error.what());
    }
}

void
ParallelRunner::EndWorkers(int signal)
{
    m_signal = signal;
    for (const auto& worker : m_pool.GetWorkers())
    {
        if (worker->GetProcess() > 0) // others would mean more than one process
        {
            kill(worker->GetProcess(), SIGTERM);
        }
    }
}

std::vector<RunRecord>
ParallelRunner::Run(const std::vector<ExperimentOptions>& experiments, const Progress& progress)
{
    const SignalGuard guard;
    m_refused.clear();
    m_signal = 0;
    m_unstored = 0;
    m_storageError.clear();
    std::map<size_t, RunRecord> runs; // by index
    size_t next = 0;
    size_t done = 0;
    while (done < experiments.size() && (m_signal == 0 || !m_pool.GetWorkers().empty()))
    {
        while (next < experiments.size() && m_pool.HasRoom() && SignalGuard::GetSignal() == 0)
        {
            const ExperimentOptions& options = experiments[next];
            WorkerTask task;
            task.body = [&options]() { return MakeRun(options); };
            task.title = options.lb;
            task.index = next;
            task.bytes = MemoryEstimate::Of(ExperimentPlan(options)).bytes;
            // ^C comes to all processes of a terminal, but what ends them is SIGTERM of this one.
            task.interrupt = &FabricSimulatorImpl::Interrupt;
            if (!m_pool.Start(task))
            {
                break;
            }
            next++;
        }
        for (const auto& ended : m_pool.Wait())
        {
            const size_t index = ended->GetTask().index;
            RunRecord run;
            Settle(*ended, experiments[index], run);
            done++;
            if (progress)
            {
                progress(index, run, done, experiments.size());
            }
            if (run.status == "refused")
            {
                m_refused.push_back({index, run.error});
            }
            else
            {
                runs.emplace(index, std::move(run));
            }
        }
        if (m_signal == 0 && SignalGuard::GetSignal() != 0)
        {
            EndWorkers(SignalGuard::GetSignal());
        }
    }
    m_missing = experiments.size() - done;
    std::sort(m_refused.begin(), m_refused.end(), [](const Refused& a, const Refused& b) {
        return a.index < b.index;
    });
    m_indices.clear();
    std::vector<RunRecord> made;
    for (auto& [index, run] : runs)
    {
        m_indices.push_back(index);
        made.push_back(std::move(run));
    }
    return made;
}

} // namespace aifabric
} // namespace ns3
