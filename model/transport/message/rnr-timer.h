/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RNR_TIMER_H
#define RNR_TIMER_H

#include <array>
#include <cstdint>

namespace ns3
{
namespace aifabric
{

/** Codes of the timer of a receiver that is not ready. */
inline constexpr uint32_t RNR_CODES = 32;

/**
 * How long a sender waits that was told that the receiver is not ready (InfiniBand architecture
 * specification, volume 1, table of the RNR NAK timer field).
 * @param code the low five bits of the syndrome
 * @return the time, ps
 */
constexpr uint64_t
GetRnrTime(uint8_t code)
{
    // In units of 10 us.
    constexpr std::array<uint32_t, RNR_CODES> TIMES{
        65536, 1,    2,    3,    4,    6,     8,     12,    16,    24,    32,
        48,    64,   96,   128,  192,  256,   384,   512,   768,   1024,  1536,
        2048,  3072, 4096, 6144, 8192, 12288, 16384, 24576, 32768, 49152,
    };
    return TIMES[code % RNR_CODES] * uint64_t{10000000};
}

} // namespace aifabric
} // namespace ns3

#endif // RNR_TIMER_H
