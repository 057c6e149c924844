/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MESSAGE_LISTENER_H
#define MESSAGE_LISTENER_H

#include "ns3/fabric-frame.h"

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/** One message (an RDMA WRITE), as those who post and await messages see it. */
struct MessageInfo
{
    uint32_t src{0};             ///< fabric host number of the sender
    uint32_t dst{0};             ///< fabric host number of the receiver
    uint64_t tag{0};             ///< what the sender named it; travels as the remote address
    uint64_t bytes{0};           ///< payload bytes
    uint64_t posted{0};          ///< time (ps) at which it was posted; sender only
    uint64_t packets{0};         ///< packets that it takes; sender only
    uint64_t retransmissions{0}; ///< packets sent again while it was the oldest; sender only
    uint32_t join{0};            ///< of a piece: number of the message at its sender
    uint16_t pieces{0};          ///< of a piece: number of pieces of that message
    uint16_t client{0};          ///< number of the client that it belongs to, at both ends
    RdmaOperation operation{RdmaOperation::WRITE}; ///< what was asked for
    uint32_t immediate{0};                         ///< immediate data
    uint64_t result{0};                            ///< of an atomic: what was there before
};

/**
 * @ingroup ai-fabric
 *
 * Who posts and awaits messages: a client of one or more NICs, such as the application of a
 * workload. Calls come from fabric events at the time of the completion; new messages may be posted
 * from within.
 */
class MessageListener
{
  public:
    virtual ~MessageListener() = default;

    /**
     * A message of this host is acknowledged completely.
     * @param message the message
     */
    virtual void MessageSent(const MessageInfo& message) = 0;

    /**
     * A message to this host has arrived completely.
     * @param message the message
     */
    virtual void MessageReceived(const MessageInfo& message) = 0;

    /**
     * The queue pair of a message gave up; the message is lost.
     * @param message the message
     */
    virtual void MessageFailed(const MessageInfo& message) = 0;
};

} // namespace aifabric
} // namespace ns3

#endif // MESSAGE_LISTENER_H
