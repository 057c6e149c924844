/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The simulator against closed forms and against itself: the published completion time of a pair,
 * the hash outcome of ECMP, the same bits under every driver.
 */

#include "fabric-test-scenario.h"

#include "ns3/boolean.h"
#include "ns3/ecmp-load-balancer.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-engine.h"
#include "ns3/flow-hash.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Two hosts of different pods send each other 1 MiB at 800 Gb/s: 17.057 us (arXiv:2507.21372), and
 * 78 data packets before the first ACK.
 */
class PairTestCase : public TestCase
{
  public:
    PairTestCase()
        : TestCase("A pair of hosts takes 17.057 us")
    {
    }

  private:
    void DoRun() override
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        scenario.Helper().SetLinks(DataRate("800Gbps"), NanoSeconds(500));
        FabricContainer& fabric = scenario.Build();
        uint32_t data = 0;
        uint32_t dataBeforeAck = 0;
        const Callback<void, const Frame&> sent([&data, &dataBeforeAck](const Frame& frame) {
            data += frame.kind == FrameKind::DATA ? 1 : 0;
            if (frame.kind == FrameKind::ACK && dataBeforeAck == 0)
            {
                dataBeforeAck = data;
            }
        });
        fabric.GetDevice(0, 0)->TraceConnectWithoutContext("FrameSent", sent);
        const auto outcome = scenario.Run({{0, 127, 1048576, 0}, {127, 0, 1048576, 0}});
        scenario.Destroy();
        NS_TEST_ASSERT_MSG_EQ(outcome.sent, 2, "both messages complete");
        NS_TEST_ASSERT_MSG_EQ(outcome.conserved, true, "conservation");
        NS_TEST_EXPECT_MSG_EQ_TOL(outcome.completion, 17057, 17.057, "completion time, ns");
        NS_TEST_EXPECT_MSG_EQ(dataBeforeAck, 78, "data packets before the first ACK");
        NS_TEST_EXPECT_MSG_EQ(outcome.hops, 4 * 256 * 6, "data and ACKs cross six links each");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The completion time of a permutation under ECMP is the largest number of flows on any link.
 */
class EcmpLoadTestCase : public TestCase
{
  public:
    EcmpLoadTestCase()
        : TestCase("ECMP: completion time equals the largest link load of the hash outcome")
    {
    }

  private:
    /// The largest number of flows on a link, from the hash alone.
    static uint32_t LargestLoad(const FabricContainer& fabric,
                                const std::vector<FabricTestScenario::Message>& messages)
    {
        const auto topology = fabric.GetTopology();
        const auto routes = fabric.GetRoutes();
        std::vector<uint32_t> load(2 * topology->GetLinks().size());
        for (const auto& message : messages)
        {
            // Frames of a flow as its queue pair makes them: one asks the NIC's port for one.
            Frame frame{};
            frame.src = message.src;
            frame.dst = message.dst;
            frame.kind = FrameKind::DATA;
            frame.entropy = Entropy(message.src, message.dst);
            const uint32_t edge = topology->GetHostEdge(message.dst);
            uint32_t vertex = topology->GetEdgeVertex(topology->GetHostEdge(message.src));
            while (vertex != topology->GetEdgeVertex(edge))
            {
                const PortGroup* group = routes->GetTable(vertex).Find(edge);
                auto balancer = DynamicCast<EcmpLoadBalancer>(
                    fabric.GetSwitch(vertex - topology->GetHostCount())->GetLoadBalancer());
                const uint64_t hash = HashFlow(frame, balancer->GetSalt());
                const size_t choice =
                    group->ports.size() == 1 ? 0 : (hash * group->ports.size()) >> 32;
                const auto& next = topology->GetAdjacencies(vertex)[group->ports[choice]];
                const bool up = topology->GetLinks()[next.link].lower == vertex;
                load[2 * next.link + (up ? 1 : 0)]++;
                vertex = next.peer;
            }
        }
        return *std::max_element(load.begin(), load.end());
    }

    /// UDP source port of the connection, from the queue pair numbers (host number times 256).
    static uint16_t Entropy(uint32_t src, uint32_t dst)
    {
        uint64_t v = uint64_t{(dst << 8) & 0xffffff} * ((src << 8) & 0xffffff);
        v ^= v >> 20;
        v ^= v >> 40;
        const auto label = static_cast<uint32_t>(v & 0xfffff);
        return static_cast<uint16_t>(((label & 0x3fff) ^ ((label & 0xfc000) >> 14)) | 0xc000);
    }

    void DoRun() override
    {
        std::set<uint32_t> loads;
        for (uint64_t run = 1; run <= 4; run++)
        {
            FabricTestScenario::Reset(run);
            FabricTestScenario scenario;
            scenario.UseTheory();
            scenario.Helper().SetLoadBalancer("ns3::aifabric::EcmpLoadBalancer");
            const uint32_t packets = 1024;
            const auto messages = FabricTestScenario::Permutation(128, packets, 83.56);
            const uint32_t load = LargestLoad(scenario.Build(), messages);
            const auto outcome = scenario.Run(messages);
            scenario.Destroy();
            NS_TEST_ASSERT_MSG_EQ(outcome.sent, 128, "all messages complete");
            NS_TEST_ASSERT_MSG_EQ(outcome.conserved, true, "conservation");
            // Arrival of the last packet, less six links of delay and five of store and forward.
            const double serial = outcome.lastArrival - 6 * 500 - 5 * 83.16;
            NS_TEST_EXPECT_MSG_EQ_TOL(serial / (packets * 83.56),
                                      static_cast<double>(load),
                                      0.02 * load,
                                      "multiple of the ideal time, run " << run);
            loads.insert(load);
        }
        NS_TEST_EXPECT_MSG_GT(*loads.rbegin(), 2, "some hash outcome collides badly");
    }
};

/**
 * @ingroup ai-fabric-tests
 * n flows on n ports use a share 1-(1-1/n)^n of them; polarised tiers use few paths.
 */
class EcmpHashTestCase : public TestCase
{
  public:
    EcmpHashTestCase()
        : TestCase("ECMP: share of ports used, and polarisation")
    {
    }

  private:
    static Ptr<EcmpLoadBalancer> Make(uint32_t node, bool polarised)
    {
        auto balancer = CreateObject<EcmpLoadBalancer>();
        balancer->SetAttribute("Polarised", BooleanValue(polarised));
        SwitchPlace place;
        place.node = node;
        balancer->Start(place);
        return balancer;
    }

    static uint32_t Choose(EcmpLoadBalancer& balancer, uint32_t n, const Frame& frame)
    {
        PortGroup group;
        group.ports.resize(n);
        const Candidates candidates(group, nullptr, 0, 0);
        return balancer.Select(frame, candidates);
    }

    void DoRun() override
    {
        for (const uint32_t n : {4U, 8U, 16U, 32U})
        {
            double used = 0;
            const uint32_t switches = 4000;
            for (uint32_t node = 0; node < switches; node++)
            {
                auto balancer = Make(node, false);
                std::set<uint32_t> chosen;
                for (uint32_t flow = 0; flow < n; flow++)
                {
                    Frame frame{};
                    frame.src = node * n + flow;
                    frame.dst = frame.src + 7919;
                    frame.entropy = 0xc000;
                    chosen.insert(Choose(*balancer, n, frame));
                }
                used += static_cast<double>(chosen.size()) / n / switches;
            }
            const double expected = 1 - std::pow(1 - 1.0 / n, n);
            NS_TEST_EXPECT_MSG_EQ_TOL(used, expected, 0.01 * expected, n << " ports");
        }
        for (const bool polarised : {false, true})
        {
            auto edge = Make(1, polarised);
            auto aggregation = Make(2, polarised);
            std::set<uint32_t> paths;
            for (uint32_t entropy = 0; entropy < 1000; entropy++)
            {
                Frame frame{};
                frame.dst = 100;
                frame.entropy = static_cast<uint16_t>(0xc000 + entropy);
                paths.insert(4 * Choose(*edge, 4, frame) + Choose(*aggregation, 4, frame));
            }
            NS_TEST_EXPECT_MSG_EQ(paths.size(), (polarised ? 4 : 16), "paths of two tiers");
        }
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * Equal inputs give equal bits: twice, and under ns-3's default simulator.
 */
class DriverTestCase : public TestCase
{
  public:
    DriverTestCase()
        : TestCase("The same digest twice, and under the pump driver")
    {
    }

  private:
    static FabricTestScenario::Outcome RunOnce(uint64_t run, bool pump, const std::string& lb)
    {
        FabricTestScenario::Reset(run, pump);
        FabricTestScenario scenario;
        scenario.Helper().SetLoadBalancer("ns3::aifabric::" + lb + "LoadBalancer");
        scenario.Helper().SetAdmission("ns3::aifabric::PerPortAdmission",
                                       "BufferPerPort",
                                       UintegerValue(100000));
        const auto outcome = scenario.Run(FabricTestScenario::Permutation(128, 64, 83.56));
        const bool native = FabricEngine::Get().IsNative();
        scenario.Destroy();
        if (native == pump)
        {
            return {};
        }
        return outcome;
    }

    void DoRun() override
    {
        for (const std::string lb : {"Spray", "Adaptive", "Ofan"})
        {
            const auto first = RunOnce(1, false, lb);
            const auto again = RunOnce(1, false, lb);
            const auto pump = RunOnce(1, true, lb);
            const auto other = RunOnce(2, false, lb);
            NS_TEST_ASSERT_MSG_EQ(first.sent, 128, "all messages complete: " << lb);
            NS_TEST_ASSERT_MSG_EQ(first.conserved, true, "conservation");
            NS_TEST_EXPECT_MSG_EQ(again.digest, first.digest, "second run: " << lb);
            NS_TEST_EXPECT_MSG_EQ(pump.digest, first.digest, "pump driver: " << lb);
            NS_TEST_EXPECT_MSG_NE(other.digest, first.digest, "another run number: " << lb);
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class CalibrationTestSuite : public TestSuite
{
  public:
    CalibrationTestSuite()
        : TestSuite("ai-fabric-calibration", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new PairTestCase, Duration::QUICK);
        AddTestCase(new EcmpLoadTestCase, Duration::QUICK);
        AddTestCase(new EcmpHashTestCase, Duration::QUICK);
        AddTestCase(new DriverTestCase, Duration::QUICK);
    }
};

const CalibrationTestSuite g_calibrationTestSuite; ///< the instance that registers the suite

} // namespace
