/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Experiments drawn at random from all that is registered. More of them, and other ones:
 * ./ns3 run "fabric-random --first=1000 --cases=5000"
 */

#include "drawn-experiment.h"
#include "experiment-text.h"
#include "experiment-trial.h"

#include "ns3/fabric-compat.h"
#include "ns3/test.h"

#include <string>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

using Verdict = ExperimentTrial::Result::Verdict;

/**
 * @ingroup ai-fabric-tests
 * A range of drawn experiments.
 */
class DrawnExperimentsTestCase : public TestCase
{
  public:
    /**
     * @param first number of the first
     * @param count how many
     */
    DrawnExperimentsTestCase(uint64_t first, uint64_t count)
        : TestCase(std::to_string(count) + " experiments drawn at random, from " +
                   std::to_string(first)),
          m_first(first),
          m_count(count)
    {
    }

  private:
    void DoRun() override
    {
        uint64_t refused = 0;
        for (uint64_t number = m_first; number < m_first + m_count; number++)
        {
            const auto options = DrawnExperiment(number).GetOptions();
            const auto result = ExperimentTrial::Run(options);
            refused += result.verdict == Verdict::REFUSED;
            const bool isBroken = result.verdict == Verdict::BROKEN;
            NS_TEST_EXPECT_MSG_EQ(isBroken,
                                  false,
                                  "case " << number << ": " << result.kind << ": " << result.detail
                                          << "\n"
                                          << experiment_text::GetCommandLine(options));
        }
        NS_TEST_EXPECT_MSG_LT(refused, m_count * 3 / 4, "most experiments run");
    }

    uint64_t m_first;
    uint64_t m_count;
};

/**
 * @ingroup ai-fabric-tests
 * A number is one experiment, and numbers reach everything.
 */
class DrawTestCase : public TestCase
{
  public:
    DrawTestCase()
        : TestCase("one number draws one experiment")
    {
    }

  private:
    void DoRun() override
    {
        const auto line = [](uint64_t number) {
            return experiment_text::GetCommandLine(DrawnExperiment(number).GetOptions());
        };
        NS_TEST_EXPECT_MSG_EQ(line(7), line(7), "the same again");
        NS_TEST_EXPECT_MSG_NE(line(7), line(8), "another");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of drawn experiments.
 */
class RandomExperimentTestSuite : public TestSuite
{
  public:
    RandomExperimentTestSuite()
        : TestSuite("ai-fabric-random", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new DrawTestCase, Duration::QUICK);
        AddTestCase(new DrawnExperimentsTestCase(266, 27), Duration::QUICK);
        AddTestCase(new DrawnExperimentsTestCase(1001, 2000), Duration::EXTENSIVE);
    }
};

/// Registers the suite.
const RandomExperimentTestSuite g_randomExperimentTestSuite;

} // namespace
