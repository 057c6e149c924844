/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Training jobs on an idle fabric against closed forms, and what results say of them.
 */

#include "results-test-helper.h"

#include "ns3/experiment.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-helper.h"
#include "ns3/fabric-program.h"
#include "ns3/iteration-times.h"
#include "ns3/results-schema.h"
#include "ns3/run-table.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"
#include "ns3/workload-helper.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>
#include <unistd.h>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::tests;

namespace
{

/// ns of a byte at 400 Gb/s
constexpr double BYTE = 0.02;
/// ns of a byte of data, headers and gaps included
constexpr double DATA = 4178 * BYTE / 4096;
/// ns from the end of sending to arrival: two links of 500 ns, and a packet stored and forwarded
constexpr double STEP = 2 * 500 + 4158 * BYTE;
/// ns from arrival until the sender knows
constexpr double ACK = 2 * 500 + 2 * 64 * BYTE;

/// Bytes of the weights of a layer of the job below, and of the tokens of a micro-batch.
constexpr double LAYER = (4 * 512 * 512 + 3 * 512 * 1024) * 2;
constexpr double TOKENS = 512 * 512 * 2;

/// A job of four layers, with more attributes.
std::string
WriteJob(const std::string& more)
{
    return "training:model-layers=4,hidden=512,heads=4,kv-heads=4,ffn=1024,sequence=512,"
           "embedding=false," +
           more;
}

/// Run a job under one switch.
RunRecord
RunJob(const std::string& more, uint32_t hosts, const std::string& db = "none")
{
    ExperimentOptions options;
    options.fabric = "leaf-spine:leaves=1,spines=1,hosts=" + std::to_string(hosts);
    options.workload = WriteJob(more);
    options.lb = "ecmp";
    options.spread = "0s";
    options.ackInterval = 64;
    options.record = "flows";
    options.db = db;
    FabricProgram::Prepare(options);
    return Experiment(options).Execute();
}

/**
 * @ingroup ai-fabric-tests
 * Iteration times.
 */
class IterationTimeTestCase : public TestCase
{
  public:
    IterationTimeTestCase()
        : TestCase("Iterations take the sum of their parts, with overlap the larger ones")
    {
    }

  private:
    void Expect(const std::string& job, uint32_t hosts, double ns)
    {
        const RunRecord run = RunJob(job, hosts);
        NS_TEST_ASSERT_MSG_EQ(run.status, "ok", job << ": " << run.error);
        NS_TEST_ASSERT_MSG_EQ(run.jobs[0].iterations.size(), 1, job << ": one iteration");
        NS_TEST_EXPECT_MSG_EQ_TOL(run.cctNs.value_or(0), ns, 0.02 * ns, job);
        const IterationRecord& one = run.jobs[0].iterations[0];
        NS_TEST_EXPECT_MSG_EQ(one.timeNs.value_or(0), run.cctNs.value_or(1), job << ": its time");
    }

    void DoRun() override
    {
        // One rank: computing alone, 4 layers forward and back.
        const RunRecord alone = RunJob("dp=1,forward-time=10us", 2);
        NS_TEST_EXPECT_MSG_EQ_TOL(alone.cctNs.value_or(0), 120e3, 0.01, "one rank");
        NS_TEST_EXPECT_MSG_EQ_TOL(alone.jobs[0].iterations[0].computeNs, 120e3, 0.01, "computes");
        NS_TEST_EXPECT_MSG_EQ(alone.jobs[0].iterations[0].exposedNs, 0, "nothing is exposed");
        ExpectData();
        ExpectShards();
        // Tensor parallelism: 2 all-gathers and 2 reduce-scatters in each pass of a layer.
        const double half = STEP + DATA * TOKENS / 2 + ACK;
        Expect("tp=2,forward-time=10us", 2, 4 * (30e3 + 8 * half));
        const double both = 2 * STEP + DATA * TOKENS + ACK;
        Expect("tp=2,sequence-parallel=false,forward-time=10us", 2, 4 * (30e3 + 4 * both));
        // A pipeline of two stages with two micro-batches: (m + p - 1)(f + b), and a message
        // down and up.
        const double message = STEP + DATA * TOKENS;
        Expect("pp=2,micro-batches=2,forward-time=10us", 2, 3 * 60e3 + 2 * message + ACK);
        // Keys and values of all tokens are as large as these twice; each rank has half of them.
        const double keys = STEP + DATA * TOKENS + ACK;
        const double gradients = 4 * (2 * STEP + DATA * LAYER + ACK);
        Expect("cp=2,overlap=false,forward-time=10us", 2, 4 * (30e3 + 2 * keys) + gradients);
    }

    void ExpectData()
    {
        const double sum = 2 * STEP + DATA * LAYER + ACK; // an all-reduce of a layer, 109 us
        Expect("overlap=false,forward-time=10us", 2, 4 * 30e3 + 4 * sum);
        // Behind the computing, but for that of the last layer.
        Expect("forward-time=100us", 2, 4 * 300e3 + sum);
        // From the first backward on.
        Expect("forward-time=10us", 2, 4 * 10e3 + 20e3 + 4 * sum);
        // In one bucket, after all of it.
        Expect("bucket=1000000000,forward-time=100us",
               2,
               4 * 300e3 + 2 * STEP + 4 * DATA * LAYER + ACK);
    }

    void ExpectShards()
    {
        const double half = STEP + DATA * LAYER / 2 + ACK; // a gather or a scatter, 55 us
        Expect("fsdp=2,overlap=false,forward-time=10us", 2, 4 * 30e3 + 4 * 3 * half);
        // The first gather of each pass and the last scatter are all that is seen.
        Expect("fsdp=2,forward-time=100us", 2, 4 * 300e3 + 3 * half);
    }
};

/**
 * @ingroup ai-fabric-tests
 * What is stored and printed.
 */
class IterationTableTestCase : public TestCase
{
  public:
    IterationTableTestCase()
        : TestCase(
              "Iterations, collectives and spans of hosts are stored; summaries say the factor")
    {
    }

  private:
    void DoRun() override
    {
        const std::string path = CreateTempDirFilename("training.sqlite");
        unlink(path.c_str());
        const std::string job = "overlap=false,forward-time=100us,iterations=3,straggler=0.2,"
                                "layers=2,scale=4,peak=1e12";
        const RunRecord run = RunJob(job, 2, path);
        NS_TEST_ASSERT_MSG_EQ(run.status, "ok", run.error);
        NS_TEST_ASSERT_MSG_EQ(run.jobs[0].iterations.size(), 3, "iterations");
        double end = 0;
        for (const IterationRecord& one : run.jobs[0].iterations)
        {
            const double time = one.timeNs.value_or(0);
            NS_TEST_EXPECT_MSG_EQ_TOL(one.endNs.value_or(0), end + time, 1e-3, "one by one");
            end = one.endNs.value_or(0);
            NS_TEST_EXPECT_MSG_EQ_TOL(one.computeNs + one.exposedNs + one.idleNs.value_or(0),
                                      time,
                                      1e-3,
                                      "no remainder");
            NS_TEST_EXPECT_MSG_GT_OR_EQ(one.slowestNs.value_or(0) + 200, one.computeNs, "slowest");
            NS_TEST_EXPECT_MSG_EQ(one.factor, 2 * 4, "factor");
            // A token takes 2 operations for a parameter, 4 for each of its 512 x 512 products.
            const double work = 3 * 2 * (LAYER + 4 * 512 * 512) * 512 / 4;
            NS_TEST_EXPECT_MSG_EQ_TOL(one.utilisation.value_or(0),
                                      work / 1e12 * 1e9 / time,
                                      1e-6,
                                      "utilisation");
            // Two all-reduces of a quarter of a layer, and the wait for the slowest.
            const double sums = 2 * (2 * STEP + DATA * LAYER / 4 + ACK);
            NS_TEST_EXPECT_MSG_EQ_TOL(time, one.slowestNs.value_or(0) + sums, 0.02 * time, "sum");
        }
        CheckStored(path);
        std::ostringstream text;
        PrintRun(text, run);
        for (const char* part : {"iterations",
                                 "8.0 times as large",
                                 "exposed communication",
                                 "utilisation",
                                 "a factor of 8",
                                 "layers=2",
                                 "scale=4"})
        {
            NS_TEST_EXPECT_MSG_NE(text.str().find(part), std::string::npos, part);
        }
        CheckUpgrade(path);
        CheckLimit();
    }

    void CheckStored(const std::string& path)
    {
        NS_TEST_EXPECT_MSG_EQ(
            Ask(path,
                "SELECT count(*) || '|' || min(iteration) || '|' || max(iteration) FROM "
                "iteration WHERE factor = 8 AND job = 0"),
            "3|1|3",
            "rows");
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT factor FROM job"), "8.0", "factor of the job");
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT notes LIKE '%2 of 4 layers%factor of 8%' FROM run"),
                              "1",
                              "note");
        NS_TEST_EXPECT_MSG_EQ(
            Ask(path,
                "SELECT count(*) || '|' || count(DISTINCT iteration) FROM collective "
                "WHERE name = 'dp gradients'"),
            "6|3",
            "collectives say their iteration");
        // Two hosts, three iterations: forward, backward and two exchanges.
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT count(*) FROM task_span WHERE kind = 'computing'"),
                              "12",
                              "computations");
        NS_TEST_EXPECT_MSG_EQ(Ask(path,
                                  "SELECT count(*) FROM task_span WHERE kind = 'communicating' AND "
                                  "name = 'dp gradients'"),
                              "12",
                              "exchanges");
        NS_TEST_EXPECT_MSG_EQ(Ask(path,
                                  "SELECT abs(sum(end_ns - start_ns) / 2 - (SELECT sum(compute_ns) "
                                  "FROM iteration)) < 1e-3 FROM task_span WHERE kind = "
                                  "'computing'"),
                              "1",
                              "spans have the computing time");
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT count(*) FROM counter WHERE name LIKE 'spans.%'"),
                              "0",
                              "all of them are there");
    }

    /// A file of version 7 gets the new tables and columns.
    void CheckUpgrade(const std::string& path)
    {
        Ask(path, "DROP TABLE iteration");
        Ask(path, "DROP TABLE task_span");
        Ask(path, "DROP TABLE flow_bin");
        Ask(path, "DROP TABLE critical_path");
        Ask(path, "ALTER TABLE collective DROP COLUMN iteration");
        Ask(path, "DROP VIEW job_summary");
        Ask(path, "ALTER TABLE job DROP COLUMN factor");
        Ask(path, "ALTER TABLE port DROP COLUMN trims_dropped");
        Ask(path, "ALTER TABLE port DROP COLUMN trims_sent");
        Ask(path, "PRAGMA user_version = 7");
        const RunRecord run = RunJob("forward-time=1us,layers=1", 2, path);
        NS_TEST_ASSERT_MSG_EQ(run.status, "ok", run.error);
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "PRAGMA user_version"),
                              std::to_string(RESULTS_SCHEMA_VERSION),
                              "version");
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT run_id || '|' || factor FROM iteration"),
                              "2|4.0",
                              "new");
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT count(*) FROM collective WHERE iteration IS NULL"),
                              "6",
                              "old collectives are of none");
    }

    /// Of many spans some hosts are kept, and a counter says how many are not.
    void CheckLimit()
    {
        const std::string path = CreateTempDirFilename("many.sqlite");
        unlink(path.c_str());
        const RunRecord run = RunJob(
            "dp=8,layers=1,scale=10000,forward-time=1us,iterations=900,all-reduce=in-network",
            8,
            path);
        NS_TEST_ASSERT_MSG_EQ(run.status, "ok", run.error);
        // Of each host and iteration three: forward, backward, and what it exchanges.
        NS_TEST_EXPECT_MSG_EQ(
            Ask(path, "SELECT count(*) || '|' || count(DISTINCT host) FROM task_span"),
            "10800|4",
            "spans");
        NS_TEST_EXPECT_MSG_EQ(
            Ask(path, "SELECT value FROM counter WHERE name = 'spans.hosts-left-out'"),
            "4",
            "hosts left out");
    }
};

/**
 * @ingroup ai-fabric-tests
 * A program that uses the helpers.
 */
class HelperTestCase : public TestCase
{
  public:
    HelperTestCase()
        : TestCase("WorkloadHelper installs training jobs, which may share a fabric")
    {
    }

  private:
    void DoRun() override
    {
        FabricHelper helper;
        helper.SetLayout("ns3::aifabric::LeafSpineFabric",
                         "Leaves",
                         UintegerValue(1),
                         "Spines",
                         UintegerValue(1),
                         "Hosts",
                         UintegerValue(4));
        const FabricContainer fabric = helper.Install();
        const auto make = [](uint32_t tensor) {
            return WorkloadHelper("ns3::aifabric::TrainingWorkload",
                                  "Tp",
                                  UintegerValue(tensor),
                                  "Dp",
                                  UintegerValue(4 / tensor),
                                  "Layers",
                                  UintegerValue(2),
                                  "Scale",
                                  UintegerValue(100000),
                                  "Iterations",
                                  UintegerValue(2));
        };
        const auto jobs = WorkloadHelper::InstallAll(fabric, {make(2), make(4)});
        Simulator::Run();
        for (const auto& job : jobs)
        {
            const auto run = WorkloadHelper::GetRun(job);
            NS_TEST_EXPECT_MSG_EQ(run->IsComplete(), true, "completes");
            NS_TEST_EXPECT_MSG_EQ(run->GetGraph().GetFacts().factor, 1600000, "factor");
            const auto iterations = MeasureIterations(*run);
            NS_TEST_ASSERT_MSG_EQ(iterations.size(), 2, "iterations");
            NS_TEST_EXPECT_MSG_EQ(*iterations[0].time + *iterations[1].time,
                                  run->GetLastEnd() - run->GetFirstStart(),
                                  "all of the time");
        }
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of training jobs on a fabric.
 */
class TrainingRunTestSuite : public TestSuite
{
  public:
    TrainingRunTestSuite()
        : TestSuite("ai-fabric-training-run", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new IterationTimeTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new IterationTableTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new HelperTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const TrainingRunTestSuite g_trainingRunTestSuite; ///< registers the suite

} // namespace
