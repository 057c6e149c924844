/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Time series against the counters of the same run, and their bounds.
 */

#include "ns3/experiment.h"
#include "ns3/fabric-program.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

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
    /// Run an experiment.
    std::pair<RunRecord, RunDetails> Execute(const std::string& record,
                                             const std::string& resolution)
    {
        ExperimentOptions options;
        options.fabric = "fat-tree:k=4";
        options.workload = "permutation:bytes=1MiB";
        options.lb = "spray";
        options.db = "none";
        options.record = record;
        options.resolution = resolution;
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
            checked++;
            if (series.name == "backlog-max")
            {
                // NICs hand frames to the link without queueing them: only one in service counts.
                const uint64_t inService = port->second->tier == "host" ? 4178 : 0;
                NS_TEST_EXPECT_MSG_LT_OR_EQ(largest,
                                            std::max(port->second->maxBacklogBytes, inService),
                                            what);
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
