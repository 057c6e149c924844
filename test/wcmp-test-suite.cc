/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * WCMP against ECMP: shares of flows, and what moves when routes change.
 */

#include "fabric-test-scenario.h"
#include "switch-under-test.h"

#include "ns3/boolean.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/wcmp-load-balancer.h"

#include <cmath>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// Flows that changed their port.
uint32_t
CountMoved(const List& before, const List& after)
{
    uint32_t moved = 0;
    for (uint32_t i = 0; i < before.size(); i++)
    {
        moved += before[i] != after[i] ? 1 : 0;
    }
    return moved;
}

/**
 * @ingroup ai-fabric-tests
 * WCMP: flows by weights; ECMP's are even. A flow keeps its port.
 */
class WcmpTestCase : public TestCase
{
  public:
    WcmpTestCase()
        : TestCase("WCMP shares flows by weights, and moves few when routes change")
    {
    }

  private:
    static constexpr uint32_t FLOWS = 60000;

    /// Ports of many flows.
    List Flows(SwitchUnderTest& leaf)
    {
        List ports;
        for (const uint32_t index : leaf.AskMany(FLOWS))
        {
            ports.push_back(leaf.Group().ports[index]);
        }
        return ports;
    }

    /// Flows of each port must be a table's share, within 4 sigma of hashing.
    void ExpectShares(const List& flows, const std::vector<uint32_t>& buckets, uint32_t table)
    {
        const List counts = Count(flows, static_cast<uint32_t>(buckets.size()) + 1);
        for (uint32_t i = 0; i < buckets.size(); i++)
        {
            const double share = static_cast<double>(buckets[i]) / table;
            NS_TEST_EXPECT_MSG_EQ_TOL(counts[i + 1],
                                      share * FLOWS,
                                      4 * std::sqrt(FLOWS * share * (1 - share)),
                                      "flows of port " << i + 1);
        }
    }

    void RunOne(bool resilient)
    {
        FabricTestScenario::Reset(1);
        FabricHelper helper;
        helper.SetLoadBalancer("ns3::aifabric::WcmpLoadBalancer",
                               "Resilient",
                               BooleanValue(resilient));
        {
            SwitchUnderTest leaf(helper, 4);
            const auto balancer = leaf.GetBalancer<WcmpLoadBalancer>();
            const List even = Flows(leaf);
            ExpectShares(even, {64, 64, 64, 64}, 256);
            NS_TEST_EXPECT_MSG_EQ((Flows(leaf) == even), true, "flows keep their ports");
            m_unweighted = even;

            leaf.Group().weights = {4, 4, 3, 4};
            balancer->RoutesChanged();
            const List weighted = Flows(leaf);
            ExpectShares(weighted, {69, 68, 51, 68}, 256);
            // 13 buckets of the third port move: 51 of 256 stay.
            const uint32_t least = FLOWS * 13 / 256;
            const uint32_t moved = CountMoved(even, weighted);

            // A port goes away: its 51 buckets are dealt out.
            leaf.Group().ports = {1, 2, 4};
            leaf.Group().weights.clear();
            balancer->RoutesChanged();
            const List left = Flows(leaf);
            ExpectShares(left, {86, 85, 0, 85}, 256);
            const uint32_t orphans = CountMoved(weighted, left);
            if (resilient)
            {
                NS_TEST_EXPECT_MSG_EQ_TOL(moved, least, 4 * 55, "no more than must");
                NS_TEST_EXPECT_MSG_EQ_TOL(orphans, FLOWS * 51 / 256, 4 * 98, "orphans only");
            }
            else
            {
                NS_TEST_EXPECT_MSG_GT(moved, least + 1000, "a new table moves more");
                NS_TEST_EXPECT_MSG_GT(orphans, FLOWS * 51 / 256 + 1000, "than it must");
            }
        }
        Simulator::Destroy();
    }

    void DoRun() override
    {
        RunOne(true);
        RunOne(false);
        // The neighbour fails: ECMP's shares are even, 1/4 of 60000 +- 4 sigma.
        FabricTestScenario::Reset(1);
        FabricHelper helper;
        helper.SetLoadBalancer("ns3::aifabric::EcmpLoadBalancer");
        {
            SwitchUnderTest leaf(helper, 4);
            leaf.Group().weights = {4, 4, 3, 4};
            const List flows = Flows(leaf);
            ExpectShares(flows, {64, 64, 64, 64}, 256);
            NS_TEST_EXPECT_MSG_EQ((flows == m_unweighted),
                                  true,
                                  "which is what WCMP does without weights, flow by flow");
        }
        Simulator::Destroy();
    }

    List m_unweighted; ///< ports of flows under WCMP without weights
};

/**
 * @ingroup ai-fabric-tests
 * The same in a fabric: routing numbers groups anew, and flows to where nothing failed stay.
 */
class WcmpRoutesTestCase : public TestCase
{
  public:
    WcmpRoutesTestCase()
        : TestCase("WCMP: flows to destinations that failures do not concern stay")
    {
    }

  private:
    static constexpr uint32_t FLOWS = 20000;

    /// Make routing avoid the link between two vertices.
    static void Fail(const Ptr<FabricTopology>& topology, uint32_t a, uint32_t b)
    {
        for (const auto& adjacency : topology->GetAdjacencies(a))
        {
            if (adjacency.peer == b)
            {
                topology->SetLinkUp(adjacency.link, false);
            }
        }
    }

    /// Ports of flows from the first edge switch to another one.
    static List Flows(const FabricContainer& fabric, uint32_t edge)
    {
        const auto source = fabric.GetSwitch(0);
        const auto topology = fabric.GetTopology();
        const PortGroup& group = *source->GetForwardingTable().Find(edge);
        const Candidates candidates(group,
                                    source->GetPorts().data(),
                                    edge,
                                    topology->GetEdgePod(edge));
        List ports;
        Frame frame{};
        frame.dst = edge * 4;
        for (frame.src = 0; frame.src < FLOWS; frame.src++)
        {
            ports.push_back(group.ports[source->GetLoadBalancer()->Select(frame, candidates)]);
        }
        return ports;
    }

    void DoRun() override
    {
        FabricTestScenario::Reset(1);
        FabricHelper helper; // a fat-tree with k=8
        helper.SetLoadBalancer("ns3::aifabric::WcmpLoadBalancer");
        {
            FabricContainer fabric = helper.Install();
            const List pod = Flows(fabric, 1);
            const List hurt = Flows(fabric, 12);
            const List far = Flows(fabric, 20);
            const uint16_t number = fabric.GetSwitch(0)->GetForwardingTable().Find(20)->id;
            // Edge 1 loses aggregation 0; aggregation 1 of pod 3 loses a core.
            Fail(fabric.GetTopology(), 128 + 1, 160);
            Fail(fabric.GetTopology(), 160 + 3 * 4 + 1, 192 + 5);
            fabric.GetRoutes()->Recompute();
            // Twice, as when a port notices and then routing: no table was asked for in between.
            fabric.GetSwitch(0)->UpdateRoutes();
            fabric.GetSwitch(0)->UpdateRoutes();
            NS_TEST_ASSERT_MSG_NE(fabric.GetSwitch(0)->GetForwardingTable().Find(20)->id,
                                  number,
                                  "groups have other numbers now");
            NS_TEST_EXPECT_MSG_EQ(CountMoved(far, Flows(fabric, 20)), 0, "nothing failed there");
            NS_TEST_EXPECT_MSG_EQ_TOL(CountMoved(hurt, Flows(fabric, 12)),
                                      FLOWS * 13 / 256,
                                      4 * 32,
                                      "13 of 256 buckets, from 64 to 51");
            NS_TEST_EXPECT_MSG_EQ_TOL(CountMoved(pod, Flows(fabric, 1)),
                                      FLOWS / 4,
                                      4 * 62,
                                      "one port of four is gone");
        }
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class WcmpTestSuite : public TestSuite
{
  public:
    WcmpTestSuite()
        : TestSuite("ai-fabric-wcmp", TestSuite::Type::UNIT)
    {
        AddTestCase(new WcmpTestCase);
        AddTestCase(new WcmpRoutesTestCase);
    }
};

const WcmpTestSuite g_wcmpTestSuite; ///< registers the suite

} // namespace
