/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "message-joiner.h"

namespace ns3
{
namespace aifabric
{

uint32_t
MessageJoiner::Cut(const MessageInfo& message, uint16_t pieces)
{
    if (m_free.empty())
    {
        m_free.push_back(static_cast<uint32_t>(m_sent.size()));
        m_sent.emplace_back();
    }
    const uint32_t join = m_free.back();
    m_free.pop_back();
    m_sent[join] = {message, pieces, false};
    m_sent[join].message.packets = 0;
    return join;
}

bool
MessageJoiner::Sent(MessageInfo& piece, bool failed)
{
    Outgoing& outgoing = m_sent[piece.join];
    outgoing.message.packets += piece.packets;
    outgoing.message.retransmissions += piece.retransmissions;
    outgoing.failed = outgoing.failed || failed;
    if (--outgoing.left > 0)
    {
        return false;
    }
    // Pieces of a message that failed may have come: the receiver would join them with others.
    if (!outgoing.failed)
    {
        m_free.push_back(piece.join);
    }
    const uint32_t join = piece.join;
    piece = outgoing.message;
    piece.join = join;
    return true;
}

bool
MessageJoiner::Received(MessageInfo& piece)
{
    const uint64_t key = uint64_t{piece.src} << 32 | piece.join;
    Incoming& incoming = m_received[key];
    incoming.bytes += piece.bytes;
    if (++incoming.pieces < piece.pieces)
    {
        return false;
    }
    piece.bytes = incoming.bytes;
    m_received.erase(key);
    return true;
}

void
MessageJoiner::CountOpen(std::map<uint16_t, uint64_t>& open) const
{
    for (const Outgoing& outgoing : m_sent)
    {
        open[outgoing.message.client] += outgoing.left > 0 ? 1 : 0;
    }
}

} // namespace aifabric
} // namespace ns3
