/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * ConWeave: what hosts see of flows that move.
 */

#include "fabric-test-scenario.h"

#include "ns3/boolean.h"
#include "ns3/conweave-load-balancer.h"
#include "ns3/double.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Flows move while they send, and hosts see no packet out of order.
 */
class HiddenReorderingTestCase : public TestCase
{
  public:
    HiddenReorderingTestCase()
        : TestCase("go-back-N sees nothing of reroutes")
    {
    }

  private:
    /// What came out.
    struct Result
    {
        FabricTestScenario::Outcome outcome;
        uint64_t naks{0};
        uint64_t reroutes{0};
        uint64_t tails{0}; ///< reroutes that were traced
        uint64_t parked{0};
        uint64_t late{0};
    };

    /// Eight long flows through a fabric with one slow link.
    Result Execute(const std::string& balancer, bool fatTree)
    {
        FabricTestScenario::Reset(1);
        FabricTestScenario scenario;
        FabricHelper& helper = scenario.Helper();
        scenario.UseTheory();
        helper.SetLayout("ns3::aifabric::LeafSpineFabric",
                         "Leaves",
                         UintegerValue(2),
                         "Spines",
                         UintegerValue(4),
                         "Hosts",
                         UintegerValue(4));
        if (fatTree)
        {
            helper.SetLayout("ns3::aifabric::FatTreeFabric", "K", UintegerValue(4));
        }
        helper.SetLoadBalancer("ns3::aifabric::" + balancer);
        if (balancer == "LetflowLoadBalancer")
        {
            helper.SetLoadBalancer("ns3::aifabric::LetflowLoadBalancer",
                                   "Timeout",
                                   TimeValue(NanoSeconds(100)));
        }
        helper.SetLossRecovery("ns3::aifabric::GoBackNLossRecovery");
        helper.SetCongestionControl("ns3::aifabric::FixedRateCongestionControl",
                                    "Fraction",
                                    DoubleValue(0.5));
        helper.SetNicAttribute("AckInterval", UintegerValue(16));
        helper.SetMarkerAttribute("Enabled", BooleanValue(true));
        helper.SetMarkerAttribute("Kmin", UintegerValue(100000));
        helper.SetMarkerAttribute("Kmax", UintegerValue(400000));
        FabricContainer& fabric = scenario.Build();
        const uint32_t hosts = fabric.GetHosts().GetN();
        // The last switch: a spine, or a core. Its link to the receivers is slow.
        const uint32_t top = hosts + fabric.GetSwitches().GetN() - 1;
        fabric.GetDevice(top, 1)->SetDataRate(DataRate("100Gbps"));
        std::vector<FabricTestScenario::Message> messages;
        for (uint32_t host = 0; host < 4; host++)
        {
            messages.push_back({host, host + 4, 2 << 20, host * 10.0});
            messages.push_back({host + 4, host, 2 << 20, host * 10.0 + 5});
        }
        Result result;
        m_tails = 0;
        for (uint32_t i = 0; i < fabric.GetSwitches().GetN(); i++)
        {
            fabric.GetSwitch(i)->GetLoadBalancer()->TraceConnectWithoutContext(
                "Rerouted",
                MakeCallback(&HiddenReorderingTestCase::Rerouted, this));
        }
        result.outcome = scenario.Run(messages);
        result.tails = m_tails;
        for (uint32_t host = 0; host < hosts; host++)
        {
            result.naks += fabric.GetNic(host)->GetCounters().naksSent;
        }
        for (uint32_t i = 0; i < fabric.GetSwitches().GetN(); i++)
        {
            if (const auto conweave =
                    DynamicCast<ConweaveLoadBalancer>(fabric.GetSwitch(i)->GetLoadBalancer()))
            {
                result.reroutes += conweave->GetSource().GetCounters().reroutes;
                result.parked += conweave->GetDestination().GetCounters().parked;
                result.late += conweave->GetDestination().GetCounters().byDeadline;
            }
        }
        scenario.Destroy();
        return result;
    }

    void Rerouted(const Frame&)
    {
        m_tails++;
    }

    uint64_t m_tails{0};

    void DoRun() override
    {
        for (const bool fatTree : {false, true})
        {
            const Result weave = Execute("ConweaveLoadBalancer", fatTree);
            NS_TEST_EXPECT_MSG_EQ(weave.outcome.received, 8, "all arrive");
            NS_TEST_EXPECT_MSG_EQ(weave.outcome.conserved, true, "conservation");
            NS_TEST_EXPECT_MSG_GT(weave.reroutes, 0, "flows have moved");
            NS_TEST_EXPECT_MSG_EQ(weave.tails, weave.reroutes, "as traced");
            NS_TEST_EXPECT_MSG_GT(weave.parked, 0, "packets have overtaken others in the fabric");
            NS_TEST_EXPECT_MSG_EQ(weave.late, 0, "no deadline was needed");
            NS_TEST_EXPECT_MSG_EQ(weave.naks, 0, "no host has seen it");
            NS_TEST_EXPECT_MSG_EQ(weave.outcome.reorder, 0, "in no packet");
            NS_TEST_EXPECT_MSG_EQ(weave.outcome.retransmitted, 0, "nothing is sent twice");
            const Result let = Execute("LetflowLoadBalancer", fatTree);
            NS_TEST_EXPECT_MSG_GT(let.outcome.reorder, 0, "flowlets that are too short reorder");
            NS_TEST_EXPECT_MSG_GT(let.naks, 0, "and hosts take that for loss");
            const Result hash = Execute("EcmpLoadBalancer", fatTree);
            NS_TEST_EXPECT_MSG_LT(weave.outcome.completion,
                                  0.8 * hash.outcome.completion,
                                  "it pays: less time than with hashing");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class ConweaveOrderTestSuite : public TestSuite
{
  public:
    ConweaveOrderTestSuite()
        : TestSuite("ai-fabric-conweave-order", TestSuite::Type::UNIT)
    {
        AddTestCase(new HiddenReorderingTestCase);
    }
};

/// Registers the suite.
ConweaveOrderTestSuite g_conweaveOrderTestSuite;

} // namespace
