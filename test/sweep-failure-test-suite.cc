/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-test-helper.h"

#include "ns3/fabric-compat.h"
#include "ns3/string.h"
#include "ns3/switch-load-balancer.h"
#include "ns3/test.h"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup ai-fabric-tests
 *
 * Runs of a sweep that fail, and leave the others alone.
 */

namespace ns3
{
namespace aifabric
{
namespace tests
{

namespace
{

/// A strategy that fails in the way it is told to.
class MisbehavingLoadBalancer : public SwitchLoadBalancer
{
  public:
    /**
     * Get the type. It is registered only in processes that call this.
     * @return the type
     */
    static TypeId GetTypeId()
    {
        static TypeId tid = TypeId("ns3::aifabric::MisbehavingLoadBalancer")
                                .SetParent<SwitchLoadBalancer>()
                                .AddConstructor<MisbehavingLoadBalancer>()
                                .AddAttribute("How",
                                              "What to do",
                                              StringValue("nothing"),
                                              MakeStringAccessor(&MisbehavingLoadBalancer::m_how),
                                              MakeStringChecker());
        return tid;
    }

  private:
    uint32_t DoSelect(const Frame&, const Candidates&) override
    {
        if (m_how == "abort")
        {
            std::cerr << "first line\nlast words" << std::endl;
            std::abort();
        }
        if (m_how == "exit")
        {
            _exit(3);
        }
        if (m_how == "kill")
        {
            raise(SIGKILL);
        }
        while (m_how == "hang")
        {
            usleep(10000);
        }
        while (m_how == "grow")
        {
            m_memory.emplace_back(1 << 24, 'x');
        }
        return 0;
    }

    std::string m_how;
    std::vector<std::string> m_memory;
};

const std::string SWEEP =
    R"({"name": "bad", "base": {"fabric": "fat-tree:k=4", "workload": "permutation:bytes=16KiB"},)"
    R"( "grids": {)"
    R"( "good": {"repetitions": 3},)"
    R"( "abort": {"base": {"lb": "misbehaving:how=abort"}},)"
    R"( "exit": {"base": {"lb": "misbehaving:how=exit"}},)"
    R"( "kill": {"base": {"lb": "misbehaving:how=kill"}},)"
    R"( "hang": {"base": {"lb": "misbehaving:how=hang"}, "limits": {"seconds": 0.5}},)"
    R"( "grow": {"base": {"lb": "misbehaving:how=grow"}, "limits": {"memory": "1GiB"}},)"
    R"( "after": {"base": {"lb": "misbehaving:how=nothing"}}}})";

/**
 * Make the sweep in another process.
 * @param path the file
 * @param retry whether failed runs are made again
 * @param failed number of runs that should fail
 * @param planned number of runs that should be made
 * @return 0 if these are as expected
 */
int
Sweep(const std::string& path, bool retry, size_t failed, size_t planned)
{
    return Wait(Fork([&] {
        MisbehavingLoadBalancer::GetTypeId();
        SweepRunner::Settings settings;
        settings.database = path;
        settings.jobs = 2;
        settings.retryFailed = retry;
        const SweepTally tally = MakeSweep(SWEEP, settings);
        return tally.failed == failed && tally.missing == 1 && tally.planned == planned ? 0 : 1;
    }));
}

} // namespace

/**
 * @ingroup ai-fabric-tests
 * Runs that crash, hang or grow become failed rows with their reason; the others are made.
 */
class SweepFailureTestCase : public TestCase
{
  public:
    SweepFailureTestCase()
        : TestCase("crash, exit, time limit, memory limit")
    {
    }

  private:
    void DoRun() override
    {
        const std::string path = CreateTempDirFilename("failure.sqlite");
        unlink(path.c_str());
        const auto ask = [&](const std::string& what, const std::string& grid) {
            return Ask(path,
                       "SELECT " + what + " FROM sweep_run JOIN run USING (run_id) WHERE grid = '" +
                           grid + "'");
        };
        // One is killed from outside: it is still to be made.
        NS_TEST_EXPECT_MSG_EQ(Sweep(path, false, 4, 9), 0, "first time");
        NS_TEST_EXPECT_MSG_EQ(ask("group_concat(state)", "good"), "ok,ok,ok", "good runs");
        NS_TEST_EXPECT_MSG_EQ(ask("state", "after"), "ok", "a good run at the end");
        for (const char* grid : {"abort", "exit", "hang", "grow"})
        {
            NS_TEST_EXPECT_MSG_EQ(ask("state || status || label", grid),
                                  std::string("failedfailedbad/") + grid,
                                  grid);
        }
        NS_TEST_EXPECT_MSG_EQ(ask("error", "abort"),
                              "killed by signal: Aborted; last output: first line | last words",
                              "crash");
        NS_TEST_EXPECT_MSG_EQ(ask("output", "abort"), "first line\nlast words", "output");
        NS_TEST_EXPECT_MSG_EQ(ask("error", "exit"), "ended with exit code 3", "exit");
        NS_TEST_EXPECT_MSG_EQ(ask("error", "hang"), "exceeded the time limit of 0.5 s", "hang");
        NS_TEST_EXPECT_MSG_EQ(ask("error", "grow"), "exceeded the memory limit of 1GiB", "grow");
        NS_TEST_EXPECT_MSG_EQ(ask("count(*)", "kill"), "0", "killed from outside");
        NS_TEST_EXPECT_MSG_EQ(CountRuns(path), 8, "runs");

        // Failed runs stay as they are, unless they are to be made again; then in their place.
        NS_TEST_EXPECT_MSG_EQ(Sweep(path, false, 0, 1), 0, "second time");
        const std::string before = ask("run_id", "abort");
        NS_TEST_EXPECT_MSG_EQ(Sweep(path, true, 4, 5), 0, "third time");
        NS_TEST_EXPECT_MSG_EQ(CountRuns(path), 8, "runs");
        NS_TEST_EXPECT_MSG_NE(ask("run_id", "abort"), before, "another run");
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT count(*) FROM sweep_run"), "8", "keys");

        // A run that was deleted is made again.
        Ask(path, "DELETE FROM run WHERE run_id = " + ask("run_id", "after"));
        NS_TEST_EXPECT_MSG_EQ(Sweep(path, false, 0, 2), 0, "fourth time");
        NS_TEST_EXPECT_MSG_EQ(ask("state", "after"), "ok", "made again");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class SweepFailureTestSuite : public TestSuite
{
  public:
    SweepFailureTestSuite()
        : TestSuite("ai-fabric-sweep-failure", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new SweepFailureTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

/// Registers the suite.
static SweepFailureTestSuite g_sweepFailureTestSuite;

} // namespace tests
} // namespace aifabric
} // namespace ns3
