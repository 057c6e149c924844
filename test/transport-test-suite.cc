/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The transport on fabrics: recoveries under real losses, giving up, segmentation.
 */

#include "fabric-test-scenario.h"

#include "ns3/boolean.h"
#include "ns3/config-error.h"
#include "ns3/double.h"
#include "ns3/fabric-compat.h"
#include "ns3/loss-recovery.h"
#include "ns3/object-factory.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <map>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * An incast into a small buffer under each recovery.
 */
class LossyIncastTestCase : public TestCase
{
  public:
    LossyIncastTestCase()
        : TestCase("All recoveries complete a lossy incast")
    {
    }

  private:
    FabricTestScenario::Outcome Run(const std::string& recovery)
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        scenario.UseLeafSpine(2, 4, 4);
        scenario.Helper().SetAdmission("ns3::aifabric::PerPortAdmission",
                                       "BufferPerPort",
                                       UintegerValue(60000));
        scenario.Helper().SetLoadBalancer("ns3::aifabric::EcmpLoadBalancer");
        scenario.Helper().SetLossRecovery("ns3::aifabric::" + recovery + "LossRecovery");
        std::vector<FabricTestScenario::Message> messages;
        for (uint32_t host = 4; host < 7; host++)
        {
            messages.push_back({host, 0, 200 * 4096, 0});
        }
        const auto outcome = scenario.Run(messages);
        scenario.Destroy();
        NS_TEST_EXPECT_MSG_EQ(outcome.sent, 3, recovery << " completes at the senders");
        NS_TEST_EXPECT_MSG_EQ(outcome.received, 3, recovery << " completes at the receiver");
        NS_TEST_EXPECT_MSG_EQ(outcome.conserved, true, recovery << " conserves frames");
        NS_TEST_EXPECT_MSG_GT(outcome.drops, 50, recovery << " sees losses");
        return outcome;
    }

    void DoRun() override
    {
        const auto oracle = Run("Oracle");
        const auto sack = Run("Sack");
        const auto rateless = Run("Rateless");
        Run("GoBackN");
        NS_TEST_EXPECT_MSG_EQ(oracle.retransmitted,
                              oracle.drops,
                              "the oracle resends exactly what was lost");
        NS_TEST_EXPECT_MSG_GT_OR_EQ(sack.retransmitted, sack.drops, "SACK resends what was lost");
        NS_TEST_EXPECT_MSG_EQ(rateless.retransmitted, 0, "rateless never resends a packet");
        NS_TEST_EXPECT_MSG_LT(oracle.lastArrival, sack.lastArrival, "knowing beats guessing");
    }
};

/**
 * @ingroup ai-fabric-tests
 * A link that is down for a moment tears a hole into a flow.
 */
class HoleTestCase : public TestCase
{
  public:
    HoleTestCase()
        : TestCase("A hole: SACK fills it, go-back-N repeats a round trip of packets")
    {
    }

  private:
    FabricTestScenario::Outcome Run(const std::string& recovery)
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        scenario.UseLeafSpine(2, 1, 1);
        scenario.Helper().SetLoadBalancer("ns3::aifabric::EcmpLoadBalancer");
        scenario.Helper().SetLossRecovery("ns3::aifabric::" + recovery + "LossRecovery");
        const FabricContainer& fabric = scenario.Build();
        const auto link = fabric.GetChannel(fabric.GetTopology()->GetAdjacencies(1)[0].link);
        Simulator::Schedule(NanoSeconds(10000), &FabricChannel::SetUp, link, false);
        Simulator::Schedule(NanoSeconds(10500), &FabricChannel::SetUp, link, true);
        const auto outcome = scenario.Run({{0, 1, 1000 * 4096, 0}});
        scenario.Destroy();
        NS_TEST_EXPECT_MSG_EQ(outcome.sent, 1, recovery << " completes");
        NS_TEST_EXPECT_MSG_EQ(outcome.conserved, true, recovery << " conserves frames");
        return outcome;
    }

    void DoRun() override
    {
        const auto sack = Run("Sack");
        const auto oracle = Run("Oracle");
        const auto goBackN = Run("GoBackN");
        // 500 ns of data die at the port or in flight, and as much of ACKs.
        NS_TEST_ASSERT_MSG_GT(sack.drops, 6, "a hole");
        NS_TEST_EXPECT_MSG_EQ(sack.retransmitted, oracle.retransmitted, "SACK fills the hole");
        // From the loss to the NAK of the first packet behind the hole: the hole, then a round
        // trip.
        const double packet = 83.56;
        const double roundTrip = 8 * 500 + 4 * (83.16 + 1.32);
        const double hole = static_cast<double>(oracle.retransmitted);
        NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(goBackN.retransmitted),
                                  hole + roundTrip / packet,
                                  3,
                                  "packets that go-back-N repeats");
        const double time = 1000 * packet + roundTrip;
        NS_TEST_EXPECT_MSG_EQ_TOL(sack.completion, time + hole * packet, 0.01 * time, "SACK, ns");
        NS_TEST_EXPECT_MSG_EQ_TOL(goBackN.completion,
                                  time + static_cast<double>(goBackN.retransmitted) * packet,
                                  0.01 * time,
                                  "go-back-N, ns");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Go-back-N under packet spraying: refused, and for good reason.
 */
class GoBackNSprayTestCase : public TestCase
{
  public:
    GoBackNSprayTestCase()
        : TestCase("Go-back-N under spraying is refused; forced, it takes reordering for loss")
    {
    }

  private:
    void DoRun() override
    {
        FabricTestScenario::Reset(1);
        std::string refusal;
        FabricTestScenario scenario;
        scenario.Helper().SetLayout("ns3::aifabric::FatTreeFabric", "K", UintegerValue(4));
        scenario.Helper().SetLoadBalancer("ns3::aifabric::SprayLoadBalancer");
        scenario.Helper().SetLossRecovery("ns3::aifabric::GoBackNLossRecovery");
        try
        {
            scenario.Helper().Check();
        }
        catch (const ConfigError& error)
        {
            refusal = error.what();
        }
        NS_TEST_EXPECT_MSG_NE(refusal.find("--force"), std::string::npos, "'" << refusal << "'");
        scenario.Helper().SetForce(true);
        scenario.Helper().SetAdmission("ns3::aifabric::PerPortAdmission",
                                       "BufferPerPort",
                                       UintegerValue(1 << 30));
        const auto outcome = scenario.Run(FabricTestScenario::Permutation(16, 100, 83.56, 4));
        scenario.Destroy();
        NS_TEST_EXPECT_MSG_EQ(outcome.sent, 16, "it completes in the end");
        NS_TEST_EXPECT_MSG_EQ(outcome.drops, 0, "nothing was lost");
        NS_TEST_EXPECT_MSG_GT(outcome.retransmitted, 500, "yet much is sent again");
    }
};

/**
 * @ingroup ai-fabric-tests
 * A receiver that is gone: the queue pair gives up after its retries.
 */
class GiveUpTestCase : public TestCase
{
  public:
    GiveUpTestCase()
        : TestCase("A queue pair gives up after its retries, 4.096 us x 2^t each")
    {
    }

  private:
    void DoRun() override
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        scenario.UseOneSwitch(2);
        scenario.Helper().SetLoadBalancer("ns3::aifabric::EcmpLoadBalancer");
        scenario.Helper().SetLossRecovery("ns3::aifabric::GoBackNLossRecovery",
                                          "TimeoutExponent",
                                          UintegerValue(2),
                                          "RetryCount",
                                          UintegerValue(3));
        const FabricContainer& fabric = scenario.Build();
        fabric.GetChannel(fabric.GetTopology()->GetAdjacencies(1)[0].link)->SetUp(false);
        const auto outcome = scenario.Run({{0, 1, 4 * 4096, 0}});
        const double end = static_cast<double>(Simulator::Now().GetTimeStep()) / 1e3;
        scenario.Destroy();
        NS_TEST_EXPECT_MSG_EQ(outcome.failed, 1, "the message fails");
        NS_TEST_EXPECT_MSG_EQ(outcome.sent, 0, "nothing is acknowledged");
        NS_TEST_EXPECT_MSG_EQ(outcome.retransmitted, 3 * 4, "three times all four packets");
        NS_TEST_EXPECT_MSG_EQ(outcome.drops, 4 * 4, "all of them lost");
        NS_TEST_EXPECT_MSG_EQ(outcome.conserved, true, "by name");
        NS_TEST_EXPECT_MSG_EQ_TOL(end, 4 * 4 * 4096.0, 600, "four timeouts of 16.384 us, ns");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Segmentation, ACK coalescing and the order of frames of one message.
 */
class SegmentationTestCase : public TestCase
{
  public:
    SegmentationTestCase()
        : TestCase("Messages are cut at the path MTU; one ACK covers an interval")
    {
    }

  private:
    void DoRun() override
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        scenario.UseOneSwitch(2);
        scenario.Helper().SetNicAttribute("Mtu", UintegerValue(1024));
        scenario.Helper().SetNicAttribute("AckInterval", UintegerValue(4));
        const FabricContainer& fabric = scenario.Build();
        std::vector<Frame> sent;
        uint32_t acks = 0;
        fabric.GetDevice(0, 0)->TraceConnectWithoutContext(
            "FrameSent",
            Callback<void, const Frame&>([&sent](const Frame& frame) { sent.push_back(frame); }));
        fabric.GetDevice(1, 0)->TraceConnectWithoutContext(
            "FrameSent",
            Callback<void, const Frame&>([&acks](const Frame&) { acks++; }));
        const auto outcome = scenario.Run({{0, 1, 10 * 1024 + 5, 0}});
        NS_TEST_ASSERT_MSG_EQ(sent.size(), 11, "ten full packets and one of 5 bytes");
        for (uint32_t i = 0; i < sent.size(); i++)
        {
            NS_TEST_EXPECT_MSG_EQ(sent[i].psn, i, "PSNs ascend");
            NS_TEST_EXPECT_MSG_EQ(sent[i].payload, (i < 10 ? 1024 : 5), "payload of packet " << i);
            NS_TEST_EXPECT_MSG_EQ(sent[i].Has(FRAME_FIRST), (i == 0), "RETH in the first only");
            NS_TEST_EXPECT_MSG_EQ(sent[i].Has(FRAME_LAST), (i == 10), "the last is marked");
        }
        NS_TEST_EXPECT_MSG_EQ(sent[0].size, 62 + 16 + 1024, "first: headers, RETH, payload");
        NS_TEST_EXPECT_MSG_EQ(sent[1].size, 62 + 1024, "middle: headers, payload");
        NS_TEST_EXPECT_MSG_EQ(sent[10].size, 62 + 8, "last: headers, payload padded to 4 bytes");
        NS_TEST_EXPECT_MSG_EQ(acks, 3, "after packets 4, 8 and 11");
        NS_TEST_EXPECT_MSG_EQ(outcome.sent, 1, "complete");
        scenario.Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * How queue pairs of a NIC take turns.
 */
class TurnTestCase : public TestCase
{
  public:
    TurnTestCase()
        : TestCase("Turns: one packet, or Burst packets, and no more than there are")
    {
    }

  private:
    void Expect(uint32_t burst, const std::string& order, double fraction = 1)
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        scenario.UseOneSwitch(4);
        scenario.Helper().SetCongestionControl("ns3::aifabric::FixedRateCongestionControl",
                                               "Fraction",
                                               DoubleValue(fraction));
        scenario.Helper().SetNicAttribute("Burst", UintegerValue(burst));
        const FabricContainer& fabric = scenario.Build();
        std::string sent;
        fabric.GetDevice(0, 0)->TraceConnectWithoutContext(
            "FrameSent",
            Callback<void, const Frame&>(
                [&sent](const Frame& frame) { sent += std::to_string(frame.dst); }));
        scenario.Run({{0, 1, 10 * 4096, 0}, {0, 2, 3 * 4096, 0}, {0, 3, 5 * 4096, 0}});
        scenario.Destroy();
        NS_TEST_EXPECT_MSG_EQ(sent, order, "destinations of packets in turns of " << burst);
    }

    void DoRun() override
    {
        // The first packet leaves before the others are posted.
        Expect(1, "112312312313131111");
        Expect(4, "111122233331111311");
        Expect(100, "111111111122233333");
        // The rate is that of the host: it ends no turn.
        Expect(4, "111122233331111311", 0.5);
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of the transport.
 */
class TransportTestSuite : public TestSuite
{
  public:
    TransportTestSuite()
        : TestSuite("ai-fabric-transport", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new LossyIncastTestCase, Duration::QUICK);
        AddTestCase(new HoleTestCase, Duration::QUICK);
        AddTestCase(new GoBackNSprayTestCase, Duration::QUICK);
        AddTestCase(new GiveUpTestCase, Duration::QUICK);
        AddTestCase(new SegmentationTestCase, Duration::QUICK);
        AddTestCase(new TurnTestCase, Duration::QUICK);
    }
};

const TransportTestSuite g_transportTestSuite; ///< the instance that registers the suite

} // namespace
