/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/experiment.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-program.h"
#include "ns3/queue-histogram.h"
#include "ns3/test.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

/**
 * @file
 * @ingroup ai-fabric-tests
 *
 * How long queues are in which range, against what the ports count themselves.
 */

namespace ns3
{
namespace aifabric
{
namespace tests
{

namespace
{

/// Time of a bit at the default rate, ns.
constexpr double BIT = 1 / 400.0;

/// Make a run; what is recorded of it.
RunRecord
Make(ExperimentOptions options, RunDetails& details)
{
    options.db = "none";
    FabricProgram::Prepare(options);
    return Experiment(options).Measure(details);
}

} // namespace

/**
 * @ingroup ai-fabric-tests
 * The ranges.
 */
class RangesTestCase : public TestCase
{
  public:
    RangesTestCase()
        : TestCase("ranges of backlogs double")
    {
    }

  private:
    void DoRun() override
    {
        const std::vector<std::pair<uint64_t, size_t>> ranges{{0, 0},
                                                              {1, 1},
                                                              {1023, 1},
                                                              {1024, 2},
                                                              {2047, 2},
                                                              {2048, 3},
                                                              {4095, 3},
                                                              {4096, 4}};
        for (const auto& [backlog, range] : ranges)
        {
            NS_TEST_EXPECT_MSG_EQ(QueueHistogram::GetRange(backlog), range, backlog);
        }
        for (size_t range = 0; range < 40; range++)
        {
            const uint64_t bound = QueueHistogram::GetLowerBound(range);
            NS_TEST_EXPECT_MSG_EQ(QueueHistogram::GetRange(bound), range, "its lower bound");
            if (range > 0)
            {
                NS_TEST_EXPECT_MSG_EQ(QueueHistogram::GetRange(bound - 1), range - 1, "below it");
            }
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Times of ranges against the counts of ports.
 */
class QueueTimesTestCase : public TestCase
{
  public:
    QueueTimesTestCase()
        : TestCase("times of queues add up, and equal the times in which links are busy")
    {
    }

  private:
    using Rows = std::vector<std::pair<uint64_t, double>>; ///< lower bound and time of each range

    /**
     * Check all ports of a run.
     * @param options the experiment, with default rates
     * @return for how many ports the queue stood still, since they were paused
     */
    uint32_t Check(ExperimentOptions options)
    {
        options.record = "all";
        RunDetails details;
        const RunRecord run = Make(options, details);
        NS_TEST_EXPECT_MSG_EQ(run.status, "ok", run.error);
        std::map<std::pair<uint32_t, uint32_t>, Rows> histograms;
        for (const QueueHistogramRecord& row : details.queueHistograms)
        {
            histograms[{row.node, row.port}].emplace_back(row.backlogBytes, row.timeNs);
        }
        NS_TEST_EXPECT_MSG_EQ(histograms.size(), details.ports.size(), "every port has one");
        uint32_t stood = 0;
        for (const PortRecord& port : details.ports)
        {
            const Rows& rows = histograms[{port.node, port.port}];
            NS_TEST_EXPECT_MSG_EQ(rows.empty(), false, port.name << " has a time");
            if (rows.empty())
            {
                continue;
            }
            double sum = 0;
            for (size_t i = 0; i < rows.size(); i++)
            {
                NS_TEST_EXPECT_MSG_EQ(rows[i].first, QueueHistogram::GetLowerBound(i), "no gap");
                sum += rows[i].second;
            }
            NS_TEST_EXPECT_MSG_EQ_TOL(sum, run.simNs.value(), 1e-3, port.name << " at all times");
            m_highest = std::max(m_highest, rows.size() - 1);
            // What a NIC has not handed to its port is no backlog, and pauses pass by queues.
            if (port.tier != "host" && port.pausesSent == 0)
            {
                NS_TEST_EXPECT_MSG_EQ(rows.size() - 1,
                                      QueueHistogram::GetRange(port.maxBacklogBytes),
                                      port.name << ": the highest range");
            }
            // 20 bytes of preamble and gap with each frame.
            const double busy = static_cast<double>(port.bytes + 20 * port.frames) * 8 * BIT;
            const double queued = sum - rows.front().second;
            if (port.pausedNs > 0 && queued > busy + 1e-3)
            {
                stood++;
                continue;
            }
            NS_TEST_EXPECT_MSG_EQ_TOL(queued, busy, 1e-3, port.name << " sends what it has");
        }
        return stood;
    }

    void DoRun() override
    {
        ExperimentOptions options;
        options.fabric = "leaf-spine:leaves=2,spines=2,hosts=4";
        options.workload = "incast:fan-in=6,bytes=64KiB";
        NS_TEST_EXPECT_MSG_EQ(Check(options), 0, "no pause");
        NS_TEST_EXPECT_MSG_GT(QueueHistogram::GetLowerBound(m_highest), 64000, "a long queue");
        options.switchModel =
            "generic:buffer-per-port=800KB,lossless=true,ecn=false,xoff=20KB,xon=10KB";
        NS_TEST_EXPECT_MSG_GT(Check(options), 0, "paused queues stand still");
        options.switchModel = ExperimentOptions().switchModel;
        options.workload = "permutation:bytes=256KiB";
        options.lb = "ecmp";
        options.fault = "link:time=3us,names=leaf0-spine0/leaf1-spine0,convergence=1us";
        NS_TEST_EXPECT_MSG_EQ(Check(options), 0, "what is lost with a link waits no more");
    }

    size_t m_highest{0}; ///< the highest range so far
};

/**
 * @ingroup ai-fabric-tests
 * What is recorded, and that it does not matter to the run.
 */
class RecordedHistogramTestCase : public TestCase
{
  public:
    RecordedHistogramTestCase()
        : TestCase("histograms come with --record=all only, and are the same in domains")
    {
    }

  private:
    void DoRun() override
    {
        ExperimentOptions options;
        options.fabric = "fat-tree:k=4";
        options.workload = "permutation:bytes=64KiB";
        options.record = "series";
        RunDetails series;
        const RunRecord plain = Make(options, series);
        NS_TEST_EXPECT_MSG_EQ(series.queueHistograms.size(), 0, "not asked for");
        options.record = "all";
        std::vector<std::vector<std::tuple<uint32_t, uint32_t, uint64_t, double>>> rows;
        for (const uint32_t domains : {1, 4})
        {
            options.domains = domains;
            RunDetails details;
            const RunRecord run = Make(options, details);
            NS_TEST_EXPECT_MSG_EQ(run.resultDigest, plain.resultDigest, "the same run");
            rows.emplace_back();
            for (const QueueHistogramRecord& row : details.queueHistograms)
            {
                rows.back().emplace_back(row.node, row.port, row.backlogBytes, row.timeNs);
            }
        }
        NS_TEST_EXPECT_MSG_GT(rows[0].size(), 96, "ranges of 96 ports");
        NS_TEST_EXPECT_MSG_EQ((rows[0] == rows[1]), true, "the same in four domains");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class QueueHistogramTestSuite : public TestSuite
{
  public:
    QueueHistogramTestSuite()
        : TestSuite("ai-fabric-queue-histogram", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new RangesTestCase, Duration::QUICK);
        AddTestCase(new QueueTimesTestCase, Duration::QUICK);
        AddTestCase(new RecordedHistogramTestCase, Duration::QUICK);
    }
};

/// Registers the suite.
static QueueHistogramTestSuite g_queueHistogramTestSuite;

} // namespace tests
} // namespace aifabric
} // namespace ns3
