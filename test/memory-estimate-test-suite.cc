/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What an experiment takes of memory is known before it is built, and refused if it is too much.
 */

#include "ns3/config-error.h"
#include "ns3/experiment.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-program.h"
#include "ns3/memory-estimate.h"
#include "ns3/parallel-runner.h"
#include "ns3/test.h"

#include <cstdlib>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * @param fabric a fabric
 * @param workload a workload
 * @param lb a strategy
 * @return an experiment that stores nothing
 */
ExperimentOptions
MakeOptions(const std::string& fabric,
            const std::string& workload,
            const std::string& lb = "host-spray")
{
    ExperimentOptions options;
    options.fabric = fabric;
    options.workload = workload;
    options.lb = lb;
    options.db = "none";
    return options;
}

/// While it exists, the machine has less memory.
class SmallMachine
{
  public:
    explicit SmallMachine(const char* memory)
    {
        setenv("AIFABRIC_MEMORY", memory, 1);
    }

    ~SmallMachine()
    {
        unsetenv("AIFABRIC_MEMORY");
    }

    SmallMachine(const SmallMachine&) = delete;
    SmallMachine& operator=(const SmallMachine&) = delete;
};

/**
 * @ingroup ai-fabric-tests
 * @param options an experiment
 * @return why it is refused; empty if it is not
 */
std::string
GetRefusal(const ExperimentOptions& options)
{
    try
    {
        FabricProgram::Prepare(options);
        const Experiment experiment(options);
    }
    catch (const ConfigError& error)
    {
        return error.what();
    }
    return "";
}

/**
 * @ingroup ai-fabric-tests
 * Experiments that do not fit into a machine.
 */
class RefusedTestCase : public TestCase
{
  public:
    RefusedTestCase()
        : TestCase("what does not fit into memory is refused before it is built")
    {
    }

  private:
    void DoRun() override
    {
        const auto large = MakeOptions("fat-tree:k=24", "all-to-all:bytes=1");
        // 3,456 hosts: 11,940,480 pairs of 1,420 bytes, 10,368 links of 3 kB, and the hosts.
        NS_TEST_EXPECT_MSG_EQ_TOL(MemoryEstimate::Of(ExperimentPlan(large)).bytes,
                                  17.02e9,
                                  0.1e9,
                                  "17 GB");
        {
            const SmallMachine machine("16GB"); // less than most machines have
            const std::string message = GetRefusal(large);
            for (const char* part : {"fat-tree:k=24", "11940480 queue pairs", "15.9 GiB", "14.9"})
            {
                NS_TEST_EXPECT_MSG_NE(message.find(part), std::string::npos, message);
            }
            // As many hosts, and as many messages as all-reduce has, are not the matter.
            NS_TEST_EXPECT_MSG_EQ(GetRefusal(MakeOptions("fat-tree:k=24", "permutation:bytes=1")),
                                  "",
                                  "a permutation fits");
            NS_TEST_EXPECT_MSG_EQ(GetRefusal(MakeOptions("fat-tree:k=24", "all-reduce:bytes=1MiB")),
                                  "",
                                  "a ring has neighbours only");
        }
        // Queue pairs that are idle end: those that are open at once are the matter.
        {
            const SmallMachine machine("100MB");
            const std::string leaves = "leaf-spine:leaves=25,spines=10,hosts=10";
            NS_TEST_EXPECT_MSG_EQ(
                GetRefusal(MakeOptions(leaves, "all-to-all:bytes=16KiB,concurrent=4")),
                "",
                "43 MB");
            NS_TEST_EXPECT_MSG_NE(GetRefusal(MakeOptions(leaves, "all-to-all:bytes=16KiB")),
                                  "",
                                  "all at once");
        }
        // Some strategies open more queue pairs, or remember more of each.
        const SmallMachine machine("600MB");
        const std::string fabric = "leaf-spine:leaves=16,spines=8,hosts=16";
        const std::string workload = "all-to-all:bytes=64KiB";
        NS_TEST_EXPECT_MSG_EQ(GetRefusal(MakeOptions(fabric, workload)), "", "0.1 GB");
        NS_TEST_EXPECT_MSG_NE(
            GetRefusal(MakeOptions(fabric, workload, "subflow:count=8,split=true")),
            "",
            "8 queue pairs for each message");
        NS_TEST_EXPECT_MSG_EQ(
            GetRefusal(MakeOptions(fabric, "all-to-all:bytes=1", "subflow:count=8,split=true")),
            "",
            "but a packet is not cut");
        NS_TEST_EXPECT_MSG_NE(GetRefusal(MakeOptions(fabric, workload, "mrc")), "", "19 GB");
        const SmallMachine wrong("plenty");
        NS_TEST_EXPECT_MSG_NE(GetRefusal(MakeOptions(fabric, workload)).find("AIFABRIC_MEMORY"),
                              std::string::npos,
                              "no byte count");
    }
};

/**
 * @ingroup ai-fabric-tests
 * More experiments side by side than memory holds.
 */
class SideBySideTestCase : public TestCase
{
  public:
    SideBySideTestCase()
        : TestCase("experiments that fit alone wait for each other")
    {
    }

  private:
    void DoRun() override
    {
        const SmallMachine machine("30MB"); // for one of them, and not for two
        const auto small =
            MakeOptions("leaf-spine:leaves=2,spines=2,hosts=2", "permutation:bytes=10KB");
        const std::vector<ExperimentOptions> experiments(3, small);
        const auto runs = ParallelRunner(3).Run(experiments, ParallelRunner::Progress());
        for (const RunRecord& run : runs)
        {
            NS_TEST_EXPECT_MSG_EQ(run.status, "ok", run.error);
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The estimate against what runs take.
 */
class MeasuredTestCase : public TestCase
{
  public:
    MeasuredTestCase()
        : TestCase("estimates of memory are within a quarter")
    {
    }

  private:
    /// Run it in a process of its own, whose peak is not that of others before.
    static double Measure(const ExperimentOptions& options)
    {
        int ends[2];
        if (pipe(ends) != 0)
        {
            return 0;
        }
        const pid_t child = fork();
        if (child == 0)
        {
            FabricProgram::Prepare(options);
            const auto peak = Experiment(options).Execute().peakRssBytes.value_or(0);
            _exit(write(ends[1], &peak, sizeof(peak)) == sizeof(peak) ? 0 : 1);
        }
        close(ends[1]);
        uint64_t peak = 0;
        const bool whole = read(ends[0], &peak, sizeof(peak)) == sizeof(peak);
        close(ends[0]);
        waitpid(child, nullptr, 0);
        return whole ? static_cast<double>(peak) : 0;
    }

    void DoRun() override
    {
        const std::string fabric = "leaf-spine:leaves=16,spines=8,hosts=16";
        std::vector<ExperimentOptions> experiments{
            MakeOptions(fabric, "all-to-all:bytes=1"),
            MakeOptions("fat-tree:k=10", "all-to-all:bytes=1", "ofan"),
            MakeOptions(fabric, "all-to-all:bytes=16384", "seqbalance"),
            MakeOptions("leaf-spine:leaves=16,spines=16,hosts=32", "all-reduce:bytes=1MiB"),
            MakeOptions(fabric, "all-to-all:bytes=1", "mp-rdma"),
            MakeOptions(fabric, "all-to-all:bytes=16384,concurrent=4"),
        };
        for (const ExperimentOptions& options : experiments)
        {
            const double measured = Measure(options);
            NS_TEST_EXPECT_MSG_EQ_TOL(MemoryEstimate::Of(ExperimentPlan(options)).bytes,
                                      measured,
                                      0.25 * measured,
                                      options.workload << " on " << options.fabric << ", "
                                                       << options.lb);
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of memory.
 */
class MemoryEstimateTestSuite : public TestSuite
{
  public:
    MemoryEstimateTestSuite()
        : TestSuite("ai-fabric-memory-estimate", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new RefusedTestCase, Duration::QUICK);
        AddTestCase(new SideBySideTestCase, Duration::QUICK);
        AddTestCase(new MeasuredTestCase, Duration::EXTENSIVE);
    }
};

const MemoryEstimateTestSuite g_memoryEstimateTestSuite; ///< registers the suite

} // namespace
