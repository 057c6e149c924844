/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef WIRE_TIME_H
#define WIRE_TIME_H

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * How long bytes take on a link, by the arithmetic of the links themselves: whole picoseconds,
 * from a time per byte in units of 2^-16 ps.
 */
struct WireTime
{
    /**
     * @param rate bits per second, above zero
     * @return time of a byte, 2^-16 ps, rounded to nearest
     */
    static uint64_t PerByteQ16(uint64_t rate)
    {
        return (8000000000000ULL * 65536 + rate / 2) / rate;
    }

    /**
     * @param bytes of one frame
     * @param perByteQ16 time of a byte, 2^-16 ps
     * @return time of the frame, ps
     */
    static uint64_t Of(uint64_t bytes, uint64_t perByteQ16)
    {
        return (bytes * perByteQ16) >> 16;
    }
};

} // namespace aifabric
} // namespace ns3

#endif // WIRE_TIME_H
