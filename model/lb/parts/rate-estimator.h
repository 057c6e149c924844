/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RATE_ESTIMATOR_H
#define RATE_ESTIMATOR_H

#include "ns3/nstime.h"

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The discounting rate estimator (DRE) of a link (M. Alizadeh et al., "CONGA", SIGCOMM 2014,
 * section 3.2): a register X grows by the bytes of every frame sent and is multiplied by 1 - alpha
 * at the end of every period T. X then follows the rate of the link with the time constant
 * tau = T / alpha: at a steady rate R it settles at R tau, just before a decay, and at
 * R tau (1 - alpha) just after it.
 *
 * Periods end at multiples of T since time zero. Decays are made up for when the register is next
 * used, so that an idle link costs nothing. Only sums and products are used: equal input gives the
 * same bits on any machine.
 */
class RateEstimator
{
  public:
    /** An estimator of nothing; call Start() before use. */
    RateEstimator() = default;

    /**
     * Start with an empty register.
     * @param period time T between two decays, positive
     * @param alpha share of the register that a decay takes away, above 0 and at most 1
     * @param rate rate of the link, bit/s
     */
    void Start(Time period, double alpha, uint64_t rate);

    /**
     * The link has another rate from now on, as a degraded one has.
     * @param rate rate of the link, bit/s
     */
    void SetRate(uint64_t rate)
    {
        if (static_cast<double>(rate) != m_rate)
        {
            m_scale *= m_rate / static_cast<double>(rate);
            m_rate = static_cast<double>(rate);
        }
    }

    /**
     * Count a frame.
     * @param bytes its length
     * @param now the time, ps, never less than in an earlier call
     */
    void Add(uint32_t bytes, uint64_t now)
    {
        if (now >= m_end)
        {
            Decay(now);
        }
        m_bytes += bytes;
    }

    /**
     * @param now the time, ps, never less than in an earlier call
     * @return the register X, bytes
     */
    double GetBytes(uint64_t now)
    {
        if (now >= m_end)
        {
            Decay(now);
        }
        return m_bytes;
    }

    /**
     * @param now the time, ps, never less than in an earlier call
     * @return the utilisation X / (C tau) of a link of rate C; a busy link has 1 - alpha to 1, and
     * for moments a little more
     */
    double GetUtilisation(uint64_t now)
    {
        return GetBytes(now) * m_scale;
    }

    /**
     * @param now the time, ps, never less than in an earlier call
     * @return the estimated rate, bit/s
     */
    double GetRate(uint64_t now)
    {
        return GetUtilisation(now) * m_rate;
    }

    /**
     * Put a utilisation into one of 2^bits equal bands.
     * @param utilisation a utilisation, 0 or more
     * @param bits bits of the number of a band, 1 to 16
     * @return number of the band; a full link has the last
     */
    static uint32_t Quantise(double utilisation, uint32_t bits)
    {
        const uint32_t bands = 1U << bits;
        const double band = utilisation * bands;
        return band < bands ? static_cast<uint32_t>(band) : bands - 1;
    }

  private:
    void Decay(uint64_t now);

    double m_bytes{0};    ///< X
    double m_scale{0};    ///< one over the X of a full link
    double m_keep{0};     ///< 1 - alpha
    double m_rate{0};     ///< of the link, bit/s
    uint64_t m_period{1}; ///< T, ps
    uint64_t m_end{0};    ///< when the running period ends, ps
};

} // namespace aifabric
} // namespace ns3

#endif // RATE_ESTIMATOR_H
