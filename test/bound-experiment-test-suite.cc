/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * No experiment beats the ideal bound, however few and short its messages are, and one that does
 * is an error.
 */

#include "run-with.h"

#include "ns3/config-error.h"
#include "ns3/fabric-compat.h"
#include "ns3/run-collector.h"
#include "ns3/test.h"

#include <random>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Short messages that overtake each other, links of different rates, coded packets.
 */
class ShortMessagesTestCase : public TestCase
{
  public:
    ShortMessagesTestCase()
        : TestCase("Few and short messages do not beat the ideal bound")
    {
    }

  private:
    struct Case
    {
        std::string what;  ///< for messages
        OptionTexts texts; ///< options
        double most;       ///< largest slowdown
    };

    void DoRun() override
    {
        const std::vector<Case> cases{
            {"a packet of one byte that overtakes a full one",
             {{"fabric", "fat-tree:k=6"},
              {"lb", "drill"},
              {"cc", "fixed-rate:fraction=0.5"},
              {"workload", "incast:fan-in=2,bytes=4097"},
              {"rate", "800Gbps"},
              {"delay", "0ns"},
              {"switch", "generic:shared-buffer=2MB"},
              {"ack-interval", "64"},
              {"spread", "0s"},
              {"seed", "27"}},
             1.18},
            {"packets of a message side by side on slow uplinks",
             {{"fabric", "leaf-spine:leaves=6,spines=5,hosts=5,parallel=6,uplink-rate=25Gbps"},
              {"lb", "spray"},
              {"delay", "5us"},
              {"workload", "incast:fan-in=9,receiver=6,bytes=76959"}},
             1.25},
            {"one message over slow uplinks",
             {{"fabric",
               "leaf-spine:leaves=8,spines=4,hosts=3,parallel=2,host-rate=800Gbps,"
               "uplink-rate=200Gbps"},
              {"lb", "adaptive"},
              {"delay", "5us"},
              {"workload", "shift:offset=1,bytes=78100"},
              {"spread", "61ns"}},
             1.05},
            {"a coded packet of one byte",
             {{"fabric", "leaf-spine:leaves=2,hosts=8,host-rate=25Gbps,uplink-rate=1Gbps"},
              {"delay", "1us"},
              {"mtu", "256"},
              {"recovery", "rateless"},
              {"workload", "pair:src=8,dst=0,bytes=1"}},
             1.0001},
            {"rates at which picoseconds are cut off",
             {{"fabric", "leaf-spine:leaves=2,spines=3,hosts=2"},
              {"rate", "3.3Tbps"},
              {"delay", "1ps"},
              {"lb", "ecmp"},
              {"workload", "pair:src=0,dst=3,bytes=65"}},
             1.0001},
            {"pieces of a message of which the shortest arrives first",
             {{"fabric", "leaf-spine:leaves=2,spines=4,hosts=2,uplink-rate=100Gbps"},
              {"lb", "subflow:count=8,split=true"},
              {"workload", "pair:src=0,dst=3,bytes=12289"}},
             2},
        };
        for (const Case& one : cases)
        {
            const RunRecord run = RunWith(one.texts);
            NS_TEST_EXPECT_MSG_EQ(run.status, "ok", one.what << ": " << run.error);
            NS_TEST_EXPECT_MSG_GT(run.GetSlowdown().value_or(0), 1 - 1e-9, one.what);
            NS_TEST_EXPECT_MSG_LT(run.GetSlowdown().value_or(9), one.most, one.what << ", tight");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * A completion before the bound is a failure, and says whose.
 */
class ImpossibleTestCase : public TestCase
{
  public:
    ImpossibleTestCase()
        : TestCase("A run that beats the ideal bound is failed")
    {
    }

  private:
    void DoRun() override
    {
        RunRecord run;
        run.boundNs = 1000;
        run.cctNs = 999.9995;
        RunCollector::CheckBound(run);
        NS_TEST_EXPECT_MSG_EQ(run.status, "ok", "half a picosecond is rounding");
        run.cctNs = 999.998;
        RunCollector::CheckBound(run);
        NS_TEST_EXPECT_MSG_EQ(run.status, "failed", "two picoseconds are not");
        NS_TEST_EXPECT_MSG_NE(run.error.find("an error of ai-fabric itself"),
                              std::string::npos,
                              "whose error it is");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Experiments with few and short messages, drawn at random.
 */
class DrawnBoundTestCase : public TestCase
{
  public:
    DrawnBoundTestCase()
        : TestCase("No drawn experiment beats the ideal bound")
    {
    }

  private:
    std::string Choose(const std::vector<std::string>& list)
    {
        return list[m_random() % list.size()];
    }

    std::string ChooseBytes()
    {
        static const std::vector<uint64_t> edges{1, 64, 1024, 4096, 8192, 65536};
        const uint64_t base = edges[m_random() % edges.size()];
        return std::to_string(m_random() % 2 ? base + m_random() % 3 : 1 + m_random() % 100000);
    }

    void DoRun() override
    {
        unsigned completed = 0;
        for (unsigned i = 0; i < 1500; i++)
        {
            const std::vector<std::pair<std::string, std::string>> texts{
                {"fabric",
                 Choose({"leaf-spine:leaves=1,spines=1,hosts=4",
                         "leaf-spine:leaves=3,spines=2,hosts=2",
                         "leaf-spine:leaves=2,spines=4,hosts=3,uplink-rate=100Gbps",
                         "leaf-spine:leaves=2,spines=1,hosts=4,host-rate=333Gbps",
                         "fat-tree:k=4",
                         "fat-tree:k=4,core-rate=133Gbps"})},
                {"lb",
                 Choose({"ecmp",
                         "spray",
                         "ofan",
                         "drill",
                         "host-spray",
                         "subflow:count=4,split=true",
                         "seqbalance",
                         "rails"})},
                {"workload",
                 Choose({"pair:src=0,dst=3,bytes=",
                         "pair:src=0,dst=3,both=true,bytes=",
                         "incast:fan-in=2,bytes=",
                         "permutation:bytes=",
                         "shift:offset=1,bytes=",
                         "all-to-all:bytes="}) +
                     ChooseBytes()},
                {"rate", Choose({"100Gbps", "400Gbps", "333Gbps", "3.3Tbps", "1Gbps"})},
                {"delay", Choose({"0ns", "1ps", "500ns", "5us"})},
                {"mtu", Choose({"256", "1024", "4096"})},
                {"ack-interval", Choose({"1", "1", "2", "64"})},
                {"spread", Choose({"0s", "auto", "10ns", "1us"})},
                {"recovery", Choose({"sack", "oracle", "rateless"})},
                {"cc", Choose({"fixed-rate", "fixed-rate:fraction=0.5", "dcqcn"})},
                {"seed", std::to_string(1 + m_random() % 1000)},
                {"stop", "10s"}};
            std::string text;
            for (const auto& [name, value] : texts)
            {
                text += " --" + name + "=" + value;
            }
            try
            {
                const RunRecord run = RunWith(texts);
                const double slowdown = run.GetSlowdown().value_or(1);
                NS_TEST_EXPECT_MSG_GT(slowdown, 1 - 1e-9, text);
                completed += run.status == "ok" ? 1 : 0;
            }
            catch (const ConfigError&)
            {
                continue; // what makes no sense is refused
            }
        }
        NS_TEST_EXPECT_MSG_GT(completed, 1000, "most of them complete");
    }

    std::mt19937 m_random{20261125}; ///< the same experiments everywhere
};

/**
 * @ingroup ai-fabric-tests
 * The suite of experiments against the ideal bound.
 */
class BoundExperimentTestSuite : public TestSuite
{
  public:
    BoundExperimentTestSuite()
        : TestSuite("ai-fabric-bound-experiment", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new ShortMessagesTestCase, Duration::QUICK);
        AddTestCase(new ImpossibleTestCase, Duration::QUICK);
        AddTestCase(new DrawnBoundTestCase, Duration::EXTENSIVE);
    }
};

const BoundExperimentTestSuite g_boundExperimentTestSuite; ///< registers the suite

} // namespace
