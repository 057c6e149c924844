/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Flows that come at random: their sizes, when they come, from whom to whom, and how long they
 * take.
 */

#include "results-test-helper.h"
#include "workload-test-helper.h"

#include "ns3/component-families.h"
#include "ns3/component-spec.h"
#include "ns3/config-error.h"
#include "ns3/experiment.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-program.h"
#include "ns3/flow-sizes.h"
#include "ns3/test.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <string>
#include <unistd.h>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;
using ns3::aifabric::tests::Ask;

namespace
{

/// A workload of 100 Gb/s hosts, as on the command line.
Ptr<Workload>
MakeBackground(const std::string& text)
{
    const auto workload =
        MakeFactory(families::Workloads(), ParseComponent(text)).Create<Workload>();
    workload->SetHostRate(100000000000);
    return workload;
}

/**
 * @ingroup ai-fabric-tests
 * Distributions.
 */
class FlowSizesTestCase : public TestCase
{
  public:
    FlowSizesTestCase()
        : TestCase("Sizes have the means of what was published; bad files are refused by line")
    {
    }

  private:
    /// What is said against a file of this text.
    std::string Refuse(const std::string& text)
    {
        const std::string path = Write(text);
        try
        {
            FlowSizes::Read(path);
        }
        catch (const ConfigError& error)
        {
            return std::string(error.what()).substr(path.size());
        }
        return "(no error)";
    }

    std::string Write(const std::string& text)
    {
        const std::string path =
            CreateTempDirFilename("sizes-" + std::to_string(m_files++) + ".txt");
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }

    void DoRun() override
    {
        // Mean and deviation of the points, computed beside this module.
        const std::map<std::string, std::pair<double, double>> expected{
            {"web-search", {1711250.0, 3966343.6}},
            {"data-mining", {12658198.6, 85692622.2}},
            {"hadoop", {120420.75, 669661.5}},
            {"storage", {40869.8, 191796.2}}};
        NS_TEST_EXPECT_MSG_EQ(FlowSizes::GetTable().size(), expected.size(), "all are here");
        FabricRandom random;
        random.Seed(FabricRandom::USER, 3);
        for (const auto& [name, moments] : expected)
        {
            const FlowSizes sizes = FlowSizes::Find(name);
            NS_TEST_EXPECT_MSG_EQ_TOL(sizes.GetMean(), moments.first, 0.1, name);
            constexpr uint32_t DRAWS = 200000;
            double sum = 0;
            uint64_t largest = 0;
            for (uint32_t draw = 0; draw < DRAWS; draw++)
            {
                const uint64_t bytes = sizes.Draw(random);
                sum += static_cast<double>(bytes);
                largest = std::max(largest, bytes);
            }
            NS_TEST_EXPECT_MSG_EQ_TOL(sum / DRAWS,
                                      moments.first,
                                      4 * moments.second / std::sqrt(DRAWS),
                                      name << ": mean of draws");
            NS_TEST_EXPECT_MSG_LT_OR_EQ(static_cast<double>(largest), sizes.GetLargest(), name);
        }
        const FlowSizes steps =
            FlowSizes::Read(Write("# two sizes\n100 25\n100.5 25\n200 100 # %\n"));
        NS_TEST_EXPECT_MSG_EQ_TOL(steps.GetMean(), 0.25 * 100 + 0.75 * 150.25, 1e-9, "a step");
        NS_TEST_EXPECT_MSG_EQ(Refuse("100 0.5\n\n90 1\n"),
                              ", line 3: sizes rise from line to line, and shares do not fall",
                              "a size that falls");
        NS_TEST_EXPECT_MSG_EQ(Refuse("100 0.5\n200 0.4\n"),
                              ", line 2: sizes rise from line to line, and shares do not fall",
                              "a share that falls");
        NS_TEST_EXPECT_MSG_EQ(Refuse("100 0.5 1\n"),
                              ", line 1: a point has a size in bytes and the share of flows up to "
                              "it: 10000 0.15",
                              "three words");
        NS_TEST_EXPECT_MSG_EQ(Refuse("1e10 1\n"),
                              ", line 1: a size is 0 to 4294967295 bytes, and a share 0 to 1, or "
                              "to 100 percent",
                              "too large");
        NS_TEST_EXPECT_MSG_EQ(Refuse("0 0\n100 0.9\n"),
                              ": the last line must have a share of 1, or 100 percent, and a size "
                              "of a byte at least",
                              "not all");
        NS_TEST_EXPECT_MSG_EQ(Refuse("").rfind(": the last line", 0), 0, "empty");
        NS_TEST_EXPECT_MSG_EQ(Refuse("0 0\nx 1\n").rfind(", line 2: ", 0), 0, "no number");
        const auto check = [](const std::string& text) { return MakeBackground(text)->Check(8); };
        NS_TEST_EXPECT_MSG_EQ(check("background"), "", "the default");
        NS_TEST_EXPECT_MSG_EQ(
            check("background:sizes=websearhc").find("Sizes: unknown distribution"),
            0,
            "a name that is none");
        NS_TEST_EXPECT_MSG_EQ(check("background:load=0"), "Load must be above 0", "no load");
        NS_TEST_EXPECT_MSG_EQ(check("background:bins=1KB/1KB").find("Bins: sizes rise"), 0, "bins");
        NS_TEST_EXPECT_MSG_EQ(check("background:warmup=1ms"),
                              "Warmup and Window must leave flows to count within the Duration of "
                              "1ms",
                              "nothing is left");
    }

    uint32_t m_files{0};
};

/**
 * @ingroup ai-fabric-tests
 * When flows come, and where they go.
 */
class OfferedLoadTestCase : public TestCase
{
  public:
    OfferedLoadTestCase()
        : TestCase("Flows bring the load that was asked for, as Poisson processes to all others")
    {
    }

  private:
    void DoRun() override
    {
        constexpr uint32_t HOSTS = 16;
        const auto workload = MakeBackground("background:sizes=storage,load=0.4,duration=20ms");
        const auto graph = workload_test::Build(workload, HOSTS);
        double bytes = 0;
        std::vector<double> gaps;
        std::vector<uint32_t> received(HOSTS);
        uint64_t last = 0;
        for (TaskGraph::Id id = 0; id < graph->GetCount(); id++)
        {
            const TaskGraph::Task& flow = graph->Get(id);
            NS_TEST_ASSERT_MSG_NE(flow.host, flow.peer, "to another host");
            NS_TEST_ASSERT_MSG_LT(flow.duration, uint64_t{20000000000}, "within the duration");
            bytes += static_cast<double>(flow.bytes);
            received[flow.peer]++;
            const bool isFirst = id == 0 || graph->Get(id - 1).host != flow.host;
            gaps.push_back(static_cast<double>(flow.duration - (isFirst ? 0 : last)));
            last = flow.duration;
        }
        // 20 ms at 100 Gb/s are 250 MB; the sum of n sizes deviates by sqrt(n E[X^2]).
        const double flows = HOSTS * 0.4 * 250e6 / 40869.8;
        const double offered = bytes / (HOSTS * 250e6);
        const double deviation = std::sqrt(flows) * std::hypot(191796.2, 40869.8) / (HOSTS * 250e6);
        NS_TEST_EXPECT_MSG_LT(deviation, 0.012, "the test sees something");
        NS_TEST_EXPECT_MSG_EQ_TOL(offered, 0.4, 4 * deviation, "load");
        NS_TEST_EXPECT_MSG_EQ_TOL(graph->GetCount(), flows, 4 * std::sqrt(flows), "flows");
        NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(workload->GetTaskCount(HOSTS)),
                                  flows,
                                  1.1,
                                  "the estimate");
        // Kolmogorov and Smirnov: gaps are exponential (level 0.001).
        std::sort(gaps.begin(), gaps.end());
        const double mean = 20e9 * HOSTS / flows; // ps
        double distance = 0;
        const auto count = static_cast<double>(gaps.size());
        for (size_t i = 0; i < gaps.size(); i++)
        {
            const double share = 1 - std::exp(-gaps[i] / mean);
            distance = std::max({distance,
                                 std::abs(share - static_cast<double>(i) / count),
                                 std::abs(share - static_cast<double>(i + 1) / count)});
        }
        NS_TEST_EXPECT_MSG_LT(distance * std::sqrt(count), 1.95, "exponential gaps");
        const double each = flows / HOSTS;
        for (const uint32_t arrived : received)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(arrived, each, 5 * std::sqrt(each), "all alike");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Slowdowns by size.
 */
class FlowBinsTestCase : public TestCase
{
  public:
    FlowBinsTestCase()
        : TestCase("Flows alone take their idle times; the table has those of the window")
    {
    }

  private:
    static RunRecord Run(const std::string& workload,
                         const std::string& db,
                         const std::string& fabric)
    {
        ExperimentOptions options;
        options.fabric = fabric;
        options.workload = workload;
        options.db = db;
        options.record = "flows";
        FabricProgram::Prepare(options);
        return Experiment(options).Execute();
    }

    void DoRun() override
    {
        const std::string path = CreateTempDirFilename("sizes.txt");
        std::ofstream(path) << "999.9 0\n1000 0.5\n1023999.9 0.5\n1024000 1\n";
        // A flow of half a megabyte on average in 10 ms: each is alone.
        const RunRecord rare = Run("background:load=0.001,duration=100ms,bins=1KB,path=" + path,
                                   "none",
                                   "leaf-spine:leaves=2,spines=1,hosts=1");
        NS_TEST_ASSERT_MSG_EQ(rare.status, "ok", rare.error);
        NS_TEST_ASSERT_MSG_EQ(rare.flowBins.size(), 2, "sizes");
        for (const FlowBinRecord& bin : rare.flowBins)
        {
            NS_TEST_ASSERT_MSG_GT(bin.flows, 1, "flows");
            NS_TEST_EXPECT_MSG_EQ(bin.flowsEnded, bin.flows, "all");
            NS_TEST_EXPECT_MSG_EQ_TOL(bin.slowdownMean.value_or(0), 1, 5e-4, "alone");
            NS_TEST_EXPECT_MSG_EQ_TOL(bin.slowdownMax.value_or(0), 1, 5e-4, "each");
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(rare.flowBins[0].meanBytes.value_or(0), 1000, 1e-9, "small ones");
        NS_TEST_EXPECT_MSG_EQ(rare.flowBins[1].aboveBytes,
                              1000,
                              "large ones; those of 1000 bytes are none");
        NS_TEST_EXPECT_MSG_EQ(rare.flowBins[1].upToBytes.has_value(), false, "any");

        // Flows of one size under one leaf have one idle time: slowdowns go as completion times.
        const std::string same = CreateTempDirFilename("same.txt");
        std::ofstream(same) << "63999.9 0\n64000 1\n";
        const RunRecord alike = Run("background:load=0.8,duration=300us,bins=1MB,path=" + same,
                                    "none",
                                    "leaf-spine:leaves=1,spines=1,hosts=8");
        NS_TEST_ASSERT_MSG_EQ(alike.flowBins.size(), 2, "sizes");
        const FlowBinRecord& bin = alike.flowBins[0];
        NS_TEST_EXPECT_MSG_EQ_TOL(bin.slowdownP99.value_or(0) / bin.slowdownP50.value_or(1),
                                  alike.fctP99Ns.value_or(0) / alike.fctP50Ns.value_or(1),
                                  1e-9,
                                  "the same quantiles");
        NS_TEST_EXPECT_MSG_LT(bin.slowdownP95.value_or(0), bin.slowdownP99.value_or(0), "a tail");

        const std::string db = CreateTempDirFilename("bins.sqlite");
        unlink(db.c_str());
        const RunRecord busy = Run("permutation:bytes=1KB+background:sizes=storage,load=0.5,"
                                   "duration=200us,warmup=50us,window=100us,bins=4KB/64KB",
                                   db,
                                   "leaf-spine:leaves=4,spines=2,hosts=4");
        NS_TEST_ASSERT_MSG_EQ(busy.status, "ok", busy.error);
        NS_TEST_ASSERT_MSG_EQ(busy.flowBins.size(), 3, "of the job that asks for it");
        for (const FlowBinRecord& bin : busy.flowBins)
        {
            NS_TEST_EXPECT_MSG_GT_OR_EQ(bin.slowdownMean.value_or(0), 1, "no faster than idle");
            NS_TEST_EXPECT_MSG_LT_OR_EQ(bin.slowdownP50.value_or(0),
                                        bin.slowdownP95.value_or(0),
                                        "");
            NS_TEST_EXPECT_MSG_LT_OR_EQ(bin.slowdownP99.value_or(0),
                                        bin.slowdownMax.value_or(0),
                                        "");
            NS_TEST_EXPECT_MSG_GT(bin.slowdownMax.value_or(0), 1.01, "half of what hosts can send");
        }
        // Hosts start within a packet time, 85 ns, from which flows of the window are counted.
        const std::string from = "SELECT count(*) FROM flow WHERE job = 1 AND start_ns ";
        const std::string bins = "SELECT sum(flows) FROM flow_bin";
        const auto number = [&](const std::string& query) { return std::stod(Ask(db, query)); };
        NS_TEST_EXPECT_MSG_GT_OR_EQ(number(bins),
                                    number(from + "BETWEEN 50085 AND 150000"),
                                    "most");
        NS_TEST_EXPECT_MSG_LT_OR_EQ(number(bins), number(from + "BETWEEN 50000 AND 150085"), "all");
        NS_TEST_EXPECT_MSG_EQ(Ask(db, "SELECT count(*) FROM flow_bin WHERE job = 1"), "3", "job");
        NS_TEST_EXPECT_MSG_EQ(Ask(db, "SELECT group_concat(above_bytes) FROM flow_bin"),
                              "0,4000,64000",
                              "sizes");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of background traffic.
 */
class BackgroundTestSuite : public TestSuite
{
  public:
    BackgroundTestSuite()
        : TestSuite("ai-fabric-background", TestSuite::Type::UNIT)
    {
        AddTestCase(new FlowSizesTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new OfferedLoadTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new FlowBinsTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const BackgroundTestSuite g_backgroundTestSuite; ///< the suite

} // namespace
