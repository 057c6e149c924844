/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Presto, and the catalogue of paths.
 */

#include "fabric-test-scenario.h"
#include "host-strategy-bench.h"

#include "ns3/path-catalog.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <map>
#include <set>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Flowcells on a fabric.
 */
class PrestoTestCase : public TestCase
{
  public:
    PrestoTestCase()
        : TestCase("Presto: sixteen packets of 4 KiB per label, labels in rotation")
    {
    }

  private:
    void DoRun() override
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        scenario.UseLeafSpine(2, 4, 2);
        scenario.Helper().SetLoadBalancer("ns3::aifabric::EcmpLoadBalancer");
        scenario.Helper().SetHostLoadBalancer("ns3::aifabric::PrestoLoadBalancer");
        const FabricContainer& fabric = scenario.Build();
        std::map<uint32_t, std::vector<uint16_t>> taken; // by receiver
        std::map<uint32_t, uint32_t> upOfSpine;
        uint32_t steered = 0;
        fabric.GetDevice(0, 0)->TraceConnectWithoutContext(
            "FrameSent",
            Callback<void, const Frame&>([&taken, &steered](const Frame& frame) {
                if (frame.kind == FrameKind::DATA)
                {
                    taken[frame.dst].push_back(frame.entropy - wire::ENTROPY_BASE);
                    steered += frame.Has(FRAME_STEERED) ? 1 : 0;
                }
            }));
        const uint32_t cells = 40;
        const auto outcome = scenario.Run(
            {{0, 2, cells * 65536, 0}, {0, 3, cells * 65536, 0}, {0, 1, cells * 65536, 0}});
        NS_TEST_ASSERT_MSG_EQ(outcome.sent, 3, "complete");
        NS_TEST_ASSERT_MSG_EQ(outcome.retransmitted, 0, "no loss");
        NS_TEST_EXPECT_MSG_EQ(steered, 2 * cells * 16, "steered, but not within the leaf");
        for (const uint32_t dst : {2, 3})
        {
            const std::vector<uint16_t>& labels = taken[dst];
            NS_TEST_ASSERT_MSG_EQ(labels.size(), cells * 16, "each packet once");
            for (uint32_t packet = 1; packet < labels.size(); packet++)
            {
                const uint32_t expected = (labels[packet - 1] + (packet % 16 == 0 ? 1 : 0)) % 4;
                NS_TEST_ASSERT_MSG_EQ(labels[packet], expected, "label of packet " << packet);
            }
        }
        // Each spine carries a quarter: ten flowcells of each of the two messages.
        for (uint32_t spine = 0; spine < 4; spine++)
        {
            const auto& counters = fabric.GetDevice(4, 2 + spine)->GetCounters();
            NS_TEST_EXPECT_MSG_EQ(counters.frames, 2 * cells * 16 / 4, "packets up to " << spine);
        }
        scenario.Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * Paths and labels where links differ or fail.
 */
class CatalogTestCase : public TestCase
{
  public:
    CatalogTestCase()
        : TestCase("The catalogue: every path once, labels by rate, anew after a failure")
    {
    }

  private:
    /// The links that a steered frame crosses, by the rule of switches.
    static std::vector<uint32_t> Follow(const FabricRoutes& routes,
                                        uint32_t src,
                                        uint32_t dst,
                                        uint32_t number)
    {
        const FabricTopology& topology = routes.GetTopology();
        const uint32_t edge = topology.GetHostEdge(dst);
        std::vector<uint32_t> links;
        uint32_t vertex = topology.GetEdgeVertex(topology.GetHostEdge(src));
        while (vertex != topology.GetEdgeVertex(edge))
        {
            const auto& ports = routes.GetPlan(vertex).Find(edge)->ports;
            const uint32_t digit = number / routes.GetPathDivisor(vertex);
            const auto& next = topology.GetAdjacencies(vertex)[ports[digit % ports.size()]];
            links.push_back(next.link);
            vertex = next.peer;
        }
        return links;
    }

    void CheckAll(PathCatalog& catalog, const FabricRoutes& routes, uint32_t dst, size_t count)
    {
        const auto& entry = catalog.Get(dst);
        std::set<std::vector<uint32_t>> distinct;
        for (const auto& path : entry.paths)
        {
            const auto links = Follow(routes, 0, dst, path.number);
            distinct.insert(links);
            for (const uint32_t link : links)
            {
                NS_TEST_EXPECT_MSG_EQ(routes.GetTopology().GetLinks()[link].up, true, "up");
            }
        }
        NS_TEST_EXPECT_MSG_EQ(distinct.size(), count, "different paths");
        NS_TEST_EXPECT_MSG_EQ(entry.paths.size(), count, "each once");
        NS_TEST_EXPECT_MSG_EQ(entry.labels.size(), count, "a label each");
    }

    void DoRun() override
    {
        HostStrategyBench bench(8);
        PathCatalog catalog;
        catalog.Start(bench.routes, 0);
        NS_TEST_EXPECT_MSG_EQ(catalog.Get(1).paths.size(), 0, "none within the edge");
        CheckAll(catalog, *bench.routes, 4, 4);
        CheckAll(catalog, *bench.routes, 127, 16);
        // The second aggregation loses its third core: 15 paths remain.
        const auto& up = bench.topology->GetAdjacencies(128)[5]; // edge 0, second uplink
        const auto& core = bench.topology->GetAdjacencies(up.peer)[6];
        bench.topology->SetLinkUp(core.link, false);
        bench.routes->Recompute();
        CheckAll(catalog, *bench.routes, 127, 15);
        std::map<uint16_t, uint32_t> perUplink;
        for (const auto& path : catalog.Get(127).paths)
        {
            perUplink[path.uplink]++;
        }
        NS_TEST_EXPECT_MSG_EQ(perUplink[5], 3, "three of them by the second uplink");

        // Two leaves, three spines, the third at half the rate.
        auto graph = Create<FabricTopology>();
        graph->AddHosts(2);
        const uint32_t leaf[2]{graph->AddSwitch(1, FabricTopology::NONE),
                               graph->AddSwitch(1, FabricTopology::NONE)};
        for (uint32_t host = 0; host < 2; host++)
        {
            graph->AddLink(host, leaf[host], 400000000000, 1000);
        }
        for (uint32_t spine = 0; spine < 3; spine++)
        {
            const uint32_t vertex = graph->AddSwitch(2, FabricTopology::NONE);
            graph->AddLink(leaf[0], vertex, 400000000000, 1000);
            graph->AddLink(leaf[1], vertex, spine == 2 ? 200000000000 : 400000000000, 1000);
        }
        PathCatalog unequal;
        unequal.Start(Create<FabricRoutes>(graph), 0);
        const std::vector<uint16_t> expected{0, 1, 2, 0, 1};
        NS_TEST_EXPECT_MSG_EQ((unequal.Get(1).labels == expected), true, "labels 2:2:1, mixed");
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class FlowcellTestSuite : public TestSuite
{
  public:
    FlowcellTestSuite()
        : TestSuite("ai-fabric-flowcell", TestSuite::Type::UNIT)
    {
        AddTestCase(new PrestoTestCase);
        AddTestCase(new CatalogTestCase);
    }
};

/// Registers the suite.
FlowcellTestSuite g_flowcellTestSuite;

} // namespace
