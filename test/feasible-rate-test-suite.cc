/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The feasible rate of arXiv:2507.21372: what is left to every flow when links are gone.
 */

#include "fabric-test-scenario.h"
#include "workload-test-helper.h"

#include "ns3/fabric-compat.h"
#include "ns3/fat-tree-fabric.h"
#include "ns3/feasible-rate.h"
#include "ns3/leaf-spine-fabric.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <algorithm>
#include <cmath>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::workload_test;

namespace
{

/// A fabric by its class and one attribute each.
Ptr<FabricTopology>
MakeFabric(const std::string& type, const std::map<std::string, uint64_t>& values)
{
    ObjectFactory factory;
    factory.SetTypeId("ns3::aifabric::" + type);
    for (const auto& [name, value] : values)
    {
        factory.Set(name, UintegerValue(value));
    }
    return factory.Create<FabricLayout>()->Build(DataRate("400Gbps"), NanoSeconds(500));
}

/// Rates of all links, some of them cut.
std::vector<double>
Rates(const FabricTopology& topology, const std::vector<uint32_t>& cut, double rate = 0)
{
    std::vector<double> rates;
    for (const auto& link : topology.GetLinks())
    {
        rates.push_back(static_cast<double>(link.rate));
    }
    for (const uint32_t link : cut)
    {
        rates[link] = rate;
    }
    return rates;
}

/**
 * @ingroup ai-fabric-tests
 * Closed forms.
 */
class ClosedFormTestCase : public TestCase
{
  public:
    ClosedFormTestCase()
        : TestCase("Feasible rates of intact and broken fabrics in closed form")
    {
    }

  private:
    void Expect(const FabricTopology& topology,
                const std::vector<double>& rates,
                Ptr<TaskGraph> graph,
                double rate,
                const std::string& what)
    {
        FeasibleRate feasible(topology, rates);
        NS_TEST_EXPECT_MSG_EQ_TOL(feasible.Compute(*graph), rate, 1e-12, what);
    }

    void DoRun() override
    {
        const auto shift = [](uint32_t hosts, uint64_t offset) {
            return Build(Make("ShiftWorkload", {{"Offset", offset}}), hosts);
        };
        const auto tree = MakeFabric("FatTreeFabric", {{"K", 8}});
        // Hosts, then edge-agg links (8 pods, 4 x 4), then agg-core links, 4 of each aggregation.
        const uint32_t edgeAgg = 128;
        const uint32_t aggCore = 128 + 128;
        const auto pods = shift(128, 16);
        Expect(*tree, {}, pods, 1, "intact");
        Expect(*tree, {}, Build(Make("PermutationWorkload", {}), 128), 1, "any permutation");
        // 15 of 16 paths are left to and from the pod; the other cores of the aggregation carry
        // 16 flows x 1/15.
        Expect(*tree, Rates(*tree, {aggCore}), pods, 15.0 / 16, "one agg-core link");
        Expect(*tree, Rates(*tree, {aggCore, aggCore + 1}), pods, 14.0 / 16, "two of a switch");
        // Three aggregations are left to the edge switch: 4 flows on 3 uplinks.
        Expect(*tree, Rates(*tree, {edgeAgg}), pods, 3.0 / 4, "one edge-agg link");
        Expect(*tree, Rates(*tree, {aggCore}, 200e9), pods, 0.5, "half a link, used evenly");
        Expect(*tree,
               Rates(*tree, {aggCore}),
               shift(128, 1),
               1,
               "traffic within pods does not care (only neighbours cross pods)");
        Expect(*tree, {}, Build(Make("AllToAllWorkload", {}), 128), 1, "all-to-all");
        // Of 127 flows of a host 124 go over its uplinks, of which one is left for 31 of them each.
        Expect(*tree,
               Rates(*tree, {edgeAgg, edgeAgg + 1, edgeAgg + 2}),
               Build(Make("AllToAllWorkload", {}), 128),
               127.0 / 124 / 4,
               "all-to-all, one uplink of an edge switch");
        Expect(*tree,
               {},
               Build(Make("IncastWorkload", {{"FanIn", 32}}), 128),
               1.0 / 32,
               "incast: the last link");
        Expect(*tree, {}, Build(Make("AllReduceWorkload", {}), 128), 1, "ring: step by step");

        const auto leaves =
            MakeFabric("LeafSpineFabric", {{"Leaves", 4}, {"Spines", 4}, {"Hosts", 4}});
        const auto across = shift(16, 4);
        Expect(*leaves, {}, across, 1, "leaf-spine");
        // From leaf 0: 4 flows on 3 spines. To leaf 0: likewise.
        Expect(*leaves, Rates(*leaves, {16}), across, 3.0 / 4, "one uplink of four");
        Expect(*leaves, Rates(*leaves, {16, 17}), across, 2.0 / 4, "two uplinks of four");
        // Leaf 0 has lost spine 0, leaf 1 spine 1: two spines are left between them.
        Expect(*leaves, Rates(*leaves, {16, 21}), across, 2.0 / 4, "different spines");
        Expect(*leaves, Rates(*leaves, {0}), across, 1, "a host without link does not count");
        // Two such planes: links 32 to 47 are those of hosts to the second one, 48 on its uplinks.
        const auto planes = MakeFabric("MultiPlaneFabric",
                                       {{"Planes", 2}, {"Leaves", 4}, {"Spines", 4}, {"Hosts", 4}});
        Expect(*planes, {}, across, 1, "two planes");
        Expect(*planes, Rates(*planes, {48}), across, 3.0 / 4, "an uplink of the second plane");
        Expect(*planes, Rates(*planes, {32}), across, 1, "a host with one port left");
        const auto narrow =
            MakeFabric("LeafSpineFabric", {{"Leaves", 4}, {"Spines", 2}, {"Hosts", 4}});
        Expect(*narrow, {}, shift(16, 4), 0.5, "oversubscribed");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Random failures: against a walk along all paths, one by one.
 */
class PathsTestCase : public TestCase
{
  public:
    PathsTestCase()
        : TestCase("Loads are those of all paths, followed one by one")
    {
    }

  private:
    /// Follow every shortest path and count how many cross each direction of each link.
    void Walk(const FabricTopology& topology,
              const FabricRoutes& routes,
              uint32_t vertex,
              uint32_t edge,
              std::vector<uint32_t>& way,
              std::vector<std::vector<uint32_t>>& ways)
    {
        if (vertex == topology.GetEdgeVertex(edge))
        {
            ways.push_back(way);
            return;
        }
        const PortGroup* group = routes.GetTable(vertex).Find(edge);
        for (size_t i = 0; group && i < group->ports.size(); i++)
        {
            const auto& adjacency = topology.GetAdjacencies(vertex)[group->ports[i]];
            const bool up = topology.GetLinks()[adjacency.link].lower == vertex;
            way.push_back(2 * adjacency.link + (up ? 0 : 1));
            Walk(topology, routes, adjacency.peer, edge, way, ways);
            way.pop_back();
        }
    }

    void DoRun() override
    {
        for (uint64_t run = 1; run <= 5; run++)
        {
            FabricTestScenario::Reset(run);
            const auto tree = MakeFabric("FatTreeFabric", {{"K", 6}});
            FabricRandom random;
            random.Seed(FabricRandom::FAULT, 0);
            std::vector<uint32_t> cut;
            for (uint32_t link = 54; link < tree->GetLinks().size(); link++)
            {
                if (random.Uniform() < 0.05)
                {
                    cut.push_back(link);
                    tree->SetLinkUp(link, false);
                }
            }
            const auto routes = Create<FabricRoutes>(tree);
            const auto graph = Build(Make("PermutationWorkload", {}), 54, run);
            std::vector<double> loads(2 * tree->GetLinks().size(), 0);
            for (TaskGraph::Id id = 0; id < graph->GetCount(); id++)
            {
                const auto& task = graph->Get(id);
                std::vector<std::vector<uint32_t>> ways;
                std::vector<uint32_t> way;
                Walk(*tree,
                     *routes,
                     tree->GetEdgeVertex(tree->GetHostEdge(task.host)),
                     tree->GetHostEdge(task.peer),
                     way,
                     ways);
                for (const auto& one : ways)
                {
                    for (const uint32_t link : one)
                    {
                        loads[link] += 1.0 / static_cast<double>(ways.size());
                    }
                }
            }
            const double most = std::max(1.0, *std::max_element(loads.begin(), loads.end()));
            FeasibleRate feasible(*tree, Rates(*tree, cut));
            NS_TEST_EXPECT_MSG_GT(cut.size(), 0, "something is cut");
            NS_TEST_EXPECT_MSG_EQ_TOL(feasible.Compute(*graph), 1 / most, 1e-12, "run " << run);
            Simulator::Destroy();
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class FeasibleRateTestSuite : public TestSuite
{
  public:
    FeasibleRateTestSuite()
        : TestSuite("ai-fabric-feasible-rate", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new ClosedFormTestCase, Duration::QUICK);
        AddTestCase(new PathsTestCase, Duration::QUICK);
    }
};

const FeasibleRateTestSuite g_feasibleRateTestSuite; ///< the instance that registers the suite

} // namespace
