/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Fabrics whose pods, servers and links do not come in the usual order, next hops that are given
 * and die, planes of unequal rates, and bounds of messages that planes cannot share evenly.
 */

#include "run-with.h"

#include "ns3/config-error.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-partition.h"
#include "ns3/file-fabric.h"
#include "ns3/multi-plane-fabric.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <fstream>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * What the cases share.
 */
class OddFabricTestCase : public TestCase
{
  public:
    /** @param name what is tested */
    explicit OddFabricTestCase(const std::string& name)
        : TestCase(name)
    {
    }

  protected:
    /**
     * Write a file.
     * @param text its content
     * @return what --fabric says of it
     */
    std::string Describe(const std::string& text)
    {
        m_path = CreateTempDirFilename("fabric.txt");
        std::ofstream(m_path) << text;
        return "file:path=" + m_path;
    }

    /**
     * Build what a file describes.
     * @param text its content
     * @return the graph
     */
    Ptr<FabricTopology> Build(const std::string& text)
    {
        Describe(text);
        const auto layout = CreateObject<FileFabric>();
        layout->SetAttribute("Path", StringValue(m_path));
        return layout->Build(DataRate("400Gbps"), NanoSeconds(500));
    }

    /**
     * Run in one domain and in several.
     * @param texts the options
     * @return the record of the former, which must be ok
     */
    RunRecord RunInDomains(OptionTexts texts)
    {
        texts.emplace_back("domains", "1");
        const RunRecord one = RunWith(texts);
        NS_TEST_EXPECT_MSG_EQ(one.status, "ok", one.error);
        texts.back().second = "4";
        NS_TEST_EXPECT_MSG_EQ(RunWith(texts).resultDigest, one.resultDigest, "in four domains");
        return one;
    }

    std::string m_path; ///< of the file written last
};

/**
 * @ingroup ai-fabric-tests
 * Pods.
 */
class PodsTestCase : public OddFabricTestCase
{
  public:
    PodsTestCase()
        : OddFabricTestCase("Pods are numbered as they come whatever a file calls them")
    {
    }

  private:
    void DoRun() override
    {
        // Two edge switches without a pod beside two of pod 1, and a top of a pod without hosts.
        const std::string text =
            "host h[0-7]\nswitch e0 tier=edge\nswitch e1 tier=edge pod=1\n"
            "switch e2 tier=edge\nswitch e3 tier=edge pod=1\n"
            "switch a[0-1] tier=agg pod=65000\nlink h[0-1] e0\nlink h[2-3] e1\n"
            "link h[4-5] e2\nlink h[6-7] e3\nlink e[0-3] a[0-1]\n";
        const auto topology = Build(text);
        NS_TEST_EXPECT_MSG_EQ(topology->GetPodCount(), 4, "1, 65000, and two edges by themselves");
        NS_TEST_EXPECT_MSG_EQ(topology->GetEdgePod(1), topology->GetEdgePod(3), "one pod");
        NS_TEST_EXPECT_MSG_NE(topology->GetEdgePod(0), topology->GetEdgePod(1), "no pod is two");
        NS_TEST_EXPECT_MSG_NE(topology->GetEdgePod(0), topology->GetEdgePod(2), "nor one more");
        for (const std::string& lb : std::vector<std::string>{"ofan", "ecmp", "host-spray"})
        {
            const RunRecord run = RunInDomains(
                {{"fabric", Describe(text)}, {"lb", lb}, {"workload", "all-to-all:bytes=64KiB"}});
            NS_TEST_EXPECT_MSG_GT(run.GetSlowdown().value_or(0), 0.99999, "no bound is beaten");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Servers.
 */
class ServersTestCase : public OddFabricTestCase
{
  public:
    ServersTestCase()
        : OddFabricTestCase("Servers are numbered by their hosts in whatever order links come")
    {
    }

  private:
    void DoRun() override
    {
        const std::string text = "host h[0-3]\nscale-up x0 x1\nswitch l[0-1] tier=leaf\n"
                                 "switch s tier=spine\nlink h[2-3] x1 delay=100ns\n"
                                 "link h[2-3] l1\nlink h[0-1] x0 delay=100ns\nlink h[0-1] l0\n"
                                 "link l[0-1] s count=2\n";
        const auto topology = Build(text);
        NS_TEST_EXPECT_MSG_EQ(topology->GetServerCount(), 2, "servers");
        for (uint32_t host = 0; host < 4; host++)
        {
            NS_TEST_EXPECT_MSG_EQ(topology->GetServer(host), host / 2, "of host " << host);
        }
        NS_TEST_EXPECT_MSG_EQ(topology->GetName(4), "crossbar0", "name of x0");
        NS_TEST_EXPECT_MSG_EQ(topology->GetName(5), "crossbar1", "name of x1");
        RunInDomains({{"fabric", Describe(text)}, {"workload", "all-to-all:bytes=64KiB"}});
        // A fabric may be one server, written by an editor that marks what it writes.
        const std::string one = "\xef\xbb\xbfhost h[0-2]\r\nscale-up x\r\nlink h[0-2] x\r\n";
        const RunRecord run = RunWith(
            {{"fabric", Describe(one)}, {"cc", "dcqcn"}, {"workload", "permutation:bytes=1MiB"}});
        NS_TEST_EXPECT_MSG_EQ(run.status, "ok", run.error);
        NS_TEST_EXPECT_MSG_LT(run.GetSlowdown().value_or(9), 1.01, "alone with its crossbar");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Limits of files.
 */
class LimitsTestCase : public OddFabricTestCase
{
  public:
    LimitsTestCase()
        : OddFabricTestCase("What no fabric can have is refused with its line")
    {
    }

  private:
    void DoRun() override
    {
        const std::string two = "host a b\nswitch s\n";
        const std::vector<std::pair<std::string, std::string>> cases{
            {two + "link a s count=33\nlink b s count=33\n",
             "line 1: 'a' has 33 links; a host has 32 ports at most"},
            {"host h[0-32767]\nswitch s\nlink h[0-32767] s\n",
             "line 2: 's' has 32768 links; a switch has 32767 ports at most"},
            {two + "link a s rate=1Gbps rate=2Gbps\nlink b s\n", "line 3: 'rate' is given twice"},
            {two + "link a s delay=2d\nlink b s\n", "a delay of more than 1d"},
            {std::string("host a b\0\n", 10), "is no text"},
        };
        for (const auto& [text, expected] : cases)
        {
            std::string problem;
            try
            {
                RunWith({{"fabric", Describe(text)}, {"workload", "pair:src=0,dst=1,bytes=1KB"}});
            }
            catch (const ConfigError& error)
            {
                problem = error.what();
            }
            NS_TEST_EXPECT_MSG_EQ((problem.find(expected) != std::string::npos),
                                  true,
                                  "'" << expected << "': " << problem);
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Next hops that are given, when links die.
 */
class GivenHopsTestCase : public OddFabricTestCase
{
  public:
    GivenHopsTestCase()
        : OddFabricTestCase("Next hops that are given and lead nowhere any more are not taken")
    {
    }

  private:
    void DoRun() override
    {
        // Two ways from w to z; x knows but one way on.
        const std::string square = "host a b\nswitch w x y z tier=leaf\nlink a w\nlink b z\n"
                                   "link w x\nlink x z\nlink w y\nlink y z\n"
                                   "route w z via x:3 y\nroute x z via z\n";
        const auto topology = Build(square);
        const auto routes = Create<FabricRoutes>(topology);
        constexpr uint32_t W = 2;
        constexpr uint32_t X = 3;
        NS_TEST_EXPECT_MSG_EQ(
            (routes->GetTable(W).Find(1)->weights == (std::vector<uint16_t>{3, 1})),
            true,
            "as given");
        topology->SetLinkUp(topology->GetAdjacencies(X)[1].link, false);
        routes->Recompute();
        NS_TEST_EXPECT_MSG_EQ((routes->GetTable(X).Find(1) == nullptr), true, "x is at an end");
        const PortGroup* left = routes->GetTable(W).Find(1);
        NS_TEST_ASSERT_MSG_EQ((left != nullptr), true, "a way is left");
        NS_TEST_EXPECT_MSG_EQ(left->ports.size(), 1, "w leaves x out");
        NS_TEST_EXPECT_MSG_EQ(topology->GetAdjacencies(W)[left->ports[0]].peer, 4, "and takes y");
        NS_TEST_EXPECT_MSG_EQ(routes->IsReachable(0, 1, 0), true, "so a reaches b");
        topology->SetLinkUp(topology->GetAdjacencies(4)[1].link, false);
        routes->Recompute();
        NS_TEST_EXPECT_MSG_EQ(routes->IsReachable(0, 1, 0), false, "which a knows when it is over");
        // A spine that lost its way down leads back up: the circle is not counted without end.
        const std::string spines =
            "host h[0-3]\nswitch l[0-1] tier=leaf\nswitch s[0-2] tier=spine\n"
            "link h[0-1] l0\nlink h[2-3] l1\nlink l[0-1] s[0-2]\n"
            "route l0 l1 via s0:1 s1:4 s2:10\n";
        RunInDomains({{"fabric", Describe(spines)},
                      {"lb", "spray"},
                      {"workload", "permutation:bytes=64KiB"},
                      {"cc", "fixed-rate:feasible=true"},
                      {"fault", "link:time=0us,names=leaf1-spine0,convergence=0us"}});
    }
};

/**
 * @ingroup ai-fabric-tests
 * Planes that differ, and messages that planes share unevenly.
 */
class UnevenPlanesTestCase : public OddFabricTestCase
{
  public:
    UnevenPlanesTestCase()
        : OddFabricTestCase("Planes carry by their rates and no bound is beaten by odd packets")
    {
    }

  private:
    void DoRun() override
    {
        const std::string text = "host a b\nswitch s t tier=leaf\nlink a s rate=100Gbps\n"
                                 "link b s rate=100Gbps\nlink a t rate=300Gbps\n"
                                 "link b t rate=300Gbps\n";
        const std::string pair = "pair:src=0,dst=1,bytes=4194304";
        for (const std::string& lb : std::vector<std::string>{"spray", "ecmp"})
        {
            const RunRecord run =
                RunWith({{"fabric", Describe(text)}, {"lb", lb}, {"workload", pair}});
            NS_TEST_EXPECT_MSG_EQ_TOL(run.cctNs.value_or(0) / (1024 * 4178 * 8 / 400.0),
                                      1.0,
                                      0.05,
                                      lb << " by packets or in parts: 400 Gb/s together");
        }
        for (const char* planes : {"2", "3"})
        {
            for (const char* bytes : {"64KiB", "300KiB", "1MiB", "4097"})
            {
                for (const char* lb : {"presto", "mp-rdma", "ofan"})
                {
                    const RunRecord run = RunWith(
                        {{"fabric",
                          std::string("multi-plane:leaves=1,spines=1,hosts=4,planes=") + planes},
                         {"lb", lb},
                         {"workload", std::string("pair:bytes=") + bytes}});
                    NS_TEST_EXPECT_MSG_EQ(run.status, "ok", lb << ": " << run.error);
                }
            }
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Planes of unlike numbers of paths.
 */
class UnlikePathsTestCase : public OddFabricTestCase
{
  public:
    UnlikePathsTestCase()
        : OddFabricTestCase("Hosts that steer packets count the paths of each plane by itself")
    {
    }

  private:
    void DoRun() override
    {
        // Three spines in one plane, two in the other: no number of paths fits both.
        const std::string text = "host h[0-3]\nswitch l[0-1] tier=leaf\nswitch m[0-1] tier=leaf\n"
                                 "switch s[0-2] tier=spine\nswitch t[0-1] tier=spine\n"
                                 "link h[0-1] l0\nlink h[2-3] l1\nlink h[0-1] m0\n"
                                 "link h[2-3] m1\nlink l[0-1] s[0-2]\nlink m[0-1] t[0-1]\n";
        for (const std::string lb :
             {"host-dr", "host-spray", "mrc", "prime", "reps", "strack", "whack-a-mole"})
        {
            const RunRecord run = RunInDomains({{"fabric", Describe(text)},
                                                {"lb", lb},
                                                {"switch", "generic:ecn=true"},
                                                {"workload", "permutation:bytes=1MiB"}});
            NS_TEST_EXPECT_MSG_LT(run.GetSlowdown().value_or(9), 1.1, lb << " uses all of them");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Domains of planes.
 */
class PlanePartitionTestCase : public TestCase
{
  public:
    PlanePartitionTestCase()
        : TestCase("Hosts and their leaves in all planes share a domain")
    {
    }

  private:
    void DoRun() override
    {
        const auto layout = CreateObject<MultiPlaneFabric>();
        layout->SetAttribute("Planes", UintegerValue(3));
        layout->SetAttribute("Leaves", UintegerValue(4));
        layout->SetAttribute("Spines", UintegerValue(2));
        layout->SetAttribute("Hosts", UintegerValue(2));
        const auto topology = layout->Build(DataRate("400Gbps"), NanoSeconds(500));
        const FabricPartition partition(*topology, 4, 128);
        NS_TEST_ASSERT_MSG_EQ(partition.GetCount(), 4, "domains");
        std::vector<uint32_t> hosts(4, 0);
        for (uint32_t host = 0; host < topology->GetHostCount(); host++)
        {
            hosts[partition.GetDomain(host)]++;
            for (uint32_t plane = 0; plane < 3; plane++)
            {
                const uint32_t leaf = topology->GetEdgeVertex(topology->GetHostEdge(host, plane));
                NS_TEST_EXPECT_MSG_EQ(partition.GetDomain(leaf),
                                      partition.GetDomain(host),
                                      "host " << host << ", plane " << plane);
            }
        }
        NS_TEST_EXPECT_MSG_EQ((hosts == std::vector<uint32_t>(4, 2)), true, "dealt out evenly");
        NS_TEST_EXPECT_MSG_EQ(partition.GetWindow(), 500000, "links between domains");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class OddFabricTestSuite : public TestSuite
{
  public:
    OddFabricTestSuite()
        : TestSuite("ai-fabric-odd-fabric", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new PodsTestCase, Duration::QUICK);
        AddTestCase(new ServersTestCase, Duration::QUICK);
        AddTestCase(new LimitsTestCase, Duration::QUICK);
        AddTestCase(new GivenHopsTestCase, Duration::QUICK);
        AddTestCase(new UnevenPlanesTestCase, Duration::QUICK);
        AddTestCase(new UnlikePathsTestCase, Duration::QUICK);
        AddTestCase(new PlanePartitionTestCase, Duration::QUICK);
    }
};

const OddFabricTestSuite g_oddFabricTestSuite; ///< registers the suite

} // namespace
