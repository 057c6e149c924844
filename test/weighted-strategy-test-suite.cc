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
#include "ns3/ofan-load-balancer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/weighted-schedule.h"

#include <algorithm>
#include <cmath>
#include <set>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

using List = std::vector<uint32_t>;

/// How often each of the candidates occurs.
List
Count(const List& choices, uint32_t candidates)
{
    List counts(candidates, 0);
    for (const uint32_t choice : choices)
    {
        counts[choice]++;
    }
    return counts;
}

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
    }
};

/**
 * @ingroup ai-fabric-tests
 * Ofan's weighted rotation, decision by decision.
 */
class OfanWeightsTestCase : public TestCase
{
  public:
    OfanWeightsTestCase()
        : TestCase("Ofan rotates by weights, with a pointer per destination")
    {
    }

  private:
    /// What packets to one destination get, without randomness.
    List Ask(const std::string& weights, std::vector<uint16_t> group, uint32_t count)
    {
        FabricTestScenario::Reset(1);
        FabricHelper helper;
        helper.SetLoadBalancer("ns3::aifabric::OfanLoadBalancer",
                               "Weights",
                               StringValue(weights),
                               "RandomStart",
                               BooleanValue(false),
                               "RandomOrder",
                               BooleanValue(false));
        List choices;
        {
            SwitchUnderTest leaf(helper, static_cast<uint32_t>(group.size()));
            leaf.Group().weights = std::move(group);
            choices = leaf.AskMany(count);
        }
        Simulator::Destroy();
        return choices;
    }

    void CheckRandomOrder()
    {
        FabricTestScenario::Reset(1);
        FabricHelper helper;
        helper.SetLoadBalancer("ns3::aifabric::OfanLoadBalancer");
        {
            SwitchUnderTest leaf(helper, 4, 40);
            leaf.Group().weights = {2, 2, 2, 1};
            const auto balancer = leaf.GetBalancer<OfanLoadBalancer>();
            std::set<List> starts;
            std::set<uint32_t> rare;
            for (uint32_t edge = 1; edge < 40; edge++)
            {
                const List choices = leaf.AskMany(14, edge);
                starts.insert(choices);
                const List wrap(choices.begin(), choices.begin() + 7);
                NS_TEST_EXPECT_MSG_EQ((List(choices.begin() + 7, choices.end()) == wrap),
                                      true,
                                      "the list repeats");
                NS_TEST_EXPECT_MSG_EQ((Count(wrap, 4) == List{2, 2, 2, 1}), true, "shares");
            }
            NS_TEST_EXPECT_MSG_EQ(starts.size(), 7, "every start occurs, and one cyclic list");
            NS_TEST_EXPECT_MSG_EQ(balancer->GetPointerCount(), 39 * 2, "one per edge and bin");

            // Control frames do not move the pointers of data.
            const List before = leaf.AskMany(7);
            leaf.Ask(0, 1, 0, FrameKind::ACK);
            NS_TEST_EXPECT_MSG_EQ((leaf.AskMany(7) == before), true, "bins rotate apart");

            // New routes: new pointers, new lists.
            for (uint32_t change = 0; change < 40; change++)
            {
                balancer->RoutesChanged();
                leaf.Group().weights = {1, 2, 2, 2};
                const List choices = leaf.AskMany(7);
                NS_TEST_EXPECT_MSG_EQ((Count(choices, 4) == List{1, 2, 2, 2}), true, "new shares");
                rare.insert(static_cast<uint32_t>(std::find(choices.begin(), choices.end(), 0U) -
                                                  choices.begin()));
            }
            NS_TEST_EXPECT_MSG_EQ(rare.size(), 7, "they start anywhere");
            NS_TEST_EXPECT_MSG_EQ(balancer->GetPointerCount(), 2, "the old ones are gone");
            leaf.Group().weights.clear();
            balancer->RoutesChanged();
            NS_TEST_EXPECT_MSG_EQ((Count(leaf.AskMany(8), 4) == List{2, 2, 2, 2}), true, "equal");
        }
        Simulator::Destroy();
    }

    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_EQ((Ask("iwrr", {2, 2, 2, 1}, 10) == List{0, 1, 2, 3, 0, 1, 2, 0, 1, 2}),
                              true,
                              "interleaved");
        NS_TEST_EXPECT_MSG_EQ((Ask("smooth", {5, 1, 1}, 9) == List{0, 0, 1, 0, 2, 0, 0, 0, 0}),
                              true,
                              "smooth");
        NS_TEST_EXPECT_MSG_EQ((Ask("iwrr", {5, 1, 1}, 9) == List{0, 1, 2, 0, 0, 0, 0, 0, 1}),
                              true,
                              "interleaved is not smooth");
        NS_TEST_EXPECT_MSG_EQ((Ask("equal", {2, 2, 2, 1}, 9) == List{0, 1, 2, 3, 0, 1, 2, 3, 0}),
                              true,
                              "weights ignored");
        CheckRandomOrder();
        auto refused = CreateObject<OfanLoadBalancer>();
        refused->SetAttribute("Weights", StringValue("bgp"));
        NS_TEST_EXPECT_MSG_EQ(refused->Start(SwitchPlace()),
                              "ofan: weights must be equal, iwrr or smooth, not bgp",
                              "nonsense is refused");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Pipe-local pointers: every block of ingress ports rotates on its own.
 */
class OfanPipesTestCase : public TestCase
{
  public:
    OfanPipesTestCase()
        : TestCase("Ofan: pipes rotate apart")
    {
    }

  private:
    /// Pointers after packets to three edges from all ports, and whether pipes disturb each other.
    uint32_t Pointers(uint32_t pipes, uint32_t& blocks)
    {
        FabricTestScenario::Reset(1);
        FabricHelper helper;
        helper.SetLoadBalancer("ns3::aifabric::OfanLoadBalancer", "Pipes", UintegerValue(pipes));
        uint32_t count = 0;
        {
            SwitchUnderTest leaf(helper, 7); // and port 0
            for (uint16_t port = 0; port < 8; port++)
            {
                for (uint32_t edge = 1; edge < 4; edge++)
                {
                    leaf.Ask(0, edge, port);
                }
            }
            count = leaf.GetBalancer<OfanLoadBalancer>()->GetPointerCount();
            // Two ports share pointers if packets of one advance the other: then two packets from
            // each make four steps of one rotation.
            blocks = 1;
            for (uint16_t port = 1; port < 8; port++)
            {
                const List own = leaf.AskMany(7, 1, port);
                leaf.Ask(0, 1, port - 1);
                blocks += leaf.AskMany(7, 1, port) == own ? 1 : 0;
            }
        }
        Simulator::Destroy();
        return count;
    }

    void DoRun() override
    {
        uint32_t blocks = 0;
        NS_TEST_EXPECT_MSG_EQ(Pointers(1, blocks), 3 * 2, "edges times bins");
        NS_TEST_EXPECT_MSG_EQ(blocks, 1, "all ports advance one pointer");
        NS_TEST_EXPECT_MSG_EQ(Pointers(2, blocks), 2 * 3 * 2, "times two");
        NS_TEST_EXPECT_MSG_EQ(blocks, 2, "two blocks of ports");
        NS_TEST_EXPECT_MSG_EQ(Pointers(4, blocks), 4 * 3 * 2, "times four");
        NS_TEST_EXPECT_MSG_EQ(blocks, 4, "four blocks of ports");
        NS_TEST_EXPECT_MSG_EQ(Pointers(8, blocks), 8 * 3 * 2, "per ingress port");
        NS_TEST_EXPECT_MSG_EQ(blocks, 8, "each its own");
        NS_TEST_EXPECT_MSG_EQ(Pointers(64, blocks), 8 * 3 * 2, "no more than ports");
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
        AddTestCase(new OfanWeightsTestCase);
        AddTestCase(new OfanPipesTestCase);
        AddTestCase(new PacketSharesTestCase);
    }
};

const WeightedStrategyTestSuite g_weightedStrategyTestSuite; ///< registers the suite

} // namespace
