/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What a long flow carries: the share of payload on a sound link, and under random loss what
 * go-back-N and selective repeat leave of it, in closed form.
 */

#include "fabric-test-scenario.h"

#include "ns3/fabric-compat.h"
#include "ns3/fabric-net-device.h"
#include "ns3/link-impairment.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <string>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// Time of a full packet and its gap on the wire at 400 Gb/s, ps.
constexpr double PACKET_PS = 4178 * 20;

/**
 * @ingroup ai-fabric-tests
 * Payload over line rate: PMTU / (frame + 20).
 */
class EfficiencyTestCase : public TestCase
{
  public:
    EfficiencyTestCase()
        : TestCase("A long flow carries 98.04 % of the line in payload, 97.57 % over IPv6")
    {
    }

  private:
    void Expect(uint32_t version, uint32_t mtu, double percent)
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        scenario.UseOneSwitch(2);
        scenario.Helper().SetNicAttribute("IpVersion", UintegerValue(version));
        scenario.Helper().SetNicAttribute("Mtu", UintegerValue(mtu));
        const FabricContainer& fabric = scenario.Build();
        uint64_t before = 0;
        uint64_t after = 0;
        const auto nic = fabric.GetNic(1);
        Simulator::Schedule(MicroSeconds(100),
                            [&]() { before = nic->GetCounters().bytesReceived; });
        Simulator::Schedule(MicroSeconds(1100),
                            [&]() { after = nic->GetCounters().bytesReceived; });
        Simulator::Stop(MicroSeconds(1101));
        scenario.Run({{0, 1, 100000000, 0}});
        scenario.Destroy();
        const double share = static_cast<double>(after - before) / (400e9 / 8 * 1e-3);
        NS_TEST_EXPECT_MSG_EQ_TOL(100 * share,
                                  percent,
                                  0.02,
                                  "percent of payload, IPv" << version << ", MTU " << mtu);
    }

    void DoRun() override
    {
        Expect(4, 4096, 98.04);
        Expect(6, 4096, 97.57);
        Expect(4, 1024, 92.59);
        Expect(6, 1024, 90.94);
    }
};

/**
 * @ingroup ai-fabric-tests
 * One flow at line rate whose packets are lost at random, ACKs never. A loss costs go-back-N the W
 * packets that are sent until its NAK comes: of the packets sent, (1-p) / (1-p+pW) count. Selective
 * repeat loses the packet alone: 1-p.
 */
class LossyFlowTestCase : public TestCase
{
  public:
    /**
     * @param window packets of a round trip
     * @param loss probability
     * @param packets length of the flow
     */
    LossyFlowTestCase(uint32_t window, double loss, uint64_t packets)
        : TestCase("Goodput under loss: W = " + std::to_string(window) +
                   ", p = " + std::to_string(loss)),
          m_window(window),
          m_loss(loss),
          m_packets(packets)
    {
    }

  private:
    /// @return goodput as a share of that without loss
    double Run(const std::string& recovery, uint64_t& resent)
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        scenario.UseOneSwitch(2);
        // From a lost packet to the NAK that the packet behind it causes: W packets leave. Four
        // links, a packet and an ACK stored once each at the switch.
        const double roundTrip = (m_window - 1) * PACKET_PS;
        const double delay = (roundTrip - 2 * (4158 + 66) * 20) / 4;
        scenario.Helper().SetLinks(DataRate("400Gbps"), PicoSeconds(static_cast<uint64_t>(delay)));
        // Of a packet that is lost again only the timer tells: the formula has no such loss, and
        // this one costs two round trips at most.
        const uint64_t exponent = m_window > 60 ? 2 : 1;
        scenario.Helper().SetLoadBalancer("ns3::aifabric::EcmpLoadBalancer");
        scenario.Helper().SetLossRecovery("ns3::aifabric::" + recovery + "LossRecovery",
                                          "TimeoutExponent",
                                          UintegerValue(exponent));
        const FabricContainer& fabric = scenario.Build();
        fabric.GetDevice(2, 1)->GetImpairment().AddLoss(m_loss);
        const auto outcome = scenario.Run({{0, 1, m_packets * 4096, 0}});
        scenario.Destroy();
        NS_TEST_EXPECT_MSG_EQ(outcome.sent, 1, recovery << ": complete");
        NS_TEST_EXPECT_MSG_GT(outcome.drops, 70, recovery << ": losses enough to tell");
        resent = outcome.retransmitted;
        return static_cast<double>(m_packets) * PACKET_PS / (outcome.lastArrival * 1000);
    }

    void DoRun() override
    {
        uint64_t resent = 0;
        const double ideal = (1 - m_loss) / (1 - m_loss + m_loss * m_window);
        const double goBackN = Run("GoBackN", resent);
        NS_TEST_EXPECT_MSG_EQ_TOL(goBackN, ideal, 0.1 * ideal, "go-back-N");
        // Where losses are rare, the formula is held by what they cost, not by what is left.
        const double cost = ideal < 0.9 ? 0.1 : 0.25;
        NS_TEST_EXPECT_MSG_EQ_TOL(1 / goBackN - 1,
                                  1 / ideal - 1,
                                  cost * (1 / ideal - 1),
                                  "go-back-N: packets sent in vain for each that counts");
        const double selective = Run("Sack", resent);
        NS_TEST_EXPECT_MSG_EQ_TOL(selective, 1 - m_loss, 0.01, "selective repeat");
        NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(resent),
                                  static_cast<double>(m_packets) * m_loss / (1 - m_loss),
                                  0.3 * static_cast<double>(m_packets) * m_loss,
                                  "selective repeat: packets sent again");
    }

    uint32_t m_window;
    double m_loss;
    uint64_t m_packets;
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class GoodputTestSuite : public TestSuite
{
  public:
    GoodputTestSuite()
        : TestSuite("ai-fabric-goodput", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new EfficiencyTestCase, Duration::QUICK);
        for (const uint32_t window : {49, 108})
        {
            AddTestCase(new LossyFlowTestCase(window, 1e-2, 100000), Duration::QUICK);
            AddTestCase(new LossyFlowTestCase(window, 1e-3, 400000), Duration::QUICK);
            AddTestCase(new LossyFlowTestCase(window, 1e-4, 1000000), Duration::EXTENSIVE);
        }
    }
};

const GoodputTestSuite g_goodputTestSuite; ///< the instance that registers the suite

} // namespace
