/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PART_REFUSALS_H
#define PART_REFUSALS_H

#include "plane-shares.h"

#include "ns3/config-error.h"
#include "ns3/host-load-balancer.h"
#include "ns3/loss-recovery.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @file
 * @ingroup ai-fabric
 *
 * What parts of a NIC are refused with that do what they must not.
 */

/**
 * Refuse what DoSplit() of a strategy has made of a message.
 * @param balancer the strategy; null: none
 * @param share the message, as far as it goes through one plane
 * @param sum bytes of all pieces
 * @param count number of pieces
 */
[[noreturn]] inline void
RefusePieces(const HostLoadBalancer* balancer, const PlaneShare& share, uint64_t sum, size_t count)
{
    throw ConfigError(
        (balancer ? "DoSplit() of " + balancer->GetInstanceTypeId().GetName() : "the NIC") +
        " cut a message of " + std::to_string(share.bytes) + " bytes into " +
        std::to_string(count) + " pieces of " + std::to_string(sum) +
        " bytes: they add up to the message, and are 65535 at most; none leaves it whole");
}

/**
 * Refuse what a method of a recovery returns.
 * @param recovery the recovery
 * @param returned what it returned, as in "DoNext() returned packet 7"
 * @param first number of the first packet, or message if it counts those, that is not done
 * @param end number past the last that was posted
 */
[[noreturn]] inline void
RefuseNumber(const LossRecovery& recovery,
             const std::string& returned,
             uint64_t first,
             uint64_t end)
{
    const std::string open =
        first == end ? "none is"
                     : std::to_string(first) + " to " + std::to_string(end - 1) + " are";
    throw ConfigError(recovery.GetInstanceTypeId().GetName() + ": " + returned + ", and " + open +
                      " to be sent, all below GetLimit(); DoHasWork() returns false when none is");
}

} // namespace aifabric
} // namespace ns3

#endif // PART_REFUSALS_H
