/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-test-helper.h"

#include "ns3/fabric-compat.h"
#include "ns3/test.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup ai-fabric-tests
 *
 * Sweeps that are ended in all sorts of ways, and continued.
 */

namespace ns3
{
namespace aifabric
{
namespace tests
{

namespace
{

/// A sweep of 24 combinations.
const std::string SWEEP = R"({"name": "test", "base": {"fabric": "fat-tree:k=4"},)"
                          R"( "let": {"bytes": ["16KiB", "32KiB"]},)"
                          R"( "grid": {"lb": ["ecmp", "spray", "ofan"],)"
                          R"( "recovery": ["sack", "go-back-n"],)"
                          R"( "workload": "permutation:bytes={bytes}"},)"
                          R"( "record": "flows", "repetitions": 2})";
constexpr int64_t RUNS = 16;   ///< of these, that are made
constexpr int64_t REFUSED = 8; ///< of these, that are refused

/**
 * Start the sweep in another process, which ends with exit code 0 if all runs are there.
 * @param database where runs are stored
 * @param started where to write a byte once it is at work, or -1
 * @return the process
 */
pid_t
StartSweep(const std::string& database, int started = -1)
{
    return Fork([database, started]() mutable {
        SweepRunner runner(SweepSpec::Parse(SWEEP, "test.json"), Into(database));
        const SweepTally tally =
            runner.Run(runner.Plan(), [&started](const SweepTally&, const auto&) {
                if (started >= 0 && write(started, "!", 1) == 1)
                {
                    started = -1;
                }
            });
        return tally.signal ? 100 + tally.signal
                            : (tally.completed + tally.elsewhere == tally.planned ? 0 : 1);
    });
}

} // namespace

/**
 * @ingroup ai-fabric-tests
 * What all tests of sweeps check in the end.
 */
class SweepTestCase : public TestCase
{
  protected:
    using TestCase::TestCase;

    /**
     * Make the sweep without interruption.
     * @return its runs, as ListRuns() has them
     */
    std::string MakeReference()
    {
        const std::string path = CreateTempDirFilename("reference.sqlite");
        unlink(path.c_str());
        NS_TEST_EXPECT_MSG_EQ(Wait(StartSweep(path)), 0, "the sweep");
        NS_TEST_EXPECT_MSG_EQ(CountRuns(path), RUNS, "runs");
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT count(*) FROM sweep_run WHERE state = 'skipped'"),
                              std::to_string(REFUSED),
                              "refused");
        return ListRuns(path);
    }

    /**
     * Continue a sweep, and expect that it comes to the same as without interruption.
     * @param path its file
     * @param reference what it should come to
     * @param when after what
     */
    void ExpectContinues(const std::string& path,
                         const std::string& reference,
                         const std::string& when)
    {
        NS_TEST_EXPECT_MSG_EQ(Wait(StartSweep(path)), 0, when << ": it continues");
        NS_TEST_EXPECT_MSG_EQ((ListRuns(path) == reference), true, when << ": the same runs");
        NS_TEST_EXPECT_MSG_EQ(CountRuns(path), RUNS, when << ": none twice");
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "PRAGMA integrity_check"), "ok", when << ": whole");
        NS_TEST_EXPECT_MSG_EQ(Ask(path,
                                  "SELECT count(*) FROM run WHERE flows <> (SELECT count(*) FROM "
                                  "flow WHERE flow.run_id = run.run_id)"),
                              "0",
                              when << ": with all flows");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Sweeps whose processes are killed at random moments continue with exactly the missing runs.
 */
class SweepKillTestCase : public SweepTestCase
{
  public:
    /**
     * Constructor.
     * @param rounds how often
     */
    explicit SweepKillTestCase(int rounds)
        : SweepTestCase("kill -9, " + std::to_string(rounds) + " rounds"),
          m_rounds(rounds)
    {
    }

  private:
    /**
     * Make the sweep, and kill its workers now and then.
     * @param path the file
     * @param seed of the moments
     * @return the process
     */
    static pid_t StartWithVictims(const std::string& path, unsigned seed)
    {
        return Fork([path, seed] {
            std::minstd_rand random(seed);
            SweepRunner runner(SweepSpec::Parse(SWEEP, "test.json"), Into(path));
            runner.Run(runner.Plan(), [&random](const SweepTally&, const auto& workers) {
                for (const auto& worker : workers)
                {
                    if (random() % 8 == 0 && worker->GetProcess() > 0)
                    {
                        kill(worker->GetProcess(), SIGKILL);
                    }
                }
            });
            return 0;
        });
    }

    void DoRun() override
    {
        const std::string reference = MakeReference();
        std::minstd_rand random(7);
        for (int round = 0; round < m_rounds; round++)
        {
            const std::string path = CreateTempDirFilename("kill.sqlite");
            for (const char* suffix : {"", "-wal", "-shm"})
            {
                unlink((path + suffix).c_str());
            }
            const std::string when = "round " + std::to_string(round);
            NS_TEST_EXPECT_MSG_EQ(Wait(StartWithVictims(path, 100 + round)), 0, when);
            for (int kills = 0; kills < 3; kills++)
            {
                const pid_t child = StartSweep(path);
                usleep(1000 + random() % 150000);
                kill(child, SIGKILL);
                Wait(child);
            }
            ExpectContinues(path, reference, when);
        }
    }

    int m_rounds;
};

/**
 * @ingroup ai-fabric-tests
 * Signals end a sweep in good order, and leave no process behind.
 */
class SweepSignalTestCase : public SweepTestCase
{
  public:
    SweepSignalTestCase()
        : SweepTestCase("signals")
    {
    }

  private:
    void DoRun() override
    {
        const std::string reference = MakeReference();
        for (const int signal : {SIGINT, SIGTERM})
        {
            const std::string path = CreateTempDirFilename("signal-" + std::to_string(signal));
            unlink(path.c_str());
            int ends[2];
            NS_TEST_ASSERT_MSG_EQ(pipe(ends), 0, "pipe");
            // All processes of the sweep have the pipe, which tells when the last one has ended.
            const pid_t child = StartSweep(path, ends[1]);
            close(ends[1]);
            char byte = 0;
            NS_TEST_EXPECT_MSG_EQ(read(ends[0], &byte, 1), 1, "it is at work");
            kill(child, signal);
            const int code = Wait(child);
            NS_TEST_EXPECT_MSG_EQ((code == 100 + signal || code == 0), true, "code " << code);
            NS_TEST_EXPECT_MSG_EQ(read(ends[0], &byte, 1), 0, "no process is left");
            close(ends[0]);
            ExpectContinues(path, reference, "signal " + std::to_string(signal));
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Sweeps on one file at once make every run, and store none twice.
 */
class SweepCrowdTestCase : public SweepTestCase
{
  public:
    SweepCrowdTestCase()
        : SweepTestCase("sweeps at once")
    {
    }

  private:
    void DoRun() override
    {
        const std::string reference = MakeReference();
        const std::string path = CreateTempDirFilename("crowd.sqlite");
        unlink(path.c_str());
        std::vector<pid_t> children;
        for (int i = 0; i < 8; i++) // with two workers each
        {
            children.push_back(StartSweep(path));
        }
        for (const pid_t child : children)
        {
            NS_TEST_EXPECT_MSG_EQ(Wait(child), 0, "a sweep");
        }
        ExpectContinues(path, reference, "at once");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Sixteen processes that write runs of sweeps and others lose nothing and are never locked out.
 */
class SweepWritersTestCase : public TestCase
{
  public:
    SweepWritersTestCase()
        : TestCase("16 writers")
    {
    }

  private:
    void DoRun() override
    {
        const std::string path = CreateTempDirFilename("writers.sqlite");
        unlink(path.c_str());
        std::vector<pid_t> children;
        for (int i = 0; i < 16; i++)
        {
            children.push_back(Fork([path, i] {
                int stored = 0;
                for (int n = 0; n < 25; n++)
                {
                    ResultsDatabase database;
                    database.Open(path);
                    database.Append(MakeRun("own"), MakeFlows(10));
                    // Every run of the sweep is offered by two processes.
                    SweepRecord sweep;
                    sweep.key = std::to_string(i / 2) + "." + std::to_string(n);
                    stored += database.AppendOnce(MakeRun("swept"), MakeFlows(10), sweep) ? 1 : 0;
                }
                return stored;
            }));
        }
        int stored = 0;
        for (const pid_t child : children)
        {
            const int n = Wait(child);
            NS_TEST_EXPECT_MSG_LT(n, 26, "a writer");
            stored += n;
        }
        NS_TEST_EXPECT_MSG_EQ(stored, 8 * 25, "each is stored once");
        NS_TEST_EXPECT_MSG_EQ(Ask(path,
                                  "SELECT group_concat(label || count) FROM (SELECT label, "
                                  "count(*) AS count FROM run GROUP BY label)"),
                              "own400,swept200",
                              "all runs");
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT count(*) FROM flow"), "6000", "all flows");
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT count(DISTINCT run_id) FROM sweep_run"),
                              "200",
                              "all keys");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class SweepTestSuite : public TestSuite
{
  public:
    SweepTestSuite()
        : TestSuite("ai-fabric-sweep", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new SweepKillTestCase(4), Duration::QUICK);
        AddTestCase(new SweepKillTestCase(50), Duration::EXTENSIVE);
        AddTestCase(new SweepSignalTestCase, Duration::QUICK);
        AddTestCase(new SweepCrowdTestCase, Duration::QUICK);
        AddTestCase(new SweepWritersTestCase, Duration::QUICK);
    }
};

/// Registers the suite.
static SweepTestSuite g_sweepTestSuite;

} // namespace tests
} // namespace aifabric
} // namespace ns3
