/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PORT_COUNTERS_H
#define PORT_COUNTERS_H

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 * What a port counts.
 */
struct PortCounters
{
    uint64_t frames{0};         ///< frames sent, of any kind: this port's packet-hops
    uint64_t bytes{0};          ///< bytes sent, without preamble and gap
    uint64_t maxBacklog{0};     ///< largest backlog in bytes, the frame in service included
    uint64_t drops{0};          ///< frames lost at this port or on its link
    uint64_t trims{0};          ///< frames that lost their payload here, for want of room
    uint64_t pausesSent{0};     ///< PFC frames sent that pause a class
    uint64_t pausesReceived{0}; ///< PFC frames received that pause a class
    uint64_t pausedPs{0};       ///< class-picoseconds spent paused
};

} // namespace aifabric
} // namespace ns3

#endif // PORT_COUNTERS_H
