/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CLASS_QUEUES_H
#define CLASS_QUEUES_H

#include "ns3/fabric-frame.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * How the classes of a port share its link: strict priority classes above a deficit round robin
 * group (M. Shreedhar, G. Varghese, "Efficient fair queueing using deficit round robin",
 * SIGCOMM'95). One description serves all ports of a node.
 */
struct ClassScheduling
{
    /// Bit c set: class c goes before all others; among such classes the highest first.
    uint8_t strictMask{0xc0};
    /// Bytes a class of the round robin group may send per round. At least one maximal frame.
    std::array<uint32_t, CLASS_COUNT> quantum{9216, 9216, 9216, 9216, 9216, 9216, 9216, 9216};
};

/** A first-in first-out queue of frames, linked through Frame::next. */
struct FrameFifo
{
    Frame* head{nullptr}; ///< next to leave
    Frame* tail{nullptr}; ///< last to have come
    uint64_t bytes{0};    ///< sum of the sizes
    uint32_t frames{0};   ///< their number
    uint32_t deficit{0};  ///< bytes the class may still send in this round

    /**
     * Append a frame.
     * @param frame the frame
     */
    void Push(Frame* frame)
    {
        frame->next = nullptr;
        if (tail)
        {
            tail->next = frame;
        }
        else
        {
            head = frame;
        }
        tail = frame;
        bytes += frame->size;
        frames++;
    }

    /**
     * Take the first frame; there must be one.
     * @return the frame
     */
    Frame* Pop()
    {
        Frame* frame = head;
        head = frame->next;
        if (!head)
        {
            tail = nullptr;
        }
        bytes -= frame->size;
        frames--;
        return frame;
    }
};

/**
 * @ingroup ai-fabric
 *
 * The eight class queues of a port and the order in which they are served.
 */
class ClassQueues
{
  public:
    /**
     * Append a frame to the queue of its class.
     * @param frame the frame
     */
    void Push(Frame* frame)
    {
        Queue(frame->priority).Push(frame);
        m_bytes += frame->size;
        m_occupied |= static_cast<uint8_t>(1U << frame->priority);
    }

    /**
     * Take the frame whose turn it is.
     * @param scheduling how classes share the link
     * @param pausedMask bit c set: class c must wait
     * @return the frame, or null if all that wait are paused
     */
    Frame* Pop(const ClassScheduling& scheduling, uint8_t pausedMask)
    {
        const uint8_t ready = m_occupied & static_cast<uint8_t>(~pausedMask);
        if (!ready)
        {
            return nullptr;
        }
        if ((ready & (ready - 1)) == 0)
        {
            return Take(static_cast<uint8_t>(__builtin_ctz(ready)));
        }
        return PopContended(scheduling, ready);
    }

    /**
     * Put a frame in the place of the last one of its class; there must be one, of the same size.
     * @param frame the frame to queue
     * @return the frame that is no longer queued
     */
    Frame* ExchangeTail(Frame* frame)
    {
        Frame* tail = Queue(frame->priority).tail;
        std::swap(*tail, *frame); // the content: a queue knows no way back to the last but one
        tail->next = nullptr;
        frame->next = nullptr;
        return frame;
    }

    /**
     * @param pausedMask bit c set: class c must wait
     * @return true if a frame could leave
     */
    bool IsReady(uint8_t pausedMask) const
    {
        return (m_occupied & static_cast<uint8_t>(~pausedMask)) != 0;
    }

    /** @return a frame that is likely to leave next, or null. */
    const Frame* Peek() const
    {
        return m_occupied ? GetQueue(static_cast<uint8_t>(__builtin_ctz(m_occupied))).head
                          : nullptr;
    }

    /** @return the bytes in all queues. */
    uint64_t GetBytes() const
    {
        return m_bytes;
    }

    /**
     * @param priority a class
     * @return its queue, to read
     */
    const FrameFifo& GetQueue(uint8_t priority) const
    {
        return m_queues[priority ^ FIRST];
    }

  private:
    /// The class of RoCE data comes first, in the cache line of the totals.
    static constexpr uint8_t FIRST = 3;

    FrameFifo& Queue(uint8_t priority)
    {
        return m_queues[priority ^ FIRST];
    }

    Frame* Take(uint8_t priority)
    {
        FrameFifo& queue = Queue(priority);
        Frame* frame = queue.Pop();
        m_bytes -= frame->size;
        if (!queue.head)
        {
            m_occupied &= static_cast<uint8_t>(~(1U << priority));
            queue.deficit = 0;
        }
        return frame;
    }

    Frame* PopContended(const ClassScheduling& scheduling, uint8_t ready);

    uint64_t m_bytes{0};
    uint8_t m_occupied{0}; ///< bit c set: class c has frames
    uint8_t m_turn{0};     ///< class of the round robin group whose turn it is
    std::array<FrameFifo, CLASS_COUNT> m_queues{};
};

} // namespace aifabric
} // namespace ns3

#endif // CLASS_QUEUES_H
