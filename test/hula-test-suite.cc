/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * HULA: probes tell of links that are two hops away, and of those that are gone.
 */

#include "fabric-test-scenario.h"

#include "ns3/frame-pool.h"
#include "ns3/hula-load-balancer.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

constexpr uint32_t HOSTS = 16;      ///< of a fat-tree of 4 ports: 8 edges, 8 aggregations, 4 cores
constexpr uint32_t FIRST_EDGE = 16; ///< vertex of the first edge switch
constexpr uint32_t FIRST_CORE = 32; ///< vertex of the first core; two cores per aggregation
constexpr uint16_t FIRST_UP = 2;    ///< port of an edge switch to its first aggregation

/**
 * @ingroup ai-fabric-tests
 * A fat-tree with short messages from the first pod to the second: every message is a flowlet.
 */
class HulaTestCase : public TestCase
{
  public:
    using TestCase::TestCase;

  protected:
    /// Configure a fabric with another strategy, or with HULA if it is empty.
    static void Configure(FabricTestScenario& scenario, const std::string& balancer)
    {
        scenario.UseTheory();
        scenario.Helper().SetLayout("ns3::aifabric::FatTreeFabric", "K", UintegerValue(4));
        if (balancer.empty())
        {
            scenario.Helper().SetLoadBalancer("ns3::aifabric::HulaLoadBalancer",
                                              "Interval",
                                              TimeValue(MicroSeconds(10)),
                                              "Ageing",
                                              TimeValue(MicroSeconds(30)),
                                              "Idle",
                                              TimeValue(MicroSeconds(50)),
                                              "Timeout",
                                              TimeValue(MicroSeconds(5)),
                                              "Period",
                                              TimeValue(MicroSeconds(2)));
            return;
        }
        ObjectFactory factory("ns3::aifabric::" + balancer);
        if (balancer == "LetflowLoadBalancer")
        {
            factory.Set("Timeout", TimeValue(MicroSeconds(5)));
        }
        scenario.Helper().SetLoadBalancer(factory);
    }

    /// Messages from the first edge switch to the second pod, every 16 us from each host.
    static std::vector<FabricTestScenario::Message> Bursts(uint32_t count, uint64_t bytes)
    {
        std::vector<FabricTestScenario::Message> messages;
        for (uint32_t i = 0; i < count; i++)
        {
            messages.push_back({0, 4, bytes, 16000.0 * i});
            messages.push_back({1, 6, bytes, 16000.0 * i + 8000});
        }
        return messages;
    }

    /// The balancer of a switch.
    static Ptr<HulaLoadBalancer> GetBalancer(const FabricContainer& fabric, uint32_t number)
    {
        return DynamicCast<HulaLoadBalancer>(fabric.GetSwitch(number)->GetLoadBalancer());
    }

    /// The link between a core and the second pod.
    static uint32_t LinkToSecondPod(const FabricContainer& fabric, uint32_t core)
    {
        return fabric.GetTopology()->GetAdjacencies(FIRST_CORE + core)[1].link;
    }
};

/**
 * @ingroup ai-fabric-tests
 * All links that lead down from the cores of one aggregation are slow: the edge switch must not
 * use that aggregation, though nothing near it is busy.
 */
class RemoteLoadTestCase : public HulaTestCase
{
  public:
    RemoteLoadTestCase()
        : HulaTestCase("HULA avoids links that are busy two hops away")
    {
    }

  private:
    /// Share of the bytes of the edge switch that go to the first aggregation.
    double Share(const std::string& balancer)
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        Configure(scenario, balancer);
        FabricContainer& fabric = scenario.Build();
        for (uint32_t core = 0; core < 2; core++)
        {
            fabric.GetDevice(FIRST_CORE + core, 1)->SetDataRate(DataRate("40Gbps"));
        }
        const auto outcome = scenario.Run(Bursts(60, 120000));
        NS_TEST_EXPECT_MSG_EQ(outcome.received, 120, "all arrive");
        NS_TEST_EXPECT_MSG_EQ(outcome.conserved, true, "conservation");
        const auto slow = fabric.GetDevice(FIRST_EDGE, FIRST_UP)->GetCounters().bytes;
        const auto fast = fabric.GetDevice(FIRST_EDGE, FIRST_UP + 1)->GetCounters().bytes;
        scenario.Destroy();
        return static_cast<double>(slow) / static_cast<double>(slow + fast);
    }

    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_LT(Share(""), 0.33, "HULA goes elsewhere");
        NS_TEST_EXPECT_MSG_EQ_TOL(Share("LetflowLoadBalancer"), 0.5, 0.15, "LetFlow does not");
        NS_TEST_EXPECT_MSG_EQ_TOL(Share("JsqLoadBalancer"), 0.5, 0.15, "nor do short queues");
    }
};

/**
 * @ingroup ai-fabric-tests
 * A link fails that only cores see, and no route changes: probes stay away.
 */
class SilentHopTestCase : public HulaTestCase
{
  public:
    SilentHopTestCase()
        : HulaTestCase("HULA gives up hops whose probes stay away")
    {
    }

  private:
    /// Data packets lost later than 60 us after the failure.
    uint64_t CountLateDrops(const std::string& balancer)
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        Configure(scenario, balancer);
        FabricContainer& fabric = scenario.Build();
        // Only one core remains that leads to the second pod.
        Simulator::Schedule(MicroSeconds(300), [&fabric]() {
            for (uint32_t core = 0; core < 3; core++)
            {
                fabric.GetChannel(LinkToSecondPod(fabric, core))->SetUp(false);
            }
        });
        uint64_t before = 0;
        Simulator::Schedule(MicroSeconds(360),
                            [&before]() { before = FramePool::GetLedger().GetDropped(); });
        if (balancer.empty())
        {
            const auto edge = GetBalancer(fabric, 0);
            const auto aggregation = GetBalancer(fabric, 9); // the second of the first pod
            Simulator::Schedule(MicroSeconds(360), [this, edge, aggregation]() {
                NS_TEST_EXPECT_MSG_EQ(edge->GetBestPort(2), FIRST_UP + 1, "second aggregation");
                NS_TEST_EXPECT_MSG_EQ(aggregation->GetBestPort(2), 3, "and its second core");
            });
        }
        // A flowlet of LetFlow that repeats what is lost never pauses.
        Simulator::Stop(MicroSeconds(1500));
        const auto outcome = scenario.Run(Bursts(60, 60000));
        if (balancer.empty())
        {
            NS_TEST_EXPECT_MSG_EQ(outcome.received, 120, "all arrive");
        }
        NS_TEST_EXPECT_MSG_EQ(outcome.conserved, true, "conservation");
        const uint64_t drops = FramePool::GetLedger().GetDropped() - before;
        scenario.Destroy();
        return drops;
    }

    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_EQ(CountLateDrops(""), 0, "nothing is lost when the hop has aged");
        NS_TEST_EXPECT_MSG_GT(CountLateDrops("LetflowLoadBalancer"), 100, "LetFlow goes on losing");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Probes run while there are data, reach every switch that needs them, and end.
 */
class ProbeTestCase : public HulaTestCase
{
  public:
    ProbeTestCase()
        : HulaTestCase("HULA's probes begin with data and end after them")
    {
    }

  private:
    void DoRun() override
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        Configure(scenario, "");
        FabricContainer& fabric = scenario.Build();
        Simulator::Schedule(MicroSeconds(20), [this, &fabric]() {
            for (uint32_t i = 0; i < fabric.GetSwitches().GetN(); i++)
            {
                const auto balancer = GetBalancer(fabric, i);
                if (i != 0)
                {
                    NS_TEST_EXPECT_MSG_NE(balancer->GetBestPort(0),
                                          HulaLoadBalancer::NO_PORT,
                                          "switch " << i << " knows the way to the first edge");
                }
                // An edge switch without traffic does not probe.
                NS_TEST_EXPECT_MSG_EQ(balancer->GetBestPort(7),
                                      HulaLoadBalancer::NO_PORT,
                                      "switch " << i << " does not know the last edge");
            }
        });
        // One message at once, one much later.
        const auto outcome = scenario.Run({{0, 4, 4096, 0}, {0, 4, 4096, 1000000}});
        NS_TEST_EXPECT_MSG_EQ(outcome.received, 2, "both arrive");
        NS_TEST_EXPECT_MSG_EQ(outcome.conserved, true, "conservation");
        // Two edges; each sends at 0, 10, ..., 50 us after the last data, twice.
        const uint64_t rounds = GetBalancer(fabric, 0)->GetProbes() / 2;
        NS_TEST_EXPECT_MSG_EQ(rounds, 12, "rounds of the first edge");
        NS_TEST_EXPECT_MSG_LT(Simulator::Now(), MicroSeconds(1100), "the simulation ends");
        scenario.Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class HulaTestSuite : public TestSuite
{
  public:
    HulaTestSuite()
        : TestSuite("ai-fabric-hula", TestSuite::Type::UNIT)
    {
        AddTestCase(new RemoteLoadTestCase);
        AddTestCase(new SilentHopTestCase);
        AddTestCase(new ProbeTestCase);
    }
};

/// Registers the suite.
HulaTestSuite g_hulaTestSuite;

} // namespace
