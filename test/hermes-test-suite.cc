/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Hermes by hand: classes of paths, caution, failures, probes.
 */

#include "fabric-test-scenario.h"
#include "host-strategy-bench.h"

#include "ns3/fabric-engine.h"
#include "ns3/flowbender-load-balancer.h"
#include "ns3/hermes-load-balancer.h"
#include "ns3/nstime.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <map>
#include <memory>
#include <set>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

constexpr uint32_t QP = 4 << 8;
constexpr uint64_t HOP = 8000000; ///< default hop delay, ps
constexpr uint64_t IDLE = HostStrategyBench::RTT;

/// Two leaves, four spines; the strategy of host 0.
class Bench : public HostStrategyBench
{
  public:
    Bench()
        : HostStrategyBench(2, 4, 4),
          strategy(CreateObject<HermesLoadBalancer>())
    {
        strategy->SetAttribute("ProbeInterval", TimeValue(MicroSeconds(500)));
        Start(*strategy);
    }

    /// What an answered probe says of a path, often enough for averages to follow.
    void Sense(uint16_t path, bool marked, uint64_t rtt)
    {
        for (uint32_t i = 0; i < 200; i++)
        {
            Frame reply{};
            reply.kind = FrameKind::PROBE_REPLY;
            reply.src = 4;
            reply.echoEntropy = static_cast<uint16_t>(wire::ENTROPY_BASE + path);
            reply.echoTime = FabricEngine::Get().Now() - rtt;
            reply.flags = marked ? FRAME_BECN : 0;
            strategy->ProbeAnswered(reply);
        }
    }

    /// Send packets; the path of the last.
    uint16_t SendMany(uint32_t qp, uint32_t packets)
    {
        uint16_t path = 0;
        for (uint32_t i = 0; i < packets; i++)
        {
            path = Send(*strategy, 4, qp, next++).entropy - wire::ENTROPY_BASE;
        }
        return path;
    }

    /// Paths that new flows take.
    std::set<uint16_t> PlaceMany()
    {
        std::set<uint16_t> paths;
        for (uint32_t i = 0; i < 100; i++)
        {
            paths.insert(SendMany(QP + 1 + fresh++, 1));
        }
        return paths;
    }

    Ptr<HermesLoadBalancer> strategy;
    uint32_t next{0};
    uint32_t fresh{0};
};

/**
 * @ingroup ai-fabric-tests
 * Runs a check at one millisecond.
 */
class HermesTestCase : public TestCase
{
  public:
    HermesTestCase(const std::string& name)
        : TestCase(name)
    {
    }

  protected:
    using Set = std::set<uint16_t>;

  private:
    virtual void Check() = 0;

    void DoRun() override
    {
        FabricTestScenario::Reset(1);
        Simulator::Schedule(MilliSeconds(1), [this]() { Check(); });
        Simulator::Run();
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * Where new flows go.
 */
class PlacementTestCase : public HermesTestCase
{
  public:
    PlacementTestCase()
        : HermesTestCase("Hermes: new flows take good paths, else grey ones, else congested ones")
    {
    }

  private:
    void Check() override
    {
        Bench bench;
        NS_TEST_EXPECT_MSG_EQ((bench.PlaceMany() == Set{0, 1, 2, 3}),
                              true,
                              "all are good at first");
        bench.Sense(0, true, IDLE);
        NS_TEST_EXPECT_MSG_EQ((bench.PlaceMany() == Set{1, 2, 3}), true, "marks: not good");
        bench.Sense(1, false, IDLE + HOP / 2);
        NS_TEST_EXPECT_MSG_EQ((bench.PlaceMany() == Set{2, 3}), true, "slow: not good");
        bench.Sense(2, true, IDLE + 2 * HOP);
        bench.Sense(3, true, IDLE + 2 * HOP);
        NS_TEST_EXPECT_MSG_EQ((bench.PlaceMany() == Set{0, 1}), true, "grey ones");
        bench.Sense(0, true, IDLE + 2 * HOP);
        bench.Sense(1, true, IDLE + 2 * HOP);
        NS_TEST_EXPECT_MSG_EQ((bench.PlaceMany() == Set{0, 1, 2, 3}), true, "nothing better");
        bench.Sense(2, false, IDLE + HOP / 4);
        NS_TEST_EXPECT_MSG_EQ((bench.PlaceMany() == Set{2}), true, "a good one");
        bench.strategy->Dispose();
    }
};

/**
 * @ingroup ai-fabric-tests
 * When a flow moves, and when it does not.
 */
class CautionTestCase : public HermesTestCase
{
  public:
    CautionTestCase()
        : HermesTestCase("Hermes moves a flow if S, R and a notably better path say so; "
                         "FlowBender does at once")
    {
    }

  private:
    /// What happens to a flow on a congested path that sent packets; moves.
    uint64_t Try(uint32_t packets, Time pause, uint64_t otherRtt, uint64_t ownRtt, bool marked)
    {
        auto bench = std::make_shared<Bench>();
        const uint16_t path = bench->SendMany(QP, packets);
        auto moves = std::make_shared<uint64_t>(0);
        Simulator::Schedule(pause, [this, bench, path, otherRtt, ownRtt, marked]() {
            for (uint16_t other = 0; other < 4; other++)
            {
                const bool own = other == path;
                bench->Sense(other, own || marked, own ? ownRtt : otherRtt);
            }
            const uint16_t now = bench->SendMany(QP, 1);
            const uint64_t moved = bench->strategy->GetMoves();
            NS_TEST_EXPECT_MSG_EQ((now != path), (moved > 0), "the path says so, too");
            bench->SendMany(QP, 1);
            NS_TEST_EXPECT_MSG_EQ(bench->strategy->GetMoves(), moved, "no more than once");
            m_moves.push_back(moved);
            bench->strategy->Dispose();
        });
        return 0;
    }

    void Check() override
    {
        const Time slow = MicroSeconds(200);
        Try(200, slow, IDLE, IDLE + 2 * HOP, false);              // 819,200 bytes: moves
        Try(140, slow, IDLE, IDLE + 2 * HOP, false);              // 573,440 bytes: below S
        Try(200, NanoSeconds(1000), IDLE, IDLE + 2 * HOP, false); // faster than R
        Try(200, slow, IDLE + HOP, IDLE + 2 * HOP - 1, false);    // not better by a hop delay
        Try(200, slow, IDLE, IDLE + HOP, false);                  // grey, not congested
        Try(200, slow, IDLE, IDLE + 2 * HOP, true);               // others have as many marks
        Simulator::Schedule(slow + NanoSeconds(1), [this]() {
            // In the order of time: the fast one first.
            const std::vector<uint64_t> expected{0, 1, 0, 0, 0, 0};
            NS_TEST_EXPECT_MSG_EQ((m_moves == expected), true, "moves");
        });
        // The same flow of 140 packets under FlowBender moves after one marked round.
        auto bender = CreateObject<FlowbenderLoadBalancer>();
        Bench bench;
        bench.Start(*bender);
        std::vector<Frame> sent;
        for (uint32_t psn = 0; psn < 140; psn++)
        {
            sent.push_back(Bench::Send(*bender, 4, QP, psn));
        }
        for (const Frame& frame : sent)
        {
            Bench::Acknowledge(*bender, frame, true, IDLE + 2 * HOP);
        }
        NS_TEST_EXPECT_MSG_EQ(bender->GetRelabels(), 1, "FlowBender");
        bench.strategy->Dispose();
    }

    std::vector<uint64_t> m_moves;
};

/**
 * @ingroup ai-fabric-tests
 * Paths that fail.
 */
class FailureTestCase : public HermesTestCase
{
  public:
    FailureTestCase()
        : HermesTestCase("Hermes avoids a path after three timeouts, or losses without congestion")
    {
    }

  private:
    /// Timeouts on one path only: a flow that is on another gives way to a new one.
    static void TimeOut(Bench& bench, uint16_t path)
    {
        const uint32_t qp = QP + 1 + bench.fresh++;
        while (bench.SendMany(qp, 1) != path)
        {
            // Not there yet: the flow ends and begins anew.
            Frame last{};
            last.dst = 4;
            last.srcQp = qp;
            last.psn = bench.next - 1;
            Bench::Acknowledge(*bench.strategy, last, false);
        }
        bench.strategy->Lost({0, 4, qp, bench.next - 1, LossCause::TIMEOUT});
        bench.strategy->Lost({0, 4, qp, bench.next - 2, LossCause::TIMEOUT});
    }

    void Check() override
    {
        Bench bench;
        TimeOut(bench, 2);
        TimeOut(bench, 2);
        NS_TEST_EXPECT_MSG_EQ(bench.PlaceMany().count(2), 1, "two timeouts are not enough");
        bench.Sense(2, false, IDLE);
        TimeOut(bench, 2);
        NS_TEST_EXPECT_MSG_EQ(bench.PlaceMany().count(2), 1, "an answer begins the count anew");
        TimeOut(bench, 2);
        TimeOut(bench, 2);
        NS_TEST_EXPECT_MSG_EQ((bench.PlaceMany() == Set{0, 1, 3}), true, "three are");

        // A flow keeps to its path; 2 % of its packets are lost, 10 ms later it has failed.
        auto lossy = std::make_shared<Bench>();
        const uint16_t path = lossy->SendMany(QP, 500);
        for (uint32_t i = 0; i < 10; i++)
        {
            lossy->strategy->Lost({0, 4, QP, i, LossCause::GAP});
        }
        Simulator::Schedule(MilliSeconds(9), [this, lossy, path]() {
            NS_TEST_EXPECT_MSG_EQ(lossy->SendMany(QP, 1), path, "before the end of the window");
        });
        Simulator::Schedule(MilliSeconds(10), [this, lossy, path]() {
            lossy->SendMany(QP, 1);
            NS_TEST_EXPECT_MSG_NE(lossy->SendMany(QP, 1), path, "after it");
            NS_TEST_EXPECT_MSG_EQ(lossy->PlaceMany().count(path), 0, "new flows, too");
            lossy->strategy->Dispose();
        });
        bench.strategy->Dispose();
    }
};

/**
 * @ingroup ai-fabric-tests
 * Probes.
 */
class ProbeTestCase : public HermesTestCase
{
  public:
    ProbeTestCase()
        : HermesTestCase("Hermes probes two random paths and the best while data flows")
    {
    }

  private:
    void Check() override
    {
        m_bench = std::make_shared<Bench>();
        m_bench->SendMany(QP + 1, 1); // a host knows of paths when it has sent over them
        for (const uint16_t path : {0, 1, 3})
        {
            m_bench->Sense(path, true, IDLE + 2 * HOP);
        }
        // Data for 2 ms: probes after 0.5, 1, 1.5 and 2 ms; and once more for what was sent since.
        for (uint32_t i = 0; i <= 100; i++)
        {
            Simulator::Schedule(MicroSeconds(20 * i), [this]() { m_bench->SendMany(QP, 1); });
        }
        Simulator::Schedule(MilliSeconds(10), [this]() { End(); });
    }

    void End()
    {
        std::map<uint64_t, Set> rounds; // by time
        Set all;
        for (const auto& probe : m_bench->probes)
        {
            NS_TEST_EXPECT_MSG_EQ(probe.steered, true, "on a path");
            NS_TEST_EXPECT_MSG_EQ(probe.dst, 4, "to where data goes");
            rounds[probe.time].insert(probe.entropy - wire::ENTROPY_BASE);
            all.insert(probe.entropy - wire::ENTROPY_BASE);
        }
        NS_TEST_EXPECT_MSG_GT_OR_EQ(rounds.size(), 4, "rounds");
        NS_TEST_EXPECT_MSG_LT_OR_EQ(rounds.size(), 5, "and none when no data flows");
        for (const auto& round : rounds)
        {
            NS_TEST_EXPECT_MSG_EQ(round.second.count(2), 1, "the best");
            NS_TEST_EXPECT_MSG_GT_OR_EQ(round.second.size(), 2, "and others");
            NS_TEST_EXPECT_MSG_LT_OR_EQ(round.second.size(), 3, "two at most");
        }
        NS_TEST_EXPECT_MSG_GT_OR_EQ(all.size(), 3, "at random");
        m_bench->strategy->Dispose();
        m_bench = nullptr;
    }

    std::shared_ptr<Bench> m_bench;
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class HermesTestSuite : public TestSuite
{
  public:
    HermesTestSuite()
        : TestSuite("ai-fabric-hermes", TestSuite::Type::UNIT)
    {
        AddTestCase(new PlacementTestCase);
        AddTestCase(new CautionTestCase);
        AddTestCase(new FailureTestCase);
        AddTestCase(new ProbeTestCase);
    }
};

/// Registers the suite.
HermesTestSuite g_hermesTestSuite;

} // namespace
