/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * MRC by hand: the states of a path. The UEC bitmap, put in its place, fails what is said of
 * resurrection and of denied paths; it is asked, too.
 */

#include "host-strategy-bench.h"

#include "ns3/boolean.h"
#include "ns3/fabric-helper.h"
#include "ns3/mrc-load-balancer.h"
#include "ns3/string.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <set>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

constexpr uint32_t PATHS = 8;
constexpr uint16_t BASE = wire::ENTROPY_BASE;

/// The paths of a fabric with eight of them between hosts 0 and 1.
Ptr<FabricRoutes>
MakeRoutes()
{
    FabricHelper helper;
    helper.SetLayout("ns3::aifabric::LeafSpineFabric",
                     "Leaves",
                     UintegerValue(2),
                     "Spines",
                     UintegerValue(PATHS),
                     "Hosts",
                     UintegerValue(1));
    const auto routes = helper.Install().GetRoutes();
    Simulator::Destroy();
    return routes;
}

ObjectFactory
Mrc(uint32_t paths, uint32_t backup)
{
    ObjectFactory factory;
    factory.SetTypeId(MrcLoadBalancer::GetTypeId());
    factory.Set("Paths", UintegerValue(paths));
    factory.Set("Backup", UintegerValue(backup));
    return factory;
}

/**
 * @ingroup ai-fabric-tests
 * Base: counts which paths are used.
 */
class MrcTestCase : public TestCase
{
  public:
    using TestCase::TestCase;

  protected:
    /// The paths of as many packets, none of which is lost.
    std::multiset<uint16_t> Take(HostStrategyBench& bench, uint32_t packets)
    {
        std::multiset<uint16_t> taken;
        for (uint32_t i = 0; i < packets; i++)
        {
            taken.insert(bench.Send(m_psn++));
        }
        return taken;
    }

    /// Send a packet over a path and lose it.
    void LoseOn(HostStrategyBench& bench, uint16_t entropy, LossCause cause = LossCause::GAP)
    {
        for (uint32_t i = 0; i < 1000; i++)
        {
            if (bench.Send(m_psn++) == entropy)
            {
                bench.Lose(m_psn - 1, cause);
                return;
            }
        }
        NS_TEST_EXPECT_MSG_EQ(true, false, "the path is not in use");
    }

    uint32_t m_psn{0};
};

/**
 * @ingroup ai-fabric-tests
 * A loss takes a path out at once; only answered probes bring it back.
 */
class ResurrectionTestCase : public MrcTestCase
{
  public:
    ResurrectionTestCase()
        : MrcTestCase("MRC: a loss takes a path out, only enough answers in a row bring it back")
    {
    }

  private:
    void DoRun() override
    {
        const auto routes = MakeRoutes();
        HostStrategyBench bench(Mrc(256, 32), routes);
        const auto mrc = DynamicCast<MrcLoadBalancer>(bench.balancer);
        NS_TEST_EXPECT_MSG_EQ(bench.problem, "", "it starts");
        const auto all = Take(bench, PATHS * 10);
        for (uint16_t path = 0; path < PATHS; path++)
        {
            NS_TEST_EXPECT_MSG_EQ(all.count(BASE + path), 10, "each path takes its turn");
        }
        NS_TEST_EXPECT_MSG_EQ(bench.steered, true, "explicit paths");
        const Frame ack = bench.SendAck(BASE + 2);
        NS_TEST_EXPECT_MSG_EQ(ack.entropy, BASE + 2, "an ACK takes the path of its packet");
        NS_TEST_EXPECT_MSG_EQ(ack.Has(FRAME_STEERED), true, "explicitly");
        const uint16_t bad = BASE + 3;
        while (bench.Send(m_psn++) != bad)
        {
        }
        const uint32_t early = m_psn - 1;
        LoseOn(bench, bad);
        NS_TEST_EXPECT_MSG_EQ((mrc->GetPathState(1, bad) == MrcPathState::ASSUMED_BAD),
                              true,
                              "out at once");
        NS_TEST_EXPECT_MSG_EQ(Take(bench, 1000).count(bad), 0, "however many packets go by");

        uint64_t known = 0;
        for (const bool answered : {true, true, false, true, true, true})
        {
            NS_TEST_EXPECT_MSG_EQ(Take(bench, PATHS * 10).count(bad), 0, "not yet");
            bench.Wait(50000001);
            NS_TEST_ASSERT_MSG_EQ(bench.probes.size(), ++known, "one probe per interval");
            NS_TEST_EXPECT_MSG_EQ(bench.probes.back().entropy, bad, "of the bad path");
            NS_TEST_EXPECT_MSG_EQ(bench.probes.back().steered, true, "on that path");
            if (answered)
            {
                bench.AnswerProbe(bench.probes.back());
            }
        }
        NS_TEST_EXPECT_MSG_EQ(mrc->GetResurrections(), 1, "three answers in a row");
        NS_TEST_EXPECT_MSG_EQ(Take(bench, PATHS * 10).count(bad), 10, "in use as before");
        bench.Wait(500000001);
        NS_TEST_EXPECT_MSG_EQ(bench.probes.size(), known, "no more probes");
        bench.Lose(early, LossCause::GAP);
        NS_TEST_EXPECT_MSG_EQ(mrc->GetFailures(), 1, "old losses are no news");

        for (uint16_t path = 0; path < PATHS; path++)
        {
            LoseOn(bench, BASE + path, LossCause::TIMEOUT);
        }
        NS_TEST_EXPECT_MSG_EQ(Take(bench, PATHS).size(), PATHS, "all bad: it sends nevertheless");
        Simulator::Run();
        NS_TEST_EXPECT_MSG_EQ(bench.probes.size(),
                              known + 5 * PATHS,
                              "probing ends some rounds after the last data packet");

        ObjectFactory bitmap;
        bitmap.SetTypeId("ns3::aifabric::UecBitmapLoadBalancer");
        bitmap.Set("Entropies", UintegerValue(PATHS));
        HostStrategyBench neighbour(bitmap);
        const uint16_t lost = neighbour.Send(m_psn = 0);
        neighbour.Lose(0, LossCause::GAP);
        NS_TEST_EXPECT_MSG_GT(Take(neighbour, 1000).count(lost), 0, "a bitmap forgets by itself");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Marks, the backup set, denied paths, hashed EVs.
 */
class StatesTestCase : public MrcTestCase
{
  public:
    StatesTestCase()
        : MrcTestCase("MRC: marks skip for a short time, the backup set replaces, denied is denied")
    {
    }

  private:
    void Marks(Ptr<FabricRoutes> routes)
    {
        HostStrategyBench bench(Mrc(256, 32), routes);
        const auto mrc = DynamicCast<MrcLoadBalancer>(bench.balancer);
        const uint16_t marked = bench.Send(0);
        bench.Acknowledge(marked, true);
        NS_TEST_EXPECT_MSG_EQ(Take(bench, 100).count(marked), 0, "skipped");
        bench.Wait(HostStrategyBench::RTT);
        NS_TEST_EXPECT_MSG_EQ(Take(bench, PATHS).count(marked), 1, "for one round-trip time");
        NS_TEST_EXPECT_MSG_EQ(bench.probes.size(), 0, "without a probe");
        NS_TEST_EXPECT_MSG_EQ(mrc->GetFailures(), 0, "it did not fail");
        for (uint16_t path = 0; path < PATHS; path++)
        {
            bench.Acknowledge(BASE + path, true);
        }
        const auto even = Take(bench, PATHS);
        NS_TEST_EXPECT_MSG_EQ(std::set<uint16_t>(even.begin(), even.end()).size(),
                              PATHS,
                              "all marked: all take turns");
    }

    void Backup(Ptr<FabricRoutes> routes)
    {
        HostStrategyBench bench(Mrc(4, 2), routes);
        const auto first = Take(bench, 400);
        const std::set<uint16_t> used(first.begin(), first.end());
        NS_TEST_EXPECT_MSG_EQ(used.size(), 4, "four in use");
        const uint16_t bad = *used.begin();
        LoseOn(bench, bad);
        const auto second = Take(bench, 400);
        const std::set<uint16_t> now(second.begin(), second.end());
        NS_TEST_EXPECT_MSG_EQ(now.size(), 4, "replaced at once");
        NS_TEST_EXPECT_MSG_EQ(now.count(bad), 0, "by one of the backup set");
        for (uint32_t i = 0; i < 3; i++)
        {
            bench.Wait(50000001);
            Take(bench, 1);
            bench.AnswerProbe(bench.probes.back());
        }
        NS_TEST_EXPECT_MSG_EQ(Take(bench, 400).count(bad), 0, "it comes back as a spare");
        uint32_t others = 0;
        for (const uint16_t entropy : now)
        {
            if (entropy != *now.rbegin())
            {
                LoseOn(bench, entropy);
                others++;
            }
        }
        NS_TEST_EXPECT_MSG_EQ(others, 3, "three of four fail");
        NS_TEST_EXPECT_MSG_GT(Take(bench, 400).count(bad), 99, "and the spare is used again");
    }

    void Denied(Ptr<FabricRoutes> routes)
    {
        ObjectFactory factory = Mrc(256, 32);
        factory.Set("Denied", StringValue("1/4-6"));
        HostStrategyBench bench(factory, routes);
        const auto mrc = DynamicCast<MrcLoadBalancer>(bench.balancer);
        for (const uint16_t path : {0, 2, 3, 7})
        {
            LoseOn(bench, BASE + path);
        }
        const auto taken = Take(bench, 400);
        for (const uint16_t path : {1, 4, 5, 6})
        {
            NS_TEST_EXPECT_MSG_EQ(taken.count(BASE + path), 0, "never, even if all others fail");
            NS_TEST_EXPECT_MSG_EQ((mrc->GetPathState(1, BASE + path) == MrcPathState::DENIED),
                                  true,
                                  "denied");
        }
        for (const std::string list : {"x", "3-1", "1//2", "1/", "16384", "2-", "1-3-5"})
        {
            factory.Set("Denied", StringValue(list));
            HostStrategyBench wrong(factory, routes);
            NS_TEST_EXPECT_MSG_EQ(wrong.problem,
                                  "Denied must list path numbers below 16384 as in 3/8-11, not " +
                                      list,
                                  "refused");
        }
        factory.Set("Denied", StringValue("0-7"));
        HostStrategyBench none(factory, routes);
        NS_TEST_EXPECT_MSG_EQ(none.problem, "Denied leaves no path to host 1", "refused");
        factory.Set("Steered", BooleanValue(false));
        HostStrategyBench hashed(factory, routes);
        NS_TEST_EXPECT_MSG_EQ(hashed.problem,
                              "Denied needs Steered: the numbers are those of paths",
                              "refused");
    }

    void DoRun() override
    {
        const auto routes = MakeRoutes();
        Marks(routes);
        Backup(routes);
        Denied(routes);
        ObjectFactory factory = Mrc(128, 16);
        factory.Set("Steered", BooleanValue(false));
        HostStrategyBench bench(factory, routes);
        const auto taken = Take(bench, 1280);
        const std::set<uint16_t> used(taken.begin(), taken.end());
        NS_TEST_EXPECT_MSG_EQ(used.size(), 128, "hashed: as many EVs as asked for");
        NS_TEST_EXPECT_MSG_EQ(bench.steered, false, "not steered");
        LoseOn(bench, *used.rbegin());
        NS_TEST_EXPECT_MSG_EQ(Take(bench, 1280).count(*used.rbegin()), 0, "they fail as well");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class MrcTestSuite : public TestSuite
{
  public:
    MrcTestSuite()
        : TestSuite("ai-fabric-mrc", TestSuite::Type::UNIT)
    {
        AddTestCase(new ResurrectionTestCase);
        AddTestCase(new StatesTestCase);
    }
};

const MrcTestSuite g_mrcTestSuite; ///< the instance that registers the suite

} // namespace
