/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Ofan decision by decision: rotation by weights, pointers and what they are shared by.
 */

#include "fabric-test-scenario.h"
#include "switch-under-test.h"

#include "ns3/boolean.h"
#include "ns3/ofan-load-balancer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"

#include <algorithm>
#include <set>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

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
 * An aggregation switch whose next hops towards the edges of one pod differ: one pointer cannot
 * serve both groups.
 */
class OfanGroupsTestCase : public TestCase
{
  public:
    OfanGroupsTestCase()
        : TestCase("Ofan: edges of a pod share a pointer, unless their next hops differ")
    {
    }

  private:
    /// Packets by turns to edges 2 and 3 of pod 1 over groups; the pointers that it takes.
    uint32_t CountPointers(const PortGroup& two, const PortGroup& three, std::vector<List>& counts)
    {
        auto balancer = CreateObject<OfanLoadBalancer>();
        SwitchPlace place;
        place.tier = 2;
        place.edge = UINT32_MAX;
        place.edges = 4;
        place.pods = 2;
        place.ports = 8;
        NS_TEST_EXPECT_MSG_EQ(balancer->Start(place), "", "starts");
        List choices[2];
        Frame frame{};
        for (uint32_t packet = 0; packet < 120; packet++)
        {
            choices[0].push_back(balancer->Select(frame, Candidates(two, nullptr, 2, 1)));
            choices[1].push_back(balancer->Select(frame, Candidates(three, nullptr, 3, 1)));
        }
        counts = {Count(choices[0], 4), Count(choices[1], 4)};
        return balancer->GetPointerCount();
    }

    void DoRun() override
    {
        const PortGroup even{0, {4, 5, 6, 7}, {}};
        const PortGroup three{1, {4, 6, 7}, {}};
        const PortGroup strong{2, {4, 5, 6, 7}, {2, 2, 1, 1}};
        const PortGroup weak{3, {4, 5, 6, 7}, {1, 2, 1, 2}};
        std::vector<List> counts;
        NS_TEST_EXPECT_MSG_EQ(CountPointers(even, even, counts), 2, "one pointer and two bins");
        NS_TEST_EXPECT_MSG_EQ(counts[0][0] + counts[1][0], 60, "which both advance");
        NS_TEST_EXPECT_MSG_EQ(CountPointers(strong, strong, counts), 2, "so they do by weights");
        NS_TEST_EXPECT_MSG_EQ(counts[0][0] + counts[1][0], 80, "both advance it");
        NS_TEST_EXPECT_MSG_EQ(CountPointers(even, three, counts), 4, "one each");
        NS_TEST_EXPECT_MSG_EQ((counts[0] == List{30, 30, 30, 30}), true, "four ports");
        NS_TEST_EXPECT_MSG_EQ((counts[1] == List{40, 40, 40, 0}), true, "three ports");
        NS_TEST_EXPECT_MSG_EQ(CountPointers(strong, weak, counts), 4, "one each");
        NS_TEST_EXPECT_MSG_EQ((counts[0] == List{40, 40, 20, 20}), true, "its own weights");
        NS_TEST_EXPECT_MSG_EQ((counts[1] == List{20, 40, 20, 40}), true, "its own weights");
        NS_TEST_EXPECT_MSG_EQ(CountPointers(weak, three, counts), 4, "one each");
        NS_TEST_EXPECT_MSG_EQ((counts[1] == List{40, 40, 40, 0}), true, "three ports");
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
 * The suite.
 */
class OfanRotationTestSuite : public TestSuite
{
  public:
    OfanRotationTestSuite()
        : TestSuite("ai-fabric-ofan-rotation", TestSuite::Type::UNIT)
    {
        AddTestCase(new OfanWeightsTestCase);
        AddTestCase(new OfanGroupsTestCase);
        AddTestCase(new OfanPipesTestCase);
    }
};

const OfanRotationTestSuite g_ofanRotationTestSuite; ///< registers the suite

} // namespace
