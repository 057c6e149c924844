/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What strategies say they need is refused where it is missing, and is what they use.
 */

#include "fabric-test-scenario.h"

#include "ns3/boolean.h"
#include "ns3/component-families.h"
#include "ns3/config-error.h"
#include "ns3/fabric-compat.h"
#include "ns3/frame-route.h"
#include "ns3/simulator.h"
#include "ns3/strategy-table.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <functional>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// Choose a strategy of hosts or of switches.
void
Choose(FabricHelper& helper, const ComponentInfo& info)
{
    if (info.type.IsChildOf(HostLoadBalancer::GetTypeId()))
    {
        helper.SetLoadBalancer("ns3::aifabric::EcmpLoadBalancer");
        helper.SetHostLoadBalancer(info.type.GetName());
    }
    else
    {
        helper.SetLoadBalancer(info.type.GetName());
    }
}

/**
 * @ingroup ai-fabric-tests
 * A fabric without what a strategy needs is refused, and no other.
 */
class RefusalTestCase : public TestCase
{
  public:
    RefusalTestCase()
        : TestCase("A fabric that lacks what a strategy says it needs is refused")
    {
    }

  private:
    /// What takes something away from a fabric.
    struct Lack
    {
        NetworkNeed need;                          ///< what is missing then
        std::function<void(FabricHelper&)> remove; ///< takes it away
    };

    /// @return why the fabric is refused; empty if it is built
    static std::string Install(const ComponentInfo& info, const Lack* lack)
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        scenario.UseLeafSpine(2, 2, 1);
        Choose(scenario.Helper(), info);
        scenario.Helper().SetNicAttribute("AckInterval", UintegerValue(1));
        if (lack)
        {
            lack->remove(scenario.Helper());
        }
        std::string problem;
        try
        {
            scenario.Build();
        }
        catch (const ConfigError& error)
        {
            problem = error.what();
        }
        Simulator::Destroy();
        return problem;
    }

    void DoRun() override
    {
        const std::vector<Lack> lacks{
            {NEED_REORDERING,
             [](FabricHelper& h) { h.SetLossRecovery("ns3::aifabric::GoBackNLossRecovery"); }},
            {NEED_EACH_ACK,
             [](FabricHelper& h) { h.SetNicAttribute("AckInterval", UintegerValue(2)); }},
            {NEED_PATH_ECHO,
             [](FabricHelper& h) { h.SetNicAttribute("PathEcho", BooleanValue(false)); }},
            {NEED_ECN,
             [](FabricHelper& h) { h.SetMarkerAttribute("Enabled", BooleanValue(false)); }},
            {NEED_TWO_TIERS,
             [](FabricHelper& h) {
                 h.SetLayout("ns3::aifabric::FatTreeFabric", "K", UintegerValue(4));
             }},
        };
        std::vector<uint32_t> refused(lacks.size());
        for (const ComponentInfo& info : families::LoadBalancers().List())
        {
            const NetworkNeeds needs = GetStrategyNeeds(info);
            NS_TEST_EXPECT_MSG_EQ(Install(info, nullptr), "", info.alias << " has all it needs");
            for (size_t i = 0; i < lacks.size(); i++)
            {
                const std::string problem = Install(info, &lacks[i]);
                NS_TEST_EXPECT_MSG_EQ(!problem.empty(),
                                      needs.Has(lacks[i].need),
                                      info.alias << ": need " << lacks[i].need << ": " << problem);
                const bool named = problem.find(info.type.GetName()) != std::string::npos;
                NS_TEST_EXPECT_MSG_EQ(named, !problem.empty(), "names the culprit: " << problem);
                refused[i] += problem.empty() ? 0 : 1;
            }
        }
        for (size_t i = 0; i < lacks.size(); i++)
        {
            NS_TEST_EXPECT_MSG_GT(refused[i], 0, "some strategy needs it: " << lacks[i].need);
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * What strategies do to packets is within what they say.
 */
class UseTestCase : public TestCase
{
  public:
    UseTestCase()
        : TestCase("Only strategies that say so steer packets or let them overtake each other")
    {
    }

  private:
    void DoRun() override
    {
        uint32_t steering = 0;
        uint32_t reordering = 0;
        for (const ComponentInfo& info : families::LoadBalancers().List())
        {
            const NetworkNeeds needs = GetStrategyNeeds(info);
            FabricTestScenario::Reset(1);
            FabricTestScenario scenario;
            scenario.UseLeafSpine(4, 4, 4);
            Choose(scenario.Helper(), info);
            scenario.Helper().SetNicAttribute("AckInterval", UintegerValue(1));
            FabricContainer& fabric = scenario.Build();
            uint64_t steered = 0;
            for (uint32_t host = 0; host < 16; host++)
            {
                fabric.GetDevice(host, 0)->TraceConnectWithoutContext(
                    "FrameSent",
                    Callback<void, const Frame&>([&steered](const Frame& frame) {
                        steered += Route::HasPath(frame) ? 1 : 0;
                    }));
            }
            const auto outcome = scenario.Run(FabricTestScenario::Permutation(16, 60, 100, 4));
            NS_TEST_EXPECT_MSG_EQ(outcome.received, 16, info.alias << " delivers");
            NS_TEST_EXPECT_MSG_EQ((steered > 0 && !needs.Has(NEED_STEERING)),
                                  false,
                                  info.alias << " steers " << steered << " frames");
            NS_TEST_EXPECT_MSG_EQ((outcome.reorder > 0 && !needs.Has(NEED_REORDERING)),
                                  false,
                                  info.alias << " reorders by " << outcome.reorder);
            steering += steered > 0 ? 1 : 0;
            reordering += outcome.reorder > 0 ? 1 : 0;
            scenario.Destroy();
        }
        NS_TEST_EXPECT_MSG_GT(steering, 6, "strategies steer");
        NS_TEST_EXPECT_MSG_GT(reordering, 12, "strategies reorder");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Needs follow the configuration, and are told in words.
 */
class WordsTestCase : public TestCase
{
  public:
    WordsTestCase()
        : TestCase("Needs are told in words, and follow attributes")
    {
    }

  private:
    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_EQ(NetworkNeeds().ToText(), "none", "nothing");
        NS_TEST_EXPECT_MSG_EQ(NetworkNeeds(NEED_ECN | NEED_REORDERING).ToText(),
                              "reordering, ECN",
                              "in a fixed order");
        NS_TEST_EXPECT_MSG_EQ(NetworkNeeds(NEED_PLAN, "luck").ToText(),
                              "a plan of the workload, luck",
                              "and more");
        ObjectFactory mrc("ns3::aifabric::MrcLoadBalancer");
        mrc.Set("Steered", BooleanValue(false));
        NS_TEST_EXPECT_MSG_EQ(mrc.Create<HostLoadBalancer>()->GetNeeds().Has(NEED_STEERING),
                              false,
                              "hashed EVs need no steering");
        mrc.Set("Steered", BooleanValue(true));
        NS_TEST_EXPECT_MSG_EQ(mrc.Create<HostLoadBalancer>()->GetNeeds().Has(NEED_STEERING),
                              true,
                              "paths do");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of needs.
 */
class StrategyNeedsTestSuite : public TestSuite
{
  public:
    StrategyNeedsTestSuite()
        : TestSuite("ai-fabric-strategy-needs", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new RefusalTestCase, Duration::QUICK);
        AddTestCase(new UseTestCase, Duration::QUICK);
        AddTestCase(new WordsTestCase, Duration::QUICK);
    }
};

/// Registers the suite.
const StrategyNeedsTestSuite g_strategyNeedsTestSuite;

} // namespace
