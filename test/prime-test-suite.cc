/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * PRIME by hand: perfect rotation in every tier and penalties that decay with time. UEC's
 * strategies, put in its place, fail both; they are asked, too.
 */

#include "host-strategy-bench.h"

#include "ns3/double.h"
#include "ns3/fabric-helper.h"
#include "ns3/prime-load-balancer.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <set>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

constexpr uint32_t WIDTH = 4; ///< next hops of edge and aggregation switches of a fat-tree k = 8
constexpr uint32_t FAR_HOST = 100;
constexpr uint32_t POD_HOST = 5; ///< at another edge switch of the pod

Ptr<FabricRoutes>
MakeRoutes()
{
    FabricHelper helper;
    helper.SetLayout("ns3::aifabric::FatTreeFabric", "K", UintegerValue(8));
    const auto routes = helper.Install().GetRoutes();
    Simulator::Destroy();
    return routes;
}

/// Windows of a width in which not every value below the width comes exactly once.
uint32_t
CountFaults(const std::vector<uint32_t>& values, uint32_t width)
{
    uint32_t faults = 0;
    for (size_t i = 0; i + width <= values.size(); i++)
    {
        const std::set<uint32_t> seen(values.begin() + static_cast<long>(i),
                                      values.begin() + static_cast<long>(i + width));
        faults += seen.size() != width ? 1 : 0;
    }
    return faults;
}

/**
 * @ingroup ai-fabric-tests
 * Base: paths of packets.
 */
class PrimeTestCase : public TestCase
{
  public:
    using TestCase::TestCase;

  protected:
    std::vector<uint32_t> Take(HostStrategyBench& bench, uint32_t packets, uint32_t dst = FAR_HOST)
    {
        std::vector<uint32_t> paths;
        for (uint32_t i = 0; i < packets; i++)
        {
            paths.push_back(bench.Send(m_psn++, dst) & 0x3fff);
        }
        return paths;
    }

    static ObjectFactory Strategy(const std::string& name)
    {
        ObjectFactory factory;
        factory.SetTypeId("ns3::aifabric::" + name + "LoadBalancer");
        return factory;
    }

    uint32_t m_psn{0};
};

/**
 * @ingroup ai-fabric-tests
 * Every value of every tier once in every window of a permutation.
 */
class OdometerTestCase : public PrimeTestCase
{
  public:
    OdometerTestCase()
        : PrimeTestCase("PRIME: every next hop of every tier once in every window")
    {
    }

  private:
    /// Faults in the low digit, in the high digit per low digit, in whole paths.
    std::vector<uint32_t> Faults(const std::vector<uint32_t>& paths)
    {
        std::vector<uint32_t> low;
        std::vector<std::vector<uint32_t>> high(WIDTH);
        for (const uint32_t path : paths)
        {
            low.push_back(path % WIDTH);
            high[path % WIDTH].push_back(path / WIDTH % WIDTH);
        }
        uint32_t faults = 0;
        for (const auto& values : high)
        {
            faults += CountFaults(values, WIDTH);
        }
        return {CountFaults(low, WIDTH), faults, CountFaults(paths, WIDTH * WIDTH)};
    }

    void DoRun() override
    {
        const auto routes = MakeRoutes();
        HostStrategyBench bench(Strategy("Prime"), routes);
        NS_TEST_EXPECT_MSG_EQ(bench.problem, "", "it starts");
        const Frame ack = bench.SendAck(wire::ENTROPY_BASE + 2);
        NS_TEST_EXPECT_MSG_EQ(ack.entropy,
                              wire::ENTROPY_BASE + 2,
                              "an ACK takes the path of its packet");
        NS_TEST_EXPECT_MSG_EQ(ack.Has(FRAME_STEERED), true, "explicitly");
        const auto prime = DynamicCast<PrimeLoadBalancer>(bench.balancer);
        const auto faults = Faults(Take(bench, 1000));
        NS_TEST_EXPECT_MSG_EQ(faults[0], 0, "next hops of the edge switch");
        NS_TEST_EXPECT_MSG_EQ(faults[1], 0, "next hops of the aggregation switches");
        NS_TEST_EXPECT_MSG_EQ(faults[2], 0, "paths");
        NS_TEST_EXPECT_MSG_EQ(bench.steered, true, "explicit paths");
        NS_TEST_EXPECT_MSG_EQ(
            (prime->GetFields(FAR_HOST << 8) == std::vector<uint32_t>{WIDTH, WIDTH}),
            true,
            "two tiers");
        NS_TEST_EXPECT_MSG_EQ(CountFaults(Take(bench, 100, POD_HOST), WIDTH), 0, "in the pod");
        NS_TEST_EXPECT_MSG_EQ((prime->GetFields(POD_HOST << 8) == std::vector<uint32_t>{WIDTH}),
                              true,
                              "one tier");
        Take(bench, 10, 1);
        NS_TEST_EXPECT_MSG_EQ(prime->GetFields(1 << 8).size(), 0, "no choice at the same edge");
        std::set<std::vector<uint32_t>> orders;
        for (uint32_t dst = 32; dst < 64; dst++)
        {
            orders.insert(Take(bench, 16, dst));
        }
        NS_TEST_EXPECT_MSG_GT(orders.size(), 28, "queue pairs have orders of their own");

        for (const std::string neighbour : {"UecOblivious", "HostSpray"})
        {
            ObjectFactory factory = Strategy(neighbour);
            factory.Set("Entropies", UintegerValue(WIDTH * WIDTH));
            HostStrategyBench other(factory, routes);
            std::vector<uint32_t> paths = Take(other, 1000);
            for (uint32_t& path : paths)
            {
                path %= WIDTH * WIDTH;
            }
            const auto theirs = Faults(paths);
            NS_TEST_EXPECT_MSG_GT(theirs[0], 50, neighbour << ": next hops of the edge switch");
            NS_TEST_EXPECT_MSG_GT(theirs[2], 50, neighbour << ": paths");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * Penalties by severity, which decay in time, not with packets.
 */
class DecayTestCase : public PrimeTestCase
{
  public:
    DecayTestCase()
        : PrimeTestCase("PRIME: next hops with a penalty are skipped until it has decayed")
    {
    }

  private:
    /// Packets that share a next hop with a path.
    static uint32_t CountSharing(const std::vector<uint32_t>& paths, uint32_t with)
    {
        uint32_t count = 0;
        for (const uint32_t path : paths)
        {
            count += path % WIDTH == with % WIDTH || path / WIDTH == with / WIDTH ? 1 : 0;
        }
        return count;
    }

    /// A path is punished; it comes back after a time, ps.
    void Expect(HostStrategyBench& bench, uint32_t path, uint64_t time, const std::string& what)
    {
        const uint64_t wait = time - 1000;
        NS_TEST_EXPECT_MSG_EQ(CountSharing(Take(bench, 500), path), 0, what << ": skipped");
        bench.Wait(wait);
        NS_TEST_EXPECT_MSG_EQ(CountSharing(Take(bench, 500), path), 0, what << ": for its time");
        bench.Wait(2000);
        NS_TEST_EXPECT_MSG_EQ(CountSharing(Take(bench, 16), path), 7, what << ": then used again");
        bench.Wait(1000 * HostStrategyBench::RTT);
    }

    void DoRun() override
    {
        const auto routes = MakeRoutes();
        HostStrategyBench bench(Strategy("Prime"), routes);
        const auto lose = [this, &bench](LossCause cause) {
            const uint32_t path = Take(bench, 1)[0];
            bench.Lose(m_psn - 1, cause, FAR_HOST);
            return path;
        };
        const auto mark = [&bench](uint32_t path) {
            bench.Acknowledge(static_cast<uint16_t>(wire::ENTROPY_BASE + path), true, 0, FAR_HOST);
        };
        Take(bench, 1);
        // Four round-trip times of 4 us x ln(penalty / 0.5).
        mark(6);
        Expect(bench, 6, 11090354, "a mark");
        mark(9);
        mark(9);
        Expect(bench, 9, 22180709, "two marks");
        Expect(bench, lose(LossCause::GAP), 33271064, "a gap");
        Expect(bench, lose(LossCause::NAK), 33271064, "a NAK");
        Expect(bench, lose(LossCause::TIMEOUT), 54419158, "a timeout");
        mark(6);
        bench.Wait(16000000);
        mark(6);
        // 1 / e + 1 = 1.3679 is left of the first and the second.
        Expect(bench, 6, 16102651, "a mark and what is left of another");

        for (uint32_t path = 0; path < WIDTH * WIDTH; path++)
        {
            mark(path);
        }
        const auto all = Take(bench, 64);
        NS_TEST_EXPECT_MSG_EQ(CountFaults(all, WIDTH * WIDTH), 0, "all alike: all in use");
        mark(10);
        mark(15);
        const auto half = Take(bench, 64);
        NS_TEST_EXPECT_MSG_EQ(
            (std::set<uint32_t>(half.begin(), half.end()) == std::set<uint32_t>{0, 1, 4, 5}),
            true,
            "all have penalties: the better half of each tier");

        ObjectFactory bitmap = Strategy("UecBitmap");
        bitmap.Set("Entropies", UintegerValue(16));
        HostStrategyBench other(bitmap, routes);
        const uint32_t path = Take(other, 1)[0];
        other.Acknowledge(static_cast<uint16_t>(wire::ENTROPY_BASE + path), true, 0, FAR_HOST);
        const auto taken = Take(other, 500);
        NS_TEST_EXPECT_MSG_EQ((std::set<uint32_t>(taken.begin(), taken.end()).count(path)),
                              1,
                              "a bitmap forgets with packets");

        ObjectFactory wrong = Strategy("Prime");
        wrong.Set("Threshold", DoubleValue(0));
        HostStrategyBench refused(wrong, routes);
        NS_TEST_EXPECT_MSG_EQ(refused.problem.substr(0, 26), "Threshold must be positive", "no");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class PrimeTestSuite : public TestSuite
{
  public:
    PrimeTestSuite()
        : TestSuite("ai-fabric-prime", TestSuite::Type::UNIT)
    {
        AddTestCase(new OdometerTestCase);
        AddTestCase(new DecayTestCase);
    }
};

const PrimeTestSuite g_primeTestSuite; ///< the instance that registers the suite

} // namespace
