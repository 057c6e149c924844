/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PAIR_OPERATIONS_H
#define PAIR_OPERATIONS_H

#include "message-listener.h"

#include "ns3/fabric-event.h"
#include "ns3/fabric-frame.h"
#include "ns3/frame-pool.h"

#include <cstddef>
#include <cstdint>
#include <map>

namespace ns3
{
namespace aifabric
{

class QueuePair;

/** A request that came to a responder: what a READ or an atomic asks for. */
struct FetchRequest
{
    RdmaOperation operation{RdmaOperation::READ}; ///< which
    uint32_t bytes{0};                            ///< payload of the answer
    uint64_t address{0};                          ///< where it is
    uint64_t operand{0};                          ///< atomic: what to add or to put there
    uint64_t compare{0};                          ///< atomic: what must be there
    uint16_t client{0};                           ///< number of the client that asks, at its host
};

/**
 * @ingroup ai-fabric
 *
 * What the sending half of a queue pair knows of those of its messages that are no plain WRITEs:
 * their operations, how often the receiver was not ready for them, and, where it answers READs and
 * atomics of its peer, the requests that came before their turn. Few queue pairs have one.
 */
class PairOperations
{
  public:
    /** What a message is. */
    struct Operation
    {
        RdmaOperation kind{RdmaOperation::WRITE}; ///< the operation; READ or atomic: the answer
        uint32_t immediate{0};                    ///< immediate data
        uint64_t result{0};                       ///< answer to an atomic: what was there
    };

    /**
     * Note what a message is that is posted.
     * @param number of the message on the queue pair
     * @param message the message
     */
    void Add(uint32_t number, const MessageInfo& message);

    /**
     * A message has ended: say what it was, and forget it.
     * @param number of the message on the queue pair
     * @param message where to write it
     */
    void Take(uint32_t number, MessageInfo& message);

    /**
     * Make a packet, which looks like one of a WRITE, one of its operation.
     * @param frame the packet, complete but for that; its msn is the number of its message
     * @param pool where its extra comes from
     */
    void Write(Frame& frame, FramePool& pool) const;

    /** @return true if nothing is to be remembered. */
    bool IsIdle() const
    {
        return m_byMessage.empty() && early.empty() && !refused && !wake.IsPending();
    }

    /** @return messages of which something is known. */
    size_t Count() const
    {
        return m_byMessage.size();
    }

    /** The receiver may be ready. */
    void Fired();

    FabricEvent wake;                       ///< when it is asked again
    QueuePair* pair{nullptr};               ///< whose it is
    uint64_t heldSince{0};                  ///< when the last wait for it began, ps
    uint64_t stuckAt{0};                    ///< lowest packet not acknowledged when that was
    uint32_t refusals{0};                   ///< waits in a row without progress
    bool isExhausted{false};                ///< there were too many
    bool answers{false};                    ///< the messages are answers to requests of the peer
    bool isSilent{false};                   ///< its answers are not acknowledged
    bool refused{false};                    ///< a gap in the requests was told, and is still there
    uint32_t depth{0};                      ///< silent: requests that the peer has open at most
    std::map<uint64_t, FetchRequest> early; ///< requests that came early, by number of their packet

  private:
    std::map<uint32_t, Operation> m_byMessage; ///< by number of the message on the queue pair
};

} // namespace aifabric
} // namespace ns3

#endif // PAIR_OPERATIONS_H
