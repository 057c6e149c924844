/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FLOW_HASH_H
#define FLOW_HASH_H

#include "ns3/fabric-frame.h"
#include "ns3/fabric-random.h"

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 * The hash of the 5-tuple (addresses, protocol, UDP source port) of a flow at a switch.
 * @param frame a frame of the flow
 * @param salt the salt of the switch
 * @return 32 bits
 */
inline uint32_t
HashFlow(const Frame& frame, uint64_t salt)
{
    const uint64_t pair = (uint64_t{frame.src} << 32) | frame.dst;
    return static_cast<uint32_t>(MixBits(MixBits(pair ^ salt) ^ (uint64_t{frame.entropy} << 8) ^
                                         (frame.kind == FrameKind::FOREIGN ? 1 : 0)) >>
                                 32);
}

} // namespace aifabric
} // namespace ns3

#endif // FLOW_HASH_H
