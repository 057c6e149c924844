/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Runs that a signal ends keep what had happened, and say so.
 */

#include "program-test-helper.h"

#include "ns3/experiment.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-simulator-impl.h"
#include "ns3/parallel-runner.h"
#include "ns3/run-estimate.h"
#include "ns3/signal-guard.h"
#include "ns3/simulator.h"
#include "ns3/switch-load-balancer.h"
#include "ns3/test.h"

#include <algorithm>
#include <csignal>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{
namespace tests
{

namespace
{

/// A strategy that tells when a run is at work.
class HeraldLoadBalancer : public SwitchLoadBalancer
{
  public:
    /**
     * Get the type. It is registered only in processes that call this.
     * @return the type
     */
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::aifabric::HeraldLoadBalancer")
                                .SetParent<SwitchLoadBalancer>()
                                .AddConstructor<HeraldLoadBalancer>();
        return tid;
    }

    static inline int s_news{-1}; ///< where to write a byte, once

  private:
    uint32_t DoSelect(const Frame&, const Candidates& candidates) override
    {
        // Far into the run, so that it has something to keep.
        if (++s_choices == 20000 && write(s_news, "x", 1) != 1)
        {
            return 0;
        }
        return GetRandom().Below(candidates.GetCount());
    }

    static inline uint32_t s_choices{0};
};

/// A run that takes long.
const std::vector<std::string> LONG{"--fabric=fat-tree:k=4",
                                    "--workload=permutation:bytes=1GB",
                                    "--lb=herald"};

/// @return whether a capture ends where a record does, and has records
bool
IsWholeCapture(const std::string& bytes)
{
    size_t at = 24;
    while (at + 16 <= bytes.size())
    {
        uint32_t length = 0;
        std::copy_n(bytes.data() + at + 8, 4, reinterpret_cast<char*>(&length));
        at += 16 + length;
    }
    return at == bytes.size() && at > 24;
}

} // namespace

/**
 * @ingroup ai-fabric-tests
 * A signal ends the program of one experiment.
 */
class SignalledRunTestCase : public TestCase
{
  public:
    SignalledRunTestCase()
        : TestCase("^C and SIGTERM end a run, which is stored with its files")
    {
    }

  private:
    void Check(int signal, const std::string& more)
    {
        const std::string base = CreateTempDirFilename(std::to_string(signal));
        const std::string db = base + ".sqlite";
        unlink(db.c_str());
        std::vector<std::string> arguments = LONG;
        arguments.insert(arguments.end(),
                         {more, "--db=" + db, "--pcap=" + base, "--pcap-only=host0"});
        int ends[2];
        NS_TEST_ASSERT_MSG_EQ(pipe(ends), 0, "pipe");
        const pid_t child = Fork([&] {
            HeraldLoadBalancer::GetTypeId();
            HeraldLoadBalancer::s_news = ends[1];
            return RunProgram(arguments, base + ".txt");
        });
        close(ends[1]);
        char byte = 0;
        NS_TEST_EXPECT_MSG_EQ(read(ends[0], &byte, 1), 1, "it is at work");
        close(ends[0]);
        kill(child, signal);
        NS_TEST_EXPECT_MSG_EQ(Wait(child), 128 + signal, more);
        const std::string last = GetLastLine(ReadBytes(base + ".txt"));
        const std::string start =
            std::string("interrupted by ") + SignalGuard::GetName(signal) + " after ";
        NS_TEST_EXPECT_MSG_EQ(last.substr(0, start.size()), start, last);
        const std::string end =
            "16 of 16 tasks did not end; stored in " + db + " as run 1, stopped";
        NS_TEST_EXPECT_MSG_EQ(last.substr(last.size() - end.size()), end, last);
        const std::string kept =
            "stopped: 16 of 16 tasks did not end before the run was interrupted";
        NS_TEST_EXPECT_MSG_EQ(
            Ask(db, "SELECT status || ': ' || error FROM run").substr(0, kept.size()),
            kept,
            "stored");
        NS_TEST_EXPECT_MSG_EQ(Ask(db, "SELECT packet_hops > 20000 AND sim_ns > 0 FROM run"),
                              "1",
                              "with figures");
        NS_TEST_EXPECT_MSG_EQ(IsWholeCapture(ReadBytes(base + "-0-0.pcap")),
                              true,
                              "the capture is whole");
    }

    void DoRun() override
    {
        Check(SIGINT, "--engine=native");
        Check(SIGTERM, "--domains=4");
        Check(SIGTERM, "--engine=pump");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The engine ends between events, under each driver.
 */
class CutTestCase : public TestCase
{
  public:
    CutTestCase()
        : TestCase("An interruption ends a run soon, and whatever was asked for before")
    {
    }

  private:
    /// Interrupt a run at 3 us.
    static RunRecord CutAt3us(const std::string& engine, uint32_t domains)
    {
        ExperimentOptions options;
        options.fabric = "fat-tree:k=4";
        options.db = "none";
        options.engine = engine;
        options.domains = domains;
        FabricProgram::Prepare(options);
        FabricSimulatorImpl::ForgetInterruption();
        Experiment experiment(options);
        RunDetails details;
        const RunRecord run = experiment.Measure(details, []() {
            Simulator::Schedule(MicroSeconds(3), &FabricSimulatorImpl::Interrupt);
        });
        FabricSimulatorImpl::ForgetInterruption();
        return run;
    }

    /// What is said before a run, which is not made.
    static std::string Announce(const ExperimentOptions& options)
    {
        Experiment experiment(options);
        experiment.Build();
        const std::string line = RunEstimate::Announce(experiment);
        experiment.End();
        return line;
    }

    void DoRun() override
    {
        for (const auto& [engine, domains] :
             std::vector<std::pair<std::string, uint32_t>>{{"native", 1},
                                                           {"native", 4},
                                                           {"pump", 1}})
        {
            const RunRecord run = CutAt3us(engine, domains);
            const std::string what = engine + " " + std::to_string(domains);
            NS_TEST_EXPECT_MSG_EQ(run.status, "stopped", what << ": " << run.error);
            NS_TEST_EXPECT_MSG_GT_OR_EQ(*run.simNs, 3000, what);
            NS_TEST_EXPECT_MSG_LT_OR_EQ(*run.simNs, 3500, what << ": at most a window later");
            NS_TEST_EXPECT_MSG_EQ(run.cctNs.has_value(), false, what);
        }
        ExperimentOptions options;
        options.fabric = "fat-tree:k=4";
        options.db = "none";
        FabricProgram::Prepare(options);
        RunDetails details;
        {
            Experiment experiment(options);
            FabricSimulatorImpl::Interrupt();
            const RunRecord run = experiment.Measure(details);
            FabricSimulatorImpl::ForgetInterruption();
            NS_TEST_EXPECT_MSG_EQ(run.status, "stopped", "while it is built");
            NS_TEST_EXPECT_MSG_EQ(run.error, "interrupted while it was built", "");
            NS_TEST_EXPECT_MSG_EQ(run.lb, "ofan", "what it was asked for is known");
        }
        // One that comes when all has happened changes nothing, and the next run runs.
        Experiment experiment(options);
        const RunRecord run = experiment.Measure(details);
        NS_TEST_EXPECT_MSG_EQ(run.status, "ok", run.error);
        NS_TEST_EXPECT_MSG_EQ(experiment.WasInterrupted(), false, "");
        // The estimate of time rests on packet-hops, which hold without losses.
        Experiment other(options);
        double guess = 0;
        const RunRecord measured =
            other.Measure(details, [&]() { guess = RunEstimate::Of(other).packetHops; });
        const auto hops = static_cast<double>(*measured.packetHops);
        NS_TEST_EXPECT_MSG_EQ_TOL(guess, hops, 0.1 * hops, "packet-hops");
        // Long runs are announced, short ones are not; a limit makes a run short.
        NS_TEST_EXPECT_MSG_EQ(Announce(options), "", "a short run");
        options.workload = "permutation:bytes=2GB";
        const std::string line = Announce(options);
        NS_TEST_EXPECT_MSG_NE(line.find("(an estimate: "), std::string::npos, line);
        NS_TEST_EXPECT_MSG_EQ(line.rfind("this takes about ", 0), 0, line);
        options.stop = "100us";
        NS_TEST_EXPECT_MSG_EQ(Announce(options), "", "a part of it");
    }
};

/**
 * @ingroup ai-fabric-tests
 * A second signal is not noted any more.
 */
class SecondSignalTestCase : public TestCase
{
  public:
    SecondSignalTestCase()
        : TestCase("A second signal ends the process at once")
    {
    }

  private:
    void DoRun() override
    {
        const pid_t child = Fork([] {
            {
                const SignalGuard guard;
                raise(SIGTERM);
                if (SignalGuard::GetSignal() != SIGTERM)
                {
                    return 1;
                }
            }
            const SignalGuard guard;
            raise(SIGTERM);
            raise(SIGINT);
            return 2; // not reached
        });
        int status = 0;
        waitpid(child, &status, 0);
        NS_TEST_EXPECT_MSG_EQ((WIFSIGNALED(status) ? WTERMSIG(status) : -1), SIGINT, "killed");
    }
};

/**
 * @ingroup ai-fabric-tests
 * A signal ends a comparison.
 */
class SignalledComparisonTestCase : public TestCase
{
  public:
    SignalledComparisonTestCase()
        : TestCase("A comparison that is interrupted stores the runs under way")
    {
    }

  private:
    /// A signal to the first process, which ends the others, or to all of them besides.
    void Check(int signal, bool isForAll)
    {
        const std::string db = CreateTempDirFilename("compare.sqlite");
        unlink(db.c_str());
        int ends[2];
        NS_TEST_ASSERT_MSG_EQ(pipe(ends), 0, "pipe");
        const pid_t child = Fork([&] {
            setpgid(0, 0);
            HeraldLoadBalancer::GetTypeId();
            HeraldLoadBalancer::s_news = ends[1];
            std::vector<ExperimentOptions> experiments(4);
            for (ExperimentOptions& one : experiments)
            {
                one.fabric = "fat-tree:k=4";
                one.workload = "permutation:bytes=1GB";
                one.lb = "herald";
                one.db = db;
            }
            ParallelRunner runner(2);
            const auto runs = runner.Run(experiments, ParallelRunner::Progress());
            const bool isRight = runner.GetSignal() == signal && runner.GetMissing() == 2 &&
                                 runs.size() == 2 && runs[0].status == "stopped" &&
                                 runs[1].status == "stopped";
            return isRight ? 0 : 1;
        });
        close(ends[1]);
        char bytes[2];
        NS_TEST_EXPECT_MSG_EQ(read(ends[0], bytes, 1) + read(ends[0], bytes, 1), 2, "at work");
        close(ends[0]);
        kill(isForAll ? -child : child, signal);
        NS_TEST_EXPECT_MSG_EQ(Wait(child), 0, "two stopped, two not begun: " << signal);
        NS_TEST_EXPECT_MSG_EQ(Ask(db, "SELECT group_concat(status) FROM run"),
                              "stopped,stopped",
                              "");
    }

    void DoRun() override
    {
        Check(SIGINT, false);
        Check(SIGTERM, false);
        Check(SIGINT, true);
        Check(SIGTERM, true); // comes to each run twice
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of interruptions.
 */
class InterruptTestSuite : public TestSuite
{
  public:
    InterruptTestSuite()
        : TestSuite("ai-fabric-interrupt", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new SignalledRunTestCase, Duration::QUICK);
        AddTestCase(new CutTestCase, Duration::QUICK);
        AddTestCase(new SecondSignalTestCase, Duration::QUICK);
        AddTestCase(new SignalledComparisonTestCase, Duration::QUICK);
    }
};

/// Registers the suite.
static InterruptTestSuite g_interruptTestSuite;

} // namespace tests
} // namespace aifabric
} // namespace ns3
