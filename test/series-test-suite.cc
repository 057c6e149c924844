/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Time series against the counters of the same run, and their bounds.
 */

#include "ns3/experiment.h"
#include "ns3/fabric-frame.h"
#include "ns3/fabric-program.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * What was sampled agrees with what was counted, and sampling changes nothing.
 */
class SeriesTestCase : public TestCase
{
  public:
    SeriesTestCase()
        : TestCase("series agree with counters, stay short and change nothing")
    {
    }

  private:
    static constexpr uint64_t LARGEST_FRAME = wire::LARGEST_FRAME_BYTES;

    /// Run an experiment.
    std::pair<RunRecord, RunDetails> Execute(const std::string& record,
                                             const std::string& resolution,
                                             const std::string& workload = "permutation:bytes=1MiB",
                                             const std::string& switchModel = "")
    {
        ExperimentOptions options;
        options.fabric = "fat-tree:k=4";
        options.workload = workload;
        options.lb = "spray";
        options.db = "none";
        options.record = record;
        options.resolution = resolution;
        if (!switchModel.empty())
        {
            options.switchModel = switchModel;
        }
        FabricProgram::Prepare(options);
        Experiment experiment(options);
        experiment.Build();
        experiment.Run();
        std::pair<RunRecord, RunDetails> result;
        result.first = experiment.Collect(result.second);
        Simulator::Destroy();
        return result;
    }

    void DoRun() override
    {
        const auto plain = Execute("flows", "auto");
        NS_TEST_EXPECT_MSG_EQ(plain.second.series.size(), 0, "none unless asked for");
        for (const std::string resolution : {"auto", "1us", "1ns"})
        {
            const auto [run, details] = Execute("all", resolution);
            NS_TEST_EXPECT_MSG_EQ(run.resultDigest, plain.first.resultDigest, "unchanged");
            Check(run, details, resolution);
        }
        CheckMerging();
        CheckPauses();
    }

    /// Of the ports that are paused, and of no others, it is told when; tiers count the same.
    void CheckPauses()
    {
        const auto [run, details] =
            Execute("all", "100ns", "incast:fan-in=8,bytes=256KiB", "generic:lossless=true");
        NS_TEST_ASSERT_MSG_GT(run.pfcPauses.value_or(0), 0, "there are pauses");
        std::map<std::string, std::string> tiers;
        std::set<std::string> paused;
        for (const PortRecord& port : details.ports)
        {
            tiers[port.name] = port.tier + " " + port.direction;
            if (port.pausedNs > 1000)
            {
                paused.insert(port.name);
            }
        }
        std::map<std::string, std::vector<double>> counted;
        std::set<std::string> told;
        for (const TimeSeriesRecord& series : details.series)
        {
            if (series.name == "classes-paused")
            {
                told.insert(series.subject);
                std::vector<double>& sum = counted[tiers.at(series.subject)];
                sum.resize(series.samples.size());
                for (size_t i = 0; i < sum.size(); i++)
                {
                    sum[i] += series.samples[i].second > 0 ? 1 : 0;
                }
            }
        }
        NS_TEST_EXPECT_MSG_GT(paused.size(), 0, "ports are paused for longer than a sample");
        NS_TEST_EXPECT_MSG_LT(told.size(), details.ports.size() / 2, "others are left out");
        for (const std::string& port : paused)
        {
            NS_TEST_EXPECT_MSG_EQ(told.count(port), 1, port << " was paused");
        }
        for (const TimeSeriesRecord& series : details.series)
        {
            if (series.name == "ports-paused")
            {
                std::vector<double>& sum = counted[series.subject];
                sum.resize(series.samples.size());
                for (size_t i = 0; i < sum.size(); i++)
                {
                    NS_TEST_EXPECT_MSG_EQ(sum[i],
                                          series.samples[i].second,
                                          series.subject << ", sample " << i);
                }
            }
        }
    }

    /// Twice as many samples, merged to the same times, hold what the others do, and more.
    void CheckMerging()
    {
        // Messages end all the time, so that counts change all the time.
        const std::string workload = "all-to-all:bytes=64KiB";
        const auto plain = Execute("series", "80ns", workload).second.series;
        const auto merged = Execute("series", "40ns", workload).second.series;
        NS_TEST_ASSERT_MSG_EQ(plain.size(), merged.size(), "the same series");
        for (size_t i = 0; i < plain.size(); i++)
        {
            const std::string what = plain[i].name + " of " + plain[i].subject;
            NS_TEST_ASSERT_MSG_GT(plain[i].samples.size(), 300, "no merging at 80 ns");
            NS_TEST_ASSERT_MSG_LT_OR_EQ(plain[i].samples.size() - merged[i].samples.size(),
                                        1,
                                        what);
            for (size_t j = 0; j < merged[i].samples.size(); j++)
            {
                const auto [time, value] = plain[i].samples[j];
                const auto [mergedTime, mergedValue] = merged[i].samples[j];
                NS_TEST_ASSERT_MSG_EQ(time, mergedTime, what << ": time");
                if (plain[i].name == "backlog-max" || plain[i].name == "ports-paused")
                {
                    NS_TEST_EXPECT_MSG_GT_OR_EQ(mergedValue, value, what << ": the largest");
                }
                else if (plain[i].name == "rate-mean")
                {
                    NS_TEST_EXPECT_MSG_EQ_TOL(mergedValue,
                                              value,
                                              1e-3 * value + 1,
                                              what << ": mean");
                }
                else if (plain[i].unit != "B")
                {
                    NS_TEST_EXPECT_MSG_EQ(mergedValue, value, what << ": the last count");
                }
            }
        }
    }

    void Check(const RunRecord& run, const RunDetails& details, const std::string& resolution)
    {
        std::map<std::string, const PortRecord*> ports;
        for (const PortRecord& port : details.ports)
        {
            ports[port.name] = &port;
        }
        size_t checked = 0;
        for (const TimeSeriesRecord& series : details.series)
        {
            const auto& samples = series.samples;
            const std::string what = series.name + " of " + series.subject + ", " + resolution;
            NS_TEST_ASSERT_MSG_GT(samples.size(), 20, what << ": samples");
            NS_TEST_EXPECT_MSG_LT_OR_EQ(samples.size(), SeriesRecorder::MOST, what << ": bounded");
            const double interval = samples[1].first - samples[0].first;
            NS_TEST_EXPECT_MSG_EQ_TOL(samples.back().first,
                                      interval * static_cast<double>(samples.size()),
                                      1e-3,
                                      what << ": equal distances");
            double largest = 0;
            double sum = 0;
            for (const auto& [time, value] : samples)
            {
                largest = std::max(largest, value);
                sum += value;
            }
            if (series.name == "messages-done")
            {
                NS_TEST_EXPECT_MSG_GT_OR_EQ(samples.back().second, 15, what << ": all but few");
            }
            const auto port = ports.find(series.subject);
            if (port == ports.end())
            {
                continue;
            }
            if (series.name == "classes-paused")
            {
                continue;
            }
            checked++;
            if (series.name == "backlog-max")
            {
                // NICs hand frames to the link without queueing them: only one in service counts.
                const uint64_t inService = port->second->tier == "host" ? LARGEST_FRAME : 0;
                NS_TEST_EXPECT_MSG_LT_OR_EQ(largest,
                                            std::max(port->second->maxBacklogBytes, inService),
                                            what);
                if (resolution == "1ns" && inService == 0)
                {
                    // So often sampled, the peak is met but for two frames, and merging keeps it.
                    NS_TEST_EXPECT_MSG_GT_OR_EQ(largest + 2 * LARGEST_FRAME,
                                                port->second->maxBacklogBytes,
                                                what);
                }
            }
            else
            {
                // All bytes but those after the last sample, at most one interval or packet.
                const double bytes = sum * interval * 1e-9 / 8;
                const auto sent = static_cast<double>(port->second->bytes);
                NS_TEST_EXPECT_MSG_EQ_TOL(bytes, sent, 50.0 * interval + 5000, what);
                NS_TEST_EXPECT_MSG_LT_OR_EQ(bytes, sent * 1.0001, what);
            }
        }
        NS_TEST_EXPECT_MSG_EQ(checked, 2 * details.ports.size(), "two series of every port");
        NS_TEST_EXPECT_MSG_EQ(run.status, "ok", "complete");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class SeriesTestSuite : public TestSuite
{
  public:
    SeriesTestSuite()
        : TestSuite("ai-fabric-series", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new SeriesTestCase);
    }
};

/// Registers the suite.
SeriesTestSuite g_seriesTestSuite;

} // namespace
