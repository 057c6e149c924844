/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/config-error.h"
#include "ns3/fabric-compat.h"
#include "ns3/parallel-runner.h"
#include "ns3/test.h"
#include "ns3/worker-pool.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <functional>
#include <set>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <vector>

/**
 * @file
 * @ingroup ai-fabric-tests
 *
 * Processes that sweeps, comparisons and the benchmark run side by side.
 */

namespace ns3
{
namespace aifabric
{
namespace tests
{

/**
 * @ingroup ai-fabric-tests
 * What a process reports, however it ends.
 */
class WorkerProcessTestCase : public TestCase
{
  public:
    WorkerProcessTestCase()
        : TestCase("a process reports its result, or why there is none")
    {
    }

  private:
    /// Do a task within limits.
    static WorkerProcess::Outcome Do(std::function<std::string()> body,
                                     double seconds = 0,
                                     uint64_t memoryBytes = 0)
    {
        WorkerTask task;
        task.body = std::move(body);
        task.seconds = seconds;
        task.memoryBytes = memoryBytes;
        WorkerPool pool(1);
        pool.Start(task);
        WorkerPool::Workers ended;
        while (ended.empty())
        {
            ended = pool.Wait();
        }
        return ended.front()->GetOutcome();
    }

    /// Expect an end and its text.
    void Expect(const WorkerProcess::Outcome& outcome,
                WorkerProcess::End end,
                const std::string& text)
    {
        NS_TEST_EXPECT_MSG_EQ(static_cast<int>(outcome.end), static_cast<int>(end), text);
        NS_TEST_EXPECT_MSG_EQ(outcome.text, text, "what is told");
    }

    void DoRun() override
    {
        using End = WorkerProcess::End;
        const std::string large(1000000, 'x'); // more than a pipe holds
        Expect(Do([&large]() { return large; }), End::DONE, large);
        Expect(Do([]() { return std::string(); }), End::DONE, "");
        Expect(Do([]() -> std::string { throw ConfigError("a mistake"); }),
               End::REFUSED,
               "a mistake");
        Expect(Do([]() -> std::string { throw std::runtime_error("a failure"); }),
               End::FAILED,
               "a failure");
        Expect(Do([]() -> std::string { _exit(3); }), End::FAILED, "ended with exit code 3");
        Expect(Do([]() -> std::string {
                   std::signal(SIGSEGV, SIG_DFL);
                   std::raise(SIGSEGV);
                   return "";
               }),
               End::FAILED,
               "killed by signal: Segmentation fault");
        Expect(Do([]() -> std::string {
                   std::raise(SIGKILL);
                   return "";
               }),
               End::KILLED,
               "killed by signal: Killed");
        Expect(Do(
                   []() -> std::string {
                       pause();
                       return "";
                   },
                   0.05),
               End::FAILED,
               "exceeded the time limit of 0.05 s");
        Expect(Do(
                   []() {
                       const std::vector<char> much(size_t{1} << 40);
                       return std::to_string(much.size());
                   },
                   0,
                   uint64_t{4} << 30),
               End::FAILED,
               "exceeded the memory limit of 4GiB");
        const WorkerProcess::Outcome printed = Do([]() {
            std::printf("one\n\n");
            std::fprintf(stderr, "two\n");
            return std::string("done");
        });
        NS_TEST_EXPECT_MSG_EQ(printed.output, "one\ntwo", "what it printed");

        NS_TEST_EXPECT_MSG_EQ(WorkerProcess::Call([]() { return std::string("called"); }),
                              "called",
                              "a call");
        std::string reason;
        try
        {
            WorkerProcess::Call([]() -> std::string { _exit(4); });
        }
        catch (const std::runtime_error& error)
        {
            reason = error.what();
        }
        NS_TEST_EXPECT_MSG_EQ(reason, "ended with exit code 4", "a call that fails");
    }
};

/**
 * @ingroup ai-fabric-tests
 * How many processes are at work at a time.
 */
class WorkerPoolTestCase : public TestCase
{
  public:
    WorkerPoolTestCase()
        : TestCase("processes and memory bound what runs side by side")
    {
    }

  private:
    /**
     * Do tasks that take the same memory.
     * @param jobs processes at a time
     * @param bytes memory of each
     * @return the largest number of processes at a time
     */
    size_t Do(unsigned jobs, double bytes)
    {
        constexpr size_t COUNT = 6;
        WorkerPool pool(jobs);
        std::vector<std::string> reports(COUNT);
        size_t next = 0;
        size_t most = 0;
        for (size_t ended = 0; ended < COUNT;)
        {
            for (; next < COUNT; next++)
            {
                WorkerTask task;
                task.body = [next]() {
                    usleep(10000);
                    return std::to_string(next);
                };
                task.index = next;
                task.bytes = bytes;
                if (!pool.Start(task))
                {
                    break;
                }
            }
            most = std::max(most, pool.GetWorkers().size());
            NS_TEST_EXPECT_MSG_EQ(pool.HasRoom(), (pool.GetWorkers().size() < jobs), "room");
            for (const auto& worker : pool.Wait())
            {
                reports[worker->GetTask().index] = worker->GetOutcome().text;
                ended++;
            }
        }
        for (size_t i = 0; i < COUNT; i++)
        {
            NS_TEST_EXPECT_MSG_EQ(reports[i], std::to_string(i), "each task is done once");
        }
        return most;
    }

    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_EQ(Do(3, 0), 3, "as many as were asked for");
        NS_TEST_EXPECT_MSG_EQ(Do(1, 0), 1, "one");
        NS_TEST_EXPECT_MSG_EQ(Do(3, 1e18), 1, "one that takes all memory is alone");
    }
};

/**
 * @ingroup ai-fabric-tests
 * A comparison in which one run is refused.
 */
class ParallelRunnerTestCase : public TestCase
{
  public:
    ParallelRunnerTestCase()
        : TestCase("a run that fails leaves the others alone")
    {
    }

  private:
    void DoRun() override
    {
        ExperimentOptions good;
        good.fabric = "leaf-spine:leaves=2,spines=2,hosts=2";
        good.workload = "permutation:bytes=10KB";
        good.db = "none";
        ExperimentOptions bad = good;
        bad.stop = "0s";
        size_t told = 0;
        std::set<size_t> indices;
        const auto progress = [&](size_t index, const RunRecord& run, size_t done, size_t) {
            told += done;
            indices.insert(index);
            NS_TEST_EXPECT_MSG_EQ(run.status, (index == 1 ? "refused" : "ok"), run.error);
        };
        ParallelRunner runner(2);
        const auto runs = runner.Run({good, bad, good}, progress);
        NS_TEST_EXPECT_MSG_EQ(told, 1 + 2 + 3, "ends are told");
        NS_TEST_EXPECT_MSG_EQ(indices.size(), 3, "of each experiment");
        NS_TEST_ASSERT_MSG_EQ(runs.size(), 2, "the mistake is no run");
        NS_TEST_EXPECT_MSG_EQ((runner.GetIndices() == std::vector<size_t>{0, 2}), true, "which");
        NS_TEST_EXPECT_MSG_EQ(runs[0].status, "ok", runs[0].error);
        NS_TEST_EXPECT_MSG_EQ(runs[0].resultDigest.size(), 16, "a digest");
        NS_TEST_EXPECT_MSG_EQ(runs[0].resultDigest, runs[1].resultDigest, "the same run");
        NS_TEST_EXPECT_MSG_GT(runs[0].cctNs.value_or(0), 0, "a time");
        NS_TEST_EXPECT_MSG_GT(runs[0].packetHops.value_or(0), 0, "a count");
        NS_TEST_ASSERT_MSG_EQ(runner.GetRefused().size(), 1, "the mistake");
        const ParallelRunner::Refused& refused = runner.GetRefused().front();
        NS_TEST_EXPECT_MSG_EQ(refused.index, 1, "which");
        NS_TEST_EXPECT_MSG_NE(refused.reason.find("stop"), std::string::npos, refused.reason);
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class WorkerPoolTestSuite : public TestSuite
{
  public:
    WorkerPoolTestSuite()
        : TestSuite("ai-fabric-worker-pool", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new WorkerProcessTestCase, Duration::QUICK);
        AddTestCase(new WorkerPoolTestCase, Duration::QUICK);
        AddTestCase(new ParallelRunnerTestCase, Duration::QUICK);
    }
};

/// Registers the suite.
static WorkerPoolTestSuite g_workerPoolTestSuite;

} // namespace tests
} // namespace aifabric
} // namespace ns3
