/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Runs of programs that are written on the helpers, stored as those of `aifabric run`.
 */

#include "run-with.h"

#include "ns3/config-error.h"
#include "ns3/experiment-plan.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-helper.h"
#include "ns3/own-run.h"
#include "ns3/simulator.h"
#include "ns3/sqlite-connection.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"
#include "ns3/workload-helper.h"

#include <chrono>
#include <string>
#include <unistd.h>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * A program of one's own beside the command line.
 */
class OwnRunTestCase : public TestCase
{
  public:
    OwnRunTestCase()
        : TestCase("A run of an own program is stored with all that a run has")
    {
    }

  private:
    static ExperimentOptions MakeOptions()
    {
        ExperimentOptions options;
        options.db = "none";
        options.fabric = "fat-tree:k=4";
        options.lb = "ofan";
        options.workload = "permutation:bytes=100KiB";
        options.spread = "0s";
        return options;
    }

    /// Run what the options say, by the helpers; store it if there is a file.
    RunRecord Execute(const std::string& file, OwnRun::Detail detail, Time stop)
    {
        FabricProgram::Prepare(MakeOptions());
        FabricHelper helper;
        ExperimentPlan(MakeOptions()).Configure(helper);
        FabricContainer fabric = helper.Install();
        WorkloadHelper workload("ns3::aifabric::PermutationWorkload",
                                "Bytes",
                                UintegerValue(100 << 10));
        const ApplicationContainer applications = workload.Install(fabric);
        OwnRun run(fabric);
        std::string problem;
        try
        {
            run.Store(file);
        }
        catch (const ConfigError& error)
        {
            problem = error.what();
        }
        NS_TEST_EXPECT_MSG_NE(problem.find("AddJob()"), std::string::npos, "no job: " << problem);
        run.AddJob(applications, "permutation:bytes=100KiB");
        run.SetParameter("knob", "7");
        run.SetLabel("mine");
        Simulator::Stop(stop);
        Simulator::Run();
        const RunRecord record = run.Store(file, detail);
        Simulator::Destroy();
        return record;
    }

    void DoRun() override
    {
        const std::string file = CreateTempDirFilename("own-run.sqlite");
        unlink(file.c_str());
        const RunRecord own = Execute(file, OwnRun::Detail::ALL, Seconds(1));
        FabricProgram::Prepare(MakeOptions());
        Experiment experiment(MakeOptions());
        const RunRecord line = experiment.Execute();
        NS_TEST_EXPECT_MSG_EQ(own.status, "ok", own.error);
        NS_TEST_EXPECT_MSG_EQ(own.resultDigest, line.resultDigest, "the same simulation");
        NS_TEST_EXPECT_MSG_EQ(own.fabric, line.fabric, "what it was made of");
        NS_TEST_EXPECT_MSG_EQ(own.lb, line.lb, "strategy");
        NS_TEST_EXPECT_MSG_EQ(own.cc, line.cc, "control");
        NS_TEST_EXPECT_MSG_EQ(own.recovery, line.recovery, "recovery");
        NS_TEST_EXPECT_MSG_LT(*own.boundNs, *line.boundNs + 1e-6, "it is one of all starts");
        NS_TEST_EXPECT_MSG_EQ_TOL(*own.boundNs, *line.boundNs, *line.boundNs * 0.01, "bound");
        NS_TEST_EXPECT_MSG_EQ(*own.cctNs, *line.cctNs, "completion");
        NS_TEST_EXPECT_MSG_EQ(*own.packetHops, *line.packetHops, "hops");
        NS_TEST_EXPECT_MSG_EQ(own.moduleVersion, line.moduleVersion, "version");

        const RunRecord cut = Execute(file, OwnRun::Detail::SUMMARY, MicroSeconds(2));
        NS_TEST_EXPECT_MSG_EQ(cut.status, "stopped", cut.error);
        SqliteConnection db(file,
                            SqliteConnection::Mode::READ_WRITE,
                            std::chrono::milliseconds(1000));
        const auto number = [&db](const std::string& query) { return db.QueryInteger(query); };
        NS_TEST_EXPECT_MSG_EQ(number("SELECT count(*) FROM summary WHERE label = 'mine'"), 2, "");
        NS_TEST_EXPECT_MSG_EQ(number("SELECT count(*) FROM flow"), 16, "those of the first run");
        NS_TEST_EXPECT_MSG_EQ(number("SELECT count(*) > 90 FROM port"), 1, "its ports");
        NS_TEST_EXPECT_MSG_EQ(number("SELECT count(*) FROM summary WHERE slowdown > 1 AND "
                                     "json_extract(parameters, '$.knob') = '7'"
                                     " AND json_extract(experiment, '$.knob') = '7'"),
                              1,
                              "parameters");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class OwnRunTestSuite : public TestSuite
{
  public:
    OwnRunTestSuite()
        : TestSuite("ai-fabric-own-run", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new OwnRunTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

/// Registers the suite.
const OwnRunTestSuite g_ownRunTestSuite;

} // namespace
