/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The weights of next hops that routing computes, against patterns worked out by hand, and against
 * their purpose: traffic that follows them is even over all paths.
 */

#include "ns3/fabric-layout.h"
#include "ns3/fabric-random.h"
#include "ns3/fabric-routes.h"
#include "ns3/object-factory.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

using Weights = std::vector<uint16_t>;

constexpr uint32_t EDGE = 128;        ///< first edge vertex of the k=8 fat-tree
constexpr uint32_t AGGREGATION = 160; ///< first aggregation vertex
constexpr uint32_t CORE = 192;        ///< first core vertex
constexpr uint64_t GBPS = 1'000'000'000;

/// A fat-tree of 128 hosts.
Ptr<FabricTopology>
MakeFatTree()
{
    ObjectFactory factory;
    factory.SetTypeId("ns3::aifabric::FatTreeFabric");
    factory.Set("K", UintegerValue(8));
    return factory.Create<FabricLayout>()->Build(DataRate("400Gbps"), NanoSeconds(500));
}

/// Make routing avoid the link (or links) between two vertices.
void
Fail(const Ptr<FabricTopology>& topology, uint32_t a, uint32_t b, uint32_t count = UINT32_MAX)
{
    for (const auto& adjacency : topology->GetAdjacencies(a))
    {
        if (adjacency.peer == b && count > 0)
        {
            topology->SetLinkUp(adjacency.link, false);
            count--;
        }
    }
}

/// The group of next hops of a switch towards an edge.
const PortGroup&
Find(const FabricRoutes& routes, uint32_t vertex, uint32_t edge)
{
    return *routes.GetTable(vertex).Find(edge);
}

/**
 * @ingroup ai-fabric-tests
 * Patterns on a fat-tree with k=8.
 */
class FatTreeWeightsTestCase : public TestCase
{
  public:
    FatTreeWeightsTestCase()
        : TestCase("Weights on a fat-tree with failed links")
    {
    }

  private:
    void DoRun() override
    {
        auto topology = MakeFatTree();
        auto routes = Create<FabricRoutes>(topology);
        for (uint32_t vertex = EDGE; vertex < CORE + 16; vertex++)
        {
            for (const PortGroup& group : routes->GetTable(vertex).GetGroups())
            {
                NS_TEST_ASSERT_MSG_EQ(group.weights.empty(), true, "equal: no weights");
            }
        }

        // Aggregation 1 of pod 3 loses its second core, number 1 x 4 + 1.
        const uint32_t broken = AGGREGATION + 3 * 4 + 1;
        Fail(topology, broken, CORE + 5);
        routes->Recompute();
        const auto& away = Find(*routes, EDGE, 3 * 4 + 2);
        NS_TEST_EXPECT_MSG_EQ((away.weights == Weights{4, 3, 4, 4}), true, "towards the pod");
        NS_TEST_EXPECT_MSG_EQ((away.ports == Weights{4, 5, 6, 7}), true, "all uplinks");
        const auto& back = Find(*routes, EDGE + 3 * 4, 0);
        NS_TEST_EXPECT_MSG_EQ((back.weights == Weights{4, 3, 4, 4}), true, "out of the pod");
        NS_TEST_EXPECT_MSG_EQ(Find(*routes, EDGE, 5 * 4).weights.empty(), true, "other pods");
        NS_TEST_EXPECT_MSG_EQ(Find(*routes, EDGE, 1).weights.empty(), true, "in a pod");
        NS_TEST_EXPECT_MSG_EQ(Find(*routes, EDGE + 12, 13).weights.empty(), true, "in that pod");
        // Aggregations know live cores only, at equal weights.
        const auto& near = Find(*routes, broken, 0);
        NS_TEST_EXPECT_MSG_EQ((near.ports == Weights{4, 6, 7}), true, "its own live cores");
        NS_TEST_EXPECT_MSG_EQ(near.weights.empty(), true, "equal");
        const auto& far = Find(*routes, AGGREGATION + 1, 3 * 4);
        NS_TEST_EXPECT_MSG_EQ((far.ports == Weights{4, 6, 7}), true, "of another pod");
        NS_TEST_EXPECT_MSG_EQ(far.weights.empty(), true, "equal");
        NS_TEST_EXPECT_MSG_EQ(Find(*routes, AGGREGATION + 1, 5 * 4).ports.size(), 4, "elsewhere");

        // A second one at the same pair of cores and pods, from the other end.
        Fail(topology, AGGREGATION + 1, CORE + 6);
        routes->Recompute();
        NS_TEST_EXPECT_MSG_EQ((Find(*routes, EDGE, 12).weights == Weights{2, 1, 2, 2}),
                              true,
                              "both failures count between the two pods, in lowest terms");
        NS_TEST_EXPECT_MSG_EQ((Find(*routes, EDGE, 20).weights == Weights{4, 3, 4, 4}),
                              true,
                              "one counts towards the others");
    }
};

/**
 * @ingroup ai-fabric-tests
 * A failed link between edge and aggregation concerns one edge only.
 */
class EdgeLinkTestCase : public TestCase
{
  public:
    EdgeLinkTestCase()
        : TestCase("Weights when an edge loses an uplink")
    {
    }

  private:
    void DoRun() override
    {
        auto topology = MakeFatTree();
        auto routes = Create<FabricRoutes>(topology);
        Fail(topology, EDGE + 12, AGGREGATION + 12 + 2);
        routes->Recompute();
        for (const uint32_t from : {0U, 13U})
        {
            const auto& towards = Find(*routes, EDGE + from, 12);
            NS_TEST_EXPECT_MSG_EQ((towards.ports == Weights{4, 5, 7}), true, "three aggregations");
            NS_TEST_EXPECT_MSG_EQ(towards.weights.empty(), true, "equal");
            NS_TEST_EXPECT_MSG_EQ(Find(*routes, EDGE + from, 15).ports.size(), 4, "its neighbours");
        }
        NS_TEST_EXPECT_MSG_EQ(Find(*routes, EDGE + 12, 0).ports.size(), 3, "out of it");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Parallel links, and links of unlike rates.
 */
class UnlikeLinksTestCase : public TestCase
{
  public:
    UnlikeLinksTestCase()
        : TestCase("Weights with parallel links and unlike rates")
    {
    }

  private:
    void CheckParallel()
    {
        ObjectFactory factory;
        factory.SetTypeId("ns3::aifabric::LeafSpineFabric");
        factory.Set("Leaves", UintegerValue(3));
        factory.Set("Spines", UintegerValue(2));
        factory.Set("Hosts", UintegerValue(1));
        factory.Set("Parallel", UintegerValue(2));
        const auto topology =
            factory.Create<FabricLayout>()->Build(DataRate("400Gbps"), NanoSeconds(500));
        const auto routes = Create<FabricRoutes>(topology);
        NS_TEST_EXPECT_MSG_EQ(Find(*routes, 3, 1).weights.empty(), true, "equal");
        NS_TEST_EXPECT_MSG_EQ(Find(*routes, 3, 1).ports.size(), 4, "two links to each spine");
        // One of two links between the first spine (vertex 6) and leaf 1 (vertex 4) fails.
        Fail(topology, 6, 4, 1);
        routes->Recompute();
        NS_TEST_EXPECT_MSG_EQ((Find(*routes, 3, 1).weights == Weights{1, 1, 2, 2}),
                              true,
                              "half the capacity beyond the first spine");
        NS_TEST_EXPECT_MSG_EQ(Find(*routes, 3, 2).weights.empty(), true, "not so to leaf 2");
        NS_TEST_EXPECT_MSG_EQ(Find(*routes, 6, 1).ports.size(), 1, "one link down");
        NS_TEST_EXPECT_MSG_EQ(Find(*routes, 6, 2).ports.size(), 2, "two elsewhere");
    }

    /// Two leaves joined by three spines whose links have the rates given, up and down.
    void CheckRates(const std::vector<uint64_t>& up,
                    const std::vector<uint64_t>& down,
                    const Weights& expected)
    {
        auto topology = Create<FabricTopology>();
        topology->AddHosts(2);
        const uint32_t left = topology->AddSwitch(1, FabricTopology::NONE);
        const uint32_t right = topology->AddSwitch(1, FabricTopology::NONE);
        topology->AddLink(0, left, 400 * GBPS, 500'000);
        topology->AddLink(1, right, 400 * GBPS, 500'000);
        for (size_t i = 0; i < up.size(); i++)
        {
            const uint32_t spine = topology->AddSwitch(2, FabricTopology::NONE);
            topology->AddLink(left, spine, up[i] * GBPS, 500'000);
            topology->AddLink(right, spine, down[i] * GBPS, 500'000);
        }
        const auto routes = Create<FabricRoutes>(topology);
        NS_TEST_EXPECT_MSG_EQ((Find(*routes, left, 1).weights == expected), true, "rates");
    }

    /// Two paths of three tiers that branch above: sums of their slowest links.
    void CheckSums()
    {
        auto topology = Create<FabricTopology>();
        topology->AddHosts(2);
        const uint32_t left = topology->AddSwitch(1, 0);
        const uint32_t right = topology->AddSwitch(1, 1);
        topology->AddLink(0, left, 400 * GBPS, 500'000);
        topology->AddLink(1, right, 400 * GBPS, 500'000);
        const std::vector<std::vector<uint64_t>> cores{{100, 400}, {400, 400}};
        for (size_t plane = 0; plane < 2; plane++)
        {
            const uint32_t near = topology->AddSwitch(2, 0);
            const uint32_t far = topology->AddSwitch(2, 1);
            topology->AddLink(left, near, plane == 0 ? 400 * GBPS : 200 * GBPS, 500'000);
            topology->AddLink(right, far, 400 * GBPS, 500'000);
            for (const uint64_t rate : cores[plane])
            {
                const uint32_t core = topology->AddSwitch(3, FabricTopology::NONE);
                topology->AddLink(near, core, 400 * GBPS, 500'000);
                topology->AddLink(far, core, rate * GBPS, 500'000);
            }
        }
        const auto routes = Create<FabricRoutes>(topology);
        NS_TEST_EXPECT_MSG_EQ((Find(*routes, left, 1).weights == Weights{5, 4}),
                              true,
                              "100 + 400 against 200 + 200");
        const uint32_t near = topology->GetAdjacencies(left)[1].peer;
        NS_TEST_EXPECT_MSG_EQ((Find(*routes, near, 1).weights == Weights{1, 4}), true, "and above");
    }

    void DoRun() override
    {
        CheckParallel();
        CheckRates({400, 400, 400}, {400, 400, 400}, {});
        CheckRates({400, 200, 100}, {400, 400, 400}, {4, 2, 1});
        CheckRates({400, 400, 400}, {100, 400, 200}, {1, 4, 2});
        CheckRates({400, 200, 400}, {200, 400, 200}, {});
        CheckRates({400, 100, 800}, {100, 400, 200}, {1, 1, 2});
        CheckSums();
    }
};

/**
 * @ingroup ai-fabric-tests
 * Every path between two hosts gets the same share of traffic that follows the weights.
 */
class EvenPathsTestCase : public TestCase
{
  public:
    EvenPathsTestCase()
        : TestCase("Traffic by weights is even over all paths")
    {
    }

  private:
    /// Shares of all paths from a switch to an edge.
    static void Follow(const FabricRoutes& routes,
                       uint32_t vertex,
                       uint32_t edge,
                       double share,
                       std::vector<double>& shares)
    {
        const auto& topology = routes.GetTopology();
        if (vertex == topology.GetEdgeVertex(edge))
        {
            shares.push_back(share);
            return;
        }
        const PortGroup& group = Find(routes, vertex, edge);
        double sum = 0;
        for (size_t i = 0; i < group.ports.size(); i++)
        {
            sum += group.weights.empty() ? 1 : group.weights[i];
        }
        for (size_t i = 0; i < group.ports.size(); i++)
        {
            const double weight = group.weights.empty() ? 1 : group.weights[i];
            const uint32_t peer = topology.GetAdjacencies(vertex)[group.ports[i]].peer;
            Follow(routes, peer, edge, share * weight / sum, shares);
        }
    }

    void DoRun() override
    {
        FabricRandom random;
        random.Seed(FabricRandom::FAULT, 1);
        uint32_t weighted = 0;
        for (uint32_t draw = 0; draw < 10; draw++)
        {
            auto topology = MakeFatTree();
            auto routes = Create<FabricRoutes>(topology);
            for (uint32_t i = 0; i < 4; i++)
            {
                const uint32_t a = random.Below(32);
                Fail(topology, AGGREGATION + a, CORE + a % 4 * 4 + random.Below(4));
            }
            const uint32_t edge = random.Below(32);
            Fail(topology, EDGE + edge, AGGREGATION + edge / 4 * 4 + random.Below(4));
            routes->Recompute();
            for (uint32_t src = 0; src < 32; src++)
            {
                for (uint32_t dst = 0; dst < 32; dst++)
                {
                    std::vector<double> shares;
                    if (src != dst)
                    {
                        Follow(*routes, EDGE + src, dst, 1, shares);
                        weighted += Find(*routes, EDGE + src, dst).weights.empty() ? 0 : 1;
                    }
                    for (const double share : shares)
                    {
                        NS_TEST_ASSERT_MSG_EQ_TOL(share * static_cast<double>(shares.size()),
                                                  1,
                                                  1e-12,
                                                  "from edge " << src << " to edge " << dst);
                    }
                }
            }
        }
        NS_TEST_EXPECT_MSG_GT(weighted, 1000, "weights were at work");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class RouteWeightsTestSuite : public TestSuite
{
  public:
    RouteWeightsTestSuite()
        : TestSuite("ai-fabric-route-weights", TestSuite::Type::UNIT)
    {
        AddTestCase(new FatTreeWeightsTestCase);
        AddTestCase(new EdgeLinkTestCase);
        AddTestCase(new UnlikeLinksTestCase);
        AddTestCase(new EvenPathsTestCase);
    }
};

const RouteWeightsTestSuite g_routeWeightsTestSuite; ///< registers the suite

} // namespace
