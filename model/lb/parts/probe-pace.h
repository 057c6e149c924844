/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PROBE_PACE_H
#define PROBE_PACE_H

#include "ns3/fabric-frame.h"

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/** Probes of a host take one part in so many of its link at most: data is to be sent. */
inline constexpr double PROBE_SHARE = 10;

/**
 * @ingroup ai-fabric
 *
 * @param count a number of probes
 * @param lineRate rate of the link, bits per second
 * @return time that they take on it, ps
 */
inline uint64_t
GetProbeTime(uint64_t count, double lineRate)
{
    constexpr double BITS = (wire::PROBE_FRAME_BYTES + WIRE_OVERHEAD_BYTES) * 8.0;
    return static_cast<uint64_t>(static_cast<double>(count) * BITS * 1e12 / lineRate);
}

} // namespace aifabric
} // namespace ns3

#endif // PROBE_PACE_H
