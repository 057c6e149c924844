/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MESSAGE_PIECE_H
#define MESSAGE_PIECE_H

#include "ns3/frame-route.h"

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/** A part of a message that goes its own way: over a queue pair of its own. */
struct MessagePiece
{
    uint64_t bytes{0};  ///< payload bytes
    uint8_t subflow{0}; ///< number of the queue pair among those to this peer
    Route route{};      ///< of its packets; not set: the hash of the queue pair
};

/** A message that a workload is going to send. */
struct PlannedMessage
{
    uint32_t src;       ///< fabric host number
    uint32_t dst;       ///< fabric host number
    uint64_t bytes;     ///< payload bytes
    uint16_t client{0}; ///< number of the client that will post it
};

/** How one host sends to another, for estimates. */
struct PairUse
{
    uint64_t packets{1};  ///< of a message
    uint64_t messages{1}; ///< in all
};

/** What it costs a strategy that one host sends to another. */
struct PairCost
{
    uint64_t queuePairs{1}; ///< queue pairs that it opens between them
    uint64_t bytes{0};      ///< memory of its own for them
};

} // namespace aifabric
} // namespace ns3

#endif // MESSAGE_PIECE_H
