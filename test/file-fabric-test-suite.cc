/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Fabrics that a file describes: what is read, what is refused and where, routes by costs and by
 * given next hops, numbers of paths where tiers are not alike.
 */

#include "run-with.h"

#include "ns3/config-error.h"
#include "ns3/fabric-compat.h"
#include "ns3/file-fabric.h"
#include "ns3/path-catalog.h"
#include "ns3/string.h"
#include "ns3/test.h"

#include <fstream>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * What the cases share.
 */
class FileFabricTestCase : public TestCase
{
  public:
    /** @param name what is tested */
    explicit FileFabricTestCase(const std::string& name)
        : TestCase(name)
    {
    }

  protected:
    /**
     * Write a file.
     * @param text its content
     * @return the layout that reads it
     */
    Ptr<FileFabric> Describe(const std::string& text)
    {
        m_path = CreateTempDirFilename("fabric.txt");
        std::ofstream(m_path) << text;
        const auto layout = CreateObject<FileFabric>();
        layout->SetAttribute("Path", StringValue(m_path));
        return layout;
    }

    /**
     * Build what a file describes.
     * @param text its content
     * @return the graph
     */
    Ptr<FabricTopology> Build(const std::string& text)
    {
        const auto layout = Describe(text);
        NS_TEST_EXPECT_MSG_EQ(layout->Check(), "", "a sound file");
        return layout->Build(DataRate("400Gbps"), NanoSeconds(500));
    }

    /**
     * Run an experiment on what a file describes.
     * @param text its content
     * @param workload what is sent
     * @param lb the strategy
     * @return its record
     */
    RunRecord Run(const std::string& text, const std::string& workload, const std::string& lb)
    {
        Describe(text);
        return RunWith({{"fabric", "file:path=" + m_path}, {"workload", workload}, {"lb", lb}});
    }

    std::string m_path; ///< of the file written last
};

/**
 * @ingroup ai-fabric-tests
 * The same fabric, described and built in.
 */
class SameFabricTestCase : public FileFabricTestCase
{
  public:
    SameFabricTestCase()
        : FileFabricTestCase("A leaf-spine from a file is the built-in leaf-spine")
    {
    }

  private:
    void DoRun() override
    {
        // Links in the order of the built-in fabric.
        std::string text = "# two leaves, three spines\nhost h[0-7]\nswitch leaf[0-1] tier=leaf\n"
                           "switch spine[0-2] tier=spine # on top\n\n";
        text += "link h[0-3] leaf0\nlink h[4-7] leaf1\nlink leaf[0-1] spine[0-2] count=1\n";
        for (const std::string& lb :
             std::vector<std::string>{"ofan", "ethereal", "prime", "conga", "mrc"})
        {
            const RunRecord described = Run(text, "permutation:bytes=64KiB", lb);
            const RunRecord built = RunWith({{"fabric", "leaf-spine:leaves=2,spines=3,hosts=4"},
                                             {"workload", "permutation:bytes=64KiB"},
                                             {"lb", lb}});
            NS_TEST_EXPECT_MSG_EQ(described.resultDigest, built.resultDigest, lb);
            NS_TEST_EXPECT_MSG_EQ(described.boundNs.value_or(0),
                                  built.boundNs.value_or(0),
                                  lb << ", bound");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Files that are refused.
 */
class RefusedFileTestCase : public FileFabricTestCase
{
  public:
    RefusedFileTestCase()
        : FileFabricTestCase("What is wrong with a file is said with its line")
    {
    }

  private:
    void DoRun() override
    {
        const std::string sound = "host a b\nswitch s t tier=leaf\nlink a s\nlink b t\n";
        const std::vector<std::pair<std::string, std::string>> cases{
            {"", "has no host"},
            {"hots a\n", "line 1: 'hots' begins no line"},
            {"host\n", "line 1: a host needs a name"},
            {"host a\nhost b a\n", "line 2: 'a' is the name of line 1"},
            {"host a[3-1]\n", "line 1: 'a[3-1]' is no range"},
            {"host a[0-99999999]\n", "is no range"},
            {"host a tier=leaf\n", "line 1: unknown option 'tier'"},
            {"host a\nswitch s teir=leaf\n", "line 2: unknown option 'teir'; known: tier, pod"},
            {"host a\nswitch s pod=x\n", "line 2: pod=x is not a whole number"},
            {"host a\nlink a s\n", "line 2: there is no host or switch 's' above"},
            {"host a b\nlink a b\n", "line 2: 'a' and 'b' are hosts"},
            {"host a\nswitch s\nlink s s\n", "line 3: 's' cannot be linked to itself"},
            {"host a\nswitch s\nlink a s rate=fast\n", "line 3: "},
            {"host a\nswitch s\nlink a s cost=0\n", "line 3: cost=0 is not a whole number from 1"},
            {"host a\nswitch s\nlink a\n", "line 3: a link has two ends"},
            {"host a b\nswitch s\nlink a s\n", "line 1: 'b' has 0 links"},
            {"host a b\nswitch s\nlink a s count=2\nlink b s\n",
             "line 1: 'b' has 1 links, and 'a'"},
            {sound, "no way leads from 'a' to 'b'"},
            {sound + "link s t\nroute s t via a\n", "line 6: 's' has no link to a switch 'a'"},
            {sound + "link s t\nroute s t by t\n", "line 6: a route is written"},
            {sound + "link s t\nroute s t via t:0\n", "line 6: a weight is"},
            {sound + "switch u\nlink s u\nlink u t\nroute u t via s\n", "lead in a circle"},
            {"host a b\nswitch w x y z tier=leaf\nlink a w\nlink b z\nlink w x\nlink z y\n"
             "route w z via x\nroute z w via y\n",
             "no way leads from 'a' to 'b'"},
            {"host a b\nscale-up x\nswitch s\nlink a x\nlink a s\nlink b s\nlink b x\n",
             "line 2: links to scale-up switches come at one place"},
        };
        for (const auto& [text, expected] : cases)
        {
            const std::string problem = Describe(text)->Check();
            NS_TEST_EXPECT_MSG_EQ((problem.find(expected) != std::string::npos),
                                  true,
                                  "'" << text << "': " << problem);
        }
        const auto nowhere = CreateObject<FileFabric>();
        NS_TEST_EXPECT_MSG_EQ((nowhere->Check().find("path=") != std::string::npos),
                              true,
                              "no path");
        nowhere->SetAttribute("Path", StringValue("/does/not/exist"));
        NS_TEST_EXPECT_MSG_EQ((nowhere->Check().find("cannot be opened") != std::string::npos),
                              true,
                              "no file");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Costs and next hops.
 */
class FileRoutesTestCase : public FileFabricTestCase
{
  public:
    FileRoutesTestCase()
        : FileFabricTestCase("Costs by direction and given next hops make the routes")
    {
    }

  private:
    void DoRun() override
    {
        const std::string square = "host a b\nswitch w x y z tier=leaf\nlink a w\nlink b z\n"
                                   "link w x\nlink x z\nlink w y rate=100Gbps\nlink y z\n";
        const auto plain = Create<FabricRoutes>(Build(square));
        NS_TEST_EXPECT_MSG_EQ(plain->CountPaths(0, 1), 2, "two ways of two links");
        NS_TEST_EXPECT_MSG_EQ(Build(square)->IsTiered(), false, "links within a tier");
        // The direct link costs as much as one way round, and less than the other; back it is dear.
        const auto costs = Create<FabricRoutes>(Build(square + "link w z cost=2 cost-back=9\n"));
        const auto forth = costs->GetTable(2).Find(1);
        NS_TEST_ASSERT_MSG_EQ((forth != nullptr), true, "a way");
        NS_TEST_EXPECT_MSG_EQ(forth->ports.size(), 3, "three ways of cost 2");
        NS_TEST_EXPECT_MSG_EQ(costs->GetTable(5).Find(0)->ports.size(), 2, "two ways back");
        NS_TEST_EXPECT_MSG_EQ((forth->weights == (std::vector<uint16_t>{4, 1, 4})),
                              true,
                              "as much as their slowest links carry");
        // Given next hops: three quarters by the slow way.
        const std::string given = square + "route w z via x y:3\n";
        const auto hops = Create<FabricRoutes>(Build(given));
        const auto group = hops->GetTable(2).Find(1);
        NS_TEST_EXPECT_MSG_EQ((group->weights == (std::vector<uint16_t>{1, 3})), true, "weights");
        const RunRecord even = Run(square, "pair:src=0,dst=1,bytes=512KiB", "spray:weighted=true");
        const RunRecord slow = Run(given, "pair:src=0,dst=1,bytes=512KiB", "spray:weighted=true");
        // By rate, four of five packets go fast; by the given weights, 100 Gb/s carries 3/4.
        NS_TEST_EXPECT_MSG_LT(even.GetSlowdown().value_or(0), 1.1, "spread by rate");
        NS_TEST_EXPECT_MSG_EQ_TOL(slow.cctNs.value_or(0),
                                  0.75 * 524288 * 8 / 100 + 5000,
                                  4000,
                                  "spread as given");
        // A way that dies leaves the other.
        const auto topology = Build(given);
        const auto routes = Create<FabricRoutes>(topology);
        topology->SetLinkUp(topology->GetAdjacencies(2)[1].link, false);
        routes->Recompute();
        NS_TEST_EXPECT_MSG_EQ(routes->GetTable(2).Find(1)->ports.size(), 1, "what is left");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Numbers of paths where switches of a tier are not alike.
 */
class PathNumbersTestCase : public FileFabricTestCase
{
  public:
    PathNumbersTestCase()
        : FileFabricTestCase("Numbers of paths lead where the catalogue says on odd graphs too")
    {
    }

  private:
    void DoRun() override
    {
        // Two spines behind one leaf, three behind the other; two links down from each.
        const auto topology =
            Build("host a b c\nswitch l[0-2] tier=leaf\nswitch s[0-2] tier=spine\n"
                  "link a l0\nlink b l1\nlink c l2\nlink l0 s[0-1]\nlink l1 s[0-2] count=2\n"
                  "link l2 s[1-2] count=3\n");
        const auto routes = Create<FabricRoutes>(topology);
        for (uint32_t src = 0; src < 3; src++)
        {
            PathCatalog catalog;
            catalog.Start(routes, src);
            for (uint32_t dst = 0; dst < 3; dst++)
            {
                if (src == dst)
                {
                    continue;
                }
                std::set<std::vector<uint32_t>> ways;
                for (const auto& path : catalog.Get(dst).paths)
                {
                    const auto links = routes->GetPath(src, dst, path.number);
                    NS_TEST_EXPECT_MSG_EQ(ways.insert(links).second, true, "each way once");
                    const auto& first = topology->GetAdjacencies(3 + src)[path.uplink];
                    NS_TEST_EXPECT_MSG_EQ(links[1], first.link, "it begins as it says");
                }
                // From l0 by two spines with two links down each, and so on.
                const uint32_t expected = src + dst == 1 ? 4 : (src + dst == 2 ? 3 : 12);
                NS_TEST_EXPECT_MSG_EQ(ways.size(), expected, src << " to " << dst);
            }
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class FileFabricTestSuite : public TestSuite
{
  public:
    FileFabricTestSuite()
        : TestSuite("ai-fabric-file-fabric", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new SameFabricTestCase, Duration::QUICK);
        AddTestCase(new RefusedFileTestCase, Duration::QUICK);
        AddTestCase(new FileRoutesTestCase, Duration::QUICK);
        AddTestCase(new PathNumbersTestCase, Duration::QUICK);
    }
};

const FileFabricTestSuite g_fileFabricTestSuite; ///< registers the suite

} // namespace
