/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Laws of congestion controls that hear of marks and delays, step by step: answers made by hand,
 * numbers computed by hand.
 */

#include "control-law-test-helper.h"

#include "ns3/fabric-compat.h"
#include "ns3/swift-congestion-control.h"

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::congestion_test;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * DCTCP and TIMELY.
 */
class RateTestCase : public LawTestCase
{
  public:
    RateTestCase()
        : LawTestCase("DCTCP and TIMELY: alpha, one cut per round trip; thresholds and gradient")
    {
    }

  private:
    void Plan() override
    {
        auto dctcp = Begin("Dctcp", {{"Window", "0"}});
        Answer(dctcp, 10, 1);
        Answer(dctcp, 11, 3, true);
        ExpectRate(dctcp, 11.1, 50 * GBPS); // alpha is 1
        Answer(dctcp, 12, 4, true);
        ExpectRate(dctcp, 12.1, 50 * GBPS); // the same round trip
        Answer(dctcp, 20, 10);              // two of four marked: alpha = 15/16 + 1/32
        ExpectRate(dctcp, 20.1, 50 * GBPS); // sent before the cut
        Answer(dctcp, 21, 12);
        Answer(dctcp, 29, 20); // alpha x 15/16, a packet per 8 us more
        ExpectRate(dctcp, 29.1, 51 * GBPS);
        Answer(dctcp, 30, 22, true);
        ExpectRate(dctcp, 30.1, 51 * (1 - 0.96875 * 15 / 16 / 2) * GBPS);

        auto timely = Begin("Timely", {}, 20); // of the paper
        Answer(timely, 1000, 940);
        Answer(timely, 1100, 1020);
        ExpectRate(timely, 1100.1, 30 * GBPS); // gradient 0.875
        Answer(timely, 1150, 1060);            // not a round trip later
        ExpectRate(timely, 1150.1, 30 * GBPS);
        Answer(timely, 1200, 1120);
        ExpectRate(timely, 1200.1, 30 * (1 - 0.8 * 0.109375) * GBPS); // the gradient fades
        double rate = 27.375;
        for (int i = 0; i < 7; i++)
        {
            const double at = 1300 + 100 * i;
            Answer(timely, at, at - 40);
            rate += i < 5 ? 0.1 : 0.5;
            ExpectRate(timely, at + 0.1, rate * GBPS);
        }
        Answer(timely, 2600, 2000); // 600 us
        ExpectRate(timely, 2600.1, rate * (1 - 0.8 / 6) * GBPS);
        Answer(timely, 2700, 2610);
        ExpectRate(timely, 2700.1, (rate * (1 - 0.8 / 6) + 0.1) * GBPS); // between, and it falls
        Answer(timely, 3200, 2800);                                      // gradient above 1 / beta
        ExpectRate(timely, 3200.1, 0.1 * GBPS);
        // A round trip of 8 us: 20 and 200 us, and a gradient in units of 8 us.
        auto near = Begin("Timely", {});
        Answer(near, 1000, 985);
        Answer(near, 1100, 1081);
        ExpectRate(near, 1100.1, 100 * GBPS); // 19 us: it grows, beyond the line rate it cannot
        Answer(near, 1200, 1178);             // 22 us: the gradient tells
        ExpectRate(near, 1200.1, 100 * (1 - 0.8 * (0.875 * 3 + 0.125 * 3.5) / 8) * GBPS);
        Answer(near, 2000, 1750); // 250 us
        ExpectRate(near, 2000.1, 100 * (1 - 0.8 * 3.0625 / 8) * (1 - 0.8 * (1 - 0.8)) * GBPS);
        auto fast = Begin("Timely", {{"FastReact", "1"}}, 20);
        Answer(fast, 1000, 940);
        Answer(fast, 1010, 930);
        ExpectRate(fast, 1010.1, 30 * GBPS);
        Answer(fast, 1011, 951);
        ExpectRate(fast, 1011.1, 100 * GBPS); // from the reference
    }
};

/**
 * @ingroup ai-fabric-tests
 * Swift and MSwift.
 */
class DelayTestCase : public LawTestCase
{
  public:
    DelayTestCase()
        : LawTestCase("Swift and MSwift: target, additive and bounded decrease, the median")
    {
    }

  private:
    void ExpectPackets(Ptr<DelayTargetCongestionControl> control, double us, double packets)
    {
        At(us, [this, control, us, packets]() {
            NS_TEST_EXPECT_MSG_EQ_TOL(control->GetPackets(),
                                      packets,
                                      1e-6 * packets,
                                      "window at " << us << " us");
        });
    }

    void Plan() override
    {
        const double fixed = 20 + 2 * 20 / 6.55; // two switches
        auto swift = Begin<DelayTargetCongestionControl>("Swift", {{"FlowRange", "0s"}});
        ExpectPackets(swift, 1, 100);
        Answer(swift, 100, 80);
        ExpectPackets(swift, 100.1, 100.01);
        ExpectWindow(swift, 100.1, 100000);
        Answer(swift, 110, 70);
        const double less = 100.01 * (1 - 0.8 * (40 - fixed) / 40);
        ExpectPackets(swift, 110.1, less);
        Answer(swift, 111, 71);
        ExpectPackets(swift, 111.1, less); // the same round trip
        Answer(swift, 311, 111);
        ExpectPackets(swift, 311.1, less / 2); // no more than half
        At(312, [=]() { swift->Lost(); });
        ExpectPackets(swift, 312.1, less / 2); // 200 us have not passed
        At(520, [=]() { swift->TimedOut(); });
        ExpectPackets(swift, 520.1, less / 4);

        auto share = Begin<DelayTargetCongestionControl>("Swift", {{"Initial", "0.25"}});
        At(1, [=]() {
            const double slope = 100 / (1 / std::sqrt(0.1) - 0.1);
            NS_TEST_EXPECT_MSG_EQ_TOL(share->GetTarget() / US,
                                      fixed + slope / 5 - slope / 10,
                                      1e-6,
                                      "25 packets");
        });
        auto far = Begin<DelayTargetCongestionControl>("Swift", {}, 1000);
        At(1, [=]() {
            NS_TEST_EXPECT_MSG_EQ_TOL(far->GetTarget() / US, 1000 + 20 / 6.55, 1e-6, "1 ms away");
        });
        auto tiny = Begin<DelayTargetCongestionControl>("Swift", {{"Initial", "0.005"}});
        ExpectRate(tiny, 1, 0.5 * 1000 * 8 / 8e-6); // half a packet per round trip
        ExpectWindow(tiny, 1, 1000);
        Answer(tiny, 20, 10);
        ExpectPackets(tiny, 20.1, 1.5);
        ExpectRate(tiny, 20.1, 100 * GBPS);

        auto median = Begin<DelayTargetCongestionControl>("Mswift", {{"Samples", "3"}});
        auto last = Begin<DelayTargetCongestionControl>("Swift", {});
        for (const auto& control : {median, last})
        {
            Answer(control, 1000, 990);
            Answer(control, 1001, 991);
            Answer(control, 1002, 902);
            Answer(control, 1003, 993);
        }
        At(1003.1, [=]() {
            NS_TEST_EXPECT_MSG_GT(median->GetPackets(), 100.03, "one slow path of three");
            NS_TEST_EXPECT_MSG_LT(last->GetPackets(), 60, "stops the other");
        });
        Answer(median, 1200, 1100);
        At(1200.1,
           [=]() { NS_TEST_EXPECT_MSG_LT(median->GetPackets(), 60, "two of three are slow"); });
    }
};

/**
 * @ingroup ai-fabric-tests
 * The first CNP of DCQCN.
 */
class FirstCnpTestCase : public LawTestCase
{
  public:
    FirstCnpTestCase()
        : LawTestCase("DCQCN: the first CNP sets rate and target; alpha is updated before a cut")
    {
    }

  private:
    void Plan() override
    {
        auto control = MakeStarted({{"Profile", "hpcc"}, {"FirstCnpFactor", "0.5"}});
        At(10, [=]() { control->Notified(); });
        Expect(10.1, control, 50 * GBPS, 50 * GBPS);
        // At 14 us four periods of alpha have ended, the first of them with a CNP.
        const double keep = 255.0 / 256;
        const double alpha = (keep + 1.0 / 256) * keep * keep * keep;
        At(14.1, [=]() {
            NS_TEST_EXPECT_MSG_EQ_TOL(control->GetRate(),
                                      50 * GBPS * (1 - alpha / 2),
                                      1,
                                      "the cut at 14 us knows the alpha of 14 us");
            NS_TEST_EXPECT_MSG_EQ(control->GetTargetRate(), 50 * GBPS, "no increase before");
        });
        At(15, [=]() { control->Notified(); });
        At(15.1,
           [=]() { NS_TEST_EXPECT_MSG_GT(control->GetRate(), 25 * GBPS, "only the first one"); });
    }
};

/**
 * @ingroup ai-fabric-tests
 * Nonsense.
 */
class NonsenseTestCase : public TestCase
{
  public:
    NonsenseTestCase()
        : TestCase("Nonsense is refused by the name of the attribute")
    {
    }

  private:
    void DoRun() override
    {
        const std::vector<std::vector<std::string>> rows{{"Hpcc", "TargetLoad", "0"},
                                                         {"Hpcc", "TargetLoad", "1.1"},
                                                         {"Hpcc", "Paths", "0"},
                                                         {"Hpcc", "BaseRtt", "-1us"},
                                                         {"PowerTcp", "TargetLoad", "0"},
                                                         {"PowerTcp", "Gamma", "0"},
                                                         {"PowerTcp", "Paths", "0"},
                                                         {"ThetaPowerTcp", "Slack", "0.9"},
                                                         {"ThetaPowerTcp", "Gamma", "1.5"},
                                                         {"Timely", "LowThreshold", "-1us"},
                                                         {"Timely", "HighThreshold", "1us"},
                                                         {"Timely", "MinRtt", "-1us"},
                                                         {"Timely", "Weight", "0"},
                                                         {"Timely", "Beta", "2"},
                                                         {"Dctcp", "Gain", "0"},
                                                         {"Dctcp", "InitialAlpha", "-0.1"},
                                                         {"Dctcp", "AdditivePackets", "0"},
                                                         {"Swift", "BaseTarget", "0s"},
                                                         {"Swift", "FlowMin", "0"},
                                                         {"Swift", "FlowMax", "0.05"},
                                                         {"Swift", "AdditivePackets", "0"},
                                                         {"Swift", "Beta", "0"},
                                                         {"Swift", "MaxCut", "1"},
                                                         {"Swift", "Initial", "0"},
                                                         {"Swift", "MinWindow", "0"},
                                                         {"Mswift", "Samples", "0"},
                                                         {"Mswift", "BaseTarget", "0s"},
                                                         {"Dcqcn", "FirstCnpFactor", "0"},
                                                         {"Dcqcn", "FirstCnpFactor", "1.5"}};
        for (const auto& row : rows)
        {
            const std::string error = Make<CongestionControl>({{row[1], row[2]}}, row[0])->Check();
            NS_TEST_EXPECT_MSG_EQ(error.find(row[1]), 0, row[0] << " " << row[2] << ": " << error);
            NS_TEST_EXPECT_MSG_EQ(error.find('\n'), std::string::npos, "one line");
            NS_TEST_EXPECT_MSG_EQ(Make<CongestionControl>({}, row[0])->Check(), "", row[0]);
        }
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class ControlStepTestSuite : public TestSuite
{
  public:
    ControlStepTestSuite()
        : TestSuite("ai-fabric-control-step", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new RateTestCase, Duration::QUICK);
        AddTestCase(new DelayTestCase, Duration::QUICK);
        AddTestCase(new FirstCnpTestCase, Duration::QUICK);
        AddTestCase(new NonsenseTestCase, Duration::QUICK);
    }
};

const ControlStepTestSuite g_controlStepTestSuite; ///< registers the suite

} // namespace
