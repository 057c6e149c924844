/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Sweeps whose disk is full.
 */

#include "sweep-test-helper.h"

#include "ns3/fabric-compat.h"
#include "ns3/test.h"

#include <csignal>
#include <string>
#include <sys/resource.h>

namespace ns3
{
namespace aifabric
{
namespace tests
{

/**
 * @ingroup ai-fabric-tests
 * A full disk ends a sweep with one message; with more space it continues.
 */
class SweepDiskTestCase : public TestCase
{
  public:
    SweepDiskTestCase()
        : TestCase("full disk")
    {
    }

  private:
    void DoRun() override
    {
        // Runs with so many details that a few of them fill the disk.
        const std::string sweep = R"({"name": "big", "base": {"fabric": "fat-tree:k=8"},)"
                                  R"( "grid": {"workload": "permutation:bytes=4KiB"},)"
                                  R"( "record": "all", "repetitions": 16})";
        const std::string path = CreateTempDirFilename("disk.sqlite");
        unlink(path.c_str());
        const pid_t child = Fork([path, sweep] {
            // A file that may not grow stands for a full disk.
            signal(SIGXFSZ, SIG_IGN);
            const rlimit limit{300000, 300000};
            setrlimit(RLIMIT_FSIZE, &limit);
            const std::string error = GetError([&] { MakeSweep(sweep, Into(path)); });
            return error.find(path) != std::string::npos &&
                           error.find("the same command") != std::string::npos &&
                           error.find('\n') == std::string::npos
                       ? 0
                       : 1;
        });
        NS_TEST_EXPECT_MSG_EQ(Wait(child), 0, "the full disk is reported");
        NS_TEST_EXPECT_MSG_LT(CountRuns(path), 16, "not all fitted");
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT count(*) FROM run WHERE status = 'failed'"),
                              "0",
                              "a full disk is no failure of a run");
        NS_TEST_EXPECT_MSG_EQ(
            Wait(Fork([&] { return MakeSweep(sweep, Into(path)).failed ? 1 : 0; })),
            0,
            "it continues");
        NS_TEST_EXPECT_MSG_EQ(CountRuns(path), 16, "all runs");
        NS_TEST_EXPECT_MSG_EQ(Ask(path,
                                  "SELECT group_concat(DISTINCT n) FROM (SELECT count(*) AS n "
                                  "FROM port GROUP BY run_id)"),
                              "768",
                              "with all ports");
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "PRAGMA integrity_check"), "ok", "whole");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of full disks.
 */
class SweepDiskTestSuite : public TestSuite
{
  public:
    SweepDiskTestSuite()
        : TestSuite("ai-fabric-sweep-disk", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new SweepDiskTestCase, Duration::QUICK);
    }
};

/// Registers the suite.
const SweepDiskTestSuite g_sweepDiskTestSuite;

} // namespace tests
} // namespace aifabric
} // namespace ns3
