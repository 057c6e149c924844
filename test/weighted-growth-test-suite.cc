/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Queues under failures that routing knows of: destination rotation by weights keeps them constant
 * at the highest rate that the fabric can carry, rotation at equal weights does not
 * (arXiv:2507.21372, appendix F). And queues of pipe-local rotation.
 */

#include "fabric-test-scenario.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/fabric-compat.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// Bytes of a full packet; the first of a message has 16 more.
constexpr double PACKET = 4158;
/// Time of a full packet and its gap at 400 Gb/s, ns.
constexpr double PACKET_TIME = 83.56;

using Choice = std::function<void(FabricHelper&)>;

/// Fail distinct random links between aggregations and cores, and let routing converge.
void
FailCoreLinks(FabricContainer& fabric, uint32_t count)
{
    const auto topology = fabric.GetTopology();
    std::vector<uint32_t> links;
    for (uint32_t link = 0; link < topology->GetLinks().size(); link++)
    {
        const auto& ends = topology->GetLinks()[link];
        if (ends.lower >= topology->GetHostCount() && topology->GetSwitch(ends.lower).tier == 2)
        {
            links.push_back(link);
        }
    }
    FabricRandom random;
    random.Seed(FabricRandom::FAULT, 0);
    random.Shuffle(links);
    for (uint32_t i = 0; i < count; i++)
    {
        topology->SetLinkUp(links[i], false);
    }
    fabric.GetRoutes()->Recompute();
    for (uint32_t number = 0; number < topology->GetSwitchCount(); number++)
    {
        fabric.GetSwitch(number)->UpdateRoutes();
    }
}

/// Load of all links if every flow is even over its shortest paths.
class PathLoads
{
  public:
    explicit PathLoads(const FabricRoutes& routes)
        : m_routes(routes),
          m_topology(routes.GetTopology()),
          m_loads(2 * m_topology.GetLinks().size(), 0)
    {
    }

    /// Add a flow of load one.
    void Add(uint32_t src, uint32_t dst)
    {
        m_edge = m_topology.GetHostEdge(dst);
        Spread(m_topology.GetEdgeVertex(m_topology.GetHostEdge(src)), 1);
    }

    /// The load of the most loaded link.
    double GetLargest() const
    {
        return *std::max_element(m_loads.begin(), m_loads.end());
    }

  private:
    /// Paths from a vertex to the edge, counted one by one.
    double CountPaths(uint32_t vertex) const
    {
        if (vertex == m_topology.GetEdgeVertex(m_edge))
        {
            return 1;
        }
        double paths = 0;
        for (const uint16_t port : m_routes.GetTable(vertex).Find(m_edge)->ports)
        {
            paths += CountPaths(m_topology.GetAdjacencies(vertex)[port].peer);
        }
        return paths;
    }

    void Spread(uint32_t vertex, double share)
    {
        if (vertex == m_topology.GetEdgeVertex(m_edge))
        {
            return;
        }
        const double paths = CountPaths(vertex);
        for (const uint16_t port : m_routes.GetTable(vertex).Find(m_edge)->ports)
        {
            const auto& adjacency = m_topology.GetAdjacencies(vertex)[port];
            const double part = share * CountPaths(adjacency.peer) / paths;
            const bool up = m_topology.GetLinks()[adjacency.link].lower == vertex;
            m_loads[2 * adjacency.link + (up ? 1 : 0)] += part;
            Spread(adjacency.peer, part);
        }
    }

    const FabricRoutes& m_routes;
    const FabricTopology& m_topology;
    uint32_t m_edge{0};
    std::vector<double> m_loads; ///< by link, down and up
};

/// The highest rate of all hosts, as a fraction of the line rate, that overloads no link.
double
FindLargestRate(uint64_t run, uint32_t failures, const std::vector<FabricTestScenario::Message>& to)
{
    FabricTestScenario::Reset(run);
    FabricTestScenario scenario;
    FabricContainer& fabric = scenario.Build();
    FailCoreLinks(fabric, failures);
    PathLoads loads(*fabric.GetRoutes());
    for (const auto& message : to)
    {
        loads.Add(message.src, message.dst);
    }
    scenario.Destroy();
    return std::min(1.0, 1 / loads.GetLargest());
}

/// A permutation between pods at the highest rate, with failures known to routing.
FabricTestScenario::Outcome
RunFailed(uint64_t run, uint32_t failures, uint32_t packets, const Choice& choose, double& rate)
{
    FabricTestScenario::Reset(run);
    const auto messages = FabricTestScenario::Permutation(128, packets, PACKET_TIME, 16);
    rate = FindLargestRate(run, failures, messages);
    FabricTestScenario::Reset(run);
    FabricTestScenario scenario;
    scenario.UseTheory();
    scenario.Helper().SetCongestionControl("ns3::aifabric::FixedRateCongestionControl",
                                           "Fraction",
                                           DoubleValue(rate));
    choose(scenario.Helper());
    FailCoreLinks(scenario.Build(), failures);
    const auto outcome = scenario.Run(messages);
    scenario.Destroy();
    return outcome;
}

/// Ofan with a kind of weights.
Choice
Ofan(const std::string& weights)
{
    return [weights](FabricHelper& helper) {
        helper.SetLoadBalancer("ns3::aifabric::OfanLoadBalancer", "Weights", StringValue(weights));
    };
}

/// A strategy that may follow weights.
Choice
Other(const std::string& name, bool weighted)
{
    return [name, weighted](FabricHelper& helper) {
        helper.SetLoadBalancer("ns3::aifabric::" + name + "LoadBalancer",
                               "Weighted",
                               BooleanValue(weighted));
    };
}

/// Largest queues between switches for two lengths of messages, in packets.
struct Growth
{
    double small; ///< with 128 packets per message
    double large; ///< with 1024
};

/**
 * @ingroup ai-fabric-tests
 * Failures and what they do to the queues of strategies.
 */
class FailureTestCase : public TestCase
{
  protected:
    /**
     * @param name what is tested
     * @param failures number of failed links
     * @param runs number of permutations and draws of failures
     */
    FailureTestCase(const std::string& name, uint32_t failures, uint64_t runs)
        : TestCase(name + ", failed links: " + std::to_string(failures)),
          m_failures(failures),
          m_runs(runs)
    {
    }

    /// Run both lengths of messages.
    Growth Measure(uint64_t run, const Choice& choose)
    {
        double rate = 0;
        const auto small = RunFailed(run, m_failures, 128, choose, rate);
        const auto large = RunFailed(run, m_failures, 1024, choose, rate);
        NS_TEST_EXPECT_MSG_EQ(small.sent + large.sent, 256, "all messages complete");
        NS_TEST_EXPECT_MSG_EQ(small.conserved && large.conserved, true, "conservation");
        if (m_failures == 1)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(rate, 15.0 / 16, 1e-12, "one link of 16 between pods less");
        }
        return {static_cast<double>(small.fabricQueue) / PACKET,
                static_cast<double>(large.fabricQueue) / PACKET};
    }

    uint32_t m_failures; ///< failed links
    uint64_t m_runs;     ///< number of runs
};

/**
 * @ingroup ai-fabric-tests
 * The key test: by weights, queues do not depend on the message; at equal weights they grow.
 */
class RotationFailureTestCase : public FailureTestCase
{
  public:
    /**
     * @param failures number of failed links
     * @param runs number of permutations and draws of failures
     * @param kinds kinds of weights that must do
     */
    RotationFailureTestCase(uint32_t failures, uint64_t runs, std::vector<std::string> kinds)
        : FailureTestCase("Ofan by weights and not", failures, runs),
          m_kinds(std::move(kinds))
    {
    }

  private:
    void DoRun() override
    {
        for (uint64_t run = 1; run <= m_runs; run++)
        {
            for (const std::string& kind : m_kinds)
            {
                const Growth growth = Measure(run, Ofan(kind));
                // One packet, and what the first packet of a message is longer by.
                NS_TEST_EXPECT_MSG_EQ_TOL(growth.large, growth.small, 1.01, kind << ", " << run);
                NS_TEST_EXPECT_MSG_LT(growth.large, 12, kind << ", run " << run);
            }
            const Growth growth = Measure(run, Ofan("equal"));
            NS_TEST_EXPECT_MSG_GT(growth.large / growth.small, 3, "equal weights, run " << run);
        }
    }

    std::vector<std::string> m_kinds;
};

/**
 * @ingroup ai-fabric-tests
 * Random and rotating strategies: by weights queues grow as the square root (2.8 for 8 times the
 * message), at equal weights some link is overloaded.
 */
class SprayFailureTestCase : public FailureTestCase
{
  public:
    /**
     * @param failures number of failed links
     * @param runs number of permutations and draws of failures
     */
    SprayFailureTestCase(uint32_t failures, uint64_t runs)
        : FailureTestCase("Spray and round robin by weights and not", failures, runs)
    {
    }

  private:
    void DoRun() override
    {
        for (uint64_t run = 1; run <= m_runs; run++)
        {
            for (const std::string name : {"Spray", "RoundRobin"})
            {
                const Growth weighted = Measure(run, Other(name, true));
                const Growth equal = Measure(run, Other(name, false));
                NS_TEST_EXPECT_MSG_LT(weighted.large / weighted.small, 3.6, name << ", " << run);
                NS_TEST_EXPECT_MSG_GT(equal.large / equal.small, 4, name << ", run " << run);
                NS_TEST_EXPECT_MSG_GT(equal.large / weighted.large, 2, name << ", run " << run);
            }
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Pipe-local pointers: more of them, and still constant queues.
 */
class PipesTestCase : public TestCase
{
  public:
    PipesTestCase()
        : TestCase("Pipe-local rotation: constant queues; one pipe is Ofan, to the bit")
    {
    }

  private:
    /// Run a permutation on a k=8 fat-tree under the setting of queue theory.
    static FabricTestScenario::Outcome Permute(uint64_t run, uint32_t packets, uint32_t pipes)
    {
        FabricTestScenario::Reset(run);
        FabricTestScenario scenario;
        scenario.UseTheory();
        if (pipes > 0)
        {
            scenario.Helper().SetLoadBalancer("ns3::aifabric::OfanLoadBalancer",
                                              "Pipes",
                                              UintegerValue(pipes));
        }
        const auto outcome =
            scenario.Run(FabricTestScenario::Permutation(128, packets, PACKET_TIME));
        scenario.Destroy();
        return outcome;
    }

    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_EQ(Permute(1, 64, 1).digest, Permute(1, 64, 0).digest, "one pipe");
        NS_TEST_EXPECT_MSG_EQ(Permute(1, 64, 2).digest,
                              Permute(1, 64, 0).digest,
                              "of two pipes, one has all ports that lead to a choice");
        for (const uint32_t pipes : {4U, 8U})
        {
            const auto small = Permute(1, 64, pipes);
            const auto large = Permute(1, 1024, pipes);
            NS_TEST_EXPECT_MSG_NE(small.digest, Permute(1, 64, 0).digest, "not one pipe");
            NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(large.fabricQueue),
                                      static_cast<double>(small.fabricQueue),
                                      PACKET + 16,
                                      "16 times the message, the same queue");
            NS_TEST_EXPECT_MSG_LT(large.fabricQueue, 12 * PACKET, "somewhat larger than Ofan's");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class WeightedGrowthTestSuite : public TestSuite
{
  public:
    WeightedGrowthTestSuite()
        : TestSuite("ai-fabric-weighted-growth", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new RotationFailureTestCase(1, 1, {"iwrr"}), Duration::QUICK);
        AddTestCase(new RotationFailureTestCase(4, 1, {"iwrr"}), Duration::QUICK);
        AddTestCase(new RotationFailureTestCase(1, 5, {"iwrr", "smooth"}), Duration::EXTENSIVE);
        AddTestCase(new RotationFailureTestCase(4, 10, {"iwrr", "smooth"}), Duration::EXTENSIVE);
        AddTestCase(new SprayFailureTestCase(1, 4), Duration::EXTENSIVE);
        AddTestCase(new SprayFailureTestCase(4, 4), Duration::EXTENSIVE);
        AddTestCase(new PipesTestCase, Duration::QUICK);
    }
};

const WeightedGrowthTestSuite g_weightedGrowthTestSuite; ///< registers the suite

} // namespace
