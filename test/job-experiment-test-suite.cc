/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Experiments of several workloads joined by '+'.
 */

#include "results-test-helper.h"

#include "ns3/config-error.h"
#include "ns3/experiment-identity.h"
#include "ns3/experiment.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-program.h"
#include "ns3/run-collector.h"
#include "ns3/test.h"

#include <string>
#include <unistd.h>
#include <vector>

namespace ns3
{
namespace aifabric
{
namespace tests
{

namespace
{

/// @return options of a run that is not stored
ExperimentOptions
MakeOptions(const std::string& workload)
{
    ExperimentOptions options;
    options.fabric = "leaf-spine:leaves=4,spines=4,hosts=4";
    options.workload = workload;
    options.db = "none";
    return options;
}

RunRecord
Execute(ExperimentOptions options)
{
    FabricProgram::Prepare(options);
    Experiment experiment(options);
    return experiment.Execute();
}

} // namespace

/**
 * @ingroup ai-fabric-tests
 * Times of jobs against closed forms, and what the database says of them.
 */
class JobTimesTestCase : public TestCase
{
  public:
    JobTimesTestCase()
        : TestCase("Jobs that share a link take twice their time, others their own")
    {
    }

  private:
    void DoRun() override
    {
        const std::string path = CreateTempDirFilename("jobs.sqlite");
        unlink(path.c_str());
        const std::string first = "pair:bytes=800KiB,dst=1,src=0";
        const std::string second = "pair:bytes=800KiB,dst=2,src=0";
        const std::string apart = "pair:bytes=1600KiB,dst=4,src=3";
        const std::string late = "pair:bytes=400KiB,dst=6,src=5,start=70us";
        ExperimentOptions options = MakeOptions(first);
        options.fabric = "leaf-spine:leaves=1,spines=1,hosts=8";
        options.spread = "0s";
        options.lb = "ecmp";
        const RunRecord alone = Execute(options);
        NS_TEST_ASSERT_MSG_EQ(alone.status, "ok", alone.error);
        NS_TEST_ASSERT_MSG_EQ(alone.jobs.size(), 1, "one job");
        NS_TEST_EXPECT_MSG_EQ(alone.jobs[0].cctNs.value_or(0), alone.cctNs.value_or(1), "it");
        NS_TEST_EXPECT_MSG_EQ(alone.slowestJob.value_or(9), 0, "the slowest of one");
        options.workload = apart;
        const RunRecord twice = Execute(options);
        options.workload = first + "+" + second + "+" + apart + "+" + late;
        options.record = "flows";
        options.db = path;
        const RunRecord run = Execute(options);
        NS_TEST_ASSERT_MSG_EQ(run.status, "ok", run.error);
        NS_TEST_ASSERT_MSG_EQ(run.jobs.size(), 4, "four jobs");
        const double one = alone.cctNs.value_or(0);
        const double wire = 200 * 83.56; // of a message of the first two, ns
        NS_TEST_EXPECT_MSG_EQ_TOL(run.jobs[0].cctNs.value_or(0), one + wire, 200, "shares");
        NS_TEST_EXPECT_MSG_EQ_TOL(run.jobs[1].cctNs.value_or(0), one + wire, 200, "shares");
        NS_TEST_EXPECT_MSG_EQ(run.jobs[2].cctNs.value_or(0), twice.cctNs.value_or(1), "alone");
        NS_TEST_EXPECT_MSG_EQ(run.jobs[3].startNs.value_or(0), 70000, "start");
        NS_TEST_EXPECT_MSG_EQ(run.jobs[0].boundNs.value_or(0), alone.boundNs.value_or(1), "bound");
        NS_TEST_EXPECT_MSG_EQ(run.cctNs.value_or(0), run.jobs[3].endNs.value_or(1), "of all");
        NS_TEST_EXPECT_MSG_LT(run.slowestJob.value_or(9), 2, "one of those that share");
        NS_TEST_EXPECT_MSG_EQ_TOL(run.GetSlowdown().value_or(0), (one + wire) / one, 0.05, "its");
        CheckStored(path, run);
    }

    void CheckStored(const std::string& path, const RunRecord& run)
    {
        const std::string jobs = "SELECT count(*) FROM job WHERE ";
        NS_TEST_EXPECT_MSG_EQ(Ask(path, jobs + "abs(cct_ns - end_ns + start_ns) < 1e-3"),
                              "4",
                              "times");
        NS_TEST_EXPECT_MSG_EQ(Ask(path, jobs + "slowdown = cct_ns / bound_ns"), "4", "slowdowns");
        NS_TEST_EXPECT_MSG_EQ(Ask(path, jobs + "flows = 1 AND flows_ended = 1"), "4", "flows");
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT sum(bytes) FROM job"), "3686400", "bytes");
        NS_TEST_EXPECT_MSG_EQ(Ask(path,
                                  "SELECT count(*) FROM flow JOIN job USING (run_id, job) WHERE "
                                  "fct_ns = fct_max_ns AND flow.bytes = job.bytes"),
                              "4",
                              "flows say their job");
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT count(DISTINCT job) FROM collective"),
                              "4",
                              "collectives say their job");
        NS_TEST_EXPECT_MSG_EQ(Ask(path,
                                  "SELECT summary.slowdown = job_summary.slowdown FROM summary "
                                  "JOIN job_summary USING (run_id) WHERE is_slowest"),
                              "1",
                              "the slowdown of the run");
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT workload FROM run"), run.workload, "as joined");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The same bits however a run is made.
 */
class JobDigestTestCase : public TestCase
{
  public:
    JobDigestTestCase()
        : TestCase("Joined workloads: same digests in any number of domains and under the pump")
    {
    }

  private:
    void DoRun() override
    {
        for (const char* lb : {"ofan", "ethereal", "rails", "reps"})
        {
            ExperimentOptions options =
                MakeOptions("permutation:bytes=100KiB+incast:fan-in=5,bytes=64KiB,start=2us+"
                            "all-reduce:bytes=256KiB+permutation:bytes=100KiB");
            options.lb = lb;
            options.domains = 1;
            const RunRecord run = Execute(options);
            NS_TEST_ASSERT_MSG_EQ(run.status, "ok", lb << ": " << run.error);
            for (const uint32_t domains : {2U, 5U})
            {
                options.domains = domains;
                NS_TEST_EXPECT_MSG_EQ(Execute(options).resultDigest,
                                      run.resultDigest,
                                      lb << " in " << domains);
            }
            options.domains = 1;
            options.engine = "pump";
            NS_TEST_EXPECT_MSG_EQ(Execute(options).resultDigest, run.resultDigest, lb << ", pump");
            NS_TEST_EXPECT_MSG_NE(run.jobs[0].cctNs.value_or(0),
                                  run.jobs[3].cctNs.value_or(0),
                                  "each workload draws for itself");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Every recovery, with losses, faults and a limit.
 */
class JobFaultTestCase : public TestCase
{
  public:
    JobFaultTestCase()
        : TestCase("Joined workloads with faults, limits and every recovery")
    {
    }

  private:
    void DoRun() override
    {
        // A run whose accounts do not balance, of frames or of messages of a client, is failed.
        ExperimentOptions options =
            MakeOptions("permutation:bytes=256KiB+incast:fan-in=8,bytes=128KiB");
        options.switchModel = "generic:buffer-per-port=60KB";
        options.lb = "spray";
        for (const char* recovery : {"go-back-n", "sack", "rateless", "oracle"})
        {
            options.recovery = recovery;
            options.lb = std::string(recovery) == "go-back-n" ? "ecmp" : "spray";
            options.fault = "";
            options.stop = "";
            const RunRecord lossy = Execute(options);
            NS_TEST_EXPECT_MSG_EQ(lossy.status, "ok", recovery << ": " << lossy.error);
            NS_TEST_EXPECT_MSG_GT(lossy.drops.value_or(0), 0, recovery << ": losses");
            NS_TEST_EXPECT_MSG_EQ(lossy.jobs[0].retransmittedPackets.value_or(0) +
                                      lossy.jobs[1].retransmittedPackets.value_or(0),
                                  lossy.retransmittedPackets.value_or(1),
                                  recovery << ": retransmissions of jobs and of the run");
            options.fault = "link:time=3us,duration=20us,count=2";
            const RunRecord broken = Execute(options);
            NS_TEST_EXPECT_MSG_EQ(broken.status, "ok", recovery << ": " << broken.error);
            options.stop = "8us";
            const RunRecord stopped = Execute(options);
            NS_TEST_EXPECT_MSG_EQ(stopped.status, "stopped", recovery << ": " << stopped.error);
            NS_TEST_EXPECT_MSG_NE(stopped.error.find(" of job 1)"),
                                  std::string::npos,
                                  "jobs in '" << stopped.error << "'");
            NS_TEST_EXPECT_MSG_EQ(stopped.slowestJob.has_value(), false, "unknown");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * What is refused, and what tells experiments apart.
 */
class JobTextTestCase : public TestCase
{
  public:
    JobTextTestCase()
        : TestCase("Joined workloads: refusals name the part; the order counts")
    {
    }

  private:
    void Refuse(const std::string& workload, const std::string& part)
    {
        std::string text = "(no error)";
        try
        {
            const Experiment experiment(MakeOptions(workload));
        }
        catch (const ConfigError& error)
        {
            text = error.what();
        }
        NS_TEST_EXPECT_MSG_NE(text.find(part), std::string::npos, "'" << text << "' has " << part);
        NS_TEST_EXPECT_MSG_EQ(text.find('\n'), std::string::npos, "one line");
    }

    void DoRun() override
    {
        Refuse("permutation+", "a name is missing beside '+'");
        Refuse("permutation+nosuch:bytes=1", "nosuch");
        Refuse("permutation+shift:offset=16", "shift:offset=16: Offset");
        Refuse("pair:src=0,dst=99+permutation", "pair:dst=99,src=0: Dst");
        Refuse("permutation:bytes=1KiB+incast:fans=3", "fans");
        Refuse("permutation+shift:start=40d", "start");
        ExperimentOptions one = MakeOptions("shift:offset=2,bytes=1KiB+permutation:bytes=1024");
        NS_TEST_EXPECT_MSG_EQ(ExperimentIdentity(ExperimentPlan(one)).GetOptions().at("workload"),
                              "shift:bytes=1KiB,offset=2+permutation:bytes=1KiB",
                              "in the order given");
        one.workload = "permutation:bytes=1KiB";
        NS_TEST_EXPECT_MSG_EQ(ExperimentIdentity(ExperimentPlan(one)).GetOptions().at("workload"),
                              "permutation:bytes=1KiB",
                              "a single one as before");
        // A job that completes before its bound is an error, whatever the others do.
        RunRecord run;
        run.cctNs = 500;
        run.jobs.resize(2);
        for (JobRecord& job : run.jobs)
        {
            job.cctNs = 200;
            job.boundNs = 150;
        }
        RunCollector::CheckBound(run);
        NS_TEST_EXPECT_MSG_EQ(run.status, "ok", "nothing wrong");
        run.jobs[1].boundNs = 250;
        RunCollector::CheckBound(run);
        NS_TEST_EXPECT_MSG_EQ(run.status, "failed", "too early");
        NS_TEST_EXPECT_MSG_NE(run.error.find("job 1"), std::string::npos, run.error);
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class JobExperimentTestSuite : public TestSuite
{
  public:
    JobExperimentTestSuite()
        : TestSuite("ai-fabric-job-experiment", TestSuite::Type::UNIT)
    {
        AddTestCase(new JobTimesTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new JobDigestTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new JobFaultTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new JobTextTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

/// Registers the suite.
static JobExperimentTestSuite g_jobExperimentTestSuite;

} // namespace tests
} // namespace aifabric
} // namespace ns3
