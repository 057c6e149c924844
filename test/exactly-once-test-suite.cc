/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Whatever a wire does, each message is delivered exactly once or reported as failed, under every
 * loss recovery that the registry knows.
 */

#include "exactly-once-trial.h"

#include "ns3/component-families.h"
#include "ns3/fabric-compat.h"
#include "ns3/loss-recovery.h"
#include "ns3/sack-loss-recovery.h"
#include "ns3/test.h"

#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::tests;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Trials drawn at random, for every recovery and what changes its rule.
 */
class ExactlyOnceTestCase : public TestCase
{
  public:
    /**
     * @param trials number of trials of each recovery
     * @param first the seed of the first one
     */
    ExactlyOnceTestCase(uint64_t trials, uint64_t first)
        : TestCase("Each message is delivered exactly once or fails, " + std::to_string(trials) +
                   " trials from " + std::to_string(first)),
          m_trials(trials),
          m_first(first)
    {
    }

  private:
    /// Run the trials of one recovery.
    void RunAll(const std::string& recovery)
    {
        ExactlyOnceTrial::Counts sum;
        for (uint64_t seed = m_first; seed < m_first + m_trials; seed++)
        {
            const TrialPlan plan = TrialPlan::Draw(recovery, seed);
            ExactlyOnceTrial trial(plan);
            const std::string wrong = trial.Run();
            NS_TEST_EXPECT_MSG_EQ(wrong, "", plan.Describe());
            sum.sent += trial.GetCounts().sent;
            sum.failed += trial.GetCounts().failed;
            sum.drops += trial.GetCounts().drops;
            sum.duplicates += trial.GetCounts().duplicates;
            sum.timeouts += trial.GetCounts().timeouts;
        }
        // Trials where nothing goes wrong would prove nothing.
        NS_TEST_EXPECT_MSG_GT(sum.sent, 2 * m_trials, recovery << ": messages that are sent");
        NS_TEST_EXPECT_MSG_GT(sum.failed, 0, recovery << ": messages that fail");
        NS_TEST_EXPECT_MSG_GT(sum.drops, 3 * m_trials, recovery << ": frames lost");
        NS_TEST_EXPECT_MSG_GT(sum.duplicates, m_trials, recovery << ": frames that come twice");
        NS_TEST_EXPECT_MSG_GT(sum.timeouts, m_trials / 4, recovery << ": timeouts");
    }

    void DoRun() override
    {
        std::vector<std::string> recoveries{"ns3::aifabric::SackLossRecovery:Threshold=1",
                                            "ns3::aifabric::RatelessLossRecovery:Surplus=true",
                                            "ns3::aifabric::IrnLossRecovery:Cap=1",
                                            "ns3::aifabric::CodeLossRecovery:Data=1",
                                            "ns3::aifabric::CodeLossRecovery:Parity=5",
                                            "ns3::aifabric::CodeLossRecovery:Threshold=1"};
        for (const ComponentInfo& recovery : families::LossRecoveries().List())
        {
            const std::string name = recovery.type.GetName();
            if (name.find("::tests::") == std::string::npos)
            {
                recoveries.push_back(name);
            }
        }
        NS_TEST_EXPECT_MSG_GT(recoveries.size(), 11, "the registry knows recoveries");
        for (const std::string& recovery : recoveries)
        {
            RunAll(recovery);
        }
    }

    uint64_t m_trials;
    uint64_t m_first;
};

/// A receiving half that is wrong in one respect.
class WrongTracker : public PacketTracker
{
  public:
    /// What it does wrong.
    enum Mistake
    {
        TWICE,   ///< places duplicates again
        UNSEEN,  ///< acknowledges one packet more than has come, now and then
        SILENT,  ///< takes the first packet of a hole for there
        CORRECT, ///< nothing
    };

    explicit WrongTracker(Mistake mistake)
        : m_inner(true),
          m_mistake(mistake)
    {
    }

    PacketVerdict Receive(const Frame& frame, uint64_t sequence) override
    {
        PacketVerdict verdict = m_inner.Receive(frame, sequence);
        verdict.accepted = verdict.accepted || m_mistake == TWICE;
        if (m_mistake == SILENT && m_inner.GetHeld() > 3)
        {
            m_inner.Receive(frame, m_inner.GetExpected());
        }
        return verdict;
    }

    uint64_t GetExpected() const override
    {
        const uint64_t expected = m_inner.GetExpected();
        return expected + (m_mistake == UNSEEN && expected % 8 == 7 ? 1 : 0);
    }

  private:
    BitmapTracker m_inner;
    Mistake m_mistake;
};

/// A recovery with a receiving half that is wrong.
template <WrongTracker::Mistake MISTAKE>
class WrongLossRecovery : public SackLossRecovery
{
  public:
    static TypeId GetTypeId()
    {
        static TypeId tid =
            TypeId("ns3::aifabric::tests::WrongLossRecovery" + std::to_string(MISTAKE))
                .SetParent<SackLossRecovery>()
                .HideFromDocumentation()
                .AddConstructor<WrongLossRecovery<MISTAKE>>();
        return tid;
    }

    std::unique_ptr<PacketTracker> MakeTracker(uint32_t) const override
    {
        return std::make_unique<WrongTracker>(MISTAKE);
    }
};

/**
 * @ingroup ai-fabric-tests
 * The trials find recoveries that place a packet twice or lose one.
 */
class MistakesTestCase : public TestCase
{
  public:
    MistakesTestCase()
        : TestCase("Trials find a recovery that delivers twice, or loses")
    {
    }

  private:
    /// @return the first complaint, if there is one
    static std::string Find(TypeId type)
    {
        std::string wrong;
        for (uint64_t seed = 1; seed < 60 && wrong.empty(); seed++)
        {
            wrong = ExactlyOnceTrial(TrialPlan::Draw(type.GetName(), seed)).Run();
        }
        return wrong;
    }

    void DoRun() override
    {
        NS_TEST_EXPECT_MSG_NE(Find(WrongLossRecovery<WrongTracker::TWICE>::GetTypeId()),
                              "",
                              "a duplicate that is placed");
        NS_TEST_EXPECT_MSG_NE(Find(WrongLossRecovery<WrongTracker::UNSEEN>::GetTypeId()),
                              "",
                              "an ACK of what has not come");
        NS_TEST_EXPECT_MSG_NE(Find(WrongLossRecovery<WrongTracker::SILENT>::GetTypeId()),
                              "",
                              "a hole that is closed by nothing");
        NS_TEST_EXPECT_MSG_EQ(Find(WrongLossRecovery<WrongTracker::CORRECT>::GetTypeId()),
                              "",
                              "the same without a mistake");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class ExactlyOnceTestSuite : public TestSuite
{
  public:
    ExactlyOnceTestSuite()
        : TestSuite("ai-fabric-exactly-once", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new MistakesTestCase, Duration::QUICK);
        AddTestCase(new ExactlyOnceTestCase(60, 1), Duration::QUICK);
        AddTestCase(new ExactlyOnceTestCase(2000, 1000), Duration::EXTENSIVE);
    }
};

const ExactlyOnceTestSuite g_exactlyOnceTestSuite; ///< the instance that registers the suite

} // namespace
