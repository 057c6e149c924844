/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * MP-RDMA: ACK clocking, pruning of slow paths, the window.
 */

#include "fabric-test-scenario.h"
#include "host-strategy-bench.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/fabric-compat.h"
#include "ns3/mp-rdma-congestion-control.h"
#include "ns3/mp-rdma-load-balancer.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <map>
#include <set>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

constexpr uint32_t QP = 4 << 8;

/**
 * @ingroup ai-fabric-tests
 * Which path each packet takes.
 */
class AckClockTestCase : public TestCase
{
  public:
    AckClockTestCase()
        : TestCase(
              "MP-RDMA: an ACK clocks a packet onto its path, two marked ones do, old ones none")
    {
    }

  private:
    static Ptr<MpRdmaLoadBalancer> Make(HostStrategyBench& bench, double probability)
    {
        auto strategy = CreateObject<MpRdmaLoadBalancer>();
        strategy->SetAttribute("Probability", DoubleValue(probability));
        bench.Start(*strategy);
        return strategy;
    }

    static void Answer(MpRdmaLoadBalancer& strategy, uint32_t psn, uint16_t path, bool marked)
    {
        Frame data{};
        data.dst = 4;
        data.srcQp = QP;
        data.psn = psn;
        data.entropy = path;
        HostStrategyBench::Acknowledge(strategy, data, marked);
    }

    /// Paths of the next packets.
    std::vector<uint16_t> Take(MpRdmaLoadBalancer& strategy, uint32_t count)
    {
        std::vector<uint16_t> paths;
        for (uint32_t i = 0; i < count; i++)
        {
            paths.push_back(HostStrategyBench::Send(strategy, 4, QP, m_next++).entropy);
        }
        return paths;
    }

    void DoRun() override
    {
        using Paths = std::vector<uint16_t>;
        FabricTestScenario::Reset(1);
        HostStrategyBench bench(2, 4, 4);
        auto strategy = Make(bench, 0);
        const Paths first = Take(*strategy, 200);
        NS_TEST_EXPECT_MSG_GT(std::set<uint16_t>(first.begin(), first.end()).size(),
                              190,
                              "before the first ACK, paths are random");
        const uint16_t x = first[0];
        const uint16_t y = first[1];
        const uint16_t z = first[2];
        Answer(*strategy, 0, x, false);
        Answer(*strategy, 1, y, false);
        Answer(*strategy, 2, x, false);
        NS_TEST_EXPECT_MSG_EQ((Take(*strategy, 3) == Paths{x, y, x}), true, "each on its path");
        NS_TEST_EXPECT_MSG_EQ((Take(*strategy, 2) == Paths{x, x}), true, "more: as the last");

        // Recycling that drops marked paths would send none over z, hosts that ignore marks four.
        for (const uint32_t psn : {3, 4, 5, 6})
        {
            Answer(*strategy, psn, z, true);
        }
        Answer(*strategy, 7, y, false);
        NS_TEST_EXPECT_MSG_EQ((Take(*strategy, 4) == Paths{z, z, y, y}),
                              true,
                              "four marked ACKs clock two packets");

        Answer(*strategy, 100, y, false);
        Answer(*strategy, 68, x, false);
        NS_TEST_EXPECT_MSG_EQ(strategy->GetPruned(), 0, "32 below the highest: clocks");
        Answer(*strategy, 67, z, false);
        NS_TEST_EXPECT_MSG_EQ(strategy->GetPruned(), 1, "33 below: does not");
        NS_TEST_EXPECT_MSG_EQ((Take(*strategy, 3) == Paths{y, x, x}), true, "z is pruned");

        auto curious = Make(bench, 0.01);
        uint32_t others = 0;
        for (uint32_t psn = 0; psn < 20000; psn++)
        {
            Answer(*curious, psn, x, false);
            others += Take(*curious, 1)[0] != x ? 1 : 0;
        }
        // The first packet is asked for after the first ACK, so that it makes the flow known.
        NS_TEST_EXPECT_MSG_EQ_TOL(others, 200, 57, "1 % try new paths, within four sigma");
        Simulator::Destroy();
    }

    uint32_t m_next{0};
};

/**
 * @ingroup ai-fabric-tests
 * The window by hand.
 */
class WindowTestCase : public TestCase
{
  public:
    WindowTestCase()
        : TestCase("MP-RDMA: 1/window more per ACK, half a packet less per mark")
    {
    }

  private:
    static void Answer(CongestionControl& control, uint32_t psn, bool marked)
    {
        Frame ack{};
        ack.kind = FrameKind::ACK;
        ack.sackPsn = psn;
        ack.flags = marked ? FRAME_BECN : 0;
        control.Acknowledged(ack, 4096);
    }

    static uint64_t Packets(const CongestionControl& control)
    {
        return control.GetWindow() / 4096;
    }

    void DoRun() override
    {
        auto control = CreateObject<MpRdmaCongestionControl>();
        FlowPlace place;
        place.lineRate = 8e12;
        place.baseRtt = 41780;
        place.mtu = 4096;
        place.packet = 4178;
        control->Start(place, nullptr);
        NS_TEST_EXPECT_MSG_EQ(Packets(*control), 10, "one bandwidth-delay product");
        uint32_t psn = 0;
        double window = 10;
        for (uint32_t i = 0; i < 200; i++)
        {
            Answer(*control, psn++, false);
            window += 1 / window;
            NS_TEST_ASSERT_MSG_EQ(Packets(*control), std::floor(window), "after ACK " << i);
        }
        for (uint32_t i = 0; i < 10; i++)
        {
            Answer(*control, psn++, true);
            window -= 0.5;
            NS_TEST_ASSERT_MSG_EQ(Packets(*control), std::floor(window), "after mark " << i);
        }
        const uint64_t before = Packets(*control);
        Answer(*control, psn - 1 - 32, false);
        NS_TEST_EXPECT_MSG_GT_OR_EQ(Packets(*control), before, "32 below the highest is fine");
        const uint64_t now = Packets(*control);
        Answer(*control, psn - 1 - 33, false);
        NS_TEST_EXPECT_MSG_EQ(Packets(*control), now - 1, "33 below costs a packet");
        for (uint32_t i = 0; i < 100; i++)
        {
            Answer(*control, psn++, true);
        }
        NS_TEST_EXPECT_MSG_EQ(Packets(*control), 1, "never below one");
        Answer(*control, psn++, false);
        NS_TEST_EXPECT_MSG_EQ(Packets(*control), 2, "one more for one ACK");
        control->TimedOut();
        NS_TEST_EXPECT_MSG_EQ(Packets(*control), 1, "one after a timeout");
    }
};

/**
 * @ingroup ai-fabric-tests
 * A spine with one slow link.
 */
class SlowPathTestCase : public TestCase
{
  public:
    SlowPathTestCase()
        : TestCase("MP-RDMA: a slow path carries its share, under spraying it holds all up")
    {
    }

  private:
    struct Result
    {
        double share;      ///< of packets over the slow path
        double completion; ///< ns
    };

    Result Run(const std::string& balancer, const std::string& control)
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        scenario.UseLeafSpine(2, 4, 2);
        scenario.Helper().SetLoadBalancer("ns3::aifabric::EcmpLoadBalancer");
        scenario.Helper().SetHostLoadBalancer("ns3::aifabric::" + balancer + "LoadBalancer");
        scenario.Helper().SetCongestionControl("ns3::aifabric::" + control + "CongestionControl");
        scenario.Helper().SetMarkerAttribute("Enabled", BooleanValue(true));
        scenario.Helper().SetMarkerAttribute("Kmin", UintegerValue(40000));
        scenario.Helper().SetMarkerAttribute("Kmax", UintegerValue(160000));
        const FabricContainer& fabric = scenario.Build();
        // The fourth spine to the second leaf: a tenth of the rate.
        const auto topology = fabric.GetTopology();
        const uint32_t spine = topology->GetAdjacencies(4)[5].peer;
        fabric.GetDevice(spine, 1)->SetDataRate(DataRate("40Gbps"));
        const auto outcome = scenario.Run({{0, 2, 4000 * 4096, 0}, {1, 3, 4000 * 4096, 0}});
        const double slow =
            static_cast<double>(fabric.GetDevice(4, 5)->GetCounters().frames) / 8000;
        NS_TEST_EXPECT_MSG_EQ(outcome.sent, 2, balancer << ": complete");
        NS_TEST_EXPECT_MSG_EQ(outcome.conserved, true, balancer << ": conservation");
        scenario.Destroy();
        return {slow, outcome.completion};
    }

    void DoRun() override
    {
        const Result clocked = Run("MpRdma", "MpRdma");
        const Result sprayed = Run("HostSpray", "MpRdma");
        NS_TEST_EXPECT_MSG_LT(clocked.share, 0.08, "a tenth of the rate, little of the packets");
        NS_TEST_EXPECT_MSG_GT(clocked.share, 0.005, "but some");
        NS_TEST_EXPECT_MSG_GT(sprayed.share, 0.2, "a quarter");
        NS_TEST_EXPECT_MSG_LT(2 * clocked.completion, sprayed.completion, "time, ns");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class MpRdmaTestSuite : public TestSuite
{
  public:
    MpRdmaTestSuite()
        : TestSuite("ai-fabric-mp-rdma", TestSuite::Type::UNIT)
    {
        AddTestCase(new AckClockTestCase);
        AddTestCase(new WindowTestCase);
        AddTestCase(new SlowPathTestCase);
    }
};

/// Registers the suite.
MpRdmaTestSuite g_mpRdmaTestSuite;

} // namespace
