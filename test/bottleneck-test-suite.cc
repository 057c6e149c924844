/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Congestion control over a bottleneck: the fixed point of DCQCN, and the queue of fixed windows.
 */

#include "fabric-test-scenario.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/fabric-compat.h"
#include "ns3/integer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <cmath>
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
 * N flows under DCQCN at 40 Gb/s settle where the fluid model says (Zhu, Ghobadi, Misra, Padhye,
 * "ECN or Delay: Lessons Learnt from Analysis of DCQCN and TIMELY", CoNEXT 2016).
 */
class FixedPointTestCase : public TestCase
{
  public:
    explicit FixedPointTestCase(uint32_t flows)
        : TestCase("DCQCN settles at its fixed point, " + std::to_string(flows) + " flows"),
          m_flows(flows)
    {
    }

  private:
    /// Largest N-fold rounding of the closed form: p, then the RED queue of that probability.
    double GetIdealQueue() const
    {
        const double capacity = 40e9 / 8 / PACKET; // packets per second
        const double increase = 40e6 / 8 / PACKET;
        const double n = m_flows;
        const double period = 55e-6;
        const double counter = 10e6 / PACKET;
        const double p = std::cbrt(increase * n * n / (period * capacity * capacity) *
                                   std::pow(1 / counter + n / (period * capacity), 2));
        return p / 0.01 * (200e3 - 5e3);
    }

    void DoRun() override
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        UseBottleneck(scenario, m_flows, "40Gbps", MicroSeconds(2));
        scenario.Helper().SetMarkerAttribute("Kmin", UintegerValue(5000));
        scenario.Helper().SetMarkerAttribute("Kmax", UintegerValue(200000));
        scenario.Helper().SetMarkerAttribute("Pmax", DoubleValue(0.01));
        scenario.Helper().SetCongestionControl("ns3::aifabric::DcqcnCongestionControl",
                                               "Profile",
                                               StringValue("paper"));
        scenario.Helper().SetNicAttribute("Mtu", UintegerValue(PACKET - 62 - 20));
        scenario.Helper().SetNicAttribute("AckInterval", UintegerValue(64));
        const FabricContainer& fabric = scenario.Build();
        const auto bottleneck = fabric.GetDevice(m_flows + 1, m_flows);
        // The first half is for settling.
        double sum = 0;
        uint32_t samples = 0;
        std::vector<uint64_t> bytes(2 * m_flows);
        const uint64_t half = 200000;
        for (uint64_t us = half; us < 2 * half; us += 10)
        {
            Simulator::Schedule(MicroSeconds(us), [&]() {
                sum += static_cast<double>(bottleneck->GetBacklog());
                samples++;
            });
        }
        for (uint64_t end = 0; end < 2; end++)
        {
            Simulator::Schedule(MicroSeconds((end + 1) * half), [&, end]() {
                for (uint32_t host = 0; host < m_flows; host++)
                {
                    bytes[end * m_flows + host] = fabric.GetDevice(host, 0)->GetCounters().bytes;
                }
            });
        }
        Simulator::Stop(MicroSeconds(2 * half) + NanoSeconds(1));
        std::vector<FabricTestScenario::Message> messages;
        for (uint32_t host = 0; host < m_flows; host++)
        {
            messages.push_back({host, m_flows, 4000000000, 0});
        }
        const auto outcome = scenario.Run(messages);
        double total = 0;
        double squares = 0;
        for (uint32_t host = 0; host < m_flows; host++)
        {
            const auto sent = static_cast<double>(bytes[m_flows + host] - bytes[host]);
            total += sent;
            squares += sent * sent;
        }
        scenario.Destroy();
        const double queue = sum / samples - 5000;
        NS_TEST_EXPECT_MSG_EQ_TOL(queue,
                                  GetIdealQueue(),
                                  0.15 * GetIdealQueue(),
                                  "queue above Kmin");
        const double capacity = 40e9 / 8 * 0.2 * (PACKET - 20) / PACKET;
        NS_TEST_EXPECT_MSG_GT(total / capacity, 0.99, "utilisation");
        NS_TEST_EXPECT_MSG_GT(total * total / (m_flows * squares), 0.99, "Jain's fairness");
        NS_TEST_EXPECT_MSG_EQ(outcome.drops, 0, "no losses");
        NS_TEST_EXPECT_MSG_EQ(outcome.conserved, true, "conservation");
    }

    static constexpr uint32_t PACKET = 1000; ///< bytes on the wire, gap included
    uint32_t m_flows;
};

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
        NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(most), queue, 3 * packet, "largest queue");
        NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(least), queue, 3 * packet, "least queue");
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
    void DoRun() override
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        UseBottleneck(scenario, 8, "100Gbps", NanoSeconds(500));
        const FabricContainer& fabric = scenario.Build();
        const auto bottleneck = fabric.GetDevice(9, 8);
        uint64_t before = 0;
        uint64_t after = 0;
        Simulator::Schedule(MicroSeconds(20), [&]() { before = bottleneck->GetBacklog(); });
        Simulator::Schedule(MicroSeconds(30), [&]() { after = bottleneck->GetBacklog(); });
        std::vector<FabricTestScenario::Message> messages;
        for (uint32_t host = 0; host < 8; host++)
        {
            messages.push_back({host, 8, 1000000, 0});
        }
        scenario.Run(messages);
        scenario.Destroy();
        const double expected = 7 * 100e9 / 8 * 10e-6 * 4158 / 4178;
        NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(after - before),
                                  expected,
                                  8 * 4158.0,
                                  "875 KB in 10 us at 100 Gb/s, bytes");
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
        AddTestCase(new FixedPointTestCase(2), Duration::EXTENSIVE);
        AddTestCase(new FixedPointTestCase(4), Duration::EXTENSIVE);
        AddTestCase(new FixedPointTestCase(8), Duration::EXTENSIVE);
    }
};

const BottleneckTestSuite g_bottleneckTestSuite; ///< the instance that registers the suite

} // namespace
