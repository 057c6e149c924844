/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Strategies of Ultra Ethernet by hand: what sets each apart from its nearest neighbour.
 */

#include "host-strategy-bench.h"

#include "ns3/strack-load-balancer.h"
#include "ns3/test.h"
#include "ns3/uec-bitmap-load-balancer.h"
#include "ns3/uec-oblivious-load-balancer.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <set>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

ObjectFactory
Strategy(const std::string& name, uint32_t entropies)
{
    ObjectFactory factory;
    factory.SetTypeId("ns3::aifabric::" + name + "LoadBalancer");
    factory.Set("Entropies", UintegerValue(entropies));
    return factory;
}

/// The entropies of as many packets.
std::vector<uint16_t>
Take(HostStrategyBench& bench, uint32_t packets, uint32_t dst = 1)
{
    static uint32_t psn = 0;
    std::vector<uint16_t> taken;
    for (uint32_t i = 0; i < packets; i++)
    {
        taken.push_back(bench.Send(psn++ & PSN_MASK, dst));
    }
    return taken;
}

std::set<uint16_t>
SetOf(const std::vector<uint16_t>& taken)
{
    return {taken.begin(), taken.end()};
}

/**
 * @ingroup ai-fabric-tests
 * Every entropy exactly once per round, each round in another order; random spraying does not.
 */
class WalkTestCase : public TestCase
{
  public:
    explicit WalkTestCase(const std::string& name)
        : TestCase("Each entropy once per round, in another order: " + name),
          m_name(name)
    {
    }

  private:
    void DoRun() override
    {
        HostStrategyBench bench(Strategy(m_name, 64));
        NS_TEST_EXPECT_MSG_EQ(bench.problem, "", "it starts");
        const Frame ack = bench.SendAck(wire::ENTROPY_BASE + 2);
        NS_TEST_EXPECT_MSG_EQ(ack.entropy,
                              wire::ENTROPY_BASE + 2,
                              "an ACK keeps the entropy of its packet");
        NS_TEST_EXPECT_MSG_EQ(ack.Has(FRAME_STEERED), false, "and is hashed");
        const auto first = Take(bench, 64);
        uint32_t repeated = 0;
        for (uint32_t round = 0; round < 20; round++)
        {
            const auto next = Take(bench, 64);
            NS_TEST_EXPECT_MSG_EQ(SetOf(next).size(), 64, "each once");
            NS_TEST_EXPECT_MSG_EQ((SetOf(next) == SetOf(first)), true, "always the same ones");
            repeated += next == first ? 1 : 0;
        }
        NS_TEST_EXPECT_MSG_LT(repeated, 4, "orders differ between rounds");
        uint32_t upper = 0;
        std::set<uint16_t> uppers;
        for (uint32_t dst = 2; dst < 12; dst++)
        {
            const auto other = Take(bench, 64, dst);
            upper = other[0] & 0x3fc0;
            uppers.insert(static_cast<uint16_t>(upper));
            const auto differs = [upper](uint16_t entropy) { return (entropy & 0x3fc0) != upper; };
            NS_TEST_EXPECT_MSG_EQ(std::count_if(other.begin(), other.end(), differs),
                                  0,
                                  "upper bits are fixed");
            NS_TEST_EXPECT_MSG_EQ((other[0] >> 14), 3, "a port of RoCEv2");
        }
        NS_TEST_EXPECT_MSG_GT(uppers.size(), 7, "and random per queue pair");
        HostStrategyBench wrong(Strategy(m_name, 48));
        NS_TEST_EXPECT_MSG_EQ(wrong.problem, "Entropies must be a power of two", "refused");
    }

    std::string m_name;
};

/**
 * @ingroup ai-fabric-tests
 * Penalties: how large, how often skipped, saturated; oblivious spraying has none.
 */
class BitmapTestCase : public TestCase
{
  public:
    BitmapTestCase()
        : TestCase("UEC bitmap: an entropy is skipped as many rounds as its penalty says")
    {
    }

  private:
    void DoRun() override
    {
        HostStrategyBench bench(Strategy("UecBitmap", 16));
        const auto bitmap = DynamicCast<UecBitmapLoadBalancer>(bench.balancer);
        std::vector<uint16_t> sent;
        for (uint32_t psn = 0; psn < 16; psn++)
        {
            sent.push_back(bench.Send(1000000 + psn));
        }
        bench.Acknowledge(sent[3], true);
        bench.Lose(1000007, LossCause::GAP);
        bench.Lose(1000008, LossCause::NAK);
        bench.Lose(1000009, LossCause::TIMEOUT);
        bench.Acknowledge(sent[9], true);
        const auto penalty = [&](uint32_t i) { return bitmap->GetPenalty(256, sent[i]); };
        NS_TEST_EXPECT_MSG_EQ(penalty(0), 0, "no feedback, no penalty");
        NS_TEST_EXPECT_MSG_EQ(penalty(3), 1, "a mark");
        NS_TEST_EXPECT_MSG_EQ(penalty(7), 4, "a gap");
        NS_TEST_EXPECT_MSG_EQ(penalty(8), 4, "a NAK");
        NS_TEST_EXPECT_MSG_EQ(penalty(9), 15, "a timeout and a mark, saturated");

        std::vector<uint32_t> uses(16);
        const auto walk = [&](uint32_t packets) {
            for (const uint16_t entropy : Take(bench, packets))
            {
                uses[static_cast<size_t>(std::find(sent.begin(), sent.end(), entropy) -
                                         sent.begin())]++;
            }
        };
        // 12 entropies are clear: 12 packets are a round, which takes one off each that it meets
        // first; neighbours in the walk may share a pick, so that one of them keeps its penalty.
        walk(12);
        NS_TEST_EXPECT_MSG_EQ(uses[3] + uses[7] + uses[8] + uses[9], 0, "penalties are skipped");
        walk(16 * 40);
        for (const uint32_t i : {3, 7, 8, 9})
        {
            NS_TEST_EXPECT_MSG_EQ(penalty(i), 0, "all is paid off");
        }
        NS_TEST_EXPECT_MSG_GT(uses[0], uses[3], "less used than one without");
        NS_TEST_EXPECT_MSG_GT(uses[3], uses[7], "a mark costs less than a loss");
        NS_TEST_EXPECT_MSG_GT(uses[7], uses[9], "a loss costs less than a timeout");
        NS_TEST_EXPECT_MSG_LT(uses[0] - uses[9], 15 * 4, "one off per pick that meets it");

        // Neighbours in the walk have penalties: a pick that skips them all takes one off.
        const auto sum = [&]() {
            uint32_t total = 0;
            for (uint32_t i = 0; i < 16; i++)
            {
                total += penalty(i);
            }
            return total;
        };
        for (uint32_t i = 0; i < 24; i++)
        {
            bench.Acknowledge(sent[i % 8], true);
        }
        for (uint32_t before = sum(), i = 0; i < 16; i++)
        {
            walk(1);
            NS_TEST_EXPECT_MSG_LT_OR_EQ(before - sum(), 1, "at most one off per pick");
            before = sum();
        }

        for (uint32_t i = 0; i < 16 * 15; i++)
        {
            bench.Acknowledge(sent[i % 16], true);
        }
        const std::vector<uint32_t> before = uses;
        walk(16 * 10);
        for (uint32_t i = 0; i < 16; i++)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(static_cast<int>(uses[i] - before[i]),
                                      10,
                                      1,
                                      "none is clear: each in turn");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Recycled entropies first, then the bitmap.
 */
class StrackTestCase : public TestCase
{
  public:
    StrackTestCase()
        : TestCase("STrack: recycled entropies first, else the bitmap with its penalties")
    {
    }

  private:
    void DoRun() override
    {
        HostStrategyBench bench(Strategy("Strack", 16));
        const auto strack = DynamicCast<StrackLoadBalancer>(bench.balancer);
        const auto sent = Take(bench, 16);
        NS_TEST_EXPECT_MSG_EQ(SetOf(sent).size(), 16, "without answers it is the bitmap");
        bench.Acknowledge(sent[5], false);
        bench.Acknowledge(sent[2], true);
        bench.Acknowledge(sent[9], false);
        bench.Acknowledge(sent[5], false);
        NS_TEST_EXPECT_MSG_EQ((Take(bench, 3) == std::vector<uint16_t>{sent[5], sent[9], sent[5]}),
                              true,
                              "unmarked ones again, first come, first served");
        const auto rest = SetOf(Take(bench, 15));
        NS_TEST_EXPECT_MSG_EQ(rest.size(), 15, "then the bitmap goes on");
        NS_TEST_EXPECT_MSG_EQ(rest.count(sent[2]), 0, "which skips the marked one");
        NS_TEST_EXPECT_MSG_EQ(strack->GetRecycled(), 3, "each was recycled once");
        for (uint32_t i = 0; i < 20; i++)
        {
            bench.Acknowledge(sent[i % 16], false);
        }
        NS_TEST_EXPECT_MSG_EQ(Take(bench, 1)[0], sent[4], "the oldest made room");
        Take(bench, 40);
        NS_TEST_EXPECT_MSG_EQ(strack->GetRecycled(), 19, "sixteen were kept");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class UecTestSuite : public TestSuite
{
  public:
    UecTestSuite()
        : TestSuite("ai-fabric-uec", TestSuite::Type::UNIT)
    {
        AddTestCase(new WalkTestCase("UecOblivious"));
        AddTestCase(new WalkTestCase("UecBitmap"));
        AddTestCase(new WalkTestCase("Strack"));
        AddTestCase(new BitmapTestCase);
        AddTestCase(new StrackTestCase);
    }
};

const UecTestSuite g_uecTestSuite; ///< the instance that registers the suite

} // namespace
