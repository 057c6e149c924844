/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What strategies need of the network, for people and for checks.
 */

#include "ns3/component-families.h"
#include "ns3/component-spec.h"
#include "ns3/fabric-compat.h"
#include "ns3/host-load-balancer.h"
#include "ns3/string.h"
#include "ns3/switch-load-balancer.h"
#include "ns3/test.h"

#include <sstream>
#include <string>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * What the table of strategies says of needs, for people, is what the strategies state.
 */
class NeedsTestCase : public TestCase
{
  public:
    NeedsTestCase()
        : TestCase("The table of strategies tells the needs that strategies state")
    {
    }

  private:
    void DoRun() override
    {
        uint32_t count = 0;
        for (const ComponentInfo& info : families::LoadBalancers().List())
        {
            std::string column;
            for (std::size_t i = 0; i < info.type.GetAttributeN(); i++)
            {
                const auto attribute = info.type.GetAttribute(i);
                if (attribute.name == "Traits")
                {
                    std::istringstream text(
                        DynamicCast<const StringValue>(attribute.originalInitialValue)->Get());
                    for (uint32_t field = 0; field < 4; field++)
                    {
                        std::getline(text, column, '|');
                    }
                    count++;
                }
            }
            const auto object = CreateComponent<Object>(families::LoadBalancers(), info.alias);
            const auto onHost = DynamicCast<HostLoadBalancer>(object);
            const auto onSwitch = DynamicCast<SwitchLoadBalancer>(object);
            const uint32_t needs = onHost ? onHost->GetNeeds() : onSwitch->GetNeeds();
            const auto says = [&](const std::string& word) {
                return column.find(word) != std::string::npos;
            };
            const auto states = [&](NetworkNeed need) { return (needs & need) != 0; };
            NS_TEST_EXPECT_MSG_EQ(says("ECN"), states(NEED_ECN), info.alias);
            NS_TEST_EXPECT_MSG_EQ(says("path echo"), states(NEED_PATH_ECHO), info.alias);
            NS_TEST_EXPECT_MSG_EQ(says("ACK per packet"), states(NEED_EACH_ACK), info.alias);
            const bool reorders = onHost ? onHost->Reorders() : onSwitch->Reorders();
            const bool told = says("reordering") && !says("reordering if");
            NS_TEST_EXPECT_MSG_EQ(told, reorders, info.alias);
        }
        NS_TEST_EXPECT_MSG_GT(count, 30, "strategies of the module");
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
        AddTestCase(new NeedsTestCase, Duration::QUICK);
    }
};

/// Registers the suite.
const StrategyNeedsTestSuite g_strategyNeedsTestSuite;

} // namespace
