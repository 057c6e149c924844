/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Links that are bad but not gone: lower rate, random loss, added delay.
 */

#include "fault-test-scenario.h"

#include "ns3/fabric-compat.h"
#include "ns3/path-catalog.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <cmath>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * A degraded link takes as long as its rate says, and bytes in service are counted right.
 */
class DegradeTestCase : public TestCase
{
  public:
    DegradeTestCase()
        : TestCase("A degraded link slows down to the closed form")
    {
    }

  private:
    void DoRun() override
    {
        const uint64_t m = 100;
        FaultTestScenario scenario(1, "degrade:names=leaf1->host1,rate=100Gbps");
        scenario.Run(m);
        // At the last link: 0.08 ns a byte. The first frame carries 16 bytes more.
        const double arrival =
            4174 * 0.02 + 2 * 4174 * 0.01 + 4 * 500 + 0.08 * (4194 + (m - 2) * 4178 + 4158);
        NS_TEST_EXPECT_MSG_EQ_TOL(scenario.outcome.lastArrival, arrival, 0.02, "last arrival");
        scenario.Destroy();

        FaultTestScenario change(1,
                                 "degrade:names=leaf0->spine0,rate=10Gbps,time=5us,duration=7us");
        const auto uplink = change.Uplink(0);
        uint64_t before = 0;
        uint64_t backwards = 0;
        for (uint64_t ns = 4000; ns < 14000; ns++)
        {
            Simulator::Schedule(NanoSeconds(ns), [&before, &backwards, uplink]() {
                const uint64_t bytes = uplink->GetSentBytes();
                backwards += bytes < before ? 1 : 0;
                before = bytes;
            });
        }
        change.Run(256);
        NS_TEST_EXPECT_MSG_EQ(backwards, 0, "bytes that left never come back");
        NS_TEST_EXPECT_MSG_EQ((uplink->GetDataRate() == DataRate("800Gbps")), true, "restored");
        change.Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * Routing learns what is left of a degraded link, near and far, and that it is whole again.
 */
class DegradedWeightTestCase : public TestCase
{
  public:
    DegradedWeightTestCase()
        : TestCase("Degraded links weigh what is left of them after Convergence, and not before")
    {
    }

  private:
    /// The weights of both leaves, from the first on.
    static std::string Describe(FabricContainer& fabric)
    {
        std::string text;
        for (const uint32_t leaf : {0, 1})
        {
            const PortGroup* group = fabric.GetRoutes()->GetTable(2 + leaf).Find(1 - leaf);
            for (const uint16_t weight : group->weights)
            {
                text += std::to_string(weight) + " ";
            }
            text += "| ";
        }
        // What hosts choose from: paths by their rates.
        PathCatalog catalog;
        catalog.Start(fabric.GetRoutes(), 0);
        return text + std::to_string(catalog.Get(1).labels.size());
    }

    void Expect(const std::string& more, const std::string& meanwhile, double share)
    {
        FaultTestScenario scenario(
            2,
            "degrade:names=leaf0-spine0,rate=200Gbps,time=5us,duration=50us" + more);
        const auto lookAt = [this, &scenario](uint64_t us, const std::string& weights) {
            Simulator::Schedule(MicroSeconds(us), [this, &scenario, us, weights]() {
                NS_TEST_EXPECT_MSG_EQ(Describe(scenario.Fabric()), weights, "at " << us << " us");
            });
        };
        std::vector<uint64_t> sent;
        const auto count = [&scenario, &sent]() {
            sent.push_back(scenario.Uplink(0)->GetSentBytes());
            sent.push_back(scenario.Uplink(1)->GetSentBytes());
        };
        for (const uint64_t us : {4, 6, 58})
        {
            lookAt(us, "| | 2");
        }
        lookAt(8, meanwhile);
        lookAt(56, meanwhile);
        Simulator::Schedule(MicroSeconds(8), count);
        Simulator::Schedule(MicroSeconds(55), count);
        scenario.Run(700);
        NS_TEST_ASSERT_MSG_EQ(sent.size(), 4, "both looks");
        const auto slow = static_cast<double>(sent[2] - sent[0]);
        const auto fast = static_cast<double>(sent[3] - sent[1]);
        // 560 packets, drawn at random.
        const double deviation = std::sqrt(share * (1 - share) / 560);
        NS_TEST_EXPECT_MSG_EQ_TOL(slow / (slow + fast), share, 4 * deviation, "share of the slow");
        scenario.Destroy();
    }

    void DoRun() override
    {
        Expect(",convergence=2us", "1 4 | 1 4 | 5", 0.2);
        Expect("", "| | 2", 0.5);
        // The link of a host has no weight.
        FaultTestScenario host(2, "degrade:names=leaf1-host1,rate=200Gbps,convergence=1us");
        host.Run(100);
        NS_TEST_EXPECT_MSG_EQ(host.injector->GetRecomputations(), 0, "routes remain");
        host.Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * Grey loss: binomial, by its own reason, reproducible, unnoticed.
 */
class GreyTestCase : public TestCase
{
  public:
    GreyTestCase()
        : TestCase("Grey loss is binomial")
    {
    }

  private:
    void DoRun() override
    {
        uint64_t first = 0;
        for (const double loss : {0.05, 0.3, 0.3, 1.0})
        {
            FaultTestScenario scenario(2,
                                       "grey:names=leaf0->spine1,loss=" + std::to_string(loss) +
                                           (loss == 1 ? ",duration=1ms" : ""));
            scenario.Run(4096);
            const auto uplink = scenario.Uplink(1);
            const auto sent = static_cast<double>(uplink->GetCounters().frames);
            const uint64_t lost = scenario.Count(DropReason::GREY_LOSS);
            const double deviation = std::sqrt(sent * loss * (1 - loss));
            if (loss < 1)
            {
                NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<double>(lost),
                                          sent * loss,
                                          4 * deviation,
                                          loss << ", of " << sent << " frames");
                NS_TEST_EXPECT_MSG_GT(sent, 1000, "enough of them");
            }
            NS_TEST_EXPECT_MSG_EQ(scenario.outcome.drops, lost, "no other reason");
            NS_TEST_EXPECT_MSG_EQ(scenario.outcome.conserved, true, "conservation");
            NS_TEST_EXPECT_MSG_EQ(scenario.outcome.sent, 1, "recovered");
            NS_TEST_EXPECT_MSG_EQ(scenario.CountEvents("detected"), 0, "unnoticed");
            NS_TEST_EXPECT_MSG_EQ(scenario.CountEvents("last-affected-flow"), 1, "an event");
            if (loss == 0.3)
            {
                NS_TEST_EXPECT_MSG_EQ((first == 0 || first == lost), true, "reproducible");
                first = lost;
            }
            scenario.Destroy();
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Added delay, to the picosecond; no reordering when it goes away.
 */
class SlowTestCase : public TestCase
{
  public:
    SlowTestCase()
        : TestCase("A slow link adds its delay to the picosecond, and never reorders")
    {
    }

  private:
    double Run(const std::string& faults)
    {
        FaultTestScenario scenario(1, faults);
        scenario.Run(256);
        const double arrival = scenario.outcome.lastArrival;
        NS_TEST_EXPECT_MSG_EQ(scenario.outcome.reorder, 0, faults << ": in order");
        NS_TEST_EXPECT_MSG_EQ(scenario.outcome.drops, 0, faults << ": no losses");
        scenario.Destroy();
        return arrival;
    }

    void DoRun() override
    {
        const double sound = Run("none");
        const double slow = Run("slow:names=leaf0-spine0,delay=1234567ps");
        NS_TEST_EXPECT_MSG_EQ_TOL(slow - sound, 1234.567, 0.0005, "once for data");
        const double twice = Run("slow:names=leaf0-spine0,delay=1us+slow:names=leaf0->spine0,"
                                 "delay=500ns");
        NS_TEST_EXPECT_MSG_EQ_TOL(twice - sound, 1500, 0.0005, "delays add up");
        // The delay ends while frames are under way. The last link has idled for its length.
        const double over = Run("slow:names=leaf0-spine0,delay=3us,duration=10us");
        NS_TEST_EXPECT_MSG_EQ_TOL(over - sound, 3000, 0.0005, "as long as the last link idled");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class FaultImpairmentTestSuite : public TestSuite
{
  public:
    FaultImpairmentTestSuite()
        : TestSuite("ai-fabric-fault-impairment", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new DegradeTestCase, Duration::QUICK);
        AddTestCase(new DegradedWeightTestCase, Duration::QUICK);
        AddTestCase(new GreyTestCase, Duration::QUICK);
        AddTestCase(new SlowTestCase, Duration::QUICK);
    }
};

const FaultImpairmentTestSuite
    g_faultImpairmentTestSuite; ///< the instance that registers the suite

} // namespace
