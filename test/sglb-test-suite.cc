/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * SGLB: packets avoid what only other switches see, and links that other switches have lost.
 */

#include "fabric-test-scenario.h"

#include "ns3/double.h"
#include "ns3/frame-pool.h"
#include "ns3/sglb-load-balancer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

constexpr uint32_t FIRST_EDGE = 16; ///< vertex of the first edge of a fat-tree of 4 ports
constexpr uint32_t FIRST_CORE = 32; ///< vertex of the first core; two cores per aggregation
constexpr uint16_t FIRST_UP = 2;    ///< port of an edge switch to its first aggregation

/// Long messages from the first edge switch to the second pod, at a third of the line rate.
std::vector<FabricTestScenario::Message>
Messages()
{
    return {{0, 4, 4 << 20, 0}, {1, 6, 4 << 20, 50}};
}

/// Configure a fat-tree.
void
Configure(FabricTestScenario& scenario, const std::string& balancer)
{
    scenario.UseTheory();
    scenario.Helper().SetLayout("ns3::aifabric::FatTreeFabric", "K", UintegerValue(4));
    scenario.Helper().SetLoadBalancer(ObjectFactory("ns3::aifabric::" + balancer));
    scenario.Helper().SetCongestionControl("ns3::aifabric::FixedRateCongestionControl",
                                           "Fraction",
                                           DoubleValue(0.3));
}

/**
 * @ingroup ai-fabric-tests
 * All links that lead down from the cores of one aggregation are slow.
 */
class RemoteQualityTestCase : public TestCase
{
  public:
    RemoteQualityTestCase()
        : TestCase("SGLB avoids queues that are two hops away, packet by packet")
    {
    }

  private:
    /// What came out.
    struct Result
    {
        double share; ///< of the bytes that went to the slow side
        FabricTestScenario::Outcome outcome;
    };

    Result Execute(const std::string& balancer)
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        Configure(scenario, balancer);
        FabricContainer& fabric = scenario.Build();
        for (uint32_t core = 0; core < 2; core++)
        {
            fabric.GetDevice(FIRST_CORE + core, 1)->SetDataRate(DataRate("25Gbps"));
        }
        if (const auto edge = DynamicCast<SglbLoadBalancer>(fabric.GetSwitch(0)->GetLoadBalancer()))
        {
            Simulator::Schedule(MicroSeconds(100), [this, edge]() {
                NS_TEST_EXPECT_MSG_GT(+edge->GetRemote(2, FIRST_UP),
                                      +edge->GetRemote(2, FIRST_UP + 1),
                                      "two switches on it is known which side is slow");
            });
        }
        Result result;
        result.outcome = scenario.Run(Messages());
        NS_TEST_EXPECT_MSG_EQ(result.outcome.received, 2, "all arrive");
        NS_TEST_EXPECT_MSG_EQ(result.outcome.conserved, true, "conservation");
        NS_TEST_EXPECT_MSG_LT(Simulator::Now(), MilliSeconds(2), "messages end with the data");
        const auto slow = fabric.GetDevice(FIRST_EDGE, FIRST_UP)->GetCounters().bytes;
        const auto fast = fabric.GetDevice(FIRST_EDGE, FIRST_UP + 1)->GetCounters().bytes;
        result.share = static_cast<double>(slow) / static_cast<double>(slow + fast);
        scenario.Destroy();
        return result;
    }

    void DoRun() override
    {
        // 50 of 240 Gb/s fit: a share of 0.21.
        const Result sglb = Execute("SglbLoadBalancer");
        const Result jsq = Execute("JsqLoadBalancer");
        NS_TEST_EXPECT_MSG_LT(sglb.share, 0.25, "no more than fits");
        NS_TEST_EXPECT_MSG_EQ_TOL(jsq.share, 0.5, 0.05, "short queues nearby tell nothing");
        NS_TEST_EXPECT_MSG_LT(sglb.outcome.coreQueue,
                              jsq.outcome.coreQueue / 4,
                              "so that no queue grows");
        NS_TEST_EXPECT_MSG_GT(sglb.outcome.reorder, 0, "packets go their own ways");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Three of four cores lose the other pod; no route changes.
 */
class RemoteFailureTestCase : public TestCase
{
  public:
    RemoteFailureTestCase()
        : TestCase("SGLB avoids a failure elsewhere within 45 us")
    {
    }

  private:
    /// Packets lost later than 45 us after the failure.
    uint64_t CountLateDrops(const std::string& balancer, bool flowlets)
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        Configure(scenario, balancer);
        if (balancer == "SglbLoadBalancer")
        {
            // So long between periodic messages that only notices can be in time.
            scenario.Helper().SetLoadBalancer("ns3::aifabric::SglbLoadBalancer",
                                              "Interval",
                                              TimeValue(MilliSeconds(1)),
                                              "Idle",
                                              TimeValue(MilliSeconds(1)),
                                              "Granularity",
                                              StringValue(flowlets ? "flowlet" : "packet"));
        }
        FabricContainer& fabric = scenario.Build();
        Simulator::Schedule(MicroSeconds(50), [&fabric]() {
            for (uint32_t core = 0; core < 3; core++)
            {
                const auto link = fabric.GetTopology()->GetAdjacencies(FIRST_CORE + core)[1].link;
                fabric.GetChannel(link)->SetUp(false);
            }
        });
        uint64_t before = 0;
        uint64_t early = 0;
        Simulator::Schedule(MicroSeconds(50 + 39),
                            [&early]() { early = FramePool::GetLedger().GetDropped(); });
        Simulator::Schedule(MicroSeconds(50 + 45),
                            [&before]() { before = FramePool::GetLedger().GetDropped(); });
        Simulator::Stop(MicroSeconds(800));
        const auto outcome = scenario.Run(Messages());
        NS_TEST_EXPECT_MSG_EQ(outcome.conserved, true, "conservation");
        NS_TEST_EXPECT_MSG_GT(early, 0, "it takes its time");
        const uint64_t drops = FramePool::GetLedger().GetDropped() - before;
        if (balancer == "SglbLoadBalancer")
        {
            NS_TEST_EXPECT_MSG_EQ(outcome.received, 2, "all arrive");
        }
        scenario.Destroy();
        return drops;
    }

    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_EQ(CountLateDrops("SglbLoadBalancer", false), 0, "told in time");
        NS_TEST_EXPECT_MSG_EQ(CountLateDrops("SglbLoadBalancer", true), 0, "flowlets too");
        NS_TEST_EXPECT_MSG_GT(CountLateDrops("JsqLoadBalancer", false), 100, "JSQ goes on losing");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class SglbTestSuite : public TestSuite
{
  public:
    SglbTestSuite()
        : TestSuite("ai-fabric-sglb", TestSuite::Type::UNIT)
    {
        AddTestCase(new RemoteQualityTestCase);
        AddTestCase(new RemoteFailureTestCase);
    }
};

/// Registers the suite.
SglbTestSuite g_sglbTestSuite;

} // namespace
