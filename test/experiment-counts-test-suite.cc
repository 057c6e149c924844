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
 * What becomes of trimmed packets is stored by port.
 */
class TrimColumnsTestCase : public TestCase
{
  public:
    TrimColumnsTestCase()
        : TestCase("ports tell what they trimmed, dropped all the same, and sent on")
    {
    }

  private:
    /// Run an incast and ask the table port.
    std::string AskPorts(const std::string& model,
                         const std::string& where,
                         const char* mtu,
                         const std::string& bytes = "1MiB")
    {
        const std::string path = CreateTempDirFilename("trims.sqlite");
        unlink(path.c_str());
        ExperimentOptions options;
        options.fabric = "leaf-spine:leaves=1,spines=1,hosts=8";
        options.lb = "ecmp";
        options.recovery = "trimming";
        options.db = path;
        options.record = "all";
        options.workload = "incast:fan-in=7,bytes=" + bytes;
        options.switchModel = model;
        options.Set("mtu", mtu);
        Experiment(options).Execute();
        return Ask(path,
                   "SELECT sum(trims > 0) || ' ' || (sum(trims) - (SELECT trims FROM run)) || ' ' "
                   "|| sum(trims_dropped > 0) || ' ' || (sum(trims_sent) > sum(trims)) || ' ' || "
                   "sum(trims < trims_dropped) || ' ' || sum(trims_sent < trims - trims_dropped) "
                   "FROM port WHERE " +
                       where);
    }

    void DoRun() override
    {
        const std::string room = "generic:buffer-per-port=100KB,trim=true";
        // The port to the receiver and no other; all are sent on; none is counted elsewhere.
        NS_TEST_EXPECT_MSG_EQ(AskPorts(room, "1", "4096"), "1 0 0 0 0 0", "room for all headers");
        NS_TEST_EXPECT_MSG_EQ(AskPorts(room, "trims_sent > 0 AND direction = 'up'", "4096"),
                              "",
                              "hosts trim nothing");
        // Small packets: seven senders' headers are more than the link takes, and some are dropped.
        NS_TEST_EXPECT_MSG_EQ(AskPorts(room, "trims > 0", "256", "128KiB").substr(0, 6),
                              "1 0 1 ",
                              "some");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Frames of a larger MTU are frames for buffers, too.
 */
class LargeFrameTestCase : public TestCase
{
  public:
    LargeFrameTestCase()
        : TestCase("a buffer that holds no frame of the MTU is refused")
    {
    }

  private:
    void DoRun() override
    {
        for (const std::string model :
             {"generic:buffer-per-port=9000", "generic:shared-buffer=9000"})
        {
            ExperimentOptions options;
            options.db = "none";
            options.fabric = "leaf-spine:leaves=1,spines=1,hosts=2";
            options.workload = "pair:bytes=64KiB,dst=1";
            options.switchModel = model;
            NS_TEST_EXPECT_MSG_EQ(Experiment(options).Execute().status, "ok", model);
            options.Set("mtu", "9000");
            std::string refusal;
            try
            {
                Experiment(options).Execute();
            }
            catch (const ConfigError& error)
            {
                refusal = error.what();
            }
            NS_TEST_EXPECT_MSG_NE(refusal.find("is smaller than a frame (9078 bytes)"),
                                  std::string::npos,
                                  model << ": '" << refusal << "'");
        }
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
        AddTestCase(new TrimColumnsTestCase, Duration::QUICK);
        AddTestCase(new LargeFrameTestCase, Duration::QUICK);
    }
};

/// Registers the suite.
const ExperimentCountsTestSuite g_experimentCountsTestSuite;

} // namespace tests
} // namespace aifabric
} // namespace ns3
