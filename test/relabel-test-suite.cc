/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * PLB and FlowBender by hand: when exactly a queue pair gets a new path.
 */

#include "fabric-test-scenario.h"
#include "host-strategy-bench.h"

#include "ns3/double.h"
#include "ns3/flowbender-load-balancer.h"
#include "ns3/nstime.h"
#include "ns3/plb-load-balancer.h"
#include "ns3/simulator.h"
#include "ns3/test.h"
#include "ns3/uinteger.h"

#include <deque>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

constexpr uint32_t QP = 4 << 8;

/// A queue pair whose rounds of 20 packets the test marks as it likes.
class Flow
{
  public:
    explicit Flow(Ptr<RelabelLoadBalancer> strategy)
        : m_strategy(strategy),
          m_bench(2, 4, 4)
    {
        m_bench.Start(*strategy);
        Send();
        m_first = m_sent.back().entropy;
    }

    /// A round with so many marks; the next one is under way before it ends. Moves since the start.
    uint64_t Round(uint32_t marks)
    {
        Answer(19, marks);
        Send();
        Answer(1, marks > 19 ? 1 : 0);
        return m_strategy->GetRelabels();
    }

    /// A round with so many marks, after which nothing is under way, then the next one.
    uint64_t IdleRound(uint32_t marks)
    {
        Answer(20, marks);
        const uint64_t moves = m_strategy->GetRelabels();
        Send();
        return moves;
    }

    /// A timeout, reported for all that is under way. Moves since the start.
    uint64_t TimeOut()
    {
        for (const Frame& frame : m_sent)
        {
            m_strategy->Lost({0, 4, QP, frame.psn, LossCause::TIMEOUT});
        }
        return m_strategy->GetRelabels();
    }

    bool HasMoved()
    {
        return HostStrategyBench::Send(*m_strategy, 4, QP, m_next - 1).entropy != m_first;
    }

    void Lose(LossCause cause)
    {
        m_strategy->Lost({0, 4, QP, m_next - 1, cause});
    }

  private:
    void Send()
    {
        for (uint32_t i = 0; i < 20; i++)
        {
            m_sent.push_back(HostStrategyBench::Send(*m_strategy, 4, QP, m_next++));
        }
    }

    void Answer(uint32_t count, uint32_t marks)
    {
        for (uint32_t i = 0; i < count; i++)
        {
            HostStrategyBench::Acknowledge(*m_strategy, m_sent.front(), i < marks);
            m_sent.pop_front();
        }
    }

    Ptr<RelabelLoadBalancer> m_strategy;
    HostStrategyBench m_bench;
    std::deque<Frame> m_sent; ///< under way
    uint32_t m_next{0};
    uint16_t m_first;
};

/**
 * @ingroup ai-fabric-tests
 * PLB.
 */
class PlbTestCase : public TestCase
{
  public:
    PlbTestCase()
        : TestCase("PLB: K = 1/2, twelve rounds, three if idle, suspended after a timeout")
    {
    }

  private:
    void Thresholds()
    {
        Flow flow(CreateObject<PlbLoadBalancer>());
        for (uint32_t round = 0; round < 11; round++)
        {
            NS_TEST_ASSERT_MSG_EQ(flow.Round(10), 0, "eleven congested rounds do nothing");
        }
        NS_TEST_EXPECT_MSG_EQ(flow.Round(9), 0, "nine marks of twenty begin anew");
        for (uint32_t round = 0; round < 11; round++)
        {
            NS_TEST_ASSERT_MSG_EQ(flow.Round(10), 0, "eleven once more");
        }
        NS_TEST_EXPECT_MSG_EQ(flow.HasMoved(), false, "same entropy");
        NS_TEST_EXPECT_MSG_EQ(flow.Round(10), 1, "the twelfth moves it");
        NS_TEST_EXPECT_MSG_EQ(flow.HasMoved(), true, "another entropy");
        NS_TEST_EXPECT_MSG_EQ(flow.Round(20), 1, "the count began anew");
    }

    void Idle()
    {
        Flow flow(CreateObject<PlbLoadBalancer>());
        flow.Round(20);
        NS_TEST_EXPECT_MSG_EQ(flow.IdleRound(20), 0, "idle after two: not yet");
        NS_TEST_EXPECT_MSG_EQ(flow.IdleRound(10), 1, "idle after three: moved");
        for (uint32_t round = 0; round < 3; round++)
        {
            NS_TEST_EXPECT_MSG_EQ(flow.Round(20), 1, "three without being idle are not enough");
        }
        NS_TEST_EXPECT_MSG_EQ(flow.IdleRound(0), 1, "nor is being idle without marks");
        auto strategy = CreateObject<PlbLoadBalancer>();
        strategy->SetAttribute("IdleRounds", UintegerValue(0));
        Flow busy(strategy);
        for (uint32_t round = 0; round < 11; round++)
        {
            NS_TEST_ASSERT_MSG_EQ(busy.IdleRound(20), 0, "the rule can be switched off");
        }
    }

    void Suspension()
    {
        auto strategy = CreateObject<PlbLoadBalancer>();
        strategy->SetAttribute("Suspension", TimeValue(MicroSeconds(100)));
        Flow flow(strategy);
        for (uint32_t round = 0; round < 11; round++)
        {
            flow.Round(20);
        }
        flow.Lose(LossCause::GAP);
        flow.Lose(LossCause::NAK);
        NS_TEST_EXPECT_MSG_EQ(strategy->GetRelabels(), 0, "other losses do nothing");
        NS_TEST_EXPECT_MSG_EQ(flow.TimeOut(), 1, "a timeout moves it at once, and once");
        const auto rounds = [this, &flow](uint64_t moves) {
            for (uint32_t round = 0; round < 12; round++)
            {
                flow.Round(20);
            }
            NS_TEST_EXPECT_MSG_EQ(flow.Round(0), moves, "moves");
        };
        rounds(1);
        Simulator::Schedule(NanoSeconds(99999), [&rounds]() { rounds(1); });
        Simulator::Schedule(NanoSeconds(200001), [&rounds]() { rounds(2); });
        Simulator::Run();
    }

    void Aggressive()
    {
        // "Relabel when more than 40 % are marked" of arXiv:2507.21372.
        auto strategy = CreateObject<PlbLoadBalancer>();
        strategy->SetAttribute("Threshold", DoubleValue(0.4));
        strategy->SetAttribute("Rounds", UintegerValue(1));
        Flow flow(strategy);
        NS_TEST_EXPECT_MSG_EQ(flow.Round(7), 0, "35 % do not");
        NS_TEST_EXPECT_MSG_EQ(flow.Round(9), 1, "45 % do");
    }

    void DoRun() override
    {
        FabricTestScenario::Reset(1);
        Thresholds();
        Idle();
        Suspension();
        Aggressive();
        auto wrong = CreateObject<PlbLoadBalancer>();
        wrong->SetAttribute("Threshold", DoubleValue(0));
        HostStrategyBench bench(2, 4, 4);
        NS_TEST_EXPECT_MSG_NE(bench.Start(*wrong), "", "a threshold of 0 marks all rounds");
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * FlowBender.
 */
class FlowbenderTestCase : public TestCase
{
  public:
    FlowbenderTestCase()
        : TestCase("FlowBender: more than 5 % of one round, again right after a timeout")
    {
    }

  private:
    void DoRun() override
    {
        FabricTestScenario::Reset(1);
        Flow flow(CreateObject<FlowbenderLoadBalancer>());
        NS_TEST_EXPECT_MSG_EQ(flow.Round(1), 0, "one mark of twenty is not more than 5 %");
        NS_TEST_EXPECT_MSG_EQ(flow.IdleRound(1), 0, "idle or not");
        NS_TEST_EXPECT_MSG_EQ(flow.HasMoved(), false, "same entropy");
        NS_TEST_EXPECT_MSG_EQ(flow.Round(2), 1, "two are");
        NS_TEST_EXPECT_MSG_EQ(flow.HasMoved(), true, "another entropy");
        NS_TEST_EXPECT_MSG_EQ(flow.TimeOut(), 2, "a timeout moves it");
        NS_TEST_EXPECT_MSG_EQ(flow.Round(2), 3, "marks do so right after it");
        auto patient = CreateObject<FlowbenderLoadBalancer>();
        patient->SetAttribute("Rounds", UintegerValue(3));
        Flow other(patient);
        other.Round(20);
        other.Round(20);
        other.Round(1);
        other.Round(20);
        NS_TEST_EXPECT_MSG_EQ(other.Round(20), 0, "three rounds in a row are wanted");
        NS_TEST_EXPECT_MSG_EQ(other.IdleRound(20), 1, "here they are");
        Simulator::Destroy();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class RelabelTestSuite : public TestSuite
{
  public:
    RelabelTestSuite()
        : TestSuite("ai-fabric-relabel", TestSuite::Type::UNIT)
    {
        AddTestCase(new PlbTestCase);
        AddTestCase(new FlowbenderTestCase);
    }
};

/// Registers the suite.
RelabelTestSuite g_relabelTestSuite;

} // namespace
