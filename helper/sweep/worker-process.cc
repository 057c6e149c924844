/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "worker-process.h"

#include "ns3/config-error.h"
#include "ns3/experiment.h"
#include "ns3/fabric-program.h"
#include "ns3/fabric-units.h"
#include "ns3/results-database.h"

#include <algorithm>
#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/join.hpp>
#include <boost/algorithm/string/split.hpp>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <iostream>
#include <optional>
#include <poll.h>
#include <sqlite3.h>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace ns3
{
namespace aifabric
{

namespace
{

/// How much of what a process prints is kept, in bytes and in lines.
constexpr size_t MAX_OUTPUT = 4096;
constexpr std::ptrdiff_t MAX_LINES = 10;

/// How much of it becomes part of the reason.
constexpr std::ptrdiff_t MAX_REASON_LINES = 3;

/// What a process reports: one of these letters, then a text.
constexpr char DONE = 'o';
constexpr char REFUSED = 'r';
constexpr char FAILED = 'f';
constexpr char STORAGE = 'd';

void
Report(int descriptor, const std::string& text)
{
    for (size_t done = 0; done < text.size();)
    {
        const ssize_t n = write(descriptor, text.data() + done, text.size() - done);
        if (n < 0 && errno == EINTR)
        {
            continue;
        }
        if (n <= 0)
        {
            _exit(1); // nobody listens any more
        }
        done += static_cast<size_t>(n);
    }
}

void
LimitMemory(uint64_t bytes)
{
    rlimit limit;
    getrlimit(RLIMIT_AS, &limit);
    // Only the soft limit: it is lifted again to report that it was hit.
    limit.rlim_cur = bytes == 0 ? limit.rlim_max : std::min<rlim_t>(bytes, limit.rlim_max);
    if (setrlimit(RLIMIT_AS, &limit) != 0)
    {
        throw std::runtime_error(std::string("cannot limit memory: ") + strerror(errno));
    }
}

/// The body of the process.
[[noreturn]] void
RunChild(const WorkerTask& task, pid_t parent, const sigset_t& terminating, int output, int report)
{
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (getppid() != parent) // it died before it could take this process with it
    {
        _exit(1);
    }
    // ^C in a terminal reaches all processes; the first one ends the others in good order.
    std::signal(SIGINT, SIG_IGN);
    std::signal(SIGHUP, SIG_IGN);
    std::signal(SIGTERM, SIG_DFL);
    std::optional<SignalGuard> guard;
    if (task.interrupt)
    {
        guard.emplace(task.interrupt, std::vector<int>{SIGTERM}, SignalGuard::Again::IGNORE);
    }
    // One that came since the process was made is dealt with now.
    sigprocmask(SIG_UNBLOCK, &terminating, nullptr);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    setvbuf(stdout, nullptr, _IOLBF, BUFSIZ); // what was printed before a crash must not be lost
    std::string result;
    try
    {
        LimitMemory(task.memoryBytes);
        result = DONE + task.body();
    }
    catch (const ConfigError& error)
    {
        result = REFUSED + std::string(error.what());
    }
    catch (const ResultsError& error)
    {
        LimitMemory(0);
        result = (error.GetCode() == SQLITE_NOMEM ? FAILED : STORAGE) + std::string(error.what());
    }
    catch (const std::bad_alloc&)
    {
        LimitMemory(0);
        result = FAILED + (task.memoryBytes
                               ? "exceeded the memory limit of " + FormatBytes(task.memoryBytes)
                               : std::string("out of memory"));
    }
    catch (const std::exception& error)
    {
        result = FAILED + std::string(error.what());
    }
    std::cout.flush();
    std::fflush(nullptr);
    Report(report, result);
    _exit(0);
}

/// Read what there is; close the pipe at its end.
void
Drain(int& descriptor, std::string& text)
{
    char buffer[4096];
    while (descriptor >= 0)
    {
        const ssize_t n = read(descriptor, buffer, sizeof(buffer));
        if (n > 0)
        {
            text.append(buffer, static_cast<size_t>(n));
        }
        else if (n == 0)
        {
            close(descriptor);
            descriptor = -1;
        }
        else if (errno != EINTR)
        {
            return; // nothing for now
        }
    }
}

/// The last lines of a text that are not empty.
std::vector<std::string>
GetLastLines(const std::string& text, std::ptrdiff_t count)
{
    std::vector<std::string> lines;
    boost::split(lines, text, boost::is_any_of("\n"));
    lines.erase(std::remove(lines.begin(), lines.end(), ""), lines.end());
    lines.erase(lines.begin(), lines.end() - std::min(count, lines.end() - lines.begin()));
    return lines;
}

/// A pipe whose reading end does not block.
std::pair<int, int>
MakePipe()
{
    int ends[2];
    if (pipe(ends) != 0)
    {
        throw std::runtime_error(std::string("cannot make a pipe: ") + strerror(errno));
    }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    return {ends[0], ends[1]};
}

} // namespace

WorkerProcess::WorkerProcess(WorkerTask task)
    : m_task(std::move(task)),
      m_startedAt(ResultsDatabase::GetTimestamp()),
      m_started(std::chrono::steady_clock::now())
{
    // What is still in buffers belongs to this process.
    std::cout.flush();
    std::fflush(nullptr);
    const std::pair<int, int> output = MakePipe();
    const std::pair<int, int> report = MakePipe();
    const pid_t self = getpid();
    // Until the new process has arranged what SIGTERM does to it, one has to wait.
    sigset_t terminating;
    sigset_t before;
    sigemptyset(&terminating);
    sigaddset(&terminating, SIGTERM);
    sigprocmask(SIG_BLOCK, &terminating, &before);
    m_process = fork();
    if (m_process == 0)
    {
        RunChild(m_task, self, terminating, output.second, report.second);
    }
    const int problem = errno;
    sigprocmask(SIG_SETMASK, &before, nullptr);
    close(output.second);
    close(report.second);
    m_output = output.first;
    m_report = report.first;
    if (m_process < 0)
    {
        close(m_output);
        close(m_report);
        throw std::runtime_error(std::string("cannot start a process: ") + strerror(problem));
    }
}

WorkerProcess::~WorkerProcess()
{
    if (m_process > 0)
    {
        kill(m_process, SIGKILL);
        waitpid(m_process, &m_status, 0);
    }
    for (const int descriptor : {m_output, m_report})
    {
        if (descriptor >= 0)
        {
            close(descriptor);
        }
    }
}

double
WorkerProcess::GetSeconds() const
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_started).count();
}

bool
WorkerProcess::Advance()
{
    Drain(m_output, m_printed);
    if (m_printed.size() > 2 * MAX_OUTPUT)
    {
        m_printed.erase(0, m_printed.size() - MAX_OUTPUT);
    }
    Drain(m_report, m_reported);
    // When both pipes are closed the process is ending, and may be waited for.
    const int wait = m_output < 0 && m_report < 0 ? 0 : WNOHANG;
    if (m_process > 0 && waitpid(m_process, &m_status, wait) == m_process)
    {
        m_process = -1;
        // What it wrote between the readings above and its end.
        Drain(m_output, m_printed);
        Drain(m_report, m_reported);
    }
    else if (m_process > 0 && m_task.seconds > 0 && GetSeconds() > m_task.seconds && !m_late)
    {
        m_late = true;
        kill(m_process, SIGKILL);
    }
    return m_process < 0;
}

WorkerProcess::Outcome
WorkerProcess::GetOutcome() const
{
    Outcome outcome;
    outcome.output = boost::join(GetLastLines(m_printed, MAX_LINES), "\n");
    if (!m_reported.empty())
    {
        const char kind = m_reported[0];
        outcome.end = kind == DONE      ? End::DONE
                      : kind == REFUSED ? End::REFUSED
                      : kind == STORAGE ? End::STORAGE
                                        : End::FAILED;
        outcome.text = m_reported.substr(1);
        return outcome;
    }
    if (m_late)
    {
        char reason[80];
        std::snprintf(reason, sizeof(reason), "exceeded the time limit of %g s", m_task.seconds);
        outcome.text = reason;
    }
    else if (WIFSIGNALED(m_status))
    {
        const int signal = WTERMSIG(m_status);
        outcome.end = signal == SIGKILL || signal == SIGTERM ? End::KILLED : End::FAILED;
        outcome.text = std::string("killed by signal: ") + strsignal(signal);
    }
    else
    {
        outcome.text = "ended with exit code " + std::to_string(WEXITSTATUS(m_status));
    }
    return outcome;
}

RunRecord
WorkerProcess::Measure(Experiment& experiment,
                       RunDetails& details,
                       const std::function<void()>& ready)
{
    bool isBuilt = false;
    try
    {
        return experiment.Measure(details, [&]() {
            isBuilt = true;
            if (ready)
            {
                ready();
            }
        });
    }
    catch (const ConfigError& error)
    {
        if (isBuilt)
        {
            throw std::runtime_error(error.what());
        }
        throw;
    }
}

RunRecord
WorkerProcess::MakeFailed(const ExperimentOptions& options) const
{
    const Outcome outcome = GetOutcome();
    const std::vector<std::string> last = GetLastLines(outcome.output, MAX_REASON_LINES);
    RunRecord record = Experiment::MakeFailed(
        options,
        outcome.text + (last.empty() ? "" : "; last output: " + boost::join(last, " | ")));
    record.started = m_startedAt;
    FabricProgram::FillProgram(record);
    return record;
}

std::string
WorkerProcess::Call(std::function<std::string()> body)
{
    WorkerTask task;
    task.body = std::move(body);
    WorkerProcess process(std::move(task));
    while (!process.Advance())
    {
        pollfd descriptors[] = {{process.m_output, POLLIN, 0}, {process.m_report, POLLIN, 0}};
        poll(descriptors, 2, -1);
    }
    const Outcome outcome = process.GetOutcome();
    if (outcome.end != End::DONE)
    {
        throw std::runtime_error(outcome.text);
    }
    return outcome.text;
}

} // namespace aifabric
} // namespace ns3
