/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NIC_COUNTERS_H
#define NIC_COUNTERS_H

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What a NIC counts, in frames unless said otherwise.
 */
struct NicCounters
{
    uint64_t dataSent{0};      ///< data packets, retransmissions included
    uint64_t dataReceived{0};  ///< data packets that came in
    uint64_t duplicates{0};    ///< of them, packets that were here before
    uint64_t outOfOrder{0};    ///< of them, packets refused because they were out of order
    uint64_t retransmitted{0}; ///< data packets sent again
    uint64_t acksSent{0};      ///< acknowledgements made
    uint64_t naksSent{0};      ///< negative acknowledgements made
    uint64_t cnpsSent{0};      ///< congestion notifications made
    uint64_t marksReceived{0}; ///< data packets that came in marked
    uint64_t bytesReceived{0}; ///< payload bytes placed
    uint64_t probesSent{0};    ///< probes of paths
    uint64_t timeouts{0};      ///< retransmission timers of queue pairs that ran out
    uint64_t trimmed{0};       ///< data packets that came in without payload, counted apart
    uint64_t stray{0};         ///< packets for queue pairs that are not there, or not for that
};

} // namespace aifabric
} // namespace ns3

#endif // NIC_COUNTERS_H
