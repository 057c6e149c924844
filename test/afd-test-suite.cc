/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Approximate fair dropping with an elephant trap, and dynamic packet prioritisation.
 */

#include "port-bench.h"

#include "ns3/afd-stage.h"
#include "ns3/dpp-stage.h"
#include "ns3/fabric-compat.h"
#include "ns3/frame-codec.h"
#include "ns3/test.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Which flows are elephants.
 */
class TrapTestCase : public TestCase
{
  public:
    TrapTestCase()
        : TestCase("A flow is an elephant beyond the byte count, and while it keeps its rate")
    {
    }

  private:
    static constexpr uint64_t US = 1000000; ///< ps

    static Frame Make(uint32_t source, uint32_t bytes)
    {
        Frame frame{};
        frame.kind = FrameKind::DATA;
        frame.src = source;
        frame.srcQp = 7;
        frame.size = bytes;
        return frame;
    }

    void DoRun() override
    {
        ElephantTrap trap; // 1,048,555 bytes; 500 of them in 50 us; periods of 25 us
        for (uint32_t i = 0; i < 1048; i++)
        {
            NS_TEST_EXPECT_MSG_EQ(trap.Count(Make(1, 1000), i * US / 10).isElephant, false, i);
        }
        NS_TEST_EXPECT_MSG_EQ(trap.Count(Make(1, 555), 105 * US).isElephant, false, "the bound");
        NS_TEST_EXPECT_MSG_EQ(trap.Count(Make(2, 1), 105 * US).isElephant, false, "another flow");
        NS_TEST_EXPECT_MSG_EQ(trap.GetElephants(), 0, "mice so far");
        NS_TEST_EXPECT_MSG_EQ(trap.Count(Make(1, 1), 105 * US).isElephant, true, "one byte more");
        NS_TEST_EXPECT_MSG_EQ(trap.GetElephants(), 1, "one");
        // 500 bytes in each age period are enough, 499 are not.
        uint64_t time = 105 * US;
        for (uint32_t i = 0; i < 20; i++)
        {
            time += 50 * US;
            NS_TEST_EXPECT_MSG_EQ(trap.Count(Make(1, 500), time).isElephant, true, "it keeps up");
        }
        time += 50 * US;
        NS_TEST_EXPECT_MSG_EQ(trap.Count(Make(1, 499), time).isElephant, true, "not judged yet");
        time += 50 * US;
        const ElephantTrap::Flow& slow = trap.Count(Make(1, 500), time);
        NS_TEST_EXPECT_MSG_EQ(slow.isElephant, false, "it was too slow");
        NS_TEST_EXPECT_MSG_EQ(slow.bytes, 500, "and begins again");
        // An age period without a frame.
        ElephantTrap idle({100, 50 * US, 1, 25 * US});
        NS_TEST_EXPECT_MSG_EQ(idle.Count(Make(1, 101), 0).isElephant, true, "more than 100");
        NS_TEST_EXPECT_MSG_EQ(idle.Count(Make(1, 64), 99 * US).isElephant, true, "in the next");
        NS_TEST_EXPECT_MSG_EQ(idle.Count(Make(1, 64), 199 * US).isElephant,
                              false,
                              "one is missing");
        // What it brings in periods.
        ElephantTrap periods;
        periods.Count(Make(3, 100), 24 * US);
        periods.Count(Make(3, 200), 24 * US);
        const ElephantTrap::Flow next = periods.Count(Make(3, 400), 25 * US);
        NS_TEST_EXPECT_MSG_EQ(next.before, 300, "in the period before");
        NS_TEST_EXPECT_MSG_EQ(next.now, 400, "in this one");
        NS_TEST_EXPECT_MSG_EQ(periods.Count(Make(3, 1), 80 * US).before, 0, "one was empty");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The fair amount of a queue.
 */
class FairTestCase : public TestCase
{
  public:
    FairTestCase()
        : TestCase("AFD: the fair amount follows its recursion")
    {
    }

  private:
    void DoRun() override
    {
        constexpr double WANTED = 600000;
        constexpr double MOST = 1250000;
        AfdStage::Fair fair{500000, 600000, 0};
        double expected = 500000;
        double before = 600000;
        for (const double queue : {600000., 700000., 800000., 650000., 500000., 0., 0., 610000.})
        {
            fair.Update(queue, WANTED, {1.8, 1.7}, MOST);
            expected = expected - 1.8 * (queue - WANTED) + 1.7 * (before - WANTED);
            expected = std::min(std::max(expected, 0.0), MOST);
            before = queue;
            NS_TEST_EXPECT_MSG_EQ_TOL(fair.amount, expected, 1e-6, "at " << queue);
        }
        // A queue that stays above what is wanted takes a tenth of the excess off, each period.
        fair = {MOST, 800000, 0};
        for (uint32_t i = 1; i <= 40; i++)
        {
            fair.Update(800000, WANTED, {1.8, 1.7}, MOST);
            NS_TEST_EXPECT_MSG_EQ_TOL(fair.amount, MOST - i * 20000.0, 1e-3, "period " << i);
        }
        for (uint32_t i = 0; i < 100; i++)
        {
            fair.Update(800000, WANTED, {1.8, 1.7}, MOST);
        }
        NS_TEST_EXPECT_MSG_EQ(fair.amount, 0, "no less than nothing");
        NS_TEST_EXPECT_MSG_EQ_TOL(AfdStage::GetProbability(1000, 250), 0.75, 1e-12, "1 - 1/4");
        NS_TEST_EXPECT_MSG_EQ(AfdStage::GetProbability(250, 250), 0, "what is fair is spared");
        NS_TEST_EXPECT_MSG_EQ(AfdStage::GetProbability(100, 250), 0, "and what is less");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Whom it hits.
 */
class HitsTestCase : public TestCase
{
  public:
    HitsTestCase()
        : TestCase("AFD hits elephants beyond the bound of the trap as its equation says, no mice")
    {
    }

  private:
    static constexpr uint32_t FRAME = 4160;
    static constexpr uint64_t US = 1000000;

    void Expect(bool ecn)
    {
        PortBench bench;
        ObjectFactory stage = MakeTypeFactory<EgressStage>("ns3::aifabric::AfdStage",
                                                           "Ecn",
                                                           BooleanValue(ecn),
                                                           "QueueDesired",
                                                           UintegerValue(600000));
        SwitchModel model;
        model.SetMarkerAttribute("Enabled", BooleanValue(false));
        model.SetAdmission("ns3::aifabric::PerPortAdmission",
                           "BufferPerPort",
                           UintegerValue(100000000));
        model.AddStage(stage);
        bench.Helper().SetSwitchModel(model);
        bench.BuildOneSwitch(8);
        const auto afd = DynamicCast<AfdStage>(bench.Fabric().GetSwitch(0)->GetStages().front());
        std::map<uint32_t, uint64_t> came;   // bytes of a source so far
        std::map<uint32_t, uint64_t> hits;   // of a source
        std::map<uint32_t, uint64_t> sooner; // hits of a source within the bound
        const auto count = [&](const Frame& frame) {
            hits[frame.src]++;
            sooner[frame.src] += (uint64_t{frame.psn} + 1) * FRAME <= 1048555 ? 1 : 0;
        };
        bench.SwitchPort(7)->TraceConnectWithoutContext(
            "FrameDropped",
            Callback<void, const Frame&, DropReason>(
                [&](const Frame& frame, DropReason) { count(frame); }));
        bench.SwitchPort(7)->TraceConnectWithoutContext(
            "FrameSent",
            Callback<void, const Frame&>([&](const Frame& frame) {
                if (frame.ecn == Ecn::CE)
                {
                    count(frame);
                }
            }));
        // Two elephants at line rate, mice of 100 frames each.
        bench.Send(US, {0, 7, FRAME}, 4000);
        bench.Send(US, {1, 7, FRAME}, 4000);
        for (const uint32_t mouse : {2, 3, 4, 5, 6})
        {
            bench.Send(US * (20 + 20 * mouse), {mouse, 7, FRAME}, 100);
        }
        // What the equation says: frames that come in a period, times the probability in it.
        double mean = 0;
        double variance = 0;
        AfdStage::Fair last;
        for (uint64_t at = 75; at <= 300; at += 25)
        {
            PortBench::At(at * US + US / 2, [&, at]() {
                const AfdStage::Fair now = afd->GetFair(7, 3);
                const double fair = now.amount;
                AfdStage::Fair expected = last;
                expected.Update(now.before, 600000, {1.8, 1.7}, 25.0 * US / PortBench::PS);
                last = now;
                if (at == 75)
                {
                    return;
                }
                NS_TEST_EXPECT_MSG_EQ_TOL(fair, expected.amount, 1e-3, "its recursion at " << at);
                const double amount = 25.0 * US / PortBench::Slot(FRAME) * FRAME;
                const double probability = AfdStage::GetProbability(amount, fair);
                const double frames = 2 * amount / FRAME;
                mean += frames * probability;
                variance += frames * probability * (1 - probability);
            });
        }
        uint64_t from = 0;
        uint64_t to = 0;
        const auto total = [&]() { return ecn ? afd->GetMarks() : afd->GetDrops(); };
        PortBench::At(100 * US, [&]() { from = total(); });
        PortBench::At(325 * US, [&]() { to = total(); });
        bench.Run();
        const std::string what = ecn ? "marks: " : "drops: ";
        NS_TEST_EXPECT_MSG_EQ(hits[0] + hits[1], total(), what << "each is of an elephant");
        NS_TEST_EXPECT_MSG_GT(hits[0], 50, what << "of one");
        NS_TEST_EXPECT_MSG_GT(hits[1], 50, what << "of the other");
        for (const uint32_t mouse : {2, 3, 4, 5, 6})
        {
            NS_TEST_EXPECT_MSG_EQ(hits[mouse], 0, what << "mouse " << mouse);
        }
        NS_TEST_EXPECT_MSG_EQ(sooner[0] + sooner[1], 0, what << "within the bound of the trap");
        NS_TEST_EXPECT_MSG_EQ(afd->GetTrap().GetElephants(), 2, what << "two elephants");
        NS_TEST_EXPECT_MSG_GT(mean, 100, what << "the equation says some");
        // Frames at the ends of periods are a per cent of them.
        NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(to - from),
                                  mean,
                                  5 * std::sqrt(variance) + 0.03 * mean,
                                  what << "as many as the equation says");
        NS_TEST_EXPECT_MSG_EQ(PortBench::Dropped(DropReason::WRED),
                              (ecn ? 0 : total()),
                              what << "its reason");
        NS_TEST_EXPECT_MSG_EQ(bench.Fabric().GetSwitch(0)->GetMarks(),
                              (ecn ? total() : 0),
                              what << "in the count of the switch");
        NS_TEST_EXPECT_MSG_EQ(bench.IsBalanced(), true, what << "balance");
        bench.Destroy();
    }

    void DoRun() override
    {
        Expect(true);
        Expect(false);
    }
};

/**
 * @ingroup ai-fabric-tests
 * Who goes first.
 */
class PriorityTestCase : public TestCase
{
  public:
    PriorityTestCase()
        : TestCase("DPP: the first packets of a flow overtake, keep their DSCP and get back theirs")
    {
    }

  private:
    static constexpr uint32_t FRAME = 4160;

    void DoRun() override
    {
        PortBench bench;
        SwitchModel model;
        model.SetMarkerAttribute("Enabled", BooleanValue(false));
        model.SetAdmission("ns3::aifabric::PerPortAdmission",
                           "BufferPerPort",
                           UintegerValue(100000000));
        model.AddStage(MakeTypeFactory<EgressStage>("ns3::aifabric::DppStage",
                                                    "Packets",
                                                    UintegerValue(5),
                                                    "Age",
                                                    TimeValue(MicroSeconds(100))));
        bench.Helper().SetSwitchModel(model);
        bench.BuildOneSwitch(4);
        const auto dpp = DynamicCast<DppStage>(bench.Fabric().GetSwitch(0)->GetStages().front());
        const auto& log = bench.Watch(bench.SwitchPort(3));
        bench.HoldBack(0, 3);
        bench.Send(1000000, {0, 3, FRAME}, 50);
        bench.Send(1000000, {2, 3, FRAME, 6}, 2);
        bench.Send(20000000, {1, 3, FRAME}, 8);
        PortBench::At(30000000, [&]() {
            const auto& queues = bench.SwitchPort(3)->GetQueues();
            NS_TEST_EXPECT_MSG_EQ(queues.GetQueue(6).frames, 2 + 5 + 5, "in front");
            NS_TEST_EXPECT_MSG_EQ(queues.GetQueue(3).frames, 45 + 3, "behind");
            NS_TEST_EXPECT_MSG_EQ(bench.Fabric().CheckAccounts(), "", "accounts");
        });
        bench.HoldBack(40000000, 3, 0);
        // The same flow, after a while.
        bench.Send(300000000, {1, 3, FRAME}, 1);
        bench.Run();
        NS_TEST_EXPECT_MSG_EQ(dpp->GetMoved(), 5 + 5 + 1, "packets that went first");
        std::map<uint32_t, uint32_t> places; // of the last frame of the first five, by source
        std::map<uint32_t, uint32_t> seen;
        uint32_t place = 0;
        for (const auto& sent : log)
        {
            if (sent.what.kind != FrameKind::DATA)
            {
                continue;
            }
            place++;
            NS_TEST_EXPECT_MSG_EQ(sent.what.psn, seen[sent.what.src], "in order within a flow");
            if (++seen[sent.what.src] == 5)
            {
                places[sent.what.src] = place;
            }
            const uint8_t own = sent.what.src == 2 ? 6 : 3;
            NS_TEST_EXPECT_MSG_EQ(+sent.what.priority, +own, "its class again");
            NS_TEST_EXPECT_MSG_EQ(+FrameCodec::GetDscp(sent.what),
                                  +FrameCodec::PriorityToDscp(own),
                                  "and the DSCP of it");
        }
        NS_TEST_EXPECT_MSG_EQ(seen[0] + seen[1] + seen[2], 50 + 9 + 2, "all came through");
        NS_TEST_EXPECT_MSG_LT_OR_EQ(places[1], 12, "the new flow overtook the old one");
        NS_TEST_EXPECT_MSG_EQ(bench.IsBalanced(), true, "balance");
        bench.Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class AfdTestSuite : public TestSuite
{
  public:
    AfdTestSuite()
        : TestSuite("ai-fabric-afd", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new TrapTestCase, Duration::QUICK);
        AddTestCase(new FairTestCase, Duration::QUICK);
        AddTestCase(new HitsTestCase, Duration::QUICK);
        AddTestCase(new PriorityTestCase, Duration::QUICK);
    }
};

/// Registers the suite.
const AfdTestSuite g_afdTestSuite;

} // namespace
