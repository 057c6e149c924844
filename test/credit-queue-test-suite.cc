/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Receiver credit keeps queues short behind the first windows.
 */

#include "fabric-test-scenario.h"

#include "ns3/fabric-compat.h"
#include "ns3/fabric-net-device.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <functional>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Receivers that grant what their link carries leave nothing to queue.
 */
class QueueTestCase : public TestCase
{
  public:
    QueueTestCase()
        : TestCase("Credit: an incast queues its first windows once, and hardly anything later")
    {
    }

  private:
    void DoRun() override
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        scenario.UseLeafSpine(2, 4, 8);
        scenario.Helper().SetCongestionControl("ns3::aifabric::RcccCongestionControl");
        scenario.Helper().SetAdmission("ns3::aifabric::PerPortAdmission",
                                       "BufferPerPort",
                                       UintegerValue(1U << 30));
        FabricContainer& fabric = scenario.Build();
        const FabricTopology& topology = *fabric.GetTopology();
        // The ports between switches, from 60 us on: the first windows have gone through by then.
        uint64_t later = 0;
        const std::function<void()> look = [&]() {
            for (uint32_t vertex = 16; vertex < 16 + topology.GetSwitchCount(); vertex++)
            {
                const auto& links = topology.GetAdjacencies(vertex);
                for (uint32_t port = 0; port < links.size(); port++)
                {
                    const uint64_t backlog = fabric.GetDevice(vertex, port)->GetBacklog();
                    later = std::max(later, links[port].peer < 16 ? 0 : backlog);
                }
            }
        };
        for (uint64_t us = 60; us < 150; us++)
        {
            Simulator::Schedule(MicroSeconds(us), Ptr<EventImpl>(MakeEvent(look), false));
        }
        std::vector<FabricTestScenario::Message> messages;
        for (uint32_t host = 8; host < 16; host++)
        {
            messages.push_back({host, 0, 1000000, 0});
        }
        const auto outcome = scenario.Run(messages);
        const double product = 1.5 * 400e9 * fabric.GetNic(8)->GetTimes().GetBaseRtt(0) / 8e12;
        scenario.Destroy();
        NS_TEST_EXPECT_MSG_EQ(outcome.sent, 8, "all of them");
        NS_TEST_EXPECT_MSG_EQ(outcome.drops, 0, "nothing is lost");
        // Eight largest windows at most, of which the link has taken some meanwhile.
        NS_TEST_EXPECT_MSG_LT(outcome.hostQueue, 8 * product, "once N largest windows");
        NS_TEST_EXPECT_MSG_GT(outcome.hostQueue, 5 * product, "which nobody had granted");
        NS_TEST_EXPECT_MSG_LT(outcome.coreQueue, 8 * product, "nor are there more in the fabric");
        NS_TEST_EXPECT_MSG_LT(later,
                              8 * 4 * 4096,
                              "then a turn for each at most, before the last link");
        // 0.99 of the link from the first windows on.
        const double link = 8 * (1000000 + 245 * 82.0) * 8 / 400;
        NS_TEST_EXPECT_MSG_LT(outcome.completion, 1.03 * link + 10000, "as fast as it is granted");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class CreditQueueTestSuite : public TestSuite
{
  public:
    CreditQueueTestSuite()
        : TestSuite("ai-fabric-credit-queue", TestSuite::Type::UNIT)
    {
        AddTestCase(new QueueTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const CreditQueueTestSuite g_creditQueueTestSuite; ///< the instance that registers the suite

} // namespace
