/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "results-test-helper.h"

#include "ns3/database-merger.h"
#include "ns3/fabric-compat.h"
#include "ns3/results-schema.h"
#include "ns3/results-views.h"
#include "ns3/test.h"

#include <string>

/**
 * @file
 * @ingroup ai-fabric-tests
 *
 * Merging of result files, and files of older versions.
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
 * Store a run of a sweep.
 * @param path the file
 * @param key its key
 * @param digest its digest; empty for a failed run
 */
void
Store(const std::string& path, const std::string& key, const std::string& digest)
{
    ResultsDatabase database;
    database.Open(path);
    RunRecord run = MakeRun("swept " + key);
    run.status = digest.empty() ? "failed" : "ok";
    run.resultDigest = digest;
    SweepRecord sweep;
    sweep.key = key;
    database.AppendOnce(run, MakeFlows(3), sweep);
}

/**
 * Store a run that is of no sweep.
 * @param path the file
 * @param label its label
 */
void
StoreOther(const std::string& path, const std::string& label)
{
    RunDetails details = MakeFlows(2);
    details.series.push_back({"backlog", "port", "B", {{1, 2}, {3, 4}}});
    details.counters.push_back({"frames", 9});
    ResultsDatabase database;
    database.Open(path);
    database.Append(MakeRun(label), details);
}

/**
 * Show what a file holds.
 * @param path the file
 * @return labels, digests, numbers of details
 */
std::string
Show(const std::string& path)
{
    return Ask(path,
               "SELECT group_concat(line, ';') FROM (SELECT label || ' ' || status || ' ' || "
               "ifnull(result_digest, '-') || ' ' || (SELECT count(*) FROM flow WHERE flow.run_id "
               "= run.run_id) || ' ' || (SELECT count(*) FROM time_series WHERE "
               "time_series.run_id = run.run_id) AS line FROM run ORDER BY line)");
}

} // namespace

/**
 * @ingroup ai-fabric-tests
 * Merging copies whole runs, none twice, and nothing where results contradict each other.
 */
class MergeTestCase : public TestCase
{
  public:
    MergeTestCase()
        : TestCase("merging")
    {
    }

  private:
    /**
     * Get the name of a file that does not exist.
     * @param name its name
     * @return the name with its directory
     */
    std::string MakeName(const std::string& name)
    {
        const std::string path = CreateTempDirFilename(name);
        unlink(path.c_str());
        return path;
    }

    void DoRun() override
    {
        const std::string a = MakeName("a.sqlite");
        const std::string b = MakeName("b.sqlite");
        const std::string out = MakeName("out.sqlite");
        Store(a, "1", "d1");
        Store(a, "2", "");
        StoreOther(a, "other");
        Store(b, "1", "d1");
        Store(b, "2", "d2");
        Store(b, "3", "");
        StoreOther(b, "more");
        {
            ResultsDatabase database;
            database.Open(b);
            SweepRecord note;
            note.key = "4";
            database.AppendSkipped({{note, "refused"}});
        }
        const std::string merged = "more ok - 2 2;other ok - 2 2;swept 1 ok d1 3 0;"
                                   "swept 2 ok d2 3 0;swept 3 failed - 3 0";
        DatabaseMerger::Tally tally = DatabaseMerger::Merge(out, {a, b});
        NS_TEST_EXPECT_MSG_EQ(Show(out), merged, "all runs, whole; results instead of failures");
        NS_TEST_EXPECT_MSG_EQ(tally.copied, 6, "copied");
        NS_TEST_EXPECT_MSG_EQ(tally.replaced, 1, "in place of a failure");
        NS_TEST_EXPECT_MSG_EQ(tally.present, 1, "there already");
        NS_TEST_EXPECT_MSG_EQ(tally.skipped, 1, "note");
        NS_TEST_EXPECT_MSG_EQ(
            Ask(out,
                "SELECT group_concat(state) FROM (SELECT state FROM sweep_run ORDER BY sweep_key)"),
            "ok,ok,failed,skipped",
            "states");
        NS_TEST_EXPECT_MSG_EQ(Ask(out, "PRAGMA foreign_key_check"), "", "keys");
        const std::string before = Ask(a, "SELECT count(*) FROM flow");

        tally = DatabaseMerger::Merge(out, {b, a, b});
        NS_TEST_EXPECT_MSG_EQ(tally.copied + tally.skipped, 0, "nothing new");
        NS_TEST_EXPECT_MSG_EQ(Show(out), merged, "the same in another order");
        NS_TEST_EXPECT_MSG_EQ(Ask(a, "SELECT count(*) FROM flow"), before, "inputs stay");

        // The same options with other results.
        const std::string c = MakeName("c.sqlite");
        const std::string fresh = MakeName("fresh.sqlite");
        Store(c, "5", "d5");
        Store(c, "1", "other");
        for (const std::string& into : {out, fresh})
        {
            const std::string error = GetError([&] { DatabaseMerger::Merge(into, {a, c}); });
            NS_TEST_EXPECT_MSG_NE(error.find(c), std::string::npos, error);
            NS_TEST_EXPECT_MSG_NE(error.find("other results"), std::string::npos, error);
            NS_TEST_EXPECT_MSG_EQ(error.find('\n'), std::string::npos, "one line");
        }
        NS_TEST_EXPECT_MSG_EQ(Show(out), merged, "nothing written");
        NS_TEST_EXPECT_MSG_EQ(Exists(fresh), false, "nothing made");

        NS_TEST_EXPECT_MSG_NE(GetError([&] { DatabaseMerger::Merge(out, {out}); }).find("itself"),
                              std::string::npos,
                              "into itself");
        NS_TEST_EXPECT_MSG_NE(
            GetError([&] { DatabaseMerger::Merge(out, {fresh}); }).find("does not exist"),
            std::string::npos,
            "missing input");
        NS_TEST_EXPECT_MSG_EQ(Exists(fresh), false, "inputs are not made");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Files of the first version can be read, added to and merged.
 */
class MigrationTestCase : public TestCase
{
  public:
    MigrationTestCase()
        : TestCase("files of older versions")
    {
    }

  private:
    /// Take away the columns of later versions.
    static void MakeOld(const std::string& path, const SchemaTable& table)
    {
        std::string names;
        std::string columns;
        bool isOld = true;
        for (const SchemaColumn& column : table.columns)
        {
            isOld = isOld && column.since == 1;
            if (column.since == 1)
            {
                const std::string comma = names.empty() ? "" : ", ";
                names += comma + column.name;
                columns += comma + column.name + " " + column.type + " -- as it was\n";
            }
        }
        if (!isOld)
        {
            Ask(path, "CREATE TABLE kept AS SELECT * FROM " + table.name);
            Ask(path, "DROP TABLE " + table.name);
            Ask(path, "CREATE TABLE " + table.name + " (" + columns + ")");
            Ask(path, "INSERT INTO " + table.name + " SELECT " + names + " FROM kept");
            Ask(path, "DROP TABLE kept");
        }
    }

    void DoRun() override
    {
        const std::string old = CreateTempDirFilename("old.sqlite");
        const std::string out = CreateTempDirFilename("new.sqlite");
        unlink(old.c_str());
        unlink(out.c_str());
        StoreOther(old, "old");
        // What later versions have brought goes.
        Ask(old, "DROP VIEW summary");
        for (const SchemaTable& table : GetSchemaTables())
        {
            if (table.since == 1)
            {
                MakeOld(old, table);
            }
            else
            {
                Ask(old, "DROP TABLE " + table.name);
            }
        }
        for (const SchemaView& view : GetSchemaViews())
        {
            Ask(old, "DROP VIEW " + view.name);
        }
        Ask(old, "CREATE VIEW summary AS SELECT run_id FROM run");
        Ask(old,
            "UPDATE run SET fabric = 'f', workload = 'w', flows = 2, parameters = '{\"delay\": "
            "\"500ns\", "
            "\"stop\": \"\", \"feasible-rate\": 0.5}'");
        Ask(old, "PRAGMA user_version = 1");
        ResultsDatabase::Check(old);
        NS_TEST_EXPECT_MSG_EQ(DatabaseMerger::Merge(out, {old}).copied, 1, "merged");
        NS_TEST_EXPECT_MSG_EQ(Ask(old, "PRAGMA user_version"), "1", "an input stays as it is");

        // Several processes open it at once; one of them brings it up to date.
        std::vector<pid_t> children;
        for (int i = 0; i < 8; i++)
        {
            children.push_back(Fork([&] {
                Store(old, std::to_string(i), "d");
                return 0;
            }));
        }
        for (const pid_t child : children)
        {
            NS_TEST_EXPECT_MSG_EQ(Wait(child), 0, "a process");
        }
        NS_TEST_EXPECT_MSG_EQ(Ask(old, "PRAGMA user_version"),
                              std::to_string(RESULTS_SCHEMA_VERSION),
                              "version");
        NS_TEST_EXPECT_MSG_EQ(Ask(old, "SELECT count(*) FROM run"), "9", "old and new runs");
        NS_TEST_EXPECT_MSG_EQ(Ask(old, "SELECT sql FROM sqlite_master WHERE name = 'sweep_run'"),
                              Ask(out, "SELECT sql FROM sqlite_master WHERE name = 'sweep_run'"),
                              "as in a new file");
        NS_TEST_EXPECT_MSG_EQ(Ask(old, "SELECT sql FROM sqlite_master WHERE name = 'summary'"),
                              Ask(out, "SELECT sql FROM sqlite_master WHERE name = 'summary'"),
                              "the view has the new columns");
        NS_TEST_EXPECT_MSG_EQ(Ask(old, "SELECT count(*) FROM summary WHERE notes IS NULL"),
                              "9",
                              "the new columns can be read");
        for (const std::string& path : {old, out})
        {
            NS_TEST_EXPECT_MSG_EQ(
                Ask(path, "SELECT group_concat(experiment) FROM run WHERE label = 'old'"),
                R"({"cc":"","delay":"500ns","fabric":"f","recovery":"","switch":"","workload":"w"})",
                "the experiment of an old run, in " << path);
            NS_TEST_EXPECT_MSG_EQ(
                Ask(path, "SELECT group_concat(flows_ended) FROM run WHERE label = 'old'"),
                "2",
                "all flows of a completed run have ended, in " << path);
            NS_TEST_EXPECT_MSG_EQ(
                Ask(path,
                    "SELECT group_concat(job || job_workload || flows || is_slowest || jobs) FROM "
                    "job_summary WHERE label = 'old'"),
                "0w201",
                "an old run is one job, in " << path);
        }
        NS_TEST_EXPECT_MSG_EQ(DatabaseMerger::Merge(out, {old}).copied, 8, "only the new ones");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class MergeTestSuite : public TestSuite
{
  public:
    MergeTestSuite()
        : TestSuite("ai-fabric-merge", TestSuite::Type::UNIT)
    {
        AddTestCase(new MergeTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new MigrationTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

/// Registers the suite.
static MergeTestSuite g_mergeTestSuite;

} // namespace tests
} // namespace aifabric
} // namespace ns3
