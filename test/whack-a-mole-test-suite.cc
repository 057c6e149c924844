/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Whack-a-Mole by hand: the discrepancy of its rotation with unequal shares, and units that move.
 */

#include "host-strategy-bench.h"

#include "ns3/double.h"
#include "ns3/fabric-helper.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"
#include "ns3/whack-a-mole-load-balancer.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

constexpr uint32_t PATHS = 8;
constexpr uint32_t UNITS = 1024;
constexpr uint16_t BASE = wire::ENTROPY_BASE;

Ptr<FabricRoutes>
MakeRoutes(uint32_t paths)
{
    FabricHelper helper;
    helper.SetLayout("ns3::aifabric::LeafSpineFabric",
                     "Leaves",
                     UintegerValue(2),
                     "Spines",
                     UintegerValue(paths),
                     "Hosts",
                     UintegerValue(1));
    const auto routes = helper.Install().GetRoutes();
    Simulator::Destroy();
    return routes;
}

ObjectFactory
Whack()
{
    ObjectFactory factory;
    factory.SetTypeId(WhackAMoleLoadBalancer::GetTypeId());
    return factory;
}

/**
 * Largest difference, over all windows, between what a path gets and its share of the window.
 * @param taken paths of packets
 * @param shares of the paths, sum 1
 * @return packets
 */
double
Discrepancy(const std::vector<uint32_t>& taken, const std::vector<double>& shares)
{
    double worst = 0;
    for (uint32_t path = 0; path < shares.size(); path++)
    {
        // The difference over a window is that of the two prefixes that it lies between.
        double difference = 0;
        double low = 0;
        double high = 0;
        for (const uint32_t other : taken)
        {
            difference += (other == path ? 1 : 0) - shares[path];
            low = std::min(low, difference);
            high = std::max(high, difference);
        }
        worst = std::max(worst, high - low);
    }
    return worst;
}

/**
 * @ingroup ai-fabric-tests
 * Base.
 */
class WhackTestCase : public TestCase
{
  public:
    using TestCase::TestCase;

  protected:
    std::vector<uint32_t> Take(HostStrategyBench& bench, uint32_t packets)
    {
        std::vector<uint32_t> taken;
        for (uint32_t i = 0; i < packets; i++)
        {
            taken.push_back(bench.Send(m_psn++ & PSN_MASK) & 0x3fff);
        }
        return taken;
    }

    static std::vector<uint32_t> Units(const HostStrategyBench& bench, uint32_t paths = PATHS)
    {
        const auto balancer = DynamicCast<WhackAMoleLoadBalancer>(bench.balancer);
        std::vector<uint32_t> units;
        for (uint32_t path = 0; path < paths; path++)
        {
            units.push_back(balancer->GetUnits(256, static_cast<uint16_t>(BASE + path)));
        }
        return units;
    }

    static uint32_t Sum(const std::vector<uint32_t>& units)
    {
        return std::accumulate(units.begin(), units.end(), 0U);
    }

    uint32_t m_psn{0};
};

/**
 * @ingroup ai-fabric-tests
 * The discrepancy, with unequal shares.
 */
class DiscrepancyTestCase : public WhackTestCase
{
  public:
    DiscrepancyTestCase()
        : WhackTestCase("Whack-a-Mole: in any window each path gets its share but for O(log m)")
    {
    }

  private:
    void DoRun() override
    {
        const auto routes = MakeRoutes(PATHS);
        HostStrategyBench bench(Whack(), routes);
        NS_TEST_EXPECT_MSG_EQ(bench.problem, "", "it starts");
        const auto equal = Take(bench, 64 * UNITS);
        NS_TEST_EXPECT_MSG_LT(Discrepancy(equal, std::vector<double>(PATHS, 1.0 / PATHS)),
                              2.01,
                              "equal shares, a power of two: a rotation");
        for (const uint16_t marked : {0, 0, 0, 1, 1, 2, 5, 5, 5})
        {
            bench.Acknowledge(BASE + marked, true);
        }
        const auto units = Units(bench);
        NS_TEST_EXPECT_MSG_EQ(Sum(units), UNITS, "units are moved, not lost");
        std::vector<double> shares;
        std::vector<uint32_t> different;
        for (const uint32_t count : units)
        {
            shares.push_back(static_cast<double>(count) / UNITS);
        }
        different = units;
        std::sort(different.begin(), different.end());
        different.erase(std::unique(different.begin(), different.end()), different.end());
        NS_TEST_EXPECT_MSG_GT(different.size(), 3, "shares are unequal");
        const auto taken = Take(bench, 64 * UNITS);
        const double logarithm = std::log2(UNITS);
        NS_TEST_EXPECT_MSG_LT(Discrepancy(taken, shares), logarithm, "O(log m)");

        // What its neighbours do with the same shares: a random path; each path's units in a row.
        FabricRandom random;
        random.Seed(FabricRandom::USER, 1);
        std::vector<uint32_t> owners;
        for (uint32_t path = 0; path < PATHS; path++)
        {
            owners.insert(owners.end(), units[path], path);
        }
        std::vector<uint32_t> drawn;
        std::vector<uint32_t> inTurn;
        for (uint32_t i = 0; i < 64 * UNITS; i++)
        {
            drawn.push_back(owners[random.Below(UNITS)]);
            inTurn.push_back(owners[i % UNITS]);
        }
        NS_TEST_EXPECT_MSG_GT(Discrepancy(drawn, shares), 4 * logarithm, "a random path");
        NS_TEST_EXPECT_MSG_GT(Discrepancy(inTurn, shares), 4 * logarithm, "weighted round robin");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Units move away from a path and come back.
 */
class UnitsTestCase : public WhackTestCase
{
  public:
    UnitsTestCase()
        : WhackTestCase("Whack-a-Mole: units leave a marked path and come back with time")
    {
    }

  private:
    void DoRun() override
    {
        const auto routes = MakeRoutes(PATHS);
        HostStrategyBench bench(Whack(), routes);
        Take(bench, 1);
        const Frame ack = bench.SendAck(BASE + 2);
        NS_TEST_EXPECT_MSG_EQ(ack.entropy, BASE + 2, "an ACK takes the path of its packet");
        NS_TEST_EXPECT_MSG_EQ(ack.Has(FRAME_STEERED), true, "explicitly");
        const uint32_t fair = UNITS / PATHS;
        NS_TEST_EXPECT_MSG_EQ((Units(bench) == std::vector<uint32_t>(PATHS, fair)), true, "equal");
        bench.Acknowledge(BASE + 3, false);
        NS_TEST_EXPECT_MSG_EQ(Units(bench)[3], fair, "an unmarked answer");
        bench.Acknowledge(BASE + 3, true);
        NS_TEST_EXPECT_MSG_EQ(Units(bench)[3], fair * 3 / 4, "a mark takes a quarter");
        bench.Acknowledge(BASE + 3, true);
        const auto units = Units(bench);
        NS_TEST_EXPECT_MSG_EQ(units[3], fair / 2, "another one");
        for (uint32_t path = 0; path < PATHS; path++)
        {
            if (path != 3)
            {
                NS_TEST_EXPECT_MSG_EQ_TOL(units[path], fair + 9, 1U, "the others share it");
            }
        }
        const uint32_t lost = Take(bench, 1)[0];
        bench.Lose(m_psn - 1, LossCause::GAP);
        NS_TEST_EXPECT_MSG_LT(Units(bench)[lost], 12, "a loss takes its fair share");
        NS_TEST_EXPECT_MSG_EQ(Sum(Units(bench)), UNITS, "the sum remains");
        const auto taken = Take(bench, UNITS);
        for (uint32_t path = 0; path < PATHS; path++)
        {
            NS_TEST_EXPECT_MSG_EQ(std::count(taken.begin(), taken.end(), path),
                                  static_cast<int64_t>(Units(bench)[path]),
                                  "packets follow units");
        }
        bench.Wait(4 * HostStrategyBench::RTT);
        Take(bench, 1);
        NS_TEST_EXPECT_MSG_EQ(Units(bench)[3], fair * 3 / 4, "a quarter comes back");
        Take(bench, 100);
        NS_TEST_EXPECT_MSG_EQ(Units(bench)[3], fair * 3 / 4, "with time, not with packets");
        for (uint32_t i = 0; i < 4; i++)
        {
            bench.Wait(4 * HostStrategyBench::RTT);
            Take(bench, 1);
            NS_TEST_EXPECT_MSG_EQ(Sum(Units(bench)), UNITS, "the sum remains");
        }
        NS_TEST_EXPECT_MSG_EQ((Units(bench) == std::vector<uint32_t>(PATHS, fair)), true, "equal");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Random marks and losses on odd numbers of paths: the sum of units remains.
 */
class StressTestCase : public WhackTestCase
{
  public:
    StressTestCase()
        : WhackTestCase("Whack-a-Mole: any feedback keeps the number of units")
    {
    }

  private:
    void DoRun() override
    {
        FabricRandom random;
        random.Seed(FabricRandom::USER, 3);
        for (const uint32_t paths : {1U, 2U, 3U, 13U, 300U})
        {
            HostStrategyBench bench(Whack(), MakeRoutes(paths));
            const uint32_t expected = paths > 256 ? 2048 : UNITS;
            m_psn = 0;
            for (uint32_t i = 0; i < 2000; i++)
            {
                const uint32_t path = Take(bench, 1)[0];
                NS_TEST_ASSERT_MSG_LT(path, paths, "a path that there is");
                if (random.Below(3) > 0)
                {
                    bench.Acknowledge(static_cast<uint16_t>(BASE + path), true);
                }
                else
                {
                    bench.Lose(m_psn - 1, LossCause::TIMEOUT);
                }
                if (random.Below(20) == 0)
                {
                    bench.Wait(5 * HostStrategyBench::RTT);
                }
                NS_TEST_ASSERT_MSG_EQ(Sum(Units(bench, paths)), expected, paths << " paths");
            }
        }
        ObjectFactory wrong = Whack();
        wrong.Set("Units", UintegerValue(1000));
        HostStrategyBench bench(wrong);
        NS_TEST_EXPECT_MSG_EQ(bench.problem, "Units must be a power of two", "refused");
        wrong.Set("Units", UintegerValue(1024));
        wrong.Set("RestoreShare", DoubleValue(0));
        HostStrategyBench other(wrong);
        NS_TEST_EXPECT_MSG_EQ(other.problem.substr(0, 29), "RestoreShare must be positive", "no");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class WhackAMoleTestSuite : public TestSuite
{
  public:
    WhackAMoleTestSuite()
        : TestSuite("ai-fabric-whack-a-mole", TestSuite::Type::UNIT)
    {
        AddTestCase(new DiscrepancyTestCase);
        AddTestCase(new UnitsTestCase);
        AddTestCase(new StressTestCase);
    }
};

const WhackAMoleTestSuite g_whackAMoleTestSuite; ///< the instance that registers the suite

} // namespace
