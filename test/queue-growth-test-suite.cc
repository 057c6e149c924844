/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * How queues grow with the message: the laws that tell strategies apart (arXiv:2507.21372,
 * section 6, and the bounds of destination rotation).
 */

#include "fabric-test-scenario.h"

#include "ns3/boolean.h"
#include "ns3/fabric-compat.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <functional>
#include <string>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// Bytes of a full packet; the first of a message has 16 more.
constexpr double PACKET = 4158;
/// Time of a full packet and its gap at 400 Gb/s, ns.
constexpr double PACKET_TIME = 83.56;

/**
 * @ingroup ai-fabric-tests
 * What distinguishes a strategy in these tests.
 */
struct Strategy
{
    std::string name;                          ///< for messages
    std::function<void(FabricHelper&)> choose; ///< configures it
};

/// Run a permutation on a k=8 fat-tree under the setting of queue theory.
FabricTestScenario::Outcome
RunPermutation(const Strategy& strategy, uint64_t run, uint32_t packets)
{
    FabricTestScenario::Reset(run);
    FabricTestScenario scenario;
    scenario.UseTheory();
    strategy.choose(scenario.Helper());
    const auto outcome = scenario.Run(FabricTestScenario::Permutation(128, packets, PACKET_TIME));
    scenario.Destroy();
    return outcome;
}

/// A backlog in whole packets.
uint64_t
ToPackets(uint64_t bytes)
{
    return static_cast<uint64_t>(static_cast<double>(bytes) / PACKET);
}

const Strategy OFAN{"ofan",
                    [](FabricHelper& h) { h.SetLoadBalancer("ns3::aifabric::OfanLoadBalancer"); }};
const Strategy HOST_DR{"host-dr", [](FabricHelper& h) {
                           h.SetLoadBalancer("ns3::aifabric::EcmpLoadBalancer");
                           h.SetHostLoadBalancer("ns3::aifabric::HostDrLoadBalancer");
                       }};
const Strategy SPRAY{"spray", [](FabricHelper& h) {
                         h.SetLoadBalancer("ns3::aifabric::SprayLoadBalancer");
                     }};
const Strategy SIMPLE_ROUND_ROBIN{"round-robin:reshuffle-period=0", [](FabricHelper& h) {
                                      h.SetLoadBalancer("ns3::aifabric::RoundRobinLoadBalancer",
                                                        "ReshufflePeriod",
                                                        UintegerValue(0));
                                  }};
const Strategy JSQ{"jsq",
                   [](FabricHelper& h) { h.SetLoadBalancer("ns3::aifabric::JsqLoadBalancer"); }};
const Strategy POD_AT_EDGE{"ofan:pod-at-edge", [](FabricHelper& h) {
                               h.SetLoadBalancer("ns3::aifabric::OfanLoadBalancer",
                                                 "PodAtEdge",
                                                 BooleanValue(true));
                           }};

/**
 * @ingroup ai-fabric-tests
 * Rotation per destination: queues do not depend on the message and respect the proven bounds.
 */
class ConstantQueueTestCase : public TestCase
{
  public:
    /**
     * @param strategy what to test
     */
    explicit ConstantQueueTestCase(const Strategy& strategy)
        : TestCase("Constant queues: " + strategy.name),
          m_strategy(strategy)
    {
    }

  private:
    void DoRun() override
    {
        for (uint64_t run = 1; run <= 3; run++)
        {
            const auto small = RunPermutation(m_strategy, run, 64);
            const auto large = RunPermutation(m_strategy, run, 1024);
            NS_TEST_ASSERT_MSG_EQ(large.sent, 128, "all messages complete");
            NS_TEST_ASSERT_MSG_EQ(large.conserved && small.conserved, true, "conservation");
            NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(large.fabricQueue),
                                      static_cast<double>(small.fabricQueue),
                                      PACKET + 16,
                                      "16 times the message, the same queue, run " << run);
            // Proven for k=8: edge up 4, aggregation up 6, core 17, aggregation down 28 packets.
            const bool ofan = m_strategy.name == "ofan";
            NS_TEST_EXPECT_MSG_LT_OR_EQ(ToPackets(large.edgeUplinkQueue), (ofan ? 4 : 16), "U1");
            NS_TEST_EXPECT_MSG_LT_OR_EQ(ToPackets(large.middleUplinkQueue), (ofan ? 6 : 16), "U2");
            NS_TEST_EXPECT_MSG_LT_OR_EQ(ToPackets(large.coreQueue), 17, "C");
            NS_TEST_EXPECT_MSG_LT_OR_EQ(ToPackets(large.aggregationQueue), 28, "G");
        }
    }

    Strategy m_strategy;
};

/**
 * @ingroup ai-fabric-tests
 * The largest queue over 16 times the message grows by a factor within given limits.
 */
class GrowthLawTestCase : public TestCase
{
  public:
    /**
     * @param strategy what to test
     * @param low least ratio of mean largest queues
     * @param high greatest ratio
     */
    GrowthLawTestCase(const Strategy& strategy, double low, double high)
        : TestCase("Growth law: " + strategy.name),
          m_strategy(strategy),
          m_low(low),
          m_high(high)
    {
    }

  private:
    void DoRun() override
    {
        double small = 0;
        double large = 0;
        for (uint64_t run = 1; run <= 4; run++)
        {
            small += static_cast<double>(RunPermutation(m_strategy, run, 64).fabricQueue);
            const auto outcome = RunPermutation(m_strategy, run, 1024);
            large += static_cast<double>(outcome.fabricQueue);
            NS_TEST_ASSERT_MSG_EQ(outcome.conserved, true, "conservation");
            NS_TEST_ASSERT_MSG_EQ(outcome.sent, 128, "all messages complete");
            if (m_low > 10)
            {
                NS_TEST_EXPECT_MSG_LT_OR_EQ(ToPackets(outcome.uplinkQueue),
                                            2,
                                            "a linear law has its queues on down links only");
            }
        }
        NS_TEST_EXPECT_MSG_GT(large / small,
                              m_low,
                              m_strategy.name << " over 16 times the message");
        NS_TEST_EXPECT_MSG_LT(large / small,
                              m_high,
                              m_strategy.name << " over 16 times the message");
    }

    Strategy m_strategy;
    double m_low;
    double m_high;
};

/**
 * @ingroup ai-fabric-tests
 * Negative control: pointers per destination pod at the edge are too coarse.
 */
class NegativeControlTestCase : public TestCase
{
  public:
    NegativeControlTestCase()
        : TestCase("Edge pointers per destination pod fail")
    {
    }

  private:
    void DoRun() override
    {
        const auto small = RunPermutation(POD_AT_EDGE, 1, 64);
        const auto large = RunPermutation(POD_AT_EDGE, 1, 1024);
        NS_TEST_EXPECT_MSG_GT(large.aggregationQueue,
                              8 * small.aggregationQueue,
                              "aggregation to edge must grow with the message");
    }
};

/**
 * @ingroup ai-fabric-tests
 * ACKs on the pointers of data make the bytes per uplink drift apart; two size bins do not.
 */
class SizeBinTestCase : public TestCase
{
  public:
    SizeBinTestCase()
        : TestCase("Size bins keep the bytes of uplinks even")
    {
    }

  private:
    /// Largest difference of bytes between two uplinks of one edge switch.
    static double Imbalance(uint32_t bins, uint32_t packets)
    {
        FabricTestScenario::Reset(3);
        FabricTestScenario scenario;
        scenario.UseTheory();
        scenario.Helper().SetNicAttribute("AckInterval", UintegerValue(1));
        scenario.Helper().SetLoadBalancer("ns3::aifabric::OfanLoadBalancer",
                                          "Bins",
                                          UintegerValue(bins));
        FabricContainer& fabric = scenario.Build();
        // Edges exchange in pairs, so that data and ACKs meet on their pointers.
        auto messages = FabricTestScenario::Permutation(128, packets, PACKET_TIME);
        for (uint32_t i = 0; i < 128; i++)
        {
            messages[i].dst = (i + 64) % 128;
        }
        scenario.Run(messages);
        double worst = 0;
        for (uint32_t edge = 0; edge < 32; edge++)
        {
            uint64_t least = UINT64_MAX;
            uint64_t most = 0;
            for (uint32_t port = 4; port < 8; port++)
            {
                const uint64_t bytes = fabric.GetDevice(128 + edge, port)->GetCounters().bytes;
                least = std::min(least, bytes);
                most = std::max(most, bytes);
            }
            worst = std::max(worst, static_cast<double>(most - least));
        }
        scenario.Destroy();
        return worst;
    }

    void DoRun() override
    {
        const double shared = Imbalance(1, 1024) / Imbalance(1, 64);
        NS_TEST_EXPECT_MSG_GT(shared, 4, "a shared pointer drifts with the message");
        NS_TEST_EXPECT_MSG_LT(Imbalance(2, 1024),
                              4 * PACKET,
                              "with two bins the difference stays within a few packets");
        NS_TEST_EXPECT_MSG_LT(Imbalance(2, 64), 4 * PACKET, "for small messages too");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class QueueGrowthTestSuite : public TestSuite
{
  public:
    QueueGrowthTestSuite()
        : TestSuite("ai-fabric-queue-growth", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new ConstantQueueTestCase(OFAN), Duration::QUICK);
        AddTestCase(new ConstantQueueTestCase(HOST_DR), Duration::QUICK);
        AddTestCase(new GrowthLawTestCase(SPRAY, 3, 5.5), Duration::QUICK);
        AddTestCase(new GrowthLawTestCase(SIMPLE_ROUND_ROBIN, 14, 17), Duration::QUICK);
        AddTestCase(new GrowthLawTestCase(JSQ, 14, 17), Duration::QUICK);
        AddTestCase(new NegativeControlTestCase, Duration::QUICK);
        AddTestCase(new SizeBinTestCase, Duration::QUICK);
    }
};

const QueueGrowthTestSuite g_queueGrowthTestSuite; ///< the instance that registers the suite

} // namespace
