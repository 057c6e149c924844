/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Whatever comes in at a NIC, it goes on: messages end or fail, and nothing is placed twice.
 *
 * AIFABRIC_FUZZ=10000000 lets as many made-up frames come in.
 */

#include "receive-fuzz-trial.h"

#include "ns3/component-families.h"
#include "ns3/fabric-compat.h"
#include "ns3/test.h"

#include <cstdlib>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::tests;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Trials drawn at random, for every recovery and what changes its rule, in turns.
 */
class ReceiveFuzzTestCase : public TestCase
{
  public:
    ReceiveFuzzTestCase()
        : TestCase("A NIC bears whatever comes in, with every recovery and every operation")
    {
    }

  private:
    static std::vector<std::string> ListRecoveries()
    {
        std::vector<std::string> recoveries{"ns3::aifabric::SackLossRecovery:Threshold=1",
                                            "ns3::aifabric::RatelessLossRecovery:Surplus=true",
                                            "ns3::aifabric::IrnLossRecovery:Cap=4",
                                            "ns3::aifabric::CodeLossRecovery:Data=1",
                                            "ns3::aifabric::CodeLossRecovery:Threshold=1"};
        for (const ComponentInfo& recovery : families::LossRecoveries().List())
        {
            const std::string name = recovery.type.GetName();
            if (name.find("::tests::") == std::string::npos)
            {
                recoveries.push_back(name);
            }
        }
        return recoveries;
    }

    void DoRun() override
    {
        const char* wanted = std::getenv("AIFABRIC_FUZZ");
        const uint64_t count = wanted ? std::strtoull(wanted, nullptr, 10) : 20000;
        const std::vector<std::string> recoveries = ListRecoveries();
        NS_TEST_EXPECT_MSG_GT(recoveries.size(), 10, "the registry knows recoveries");
        ReceiveFuzzTrial::Counts sum;
        uint64_t seed = 1;
        for (; sum.injected < count || seed <= recoveries.size(); seed++)
        {
            const FuzzPlan plan = FuzzPlan::Draw(recoveries[seed % recoveries.size()], seed);
            ReceiveFuzzTrial trial(plan);
            const std::string wrong = trial.Run();
            NS_TEST_EXPECT_MSG_EQ(wrong, "", plan.Describe());
            sum.sent += trial.GetCounts().sent;
            sum.failed += trial.GetCounts().failed;
            sum.injected += trial.GetCounts().injected;
            sum.refused += trial.GetCounts().refused;
            sum.strays += trial.GetCounts().strays;
        }
        // Trials that let nothing in, or in which nothing goes well or wrong, would prove nothing.
        NS_TEST_EXPECT_MSG_GT(sum.sent, seed, "messages that are sent");
        NS_TEST_EXPECT_MSG_GT(sum.failed, seed / 20, "messages that fail");
        NS_TEST_EXPECT_MSG_GT(sum.refused, sum.injected / 50, "bytes that the decoder refuses");
        NS_TEST_EXPECT_MSG_GT(sum.strays, sum.injected / 50, "packets that are for nobody");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class ReceiveFuzzTestSuite : public TestSuite
{
  public:
    ReceiveFuzzTestSuite()
        : TestSuite("ai-fabric-receive-fuzz", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new ReceiveFuzzTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const ReceiveFuzzTestSuite g_receiveFuzzTestSuite; ///< the instance that registers the suite

} // namespace
