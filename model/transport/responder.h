/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RESPONDER_H
#define RESPONDER_H

#include "packet-tracker.h"

#include "ns3/huge-arena.h"

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The receiving half of a reliable connection: which packets came, which messages are complete,
 * and how far packets overtook each other.
 */
class Responder : public InArena<Responder>
{
  public:
    /** A message whose last packet is known. */
    struct Ending
    {
        uint64_t end{0};    ///< one above the number of its last packet
        uint64_t tag{0};    ///< name of the message
        uint64_t bytes{0};  ///< payload bytes
        uint32_t join{0};   ///< of a piece: number of the message at its sender
        uint16_t pieces{0}; ///< of a piece: number of pieces of that message
        uint16_t client{0}; ///< number of the client that it belongs to
    };

    /**
     * @param tracker the receiving half of the loss recovery
     */
    explicit Responder(std::unique_ptr<PacketTracker> tracker);

    /**
     * A data packet has come.
     * @param frame the frame
     * @return what to do
     */
    PacketVerdict Receive(const Frame& frame);

    /**
     * The headers of a data packet have come without its payload.
     * @param frame the frame
     * @return what to do
     */
    PacketVerdict ReceiveTrimmed(const Frame& frame)
    {
        const auto reference = static_cast<uint32_t>(m_highest) & PSN_MASK;
        return m_tracker->Trimmed(
            frame,
            m_highest + static_cast<uint64_t>(int64_t{PsnDistance(frame.psn, reference)}));
    }

    /**
     * Take a message that is complete.
     * @param message where to put it
     * @return false if there is none
     */
    bool TakeComplete(Ending& message);

    /** @return the next packet expected in order. */
    uint64_t GetExpected() const
    {
        return m_tracker->GetExpected();
    }

    /** @return number of the packet last received. */
    uint64_t GetLast() const
    {
        return m_last;
    }

    /** @return the number of messages completed. */
    uint32_t GetCompleted() const
    {
        return m_completed;
    }

    /** @return packets that came since the last ACK. */
    uint32_t GetUnanswered() const
    {
        return m_unanswered;
    }

    /** An ACK was made. */
    void Answered()
    {
        m_unanswered = 0;
    }

    /**
     * Whether a CNP is due.
     * @param now the time, ps
     * @param interval least time between two CNPs, ps
     * @return true if so; the time is noted
     */
    bool TakeNotification(uint64_t now, uint64_t interval);

    /** @return the largest distance by which a packet was overtaken. */
    uint64_t GetMaxReorder() const
    {
        return m_maxReorder;
    }

    /** @return the largest number of packets held above the one expected. */
    uint64_t GetMaxHeld() const
    {
        return m_maxHeld;
    }

  private:
    std::unique_ptr<PacketTracker> m_tracker;
    std::vector<Ending> m_endings; ///< of messages not complete, ascending
    uint64_t m_highest{0};         ///< highest packet number seen
    uint64_t m_last{0};
    uint64_t m_maxReorder{0};
    uint64_t m_maxHeld{0};
    uint64_t m_nextNotification{0};
    uint32_t m_completed{0};
    uint32_t m_unanswered{0};
    std::map<uint64_t, Ending> m_counted; ///< rateless: messages not complete, by number
};

} // namespace aifabric
} // namespace ns3

#endif // RESPONDER_H
