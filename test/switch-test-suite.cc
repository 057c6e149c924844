/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * One switch: dynamic thresholds, priority flow control, ECN marking, class scheduling, dead links.
 */

#include "fabric-test-scenario.h"

#include "ns3/double.h"
#include "ns3/fabric-compat.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// Bytes of a full packet.
constexpr double PACKET = 4158;

/// Make a scenario of one leaf that matters: hosts 0 .. hosts-1 hang off the same switch.
void
UseOneLeaf(FabricTestScenario& scenario, uint32_t hosts)
{
    scenario.UseLeafSpine(2, 1, hosts);
}

/**
 * @ingroup ai-fabric-tests
 * n queues that are oversubscribed for ever settle at alpha B / (1 + n alpha) each.
 */
class DynamicThresholdTestCase : public TestCase
{
  public:
    /**
     * @param queues number of congested queues
     * @param alpha the factor
     */
    DynamicThresholdTestCase(uint32_t queues, double alpha)
        : TestCase("Dynamic threshold: " + std::to_string(queues) + " queues, alpha " +
                   std::to_string(alpha)),
          m_queues(queues),
          m_alpha(alpha)
    {
    }

  private:
    void DoRun() override
    {
        const uint64_t buffer = 4000000;
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        UseOneLeaf(scenario, 4 * m_queues);
        scenario.Helper().SetAdmission("ns3::aifabric::DynamicThresholdAdmission",
                                       "Buffer",
                                       UintegerValue(buffer),
                                       "Alpha",
                                       DoubleValue(m_alpha));
        // Coded packets keep the senders at line rate whatever is lost.
        scenario.Helper().SetLossRecovery("ns3::aifabric::RatelessLossRecovery");
        scenario.Helper().SetNicAttribute("AckInterval", UintegerValue(65536));
        FabricContainer& fabric = scenario.Build();
        std::vector<FabricTestScenario::Message> messages;
        for (uint32_t i = 0; i < 3 * m_queues; i++)
        {
            messages.push_back({i, 3 * m_queues + i % m_queues, 64000000, i * 20.0});
        }
        std::vector<double> lengths(m_queues);
        const uint32_t leaf = fabric.GetTopology()->GetHostCount();
        Simulator::Schedule(MicroSeconds(300), [&]() {
            for (uint32_t q = 0; q < m_queues; q++)
            {
                auto device = fabric.GetDevice(leaf, 3 * m_queues + q);
                lengths[q] = static_cast<double>(device->GetQueues().GetBytes());
            }
            Simulator::Stop();
        });
        const auto outcome = scenario.Run(messages);
        scenario.Destroy();
        NS_TEST_ASSERT_MSG_EQ(outcome.conserved, true, "conservation, frames in flight included");
        NS_TEST_EXPECT_MSG_GT(outcome.drops, 1000, "the queues are oversubscribed");
        const double expected = m_alpha * buffer / (1 + m_queues * m_alpha);
        for (uint32_t q = 0; q < m_queues; q++)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(lengths[q],
                                      expected,
                                      2 * PACKET * (1 + m_alpha),
                                      "queue " << q << " of " << m_queues);
        }
    }

    uint32_t m_queues;
    double m_alpha;
};

/**
 * @ingroup ai-fabric-tests
 * PFC loses nothing in an incast without congestion control if the headroom covers what is under
 * way, and loses frames if it does not.
 */
class PfcTestCase : public TestCase
{
  public:
    PfcTestCase()
        : TestCase("PFC: no drops with headroom, drops without")
    {
    }

  private:
    static FabricTestScenario::Outcome RunIncast(uint64_t headroom, uint64_t& pauses)
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        UseOneLeaf(scenario, 9);
        FabricHelper& helper = scenario.Helper();
        helper.SetPfcAttribute("LosslessClasses", UintegerValue(8));
        helper.SetPfcAttribute("Xoff", UintegerValue(100000));
        helper.SetPfcAttribute("Xon", UintegerValue(90000));
        helper.SetPfcAttribute("Headroom", UintegerValue(headroom));
        FabricContainer& fabric = scenario.Build();
        std::vector<FabricTestScenario::Message> messages;
        for (uint32_t i = 0; i < 8; i++)
        {
            messages.push_back({i, 8, 2000000, 10.0 * i});
        }
        const auto outcome = scenario.Run(messages);
        pauses = fabric.GetSwitch(0)->GetPfc()->GetPauses();
        scenario.Destroy();
        return outcome;
    }

    void DoRun() override
    {
        // Two link delays of 500 ns and a PFC frame at 400 Gb/s are 50 kB and 64 B, plus two
        // packets that cannot be interrupted.
        uint64_t pauses = 0;
        const auto safe = RunIncast(65000, pauses);
        NS_TEST_ASSERT_MSG_EQ(safe.sent, 8, "all messages complete");
        NS_TEST_EXPECT_MSG_EQ(safe.drops, 0, "no drop with headroom");
        NS_TEST_EXPECT_MSG_EQ(safe.conserved, true, "conservation");
        NS_TEST_EXPECT_MSG_GT(pauses, 8, "senders were paused");
        // 16 MB through one link at 400 Gb/s, with the overhead of headers, never idle.
        NS_TEST_EXPECT_MSG_EQ_TOL(safe.lastArrival,
                                  16e6 / 4096 * 83.56 + 1000,
                                  0.02 * 16e6 / 4096 * 83.56,
                                  "the receiver's link is never idle, ns");
        const auto unsafe = RunIncast(20000, pauses);
        NS_TEST_EXPECT_MSG_GT(unsafe.drops, 0, "drops without headroom");
        NS_TEST_EXPECT_MSG_EQ(unsafe.conserved, true, "conservation");
    }
};

/**
 * @ingroup ai-fabric-tests
 * RED marking: the probability between Kmin and Kmax, and who is marked.
 */
class MarkerTestCase : public TestCase
{
  public:
    MarkerTestCase()
        : TestCase("ECN marking between Kmin and Kmax")
    {
    }

  private:
    void DoRun() override
    {
        auto marker = CreateObject<RedMarker>();
        marker->SetAttribute("Kmin", UintegerValue(100000));
        marker->SetAttribute("Kmax", UintegerValue(300000));
        marker->SetAttribute("Pmax", DoubleValue(0.1));
        NS_TEST_ASSERT_MSG_EQ(marker->Start({7}), "", "the configuration is accepted");
        NS_TEST_EXPECT_MSG_EQ(marker->GetProbability(100000), 0, "at Kmin");
        NS_TEST_EXPECT_MSG_EQ_TOL(marker->GetProbability(200000), 0.05, 1e-12, "half way");
        NS_TEST_EXPECT_MSG_EQ_TOL(marker->GetProbability(300000), 0.1, 1e-12, "at Kmax");
        NS_TEST_EXPECT_MSG_EQ(marker->GetProbability(300001), 1, "above Kmax");
        const uint32_t frames = 100000;
        for (uint32_t i = 0; i < frames; i++)
        {
            Frame frame{};
            frame.ecn = Ecn::ECT0;
            marker->Mark(frame, 200000);
        }
        // Five standard deviations of a binomial with p = 0.05.
        NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(marker->GetMarks()), 5000, 345, "marks");
        Frame frame{};
        frame.ecn = Ecn::NOT_ECT;
        marker->Mark(frame, 1000000);
        NS_TEST_EXPECT_MSG_EQ((frame.ecn == Ecn::NOT_ECT), true, "only ECN-capable frames");
        marker->SetAttribute("Kmin", UintegerValue(400000));
        NS_TEST_EXPECT_MSG_NE(marker->Start({7}), "", "Kmin above Kmax is refused");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Strict classes go first; the others share by weight.
 */
class SchedulingTestCase : public TestCase
{
  public:
    SchedulingTestCase()
        : TestCase("Strict priority above deficit round robin")
    {
    }

  private:
    void DoRun() override
    {
        ClassScheduling scheduling;
        scheduling.strictMask = 0x80;
        scheduling.quantum = {9000, 18000, 27000, 9000, 9000, 9000, 9000, 9000};
        ClassQueues queues;
        std::vector<Frame> frames(3003);
        for (uint32_t i = 0; i < 3000; i++)
        {
            frames[i].priority = static_cast<uint8_t>(i % 3);
            frames[i].size = 1000 + i % 7 * 500;
            queues.Push(&frames[i]);
        }
        std::vector<double> bytes(CLASS_COUNT);
        double total = 0;
        while (total < 1800000)
        {
            const Frame* frame = queues.Pop(scheduling, 0);
            bytes[frame->priority] += frame->size;
            total += frame->size;
        }
        for (uint32_t c = 0; c < 3; c++)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(bytes[c],
                                      total * (c + 1) / 6,
                                      27000 + 4000,
                                      "share of class " << c << ", within a round");
        }
        frames[3000].priority = 7;
        frames[3000].size = 64;
        queues.Push(&frames[3000]);
        NS_TEST_EXPECT_MSG_EQ((queues.Pop(scheduling, 0x80) != &frames[3000]), true, "paused");
        NS_TEST_EXPECT_MSG_EQ((queues.Pop(scheduling, 0) == &frames[3000]), true, "strict first");
        NS_TEST_EXPECT_MSG_EQ((queues.Pop(scheduling, 0x7f) == nullptr),
                              true,
                              "nothing but paused classes");
    }
};

/**
 * @ingroup ai-fabric-tests
 * A cable is cut and restored: every frame is accounted for, and recovery completes the messages.
 */
class LinkDownTestCase : public TestCase
{
  public:
    LinkDownTestCase()
        : TestCase("A link goes down and comes back")
    {
    }

  private:
    void DoRun() override
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        scenario.Helper().SetLossRecovery("ns3::aifabric::SackLossRecovery",
                                          "TimeoutExponent",
                                          UintegerValue(4));
        FabricContainer& fabric = scenario.Build();
        // Host 5's own cable: everything to and from it stops.
        Simulator::Schedule(MicroSeconds(5), [&fabric]() { fabric.GetChannel(5)->SetUp(false); });
        Simulator::Schedule(MicroSeconds(45), [&fabric]() { fabric.GetChannel(5)->SetUp(true); });
        const auto outcome = scenario.Run(FabricTestScenario::Permutation(128, 256, 83.56));
        const uint64_t dead =
            FramePool::GetLedger().dropped[static_cast<size_t>(DropReason::LINK_DOWN)];
        scenario.Destroy();
        NS_TEST_EXPECT_MSG_EQ(outcome.sent, 128, "all messages complete");
        NS_TEST_EXPECT_MSG_EQ(outcome.conserved, true, "conservation");
        NS_TEST_EXPECT_MSG_GT(dead, 12, "what was under way is lost, and what followed");
        NS_TEST_EXPECT_MSG_EQ(dead, outcome.drops, "and nothing else");
        NS_TEST_EXPECT_MSG_GT(outcome.completion, 45000, "not before the link is back");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class SwitchTestSuite : public TestSuite
{
  public:
    SwitchTestSuite()
        : TestSuite("ai-fabric-switch", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new DynamicThresholdTestCase(1, 1), Duration::QUICK);
        AddTestCase(new DynamicThresholdTestCase(4, 1), Duration::QUICK);
        AddTestCase(new DynamicThresholdTestCase(3, 0.5), Duration::QUICK);
        AddTestCase(new PfcTestCase, Duration::QUICK);
        AddTestCase(new MarkerTestCase, Duration::QUICK);
        AddTestCase(new SchedulingTestCase, Duration::QUICK);
        AddTestCase(new LinkDownTestCase, Duration::QUICK);
    }
};

const SwitchTestSuite g_switchTestSuite; ///< the instance that registers the suite

} // namespace
