/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * CONGA: congestion that only the other leaf can tell of.
 */

#include "fabric-test-scenario.h"

#include "ns3/config-error.h"
#include "ns3/conga-load-balancer.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

constexpr uint32_t HOSTS = 4;        ///< per leaf, of two
constexpr uint16_t NARROW = HOSTS;   ///< port of a leaf to the first spine
constexpr uint16_t WIDE = HOSTS + 1; ///< port to the second

/**
 * @ingroup ai-fabric-tests
 * Two leaves and two spines, with short messages at a distance: every message is a flowlet.
 */
class CongaTestCase : public TestCase
{
  public:
    using TestCase::TestCase;

  protected:
    /// Configure a fabric.
    static void Configure(FabricTestScenario& scenario)
    {
        scenario.UseTheory();
        scenario.UseLeafSpine(2, 2, HOSTS);
        scenario.Helper().SetLoadBalancer("ns3::aifabric::CongaLoadBalancer",
                                          "Timeout",
                                          TimeValue(MicroSeconds(5)),
                                          "Period",
                                          TimeValue(MicroSeconds(4)),
                                          "Ageing",
                                          TimeValue(MicroSeconds(200)));
    }

    /// Messages from every host of the first leaf to one of the second, every 16 us.
    static std::vector<FabricTestScenario::Message> Bursts(uint32_t count, uint64_t bytes)
    {
        std::vector<FabricTestScenario::Message> messages;
        for (uint32_t i = 0; i < count; i++)
        {
            for (uint32_t host = 0; host < HOSTS; host++)
            {
                messages.push_back({host, HOSTS + host, bytes, 16000.0 * i + 4000.0 * host});
            }
        }
        return messages;
    }

    /// The balancer of the first leaf.
    static Ptr<CongaLoadBalancer> GetFirst(const FabricContainer& fabric)
    {
        return DynamicCast<CongaLoadBalancer>(fabric.GetSwitch(0)->GetLoadBalancer());
    }
};

/**
 * @ingroup ai-fabric-tests
 * The link from a spine to the other leaf is narrow: the own leaf cannot see it.
 */
class RemoteCongestionTestCase : public CongaTestCase
{
  public:
    RemoteCongestionTestCase()
        : CongaTestCase("CONGA leaves a path that is congested beyond the spine")
    {
    }

  private:
    /// Share of the bytes that go through the narrow path.
    double Share(const std::string& balancer)
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        Configure(scenario);
        if (!balancer.empty())
        {
            ObjectFactory factory("ns3::aifabric::" + balancer);
            if (balancer == "LetflowLoadBalancer")
            {
                factory.Set("Timeout", TimeValue(MicroSeconds(5)));
            }
            scenario.Helper().SetLoadBalancer(factory);
        }
        FabricContainer& fabric = scenario.Build();
        const uint32_t leaf = 2 * HOSTS;
        fabric.GetDevice(leaf + 2, 1)->SetDataRate(DataRate("100Gbps"));
        if (const auto conga = GetFirst(fabric))
        {
            Simulator::Schedule(MicroSeconds(500), [this, conga]() {
                NS_TEST_EXPECT_MSG_GT(conga->GetRemote(1, NARROW),
                                      conga->GetLocal(NARROW),
                                      "the other leaf knows more");
                NS_TEST_EXPECT_MSG_GT(conga->GetRemote(1, NARROW), 0, "it has reported");
            });
            // Reports age: half after 200 us each.
            Simulator::Schedule(MilliSeconds(3), [this, conga]() {
                NS_TEST_EXPECT_MSG_EQ(conga->GetRemote(1, NARROW), 0, "and is forgotten");
            });
        }
        // 4 x 120 kB in 16 us are 240 Gb/s: a half of that is too much for 100 Gb/s.
        const auto outcome = scenario.Run(Bursts(60, 120000));
        NS_TEST_EXPECT_MSG_EQ(outcome.received, 240, "all arrive");
        NS_TEST_EXPECT_MSG_EQ(outcome.conserved, true, "conservation");
        const auto narrow = fabric.GetDevice(leaf, NARROW)->GetCounters().bytes;
        const auto wide = fabric.GetDevice(leaf, WIDE)->GetCounters().bytes;
        scenario.Destroy();
        return static_cast<double>(narrow) / static_cast<double>(narrow + wide);
    }

    void DoRun() override
    {
        // Equal utilisation is 48 of 100 Gb/s and 192 of 400 Gb/s.
        NS_TEST_EXPECT_MSG_EQ_TOL(Share(""), 0.2, 0.07, "CONGA equals utilisations");
        NS_TEST_EXPECT_MSG_EQ_TOL(Share("LetflowLoadBalancer"), 0.5, 0.1, "LetFlow knows nothing");
        NS_TEST_EXPECT_MSG_EQ_TOL(Share("JsqLoadBalancer"), 0.5, 0.1, "short queues tell nothing");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Without congestion a flow stays where it is: a tie keeps the port. Three tiers are refused.
 */
class TieTestCase : public CongaTestCase
{
  public:
    TieTestCase()
        : CongaTestCase("CONGA keeps its port unless another is better; it refuses three tiers")
    {
    }

  private:
    void DoRun() override
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        Configure(scenario);
        FabricContainer& fabric = scenario.Build();
        const auto conga = GetFirst(fabric);
        std::vector<FabricTestScenario::Message> messages;
        for (uint32_t i = 0; i < 50; i++)
        {
            messages.push_back({0, HOSTS, 4000, 16000.0 * i});
        }
        scenario.Run(messages);
        NS_TEST_EXPECT_MSG_GT_OR_EQ(conga->GetFlowlets(), 50, "every message is a flowlet");
        const auto narrow = fabric.GetDevice(2 * HOSTS, NARROW)->GetCounters().frames;
        const auto wide = fabric.GetDevice(2 * HOSTS, WIDE)->GetCounters().frames;
        NS_TEST_EXPECT_MSG_EQ(narrow + wide, 50, "all of them");
        NS_TEST_EXPECT_MSG_EQ(std::min(narrow, wide), 0, "on one path");
        scenario.Destroy();

        FabricHelper helper;
        helper.SetLoadBalancer("ns3::aifabric::CongaLoadBalancer");
        std::string text;
        try
        {
            helper.Install();
        }
        catch (const ConfigError& error)
        {
            text = error.what();
        }
        NS_TEST_EXPECT_MSG_NE(text.find("two tiers"), std::string::npos, "refused: " << text);
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class CongaTestSuite : public TestSuite
{
  public:
    CongaTestSuite()
        : TestSuite("ai-fabric-conga", TestSuite::Type::UNIT)
    {
        AddTestCase(new RemoteCongestionTestCase);
        AddTestCase(new TieTestCase);
    }
};

/// Registers the suite.
CongaTestSuite g_congaTestSuite;

} // namespace
