/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The views of result files against numbers worked out by hand, and their documentation.
 */

#include "results-test-helper.h"

#include "ns3/results-schema.h"
#include "ns3/results-views.h"
#include "ns3/test.h"

#include <string>

namespace ns3
{
namespace aifabric
{
namespace tests
{

/**
 * @ingroup ai-fabric-tests
 * Mean, spread and percentiles of strategies; queues and balance of tiers.
 */
class ResultsViewsTestCase : public TestCase
{
  public:
    ResultsViewsTestCase()
        : TestCase("views against numbers worked out by hand")
    {
    }

  private:
    void DoRun() override
    {
        const std::string path = CreateTempDirFilename("views.sqlite");
        unlink(path.c_str());
        ResultsDatabase database;
        database.Open(path);
        uint64_t drops = 1;
        for (const double slowdown : {4.0, 1.0, 2.0})
        {
            RunRecord run = MakeRun("three");
            run.cctNs = 100 * slowdown;
            run.boundNs = 100;
            run.maxFabricQueueBytes = static_cast<uint64_t>(1000 * slowdown);
            run.run = drops;
            run.drops = drops++;
            database.Append(run);
            database.Append(run); // the same once more is no second repetition
        }
        RunRecord other = MakeRun("one");
        other.lb = "spray";
        other.cctNs = 150;
        other.boundNs = 100;
        database.Append(other, MakePorts());
        RunRecord two = MakeRun("two");
        two.lb = "jsq";
        two.boundNs = 100;
        for (const double cct : {250.0, 150.0})
        {
            two.cctNs = cct;
            two.run++;
            database.Append(two);
        }
        RunRecord failed = MakeRun("failed");
        failed.status = "failed";
        database.Append(failed); // its repetition was completed
        failed.run = 4;
        database.Append(failed);
        failed.run = 5;
        failed.status = "stopped";
        failed.fctP99Ns = 1;
        failed.drops = 100;
        failed.maxFabricQueueBytes = 100000;
        database.Append(failed);
        failed.lb = "none completed";
        database.Append(failed);
        RunRecord unbounded = MakeRun("unbounded");
        unbounded.lb = "unbounded";
        unbounded.cctNs = 5;
        database.Append(unbounded);
        RunRecord newer = MakeRun("of another version");
        newer.moduleVersion = "later";
        newer.lb = "newer";
        newer.cctNs = 5;
        newer.boundNs = 5;
        database.Append(newer);
        newer.moduleVersion = "still later";
        database.Append(newer);
        database.Close();

        const std::string ofan = " FROM strategy WHERE lb = 'ofan'";
        // Mean 7/3, variance (21 - 3 (7/3)^2) / 2 = 7/3; Student's t for 2 degrees is 4.303.
        Expect(path,
               "SELECT printf('%d %.6f %.6f', runs, mean_slowdown, stddev_slowdown)" + ofan,
               "3 2.333333 1.527525");
        Expect(path, "SELECT printf('%.4f', ci95_slowdown)" + ofan, "3.7949");
        Expect(path,
               "SELECT printf('%g %g %g %g', min_slowdown, p50_slowdown, p95_slowdown, "
               "max_slowdown)" +
                   ofan,
               "1 2 4 4");
        Expect(path, "SELECT printf('%d %d', max_fabric_queue_bytes, drops)" + ofan, "4000 6");
        Expect(path,
               "SELECT printf('%d %g', runs, mean_slowdown) || ifnull(stddev_slowdown, ' none') || "
               "ifnull(ci95_slowdown, ' none') FROM strategy WHERE lb = 'spray'",
               "1 1.5 none none");
        Expect(path,
               "SELECT printf('%g %g', p50_slowdown, p95_slowdown) FROM strategy WHERE lb = 'jsq'",
               "1.5 2.5");
        Expect(path, "SELECT printf('%d %d %d', stopped, failed, runs_with_bound)" + ofan, "1 1 3");
        Expect(path,
               "SELECT printf('%d %d %g', runs, runs_with_bound, mean_cct_ns) || ifnull("
               "mean_slowdown, ' none') FROM strategy WHERE lb = 'unbounded'",
               "1 0 5 none");
        Expect(path, "SELECT group_concat(runs) FROM strategy WHERE lb = 'newer'", "1,1");
        Expect(path, "SELECT count(*) FROM strategy", "6");
        CheckJobs(path);

        const std::string tier =
            "SELECT printf('%d %d %d %d %g %d %g %d', ports, queue_p50_bytes, queue_p99_bytes, "
            "queue_max_bytes, mean_bytes, max_bytes, imbalance, drops) FROM tier WHERE status = "
            "'ok' AND tier = ";
        Expect(path, tier + "'edge'", "4 20 40 40 250 400 1.6 10");
        Expect(path, tier + "'core'", "1 7 7 7 0 0 0 0");
        Expect(path, "SELECT imbalance IS NULL FROM tier WHERE tier = 'core'", "1");
    }

    /// The slowdown of a run with several jobs is that of the slowest one.
    void CheckJobs(const std::string& path)
    {
        RunRecord run = MakeRun("jobs");
        run.lb = "jobs";
        run.workload = "w+v";
        run.cctNs = 500;
        run.flows = 3;
        for (const double cct : {400.0, 450.0, 9.0})
        {
            JobRecord job;
            job.workload = run.jobs.empty() ? "w" : "v";
            job.cctNs = cct;
            job.boundNs = cct == 400 ? 100 : cct / 3;
            run.jobs.push_back(job);
        }
        run.FindSlowestJob();
        ResultsDatabase database;
        database.Open(path);
        database.Append(run);
        database.Close();
        Expect(path,
               "SELECT printf('%g %g %g %d', cct_ns, bound_ns, slowdown, slowest_job) FROM summary "
               "WHERE lb = 'jobs'",
               "500 100 4 0");
        Expect(path,
               "SELECT printf('%g %g', mean_cct_ns, mean_slowdown) FROM strategy WHERE lb = 'jobs'",
               "500 4");
        Expect(path,
               "SELECT group_concat(printf('%d %d %d %s %g %s', job, jobs, is_slowest, "
               "job_workload, slowdown, workload), '; ') FROM job_summary WHERE lb = 'jobs'",
               "0 3 1 w 4 w+v; 1 3 0 v 3 w+v; 2 3 0 v 3 w+v");
        // As long as a job is not complete, there is no slowest one.
        run.jobs[2].cctNs.reset();
        run.FindSlowestJob();
        NS_TEST_EXPECT_MSG_EQ(run.slowestJob.has_value(), false, "unknown");
        NS_TEST_EXPECT_MSG_EQ_TOL(run.boundNs.value_or(0), 150, 1e-12, "the largest bound");
    }

    /// Four ports of one tier and an idle one of another.
    static RunDetails MakePorts()
    {
        RunDetails details;
        for (uint32_t i = 1; i <= 4; i++)
        {
            PortRecord port;
            port.port = i;
            port.tier = "edge";
            port.direction = "up";
            port.bytes = 100 * i;
            port.maxBacklogBytes = 10 * i;
            port.drops = i;
            details.ports.push_back(port);
        }
        PortRecord idle;
        idle.tier = "core";
        idle.direction = "down";
        idle.maxBacklogBytes = 7;
        details.ports.push_back(idle);
        return details;
    }

    void Expect(const std::string& path, const std::string& query, const std::string& answer)
    {
        NS_TEST_EXPECT_MSG_EQ(Ask(path, query), answer, query);
    }
};

/**
 * @ingroup ai-fabric-tests
 * The page about the database is what the schema says.
 */
class ResultsPageTestCase : public TestCase
{
  public:
    ResultsPageTestCase()
        : TestCase("the page about the database is what the schema says")
    {
    }

  private:
    void DoRun() override
    {
        SetDataDir(NS_TEST_SOURCEDIR);
        const std::string page = ReadBytes(CreateDataDirFilename("../doc/database.rst"));
        NS_TEST_EXPECT_MSG_EQ((page == GetSchemaReference()),
                              true,
                              "doc/database.rst is old: ./aifabric list database > "
                              "doc/database.rst");
        for (const SchemaView& view : GetSchemaViews())
        {
            NS_TEST_EXPECT_MSG_NE(page.find("``" + view.name + "``\n"), std::string::npos, "view");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class ResultsViewsTestSuite : public TestSuite
{
  public:
    ResultsViewsTestSuite()
        : TestSuite("ai-fabric-results-views", TestSuite::Type::UNIT)
    {
        AddTestCase(new ResultsViewsTestCase);
        AddTestCase(new ResultsPageTestCase);
    }
};

/// Registers the suite.
static ResultsViewsTestSuite g_resultsViewsTestSuite;

} // namespace tests
} // namespace aifabric
} // namespace ns3
