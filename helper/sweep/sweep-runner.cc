/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-runner.h"

#include "sweep-database.h"

#include "ns3/config-error.h"
#include "ns3/experiment.h"
#include "ns3/fabric-program.h"
#include "ns3/memory-estimate.h"
#include "ns3/results-database.h"
#include "ns3/signal-guard.h"

#include <numeric>

namespace ns3
{
namespace aifabric
{

namespace
{

/// How often a run that is killed from outside is started.
constexpr unsigned MAX_ATTEMPTS = 2;

/// Make a run and store it; its status and error, or nothing if it was stored by another process.
std::string
MakeRun(const SweepRun& run, const std::string& sweep, const std::string& database)
{
    ResultsDatabase results;
    results.Open(database);
    if (results.Has(run.MakeRecord(sweep))) // another sweep was faster
    {
        return "";
    }
    FabricProgram::Prepare(run.options);
    Experiment experiment(run.options);
    RunDetails details;
    const RunRecord record = WorkerProcess::Measure(experiment, details);
    const bool stored = results.AppendOnce(record, details, run.MakeRecord(sweep)) != 0;
    return stored ? record.status + "\n" + record.error : "";
}

} // namespace

SweepRunner::SweepRunner(SweepSpec spec, const Settings& settings)
    : m_spec(std::move(spec)),
      m_settings(settings),
      m_pool(settings.jobs)
{
}

SweepPlan
SweepRunner::Plan() const
{
    const SweepDatabase database(m_settings.database);
    SweepPlan plan;
    for (const SweepRun& run : m_spec.runs)
    {
        if (!run.IsInShard(m_settings.shard, m_settings.shards))
        {
            continue;
        }
        const SweepDatabase::Entry* entry = database.Find(run.key);
        SweepRun next = run;
        if (entry && entry->state == "failed" && m_settings.retryFailed)
        {
            next.failed = entry->id;
        }
        else if (entry && entry->state != "skipped")
        {
            (entry->state == "failed" ? plan.failed : plan.done)++;
            continue;
        }
        try
        {
            const Experiment check(run.options);
        }
        catch (const ConfigError& error)
        {
            if (!run.skipRefused)
            {
                throw ConfigError(run.place + ": " + run.title + ": " + error.what());
            }
            plan.skipped.emplace_back(next, error.what());
            continue;
        }
        plan.estimates.push_back(database.Estimate(next));
        plan.pending.push_back(std::move(next));
    }
    if (m_settings.shards == 1 && !plan.skipped.empty() && plan.skipped.size() == plan.GetTotal())
    {
        throw ConfigError(plan.skipped.front().first.place +
                          ": every combination is refused, the first one because: " +
                          plan.skipped.front().second);
    }
    return plan;
}

SweepTally
SweepRunner::Run(const SweepPlan& plan, const Progress& progress)
{
    const SignalGuard guard;
    m_tally = SweepTally();
    m_tally.planned = plan.pending.size();
    {
        ResultsDatabase database;
        database.Open(m_settings.database);
        std::vector<std::pair<SweepRecord, std::string>> skipped;
        for (const auto& [run, reason] : plan.skipped)
        {
            skipped.emplace_back(run.MakeRecord(m_spec.name), reason);
        }
        database.AppendSkipped(skipped);
    }
    m_queue.resize(plan.pending.size());
    std::iota(m_queue.rbegin(), m_queue.rend(), 0);
    try
    {
        while (SignalGuard::GetSignal() == 0 && (!m_queue.empty() || !m_pool.GetWorkers().empty()))
        {
            Start(plan);
            for (const auto& ended : m_pool.Wait())
            {
                Settle(*ended, plan.pending[ended->GetTask().index]);
            }
            if (progress)
            {
                progress(m_tally, m_pool.GetWorkers());
            }
        }
    }
    catch (const ResultsError& error)
    {
        m_pool.Clear();
        throw ResultsError(std::string(error.what()) +
                               "; the same command then makes the runs that are missing",
                           error.GetCode());
    }
    m_pool.Clear(); // kills those that are left
    m_tally.signal = SignalGuard::GetSignal();
    return m_tally;
}

void
SweepRunner::Start(const SweepPlan& plan)
{
    while (!m_queue.empty() && m_pool.HasRoom())
    {
        const SweepRun& run = plan.pending[m_queue.back()];
        WorkerTask task;
        task.body = [this, &run]() { return MakeRun(run, m_spec.name, m_settings.database); };
        task.title = run.title;
        task.index = m_queue.back();
        task.bytes = MemoryEstimate::Of(ExperimentPlan(run.options)).bytes;
        task.seconds = run.seconds;
        task.memoryBytes = run.memoryBytes;
        if (!m_pool.Start(task))
        {
            return;
        }
        m_queue.pop_back();
    }
}

void
SweepRunner::NoteFailure(const SweepRun& run, const std::string& reason)
{
    m_tally.failures.push_back(run.title + ": " + reason);
}

void
SweepRunner::SettleDone(const std::string& report, const SweepRun& run)
{
    const std::string status = report.substr(0, report.find('\n'));
    if (report.empty())
    {
        m_tally.elsewhere++;
    }
    else if (status == "failed")
    {
        m_tally.failed++;
        NoteFailure(run, report.substr(status.size() + 1));
    }
    else
    {
        m_tally.completed++;
    }
}

void
SweepRunner::SettleFailed(const WorkerProcess& worker, const SweepRun& run)
{
    const WorkerProcess::Outcome outcome = worker.GetOutcome();
    SweepRecord sweep = run.MakeRecord(m_spec.name);
    sweep.output = outcome.output;
    ResultsDatabase database;
    database.Open(m_settings.database);
    if (database.AppendOnce(worker.MakeFailed(run.options), RunDetails(), sweep) == 0)
    {
        m_tally.elsewhere++;
        return;
    }
    m_tally.failed++;
    NoteFailure(run, outcome.text);
}

void
SweepRunner::Settle(const WorkerProcess& worker, const SweepRun& run)
{
    const WorkerProcess::Outcome outcome = worker.GetOutcome();
    switch (outcome.end)
    {
    case WorkerProcess::End::DONE:
        SettleDone(outcome.text, run);
        break;
    case WorkerProcess::End::REFUSED:
        if (run.skipRefused)
        {
            ResultsDatabase database;
            database.Open(m_settings.database);
            database.AppendSkipped({{run.MakeRecord(m_spec.name), outcome.text}});
            m_tally.refused++;
            break;
        }
        [[fallthrough]];
    case WorkerProcess::End::FAILED:
        SettleFailed(worker, run);
        break;
    case WorkerProcess::End::STORAGE:
        throw ResultsError(outcome.text);
    case WorkerProcess::End::KILLED:
        if (++m_killed[worker.GetTask().index] < MAX_ATTEMPTS)
        {
            m_queue.insert(m_queue.begin(), worker.GetTask().index);
            break;
        }
        m_tally.missing++;
        NoteFailure(run,
                    "killed from outside " + std::to_string(MAX_ATTEMPTS) +
                        " times, perhaps for lack of memory; not stored");
        break;
    }
}

} // namespace aifabric
} // namespace ns3
