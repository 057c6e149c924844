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

    /// Flows that changed their port.
    static uint32_t CountMoved(const List& before, const List& after)
    {
        uint32_t moved = 0;
        for (uint32_t i = 0; i < before.size(); i++)
        {
            moved += before[i] != after[i] ? 1 : 0;
        }
        return moved;
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
 * The suite.
 */
class WcmpTestSuite : public TestSuite
{
  public:
    WcmpTestSuite()
        : TestSuite("ai-fabric-wcmp", TestSuite::Type::UNIT)
    {
        AddTestCase(new WcmpTestCase);
    }
};

const WcmpTestSuite g_wcmpTestSuite; ///< registers the suite

} // namespace
