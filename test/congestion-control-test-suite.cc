/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Congestion controls by themselves, without a network: configurations and windows here, DCQCN over
 * time in dcqcn-test-cases.cc.
 */

#include "congestion-control-test-helper.h"
#include "run-with.h"

#include "ns3/fabric-compat.h"
#include "ns3/fabric-engine.h"

#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::congestion_test;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Profiles and what overrides them; configurations that are refused.
 */
class ConfigurationTestCase : public TestCase
{
  public:
    ConfigurationTestCase()
        : TestCase("Profiles, overrides and bad configurations")
    {
    }

  private:
    void DoRun() override
    {
        FabricEngine::Prepare();

        struct Row
        {
            const char* profile;
            uint64_t cnp, alpha, cut, increase; // us
            uint64_t bytes, steps;
            double additive, hyper, least; // Mb/s at 100 Gb/s
        };

        for (const Row& row : {Row{"paper", 50, 55, 0, 55, 10000000, 5, 40, 0, 1},
                               Row{"firmware", 4, 1, 4, 300, 32767, 1, 5, 50, 1},
                               Row{"hpcc", 4, 1, 4, 300, 0, 1, 20, 200, 1000}})
        {
            auto control = Make({{"Profile", row.profile}});
            const DcqcnParameters set = control->Resolve(LINE);
            NS_TEST_EXPECT_MSG_EQ(control->Check(), "", row.profile);
            NS_TEST_EXPECT_MSG_EQ(control->GetNotificationInterval(), row.cnp * 1000000, "CNPs");
            NS_TEST_EXPECT_MSG_EQ(set.alphaPeriod, row.alpha * 1000000, row.profile);
            NS_TEST_EXPECT_MSG_EQ(set.cutPeriod, row.cut * 1000000, row.profile);
            NS_TEST_EXPECT_MSG_EQ(set.increasePeriod, row.increase * 1000000, row.profile);
            NS_TEST_EXPECT_MSG_EQ(set.byteCounter, row.bytes, row.profile);
            NS_TEST_EXPECT_MSG_EQ(set.recoverySteps, row.steps, row.profile);
            NS_TEST_EXPECT_MSG_EQ(set.additiveRate, row.additive * 1e6, row.profile);
            NS_TEST_EXPECT_MSG_EQ(set.hyperRate, row.hyper * 1e6, row.profile);
            NS_TEST_EXPECT_MSG_EQ(set.minRate, row.least * 1e6, row.profile);
        }
        auto changed = Make({{"Profile", "hpcc"}, {"CnpInterval", "0s"}, {"MinRate", "1000Gbps"}});
        NS_TEST_EXPECT_MSG_EQ(changed->GetNotificationInterval(), 0, "a CNP per mark");
        NS_TEST_EXPECT_MSG_EQ(changed->Resolve(LINE).minRate, LINE, "no more than line rate");

        for (const auto& [name, value] : Settings{{"Profile", "quick"},
                                                  {"AlphaPeriod", "0s"},
                                                  {"AlphaGain", "0"},
                                                  {"AlphaGain", "1.5"},
                                                  {"InitialAlpha", "2"},
                                                  {"CutPeriod", "10ps"},
                                                  {"MaxCut", "1"},
                                                  {"Clamp", "sometimes"},
                                                  {"IncreasePeriod", "0s"},
                                                  {"HyperStep", "huge"}})
        {
            const std::string error = Make({{name, value}})->Check();
            NS_TEST_EXPECT_MSG_EQ(error.find(name), 0, name << " " << value << ": " << error);
            NS_TEST_EXPECT_MSG_EQ(error.find('\n'), std::string::npos, "one line");
        }
        auto quick = Make({{"Profile", "quick"}});
        NS_TEST_EXPECT_MSG_NE(quick->Check().find("paper, firmware, hpcc"),
                              std::string::npos,
                              "the profiles there are");
        NS_TEST_EXPECT_MSG_EQ(quick->GetNotificationInterval(), UINT64_MAX, "and no crash");
        const auto check = [](const std::string& type, const std::string& name, std::string value) {
            return Make<CongestionControl>({{name, value}}, type)->Check().substr(0, name.size());
        };
        NS_TEST_EXPECT_MSG_EQ(check("FixedRate", "Fraction", "0"), "Fraction", "no rate");
        NS_TEST_EXPECT_MSG_EQ(check("FixedRate", "Fraction", "0.5"), "", "half the rate");
        NS_TEST_EXPECT_MSG_EQ(check("Window", "Multiple", "0"), "Multiple", "no window");
        NS_TEST_EXPECT_MSG_EQ(check("Window", "Multiple", "-1"), "Multiple", "less than none");
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * Windows in whole packets.
 */
class WindowTestCase : public TestCase
{
  public:
    WindowTestCase()
        : TestCase("Window: whole packets of payload")
    {
    }

  private:
    static uint64_t Window(const Settings& settings, uint64_t rtt = 12000000)
    {
        auto control = Make<CongestionControl>(settings, "Window");
        control->Start({1, 1, 400e9, rtt, 4096, 4178}, nullptr);
        return control->GetRate() == 400e9 ? control->GetWindow() : 0;
    }

    void DoRun() override
    {
        // 400 Gb/s for 12 us are 600000 bytes on the wire: 143.6 packets of 4178.
        NS_TEST_EXPECT_MSG_EQ(Window({}), 144 * 4096, "rounded up");
        NS_TEST_EXPECT_MSG_EQ(Window({{"Multiple", "1.5"}}), 216 * 4096, "215.4 packets");
        NS_TEST_EXPECT_MSG_EQ(Window({}, 83560 * 7), 7 * 4096, "seven packets and no rounding");
        NS_TEST_EXPECT_MSG_EQ(Window({{"Multiple", "0.001"}}), 4096, "at least a packet");
        NS_TEST_EXPECT_MSG_EQ(Window({{"Bytes", "100000"}}), 24 * 4096, "rounded down");
        NS_TEST_EXPECT_MSG_EQ(Window({{"Bytes", "40960"}, {"Multiple", "0.5"}}), 5 * 4096, "half");
        NS_TEST_EXPECT_MSG_EQ(Window({{"Bytes", "1"}}), 4096, "at least a packet");
        NS_TEST_EXPECT_MSG_EQ(Window({{"Multiple", "1e300"}}),
                              CongestionControl::NO_WINDOW,
                              "too large to bound anything");
    }
};

/**
 * @ingroup ai-fabric-tests
 * A control that raises the rate while a packet is being sent.
 */
class ListedTwiceTestCase : public TestCase
{
  public:
    ListedTwiceTestCase()
        : TestCase("A rate that a packet itself raises does not list its queue pair twice")
    {
    }

  private:
    void DoRun() override
    {
        const RunRecord run = RunWith({{"fabric", "fat-tree:k=4"},
                                       {"lb", "ofan"},
                                       {"workload", "incast:fan-in=4,bytes=4MiB"},
                                       {"cc", "dcqcn:profile=firmware"}});
        NS_TEST_EXPECT_MSG_EQ(run.status, "ok", run.error);
        NS_TEST_EXPECT_MSG_GT(run.GetSlowdown().value_or(0), 1, "it ends");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class CongestionControlTestSuite : public TestSuite
{
  public:
    CongestionControlTestSuite()
        : TestSuite("ai-fabric-congestion-control", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        for (TestCase* testCase : MakeDcqcnTestCases())
        {
            AddTestCase(testCase, Duration::QUICK);
        }
        for (TestCase* testCase : MakeDcqcnAlphaTestCases())
        {
            AddTestCase(testCase, Duration::QUICK);
        }
        AddTestCase(new ConfigurationTestCase, Duration::QUICK);
        AddTestCase(new WindowTestCase, Duration::QUICK);
    }
};

const CongestionControlTestSuite g_congestionControlTestSuite; ///< registers the suite

} // namespace
