/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "experiment-trial.h"

#include "experiment-text.h"

#include "ns3/config-error.h"
#include "ns3/experiment.h"
#include "ns3/fabric-engine.h"
#include "ns3/fabric-program.h"
#include "ns3/frame-pool.h"
#include "ns3/results-database.h"
#include "ns3/run-estimate.h"
#include "ns3/simulator.h"
#include "ns3/sqlite-connection.h"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

using Result = ExperimentTrial::Result;
using Verdict = Result::Verdict;

/// Most events of a run. Those drawn need some hundred thousand.
constexpr uint64_t EVENTS = 10000000;
/// What a run may be estimated at: a packet takes some events on each link, and may be sent again.
constexpr double MOST_HOPS = EVENTS / 10.0;
/// Exit code of a process whose run has had too many events.
constexpr int ENDLESS = 77;
/// Limit of a process, for runs in which time stands still without an event, s of CPU time.
constexpr rlim_t SECONDS = 200;
/// Limit of a process, bytes.
constexpr rlim_t MEMORY = rlim_t{6} << 30;

/// The engine of the run in progress, for the guard.
std::atomic<const FabricEngine*> g_engine{nullptr};

/// Looks at the number of events now and then, and ends a process whose run has had too many.
void
Guard(int)
{
    const FabricEngine* engine = g_engine.load();
    if (engine && engine->GetExecuted() + Simulator::GetEventCount() > EVENTS)
    {
        _exit(ENDLESS);
    }
}

/// Something does not hold.
class Broken : public std::runtime_error
{
  public:
    Broken(std::string kind, const std::string& detail)
        : std::runtime_error(detail),
          m_kind(std::move(kind))
    {
    }

    const std::string& GetKind() const
    {
        return m_kind;
    }

  private:
    std::string m_kind;
};

void
Expect(bool holds, const std::string& kind, const std::string& detail)
{
    if (!holds)
    {
        throw Broken(kind, detail);
    }
}

/// What two runs of one experiment must have in common.
std::string
Summarize(const RunRecord& run)
{
    std::ostringstream os;
    os.precision(17);
    const auto put = [&os](const char* name, const auto& value) {
        os << name << '=';
        if (value)
        {
            os << *value;
        }
        os << ' ';
    };
    os << "digest=" << run.resultDigest << " status=" << run.status << ' ';
    put("cct", run.cctNs);
    put("bound", run.boundNs);
    put("fct_max", run.fctMaxNs);
    put("drops", run.drops);
    put("marks", run.ecnMarks);
    put("cnps", run.cnps);
    put("pauses", run.pfcPauses);
    put("resent", run.retransmittedPackets);
    put("timeouts", run.timeouts);
    put("hops", run.packetHops);
    os << "error=" << run.error;
    return os.str();
}

void
CheckFrames(const Experiment& experiment, const RunRecord& run, bool storms)
{
    const FramePool::Ledger& ledger = FramePool::GetLedger();
    const uint64_t kept = experiment.GetFabric().CountFrames();
    std::ostringstream os;
    os << "made " << ledger.made << ", delivered " << ledger.delivered << ", dropped "
       << ledger.GetDropped() << ", counted " << kept << ", status " << run.status;
    Expect(ledger.GetInFlight() == kept, "frames", os.str());
    // What a storm holds up waits for ever, be it ACKs that nobody needs any more.
    Expect(run.status != "ok" || kept == 0 || storms, "frames left", os.str());
}

void
CheckRecord(const ExperimentOptions& options, const RunRecord& run)
{
    const std::string all = Summarize(run);
    Expect(run.status == "ok" || run.status == "stopped" || run.status == "failed", "status", all);
    Expect(run.status == "ok" || !run.error.empty(), "no reason", all);
    Expect(run.error.find("an error of ai-fabric") == std::string::npos, "error of ours", all);
    Expect(run.error.find('\n') == std::string::npos, "reason of several lines", all);
    Expect(run.status != "stopped" || !options.stop.empty(), "stopped by nothing", all);
    Expect(run.status != "ok" || run.cctNs, "no completion time", all);
    const auto slowdown = run.GetSlowdown();
    if (run.status == "ok" && slowdown)
    {
        Expect(*slowdown >= 1, "slowdown below 1", std::to_string(*slowdown) + " " + all);
    }
}

void
CheckStored(const std::string& path, const RunRecord& run, const RunDetails& details)
{
    ResultsDatabase database;
    database.Open(path);
    database.Append(run, details);
    database.Close();
    SqliteConnection connection(path,
                                SqliteConnection::Mode::READ_WRITE,
                                std::chrono::milliseconds(60000));
    const std::string digest = connection.QueryText("SELECT result_digest FROM run");
    const std::string status = connection.QueryText("SELECT status FROM summary");
    const int64_t flows = connection.QueryInteger("SELECT count(*) FROM flow");
    Expect(digest == run.resultDigest && status == run.status &&
               flows == static_cast<int64_t>(details.flows.size()),
           "database",
           digest + " " + status + " " + std::to_string(flows) + " flows instead of " +
               run.resultDigest + " " + run.status + " " + std::to_string(details.flows.size()));
}

/// One run of an experiment in this process: its summary, and its reason if it is refused.
std::string
RunOnce(const ExperimentOptions& options, const std::string& path, std::string& refusal)
{
    std::string summary;
    {
        std::optional<Experiment> experiment;
        try
        {
            FabricProgram::Prepare(options);
            experiment.emplace(options);
            experiment->Build();
        }
        catch (const ConfigError& error)
        {
            refusal = error.what();
            Expect(!refusal.empty() && refusal.find('\n') == std::string::npos,
                   "refused by no or several lines",
                   refusal);
            Simulator::Destroy();
            return "refused: " + refusal;
        }
        const double hops = RunEstimate::Of(*experiment).packetHops;
        if (hops > MOST_HOPS)
        {
            refusal = "too large to be tried: " + std::to_string(hops) + " packet-hops";
            experiment->End();
            return "refused: " + refusal;
        }
        g_engine = &FabricEngine::Get();
        experiment->Run();
        g_engine = nullptr;
        RunDetails details;
        const RunRecord run = experiment->Collect(details);
        CheckFrames(*experiment, run, options.fault.find("storm") != std::string::npos);
        CheckRecord(options, run);
        if (!path.empty())
        {
            CheckStored(path, run, details);
        }
        summary = Summarize(run);
    }
    Simulator::Destroy();
    return summary;
}

/// All runs of an experiment.
Result
RunAll(ExperimentOptions options)
{
    char directory[] = "/tmp/ai-fabric-trial-XXXXXX";
    Expect(mkdtemp(directory) != nullptr, "test", "no directory for files of the test");
    const std::string path = std::string(directory) + "/runs.sqlite";
    std::string refusal;
    Result result;
    try
    {
        const std::string first = RunOnce(options, path, refusal);
        options.engine = "pump";
        options.record = "summary";
        const std::string pumped = RunOnce(options, "", refusal);
        Expect(first == pumped, "engines differ", "native: " + first + "; pump: " + pumped);
        options.engine = "native";
        options.record = "all";
        const std::string again = RunOnce(options, "", refusal);
        Expect(first == again, "runs differ", "first: " + first + "; again: " + again);
        result.verdict = refusal.empty() ? Verdict::PASSED : Verdict::REFUSED;
        const size_t status = first.find("status=") + 7;
        result.kind =
            refusal.empty() ? first.substr(status, first.find(' ', status) - status) : "refused";
        result.detail = refusal.empty() ? first : refusal;
    }
    catch (const Broken& broken)
    {
        result = {Verdict::BROKEN, broken.GetKind(), broken.what()};
    }
    catch (const std::exception& error)
    {
        result = {Verdict::BROKEN, "exception", error.what()};
    }
    for (const char* end : {"", "-wal", "-shm"})
    {
        unlink((path + end).c_str());
    }
    rmdir(directory);
    return result;
}

/// The process: limits, the runs, and a report of three lines.
[[noreturn]] void
RunChild(const ExperimentOptions& options, int report, int output)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    const rlimit cpu{SECONDS, SECONDS};
    const rlimit memory{MEMORY, MEMORY};
    const rlimit core{0, 0};
    setrlimit(RLIMIT_CPU, &cpu);
    setrlimit(RLIMIT_AS, &memory);
    setrlimit(RLIMIT_CORE, &core);
    std::signal(SIGPROF, Guard);
    const itimerval interval{{0, 100000}, {0, 100000}};
    setitimer(ITIMER_PROF, &interval, nullptr);
    const Result result = RunAll(options);
    const std::string text = std::to_string(static_cast<int>(result.verdict)) + "\n" + result.kind +
                             "\n" + result.detail;
    for (size_t done = 0; done < text.size();)
    {
        const ssize_t count = write(report, text.data() + done, text.size() - done);
        if (count <= 0)
        {
            _exit(1);
        }
        done += static_cast<size_t>(count);
    }
    _exit(0);
}

std::string
ReadAll(int descriptor)
{
    std::string text;
    char buffer[4096];
    for (ssize_t count = 0; (count = read(descriptor, buffer, sizeof(buffer))) != 0;)
    {
        if (count < 0)
        {
            if (errno == EINTR)
            {
                continue;
            }
            break;
        }
        text.append(buffer, static_cast<size_t>(count));
    }
    return text;
}

} // namespace

ExperimentTrial::Result
ExperimentTrial::Run(const ExperimentOptions& options)
{
    int ends[2];
    FILE* output = std::tmpfile();
    if (!output || pipe(ends) != 0)
    {
        throw std::runtime_error(std::string("no pipe or file for a trial: ") + strerror(errno));
    }
    std::fflush(nullptr);
    const pid_t child = fork();
    if (child < 0)
    {
        throw std::runtime_error(std::string("no process for a trial: ") + strerror(errno));
    }
    if (child == 0)
    {
        close(ends[0]);
        RunChild(options, ends[1], fileno(output));
    }
    close(ends[1]);
    const std::string text = ReadAll(ends[0]);
    close(ends[0]);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
    {
    }
    lseek(fileno(output), 0, SEEK_SET);
    const std::string printed = ReadAll(fileno(output));
    std::fclose(output);
    if (WIFEXITED(status) && WEXITSTATUS(status) == ENDLESS)
    {
        const std::string many = "more than " + std::to_string(EVENTS) + " events";
        // A surplus at line rate for a round trip is what that attribute asks for.
        return options.recovery.find("surplus=true") == std::string::npos
                   ? Result{Verdict::BROKEN, "endless", many}
                   : Result{Verdict::PASSED, "flood as asked", many};
    }
    if (WIFSIGNALED(status))
    {
        const int number = WTERMSIG(status);
        return {Verdict::BROKEN,
                number == SIGXCPU || number == SIGKILL ? "hangs" : "crash",
                std::string(strsignal(number)) + ": " + printed};
    }
    const size_t first = text.find('\n');
    const size_t second = first == std::string::npos ? first : text.find('\n', first + 1);
    if (status != 0 || second == std::string::npos)
    {
        return {Verdict::BROKEN, "exit", "exit status " + std::to_string(status) + ": " + printed};
    }
    return {static_cast<Verdict>(std::atoi(text.c_str())),
            text.substr(first + 1, second - first - 1),
            text.substr(second + 1)};
}

ExperimentOptions
ExperimentTrial::Shrink(const ExperimentOptions& options, Result& result)
{
    ExperimentOptions smallest = options;
    for (bool smaller = true; smaller;)
    {
        smaller = false;
        for (const ExperimentOptions& candidate : experiment_text::Simplify(smallest))
        {
            // A default may say more than what it stands for: what is simpler is shorter to write.
            if (experiment_text::GetCommandLine(candidate).size() >=
                experiment_text::GetCommandLine(smallest).size())
            {
                continue;
            }
            const Result there = Run(candidate);
            if (there.verdict == Verdict::BROKEN && there.kind == result.kind)
            {
                smallest = candidate;
                result = there;
                smaller = true;
                break;
            }
        }
    }
    return smallest;
}
