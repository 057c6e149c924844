/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-test-helper.h"

#include "ns3/config-error.h"
#include "ns3/database-merger.h"
#include "ns3/fabric-compat.h"
#include "ns3/run-estimate.h"
#include "ns3/sweep-progress.h"
#include "ns3/sweep-run.h"
#include "ns3/test.h"

#include <fstream>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup ai-fabric-tests
 *
 * What is left to do of a sweep, and its parts on several machines.
 */

namespace ns3
{
namespace aifabric
{
namespace tests
{

namespace
{

/**
 * Describe a sweep of 4 runs and 2 refused combinations per repetition.
 * @param repetitions their number
 * @param more further members, each with a comma before it
 * @return the description
 */
std::string
Describe(int repetitions, const std::string& more = "")
{
    return R"({"name": "plan", "base": {"fabric": "fat-tree:k=4",)"
           R"( "workload": "permutation:bytes=16KiB"},)"
           R"( "grid": {"lb": ["ecmp", "spray", "ofan"], "recovery": ["sack", "go-back-n"]},)"
           R"( "repetitions": )" +
           std::to_string(repetitions) + more + "}";
}

/**
 * Plan a sweep.
 * @param json its description
 * @param path the database
 * @return the plan
 */
SweepPlan
Plan(const std::string& json, const std::string& path)
{
    SweepRunner::Settings settings;
    settings.database = path;
    return SweepRunner(SweepSpec::Parse(json, "plan.json"), settings).Plan();
}

/**
 * Make a shard of a sweep in another process.
 * @param json its description
 * @param path the database
 * @param shard number of the shard
 * @param shards number of shards
 * @return the exit code, 0 if no run failed
 */
int
MakeShard(const std::string& json, const std::string& path, uint32_t shard, uint32_t shards)
{
    return Wait(Fork([&] {
        SweepRunner::Settings settings;
        settings.database = path;
        settings.jobs = 2;
        settings.shard = shard;
        settings.shards = shards;
        return MakeSweep(json, settings).failed == 0 ? 0 : 1;
    }));
}

} // namespace

/**
 * @ingroup ai-fabric-tests
 * A plan has what is missing, what is refused and how long it may take; it writes nothing.
 */
class SweepPlanTestCase : public TestCase
{
  public:
    SweepPlanTestCase()
        : TestCase("plans")
    {
    }

  private:
    void DoRun() override
    {
        const std::string path = CreateTempDirFilename("plan.sqlite");
        unlink(path.c_str());
        SweepPlan plan = Plan(Describe(2), path);
        NS_TEST_EXPECT_MSG_EQ(plan.pending.size(), 8, "to run");
        NS_TEST_EXPECT_MSG_EQ(plan.skipped.size(), 4, "refused");
        NS_TEST_EXPECT_MSG_NE(plan.skipped.front().second.find("reorder"),
                              std::string::npos,
                              "why");
        NS_TEST_EXPECT_MSG_EQ(plan.estimates.front().has_value(), false, "nothing to go by");
        NS_TEST_EXPECT_MSG_EQ(Exists(path), false, "nothing is written");

        NS_TEST_ASSERT_MSG_EQ(MakeShard(Describe(2), path, 1, 1), 0, "the sweep");
        const std::string bytes = ReadBytes(path);
        plan = Plan(Describe(3), path);
        NS_TEST_EXPECT_MSG_EQ(plan.pending.size(), 4, "one more repetition");
        NS_TEST_EXPECT_MSG_EQ(plan.done, 8, "the others");
        NS_TEST_EXPECT_MSG_EQ(plan.skipped.size(), 6, "refused");
        for (const auto& estimate : plan.estimates)
        {
            NS_TEST_EXPECT_MSG_GT(estimate.value_or(0), 0, "as long as similar runs");
        }
        NS_TEST_EXPECT_MSG_EQ((ReadBytes(path) == bytes), true, "nothing is written");

        // Options of later versions leave the keys of older runs as they are, and what a file lists
        // is part of the key.
        const auto identify = [](uint32_t burst, const std::string& fault) {
            SweepRun run;
            run.options.burst = burst;
            run.options.fault = fault;
            run.Identify();
            return run.identity;
        };
        NS_TEST_EXPECT_MSG_EQ(identify(1, "").find("burst"), std::string::npos, "as before");
        NS_TEST_EXPECT_MSG_NE(identify(2, "").find("\"burst\": \"2\""),
                              std::string::npos,
                              "not so");
        const std::string list = CreateTempDirFilename("plan-faults.txt");
        std::ofstream(list) << "edge0-agg1\n";
        const std::string first = identify(1, "link:count=1+grey:file=" + list);
        NS_TEST_EXPECT_MSG_EQ((identify(1, "link:count=1+grey:file=" + list) == first),
                              true,
                              "the same");
        const std::string other = CreateTempDirFilename("plan-faults-2.txt");
        std::ofstream(other) << "edge0-agg2\n";
        NS_TEST_EXPECT_MSG_EQ((identify(1, "link:file=" + list + "+grey:file=" + other) ==
                               identify(1, "grey:file=" + other + "+link:file=" + list)),
                              true,
                              "whatever the order");
        std::ofstream(list) << "edge0-agg0\n";
        NS_TEST_EXPECT_MSG_NE((identify(1, "link:count=1+grey:file=" + list) == first),
                              true,
                              "another list");

        // A file that is not there refuses its own combinations.
        const int64_t runs = CountRuns(path);
        const std::string files =
            R"({"name": "files", "base": {"workload": "permutation:bytes=20KiB"},)"
            R"( "grid": {"fabric": ["fat-tree:k=4", "file:path=/tmp/no"],)"
            R"( "fault": ["none", "link:file=/tmp/none/such"]}})";
        NS_TEST_EXPECT_MSG_EQ(Plan(files, path).skipped.size(), 2, "those of the fabric's");
        NS_TEST_EXPECT_MSG_EQ(MakeShard(files, path, 1, 1), 0, "none of the others failed");
        NS_TEST_EXPECT_MSG_EQ(CountRuns(path), runs + 1, "the one without files has run");

        // Refused combinations may be mistakes.
        const std::vector<std::pair<std::string, std::string>> mistakes{
            {Describe(1, R"(, "skip": "error")"), "plan.json: $: lb=spray recovery=go-back-n: "},
            {R"({"name": "plan", "base": {"mtu": 9001}})",
             "plan.json: $: every combination is refused"},
        };
        for (const auto& [json, begin] : mistakes)
        {
            std::string message;
            try
            {
                Plan(json, path);
            }
            catch (const ConfigError& error)
            {
                message = error.what();
            }
            NS_TEST_EXPECT_MSG_EQ(message.rfind(begin, 0), 0, message << ", not " << begin);
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The merged shards of a sweep are the sweep.
 */
class SweepShardsTestCase : public TestCase
{
  public:
    SweepShardsTestCase()
        : TestCase("shards and merging")
    {
    }

  private:
    void DoRun() override
    {
        const std::string whole = CreateTempDirFilename("whole.sqlite");
        const std::string merged = CreateTempDirFilename("merged.sqlite");
        unlink(whole.c_str());
        unlink(merged.c_str());
        NS_TEST_EXPECT_MSG_EQ(MakeShard(Describe(4), whole, 1, 1), 0, "whole");
        std::vector<std::string> parts;
        for (uint32_t shard = 1; shard <= 3; shard++)
        {
            parts.push_back(CreateTempDirFilename("part" + std::to_string(shard) + ".sqlite"));
            unlink(parts.back().c_str());
            NS_TEST_EXPECT_MSG_EQ(MakeShard(Describe(4), parts.back(), shard, 3), 0, "a part");
        }
        const DatabaseMerger::Tally tally = DatabaseMerger::Merge(merged, parts);
        NS_TEST_EXPECT_MSG_EQ(tally.copied, 16, "each run is in one part");
        NS_TEST_EXPECT_MSG_EQ((ListRuns(merged) == ListRuns(whole)), true, "the same results");
        NS_TEST_EXPECT_MSG_EQ(DatabaseMerger::Merge(merged, {whole}).copied, 0, "nothing is new");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The line that tells how far a sweep is.
 */
class SweepProgressTestCase : public TestCase
{
  public:
    SweepProgressTestCase()
        : TestCase("progress")
    {
    }

  private:
    void DoRun() override
    {
        SweepTally tally;
        tally.planned = 10;
        NS_TEST_EXPECT_MSG_EQ(SweepProgress::Compose(tally, {}, 1), "[0/10]", "at first");
        tally.completed = 4;
        tally.failed = 1;
        NS_TEST_EXPECT_MSG_EQ(SweepProgress::Compose(tally, {}, 50),
                              "[5/10] 6 runs/min, 50 s left, 1 failed",
                              "half-way");
        NS_TEST_EXPECT_MSG_EQ(RunEstimate::WriteSeconds(0.25), "0.25 s", "short");
        NS_TEST_EXPECT_MSG_EQ(RunEstimate::WriteSeconds(90), "1.5 min", "minutes");
        NS_TEST_EXPECT_MSG_EQ(RunEstimate::WriteSeconds(9000), "2.5 h", "hours");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class SweepPlanTestSuite : public TestSuite
{
  public:
    SweepPlanTestSuite()
        : TestSuite("ai-fabric-sweep-plan", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new SweepPlanTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new SweepShardsTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new SweepProgressTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

/// Registers the suite.
static SweepPlanTestSuite g_sweepPlanTestSuite;

} // namespace tests
} // namespace aifabric
} // namespace ns3
