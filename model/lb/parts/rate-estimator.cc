/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "rate-estimator.h"

#include "ns3/assert.h"

namespace ns3
{
namespace aifabric
{

void
RateEstimator::Start(Time period, double alpha, uint64_t rate)
{
    NS_ASSERT_MSG(period.IsStrictlyPositive(), "the period of an estimator is positive");
    NS_ASSERT_MSG(alpha > 0 && alpha <= 1, "alpha of an estimator is above 0 and at most 1");
    NS_ASSERT_MSG(rate > 0, "an estimator needs the rate of its link");
    m_period = static_cast<uint64_t>(period.GetPicoSeconds());
    m_end = m_period;
    m_keep = 1 - alpha;
    m_rate = static_cast<double>(rate);
    m_bytes = 0;
    m_scale = 8e12 * alpha / (m_rate * static_cast<double>(m_period));
}

void
RateEstimator::Decay(uint64_t now)
{
    const uint64_t periods = (now - m_end) / m_period + 1;
    m_end += periods * m_period;
    // (1 - alpha)^periods by squares: pow() differs in its last bits between machines.
    double factor = m_keep;
    for (uint64_t rest = periods; rest > 0; rest >>= 1)
    {
        m_bytes *= rest & 1 ? factor : 1;
        factor *= factor;
    }
    // A byte that nobody sees is not worth slow denormal arithmetic.
    if (m_bytes < 1e-3)
    {
        m_bytes = 0;
    }
}

} // namespace aifabric
} // namespace ns3
