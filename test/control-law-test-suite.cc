/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Laws of congestion controls with telemetry, step by step: answers made by hand, numbers computed
 * by hand.
 */

#include "control-law-test-helper.h"

#include "ns3/fabric-compat.h"
#include "ns3/hpcc-congestion-control.h"
#include "ns3/power-tcp-congestion-control.h"

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::congestion_test;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * HPCC.
 */
class HpccTestCase : public LawTestCase
{
  public:
    HpccTestCase()
        : LawTestCase("HPCC: load, fast reaction, additive stages, the largest of several hops")
    {
    }

  private:
    void Plan() override
    {
        auto control =
            Begin("Hpcc", {{"Exact", "1"}, {"MaxStage", "2"}, {"AdditiveRate", "100Mbps"}});
        // Of two hops, the second one has half the load.
        Answer(control, 10, 2, false, {{9, 0, 0}, {9, 0, 0}});
        ExpectRate(control, 10.1, 100 * GBPS);
        Answer(control, 11, 3, false, {{10, 12500, 20000}, {10, 6250, 0}});
        ExpectRate(control, 11.1, 95.1 * GBPS); // U = 7/8 + 1/8
        ExpectWindow(control, 11.1, 96000);
        Answer(control, 12, 4, false, {{11, 25000, 30000}, {11, 12500, 0}});
        ExpectRate(control, 12.1, (95 / 1.025 + 0.1) * GBPS); // U = 7/8 + 1.2/8, from 100
        Answer(control, 20, 10, false, {{19, 120000, 50000}, {19, 62500, 0}});
        ExpectRate(control, 20.1, 76.1 * GBPS); // 0.95 + 0.3 over 8 us
        Answer(control, 30, 20, false, {{27, 160000, 0}, {27, 70000, 0}});
        ExpectRate(control, 30.1, 76.2 * GBPS);
        Answer(control, 40, 30, false, {{35, 200000, 0}, {35, 80000, 0}});
        ExpectRate(control, 40.1, 76.3 * GBPS);
        Answer(control, 50, 40, false, {{43, 276000, 0}, {43, 90000, 0}});
        ExpectRate(control, 50.1, 95.475 * GBPS); // third step: x 0.95 / 0.76
        // Overtaken, and silent for longer than half a turn: nothing to compare with.
        Answer(control, 60, 50, false, {{42, 270000, 0}, {42, 90000, 0}});
        Answer(control, 9000, 8990, false, {{8999, 300000, 90000}, {8999, 100000, 0}});
        ExpectRate(control, 9000.1, 95.475 * GBPS);

        // On the wire 12,500 bytes are 24 units of 512, and 20,000 are 62 of 320.
        auto wire = Begin("Hpcc", {{"AdditiveRate", "100Mbps"}});
        Answer(wire, 10, 2, false, {{9, 0, 20000}});
        Answer(wire, 20, 10, false, {{17, 100000, 20000}});
        ExpectRate(wire, 20.1, (95 / (0.9984 + 0.1984 - 0.0000) + 0.1) * GBPS); // 195 and 62 units
        auto slow = Begin("Hpcc", {{"FastReact", "0"}, {"AdditiveRate", "100Mbps"}});
        Answer(slow, 10, 2, false, {{9, 0, 0}});
        Answer(slow, 11, 3, false, {{10, 12800, 0}});
        ExpectRate(slow, 11.1, 100 * GBPS);
        // A link without a code.
        auto other = Begin("Hpcc", {{"AdditiveRate", "100Mbps"}});
        Answer(other, 10, 2, false, {{9, 0, 0}}, 50000000000 + 1);
        Answer(other, 20, 10, false, {{17, 49920, 0}}, 50000000000 + 1);
        ExpectRate(other, 20.1, (95 / 0.9984 + 0.1) * GBPS); // 130 units of 384
    }
};

/**
 * @ingroup ai-fabric-tests
 * HPCC's share of paths.
 */
class HpccPathsTestCase : public LawTestCase
{
  public:
    HpccPathsTestCase()
        : LawTestCase(
              "HPCC: each path is compared with itself, and weighs by the time between ACKs")
    {
    }

  private:
    /// An ACK of a path of one hop, the port of which has a number.
    static void AnswerPath(Ptr<CongestionControl> control,
                           double us,
                           double sentUs,
                           uint16_t port,
                           const Told& hop)
    {
        At(us, [=]() {
            Frame* ack = FramePool::Get().Make();
            ack->kind = FrameKind::ACK;
            ack->echoTime = static_cast<uint64_t>(std::llround(sentUs * US));
            FramePool::Get().GetExtra(*ack).Push({static_cast<uint64_t>(std::llround(hop.us * US)),
                                                  hop.sent,
                                                  100000000000,
                                                  hop.queue,
                                                  9,
                                                  port});
            control->Acknowledged(*ack, 1000);
            FramePool::Get().Deliver(ack);
        });
    }

    void Plan() override
    {
        auto control = Begin<HpccCongestionControl>("Hpcc", {{"Exact", "1"}});
        AnswerPath(control, 10, 2, 1, {9, 500000, 0});
        AnswerPath(control, 11, 3, 2, {10, 0, 0}); // known to nobody
        AnswerPath(control, 12, 4, 1, {11, 500000, 0});
        // First sample, of the time since nothing: 2 us without a byte, weight 1/4.
        At(12.1, [this, control]() {
            NS_TEST_EXPECT_MSG_EQ_TOL(control->GetLoad(), 0.75, 1e-9, "path 1, two us apart");
        });
        AnswerPath(control, 13, 5, 2, {12, 25000, 0});
        At(13.1, [this, control]() {
            NS_TEST_EXPECT_MSG_EQ_TOL(control->GetLoad(),
                                      0.75 * 7 / 8 + 1.0 / 8,
                                      1e-9,
                                      "path 2 weighs by 1 us, not by its 2");
        });
        auto forgetful = Begin<HpccCongestionControl>("Hpcc", {{"Exact", "1"}, {"Paths", "1"}});
        AnswerPath(forgetful, 10, 2, 1, {9, 500000, 0});
        AnswerPath(forgetful, 11, 3, 2, {10, 0, 0});
        AnswerPath(forgetful, 12, 4, 1, {11, 500000, 0});
        At(12.1, [this, forgetful]() {
            NS_TEST_EXPECT_MSG_EQ(forgetful->GetLoad(), 1, "both forgotten");
        });
    }
};

/**
 * @ingroup ai-fabric-tests
 * PowerTCP and theta-PowerTCP.
 */
class PowerTestCase : public LawTestCase
{
  public:
    PowerTestCase()
        : LawTestCase("PowerTCP and theta-PowerTCP: power, blend, floor of the gradient")
    {
    }

  private:
    void ExpectPower(Ptr<PowerCongestionControl> control, double us, double power)
    {
        At(us, [this, control, us, power]() {
            NS_TEST_EXPECT_MSG_EQ_TOL(control->GetPower(), power, 1e-6, "power at " << us);
        });
    }

    void Plan() override
    {
        const Settings settings{{"Exact", "1"}, {"TargetLoad", "1"}, {"AdditiveRate", "100Mbps"}};
        auto power = Begin<PowerCongestionControl>("PowerTcp", settings);
        Answer(power, 10, 2, false, {{9, 0, 0}});
        Answer(power, 11, 3, false, {{10, 12500, 10000}});
        ExpectPower(power, 11.1, 7.0 / 8 + 1.8 * 1.1 / 8);
        ExpectRate(power, 11.1, (0.9 * (100 / 1.1225 + 0.1) + 10) * GBPS);
        Answer(power, 20, 10, false, {{18, 112500, 10000}});
        ExpectPower(power, 20.1, 1.1);
        ExpectRate(power, 20.1, (0.9 * (100 / 1.1 + 0.1) + 10) * GBPS); // from 100, not from 90
        ExpectWindow(power, 20.1, 92000);
        Answer(power, 30, 20, false, {{26, 132500, 0}});
        ExpectPower(power, 30.1, 0.5); // 10,000 bytes in 8 us are a tenth
        auto goal = Begin("PowerTcp", {{"Exact", "1"}, {"AdditiveRate", "100Mbps"}});
        Answer(goal, 10, 2, false, {{9, 0, 0}});
        Answer(goal, 20, 10, false, {{17, 100000, 0}});
        ExpectRate(goal, 20.1, (0.9 * (95 + 0.1) + 10) * GBPS);

        auto theta = Begin<PowerCongestionControl>("ThetaPowerTcp", {{"AdditiveRate", "100Mbps"}});
        Answer(theta, 10, 2);
        Answer(theta, 11, 2.9);
        ExpectPower(theta, 11.1, 7.0 / 8 + 1.1 * 8.1 / 8.4 / 8);
        Answer(theta, 20, 10);
        ExpectPower(theta, 20.1, (1 + 1.9 / 9) * 10 / 8.4);
        ExpectRate(theta, 20.1, (0.7 * (100 / ((1 + 1.9 / 9) * 10 / 8.4) + 0.1) + 30) * GBPS);
        Answer(theta, 21, 13);
        ExpectPower(theta, 21.1, (1 + 1.9 / 9) * 10 / 8.4 * 7 / 8 + 0.5 * 8 / 8.4 / 8);
        Answer(theta, 29, 25); // 4 us: a shorter way is the base from now on
        ExpectPower(theta, 29.1, 0.5 / 1.05);
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class ControlLawTestSuite : public TestSuite
{
  public:
    ControlLawTestSuite()
        : TestSuite("ai-fabric-control-law", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new HpccTestCase, Duration::QUICK);
        AddTestCase(new HpccPathsTestCase, Duration::QUICK);
        AddTestCase(new PowerTestCase, Duration::QUICK);
    }
};

const ControlLawTestSuite g_controlLawTestSuite; ///< registers the suite

} // namespace
