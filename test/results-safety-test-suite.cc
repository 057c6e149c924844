/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "results-test-helper.h"

#include "ns3/test.h"

#include <chrono>
#include <csignal>
#include <cstdint>
#include <string>
#include <sys/resource.h>
#include <vector>

/**
 * @file
 * @ingroup ai-fabric-tests
 *
 * Result files: what survives, and what is refused.
 */

namespace ns3
{
namespace aifabric
{
namespace tests
{

/**
 * @ingroup ai-fabric-tests
 * Several processes append at once and lose nothing.
 */
class ResultsWritersTestCase : public TestCase
{
  public:
    ResultsWritersTestCase()
        : TestCase("concurrent writers")
    {
    }

  private:
    void DoRun() override
    {
        constexpr int WRITERS = 4;
        const std::string path = CreateTempDirFilename("writers.sqlite");
        std::vector<pid_t> children;
        for (int i = 0; i < WRITERS; i++)
        {
            // All of them also try to create the file; half of them open it for every run.
            children.push_back(Fork([&] {
                ResultsDatabase database;
                for (int n = 0; n < 50; n++)
                {
                    if (n == 0 || i % 2 == 0)
                    {
                        database.Open(path);
                    }
                    database.Append(MakeRun(std::to_string(i) + "." + std::to_string(n)),
                                    MakeFlows(20));
                }
                return 0;
            }));
        }
        for (const pid_t child : children)
        {
            NS_TEST_EXPECT_MSG_EQ(Wait(child), 0, "a writer");
        }
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT count(DISTINCT label) || ' ' || count(*) FROM run"),
                              "200 200",
                              "all runs");
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT count(*) FROM flow"), "4000", "all flows");
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "PRAGMA integrity_check"), "ok", "whole");

        // A writer that waits too long gives up without a trace, and may try again.
        ResultsDatabase database;
        database.SetBusyTimeout(std::chrono::milliseconds(50));
        database.Open(path);
        SqliteConnection other(path, SqliteConnection::Mode::READ_WRITE, PATIENCE);
        other.Execute("BEGIN IMMEDIATE");
        NS_TEST_EXPECT_MSG_NE(GetError([&] { database.Append(MakeRun("late")); }).find("locked"),
                              std::string::npos,
                              "locked");
        other.Rollback();
        NS_TEST_EXPECT_MSG_EQ(database.Append(MakeRun("late")), 201, "unlocked");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Killed writers and full disks leave the earlier runs whole.
 */
class ResultsCrashTestCase : public TestCase
{
  public:
    ResultsCrashTestCase()
        : TestCase("kill -9 and full disk")
    {
    }

  private:
    void DoRun() override
    {
        const std::string path = CreateTempDirFilename("crash.sqlite");
        {
            ResultsDatabase database;
            database.Open(path);
            database.Append(MakeRun("before"), MakeFlows(10));
        }

        // In the middle of a transaction, part of which is in the file already.
        int ready[2];
        NS_TEST_ASSERT_MSG_EQ(pipe(ready), 0, "pipe");
        pid_t child = Fork([&] {
            SqliteConnection c(path, SqliteConnection::Mode::READ_WRITE, PATIENCE);
            c.Execute("PRAGMA cache_size = 1; BEGIN IMMEDIATE");
            c.Execute("WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n LIMIT 20000) "
                      "INSERT INTO flow SELECT 1, i + 100, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM n");
            const ssize_t written = write(ready[1], "x", 1);
            pause();
            return static_cast<int>(written);
        });
        char byte = 0;
        NS_TEST_EXPECT_MSG_EQ(read(ready[0], &byte, 1), 1, "the transaction is open");
        close(ready[0]);
        close(ready[1]);
        kill(child, SIGKILL);
        NS_TEST_EXPECT_MSG_EQ(Wait(child), -1, "killed");
        NS_TEST_EXPECT_MSG_GT(ReadBytes(path + "-wal").size(), 100000, "something was written");
        ExpectWhole(path, "killed inside");
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT count(*) FROM flow"), "10", "no partial run");

        // At any moment.
        for (int i = 0; i < 10; i++)
        {
            child = Fork([&] {
                ResultsDatabase database;
                database.Open(path);
                RunRecord run = MakeRun("loop");
                run.flows = 500;
                while (true)
                {
                    database.Append(run, MakeFlows(500));
                }
                return 0;
            });
            usleep(3000 + 2700 * i);
            kill(child, SIGKILL);
            Wait(child);
            ResultsDatabase::Check(path);
            ExpectWhole(path, "killed at random");
        }

        // A file that may not grow stands for a full disk.
        child = Fork([&] {
            signal(SIGXFSZ, SIG_IGN);
            ResultsDatabase database;
            database.Open(path);
            database.Append(MakeRun("last"), MakeFlows(10));
            const rlimit limit{1U << 20, 1U << 20};
            setrlimit(RLIMIT_FSIZE, &limit);
            return GetError([&] { database.Append(MakeRun("big"), MakeFlows(200000)); }) ==
                           "(no error)"
                       ? 1
                       : 0;
        });
        NS_TEST_EXPECT_MSG_EQ(Wait(child), 0, "the full disk is reported");
        ExpectWhole(path, "full disk");
        NS_TEST_EXPECT_MSG_EQ(
            Ask(path, "SELECT group_concat(label) FROM run WHERE label <> 'loop'"),
            "before,last",
            "runs");
    }

    /**
     * Check that no run is partial.
     * @param path the database
     * @param when after what
     */
    void ExpectWhole(const std::string& path, const std::string& when)
    {
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "PRAGMA integrity_check"), "ok", when);
        NS_TEST_EXPECT_MSG_EQ(
            Ask(path,
                "SELECT count(*) FROM run WHERE label = 'loop' AND "
                "flows <> (SELECT count(*) FROM flow WHERE flow.run_id = run.run_id)"),
            "0",
            when);
        NS_TEST_EXPECT_MSG_EQ(Ask(path, "SELECT count(*) FROM flow WHERE run_id = 1"), "10", when);
    }
};

/**
 * @ingroup ai-fabric-tests
 * Files that cannot be used are refused with one line, and stay as they are.
 */
class ResultsBadFileTestCase : public TestCase
{
  public:
    ResultsBadFileTestCase()
        : TestCase("bad files")
    {
    }

  private:
    /**
     * Expect a file to be refused, by Check() and by Open().
     * @param path its name
     * @param part what the message must contain
     */
    void ExpectRefused(const std::string& path, const std::string& part)
    {
        const std::string before = ReadBytes(path);
        const std::string checked = GetError([&] { ResultsDatabase::Check(path); });
        ResultsDatabase database;
        const std::string opened = GetError([&] { database.Open(path); });
        NS_TEST_EXPECT_MSG_NE(checked.find(part), std::string::npos, checked);
        NS_TEST_EXPECT_MSG_EQ(opened, checked, "the same message");
        NS_TEST_EXPECT_MSG_EQ(checked.find('\n'), std::string::npos, "one line");
        NS_TEST_EXPECT_MSG_NE(checked.find(path), std::string::npos, "names the file");
        NS_TEST_EXPECT_MSG_EQ((ReadBytes(path) == before), true, path << " unchanged");
        for (const std::string suffix : {"-wal", "-shm", "-journal"})
        {
            NS_TEST_EXPECT_MSG_EQ(Exists(path + suffix), false, path << suffix);
        }
    }

    void DoRun() override
    {
        const std::string directory = CreateTempDirFilename("directory.sqlite");
        mkdir(directory.c_str(), 0755);
        ExpectRefused(directory, "is a directory");
        ExpectRefused("", "no file name");
        ExpectRefused(directory + "/none/x.sqlite", "there is no directory");
        NS_TEST_EXPECT_MSG_EQ(Exists(directory + "/none"), false, "nothing created");
        ExpectRefused("/dev/null", "not a regular file");
        if (geteuid() != 0) // nothing is unwritable for root
        {
            const std::string fixed = CreateTempDirFilename("fixed.sqlite");
            WriteBytes(fixed, "");
            chmod(fixed.c_str(), 0444);
            ExpectRefused(fixed, "cannot be written");
            chmod(directory.c_str(), 0555);
            ExpectRefused(directory + "/x.sqlite", "is not writable");
        }

        const std::string text = CreateTempDirFilename("text.sqlite");
        WriteBytes(text, "hello\n");
        ExpectRefused(text, "is not an SQLite file");
        WriteBytes(text, std::string(20000, 'x'));
        ExpectRefused(text, "is not an SQLite file");

        for (const std::string mode : {"DELETE", "WAL"})
        {
            const std::string foreign = CreateTempDirFilename("foreign-" + mode + ".sqlite");
            {
                SqliteConnection c(foreign, SqliteConnection::Mode::CREATE, PATIENCE);
                c.Execute("PRAGMA journal_mode = " + mode + "; CREATE TABLE t (x)");
            }
            ExpectRefused(foreign, "belongs to another program");
        }

        const std::string good = CreateTempDirFilename("good ?#%.sqlite");
        {
            ResultsDatabase database;
            database.Open(good);
            database.Append(MakeRun("good"), MakeFlows(1000));
        }
        const std::string bytes = ReadBytes(good);
        NS_TEST_ASSERT_MSG_GT(bytes.size(), 8192, "good file");
        const std::string bad = CreateTempDirFilename("bad.sqlite");
        WriteBytes(bad, bytes.substr(0, 8192));
        ExpectRefused(bad, "is damaged");
        std::string garbled = bytes;
        garbled.replace(100, 3900, std::string(3900, '\xff')); // the list of tables
        WriteBytes(bad, garbled);
        ExpectRefused(bad, "is damaged");
        WriteBytes(bad, bytes);
        Ask(bad, "PRAGMA user_version = 1000");
        ExpectRefused(bad, "newer ai-fabric");

        // An empty file and an unusual name are fine; an open file may be checked and read.
        const std::string empty = CreateTempDirFilename("empty.sqlite");
        WriteBytes(empty, "");
        ResultsDatabase database;
        database.Open(empty);
        ResultsDatabase::Check(empty);
        NS_TEST_EXPECT_MSG_EQ(database.Append(MakeRun("empty")), 1, "empty file");
        NS_TEST_EXPECT_MSG_EQ(Ask(empty, "SELECT label FROM summary"), "empty", "reader");
        NS_TEST_EXPECT_MSG_EQ(Ask(good, "SELECT count(*) FROM flow"), "1000", "unusual name");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class ResultsSafetyTestSuite : public TestSuite
{
  public:
    ResultsSafetyTestSuite()
        : TestSuite("ai-fabric-results-safety", TestSuite::Type::UNIT)
    {
        AddTestCase(new ResultsWritersTestCase);
        AddTestCase(new ResultsCrashTestCase);
        AddTestCase(new ResultsBadFileTestCase);
    }
};

/// Registers the suite.
static ResultsSafetyTestSuite g_resultsSafetyTestSuite;

} // namespace tests
} // namespace aifabric
} // namespace ns3
