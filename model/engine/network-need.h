/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NETWORK_NEED_H
#define NETWORK_NEED_H

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/**
 * What a load balancer or a congestion control needs of the network, besides tolerance of
 * reordering. Each says so itself; whoever builds a fabric refuses what is not there, or says it.
 */
enum NetworkNeed : uint32_t
{
    NEED_PATH_ECHO = 1, ///< ACKs that tell entropy and time of the packet they answer
    NEED_ECN = 2,       ///< switches that mark
    NEED_EACH_ACK = 4,  ///< an ACK for each packet
    NEED_TIERS = 8,     ///< links join each tier of switches with the next one
};

} // namespace aifabric
} // namespace ns3

#endif // NETWORK_NEED_H
