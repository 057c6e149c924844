/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * A strategy for each traffic class, and uplinks pinned to ingress ports.
 */

#include "fabric-test-scenario.h"
#include "run-with.h"
#include "switch-under-test.h"

#include "ns3/config-error.h"
#include "ns3/dlb-load-balancer.h"
#include "ns3/policy-load-balancer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/test.h"

#include <memory>
#include <set>
#include <string>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

constexpr uint32_t UPLINKS = 8;

/// Run a shift by one leaf of eight hosts with eight uplinks.
RunRecord
RunShift(const std::string& balancer, const OptionTexts& more = {})
{
    OptionTexts texts{{"fabric", "leaf-spine:leaves=4,spines=8,hosts=8"},
                      {"workload", "shift:offset=8,bytes=1MiB"},
                      {"switch", "generic:buffer-per-port=100MB"},
                      {"lb", balancer}};
    texts.insert(texts.end(), more.begin(), more.end());
    return RunWith(texts);
}

/// What an experiment is refused with.
std::string
Refusal(const std::string& balancer, const OptionTexts& more = {})
{
    try
    {
        RunShift(balancer, more);
    }
    catch (const ConfigError& error)
    {
        Simulator::Destroy();
        return error.what();
    }
    return "accepted";
}

/**
 * @ingroup ai-fabric-tests
 * Decisions by class.
 */
class PolicyTestCase : public TestCase
{
  public:
    PolicyTestCase()
        : TestCase("Policy: each class has its strategy, and each strategy hears of all load")
    {
    }

  private:
    /// Uplinks that packets of one flow and class take.
    static std::set<uint32_t> Follow(SwitchUnderTest& leaf, uint8_t priority, uint32_t source)
    {
        std::set<uint32_t> met;
        for (uint32_t packet = 0; packet < 200; packet++)
        {
            Frame frame{};
            frame.kind = FrameKind::DATA;
            frame.src = source;
            frame.dst = 1;
            frame.priority = priority;
            const Candidates candidates(leaf.Group(), leaf.GetSwitch()->GetPorts().data(), 1, 1);
            met.insert(leaf.GetSwitch()->GetLoadBalancer()->Select(frame, candidates));
        }
        return met;
    }

    void DoRun() override
    {
        FabricTestScenario::Reset(1);
        FabricHelper helper;
        helper.SetLoadBalancer("ns3::aifabric::PolicyLoadBalancer",
                               "Class3",
                               StringValue("dlb:mode=per-packet:dre-period=1us"),
                               "Class4",
                               StringValue("dlb"));
        {
            SwitchUnderTest leaf(helper, UPLINKS);
            const auto policy = leaf.GetBalancer<PolicyLoadBalancer>();
            NS_TEST_EXPECT_MSG_EQ(Follow(leaf, 3, 5).size(), UPLINKS, "packets of class 3");
            NS_TEST_EXPECT_MSG_EQ(Follow(leaf, 4, 5).size(), 1, "flowlets of class 4");
            std::set<uint32_t> flows;
            for (uint32_t source = 0; source < 40; source++)
            {
                const auto met = Follow(leaf, 0, source);
                NS_TEST_EXPECT_MSG_EQ(met.size(), 1, "a flow of another class keeps its path");
                NS_TEST_EXPECT_MSG_EQ((met == Follow(leaf, 7, source)), true, "class 7 likewise");
                flows.insert(met.begin(), met.end());
            }
            NS_TEST_EXPECT_MSG_GT(flows.size(), 4, "flows go different ways");
            NS_TEST_EXPECT_MSG_EQ((policy->GetStrategy(0) == policy->GetStrategy(7)),
                                  true,
                                  "one strategy for equal texts");
            NS_TEST_EXPECT_MSG_NE(policy->GetStrategy(3), policy->GetStrategy(4), "and two here");
            // What class 0 sends is load that class 3 avoids.
            const auto dlb = DynamicCast<DlbLoadBalancer>(policy->GetStrategy(3));
            Simulator::Schedule(MicroSeconds(1), [&leaf]() { leaf.Load(2, 100); });
            Simulator::Schedule(NanoSeconds(2900), [this, &leaf, dlb]() {
                NS_TEST_EXPECT_MSG_GT(dlb->GetBand(leaf.Group().ports[1]),
                                      dlb->GetBand(leaf.Group().ports[2]),
                                      "its load is known");
                NS_TEST_EXPECT_MSG_EQ(Follow(leaf, 3, 5).count(2), 0, "and avoided");
            });
            Simulator::Run();
        }
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * Whole runs.
 */
class PolicyRunTestCase : public TestCase
{
  public:
    PolicyRunTestCase()
        : TestCase("Policy: runs equal those of the strategy of their class; nonsense is refused")
    {
    }

  private:
    void DoRun() override
    {
        const RunRecord hashed = RunShift("ecmp");
        NS_TEST_EXPECT_MSG_EQ(RunShift("policy").resultDigest, hashed.resultDigest, "all by ecmp");
        NS_TEST_EXPECT_MSG_EQ(RunShift("policy:class1=spray").resultDigest,
                              hashed.resultDigest,
                              "a class without traffic");
        const RunRecord sprayed = RunShift("spray");
        NS_TEST_EXPECT_MSG_EQ(RunShift("policy:default=spray").resultDigest,
                              sprayed.resultDigest,
                              "all by spray");
        NS_TEST_EXPECT_MSG_NE(hashed.resultDigest, sprayed.resultDigest, "which differ");

        const auto has = [this](const std::string& text, const std::string& part) {
            const std::string problem = Refusal(text);
            NS_TEST_EXPECT_MSG_NE(problem.find(part), std::string::npos, text << ": " << problem);
        };
        has("policy:class3=ofa", "policy: class3=ofa");
        has("policy:class3=reps", "policy: class3=reps");
        has("policy:default=dlb:mode=sometimes", "policy: default=dlb:mode=sometimes: dlb: mode");
        has("policy:class3=dlb:modus=flowlet", "unknown parameter 'modus'");
        has("policy:class3=conga", "a policy carries no messages");
        has("policy:class3=dlb:global=true", "a policy carries no messages");
        const OptionTexts ordered{{"recovery", "go-back-n"}};
        NS_TEST_EXPECT_MSG_EQ(Refusal("policy:class3=dlb", ordered), "accepted", "flowlets");
        NS_TEST_EXPECT_MSG_NE(Refusal("policy:class3=dlb:mode=per-packet", ordered),
                              "accepted",
                              "packets need reordering");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Static pinning.
 */
class PinTestCase : public TestCase
{
  public:
    PinTestCase()
        : TestCase("Pin: an ingress port has one uplink, whatever the flow")
    {
    }

  private:
    void DoRun() override
    {
        FabricTestScenario::Reset(1);
        FabricHelper helper;
        helper.SetLoadBalancer("ns3::aifabric::PinLoadBalancer", "Map", StringValue("0-5/7-2"));
        {
            SwitchUnderTest leaf(helper, UPLINKS);
            for (uint32_t flow = 0; flow < 50; flow++)
            {
                NS_TEST_EXPECT_MSG_EQ(leaf.Ask(flow, 1, 0), 5, "as the map says");
                NS_TEST_EXPECT_MSG_EQ(leaf.Ask(flow, 2, 7), 2, "as the map says");
                NS_TEST_EXPECT_MSG_EQ(leaf.Ask(flow, 1, 3), 3, "else that of its number");
                NS_TEST_EXPECT_MSG_EQ(leaf.Ask(flow, 1, 8), 0, "modulo the uplinks");
            }
            auto& ports = leaf.Group().ports;
            ports.erase(ports.begin() + 5);
            NS_TEST_EXPECT_MSG_EQ(leaf.Ask(1, 1, 0), 0, "without its uplink: by its number");
            NS_TEST_EXPECT_MSG_EQ(leaf.Ask(1, 1, 7), 2, "others stay");
        }
        Simulator::Destroy();

        const OptionTexts ordered{{"recovery", "go-back-n"}};
        const RunRecord pinned = RunShift("pin", ordered);
        NS_TEST_EXPECT_MSG_LT(pinned.GetSlowdown().value_or(9), 1.05, "nothing collides");
        const RunRecord together = RunShift("pin:map=0-0/1-0/2-0/3-0/4-0/5-0/6-0/7-0");
        NS_TEST_EXPECT_MSG_GT(together.GetSlowdown().value_or(0), 6, "all eight share one uplink");

        for (const std::string bad : {"0", "0-1/", "0-1/0-2", "a-1", "0-1-2", "0-8", "99-0"})
        {
            const std::string problem = Refusal("pin:map=" + bad);
            NS_TEST_EXPECT_MSG_NE(problem.find("pin: map"),
                                  std::string::npos,
                                  bad << ": " << problem);
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class PolicyLbTestSuite : public TestSuite
{
  public:
    PolicyLbTestSuite()
        : TestSuite("ai-fabric-policy-lb", TestSuite::Type::UNIT)
    {
        AddTestCase(new PolicyTestCase);
        AddTestCase(new PolicyRunTestCase);
        AddTestCase(new PinTestCase);
    }
};

/// Registers the suite.
PolicyLbTestSuite g_policyLbTestSuite;

} // namespace
