/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The fixed point of DCQCN, at 40, 100 and 400 Gb/s (Y. Zhu, M. Ghobadi, V. Misra, J. Padhye, "ECN
 * or Delay: Lessons Learnt from Analysis of DCQCN and TIMELY", CoNEXT 2016).
 */

#include "fabric-test-scenario.h"

#include "ns3/data-rate.h"
#include "ns3/double.h"
#include "ns3/fabric-compat.h"
#include "ns3/integer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// Parameters of sender and switch; what is not here is that of the profile "paper".
struct PointSet
{
    double rate;        ///< of all links, bits per second
    uint32_t packet;    ///< on the wire, gap included, bytes
    double increase;    ///< additive, bits per second
    double counter;     ///< byte counter; 0: none
    double alpha;       ///< period, us
    double kmin;        ///< bytes
    double kmax;        ///< bytes
    double pmax;        ///< at Kmax
    double tolerance;   ///< of the queue above Kmin
    double marks;       ///< tolerance of the share of marked packets; 0: not held
    bool isOscillating; ///< more is marked than RED can do: the queue swings at Kmax
};

constexpr PointSet AT_40G{40e9, 1000, 40e6, 10e6, 55, 5e3, 200e3, 0.01, 0.15, 0, false};
constexpr PointSet AT_40G_MANY{40e9, 1000, 40e6, 10e6, 55, 5e3, 200e3, 0.01, 0, 0, true};
constexpr PointSet AT_100G{100e9, 1000, 20e6, 0, 50, 400e3, 1600e3, 0.2, 0.2, 0.15, false};
constexpr PointSet AT_400G{400e9, 4178, 80e6, 10e6, 55, 950e3, 3e6, 0.07, 0.2, 0.15, false};

/**
 * @ingroup ai-fabric-tests
 * N flows under DCQCN over one bottleneck settle where the fluid model says.
 */
class FixedPointTestCase : public TestCase
{
  public:
    /**
     * @param set the parameters
     * @param flows number of flows
     */
    FixedPointTestCase(const PointSet& set, uint32_t flows)
        : TestCase("DCQCN settles at its fixed point: " + std::to_string(flows) + " flows at " +
                   std::to_string(std::llround(set.rate / 1e9)) + " Gb/s"),
          m_set(set),
          m_flows(flows)
    {
    }

  private:
    static constexpr uint64_t HALF = 200000; ///< us; the first half is for settling

    /// @return share of packets that are marked, in closed form
    double GetIdealMarks() const
    {
        const double capacity = m_set.rate / 8 / m_set.packet; // packets per second
        const double increase = m_set.increase / 8 / m_set.packet;
        const double n = m_flows;
        const double bytes = m_set.counter > 0 ? m_set.packet / m_set.counter : 0;
        return std::cbrt(increase * n * n / (m_set.alpha * 1e-6 * capacity * capacity) *
                         std::pow(bytes + n / (55e-6 * capacity), 2));
    }

    void Configure(FabricTestScenario& scenario) const
    {
        scenario.UseOneSwitch(m_flows + 1);
        FabricHelper& helper = scenario.Helper();
        helper.SetLinks(DataRate(static_cast<uint64_t>(m_set.rate)), MicroSeconds(2));
        helper.SetAdmission("ns3::aifabric::PerPortAdmission",
                            "BufferPerPort",
                            UintegerValue(uint64_t{1} << 40));
        helper.SetMarkerAttribute("Kmin", UintegerValue(static_cast<uint64_t>(m_set.kmin)));
        helper.SetMarkerAttribute("Kmax", UintegerValue(static_cast<uint64_t>(m_set.kmax)));
        helper.SetMarkerAttribute("Pmax", DoubleValue(m_set.pmax));
        helper.SetCongestionControl(
            "ns3::aifabric::DcqcnCongestionControl",
            "Profile",
            StringValue("paper"),
            "AdditiveRate",
            DataRateValue(DataRate(static_cast<uint64_t>(m_set.increase))),
            "ByteCounter",
            IntegerValue(static_cast<int64_t>(m_set.counter)),
            "AlphaPeriod",
            TimeValue(NanoSeconds(static_cast<uint64_t>(m_set.alpha * 1000))));
        helper.SetNicAttribute("Mtu", UintegerValue(m_set.packet - 62 - 20));
        helper.SetNicAttribute("AckInterval", UintegerValue(64));
    }

    void DoRun() override
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        Configure(scenario);
        const FabricContainer& fabric = scenario.Build();
        const auto bottleneck = fabric.GetDevice(m_flows + 1, m_flows);
        double sum = 0;
        uint32_t samples = 0;
        std::vector<double> bytes(2 * m_flows);
        std::vector<double> marks(2);
        std::vector<double> packets(2);
        for (uint64_t us = HALF; us < 2 * HALF; us += 10)
        {
            Simulator::Schedule(MicroSeconds(us), [&]() {
                sum += static_cast<double>(bottleneck->GetBacklog());
                samples++;
            });
        }
        for (uint64_t end = 0; end < 2; end++)
        {
            Simulator::Schedule(MicroSeconds((end + 1) * HALF), [&, end]() {
                for (uint32_t host = 0; host < m_flows; host++)
                {
                    bytes[end * m_flows + host] =
                        static_cast<double>(fabric.GetDevice(host, 0)->GetCounters().bytes);
                }
                const auto& counters = fabric.GetNic(m_flows)->GetCounters();
                marks[end] = static_cast<double>(counters.marksReceived);
                packets[end] = static_cast<double>(counters.dataReceived);
            });
        }
        Simulator::Stop(MicroSeconds(2 * HALF) + NanoSeconds(1));
        std::vector<FabricTestScenario::Message> messages;
        for (uint32_t host = 0; host < m_flows; host++)
        {
            messages.push_back({host, m_flows, 4000000000, 0});
        }
        const auto outcome = scenario.Run(messages);
        scenario.Destroy();
        Judge(sum / samples, (marks[1] - marks[0]) / (packets[1] - packets[0]), bytes);
        NS_TEST_EXPECT_MSG_EQ(outcome.drops, 0, "no losses");
        NS_TEST_EXPECT_MSG_EQ(outcome.conserved, true, "conservation");
    }

    /// Hold what was measured against the model.
    void Judge(double queue, double marked, const std::vector<double>& bytes)
    {
        const double p = GetIdealMarks();
        if (m_set.isOscillating)
        {
            NS_TEST_EXPECT_MSG_GT(p, m_set.pmax, "RED has no such probability");
            NS_TEST_EXPECT_MSG_GT(queue, 0.85 * m_set.kmax, "queue at Kmax");
            NS_TEST_EXPECT_MSG_LT(queue, m_set.kmax, "queue at Kmax");
        }
        else
        {
            const double ideal = p / m_set.pmax * (m_set.kmax - m_set.kmin);
            NS_TEST_EXPECT_MSG_EQ_TOL(queue - m_set.kmin,
                                      ideal,
                                      m_set.tolerance * ideal,
                                      "queue above Kmin");
        }
        if (m_set.marks > 0)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(marked, p, m_set.marks * p, "share of marked packets");
        }
        double total = 0;
        double squares = 0;
        for (uint32_t host = 0; host < m_flows; host++)
        {
            const double sent = bytes[m_flows + host] - bytes[host];
            total += sent;
            squares += sent * sent;
        }
        const double capacity = m_set.rate / 8 * HALF * 1e-6 * (m_set.packet - 20) / m_set.packet;
        NS_TEST_EXPECT_MSG_GT(total / capacity, 0.99, "utilisation");
        NS_TEST_EXPECT_MSG_GT(total * total / (m_flows * squares), 0.99, "Jain's fairness");
    }

    PointSet m_set;
    uint32_t m_flows;
};

/**
 * @ingroup ai-fabric-tests
 * The suite of fixed points.
 */
class FixedPointTestSuite : public TestSuite
{
  public:
    FixedPointTestSuite()
        : TestSuite("ai-fabric-fixed-point", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        for (const uint32_t flows : {2, 4, 8, 10})
        {
            AddTestCase(new FixedPointTestCase(AT_40G, flows), Duration::EXTENSIVE);
        }
        AddTestCase(new FixedPointTestCase(AT_40G_MANY, 16), Duration::EXTENSIVE);
        for (const uint32_t flows : {16, 32, 64})
        {
            AddTestCase(new FixedPointTestCase(AT_100G, flows), Duration::EXTENSIVE);
            AddTestCase(new FixedPointTestCase(AT_400G, flows), Duration::EXTENSIVE);
        }
    }
};

const FixedPointTestSuite g_fixedPointTestSuite; ///< the instance that registers the suite

} // namespace
