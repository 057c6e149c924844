/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MESSAGE_JOINER_H
#define MESSAGE_JOINER_H

#include "message-listener.h"

#include <cstdint>
#include <map>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Puts messages together again that were cut into pieces: a message has been sent, or received,
 * when all of its pieces have. A collective library counts the completions of its queue pairs in
 * the same way.
 */
class MessageJoiner
{
  public:
    /**
     * A message is cut at this sender.
     * @param message the whole message, as posted
     * @param pieces number of its pieces, at least 2
     * @return its number, for MessageInfo::join of the pieces
     */
    uint32_t Cut(const MessageInfo& message, uint16_t pieces);

    /**
     * A piece is acknowledged, or given up.
     * @param piece the piece; the whole message after the last one
     * @param failed whether it was given up
     * @return true after the last piece
     */
    bool Sent(MessageInfo& piece, bool failed);

    /**
     * @param join number of a message whose last piece has just ended
     * @return true if any piece was given up
     */
    bool HasFailed(uint32_t join) const
    {
        return m_sent[join].failed;
    }

    /**
     * A piece has arrived.
     * @param piece the piece; the whole message after the last one
     * @return true after the last piece
     */
    bool Received(MessageInfo& piece);

    /**
     * Count the messages cut here that have not ended.
     * @param open where to add them, by client
     */
    void CountOpen(std::map<uint16_t, uint64_t>& open) const;

  private:
    /// A message on its way from this host.
    struct Outgoing
    {
        MessageInfo message;
        uint16_t left{0};
        bool failed{false};
    };

    /// A message on its way to this host.
    struct Incoming
    {
        uint64_t bytes{0};
        uint16_t pieces{0};
    };

    std::vector<Outgoing> m_sent;                      ///< by number
    std::vector<uint32_t> m_free;                      ///< numbers of messages that have ended
    std::unordered_map<uint64_t, Incoming> m_received; ///< by source and number
};

} // namespace aifabric
} // namespace ns3

#endif // MESSAGE_JOINER_H
