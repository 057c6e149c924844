/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Workloads beside each other on one fabric, each a client of the NICs.
 */

#include "fabric-test-scenario.h"
#include "host-strategy-bench.h"

#include "ns3/ethereal-load-balancer.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-helper.h"
#include "ns3/rails-load-balancer.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"
#include "ns3/workload-helper.h"

#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

constexpr uint64_t PACKET = 4096;   ///< payload of a full packet
constexpr double FULL_NS = 83.56;   ///< a full packet with its gap at 400 Gbps, ns
constexpr double ROUND_TRIP = 2000; ///< two links there and back within a leaf, ns

/// @return a fabric of one leaf
FabricContainer
MakeFabric(uint32_t hosts)
{
    FabricTestScenario::Reset(1);
    FabricHelper helper;
    helper.SetLinks(DataRate("400Gbps"), NanoSeconds(500));
    helper.SetLayout("ns3::aifabric::LeafSpineFabric",
                     "Leaves",
                     UintegerValue(1),
                     "Spines",
                     UintegerValue(1),
                     "Hosts",
                     UintegerValue(hosts));
    return helper.Install();
}

/// Hears of messages.
class Ear : public MessageListener
{
  public:
    void MessageSent(const MessageInfo&) override
    {
        sent++;
    }

    void MessageReceived(const MessageInfo&) override
    {
        received++;
    }

    void MessageFailed(const MessageInfo&) override
    {
    }

    uint32_t sent{0};     ///< messages
    uint32_t received{0}; ///< messages
};

/**
 * @ingroup ai-fabric-tests
 * Workloads beside each other, installed from C++.
 */
class TwoWorkloadsTestCase : public TestCase
{
  public:
    TwoWorkloadsTestCase()
        : TestCase("Install() again: each workload has its own times, starts and end")
    {
    }

  private:
    static WorkloadHelper Pair(uint32_t src, uint32_t dst, uint64_t packets)
    {
        return WorkloadHelper("ns3::aifabric::PairWorkload",
                              "Src",
                              UintegerValue(src),
                              "Dst",
                              UintegerValue(dst),
                              "Bytes",
                              UintegerValue(packets * PACKET));
    }

    void DoRun() override
    {
        const uint64_t packets = 200;
        const double alone = packets * FULL_NS;
        // Hosts 0 and 2 send to one peer each; host 0 to two, 5 us apart.
        FabricContainer fabric = MakeFabric(6);
        const auto shared = Pair(0, 1, packets).Install(fabric);
        const auto apart = Pair(2, 3, packets).Install(fabric);
        WorkloadHelper late = Pair(0, 4, packets);
        late.SetStart(MicroSeconds(5));
        const auto other = late.Install(fabric);
        const auto gone = Pair(5, 3, 1).Install(fabric);
        Ear ear; // of client 0, which disturbs none of them
        fabric.GetNic(2)->SetListener(&ear);
        fabric.GetNic(5)->SetListener(&ear);
        Simulator::Schedule(Seconds(0), [&]() {
            fabric.GetNic(2)->PostWrite(5, PACKET, 0);
            gone.Get(5)->Dispose();
        });
        Simulator::Run();
        const auto time = [](const ApplicationContainer& applications) {
            return static_cast<double>(
                       WorkloadHelper::GetRun(applications)->GetCompletionTime().GetPicoSeconds()) /
                   1e3;
        };
        for (const auto* one : {&shared, &apart, &other})
        {
            NS_TEST_EXPECT_MSG_EQ(WorkloadHelper::GetRun(*one)->IsComplete(), true, "complete");
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(time(apart), alone + FULL_NS + ROUND_TRIP, 500, "alone");
        // The first one has the link for itself until 5 us, then half of it.
        NS_TEST_EXPECT_MSG_EQ_TOL(time(shared), 2 * alone - 5000 + ROUND_TRIP, 500, "shares");
        NS_TEST_EXPECT_MSG_EQ_TOL(time(other), 2 * alone - 5000 + ROUND_TRIP, 500, "shares");
        NS_TEST_EXPECT_MSG_EQ(WorkloadHelper::GetRun(other)->GetFirstStart(), 5000000, "start");
        NS_TEST_EXPECT_MSG_EQ(WorkloadHelper::GetRun(gone)->GetEnded(), 0, "disposed of");
        NS_TEST_EXPECT_MSG_EQ(ear.sent, 1, "client 0 hears of its message at the sender");
        NS_TEST_EXPECT_MSG_EQ(ear.received, 1, "and at the receiver");
        NS_TEST_EXPECT_MSG_EQ(WorkloadHelper::GetRun(shared)->GetClient(), 1, "numbers");
        NS_TEST_EXPECT_MSG_EQ(WorkloadHelper::GetRun(gone)->GetClient(), 4, "numbers");
        NS_TEST_EXPECT_MSG_EQ(fabric.CheckAccounts(), "", "accounts");
        fabric = FabricContainer();
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * Strategies with a plan see the messages of all clients.
 */
class SumOfPlansTestCase : public TestCase
{
  public:
    SumOfPlansTestCase()
        : TestCase("A plan has the messages of all workloads, told apart by client")
    {
    }

  private:
    template <typename T>
    std::vector<MessagePiece> Cut(T& strategy, uint64_t packets, uint16_t client)
    {
        std::vector<MessagePiece> pieces;
        strategy.Split(4, packets * PACKET, pieces, client);
        return pieces;
    }

    void DoRun() override
    {
        FabricTestScenario::Reset(1);
        HostStrategyBench bench(2, 4, 4);
        const PlannedMessage one{0, 4, 8 * PACKET, 1};
        const PlannedMessage two{0, 4, 8 * PACKET, 2};
        const PlannedMessage three{1, 4, 6 * PACKET, 3};
        auto strategy = CreateObject<EtherealLoadBalancer>();
        bench.Start(*strategy);
        strategy->Plan({one});
        NS_TEST_EXPECT_MSG_EQ(Cut(*strategy, 8, 2).size(), 0, "not planned: whole");
        NS_TEST_EXPECT_MSG_EQ(Cut(*strategy, 8, 1).size(), 4, "one flow over four uplinks");
        strategy = CreateObject<EtherealLoadBalancer>();
        bench.Start(*strategy);
        strategy->Plan({one});
        strategy->Plan({one, two});
        NS_TEST_EXPECT_MSG_EQ(Cut(*strategy, 8, 2).size(), 2, "two flows over four uplinks");
        NS_TEST_EXPECT_MSG_EQ(Cut(*strategy, 8, 1).size(), 2, "whoever comes first");
        // Chunks of whole messages, the largest first: the two of host 0 on two rails.
        auto rails = CreateObject<RailsLoadBalancer>();
        rails->SetAttribute("Chunk", UintegerValue(8 * PACKET));
        bench.Start(*rails);
        rails->Plan({one});
        rails->Plan({one, two, three});
        const auto second = Cut(*rails, 8, 2);
        const auto first = Cut(*rails, 8, 1);
        NS_TEST_ASSERT_MSG_EQ(first.size() + second.size(), 2, "whole");
        NS_TEST_EXPECT_MSG_NE(first[0].route.GetEntropy(),
                              second[0].route.GetEntropy(),
                              "two rails");
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class JobTestSuite : public TestSuite
{
  public:
    JobTestSuite()
        : TestSuite("ai-fabric-job", TestSuite::Type::UNIT)
    {
        AddTestCase(new TwoWorkloadsTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new SumOfPlansTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const JobTestSuite g_jobTestSuite; ///< the suite

} // namespace
