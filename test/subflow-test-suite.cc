/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Static subflows and SeqBalance: messages in equal pieces, each on one path.
 */

#include "fabric-test-scenario.h"
#include "host-strategy-bench.h"

#include "ns3/boolean.h"
#include "ns3/ecmp-load-balancer.h"
#include "ns3/fabric-compat.h"
#include "ns3/flow-hash.h"
#include "ns3/seqbalance-load-balancer.h"
#include "ns3/simulator.h"
#include "ns3/subflow-load-balancer.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// UDP source port of a subflow, from its queue pair numbers (host number times 256 plus subflow).
uint16_t
Entropy(uint32_t src, uint32_t dst, uint32_t subflow)
{
    uint64_t v = uint64_t{((dst << 8) | subflow) & 0xffffff} * (((src << 8) | subflow) & 0xffffff);
    v ^= v >> 20;
    v ^= v >> 40;
    const auto label = static_cast<uint32_t>(v & 0xfffff);
    return static_cast<uint16_t>(((label & 0x3fff) ^ ((label & 0xfc000) >> 14)) | 0xc000);
}

/**
 * @ingroup ai-fabric-tests
 * A permutation in subflows is complete when the link with the largest load is done.
 */
class SubflowLoadTestCase : public TestCase
{
  public:
    SubflowLoadTestCase()
        : TestCase("Subflows: completion time equals the largest load of pieces on a link")
    {
    }

  private:
    /// The largest load on a link, in messages, from the hash alone.
    static double LargestLoad(const FabricContainer& fabric,
                              const std::vector<FabricTestScenario::Message>& messages,
                              uint32_t subflows)
    {
        const auto topology = fabric.GetTopology();
        std::map<std::pair<uint32_t, bool>, uint32_t> load; // by link and direction
        for (const auto& message : messages)
        {
            const uint32_t edge = topology->GetHostEdge(message.dst);
            const uint32_t end = topology->GetEdgeVertex(edge);
            for (uint32_t subflow = 0; subflow < subflows; subflow++)
            {
                Frame frame{};
                frame.kind = FrameKind::DATA;
                frame.src = message.src;
                frame.dst = message.dst;
                frame.entropy = Entropy(message.src, message.dst, subflow);
                uint32_t vertex = topology->GetEdgeVertex(topology->GetHostEdge(message.src));
                while (vertex != end)
                {
                    const PortGroup* group = fabric.GetRoutes()->GetTable(vertex).Find(edge);
                    const auto balancer = DynamicCast<EcmpLoadBalancer>(
                        fabric.GetSwitch(vertex - topology->GetHostCount())->GetLoadBalancer());
                    const uint64_t hash = HashFlow(frame, balancer->GetSalt());
                    const size_t choice = (hash * group->ports.size()) >> 32;
                    const auto& next = topology->GetAdjacencies(vertex)[group->ports[choice]];
                    load[{next.link, topology->GetLinks()[next.link].lower == vertex}]++;
                    vertex = next.peer;
                }
            }
        }
        uint32_t largest = 0;
        for (const auto& link : load)
        {
            largest = std::max(largest, link.second);
        }
        return static_cast<double>(largest) / subflows;
    }

    void DoRun() override
    {
        double sums[2]{};
        for (const uint32_t subflows : {1U, 4U})
        {
            for (uint64_t run = 1; run <= 3; run++)
            {
                FabricTestScenario::Reset(run);
                FabricTestScenario scenario;
                scenario.UseTheory();
                scenario.UseLeafSpine(8, 8, 8);
                scenario.Helper().SetLoadBalancer("ns3::aifabric::EcmpLoadBalancer");
                scenario.Helper().SetHostLoadBalancer("ns3::aifabric::SubflowLoadBalancer",
                                                      "Count",
                                                      UintegerValue(subflows));
                const uint32_t packets = 512;
                const auto messages = FabricTestScenario::Permutation(64, packets, 83.56, 8);
                const double load = LargestLoad(scenario.Build(), messages, subflows);
                const auto outcome = scenario.Run(messages);
                scenario.Destroy();
                NS_TEST_ASSERT_MSG_EQ(outcome.sent, 64, "all messages complete");
                NS_TEST_ASSERT_MSG_EQ(outcome.conserved, true, "conservation");
                NS_TEST_EXPECT_MSG_EQ(outcome.reorder, 0, "nothing overtakes");
                const double serial = outcome.lastArrival - 4 * 500 - 3 * 83.16;
                NS_TEST_EXPECT_MSG_EQ_TOL(serial / (packets * 83.56),
                                          load,
                                          0.03 * load,
                                          subflows << " subflows, run " << run);
                sums[subflows == 1 ? 0 : 1] += load;
            }
        }
        NS_TEST_EXPECT_MSG_LT(sums[1], 0.75 * sums[0], "pieces even out");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Loads of uplinks are binomial: the source ports of subflows are hashed independently.
 */
class SubflowBinomialTestCase : public TestCase
{
  public:
    SubflowBinomialTestCase()
        : TestCase("Subflows: uplink loads are Binomial(ns,1/s)/n, their spread falls as 1/sqrt(n)")
    {
    }

  private:
    void DoRun() override
    {
        constexpr uint32_t PORTS = 16;
        constexpr uint32_t LEAVES = 1000;
        for (const uint32_t subflows : {1U, 4U, 16U})
        {
            double squares = 0;
            for (uint32_t leaf = 0; leaf < LEAVES; leaf++)
            {
                const uint64_t salt = MixBits(leaf);
                std::vector<uint32_t> load(PORTS);
                for (uint32_t flow = 0; flow < PORTS; flow++)
                {
                    Frame frame{};
                    frame.kind = FrameKind::DATA;
                    frame.src = leaf % 60 * PORTS + flow;
                    frame.dst = frame.src + 1000 + leaf;
                    for (uint32_t subflow = 0; subflow < subflows; subflow++)
                    {
                        frame.entropy = Entropy(frame.src, frame.dst, subflow);
                        const uint64_t hash = HashFlow(frame, salt);
                        load[(hash * PORTS) >> 32]++;
                    }
                }
                for (const uint32_t pieces : load)
                {
                    const double overload = static_cast<double>(pieces) / subflows - 1;
                    squares += overload * overload / (LEAVES * PORTS);
                }
            }
            const double expected = (1 - 1.0 / PORTS) / subflows;
            NS_TEST_EXPECT_MSG_EQ_TOL(squares, expected, 0.05 * expected, subflows << " subflows");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * How messages are cut.
 */
class SubflowCutTestCase : public TestCase
{
  public:
    SubflowCutTestCase()
        : TestCase("Subflows: equal pieces of whole packets, or whole messages in turn")
    {
    }

  private:
    void DoRun() override
    {
        HostStrategyBench bench(2, 4, 4);
        auto strategy = CreateObject<SubflowLoadBalancer>();
        NS_TEST_ASSERT_MSG_EQ(bench.Start(*strategy), "", "it starts");
        std::vector<MessagePiece> pieces;
        strategy->Split(4, 10 * 4096 + 5, pieces);
        NS_TEST_ASSERT_MSG_EQ(pieces.size(), 4, "four");
        const std::vector<uint64_t> bytes{2 * 4096, 3 * 4096, 3 * 4096, 2 * 4096 + 5};
        for (uint32_t i = 0; i < 4; i++)
        {
            NS_TEST_EXPECT_MSG_EQ(pieces[i].bytes, bytes[i], "bytes of piece " << i);
            NS_TEST_EXPECT_MSG_EQ(pieces[i].subflow, i, "queue pair of piece " << i);
            NS_TEST_EXPECT_MSG_EQ(pieces[i].route.IsSet(), false, "with its own source port");
        }
        pieces.clear();
        strategy->Split(4, 4097, pieces);
        NS_TEST_EXPECT_MSG_EQ(pieces.size(), 2, "no more pieces than packets");
        pieces.clear();
        strategy->Split(4, 0, pieces);
        NS_TEST_EXPECT_MSG_EQ(pieces.size(), 1, "an empty message is one");
        strategy->SetAttribute("Split", BooleanValue(false));
        for (uint32_t i = 0; i < 6; i++)
        {
            pieces.clear();
            strategy->Split(4, 1 << 20, pieces);
            NS_TEST_ASSERT_MSG_EQ(pieces.size(), 1, "whole");
            NS_TEST_EXPECT_MSG_EQ(pieces[0].subflow, i % 4, "in turn");
            pieces.clear();
            strategy->Split(5, 1 << 20, pieces);
            NS_TEST_EXPECT_MSG_EQ(pieces[0].subflow, i % 4, "for each peer");
        }
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * SeqBalance keeps new pieces off paths that were marked of late.
 */
class SeqbalanceTestCase : public TestCase
{
  public:
    SeqbalanceTestCase()
        : TestCase("SeqBalance: new pieces avoid a path for a while after a mark")
    {
    }

  private:
    /// Paths that pieces of many messages take.
    static std::set<uint16_t> Paths(SeqbalanceLoadBalancer& strategy, uint32_t dst)
    {
        std::set<uint16_t> paths;
        std::map<uint8_t, uint16_t> pathOf;
        for (uint32_t i = 0; i < 300; i++)
        {
            std::vector<MessagePiece> pieces;
            strategy.Split(dst, 1 << 20, pieces);
            for (const MessagePiece& piece : pieces)
            {
                const uint16_t path = piece.route.GetNumber();
                paths.insert(piece.route.IsPath() ? path : 999);
                // A queue pair keeps to one path: nothing is overtaken.
                const auto known = pathOf.emplace(piece.subflow, path).first;
                paths.insert(known->second == path ? path : 888);
            }
        }
        return paths;
    }

    static void Mark(SeqbalanceLoadBalancer& strategy, uint32_t dst, uint16_t path)
    {
        Frame data{};
        data.dst = dst;
        Route::ByPath(path).WriteTo(data);
        HostStrategyBench::Acknowledge(strategy, data, true);
    }

    void DoRun() override
    {
        using Set = std::set<uint16_t>;
        FabricTestScenario::Reset(1);
        HostStrategyBench bench(3, 8, 4);
        auto strategy = CreateObject<SeqbalanceLoadBalancer>();
        NS_TEST_ASSERT_MSG_EQ(bench.Start(*strategy), "", "it starts");
        std::vector<MessagePiece> pieces;
        strategy->Split(4, 1 << 20, pieces);
        Set distinct;
        for (const MessagePiece& piece : pieces)
        {
            distinct.insert(piece.route.GetEntropy());
            NS_TEST_EXPECT_MSG_EQ(piece.bytes, 1 << 18, "equal pieces");
        }
        NS_TEST_EXPECT_MSG_EQ(distinct.size(), 4, "four pieces on four paths");
        const Set all{0, 1, 2, 3, 4, 5, 6, 7};
        NS_TEST_EXPECT_MSG_EQ((Paths(*strategy, 4) == all), true, "all paths at first");
        Mark(*strategy, 4, 2);
        Mark(*strategy, 5, 6);
        const Set rest{0, 1, 3, 4, 5, 7};
        NS_TEST_EXPECT_MSG_EQ((Paths(*strategy, 7) == rest), true, "two are avoided");
        NS_TEST_EXPECT_MSG_EQ((Paths(*strategy, 8) == all), true, "not to another leaf");
        Simulator::Schedule(NanoSeconds(99999), [this, &strategy, &rest]() {
            NS_TEST_EXPECT_MSG_EQ((Paths(*strategy, 4) == rest), true, "still at 99.999 us");
            for (uint16_t path = 0; path < 8; path++)
            {
                Mark(*strategy, 4, path);
            }
        });
        Simulator::Schedule(NanoSeconds(100050), [this, &strategy]() {
            Mark(*strategy, 4, 0);
            Mark(*strategy, 4, 1);
            const Set paths = Paths(*strategy, 4);
            NS_TEST_EXPECT_MSG_EQ(paths.size(), 1, "all are marked: the one that is free first");
            NS_TEST_EXPECT_MSG_GT(*paths.begin(), 1, "which was marked earlier");
        });
        Simulator::Schedule(NanoSeconds(200050), [this, &strategy, &all]() {
            NS_TEST_EXPECT_MSG_EQ((Paths(*strategy, 4) == all), true, "all are free again");
        });
        Simulator::Run();
        std::vector<MessagePiece> near;
        strategy->Split(1, 1 << 20, near);
        NS_TEST_EXPECT_MSG_EQ(near.size(), 0, "whole within the leaf");
        strategy->Dispose();
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class SubflowTestSuite : public TestSuite
{
  public:
    SubflowTestSuite()
        : TestSuite("ai-fabric-subflow", TestSuite::Type::UNIT)
    {
        AddTestCase(new SubflowLoadTestCase);
        AddTestCase(new SubflowBinomialTestCase);
        AddTestCase(new SubflowCutTestCase);
        AddTestCase(new SeqbalanceTestCase);
    }
};

/// Registers the suite.
SubflowTestSuite g_subflowTestSuite;

} // namespace
