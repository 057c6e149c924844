/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Fabrics that files of other tools describe: links, rates, delays, refusals, and a run.
 */

#include "import-test-helper.h"

#include "ns3/fabric-compat.h"

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::workload_test;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Files of HPCC, ConWeave and SimAI.
 */
class HpccTopologyTestCase : public ImportTestCase
{
  public:
    HpccTopologyTestCase()
        : ImportTestCase("Topology files of HPCC and ConWeave and SimAI",
                         "HpccTopologyFabric",
                         "hpcc-topology")
    {
    }

  private:
    void CheckSimAi();
    void CheckRefusals();

    void DoRun() override
    {
        const std::string text = "7 3 6 \r\n4 5 6\r\n"
                                 "0 4 100Gbps 1000ns 0.000000\r\n"
                                 "1 4 100Gbps 1000ns 0.000000\r\n"
                                 "2 5 100Gbps 0.001ms 0\r\n"
                                 "3 5 100Gbps 0.001ms 0\r\n"
                                 "4 6 400Gbps 2us 0\r\n"
                                 "5 6 400Gbps 2us 0\r\n"
                                 "\r\nFirst line: total node #, switch node #, link #\r\n"
                                 "0 1 and more text\r\n";
        NS_TEST_EXPECT_MSG_EQ(CountLinks(text),
                              "4 hosts, 3 switches; 4 host-tiera 100Gbps 1000000ps; "
                              "2 tiera-tierb 400Gbps 2000000ps",
                              "links");
        Run(text);
        // The switch may have the lowest number.
        const std::string star = "4 1 3\n0\n0 1 100Gbps 1us 0\n0 2 100Gbps 1us 0\n"
                                 "0 3 100Gbps 1us 0\n";
        NS_TEST_EXPECT_MSG_EQ(CountLinks(star),
                              "3 hosts, 1 switches; 3 host-tiera 100Gbps 1000000ps",
                              "a star");
        CheckSimAi();
        CheckRefusals();
    }
};

void
HpccTopologyTestCase::CheckSimAi()
{
    // Two servers of two GPUs, their NVSwitches 4 and 5, a switch for each rail, and a spine.
    const std::string links = "4 5 6 7 8 \n"
                              "0 4 2880Gbps 0.000025ms 0\n0 6 200Gbps 0.0005ms 0\n"
                              "1 4 2880Gbps 0.000025ms 0\n1 7 200Gbps 0.0005ms 0\n"
                              "2 5 2880Gbps 0.000025ms 0\n2 6 200Gbps 0.0005ms 0\n"
                              "3 5 2880Gbps 0.000025ms 0\n3 7 200Gbps 0.0005ms 0\n"
                              "6 8 400Gbps 0.0005ms 0\n7 8 400Gbps 0.0005ms 0\n";
    NS_TEST_EXPECT_MSG_EQ(CountLinks("9 2 2 3 10 H100\n" + links),
                          "4 hosts, 5 switches; 4 host-crossbar 2880Gbps 25000ps; "
                          "4 host-tiera 200Gbps 500000ps; 2 tiera-tierb 400Gbps 500000ps",
                          "of SimAI");
    Run("9 2 2 3 10 H100\n" + links);
    RefuseFabric("9 3 2 3 10 H100\n" + links,
                 ", line 1: a server has 3 GPUs, and NVSwitch 4 has 2 links");
}

void
HpccTopologyTestCase::CheckRefusals()
{
    RefuseFabric("", " is empty; the first line has the numbers of nodes, switches and links");
    RefuseFabric("5 1 3\n", ", line 1: 5 nodes are not joined by 3 links");
    RefuseFabric("4 1\n",
                 ", line 1: the first line has 3 numbers: nodes, switches, links; or, of SimAI: "
                 "nodes, GPUs per server, NVSwitches, switches, links, and the GPU type");
    RefuseFabric("3 1 2\n", " ends before the line with the numbers of the switches");
    RefuseFabric("3 2 2\n2\n", ", line 2: the first line says 2 switches, and this one numbers 1");
    RefuseFabric("3 0 2\n", ", line 1: there are 0 switches: hosts are joined by switches");
    RefuseFabric("4 2 3\n2 2\n", ", line 2: switch 2 is there twice");
    RefuseFabric("3 2 2\n1 2\n",
                 ", line 2: there are 1 nodes that are no switches; a fabric has 2 hosts at least");
    RefuseFabric("3 1 2\n2\n0 2 1Gbps 1us 0\n", " has 1 links, and its first line says 2");
    const std::string two = "3 1 2\n2\n0 2 1Gbps 1us 0\n1 2 1Gbps 1us 0\n";
    RefuseFabric(
        two + "1 2 1Gbps 1us 0\n",
        ", line 5: the first line says 2 links, and more come; links=2 reads the first ones only");
    NS_TEST_EXPECT_MSG_EQ(CountLinks(two + "1 2 1Gbps 1us 0\n", {{"Links", "2"}}),
                          "2 hosts, 1 switches; 2 host-tiera 1Gbps 1000000ps",
                          "the first ones");
    const auto refuse = [this](const std::string& link, const std::string& problem) {
        RefuseFabric("3 1 2\n2\n0 2 1Gbps 1us 0\n" + link + "\n", ", line 4: " + problem);
    };
    refuse("1 2 1Gbps 1us", "a link has 5 words: two nodes, rate, delay and error rate, not 4");
    refuse("1 3 1Gbps 1us 0", "the node '3' is not a whole number from 0 to 2");
    refuse("2 2 1Gbps 1us 0", "node 2 cannot be linked to itself");
    refuse("0 1 1Gbps 1us 0", "nodes 0 and 1 are hosts: a switch joins them");
    refuse("1 2 1Gbps 1us 0.01",
           "the error rate '0.01' is not 0: links that lose frames are those of --fault=grey");
    // Found where the hosts are named, as the module's own format has it.
    RefuseFabric("3 1 2\n2\n0 2 1Gbps 1us 0\n0 2 1Gbps 1us 0\n", ", line 1: 'h1' has 0 links");
}

/**
 * @ingroup ai-fabric-tests
 * Files of htsim.
 */
class HtsimTopologyTestCase : public ImportTestCase
{
  public:
    HtsimTopologyTestCase()
        : ImportTestCase("Topology files of htsim", "HtsimTopologyFabric", "htsim-topology")
    {
    }

  private:
    void CheckRefusals();

    /// Three tiers, with other rates and bundles of two links on top.
    static std::string MakeTree(const std::string& middle = "", const std::string& top = "")
    {
        return "# a fat-tree\nNodes 8\nTiers 3\nPodsize 4\n\n"
               "Tier 0\nDownlink_speed_Gbps 200\nRadix_Down 2\nRadix_Up 2\n"
               "Downlink_Latency_ns 1000\n"
               "Tier 1\nDownlink_speed_Gbps 200\nRadix_Down 2\nRadix_Up 4\n"
               "Downlink_Latency_ns 700\nBundle 1\n" +
               middle +
               "Tier 2\nDownlink_speed_Gbps 100\nRadix_Down 4\nDownlink_Latency_ns 500\n"
               "Bundle 2\n" +
               top;
    }

    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_EQ(CountLinks(MakeTree()),
                              "8 hosts, 12 switches; 16 agg-core 100Gbps 500000ps; "
                              "8 host-tor 200Gbps 1000000ps; 8 tor-agg 200Gbps 700000ps",
                              "three tiers");
        // What a frame waits in a switch is shared by its links.
        NS_TEST_EXPECT_MSG_EQ(
            CountLinks(MakeTree("switch_latency_NS 3\n", "Switch_Latency_ns 40\n")),
            "8 hosts, 12 switches; 16 agg-core 100Gbps 521500ps; "
            "8 host-tor 200Gbps 1000000ps; 8 tor-agg 200Gbps 701500ps",
            "latencies of switches");
        // Core 0 and 2 are those of the first switch of each pod.
        const auto graph = Import(MakeTree())->Build(DataRate("1Gbps"), NanoSeconds(1));
        std::string cores;
        for (const auto& adjacency : graph->GetAdjacencies(8 + 4))
        {
            cores += graph->GetName(adjacency.peer) + " ";
        }
        NS_TEST_EXPECT_MSG_EQ(cores, "tor0 tor1 core0 core0 core2 core2 ", "links of agg0");
        Run(MakeTree());
        const std::string leaves = "Nodes 16\nTiers 2\nPodsize 16\n"
                                   "Tier 0\nDownlink_speed_Gbps 100\nRadix_Down 8\nRadix_Up 2\n"
                                   "Downlink_Latency_ns 1000\nOversubscribed 4\n"
                                   "Tier 1\nDownlink_speed_Gbps 100\nRadix_Down 2\n"
                                   "Downlink_Latency_ns 1000\nQueue_Down 100\n";
        NS_TEST_EXPECT_MSG_EQ(CountLinks(leaves, {{"IgnoreQueues", "true"}}),
                              "16 hosts, 4 switches; 16 host-tor 100Gbps 1000000ps; "
                              "4 tor-agg 100Gbps 1000000ps",
                              "two tiers");
        RefuseFabric(leaves,
                     ", line 14: queue_down: sizes of queues are those of --switch, such as "
                     "generic:buffer-per-port=100; ignore-queues=true reads the rest");
        CheckRefusals();
    }
};

void
HtsimTopologyTestCase::CheckRefusals()
{
    RefuseFabric("", " does not say Nodes, how many hosts there are");
    RefuseFabric("Nodes 4\nTiers 4\nPodsize 4\n", ", line 2: there are 2 or 3 tiers");
    RefuseFabric("Nodes 4\nTiers 3\nPodsize 3\n",
                 ", line 3: the hosts are no multiple of the hosts of a pod");
    RefuseFabric("Nodes 4\nTiers 2\nPodsize 2\n",
                 ", line 3: with two tiers all hosts are of one pod");
    RefuseFabric("Nodes 4\nNodes 4\n", ", line 2: nodes is there twice");
    RefuseFabric("Nodes\n", ", line 1: Nodes has one number behind it");
    RefuseFabric("Nodes x\n", ", line 1: Nodes 'x' is not a whole number from 1 to 1000000000");
    RefuseFabric("Bundle 2\n", ", line 1: bundle belongs to a tier: a line 'Tier 0' comes first");
    RefuseFabric("Weather 2\n",
                 ", line 1: 'Weather' begins no line; known: Nodes, Tiers, Podsize, Tier, "
                 "Downlink_speed_Gbps, Radix_Down, Radix_Up, Downlink_Latency_ns, "
                 "Switch_Latency_ns, Oversubscribed, Bundle, Queue_Up, Queue_Down");
    RefuseFabric("Nodes 4\nTiers 2\nPodsize 4\nTier 0\nRadix_Down 2\n",
                 ", line 4: downlink_speed_gbps is missing");
    RefuseFabric(MakeTree("Tier 1\n"), ", line 17: tier 1 is that of line 11 already");
    RefuseFabric(MakeTree("Nodes 8\n"), ", line 17: nodes stands above the first tier");
    RefuseFabric(MakeTree("Radix_Up 4\n"), ", line 17: radix_up is there twice for tier 1");
    RefuseFabric(MakeTree("", "Radix_Up 4\n"),
                 ", line 17: radix_up: the highest tier has no links up");
    RefuseFabric(MakeTree("Oversubscribed 2\n"),
                 ", line 11: 400 Gbps down and 400 Gbps up are not oversubscribed 2 times");
    std::string text = MakeTree();
    text.replace(text.find("Radix_Down 4"), 12, "Radix_Down 6");
    RefuseFabric(text,
                 ", line 17: 2 pods of 2 switches with 4 ports up do not fill switches with 6 "
                 "ports down in bundles of 2");
    text = MakeTree();
    text.replace(text.find("Radix_Up 2"), 10, "Radix_Up 1");
    RefuseFabric(text, ", line 6: 2 ports down and 1 up are not oversubscribed 1 times");
    text.replace(text.find("Radix_Up 1"), 10, "Radix_Up 1\nOversubscribed 2");
    NS_TEST_EXPECT_MSG_EQ(CountLinks(text),
                          "8 hosts, 8 switches; 8 agg-core 100Gbps 500000ps; "
                          "8 host-tor 200Gbps 1000000ps; 4 tor-agg 200Gbps 700000ps",
                          "one switch of the middle in each pod");
}

/**
 * @ingroup ai-fabric-tests
 * Files of ASTRA-sim.
 */
class AstraTopologyTestCase : public ImportTestCase
{
  public:
    AstraTopologyTestCase()
        : ImportTestCase("Network files of ASTRA-sim", "AstraTopologyFabric", "astra-topology")
    {
    }

  private:
    /// A file; GiB/s that are whole Gbps for the eye: 50 GiB/s are 429.4967296 Gbps.
    static std::string Of(const std::string& topology,
                          const std::string& counts,
                          const std::string& bandwidth,
                          const std::string& latency)
    {
        return "# a comment\ntopology: [ " + topology + " ]  # Ring, Switch\nnpus_count: [" +
               counts + "]\nbandwidth: [ " + bandwidth + " ] # GB/s\nlatency: [ " + latency +
               " ]\n";
    }

    void DoRun() override
    {
        const std::string ring = Of("Ring", "4", "50.0", "500.0");
        NS_TEST_EXPECT_MSG_EQ(CountLinks(ring),
                              "4 hosts, 4 switches; 4 host-router 858Gbps 0ps; "
                              "4 router-router 429Gbps 500000ps",
                              "a ring");
        Run(ring);
        NS_TEST_EXPECT_MSG_EQ(CountLinks(Of("Ring", "2", "50", "1.5")),
                              "2 hosts, 2 switches; 2 host-router 429Gbps 0ps; "
                              "1 router-router 429Gbps 1500ps",
                              "a ring of two has one link");
        const std::string star = "topology:\n- Switch\nnpus_count:\n  - 8\n"
                                 "bandwidth:\n  - 400\nlatency:\n  - 936.25\n";
        NS_TEST_EXPECT_MSG_EQ(CountLinks(star),
                              "8 hosts, 1 switches; 8 host-dima 3435Gbps 936250ps",
                              "a switch");
        Run(star);
        // 2 x 3 x 2 NPUs: six pairs, four rings of three, six switches of two.
        const std::string grid =
            Of("FullyConnected, Ring, Switch", "2, 3, 2", "100, 50, 25", "10, 20, 30");
        NS_TEST_EXPECT_MSG_EQ(CountLinks(grid),
                              "12 hosts, 18 switches; 12 host-router 1932Gbps 0ps; "
                              "12 router-dimc 214Gbps 30000ps; 12 router-router 429Gbps 20000ps; "
                              "6 router-router 858Gbps 10000ps",
                              "three dimensions");
        Run(grid);
        RefuseFabric(Of("Ring, Ring", "4", "50", "500"),
                     ", line 3: npus_count has 1 items, and topology 2");
        RefuseFabric(Of("Torus", "4", "50", "500"),
                     ", line 2: there is no 'Torus'; known: Ring, FullyConnected, Switch");
        RefuseFabric(Of("Ring", "1", "50", "500"),
                     ", line 3: the count '1' is not a whole number from 2 to 1048576");
        RefuseFabric(Of("Ring", "4", "tbd", "500"),
                     ", line 4: the bandwidth 'tbd' is no number from 0 to 10000");
        RefuseFabric(Of("Ring", "4", "0", "500"), ", line 4: the bandwidth '0' is too low");
        RefuseFabric(Of("Ring", "4", "50", "-1"),
                     ", line 5: the latency '-1' is no number from 0 to 1e+09");
        RefuseFabric(Of("Ring, Ring", "4096, 4096", "50, 50", "1, 1"),
                     ", line 3: more than 1048576 NPUs, or 10000000 links");
        RefuseFabric("topology: [ Ring ]\n", " does not say 'npus_count: [ ... ]'");
        RefuseFabric("topology: Ring\n",
                     ", line 1: a list stands in brackets: [ 8, 4 ], not 'Ring'");
        RefuseFabric("weather: [ 4 ]\n",
                     ", line 1: 'weather' is no key; known: topology, npus_count, bandwidth, "
                     "latency");
        RefuseFabric("- 4\n", ", line 1: '-' goes on with no list");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of topology files of other tools.
 */
class ImportTestSuite : public TestSuite
{
  public:
    ImportTestSuite()
        : TestSuite("ai-fabric-import", TestSuite::Type::UNIT)
    {
        AddTestCase(new HpccTopologyTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new HtsimTopologyTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new AstraTopologyTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const ImportTestSuite g_importTestSuite; ///< the suite

} // namespace
