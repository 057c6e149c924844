/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * REPS by hand: each clause of its algorithm, which random spraying does not have.
 */

#include "host-strategy-bench.h"

#include "ns3/reps-load-balancer.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <set>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

constexpr uint16_t BASE = wire::ENTROPY_BASE;

/// REPS that explores with one packet only; entropies below 100 come from the test, not from it.
ObjectFactory
Reps(uint32_t first = 1)
{
    ObjectFactory factory;
    factory.SetTypeId(RepsLoadBalancer::GetTypeId());
    factory.Set("FirstPackets", UintegerValue(first));
    factory.Set("FreezeTime", TimeValue(MicroSeconds(100)));
    return factory;
}

/**
 * @ingroup ai-fabric-tests
 * Which entropies are used again, and in which order.
 */
class RecycleTestCase : public TestCase
{
  public:
    RecycleTestCase()
        : TestCase("REPS uses unmarked entropies again, once, the oldest first")
    {
    }

  private:
    void DoRun() override
    {
        HostStrategyBench bench(Reps());
        NS_TEST_EXPECT_MSG_EQ(bench.problem, "", "it starts");
        bench.Send(0);
        for (uint16_t i = 1; i <= 6; i++)
        {
            bench.Acknowledge(BASE + i, i % 2 == 0);
        }
        for (const uint16_t expected : {1, 3, 5})
        {
            NS_TEST_EXPECT_MSG_EQ(bench.Send(1), BASE + expected, "unmarked, oldest first");
        }
        const Frame ack = bench.SendAck(BASE + 2);
        NS_TEST_EXPECT_MSG_EQ(ack.entropy, BASE + 2, "an ACK keeps the entropy of its packet");
        NS_TEST_EXPECT_MSG_EQ(ack.Has(FRAME_STEERED), false, "and is hashed");
        const auto reps = DynamicCast<RepsLoadBalancer>(bench.balancer);
        NS_TEST_EXPECT_MSG_EQ(reps->GetRecycled(), 3, "all are used up");
        std::set<uint16_t> drawn;
        for (uint32_t i = 0; i < 50; i++)
        {
            drawn.insert(bench.Send(2));
        }
        NS_TEST_EXPECT_MSG_GT(drawn.size(), 45, "random when none is left");
        NS_TEST_EXPECT_MSG_EQ(reps->GetRecycled(), 3, "none was recycled twice");

        for (uint16_t i = 1; i <= 11; i++)
        {
            bench.Acknowledge(BASE + i, false);
        }
        for (uint16_t expected = 4; expected <= 11; expected++)
        {
            NS_TEST_EXPECT_MSG_EQ(bench.Send(3), BASE + expected, "the last eight are kept");
        }
        bench.Acknowledge(BASE + 77, false, 0, 2);
        bench.Send(0, 2);
        bench.Acknowledge(BASE + 78, false, 0, 2);
        bench.Send(4, 1);
        NS_TEST_EXPECT_MSG_EQ(reps->GetRecycled(), 11, "queue pairs have rings of their own");
        NS_TEST_EXPECT_MSG_EQ(bench.Send(1, 2), BASE + 78, "this is that of the other");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Coalesced ACKs: an entropy may be used as often as packets were covered.
 */
class LifetimeTestCase : public TestCase
{
  public:
    LifetimeTestCase()
        : TestCase("REPS uses an entropy as often as Uses says")
    {
    }

  private:
    void DoRun() override
    {
        ObjectFactory factory = Reps();
        factory.Set("Uses", UintegerValue(3));
        HostStrategyBench bench(factory);
        bench.Send(0);
        bench.Acknowledge(BASE + 1, false);
        bench.Acknowledge(BASE + 2, false);
        for (const uint16_t expected : {1, 1, 1, 2, 2, 2})
        {
            NS_TEST_EXPECT_MSG_EQ(bench.Send(1), BASE + expected, "three times each");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Freezing: entries are used valid or not, until the time is over; then it explores.
 */
class FreezeTestCase : public TestCase
{
  public:
    FreezeTestCase()
        : TestCase("REPS freezes on a failure, uses what worked in turn, then explores afresh")
    {
    }

  private:
    void DoRun() override
    {
        HostStrategyBench bench(Reps());
        const auto reps = DynamicCast<RepsLoadBalancer>(bench.balancer);
        bench.Send(0);
        for (uint16_t i = 1; i <= 3; i++)
        {
            bench.Acknowledge(BASE + i, false);
        }
        bench.Send(1);
        bench.Send(2);
        bench.Lose(1, LossCause::GAP);
        NS_TEST_EXPECT_MSG_EQ(reps->IsFrozen(256), false, "a gap is no failure by default");
        bench.Lose(1, LossCause::TIMEOUT);
        NS_TEST_EXPECT_MSG_EQ(reps->IsFrozen(256), true, "a timeout is");
        for (const uint16_t expected : {1, 2, 3, 1, 2, 3, 1})
        {
            NS_TEST_EXPECT_MSG_EQ(bench.Send(3), BASE + expected, "in turn, valid or not");
        }
        bench.Wait(50000000);
        bench.Lose(2, LossCause::TIMEOUT);
        bench.Acknowledge(BASE + 4, false);
        NS_TEST_EXPECT_MSG_EQ(reps->IsFrozen(256), true, "still frozen");
        NS_TEST_EXPECT_MSG_EQ(bench.Send(4), BASE + 2, "in turn");
        NS_TEST_EXPECT_MSG_EQ(bench.Send(4), BASE + 3, "in turn");
        NS_TEST_EXPECT_MSG_EQ(bench.Send(4), BASE + 4, "what came in meanwhile, too");
        bench.Wait(50000001);
        bench.Acknowledge(BASE + 5, true);
        NS_TEST_EXPECT_MSG_EQ(reps->IsFrozen(256), false, "the second timeout does not prolong it");
        NS_TEST_EXPECT_MSG_EQ(reps->GetFreezes(), 1, "frozen once");
        bench.Acknowledge(BASE + 6, false);
        const uint64_t recycled = reps->GetRecycled();
        for (uint32_t i = 0; i < 16; i++)
        {
            bench.Lose(5, LossCause::TIMEOUT);
            bench.Send(5);
        }
        NS_TEST_EXPECT_MSG_EQ(reps->GetRecycled(), recycled, "16 packets explore");
        NS_TEST_EXPECT_MSG_EQ(reps->GetFreezes(), 1, "it does not freeze while it explores");
        NS_TEST_EXPECT_MSG_EQ(bench.Send(6), BASE + 6, "then what worked, since the ring is new");
        bench.Lose(6, LossCause::TIMEOUT);
        NS_TEST_EXPECT_MSG_EQ(reps->GetFreezes(), 2, "it may freeze again");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The first bandwidth-delay product, and that after a pause; losses as a sign; refusals.
 */
class ExploreTestCase : public TestCase
{
  public:
    ExploreTestCase()
        : TestCase("REPS explores for one BDP when new or idle; FreezeOn=loss; refusals")
    {
    }

  private:
    /// Packets sent before the first recycled entropy.
    uint32_t CountRandom(HostStrategyBench& bench, uint8_t flags)
    {
        const auto reps = DynamicCast<RepsLoadBalancer>(bench.balancer);
        const uint64_t before = reps->GetRecycled();
        uint32_t sent = 0;
        while (reps->GetRecycled() == before && sent < 1000)
        {
            bench.Send(sent, 1, sent == 0 ? flags : 0);
            bench.Acknowledge(BASE + 1, false);
            sent++;
        }
        return sent - 1;
    }

    void DoRun() override
    {
        ObjectFactory factory = Reps(0);
        factory.Set("FreezeOn", StringValue("loss"));
        {
            HostStrategyBench bench(factory);
            const auto reps = DynamicCast<RepsLoadBalancer>(bench.balancer);
            // 400 Gb/s x 4 us = 200,000 bytes: 49 packets of 4096 bytes.
            NS_TEST_EXPECT_MSG_EQ(CountRandom(bench, FRAME_FIRST), 49, "one BDP");
            NS_TEST_EXPECT_MSG_EQ(CountRandom(bench, FRAME_FIRST), 0, "no pause, not idle");
            bench.Wait(HostStrategyBench::RTT + 1);
            NS_TEST_EXPECT_MSG_EQ(CountRandom(bench, 0), 0, "a pause within a message");
            bench.Wait(HostStrategyBench::RTT + 1);
            NS_TEST_EXPECT_MSG_EQ(CountRandom(bench, FRAME_FIRST), 49, "idle, one BDP again");
            bench.Lose(1, LossCause::GAP);
            NS_TEST_EXPECT_MSG_EQ(reps->IsFrozen(256), true, "any loss freezes");
        }
        factory.Set("FreezeOn", StringValue("drop"));
        HostStrategyBench bench(factory);
        NS_TEST_EXPECT_MSG_EQ(bench.problem,
                              "FreezeOn must be timeout or loss, not drop",
                              "refused");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class RepsTestSuite : public TestSuite
{
  public:
    RepsTestSuite()
        : TestSuite("ai-fabric-reps", TestSuite::Type::UNIT)
    {
        AddTestCase(new RecycleTestCase);
        AddTestCase(new LifetimeTestCase);
        AddTestCase(new FreezeTestCase);
        AddTestCase(new ExploreTestCase);
    }
};

const RepsTestSuite g_repsTestSuite; ///< the instance that registers the suite

} // namespace
