/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Fabrics of published clusters: their numbers as published, and a small run of each.
 */

#include "run-with.h"

#include "ns3/component-families.h"
#include "ns3/component-row.h"
#include "ns3/fabric-layout.h"
#include "ns3/fabric-routes.h"
#include "ns3/make-factory.h"
#include "ns3/test.h"

#include <map>
#include <set>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// What a source says of a fabric, and the version that is run here.
struct Published
{
    std::string name;
    uint64_t hosts;
    uint32_t leaves;
    uint32_t spines;
    uint32_t cores;
    uint32_t down;   ///< ports of a leaf that lead to endpoints, at most
    uint32_t up;     ///< ports of a leaf that lead to spines
    double hostRate; ///< Gb/s
    double upRate;   ///< Gb/s
    uint32_t ports;  ///< of an endpoint that lead out of its server
    double ratio;    ///< oversubscription of a leaf
    uint32_t domain; ///< endpoints of a scale-up domain; 1: none
    double pipe;     ///< rate of an endpoint there, Gb/s
    std::string small;
};

/// @return the table
const std::vector<Published>&
Table()
{
    static const std::vector<Published> table{
        {"dgx-superpod-h100-1su", 248, 8, 4, 0, 31, 32, 400, 400, 1, 31. / 32, 8, 3600, "8"},
        {"dgx-superpod-h100-2su", 504, 16, 8, 0, 32, 32, 400, 400, 1, 1, 8, 3600, "16"},
        {"dgx-superpod-h100-3su", 760, 24, 16, 0, 32, 32, 400, 400, 1, 1, 8, 3600, "16"},
        {"dgx-superpod-h100-4su", 1016, 32, 16, 0, 32, 32, 400, 400, 1, 1, 8, 3600, "32"},
        {"gaudi-3", 512, 24, 6, 0, 64, 64, 200, 200, 3, 1, 8, 4200, "4"},
        {"alibaba-hpn-segment", 1024, 16, 120, 0, 128, 60, 200, 400, 2, 16. / 15, 8, 1600, "32"},
        {"alibaba-hpn-pod", 15360, 240, 120, 0, 128, 60, 200, 400, 2, 16. / 15, 8, 1600, "128"},
        {"meta-24k-pod", 3072, 192, 16, 0, 16, 16, 400, 400, 1, 1, 8, 3600, "48"},
        {"meta-24k", 24576, 1536, 128, 28, 16, 16, 400, 400, 1, 1, 8, 3600, "96"},
        {"nvl72-pod", 576, 16, 9, 0, 36, 36, 400, 400, 1, 1, 72, 7200, "2"},
    };
    return table;
}

/// Make a layout as --fabric does.
Ptr<FabricLayout>
Make(const std::string& text)
{
    return MakeFactory(families::Fabrics(), ParseComponent(text)).Create<FabricLayout>();
}

/**
 * @ingroup ai-fabric-tests
 * The whole fabrics.
 */
class PublishedTestCase : public TestCase
{
  public:
    PublishedTestCase()
        : TestCase("Reference fabrics have the hosts, switches, links and rates that are published")
    {
    }

  private:
    /// A leaf against the table: its ports and their rates.
    void CheckLeaf(const FabricTopology& graph, uint32_t vertex, const Published& one)
    {
        uint32_t down = 0;
        uint32_t up = 0;
        for (const auto& adjacency : graph.GetAdjacencies(vertex))
        {
            const auto& link = graph.GetLinks()[adjacency.link];
            const bool isHost = adjacency.peer < graph.GetHostCount();
            (isHost ? down : up)++;
            const double rate = static_cast<double>(link.rate) / 1e9;
            const double expected = isHost ? one.hostRate : one.upRate;
            NS_TEST_EXPECT_MSG_EQ(rate, expected, one.name << ": rate of a port");
        }
        NS_TEST_EXPECT_MSG_LT_OR_EQ(down, one.down, one.name << ": endpoints of a leaf");
        NS_TEST_EXPECT_MSG_GT_OR_EQ(down, one.down - 1, one.name << ": endpoints of a leaf");
        NS_TEST_EXPECT_MSG_EQ(up, one.up, one.name << ": uplinks of a leaf");
        if (down == one.down)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(down * one.hostRate / (up * one.upRate),
                                      one.ratio,
                                      1e-9,
                                      one.name << ": oversubscription");
        }
    }

    void CheckOne(const Published& one)
    {
        const auto layout = Make(one.name);
        NS_TEST_ASSERT_MSG_EQ(layout->Check(), "", one.name);
        const auto graph = layout->Build(DataRate("1Gbps"), NanoSeconds(500));
        NS_TEST_EXPECT_MSG_EQ(graph->GetHostCount(), one.hosts, one.name << ": endpoints");
        NS_TEST_EXPECT_MSG_EQ(graph->GetLinks().size(),
                              layout->CountLinks(),
                              one.name << ": links");
        NS_TEST_EXPECT_MSG_EQ(layout->CountPlanes(), one.ports, one.name << ": ports");
        NS_TEST_EXPECT_MSG_EQ(graph->GetPlaneCount(),
                              one.ports + 1,
                              one.name << ": and a crossbar");
        NS_TEST_EXPECT_MSG_EQ(layout->GetNote(), "", one.name << " is whole");
        std::map<std::string, uint32_t> counts;
        const auto hosts = static_cast<uint32_t>(one.hosts);
        for (uint32_t i = 0; i < graph->GetSwitchCount(); i++)
        {
            const uint32_t vertex = hosts + i;
            counts[graph->GetTierName(vertex)]++;
            if (graph->GetTierName(vertex) == "leaf")
            {
                CheckLeaf(*graph, vertex, one);
            }
        }
        NS_TEST_EXPECT_MSG_EQ(counts["leaf"], one.leaves, one.name << ": leaves");
        NS_TEST_EXPECT_MSG_EQ(counts["spine"], one.spines, one.name << ": spines");
        NS_TEST_EXPECT_MSG_EQ(counts["core"], one.cores, one.name << ": cores");
        NS_TEST_EXPECT_MSG_EQ(counts["crossbar"], hosts / one.domain, one.name << ": servers");
        const auto& pipe = graph->GetHostLink(0, one.ports);
        NS_TEST_EXPECT_MSG_EQ(static_cast<double>(pipe.rate) / 1e9, one.pipe, one.name << ": pipe");
    }

    /// Every rail of the second server is on its own leaf; two ports never share a switch.
    void CheckRails()
    {
        const auto graph = Make("alibaba-hpn-segment")->Build(DataRate("1Gbps"), Time(0));
        std::set<uint32_t> leaves;
        for (uint32_t gpu = 8; gpu < 16; gpu++)
        {
            leaves.insert(graph->GetHostEdge(gpu, 0));
            leaves.insert(graph->GetHostEdge(gpu, 1));
            NS_TEST_EXPECT_MSG_EQ(graph->GetHostEdge(gpu, 0),
                                  graph->GetHostEdge(gpu + 8, 0),
                                  "the same rail of the next server");
        }
        NS_TEST_EXPECT_MSG_EQ(leaves.size(), 16, "dual ToR: each port of each rail has its own");
        const auto racks = Make("meta-24k-pod")->Build(DataRate("1Gbps"), Time(0));
        NS_TEST_EXPECT_MSG_EQ(racks->GetHostEdge(0), racks->GetHostEdge(15), "a rack of 16");
        NS_TEST_EXPECT_MSG_NE(racks->GetHostEdge(15), racks->GetHostEdge(16), "and the next");
    }

    /// Meta's pods and what joins them.
    void CheckCores()
    {
        const auto graph = Make("meta-24k")->Build(DataRate("1Gbps"), Time(0));
        std::set<uint32_t> pods;
        for (uint32_t host = 0; host < graph->GetHostCount(); host++)
        {
            pods.insert(graph->GetEdgePod(graph->GetHostEdge(host)));
        }
        NS_TEST_EXPECT_MSG_EQ(pods.size(), 8, "pods");
        double down = 0;
        double up = 0;
        for (const auto& link : graph->GetLinks())
        {
            if (graph->GetTierName(link.lower) == "leaf")
            {
                down += static_cast<double>(link.rate);
            }
            up += graph->GetTierName(link.lower) == "spine" ? static_cast<double>(link.rate) : 0;
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(down / up, 7, 0.15, "1:7 above pods");
    }

    void DoRun() override
    {
        for (const Published& one : Table())
        {
            CheckOne(one);
        }
        CheckRails();
        CheckCores();
        const auto mrc = Make("mrc-8-plane");
        NS_TEST_EXPECT_MSG_EQ(mrc->CountHosts(), 131072, "MRC: endpoints");
        NS_TEST_EXPECT_MSG_EQ(mrc->CountPlanes(), 8, "MRC: planes");
        NS_TEST_EXPECT_MSG_EQ(mrc->CountLinks(), 8 * (131072 + 512 * 256), "MRC: links");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Small versions.
 */
class SmallTestCase : public TestCase
{
  public:
    SmallTestCase()
        : TestCase("Small versions of reference fabrics run, within their bound, and say so")
    {
    }

  private:
    /// Run with ports of so many Gb/s in all, and so much less above.
    void Execute(const std::string& name, const std::string& scale, double gbps, double above)
    {
        const std::string fabric = name + ":scale=" + scale;
        const RunRecord run = RunWith({{"fabric", fabric},
                                       {"workload", "permutation:bytes=256KiB"},
                                       {"switch", "generic:buffer-per-port=10MB"},
                                       {"lb", "ofan"}});
        NS_TEST_ASSERT_MSG_EQ(run.status, "ok", fabric << ": " << run.error);
        NS_TEST_EXPECT_MSG_LT(run.hosts.value_or(0), 520, fabric << " is small");
        // All ports of an endpoint at once cannot send it sooner, and headers cost a few percent.
        const double least = 262144 * 8 / gbps;
        NS_TEST_EXPECT_MSG_GT(run.boundNs.value_or(0), least, fabric << ": bound");
        NS_TEST_EXPECT_MSG_LT(run.boundNs.value_or(0),
                              1.6 * above * least + 5000,
                              fabric << ": bound");
        NS_TEST_EXPECT_MSG_GT_OR_EQ(run.GetSlowdown().value_or(0), 1, fabric << ": slowdown");
        NS_TEST_EXPECT_MSG_LT(run.GetSlowdown().value_or(9), 2, fabric << ": slowdown");
        bool isSaid = false;
        for (const std::string& note : run.notes)
        {
            isSaid = isSaid || note.find("the fabric is scaled down by " + scale) == 0;
        }
        NS_TEST_EXPECT_MSG_EQ(isSaid, true, fabric << ": it is said");
    }

    void DoRun() override
    {
        for (const Published& one : Table())
        {
            Execute(one.name, one.small, one.hostRate * one.ports, one.cores ? 7 : 1);
        }
        Execute("mrc-8-plane", "64", 800, 1);
        // Oversubscription stays: by whole numbers, where there are.
        const auto hpn = Make("alibaba-hpn-segment:scale=4");
        NS_TEST_EXPECT_MSG_EQ(hpn->CountHosts(), 256, "a quarter");
        const std::string note = hpn->GetNote();
        NS_TEST_EXPECT_MSG_EQ(note,
                              "the fabric is scaled down by 4: 256 of 1024 endpoints, 16 of 16 "
                              "leaves, 30 of 120 spines; oversubscription of leaves 1.067 to 1 "
                              "(whole: 1.067 to 1)",
                              "said");
        for (const std::string bad : {"rail:rails=3",
                                      "rail:pods=2",
                                      "rail:cores=2",
                                      "rail:scale=0",
                                      "rail:planes=32",
                                      "multi-plane:k=4,scale=2",
                                      "multi-plane:scale=0",
                                      "rail:servers=2,leaves=3"})
        {
            NS_TEST_EXPECT_MSG_NE(Make(bad)->Check(), "", bad << " is refused");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Each row names where its numbers come from.
 */
class SourcesTestCase : public TestCase
{
  public:
    SourcesTestCase()
        : TestCase("Every reference fabric of the list is tested here and has a source")
    {
    }

  private:
    void DoRun() override
    {
        std::set<std::string> tested{"mrc-8-plane"};
        for (const Published& one : Table())
        {
            tested.insert(one.name);
        }
        uint32_t rows = 0;
        for (const ComponentInfo& info : families::Fabrics().List())
        {
            if (info.isRow)
            {
                rows++;
                NS_TEST_EXPECT_MSG_EQ(tested.count(info.alias), 1, info.alias << " is tested");
                NS_TEST_EXPECT_MSG_EQ(info.description.back(), ')', info.alias << ": source");
            }
        }
        NS_TEST_EXPECT_MSG_EQ(rows, tested.size(), "all are listed");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class ReferenceFabricsTestSuite : public TestSuite
{
  public:
    ReferenceFabricsTestSuite()
        : TestSuite("ai-fabric-reference-fabrics", TestSuite::Type::UNIT)
    {
        AddTestCase(new PublishedTestCase);
        AddTestCase(new SmallTestCase);
        AddTestCase(new SourcesTestCase);
    }
};

/// Registers the suite.
ReferenceFabricsTestSuite g_referenceFabricsTestSuite;

} // namespace
