/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Queues and completion times of eight strategies against an independent feed-forward model of the
 * same fabrics: a permutation at line rate, random phases, no propagation, no ACKs, no losses.
 * The reference values are means over 20 seeds of that model.
 */

#include "fabric-test-scenario.h"

#include "ns3/boolean.h"
#include "ns3/fabric-compat.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <functional>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

constexpr double SLOT = 83.56;  ///< ns that a packet takes of a 400 Gb/s link, gap included
constexpr double STORE = 83.16; ///< ns to store one, without the gap
constexpr double PACKET = 4158; ///< bytes
constexpr uint32_t SEEDS = 10;

/// What a strategy does at one message size.
struct Cell
{
    uint32_t packets; ///< per message
    double queue;     ///< largest queue in packets, mean over seeds
    double inflation; ///< of the completion time, percent
};

/// A strategy and what is expected of it.
struct Row
{
    std::string name;
    std::function<void(FabricHelper&)> configure;
    double tolerance; ///< relative, of queue and of inflation
    std::vector<Cell> cells;
};

/// Means over seeds.
struct Means
{
    double up{0};        ///< largest queue upwards, packets
    double down{0};      ///< largest queue downwards between switches, packets
    double host{0};      ///< largest queue towards a host, packets
    double fabric{0};    ///< largest queue between switches, packets
    double inflation{0}; ///< of the completion time, percent
};

Means
Measure(const std::function<void(FabricHelper&)>& configure,
        uint32_t packets,
        uint32_t hosts,
        uint32_t hops,
        uint32_t separate)
{
    Means means;
    for (uint32_t seed = 1; seed <= SEEDS; seed++)
    {
        FabricTestScenario::Reset(seed);
        FabricTestScenario scenario;
        scenario.UseTheory();
        scenario.Helper().SetLinks(DataRate("400Gbps"), Seconds(0));
        configure(scenario.Helper());
        const auto outcome =
            scenario.Run(FabricTestScenario::Permutation(hosts, packets, SLOT, separate));
        scenario.Destroy();
        const double ideal = packets * SLOT + (hops - 1) * STORE;
        means.up += static_cast<double>(outcome.uplinkQueue) / PACKET / SEEDS;
        means.down += static_cast<double>(std::max(outcome.coreQueue, outcome.aggregationQueue)) /
                      PACKET / SEEDS;
        means.host += static_cast<double>(outcome.hostQueue) / PACKET / SEEDS;
        means.fabric += static_cast<double>(outcome.fabricQueue) / PACKET / SEEDS;
        means.inflation += (outcome.longestArrival / ideal - 1) * 100 / SEEDS;
    }
    return means;
}

std::function<void(FabricHelper&)>
Balance(const std::string& type)
{
    return [type](FabricHelper& helper) {
        helper.SetLoadBalancer("ns3::aifabric::" + type + "LoadBalancer");
    };
}

/**
 * @ingroup ai-fabric-tests
 * One strategy on a fat-tree of 128 hosts.
 */
class FatTreeTestCase : public TestCase
{
  public:
    explicit FatTreeTestCase(const Row& row)
        : TestCase("k=8 permutation: queue and completion time of " + row.name),
          m_row(row)
    {
    }

  private:
    void DoRun() override
    {
        for (const Cell& cell : m_row.cells)
        {
            const Means means = Measure(m_row.configure, cell.packets, 128, 6, 0);
            const double queue = std::max(1.0, m_row.tolerance * cell.queue);
            NS_TEST_EXPECT_MSG_EQ_TOL(means.fabric,
                                      cell.queue,
                                      queue,
                                      m_row.name << ", m=" << cell.packets << ": queue, packets");
            const double inflation = std::max(1.5, m_row.tolerance * cell.inflation);
            NS_TEST_EXPECT_MSG_EQ_TOL(means.inflation,
                                      cell.inflation,
                                      inflation,
                                      m_row.name << ", m=" << cell.packets << ": inflation, %");
        }
    }

    Row m_row;
};

/**
 * @ingroup ai-fabric-tests
 * Exact JSQ. At line rate it pairs every host with the uplink that was free at its first packet,
 * so all depends on how ties are broken then; the reference does not say how it does.
 */
class JsqTestCase : public TestCase
{
  public:
    JsqTestCase()
        : TestCase("k=8 permutation: JSQ is linear, and its ties bracket the reference")
    {
    }

  private:
    void DoRun() override
    {
        const std::vector<Cell> cells{{64, 138, 218}, {256, 564, 234}, {1024, 2134, 242}};
        double first[2]{};
        for (const Cell& cell : cells)
        {
            Means means[2];
            for (const bool random : {false, true})
            {
                means[random] = Measure(
                    [random](FabricHelper& helper) {
                        helper.SetLoadBalancer("ns3::aifabric::JsqLoadBalancer",
                                               "RandomTies",
                                               BooleanValue(random));
                    },
                    cell.packets,
                    128,
                    6,
                    0);
                NS_TEST_EXPECT_MSG_LT(means[random].up, 2.5, "up links hardly queue");
                if (cell.packets == cells[0].packets)
                {
                    first[random] = means[random].fabric;
                }
                NS_TEST_EXPECT_MSG_EQ_TOL(means[random].fabric,
                                          first[random] * cell.packets / cells[0].packets,
                                          0.1 * means[random].fabric,
                                          "the queue is linear in the message");
            }
            NS_TEST_EXPECT_MSG_LT(means[1].fabric, cell.queue, "random ties are better");
            NS_TEST_EXPECT_MSG_GT(means[0].fabric, cell.queue, "the first of equals is worse");
            NS_TEST_EXPECT_MSG_LT(means[1].inflation, cell.inflation, "in time, too");
            NS_TEST_EXPECT_MSG_GT(means[0].inflation, cell.inflation, "both ways");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Ofan on leaf-spine fabrics.
 */
class LeafSpineTestCase : public TestCase
{
  public:
    LeafSpineTestCase()
        : TestCase("Leaf-spine permutation between leaves: queues of Ofan")
    {
    }

  private:
    struct Expected
    {
        uint32_t spines;
        double up;
        double down;
        double host;
        double upBound;
        double downBound;
        double hostBound;
    };

    void DoRun() override
    {
        for (const Expected& e : {Expected{4, 2.9, 3.0, 3.0, 4, 7, 10},
                                  Expected{8, 4.8, 5.0, 4.4, 8, 15, 22},
                                  Expected{16, 7.2, 7.3, 6.2, 16, 31, 46}})
        {
            for (const uint32_t packets : {128U, 1024U})
            {
                const Means means = Measure(
                    [&e](FabricHelper& helper) {
                        helper.SetLayout("ns3::aifabric::LeafSpineFabric",
                                         "Leaves",
                                         UintegerValue(e.spines),
                                         "Spines",
                                         UintegerValue(e.spines),
                                         "Hosts",
                                         UintegerValue(e.spines));
                        helper.SetLoadBalancer("ns3::aifabric::OfanLoadBalancer");
                    },
                    packets,
                    e.spines * e.spines,
                    4,
                    e.spines);
                NS_TEST_EXPECT_MSG_EQ_TOL(means.up, e.up, 1, "up, s=" << e.spines);
                NS_TEST_EXPECT_MSG_EQ_TOL(means.down, e.down, 1, "down, s=" << e.spines);
                NS_TEST_EXPECT_MSG_EQ_TOL(means.host, e.host, 1, "host, s=" << e.spines);
                NS_TEST_EXPECT_MSG_LT(means.up, e.upBound, "bound up, s=" << e.spines);
                NS_TEST_EXPECT_MSG_LT(means.down, e.downBound, "bound down, s=" << e.spines);
                NS_TEST_EXPECT_MSG_LT(means.host, e.hostBound, "bound host, s=" << e.spines);
            }
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of the table.
 */
class StrategyTableTestSuite : public TestSuite
{
  public:
    StrategyTableTestSuite()
        : TestSuite("ai-fabric-strategy-table", TestSuite::Type::SYSTEM)
    {
        const auto hostDr = [](FabricHelper& helper) {
            helper.SetLoadBalancer("ns3::aifabric::EcmpLoadBalancer");
            helper.SetHostLoadBalancer("ns3::aifabric::HostDrLoadBalancer");
        };
        const auto simple = [](FabricHelper& helper) {
            helper.SetLoadBalancer("ns3::aifabric::RoundRobinLoadBalancer",
                                   "ReshufflePeriod",
                                   UintegerValue(0));
        };
        const auto adaptive = [](FabricHelper& helper) {
            helper.SetLoadBalancer("ns3::aifabric::AdaptiveLoadBalancer",
                                   "SnapshotAge",
                                   TimeValue(Seconds(0)));
            helper.SetAdmission("ns3::aifabric::PerPortAdmission",
                                "BufferPerPort",
                                UintegerValue(200 * 4158));
        };
        const std::vector<Row> rows{
            {"Ofan", Balance("Ofan"), 0.1, {{64, 5.4, 8.1}, {256, 5.4, 2.2}, {1024, 5.4, 0.55}}},
            {"Host DR", hostDr, 0.1, {{64, 7.8, 12.5}, {256, 7.8, 3.4}, {1024, 7.8, 0.85}}},
            {"spray", Balance("Spray"), 0.15, {{64, 21, 34.6}, {256, 43, 18.2}, {1024, 86, 9.3}}},
            {"round robin, reshuffled",
             Balance("RoundRobin"),
             0.2,
             {{64, 36, 57}, {256, 77, 32}, {1024, 165, 16}}},
            {"adaptive", adaptive, 0.2, {{64, 16, 32}, {256, 40, 19}, {1024, 126, 13}}},
            {"simple round robin",
             simple,
             0.15,
             {{64, 143, 231}, {256, 571, 248}, {1024, 2283, 253}}},
            {"ECMP", Balance("Ecmp"), 0.15, {{64, 164, 302}, {256, 652, 324}, {1024, 2604, 329}}},
        };
        for (const Row& row : rows)
        {
            AddTestCase(new FatTreeTestCase(row), TestDurationOf<TestCase>::EXTENSIVE);
        }
        AddTestCase(new JsqTestCase, TestDurationOf<TestCase>::EXTENSIVE);
        AddTestCase(new LeafSpineTestCase, TestDurationOf<TestCase>::EXTENSIVE);
    }
};

const StrategyTableTestSuite g_strategyTableTestSuite; ///< the instance that registers the suite

} // namespace
