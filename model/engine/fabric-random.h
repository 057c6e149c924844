/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_RANDOM_H
#define FABRIC_RANDOM_H

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The random numbers of one component: a stream keyed by (seed, run, component), so that what one
 * component draws never depends on how many others exist or in which order they were made.
 *
 * The generator is xoshiro256** (D. Blackman, S. Vigna, "Scrambled linear pseudorandom number
 * generators", ACM TOMS 47(4), 2021), seeded through splitmix64 from ns-3's RngSeedManager and the
 * stream number.
 */
class FabricRandom
{
  public:
    /** Purposes of streams, so that two components of one node never share one. */
    enum Purpose : uint32_t
    {
        SWITCH_BALANCER = 1,
        HOST_BALANCER,
        MARKER,
        NIC,
        WORKLOAD,
        SALT,
        FAULT,
        USER,
        ADMISSION,
        ARRIVALS,
    };

    /** The stream of no component; call Seed() before use. */
    FabricRandom() = default;

    /**
     * Start the stream of a component at its beginning.
     * @param purpose what it is for
     * @param component number of the component
     */
    void Seed(uint32_t purpose, uint64_t component);

    /** @return 64 random bits. */
    uint64_t Next()
    {
        const uint64_t result = Rotate(m_state[1] * 5, 7) * 9;
        const uint64_t t = m_state[1] << 17;
        m_state[2] ^= m_state[0];
        m_state[3] ^= m_state[1];
        m_state[1] ^= m_state[2];
        m_state[0] ^= m_state[3];
        m_state[2] ^= t;
        m_state[3] = Rotate(m_state[3], 45);
        return result;
    }

    /**
     * A uniform integer (multiply-shift; bias below 2^-32 for bounds of 32 bits).
     * @param bound exclusive upper bound, at least 1
     * @return a number in [0, bound)
     */
    uint32_t Below(uint32_t bound)
    {
        return static_cast<uint32_t>(((Next() >> 32) * bound) >> 32);
    }

    /** @return a uniform real in [0, 1). */
    double Uniform()
    {
        return static_cast<double>(Next() >> 11) * 0x1.0p-53;
    }

    /**
     * Shuffle a vector uniformly (Fisher-Yates).
     * @param items what to shuffle
     */
    template <typename T>
    void Shuffle(std::vector<T>& items)
    {
        for (size_t i = items.size(); i > 1; i--)
        {
            std::swap(items[i - 1], items[Below(static_cast<uint32_t>(i))]);
        }
    }

  private:
    static uint64_t Rotate(uint64_t x, int k)
    {
        return (x << k) | (x >> (64 - k));
    }

    uint64_t m_state[4]{1, 2, 3, 4};
};

/**
 * Mix the bits of a number (the finaliser of splitmix64).
 * @param x a number
 * @return its hash
 */
inline uint64_t
MixBits(uint64_t x)
{
    x += 0x9e3779b97f4a7c15;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
}

} // namespace aifabric
} // namespace ns3

#endif // FABRIC_RANDOM_H
