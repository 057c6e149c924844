/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef POSTED_MESSAGES_H
#define POSTED_MESSAGES_H

#include "ns3/frame-route.h"
#include "ns3/huge-arena.h"

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/** A message of a queue pair that is not acknowledged completely: a cache line. */
struct PostedMessage : public InArena<PostedMessage>
{
    PostedMessage* next{nullptr}; ///< the one posted after it
    uint64_t first{0};            ///< number of its first packet
    uint64_t tag{0};              ///< what the sender named it
    uint64_t posted{0};           ///< when it was posted, ps
    Route route;                  ///< of its packets
    uint32_t bytes{0};            ///< payload
    uint32_t number{0};           ///< message number on the queue pair
    uint32_t join{0};             ///< of a piece: number of the message at its sender
    uint16_t pieces{0};           ///< of a piece: number of pieces of that message
    uint16_t client{0};           ///< number of the client that it belongs to
};

static_assert(sizeof(PostedMessage) == 64, "a posted message is a cache line");

/**
 * @ingroup ai-fabric
 *
 * The messages of a queue pair in the order of posting. Most queue pairs have one at a time: it
 * lies in this object, and others in an arena.
 */
class PostedMessages
{
  public:
    PostedMessages()
    {
        m_own.next = &m_own;
    }

    ~PostedMessages()
    {
        while (m_head)
        {
            PopFront();
        }
    }

    PostedMessages(const PostedMessages&) = delete;
    PostedMessages& operator=(const PostedMessages&) = delete;

    /** @return true if there is none. */
    bool IsEmpty() const
    {
        return !m_head;
    }

    /** @return the one posted first, or null. */
    const PostedMessage* GetFront() const
    {
        return m_head;
    }

    /**
     * One above the number of the last packet of the one posted first; there must be one.
     * @param posted the packets of all
     * @return the number
     */
    uint64_t GetFrontEnd(uint64_t posted) const
    {
        // Of one alone, this does not touch it.
        return m_head == m_tail ? posted : m_head->next->first;
    }

    /**
     * Append a message.
     * @return it, with nothing but initial values
     */
    PostedMessage& PushBack()
    {
        PostedMessage* message = &m_own;
        if (m_own.next == &m_own)
        {
            m_own = PostedMessage();
        }
        else
        {
            message = new PostedMessage;
        }
        (m_head ? m_tail->next : m_head) = message;
        m_tail = message;
        m_current = m_current ? m_current : message;
        return *message;
    }

    /** Remove the one posted first; there must be one. */
    void PopFront()
    {
        PostedMessage* message = m_head;
        m_head = message->next;
        m_current = m_current == message ? m_head : m_current;
        if (message == &m_own)
        {
            m_own.next = &m_own;
        }
        else
        {
            delete message;
        }
    }

    /**
     * Find the message of a packet; the next one is looked for from there on.
     * @param sequence number of a packet of one of them
     * @return the message
     */
    const PostedMessage& FindPacket(uint64_t sequence)
    {
        m_current = sequence < m_current->first ? m_head : m_current;
        while (m_current->next && sequence >= m_current->next->first)
        {
            m_current = m_current->next;
        }
        return *m_current;
    }

    /**
     * Find a message.
     * @param number its number
     * @return the message
     */
    const PostedMessage& FindNumber(uint64_t number)
    {
        m_current = number < m_current->number ? m_head : m_current;
        while (m_current->number != number)
        {
            m_current = m_current->next;
        }
        return *m_current;
    }

  private:
    PostedMessage* m_head{nullptr};
    PostedMessage* m_current{nullptr}; ///< the one sent from last; null: there is none
    PostedMessage* m_tail{nullptr};    ///< the one posted last, if there is any
    PostedMessage m_own;               ///< follows itself while it is free
};

} // namespace aifabric
} // namespace ns3

#endif // POSTED_MESSAGES_H
