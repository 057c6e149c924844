/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-runner.h"

#include "sweep-database.h"

#include "ns3/config-error.h"
#include "ns3/experiment.h"
#include "ns3/memory-estimate.h"
#include "ns3/results-database.h"

#include <algorithm>
#include <csignal>
#include <poll.h>
#include <stdexcept>
#include <thread>

namespace ns3
{
namespace aifabric
{

namespace
{

/// How often a run that is killed from outside is started.
constexpr unsigned MAX_ATTEMPTS = 2;

/// How long to wait for news of the workers, ms: limits and the display are as fine as that.
constexpr int POLL_MS = 100;

/// The signal that ends the sweep, 0 for none.
volatile std::sig_atomic_t g_signal = 0;

void
NoteSignal(int signal)
{
    g_signal = signal;
}

/// While it exists, signals that end a process are noted instead.
class SignalGuard
{
  public:
    SignalGuard()
    {
        g_signal = 0;
        struct sigaction action = {};
        action.sa_handler = NoteSignal;
        sigemptyset(&action.sa_mask);
        for (size_t i = 0; i < COUNT; i++)
        {
            sigaction(SIGNALS[i], nullptr, &m_before[i]);
            // What nohup has arranged stays; shells have background jobs ignore ^C, but whoever
            // sends it to this process means it.
            if (SIGNALS[i] != SIGHUP || m_before[i].sa_handler != SIG_IGN)
            {
                sigaction(SIGNALS[i], &action, nullptr);
            }
        }
    }

    ~SignalGuard()
    {
        for (size_t i = 0; i < COUNT; i++)
        {
            sigaction(SIGNALS[i], &m_before[i], nullptr);
        }
    }

    SignalGuard(const SignalGuard&) = delete;
    SignalGuard& operator=(const SignalGuard&) = delete;

  private:
    static constexpr int SIGNALS[] = {SIGINT, SIGTERM, SIGHUP};
    static constexpr size_t COUNT = 3;
    struct sigaction m_before[COUNT];
};

} // namespace

SweepRunner::SweepRunner(SweepSpec spec, const Settings& settings)
    : m_spec(std::move(spec)),
      m_settings(settings)
{
    if (m_settings.jobs == 0)
    {
        m_settings.jobs = std::max(1U, std::thread::hardware_concurrency());
    }
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
    m_memory = MemoryEstimate::GetAvailable();
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
    m_queue.clear();
    for (const SweepRun& run : plan.pending)
    {
        m_queue.push_back(&run);
    }
    std::reverse(m_queue.begin(), m_queue.end());
    try
    {
        while (g_signal == 0 && (!m_queue.empty() || !m_workers.empty()))
        {
            Start();
            Wait();
            Collect();
            if (progress)
            {
                progress(m_tally, m_workers);
            }
        }
    }
    catch (const ResultsError& error)
    {
        m_workers.clear();
        throw ResultsError(std::string(error.what()) +
                               "; the same command then makes the runs that are missing",
                           error.GetCode());
    }
    m_workers.clear(); // kills those that are left
    m_tally.signal = g_signal;
    return m_tally;
}

void
SweepRunner::Start()
{
    while (!m_queue.empty() && m_workers.size() < m_settings.jobs)
    {
        if (!m_workers.empty() && !HasMemoryFor(*m_queue.back()))
        {
            return; // it starts when another one has ended
        }
        try
        {
            m_workers.push_back(
                std::make_unique<SweepWorker>(*m_queue.back(), m_spec.name, m_settings.database));
        }
        catch (const std::runtime_error&)
        {
            if (m_workers.empty())
            {
                throw;
            }
            return; // fewer processes at a time will have to do
        }
        m_queue.pop_back();
    }
}

bool
SweepRunner::HasMemoryFor(const SweepRun& run) const
{
    double need = MemoryEstimate::Of(run.options).bytes;
    for (const auto& worker : m_workers)
    {
        need += MemoryEstimate::Of(worker->GetRun().options).bytes;
    }
    return need <= m_memory;
}

void
SweepRunner::Wait() const
{
    std::vector<pollfd> descriptors;
    for (const auto& worker : m_workers)
    {
        const auto [output, report] = worker->GetDescriptors();
        for (const int descriptor : {output, report}) // poll() passes over negative ones
        {
            descriptors.push_back({descriptor, POLLIN, 0});
        }
    }
    // An error here is a signal, which the caller looks for anyway.
    poll(descriptors.data(), descriptors.size(), POLL_MS);
}

void
SweepRunner::Collect()
{
    for (size_t i = 0; i < m_workers.size();)
    {
        if (!m_workers[i]->Advance())
        {
            i++;
            continue;
        }
        const std::unique_ptr<SweepWorker> ended = std::move(m_workers[i]);
        m_workers.erase(m_workers.begin() + static_cast<std::ptrdiff_t>(i));
        Settle(*ended);
    }
}

void
SweepRunner::Settle(const SweepWorker& worker)
{
    const SweepRun& run = worker.GetRun();
    const SweepWorker::Outcome outcome = worker.GetOutcome();
    const auto note = [&](const std::string& reason) {
        m_tally.failures.push_back(run.title + ": " + reason);
    };
    switch (outcome.end)
    {
    case SweepWorker::End::STORED:
        if (outcome.status != "failed")
        {
            m_tally.completed++;
            break;
        }
        m_tally.failed++;
        note(outcome.reason);
        break;
    case SweepWorker::End::PRESENT:
        m_tally.elsewhere++;
        break;
    case SweepWorker::End::REFUSED:
        if (run.skipRefused)
        {
            ResultsDatabase database;
            database.Open(m_settings.database);
            database.AppendSkipped({{run.MakeRecord(m_spec.name), outcome.reason}});
            m_tally.refused++;
            break;
        }
        [[fallthrough]];
    case SweepWorker::End::FAILED:
        if (!StoreFailure(worker, outcome))
        {
            m_tally.elsewhere++;
            break;
        }
        m_tally.failed++;
        note(outcome.reason);
        break;
    case SweepWorker::End::STORAGE:
        throw ResultsError(outcome.reason);
    case SweepWorker::End::KILLED:
        if (++m_killed[&run] < MAX_ATTEMPTS)
        {
            m_queue.insert(m_queue.begin(), &run);
            break;
        }
        m_tally.missing++;
        note("killed from outside " + std::to_string(MAX_ATTEMPTS) +
             " times, perhaps for lack of memory; not stored");
        break;
    }
}

bool
SweepRunner::StoreFailure(const SweepWorker& worker, const SweepWorker::Outcome& outcome) const
{
    SweepRecord sweep = worker.GetRun().MakeRecord(m_spec.name);
    sweep.output = outcome.output;
    ResultsDatabase database;
    database.Open(m_settings.database);
    return database.AppendOnce(worker.MakeFailed(outcome), RunDetails(), sweep) != 0;
}

} // namespace aifabric
} // namespace ns3
