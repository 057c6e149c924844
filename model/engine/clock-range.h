/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CLOCK_RANGE_H
#define CLOCK_RANGE_H

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What the clock can hold: 2^63 ps, some 106 days. Whoever reads a time or rate from outside keeps
 * to these limits, which leave room for the sums and products that are made of them.
 */
struct ClockRange
{
    /** Longest time that an option or attribute may say, unless it says never: 30 days, ps. */
    static constexpr uint64_t LONGEST = 30 * 86400ULL * 1000000000000ULL;

    /** Longest propagation delay or forwarding latency: a path has a dozen of them, ps. */
    static constexpr uint64_t LONGEST_HOP = 86400ULL * 1000000000000ULL;

    /** Slowest link, b/s: 64 KiB at 2^-16 ps per byte still fit in 64 bits. */
    static constexpr uint64_t SLOWEST = 10000;

    /** Fastest link, b/s: an ACK still takes some picoseconds. */
    static constexpr uint64_t FASTEST = 100000000000000;
};

} // namespace aifabric
} // namespace ns3

#endif // CLOCK_RANGE_H
