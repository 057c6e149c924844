/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What percentiles and means are taken over.
 */

#include "results-test-helper.h"

#include "ns3/experiment.h"
#include "ns3/fabric-compat.h"
#include "ns3/run-table.h"
#include "ns3/test.h"

#include <sstream>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{
namespace tests
{

/**
 * @ingroup ai-fabric-tests
 * Percentiles say over how many flows they are, tables over how many runs.
 */
class CountsTestCase : public TestCase
{
  public:
    CountsTestCase()
        : TestCase("aggregates say over what")
    {
    }

  private:
    void DoRun() override
    {
        const std::string path = CreateTempDirFilename("counts.sqlite");
        unlink(path.c_str());
        ExperimentOptions options;
        options.fabric = "leaf-spine:leaves=2,spines=4,hosts=4";
        options.lb = "spray";
        options.db = path;
        options.workload = "incast:fan-in=4,bytes=256KiB";
        options.stop = "15us";
        options.record = "flows";
        const RunRecord stopped = Experiment(options).Execute();
        NS_TEST_EXPECT_MSG_EQ(stopped.status, "stopped", "status");
        NS_TEST_EXPECT_MSG_EQ((*stopped.flowsEnded < *stopped.flows), true, "some did not end");
        NS_TEST_EXPECT_MSG_EQ(Ask(path,
                                  "SELECT group_concat(flows_ended || ' of ' || flows || ' ' || "
                                  "(SELECT count(end_ns) FROM flow)) FROM summary"),
                              std::to_string(*stopped.flowsEnded) + " of 4 " +
                                  std::to_string(*stopped.flowsEnded),
                              "the database");
        RunRecord some = MakeRun("");
        some.status = "stopped";
        some.flows = 128;
        some.flowsEnded = 8;
        some.fctP50Ns = some.fctP99Ns = some.fctMaxNs = 1000;
        Expect(Print(some), "over 8 of 128 flows");
        some.flowsEnded = 128;
        Expect(Print(some), "over 128 flows");

        RunRecord ok = MakeRun("");
        ok.cctNs = 2000;
        ok.boundNs = 1000;
        RunRecord failed = MakeRun("");
        failed.status = "failed";
        some.status = "stopped";
        Expect(PrintAll({ok, ok}), "(2 runs)");
        Expect(PrintAll({ok, ok}), "means of the completed runs");
        Expect(PrintAll({ok, ok, failed, some, some}), "(2 of 5 runs, 1 failed, 2 stopped)");
        Expect(PrintAll({failed, some}), "(0 of 2 runs, 1 failed, 1 stopped)");
        NS_TEST_EXPECT_MSG_EQ(PrintAll({ok}).find("runs"), std::string::npos, "a single one");
    }

    static std::string Print(const RunRecord& run)
    {
        std::ostringstream os;
        PrintRun(os, run);
        return os.str();
    }

    static std::string PrintAll(const std::vector<RunRecord>& runs)
    {
        std::ostringstream os;
        PrintTable(os, runs);
        return os.str();
    }

    void Expect(const std::string& text, const std::string& part)
    {
        NS_TEST_EXPECT_MSG_NE(text.find(part), std::string::npos, part << " in " << text);
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of counts.
 */
class ExperimentCountsTestSuite : public TestSuite
{
  public:
    ExperimentCountsTestSuite()
        : TestSuite("ai-fabric-experiment-counts", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new CountsTestCase, Duration::QUICK);
    }
};

/// Registers the suite.
const ExperimentCountsTestSuite g_experimentCountsTestSuite;

} // namespace tests
} // namespace aifabric
} // namespace ns3
