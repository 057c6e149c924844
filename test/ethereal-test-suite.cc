/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Ethereal: cutting by the gcd, balanced colouring, loads of links against ideal spraying.
 */

#include "fabric-test-scenario.h"
#include "host-strategy-bench.h"

#include "ns3/balanced-coloring.h"
#include "ns3/ethereal-load-balancer.h"
#include "ns3/experiment.h"
#include "ns3/fabric-program.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

constexpr uint64_t PACKET = HostStrategyBench::PACKET;

/// Bytes on each link between switches, by link and direction (true: up).
using Loads = std::map<std::pair<uint32_t, bool>, uint64_t>;

/// The loads of a plan; pieces that do not add up are noted at link NONE.
Loads
Load(const HostStrategyBench& bench,
     const EtherealPlan& plan,
     const std::vector<PlannedMessage>& messages)
{
    Loads loads;
    std::map<std::pair<uint32_t, uint32_t>, uint32_t> nth;
    for (const PlannedMessage& message : messages)
    {
        const auto* pieces =
            plan.Find(message.src, message.dst, nth[{message.src, message.dst}]++, message.bytes);
        if (!pieces)
        {
            continue;
        }
        uint64_t sum = 0;
        for (const EtherealPlan::Piece& piece : *pieces)
        {
            const auto path = bench.routes->GetPath(message.src, message.dst, piece.path);
            for (size_t i = 1; i + 1 < path.size(); i++)
            {
                loads[{path[i], 2 * i < path.size()}] += piece.bytes;
            }
            sum += piece.bytes;
        }
        if (sum != message.bytes)
        {
            loads[{FabricTopology::NONE, false}]++;
        }
    }
    return loads;
}

/**
 * @ingroup ai-fabric-tests
 * Balanced colourings of random bipartite multigraphs.
 */
class ColoringTestCase : public TestCase
{
  public:
    ColoringTestCase()
        : TestCase("Colouring: each colour equally often at every vertex, give or take one")
    {
    }

  private:
    void DoRun() override
    {
        FabricRandom random;
        random.Seed(FabricRandom::USER, 1);
        for (uint32_t trial = 0; trial < 100; trial++)
        {
            const uint32_t colors = 1 + random.Below(9);
            const uint32_t vertices = 1 + random.Below(12);
            std::vector<std::pair<uint32_t, uint32_t>> edges(random.Below(300));
            for (auto& edge : edges)
            {
                edge = {random.Below(vertices), 1000 + random.Below(vertices)};
            }
            const auto result = ColorBalanced(edges, colors);
            std::map<uint32_t, std::vector<uint32_t>> counts;
            for (size_t i = 0; i < edges.size(); i++)
            {
                for (const uint32_t vertex : {edges[i].first, edges[i].second})
                {
                    counts[vertex].resize(colors);
                    counts[vertex][result[i]]++;
                }
            }
            for (const auto& vertex : counts)
            {
                const auto range = std::minmax_element(vertex.second.begin(), vertex.second.end());
                NS_TEST_ASSERT_MSG_LT_OR_EQ(*range.second - *range.first, 1, "trial " << trial);
            }
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * How Ethereal cuts.
 */
class GcdTestCase : public TestCase
{
  public:
    GcdTestCase()
        : TestCase("Ethereal: r equal flows over s uplinks are cut into s/gcd(r,s) pieces each")
    {
    }

  private:
    /// Flows from each of r hosts of the first leaf to leaves of their own.
    void Check(uint32_t flows, uint32_t uplinks, uint32_t pieces)
    {
        HostStrategyBench bench(flows + 1, uplinks, flows);
        std::vector<PlannedMessage> messages;
        const uint64_t bytes = 60 * PACKET;
        for (uint32_t host = 0; host < flows; host++)
        {
            messages.push_back({host, (host + 1) * flows, bytes});
        }
        const EtherealPlan plan(bench.routes, 0, PACKET, messages);
        for (const PlannedMessage& message : messages)
        {
            const auto* cut = plan.Find(message.src, message.dst, 0, bytes);
            NS_TEST_ASSERT_MSG_NE(cut, nullptr, "planned");
            NS_TEST_EXPECT_MSG_EQ(cut->size(), pieces, "r=" << flows << ", s=" << uplinks);
            for (const EtherealPlan::Piece& piece : *cut)
            {
                NS_TEST_EXPECT_MSG_EQ(piece.bytes, bytes / pieces, "equal pieces");
            }
        }
        uint32_t used = 0;
        for (const auto& load : Load(bench, plan, messages))
        {
            if (load.first.second)
            {
                used++;
                NS_TEST_EXPECT_MSG_EQ(load.second, flows * bytes / uplinks, "load of an uplink");
            }
        }
        NS_TEST_EXPECT_MSG_EQ(used, uplinks, "all uplinks");
        NS_TEST_EXPECT_MSG_EQ((plan.Find(0, flows, 0, bytes + 1) == nullptr), true, "not planned");
        NS_TEST_EXPECT_MSG_EQ((plan.Find(0, flows, 1, bytes) == nullptr), true, "nor a second one");
    }

    /// Flows of several sizes.
    void CheckUnequal()
    {
        HostStrategyBench bench(2, 4, 7);
        std::vector<PlannedMessage> messages;
        uint64_t total = 0;
        for (uint32_t host = 0; host < 7; host++)
        {
            const uint64_t packets = 100 * (host + 1);
            messages.push_back({host, 7 + host, packets * PACKET});
            total += packets * PACKET;
        }
        const EtherealPlan plan(bench.routes, 0, PACKET, messages);
        size_t pieces = 0;
        for (const PlannedMessage& message : messages)
        {
            pieces += plan.Find(message.src, message.dst, 0, message.bytes)->size();
        }
        NS_TEST_EXPECT_MSG_LT_OR_EQ(pieces, 7 + 3, "at most s-1 flows are cut");
        const Loads loads = Load(bench, plan, messages);
        NS_TEST_EXPECT_MSG_EQ(loads.size(), 8, "all links, and all bytes");
        for (const auto& load : loads)
        {
            NS_TEST_EXPECT_MSG_EQ(load.second, total / 4, "equal shares");
        }
    }

    void DoRun() override
    {
        Check(4, 4, 1);
        Check(3, 4, 4);
        Check(6, 4, 2);
        Check(8, 4, 1);
        Check(5, 6, 6);
        Check(9, 6, 2);
        CheckUnequal();
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * Ethereal equals ideal spraying on every link, in both directions, in two and three tiers.
 */
class IdealLoadTestCase : public TestCase
{
  public:
    IdealLoadTestCase()
        : TestCase("Ethereal: no link carries more than under ideal spraying")
    {
    }

  private:
    /// The largest load, in parts of what ideal spraying puts on the link with the most.
    double Compare(const HostStrategyBench& bench, const std::vector<PlannedMessage>& messages)
    {
        const EtherealPlan plan(bench.routes, 0, PACKET, messages);
        const Loads loads = Load(bench, plan, messages);
        std::map<std::pair<uint32_t, bool>, double> ideal;
        for (const PlannedMessage& message : messages)
        {
            const uint32_t paths = bench.routes->CountPaths(message.src, message.dst);
            for (uint32_t number = 0; number < paths; number++)
            {
                const auto path = bench.routes->GetPath(message.src, message.dst, number);
                for (size_t i = 1; i + 1 < path.size(); i++)
                {
                    ideal[{path[i], 2 * i < path.size()}] +=
                        static_cast<double>(message.bytes) / paths;
                }
            }
        }
        double most = 0;
        double mostIdeal = 0;
        for (const auto& load : loads)
        {
            NS_TEST_EXPECT_MSG_NE(load.first.first, FabricTopology::NONE, "all bytes");
            most = std::max(most, static_cast<double>(load.second));
        }
        for (const auto& load : ideal)
        {
            mostIdeal = std::max(mostIdeal, load.second);
        }
        return most / mostIdeal;
    }

    static std::vector<PlannedMessage> AllToAll(uint32_t hosts, uint64_t bytes)
    {
        std::vector<PlannedMessage> messages;
        for (uint32_t src = 0; src < hosts; src++)
        {
            for (uint32_t step = 1; step < hosts; step++)
            {
                messages.push_back({src, (src + step) % hosts, bytes});
            }
        }
        return messages;
    }

    void DoRun() override
    {
        const uint64_t bytes = 192 * PACKET;
        HostStrategyBench square(4, 4, 4);
        NS_TEST_EXPECT_MSG_EQ(Compare(square, AllToAll(16, bytes)), 1, "all-to-all, leaf-spine");
        HostStrategyBench odd(4, 6, 5);
        NS_TEST_EXPECT_MSG_EQ_TOL(Compare(odd, AllToAll(20, bytes)),
                                  1,
                                  0.002,
                                  "all-to-all, six spines");
        HostStrategyBench tree(4);
        NS_TEST_EXPECT_MSG_EQ_TOL(Compare(tree, AllToAll(16, bytes)), 1, 1e-9, "all-to-all, k=4");
        HostStrategyBench large(8);
        // Between pods, and anywhere but to the host itself.
        for (const uint32_t separate : {16U, 1U})
        {
            for (uint64_t run = 1; run <= 5; run++)
            {
                FabricTestScenario::Reset(run);
                std::vector<PlannedMessage> messages;
                for (const auto& m : FabricTestScenario::Permutation(128, 192, 0, separate))
                {
                    messages.push_back({m.src, m.dst, m.bytes});
                }
                NS_TEST_EXPECT_MSG_EQ(Compare(large, messages), 1, "permutation, k=8");
            }
        }
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * Ethereal at work: as fast as spraying, in order; no gain where flows are disjoint anyway.
 */
class EtherealRunTestCase : public TestCase
{
  public:
    EtherealRunTestCase()
        : TestCase("Ethereal: all-to-all near the bound, no difference for a ring, re-routes")
    {
    }

  private:
    double Slowdown(const std::string& lb, const std::string& workload)
    {
        ExperimentOptions options;
        options.fabric = "leaf-spine:leaves=4,spines=4,hosts=4";
        options.lb = lb;
        options.recovery = "go-back-n";
        options.workload = workload;
        options.db = "none";
        FabricProgram::Prepare(options);
        Experiment experiment(options);
        experiment.Build();
        experiment.Run();
        RunDetails details;
        const RunRecord run = experiment.Collect(details);
        NS_TEST_EXPECT_MSG_EQ(run.status, "ok", lb << ": " << run.error);
        Simulator::Destroy();
        return run.GetSlowdown().value_or(0);
    }

    void ReRoute()
    {
        FabricTestScenario::Reset(1);
        HostStrategyBench bench(2, 4, 4);
        auto strategy = CreateObject<EtherealLoadBalancer>();
        bench.Start(*strategy);
        std::vector<MessagePiece> pieces;
        strategy->Split(4, 8 * PACKET, pieces);
        NS_TEST_EXPECT_MSG_EQ(pieces.size(), 0, "whole without a plan");
        strategy->Plan({{0, 4, 8 * PACKET}, {0, 4, 8 * PACKET}, {0, 1, 8 * PACKET}});
        strategy->Split(1, 8 * PACKET, pieces);
        NS_TEST_EXPECT_MSG_EQ(pieces.size(), 0, "whole within the leaf");
        strategy->Split(4, 8 * PACKET, pieces);
        NS_TEST_ASSERT_MSG_EQ(pieces.size(), 4, "one flow over four uplinks");
        const uint32_t qp = (4 << 8) | pieces[1].subflow;
        Frame frame{};
        frame.kind = FrameKind::DATA;
        frame.srcQp = qp;
        pieces[1].route.WriteTo(frame);
        strategy->Select(frame);
        NS_TEST_EXPECT_MSG_EQ(frame.entropy, pieces[1].route.GetEntropy(), "the path of its piece");
        strategy->Lost({0, 4, qp, 1, LossCause::NAK});
        NS_TEST_EXPECT_MSG_EQ(strategy->GetReroutes(), 0, "a loss moves nothing");
        strategy->Lost({0, 4, qp, 1, LossCause::TIMEOUT});
        strategy->Lost({0, 4, qp, 2, LossCause::TIMEOUT});
        NS_TEST_EXPECT_MSG_EQ(strategy->GetReroutes(), 1, "a timeout does, once");
        strategy->Select(frame);
        NS_TEST_EXPECT_MSG_NE(frame.entropy, pieces[1].route.GetEntropy(), "another path");
        NS_TEST_EXPECT_MSG_EQ(frame.Has(FRAME_STEERED), true, "steered");
        frame.srcQp = (4 << 8) | pieces[2].subflow;
        frame.entropy = pieces[2].route.GetEntropy();
        strategy->Select(frame);
        NS_TEST_EXPECT_MSG_EQ(frame.entropy,
                              pieces[2].route.GetEntropy(),
                              "other queue pairs stay");
        Simulator::Destroy();
    }

    void DoRun() override
    {
        const std::string exchange = "all-to-all:bytes=256KiB";
        const double planned = Slowdown("ethereal", exchange);
        NS_TEST_EXPECT_MSG_LT(planned, 1.1, "near the bound");
        NS_TEST_EXPECT_MSG_GT(Slowdown("ecmp", exchange), planned + 0.1, "whole flows are not");
        const std::string ring = "all-reduce:algorithm=ring,bytes=16MiB";
        const double whole = Slowdown("ecmp", ring);
        NS_TEST_EXPECT_MSG_EQ_TOL(Slowdown("ethereal", ring), whole, 0.02 * whole, "ring");
        ReRoute();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class EtherealTestSuite : public TestSuite
{
  public:
    EtherealTestSuite()
        : TestSuite("ai-fabric-ethereal", TestSuite::Type::UNIT)
    {
        AddTestCase(new ColoringTestCase);
        AddTestCase(new GcdTestCase);
        AddTestCase(new IdealLoadTestCase);
        AddTestCase(new EtherealRunTestCase);
    }
};

/// Registers the suite.
EtherealTestSuite g_etherealTestSuite;

} // namespace
