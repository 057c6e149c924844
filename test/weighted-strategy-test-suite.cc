/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Strategies that steer packets by the weights of routing, decision by decision.
 */

#include "fabric-test-scenario.h"
#include "switch-under-test.h"

#include "ns3/boolean.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/weighted-schedule.h"

#include <algorithm>
#include <cmath>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// Largest difference between the occurrences of a candidate in a beginning of the list and its
/// share of it.
double
Discrepancy(const List& list, const std::vector<uint32_t>& weights)
{
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    List counts(weights.size(), 0);
    double worst = 0;
    for (size_t length = 1; length <= list.size(); length++)
    {
        counts[list[length - 1]]++;
        for (size_t i = 0; i < weights.size(); i++)
        {
            worst = std::max(worst,
                             std::abs(counts[i] - static_cast<double>(length) * weights[i] / sum));
        }
    }
    return worst;
}

/// The same list as wider numbers.
List
Widen(const std::vector<uint16_t>& list)
{
    return List(list.begin(), list.end());
}

/**
 * @ingroup ai-fabric-tests
 * Lists and shares by themselves.
 */
class ScheduleTestCase : public TestCase
{
  public:
    ScheduleTestCase()
        : TestCase("Weighted lists: published examples, shares, discrepancy")
    {
    }

  private:
    void DoRun() override
    {
        // The example of arXiv:2507.21372: weights 2,2,2,1 in the order third, second, fourth,
        // first.
        NS_TEST_EXPECT_MSG_EQ((WeightedSchedule::Interleave({2, 1, 3, 0}, {2, 2, 2, 1}) ==
                               std::vector<uint16_t>{2, 1, 3, 0, 2, 1, 0}),
                              true,
                              "interleaved");
        // The example that came with Nginx's change: weights 5,1,1 give a a b a c a a.
        NS_TEST_EXPECT_MSG_EQ((WeightedSchedule::Smooth({0, 1, 2}, {5, 1, 1}) ==
                               std::vector<uint16_t>{0, 0, 1, 0, 2, 0, 0}),
                              true,
                              "smooth");
        NS_TEST_EXPECT_MSG_EQ((WeightedSchedule::Apportion({3, 4, 4, 4}, 256) ==
                               std::vector<uint32_t>{51, 69, 68, 68}),
                              true,
                              "51.2 + 3 x 68.27: the place left goes to the first of .27");
        NS_TEST_EXPECT_MSG_EQ(
            (WeightedSchedule::Apportion({1, 1, 1}, 64) == std::vector<uint32_t>{22, 21, 21}),
            true,
            "equal weights");

        const std::vector<uint32_t> unequal{32, 1, 2, 4, 1, 8, 1, 1};
        std::vector<uint16_t> order(unequal.size());
        std::iota(order.begin(), order.end(), uint16_t{0});
        const List bursty = Widen(WeightedSchedule::Interleave(order, unequal));
        const List smooth = Widen(WeightedSchedule::Smooth(order, unequal));
        NS_TEST_EXPECT_MSG_EQ((Count(bursty, 8) == unequal), true, "as often as the weight says");
        NS_TEST_EXPECT_MSG_EQ((Count(smooth, 8) == unequal), true, "as often as the weight says");
        NS_TEST_EXPECT_MSG_LT(Discrepancy(smooth, unequal), 2, "smooth is nearly proportional");
        NS_TEST_EXPECT_MSG_GT(Discrepancy(bursty, unequal), 6, "interleaved is bursty");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Weights of large numbers are rounded so that lists stay short, and no candidate is given up.
 */
class LongListTestCase : public TestCase
{
  public:
    LongListTestCase()
        : TestCase("Long lists are shortened, no candidate is lost")
    {
    }

  private:
    void DoRun() override
    {
        PortGroup group;
        for (uint16_t i = 0; i < 8; i++)
        {
            group.ports.push_back(i);
            group.weights.push_back(i == 3 ? 1 : static_cast<uint16_t>(1024 - i));
        }
        const Candidates candidates(group, nullptr, 1, 1);
        const auto weights = WeightedSchedule::GetWeights(candidates);
        NS_TEST_EXPECT_MSG_EQ(std::accumulate(weights.begin(), weights.end(), 0U),
                              WeightedSchedule::LONGEST,
                              "as long as allowed");
        NS_TEST_EXPECT_MSG_EQ(weights[3], 2, "a place for all, and 0.57 of 4088, rounded up");
        NS_TEST_EXPECT_MSG_EQ_TOL(weights[0], 4096.0 * 1024 / 7147, 2, "in proportion");
        group.weights = {4, 4, 4, 4, 4, 4, 8, 4};
        NS_TEST_EXPECT_MSG_EQ((WeightedSchedule::GetWeights(candidates) ==
                               std::vector<uint32_t>{1, 1, 1, 1, 1, 1, 2, 1}),
                              true,
                              "in lowest terms, after a dead port has left its group");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Random and rotating strategies: shares of many packets.
 */
class PacketSharesTestCase : public TestCase
{
  public:
    PacketSharesTestCase()
        : TestCase("Spray and round robin follow weights")
    {
    }

  private:
    /// Packets per candidate of a strategy whose attribute Weighted is set.
    List Shares(const std::string& name, bool weighted, uint32_t packets)
    {
        FabricTestScenario::Reset(1);
        FabricHelper helper;
        helper.SetLoadBalancer("ns3::aifabric::" + name + "LoadBalancer",
                               "Weighted",
                               BooleanValue(weighted));
        List counts;
        {
            SwitchUnderTest leaf(helper, 4);
            leaf.Group().weights = {4, 3, 4, 4};
            counts = Count(leaf.AskMany(packets), 4);
        }
        Simulator::Destroy();
        return counts;
    }

    void DoRun() override
    {
        // Binomial: 15000 packets, share 3/15: 3000 +- 4 x 49; a quarter would be 3750 +- 4 x 53.
        const List spray = Shares("Spray", true, 15000);
        NS_TEST_EXPECT_MSG_EQ_TOL(spray[1], 3000, 196, "spray: the weak one");
        NS_TEST_EXPECT_MSG_EQ_TOL(spray[0], 4000, 217, "spray: a strong one");
        NS_TEST_EXPECT_MSG_EQ_TOL(spray[3], 4000, 217, "spray: another");
        NS_TEST_EXPECT_MSG_EQ_TOL(Shares("Spray", false, 15000)[1], 3750, 212, "unweighted spray");
        // 5 wraps of 15, then a new order.
        NS_TEST_EXPECT_MSG_EQ((Shares("RoundRobin", true, 1500) == List{400, 300, 400, 400}),
                              true,
                              "round robin is exact");
        NS_TEST_EXPECT_MSG_EQ((Shares("RoundRobin", false, 1500) == List{375, 375, 375, 375}),
                              true,
                              "unweighted round robin");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class WeightedStrategyTestSuite : public TestSuite
{
  public:
    WeightedStrategyTestSuite()
        : TestSuite("ai-fabric-weighted-strategy", TestSuite::Type::UNIT)
    {
        AddTestCase(new ScheduleTestCase);
        AddTestCase(new LongListTestCase);
        AddTestCase(new PacketSharesTestCase);
    }
};

const WeightedStrategyTestSuite g_weightedStrategyTestSuite; ///< registers the suite

} // namespace
