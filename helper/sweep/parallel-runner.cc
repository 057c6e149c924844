/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "parallel-runner.h"

#include "ns3/experiment.h"
#include "ns3/fabric-program.h"
#include "ns3/memory-estimate.h"
#include "ns3/results-database.h"

#include <cstring>
#include <map>
#include <sstream>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Exit code of a worker whose run failed.
constexpr int FAILED = 1;

/// Exit code of a worker whose run the database could not take; the reason follows the run.
constexpr int UNSTORED = 3;

/// What the last line of such a run begins with.
const std::string UNSTORED_MARK = "not stored: ";

/// A process that runs one experiment.
struct Worker
{
    size_t index{0};  ///< which experiment
    int pipe{-1};     ///< where its result comes from
    double memory{0}; ///< what it needs at most, bytes
};

/// What the table needs of a run, as text that passes through a pipe.
std::string
Pack(const RunRecord& run)
{
    std::ostringstream os;
    os.precision(17);
    os << run.status << '\n' << run.error << '\n' << run.resultDigest << '\n';
    const auto put = [&os](const auto& value) {
        if (value)
        {
            os << *value;
        }
        os << '\n';
    };
    put(run.cctNs);
    put(run.boundNs);
    put(run.slowestCctNs);
    put(run.maxFabricQueueBytes);
    put(run.drops);
    put(run.maxReorderPackets);
    put(run.packetHops);
    put(run.cpuS);
    for (const std::string& note : run.notes)
    {
        os << note << '\n';
    }
    return os.str();
}

bool
Unpack(const std::string& text, RunRecord& run)
{
    std::istringstream is(text);
    std::string line;
    if (!std::getline(is, run.status) || !std::getline(is, run.error) ||
        !std::getline(is, run.resultDigest))
    {
        return false;
    }
    const auto real = [&](std::optional<double>& value) {
        const bool ok = static_cast<bool>(std::getline(is, line));
        value = ok && !line.empty() ? std::optional<double>(std::stod(line)) : std::nullopt;
        return ok;
    };
    const auto whole = [&](std::optional<uint64_t>& value) {
        const bool ok = static_cast<bool>(std::getline(is, line));
        value = ok && !line.empty() ? std::optional<uint64_t>(std::stoull(line)) : std::nullopt;
        return ok;
    };
    if (!real(run.cctNs) || !real(run.boundNs) || !real(run.slowestCctNs) ||
        !whole(run.maxFabricQueueBytes) || !whole(run.drops) || !whole(run.maxReorderPackets) ||
        !whole(run.packetHops) || !real(run.cpuS))
    {
        return false;
    }
    while (std::getline(is, line))
    {
        run.notes.push_back(line);
    }
    return true;
}

void
WriteAll(int descriptor, const std::string& text)
{
    for (size_t done = 0; done < text.size();)
    {
        const ssize_t n = write(descriptor, text.data() + done, text.size() - done);
        if (n <= 0)
        {
            return;
        }
        done += static_cast<size_t>(n);
    }
}

std::string
ReadAll(int descriptor)
{
    std::string text;
    char buffer[4096];
    for (ssize_t n = 0; (n = read(descriptor, buffer, sizeof(buffer))) > 0;)
    {
        text.append(buffer, static_cast<size_t>(n));
    }
    return text;
}

/// The body of a worker process.
[[noreturn]] void
RunChild(ExperimentOptions options, int pipe)
{
    // Whatever goes wrong is the result of this run, not the end of the others.
    std::string failure;
    try
    {
        FabricProgram::Prepare(options);
        Experiment experiment(options);
        RunDetails details;
        RunRecord run = experiment.Measure(details);
        try
        {
            experiment.Store(run, details);
        }
        catch (const ResultsError& error)
        {
            run.notes.push_back(UNSTORED_MARK + error.what());
            WriteAll(pipe, Pack(run));
            _exit(UNSTORED);
        }
        WriteAll(pipe, Pack(run));
        _exit(0);
    }
    catch (const std::bad_alloc&)
    {
        failure = "out of memory";
    }
    catch (const std::exception& error)
    {
        failure = error.what();
    }
    WriteAll(pipe, Pack(Experiment::MakeFailed(options, failure)));
    _exit(FAILED);
}

} // namespace

ParallelRunner::ParallelRunner(unsigned workers)
    : m_workers(workers ? workers : std::max(1U, std::thread::hardware_concurrency()))
{
}

void
ParallelRunner::NoteUnstored(const std::string& error)
{
    m_unstored++;
    m_storageError = error;
}

void
ParallelRunner::StoreFailure(const ExperimentOptions& options, RunRecord& run, int status)
{
    std::string reason = run.error;
    if (WIFSIGNALED(status))
    {
        reason = std::string("killed by signal: ") + strsignal(WTERMSIG(status));
    }
    else if (reason.empty())
    {
        reason = "ended with exit code " + std::to_string(WEXITSTATUS(status));
    }
    run = Experiment::MakeFailed(options, reason);
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

std::vector<RunRecord>
ParallelRunner::Run(const std::vector<ExperimentOptions>& experiments, const Progress& progress)
{
    std::vector<RunRecord> runs(experiments.size());
    std::map<pid_t, Worker> workers;
    size_t next = 0;
    size_t done = 0;
    // What runs side by side shares the memory; one of them has been checked to fit alone.
    double memory = MemoryEstimate::GetAvailable();
    while (done < experiments.size())
    {
        while (next < experiments.size() && workers.size() < m_workers)
        {
            const double need = MemoryEstimate::Of(experiments[next]).bytes;
            if (need > memory && !workers.empty())
            {
                break;
            }
            int ends[2];
            if (pipe(ends) != 0)
            {
                throw std::runtime_error(std::string("cannot make a pipe: ") + strerror(errno));
            }
            const pid_t child = fork();
            if (child < 0)
            {
                throw std::runtime_error(std::string("cannot start a process: ") + strerror(errno));
            }
            if (child == 0)
            {
                close(ends[0]);
                RunChild(experiments[next], ends[1]);
            }
            close(ends[1]);
            workers[child] = {next++, ends[0], need};
            memory -= need;
        }
        int status = 0;
        const pid_t child = wait(&status);
        const auto found = workers.find(child);
        if (found == workers.end())
        {
            continue;
        }
        const Worker worker = found->second;
        workers.erase(found);
        memory += worker.memory;
        RunRecord& run = runs[worker.index];
        run.lb = experiments[worker.index].lb;
        const bool whole = Unpack(ReadAll(worker.pipe), run);
        close(worker.pipe);
        if (whole && WIFEXITED(status) && WEXITSTATUS(status) == UNSTORED)
        {
            NoteUnstored(run.notes.back().substr(UNSTORED_MARK.size()));
            run.notes.pop_back();
        }
        else if (!whole || status != 0)
        {
            StoreFailure(experiments[worker.index], run, status);
        }
        done++;
        if (progress)
        {
            progress(run, done, experiments.size());
        }
    }
    return runs;
}

} // namespace aifabric
} // namespace ns3
