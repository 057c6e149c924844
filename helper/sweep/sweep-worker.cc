/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-worker.h"

#include "ns3/config-error.h"
#include "ns3/experiment.h"
#include "ns3/fabric-program.h"
#include "ns3/fabric-units.h"
#include "ns3/results-database.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <iostream>
#include <sqlite3.h>
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
constexpr size_t MAX_LINES = 10;

/// How much of it becomes part of the reason.
constexpr size_t MAX_REASON_LINES = 3;

/// What a process reports: one of these letters, then a text.
constexpr char STORED = 's';
constexpr char PRESENT = 'p';
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

/// Make the run and store it; what to report.
std::string
MakeRun(const SweepRun& run, const std::string& sweep, const std::string& database)
{
    ResultsDatabase results;
    results.Open(database);
    if (results.Has(run.MakeRecord(sweep))) // another sweep was faster
    {
        return std::string(1, PRESENT);
    }
    FabricProgram::Prepare(run.options);
    Experiment experiment(run.options);
    experiment.Build();
    experiment.Run();
    RunDetails details;
    const RunRecord record = experiment.Collect(details);
    const bool stored = results.AppendOnce(record, details, run.MakeRecord(sweep)) != 0;
    return stored ? STORED + record.status + "\n" + record.error : std::string(1, PRESENT);
}

/// The body of the process.
[[noreturn]] void
RunChild(const SweepRun& run,
         const std::string& sweep,
         const std::string& database,
         pid_t parent,
         int output,
         int report)
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
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    setvbuf(stdout, nullptr, _IOLBF, BUFSIZ); // what was printed before a crash must not be lost
    std::string result;
    try
    {
        LimitMemory(run.memoryBytes);
        result = MakeRun(run, sweep, database);
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
        result = FAILED + (run.memoryBytes
                               ? "exceeded the memory limit of " + FormatBytes(run.memoryBytes)
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
GetLastLines(const std::string& text, size_t count)
{
    std::vector<std::string> lines;
    size_t end = text.size();
    while (lines.size() < count && end > 0)
    {
        const size_t newline = text.rfind('\n', end - 1);
        const size_t begin = newline == std::string::npos ? 0 : newline + 1;
        if (end > begin)
        {
            lines.insert(lines.begin(), text.substr(begin, end - begin));
        }
        end = newline == std::string::npos ? 0 : newline;
    }
    return lines;
}

std::string
Join(const std::vector<std::string>& lines, const std::string& separator)
{
    std::string text;
    for (const std::string& line : lines)
    {
        text += (text.empty() ? "" : separator) + line;
    }
    return text;
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

SweepWorker::SweepWorker(const SweepRun& run, const std::string& sweep, const std::string& database)
    : m_run(run),
      m_startedAt(ResultsDatabase::GetTimestamp()),
      m_started(std::chrono::steady_clock::now())
{
    // What is still in buffers belongs to this process.
    std::cout.flush();
    std::fflush(nullptr);
    const std::pair<int, int> output = MakePipe();
    const std::pair<int, int> report = MakePipe();
    const pid_t self = getpid();
    m_process = fork();
    if (m_process == 0)
    {
        RunChild(run, sweep, database, self, output.second, report.second);
    }
    const int problem = errno;
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

SweepWorker::~SweepWorker()
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
SweepWorker::GetSeconds() const
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_started).count();
}

bool
SweepWorker::Advance()
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
    else if (m_process > 0 && m_run.seconds > 0 && GetSeconds() > m_run.seconds && !m_late)
    {
        m_late = true;
        kill(m_process, SIGKILL);
    }
    return m_process < 0;
}

SweepWorker::Outcome
SweepWorker::GetOutcome() const
{
    Outcome outcome;
    outcome.output = Join(GetLastLines(m_printed, MAX_LINES), "\n");
    const std::string text = m_reported.empty() ? "" : m_reported.substr(1);
    if (!m_reported.empty())
    {
        const char kind = m_reported[0];
        outcome.end = kind == STORED    ? End::STORED
                      : kind == PRESENT ? End::PRESENT
                      : kind == REFUSED ? End::REFUSED
                      : kind == STORAGE ? End::STORAGE
                                        : End::FAILED;
        outcome.reason = text;
        if (outcome.end == End::STORED)
        {
            outcome.status = text.substr(0, text.find('\n'));
            outcome.reason = text.substr(outcome.status.size() + 1);
        }
        return outcome;
    }
    if (m_late)
    {
        char reason[80];
        std::snprintf(reason, sizeof(reason), "exceeded the time limit of %g s", m_run.seconds);
        outcome.reason = reason;
    }
    else if (WIFSIGNALED(m_status) &&
             (WTERMSIG(m_status) == SIGKILL || WTERMSIG(m_status) == SIGTERM))
    {
        outcome.end = End::KILLED;
    }
    else if (WIFSIGNALED(m_status))
    {
        outcome.reason = std::string("killed by signal: ") + strsignal(WTERMSIG(m_status));
    }
    else
    {
        outcome.reason = "ended with exit code " + std::to_string(WEXITSTATUS(m_status));
    }
    return outcome;
}

RunRecord
SweepWorker::MakeFailed(const Outcome& outcome) const
{
    std::string reason = outcome.reason;
    const std::vector<std::string> last = GetLastLines(outcome.output, MAX_REASON_LINES);
    reason += last.empty() ? "" : "; last output: " + Join(last, " | ");
    RunRecord record = Experiment::MakeFailed(m_run.options, reason);
    record.started = m_startedAt;
    return record;
}

} // namespace aifabric
} // namespace ns3
