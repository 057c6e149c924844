/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The queue of a bottleneck: that of fixed windows, and of an incast before the first feedback.
 */

#include "fabric-test-scenario.h"

#include "ns3/boolean.h"
#include "ns3/fabric-compat.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// One switch with hosts; all but the last send to the last, whose port is the bottleneck.
void
UseBottleneck(FabricTestScenario& scenario, uint32_t senders, const std::string& rate, Time delay)
{
    scenario.UseOneSwitch(senders + 1);
    scenario.Helper().SetLinks(DataRate(rate), delay);
    scenario.Helper().SetAdmission("ns3::aifabric::PerPortAdmission",
                                   "BufferPerPort",
                                   UintegerValue(uint64_t{1} << 40));
}

/**
 * @ingroup ai-fabric-tests
 * N windows of W on a path that holds one bandwidth-delay product: N W - BDP wait.
 */
class WindowQueueTestCase : public TestCase
{
  public:
    explicit WindowQueueTestCase(uint32_t flows)
        : TestCase("Fixed windows: the queue is N W - BDP, " + std::to_string(flows) + " flows"),
          m_flows(flows)
    {
    }

  private:
    void DoRun() override
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        UseBottleneck(scenario, m_flows, "400Gbps", MicroSeconds(3));
        scenario.Helper().SetMarkerAttribute("Enabled", BooleanValue(false));
        scenario.Helper().SetCongestionControl("ns3::aifabric::WindowCongestionControl");
        const FabricContainer& fabric = scenario.Build();
        const auto bottleneck = fabric.GetDevice(m_flows + 1, m_flows);
        uint64_t least = UINT64_MAX;
        uint64_t most = 0;
        for (uint64_t ns = 100000; ns < 200000; ns += 77)
        {
            Simulator::Schedule(NanoSeconds(ns), [&]() {
                least = std::min(least, bottleneck->GetBacklog());
                most = std::max(most, bottleneck->GetBacklog());
            });
        }
        Simulator::Stop(MicroSeconds(201));
        std::vector<FabricTestScenario::Message> messages;
        for (uint32_t host = 0; host < m_flows; host++)
        {
            messages.push_back({host, m_flows, 40000000, 0});
        }
        const auto outcome = scenario.Run(messages);
        scenario.Destroy();
        // Round trip without waiting: 4 links of 3 us, packet and ACK each stored once.
        const double packet = 4158;
        const double roundTrip = 12000 + 2 * (packet + 66) * 0.02;
        const double product = roundTrip / ((packet + 20) * 0.02); // packets on an idle path
        const double window = std::ceil(product);
        const double queue = (m_flows * window - product) * packet;
        NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(most),
                                  queue,
                                  m_flows * packet,
                                  "largest queue");
        NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(least),
                                  queue,
                                  m_flows * packet,
                                  "least queue");
        NS_TEST_EXPECT_MSG_EQ(outcome.conserved, true, "conservation");
    }

    uint32_t m_flows;
};

/**
 * @ingroup ai-fabric-tests
 * Before the first feedback, N flows at line rate queue (N-1) C d bytes in a delay of d.
 */
class FirstFeedbackTestCase : public TestCase
{
  public:
    FirstFeedbackTestCase()
        : TestCase("Incast before the first feedback: the queue is (N-1) C d")
    {
    }

  private:
    void Expect(uint32_t flows, uint64_t gigabits, double bytes)
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        UseBottleneck(scenario, flows, std::to_string(gigabits) + "Gbps", NanoSeconds(500));
        const FabricContainer& fabric = scenario.Build();
        const auto bottleneck = fabric.GetDevice(flows + 1, flows);
        uint64_t before = 0;
        uint64_t after = 0;
        Simulator::Schedule(MicroSeconds(20), [&]() { before = bottleneck->GetBacklog(); });
        Simulator::Schedule(MicroSeconds(30), [&]() { after = bottleneck->GetBacklog(); });
        Simulator::Stop(MicroSeconds(31));
        std::vector<FabricTestScenario::Message> messages;
        for (uint32_t host = 0; host < flows; host++)
        {
            messages.push_back({host, flows, gigabits * 10000, 0});
        }
        scenario.Run(messages);
        scenario.Destroy();
        const std::string what =
            std::to_string(flows) + ":1 at " + std::to_string(gigabits) + " Gb/s, bytes in 10 us";
        // A queue does not hold gaps between frames.
        NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(after - before),
                                  bytes * 4158 / 4178,
                                  flows * 4158.0,
                                  what);
    }

    void DoRun() override
    {
        Expect(8, 100, 875e3);
        Expect(8, 400, 3.5e6);
        Expect(8, 800, 7e6);
        Expect(32, 100, 3.875e6);
        Expect(32, 400, 15.5e6);
        Expect(32, 800, 31e6);
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of bottlenecks.
 */
class BottleneckTestSuite : public TestSuite
{
  public:
    BottleneckTestSuite()
        : TestSuite("ai-fabric-bottleneck", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new WindowQueueTestCase(2), Duration::QUICK);
        AddTestCase(new WindowQueueTestCase(8), Duration::QUICK);
        AddTestCase(new FirstFeedbackTestCase, Duration::QUICK);
    }
};

const BottleneckTestSuite g_bottleneckTestSuite; ///< the instance that registers the suite

} // namespace
