/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Faults as options of an experiment: what is stored of them, and rates that they leave.
 */

#include "ns3/config-error.h"
#include "ns3/experiment.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-program.h"
#include "ns3/simulator.h"
#include "ns3/sqlite-connection.h"
#include "ns3/test.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <unistd.h>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// A small experiment that stores nothing.
ExperimentOptions
Small()
{
    ExperimentOptions options;
    options.fabric = "fat-tree:k=4";
    options.workload = "permutation:bytes=1MiB";
    options.recovery = "sack:timeout-exponent=3";
    options.db = "none";
    return options;
}

RunRecord
Execute(const ExperimentOptions& options)
{
    FabricProgram::Prepare(options);
    Experiment experiment(options);
    return experiment.Execute();
}

/**
 * @ingroup ai-fabric-tests
 * Everything that follows from a failure is in the table `event`.
 */
class EventsTestCase : public TestCase
{
  public:
    EventsTestCase()
        : TestCase("Failure, detection, convergence, repair and affected flows are stored")
    {
    }

  private:
    void DoRun() override
    {
        const std::string file = CreateTempDirFilename("fault.sqlite");
        unlink(file.c_str());
        ExperimentOptions options = Small();
        options.db = file;
        options.fault = "link:names=edge0-agg1,time=5us,duration=9us,detection=2us,convergence=4us";
        options.lb = "spray";
        const RunRecord run = Execute(options);
        options.fault = "";
        const RunRecord sound = Execute(options);
        SqliteConnection db(file,
                            SqliteConnection::Mode::READ_WRITE,
                            std::chrono::milliseconds(1000));
        const auto at = [&](const std::string& kind, const std::string& subject) {
            return db.QueryInteger("SELECT max(CAST(time_ns AS INTEGER)) FROM event WHERE kind='" +
                                   kind + "' AND subject='" + subject + "'");
        };
        const std::string link = "edge0-agg1";
        NS_TEST_EXPECT_MSG_EQ(run.status, "ok", run.error);
        NS_TEST_EXPECT_MSG_EQ(at("link-down", link), 5000, "failure");
        NS_TEST_EXPECT_MSG_EQ(at("detected", link), 7000, "detection");
        NS_TEST_EXPECT_MSG_EQ(at("converged", link), 9000, "convergence");
        NS_TEST_EXPECT_MSG_EQ(at("link-up", link), 14000, "repair");
        NS_TEST_EXPECT_MSG_EQ(at("repair-detected", link), 16000, "its detection");
        NS_TEST_EXPECT_MSG_EQ(at("repair-converged", link), 18000, "its convergence");
        const int64_t first = at("first-affected-flow", link);
        const int64_t last = at("last-affected-flow", link);
        NS_TEST_EXPECT_MSG_EQ((first >= 5000 && first < 5600), true, "first loss at " << first);
        NS_TEST_EXPECT_MSG_EQ((last > 7000 && last < 7700), true, "last loss at " << last);
        const int64_t noRoute = at("last-affected-flow", "routes");
        NS_TEST_EXPECT_MSG_EQ((noRoute > 8000 && noRoute < 12000), true, "no route " << noRoute);
        NS_TEST_EXPECT_MSG_EQ(
            db.QueryInteger("SELECT count(*) FROM event WHERE run_id=1 AND detail LIKE "
                            "'host%->host%, link-down%'"),
            2,
            "which flows, and why");
        NS_TEST_EXPECT_MSG_EQ(db.QueryInteger("SELECT value FROM counter WHERE run_id=1 AND "
                                              "name='fault.recomputations'"),
                              2,
                              "counters");
        NS_TEST_EXPECT_MSG_EQ(
            db.QueryText("SELECT fault FROM summary WHERE run_id=1"),
            "link:convergence=4us,detection=2us,duration=9us,names=edge0-agg1,time=5us",
            "canonical");
        NS_TEST_EXPECT_MSG_EQ(
            db.QueryInteger("SELECT count(*) FROM event WHERE run_id=2") +
                db.QueryInteger("SELECT count(*) FROM counter WHERE run_id=2 AND name LIKE "
                                "'fault.%'"),
            0,
            "a sound run stores nothing of the kind");
        NS_TEST_EXPECT_MSG_NE(run.resultDigest, sound.resultDigest, "digests tell them apart");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Runs without faults are what they were before there were faults.
 */
class UnchangedTestCase : public TestCase
{
  public:
    UnchangedTestCase()
        : TestCase("Faults that strike nothing, and none, change nothing")
    {
    }

  private:
    void DoRun() override
    {
        ExperimentOptions options = Small();
        const std::string sound = Execute(options).resultDigest;
        for (const char* fault : {"none", "link:fraction=0", "grey:fraction=0+slow:fraction=0"})
        {
            options.fault = fault;
            NS_TEST_EXPECT_MSG_EQ(Execute(options).resultDigest, sound, fault);
        }
        // Once seen by somebody: the other way through the ports.
        options.fault = "slow:select=all,tier=all,delay=0";
        const RunRecord touched = Execute(options);
        options.fault = "";
        NS_TEST_EXPECT_MSG_EQ(touched.cctNs.value(),
                              Execute(options).cctNs.value(),
                              "an impairment of nothing costs no simulated time");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Every flow at the feasible rate: no link that spreads evenly is overloaded.
 */
class FeasibleTestCase : public TestCase
{
  public:
    FeasibleTestCase()
        : TestCase("At the feasible rate the load of the busiest link is what it should be")
    {
    }

  private:
    void DoRun() override
    {
        const std::string file = CreateTempDirFilename("feasible.sqlite");
        unlink(file.c_str());
        ExperimentOptions options;
        options.db = file;
        options.fabric = "leaf-spine:leaves=4,spines=4,hosts=4";
        options.workload = "shift:offset=4,bytes=8MiB";
        options.recovery = "sack";
        // ACKs would take 2 % of links that are used to the full.
        options.ackInterval = 64;
        options.fault = "link:names=leaf0-spine0,convergence=0";
        const RunRecord full = Execute(options);
        options.cc = "fixed-rate:feasible=true";
        const RunRecord feasible = Execute(options);
        options.cc = "fixed-rate:fraction=0.75";
        const RunRecord same = Execute(options);
        options.cc = "fixed-rate:fraction=0.9,feasible=true";
        const RunRecord less = Execute(options);
        SqliteConnection db(file,
                            SqliteConnection::Mode::READ_WRITE,
                            std::chrono::milliseconds(1000));
        NS_TEST_EXPECT_MSG_EQ(
            db.QueryText("SELECT json_extract(parameters,'$.feasible-rate') FROM run LIMIT 1"),
            "0.75",
            "stored");
        NS_TEST_EXPECT_MSG_EQ(feasible.resultDigest, same.resultDigest, "3 of 4 uplinks are left");
        NS_TEST_EXPECT_MSG_EQ_TOL(feasible.cctNs.value(),
                                  feasible.boundNs.value() / 0.75,
                                  0.02 * feasible.cctNs.value(),
                                  "and are used to the full");
        NS_TEST_EXPECT_MSG_EQ_TOL(less.cctNs.value(),
                                  feasible.cctNs.value() / 0.9,
                                  0.02 * less.cctNs.value(),
                                  "a fraction of it");
        // A quarter more than fits would have to wait: half a megabyte and more.
        NS_TEST_EXPECT_MSG_GT(full.maxFabricQueueBytes.value(), 500000, "line rate overloads");
        NS_TEST_EXPECT_MSG_LT(feasible.maxFabricQueueBytes.value(), 100000, "this does not");
        NS_TEST_EXPECT_MSG_EQ(feasible.drops.value(), 0, "nothing is lost");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The option may be repeated, and mistakes are refused before anything is stored.
 */
class OptionTestCase : public TestCase
{
  public:
    OptionTestCase()
        : TestCase("--fault may be repeated; mistakes name the option")
    {
    }

  private:
    void DoRun() override
    {
        ExperimentOptions options;
        std::vector<std::string> arguments{"program", "--fault=link:count=1", "--fault=grey"};
        std::vector<char*> argv;
        for (std::string& argument : arguments)
        {
            argv.push_back(argument.data());
        }
        CommandLine command;
        options.AddTo(command);
        FabricProgram::Parse(command, static_cast<int>(argv.size()), argv.data(), options);
        NS_TEST_EXPECT_MSG_EQ(options.fault, "link:count=1+grey", "joined");
        for (const std::string fault :
             {"lonk", "link:names=edge0-agg7", "flap:distribution=x", "link:file=/nonexistent"})
        {
            ExperimentOptions wrong = Small();
            wrong.fault = fault;
            std::string message;
            try
            {
                FabricProgram::Prepare(wrong);
                Experiment experiment(wrong);
                experiment.Build();
            }
            catch (const ConfigError& error)
            {
                message = error.what();
            }
            Simulator::Destroy();
            NS_TEST_EXPECT_MSG_NE(message.find("fault"),
                                  std::string::npos,
                                  fault << ": " << message);
            NS_TEST_EXPECT_MSG_EQ(message.find('\n'), std::string::npos, fault << ": one line");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class FaultExperimentTestSuite : public TestSuite
{
  public:
    FaultExperimentTestSuite()
        : TestSuite("ai-fabric-fault-experiment", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new EventsTestCase, Duration::QUICK);
        AddTestCase(new UnchangedTestCase, Duration::QUICK);
        AddTestCase(new FeasibleTestCase, Duration::QUICK);
        AddTestCase(new OptionTestCase, Duration::QUICK);
    }
};

const FaultExperimentTestSuite g_faultExperimentTestSuite; ///< registers the suite

} // namespace
