/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The discounting rate estimator against its closed forms.
 */

#include "ns3/rate-estimator.h"
#include "ns3/test.h"

#include <cmath>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

constexpr uint64_t PERIOD = 200'000'000;    ///< 200 us in ps
constexpr uint64_t RATE = 400'000'000'000;  ///< bit/s
constexpr double ALPHA = 0.2;               ///< as published
constexpr double FULL = 4e11 / 8 * 1e-3;    ///< bytes of a full link: C tau, tau = T / alpha = 1 ms
constexpr uint32_t FRAME = 4158;            ///< bytes
constexpr uint64_t FRAME_TIME = 83'160 * 2; ///< of a frame at half the rate, ps

/**
 * @ingroup ai-fabric-tests
 * A steady rate fills the register to R tau with the time constant tau; silence empties it.
 */
class SteadyRateTestCase : public TestCase
{
  public:
    SteadyRateTestCase()
        : TestCase("X = R tau (1 - (1 - alpha)^n), then (1 - alpha)^n of it")
    {
    }

  private:
    void DoRun() override
    {
        RateEstimator estimator;
        estimator.Start(PicoSeconds(PERIOD), ALPHA, RATE);
        NS_TEST_EXPECT_MSG_EQ(estimator.GetBytes(PERIOD * 3), 0, "empty");
        estimator.Start(PicoSeconds(PERIOD), ALPHA, RATE);
        uint64_t now = 0;
        for (uint32_t n = 1; n <= 60; n++)
        {
            for (; now < n * PERIOD; now += FRAME_TIME)
            {
                estimator.Add(FRAME, now);
            }
            // Half the rate: the register after the nth decay.
            const double expected = FULL / 2 * (1 - ALPHA) * (1 - std::pow(1 - ALPHA, n));
            NS_TEST_ASSERT_MSG_EQ_TOL(estimator.GetBytes(n * PERIOD), expected, 2 * FRAME, n);
        }
        const double settled = estimator.GetBytes(60 * PERIOD);
        NS_TEST_EXPECT_MSG_EQ_TOL(estimator.GetUtilisation(60 * PERIOD), 0.4, 1e-3, "half, low");
        NS_TEST_EXPECT_MSG_EQ_TOL(estimator.GetRate(60 * PERIOD), 0.4 * RATE, 1e-3 * RATE, "rate");
        NS_TEST_EXPECT_MSG_EQ(estimator.GetBytes(61 * PERIOD - 1), settled, "no period has ended");
        RateEstimator degraded = estimator;
        degraded.SetRate(static_cast<uint64_t>(RATE) / 4);
        NS_TEST_EXPECT_MSG_EQ_TOL(degraded.GetUtilisation(60 * PERIOD),
                                  1.6,
                                  4e-3,
                                  "a quarter left");
        NS_TEST_EXPECT_MSG_EQ_TOL(degraded.GetRate(60 * PERIOD), 0.4 * RATE, 1e-3 * RATE, "same");
        // Many periods at once are many periods one by one.
        RateEstimator stepwise = estimator;
        for (uint64_t n = 1; n <= 13; n++)
        {
            NS_TEST_EXPECT_MSG_EQ_TOL(stepwise.GetBytes((60 + n) * PERIOD) / settled,
                                      std::pow(1 - ALPHA, n),
                                      1e-12,
                                      "decay " << n);
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(estimator.GetBytes(73 * PERIOD) / stepwise.GetBytes(73 * PERIOD),
                                  1,
                                  1e-12,
                                  "made up for");
        NS_TEST_EXPECT_MSG_EQ(estimator.GetBytes(1'000'000 * PERIOD), 0, "forgotten");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The limits: alpha of one, a saturated link, bands.
 */
class EstimatorLimitTestCase : public TestCase
{
  public:
    EstimatorLimitTestCase()
        : TestCase("Alpha of one, a full link, bands")
    {
    }

  private:
    void DoRun() override
    {
        RateEstimator window;
        window.Start(PicoSeconds(PERIOD), 1, RATE);
        window.Add(FRAME, PERIOD / 2);
        NS_TEST_EXPECT_MSG_EQ(window.GetBytes(PERIOD - 1), FRAME, "counts within a period");
        NS_TEST_EXPECT_MSG_EQ(window.GetBytes(PERIOD), 0, "forgets everything at its end");

        RateEstimator full;
        full.Start(PicoSeconds(PERIOD), ALPHA, RATE);
        uint64_t now = 0;
        for (; now < 60 * PERIOD - FRAME_TIME; now += FRAME_TIME / 2)
        {
            full.Add(FRAME, now);
        }
        NS_TEST_EXPECT_MSG_EQ_TOL(full.GetUtilisation(now), 1, 1e-3, "full, before a decay");
        NS_TEST_EXPECT_MSG_EQ_TOL(full.GetUtilisation(60 * PERIOD), 0.8, 1e-3, "and after it");

        NS_TEST_EXPECT_MSG_EQ(RateEstimator::Quantise(0, 3), 0, "idle");
        NS_TEST_EXPECT_MSG_EQ(RateEstimator::Quantise(0.1249, 3), 0, "first band");
        NS_TEST_EXPECT_MSG_EQ(RateEstimator::Quantise(0.125, 3), 1, "second band");
        NS_TEST_EXPECT_MSG_EQ(RateEstimator::Quantise(0.99, 3), 7, "last band");
        NS_TEST_EXPECT_MSG_EQ(RateEstimator::Quantise(1.7, 3), 7, "last band");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class RateEstimatorTestSuite : public TestSuite
{
  public:
    RateEstimatorTestSuite()
        : TestSuite("ai-fabric-rate-estimator", TestSuite::Type::UNIT)
    {
        AddTestCase(new SteadyRateTestCase);
        AddTestCase(new EstimatorLimitTestCase);
    }
};

const RateEstimatorTestSuite g_rateEstimatorTestSuite; ///< the instance that registers the suite

} // namespace
