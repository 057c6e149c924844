/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Servers of several endpoints on rails, with a crossbar inside each server.
 */

#include "run-with.h"

#include "ns3/config-error.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-routes.h"
#include "ns3/rail-fabric.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <string>
#include <utility>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Run an experiment on rails.
 * @param fabric attributes of the fabric
 * @param workload what is sent
 * @param more pairs of an option and its value
 * @return its record
 */
RunRecord
RunRails(const std::string& fabric, const std::string& workload, const OptionTexts& more = {})
{
    OptionTexts texts{{"fabric", "rail:" + fabric}, {"workload", workload}, {"spread", "0s"}};
    texts.insert(texts.end(), more.begin(), more.end());
    return RunWith(texts);
}

/**
 * @ingroup ai-fabric-tests
 * The graph.
 */
class RailGraphTestCase : public TestCase
{
  public:
    RailGraphTestCase()
        : TestCase("Endpoint i of each server is on rail i, and reaches its server by the crossbar")
    {
    }

  private:
    void DoRun() override
    {
        const auto layout = CreateObject<RailFabric>();
        layout->SetAttribute("Servers", UintegerValue(6));
        layout->SetAttribute("Gpus", UintegerValue(4));
        layout->SetAttribute("Leaves", UintegerValue(3));
        layout->SetAttribute("Spines", UintegerValue(2));
        const auto topology = layout->Build(DataRate("400Gbps"), NanoSeconds(500));
        NS_TEST_ASSERT_MSG_EQ(topology->GetHostCount(), 24, "hosts");
        NS_TEST_ASSERT_MSG_EQ(topology->GetSwitchCount(), 4 * 3 + 2 + 6, "switches");
        NS_TEST_ASSERT_MSG_EQ(topology->GetLinks().size(), layout->CountLinks(), "links");
        NS_TEST_ASSERT_MSG_EQ(topology->GetPlaneCount(), 2, "rails and servers");
        NS_TEST_ASSERT_MSG_EQ(topology->GetScaleUp(), 1, "servers");
        const auto routes = Create<FabricRoutes>(topology);
        for (uint32_t src = 0; src < 24; src++)
        {
            const uint32_t leaf = topology->GetEdgeVertex(topology->GetHostEdge(src)) - 24;
            NS_TEST_EXPECT_MSG_EQ(leaf, src % 4 * 3 + src / 4 / 2, "leaf of " << src);
            NS_TEST_EXPECT_MSG_EQ((topology->GetServer(src) == src / 4), true, "server of " << src);
            for (uint32_t dst = 0; dst < 24; dst++)
            {
                const bool same = src / 4 == dst / 4;
                NS_TEST_EXPECT_MSG_EQ((src == dst || routes->GetPlanes(src, dst) == (same ? 2 : 1)),
                                      true,
                                      src << " to " << dst);
            }
        }
        NS_TEST_EXPECT_MSG_EQ(routes->CountHops(0, 4), 2, "one leaf");
        NS_TEST_EXPECT_MSG_EQ(routes->CountHops(0, 8), 4, "one rail, two leaves");
        NS_TEST_EXPECT_MSG_EQ(routes->CountHops(0, 5), 4, "two rails");
        NS_TEST_EXPECT_MSG_EQ(routes->CountPaths(0, 5), 2, "by each spine");
        topology->SetLinkUp(topology->GetAdjacencies(0)[1].link, false);
        routes->Recompute();
        NS_TEST_EXPECT_MSG_EQ(routes->GetPlanes(0, 1), 1, "without its pipe it takes the rails");
        NS_TEST_EXPECT_MSG_EQ(routes->GetPlanes(1, 2), 2, "others keep theirs");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Times against closed forms.
 */
class RailTimesTestCase : public TestCase
{
  public:
    RailTimesTestCase()
        : TestCase("Rails and crossbars have the times of closed forms")
    {
    }

  private:
    static constexpr double PACKET = 4096 + 62; ///< bytes of a full packet
    static constexpr double RETH = 16;
    static constexpr double ACK = 66;
    static constexpr double GAP = 20;

    /// Time of bytes on a link, ns.
    static double On(double gbps, double bytes)
    {
        return bytes * 8 / gbps;
    }

    void DoRun() override
    {
        // One message inside a server: all packets on the first pipe, the last on the second, and
        // its ACK back.
        const RunRecord pair = RunRails("servers=2,gpus=4", "pair:src=0,dst=3,bytes=1048576");
        const double packets = 256;
        const double pipe = On(3600, packets * (PACKET + GAP) + RETH - GAP) + On(3600, PACKET) +
                            2 * On(3600, ACK) + 4 * 100;
        NS_TEST_EXPECT_MSG_EQ_TOL(pair.cctNs.value_or(0), pipe, 1, "one pipe");
        NS_TEST_EXPECT_MSG_EQ_TOL(pair.boundNs.value_or(0), pipe, 1, "and its bound");
        // All endpoints of a server to all others: each pipe carries what its endpoint sends, and
        // all pipes at once.
        const RunRecord inside = RunRails("servers=1,gpus=8", "all-to-all:bytes=1048576");
        const double busy = On(3600, 7 * (packets * (PACKET + GAP) + RETH));
        NS_TEST_EXPECT_MSG_EQ_TOL(inside.cctNs.value_or(0),
                                  busy * (1 + (ACK + GAP) / (PACKET + GAP)),
                                  0.03 * busy,
                                  "the crossbar does not block");
        NS_TEST_EXPECT_MSG_GT(inside.cctNs.value_or(0), busy, "nor is it faster than its pipes");
        NS_TEST_EXPECT_MSG_LT(inside.GetSlowdown().value_or(0), 1.02, "and the bound knows it");
        NS_TEST_EXPECT_MSG_EQ(inside.maxFabricQueueBytes.value_or(0), 0, "no switch meets another");
        // Each rail by itself: all sent at the rate of the rail, whether or not spines join them.
        const double rail = On(400, 3 * (packets * (PACKET + GAP) + RETH));
        for (const std::string& spines : std::vector<std::string>{"0", "2"})
        {
            const RunRecord run =
                RunRails("servers=4,gpus=3,spines=" + spines, "all-to-all:stride=3,bytes=1048576");
            NS_TEST_EXPECT_MSG_EQ_TOL(run.cctNs.value_or(0),
                                      rail * (1 + ACK / PACKET),
                                      0.04 * rail,
                                      spines);
            NS_TEST_EXPECT_MSG_LT(run.GetSlowdown().value_or(0),
                                  1.01,
                                  "the bound of rails, spines " << spines);
            NS_TEST_EXPECT_MSG_EQ(run.drops.value_or(0), 0, "nothing is lost");
        }
        // An incast inside a server waits in the crossbar, which drops and marks nothing.
        const RunRecord incast =
            RunRails("servers=1,gpus=8",
                     "incast:fan-in=7,bytes=1MB",
                     {{"switch", "generic:ecn=true,kmin=10KB,kmax=20KB,pmax=1"}, {"cc", "dcqcn"}});
        NS_TEST_EXPECT_MSG_EQ(incast.drops.value_or(0) + incast.ecnMarks.value_or(0),
                              0,
                              "a pipe has room");
        NS_TEST_EXPECT_MSG_GT(incast.maxHostQueueBytes.value_or(0),
                              4000000,
                              "for more than a switch");
        // Servers of one endpoint have no use for their crossbars.
        NS_TEST_EXPECT_MSG_EQ(RunRails("servers=4,gpus=1", "permutation").status, "ok", "alone");
    }
};

/**
 * @ingroup ai-fabric-tests
 * What happens to the inside of a server, and who cannot be reached.
 */
class RailFaultTestCase : public TestCase
{
  public:
    RailFaultTestCase()
        : TestCase("Without its pipe an endpoint takes the rails, and rails alone join no others")
    {
    }

  private:
    void DoRun() override
    {
        const std::string workload = "pair:src=0,dst=1,bytes=16777216";
        const std::string cut = "switch:names=crossbar0,time=2us,convergence=10us";
        const RunRecord run = RunRails("servers=2,gpus=2,spines=1", workload, {{"fault", cut}});
        NS_TEST_EXPECT_MSG_EQ(run.status, "ok", run.error);
        // 2 us at the pipe's rate, 10 us for nothing, the rest at that of the rails.
        const double rest = 10000 + (16777216 * 8 - 3600 * 2000) / 400.0;
        NS_TEST_EXPECT_MSG_EQ_TOL(run.cctNs.value_or(0), rest, 0.06 * rest, "on by the rails");
        const RunRecord apart = RunRails("servers=2,gpus=2,spines=0", "pair:src=0,dst=3");
        NS_TEST_EXPECT_MSG_EQ(apart.status, "failed", "no spine, no way");
        NS_TEST_EXPECT_MSG_EQ((apart.error.find("no route") != std::string::npos),
                              true,
                              apart.error);
        for (const std::string wrong : {"servers=0",
                                        "gpus=300",
                                        "leaves=0",
                                        "servers=2,leaves=3",
                                        "leaves=2,spines=0",
                                        "parallel=0",
                                        "scale-up-rate=0bps",
                                        "servers=65536,gpus=8"})
        {
            bool isRefused = false;
            try
            {
                RunRails(wrong, "permutation");
            }
            catch (const ConfigError&)
            {
                isRefused = true;
            }
            NS_TEST_EXPECT_MSG_EQ(isRefused, true, wrong);
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class RailFabricTestSuite : public TestSuite
{
  public:
    RailFabricTestSuite()
        : TestSuite("ai-fabric-rail-fabric", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new RailGraphTestCase, Duration::QUICK);
        AddTestCase(new RailTimesTestCase, Duration::QUICK);
        AddTestCase(new RailFaultTestCase, Duration::QUICK);
    }
};

const RailFabricTestSuite g_railFabricTestSuite; ///< registers the suite

} // namespace
