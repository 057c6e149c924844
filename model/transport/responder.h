/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RESPONDER_H
#define RESPONDER_H

#include "packet-tracker.h"
#include "pair-groups.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** What is left of a responder that is parked (ParkingLot). */
struct ResponderRecord
{
    uint64_t expected{0};         ///< the next packet expected
    uint64_t highest{0};          ///< highest packet number seen
    uint64_t nextNotification{0}; ///< no CNP before this time, ps
    uint32_t completed{0};        ///< messages that are complete
    uint32_t unanswered{0};       ///< packets that came since the last ACK
};

/**
 * @ingroup ai-fabric
 *
 * The receiving half of a reliable connection: which packets came, which messages are complete,
 * and how far packets overtook each other.
 */
class alignas(64) Responder : public InArena<Responder, ReceivingHalf>
{
  public:
    /** A message whose last packet is known. */
    struct Ending
    {
        uint64_t end{0};    ///< one above the number of its last packet; rateless: of the message
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
     * Begin, or go on where another object that was parked stopped.
     * @param number own queue pair number
     * @param record what that one left
     */
    void Start(uint32_t number, const ResponderRecord& record);

    /** @return own queue pair number. */
    uint32_t GetNumber() const
    {
        return m_number;
    }

    /** Fetch what a packet will touch into the cache: the tracker lies before it (ReceivingHalf).
     */
    void Prefetch() const
    {
        __builtin_prefetch(reinterpret_cast<const char*>(this) - 64, 1);
        __builtin_prefetch(this, 1);
    }

    /** @return true if all that it knows fits in its record. */
    bool CanPark() const
    {
        return (!m_endings || m_endings->empty()) && m_tracker->IsPlain();
    }

    /**
     * Leave what is to be known when the next packet comes (CanPark()). The largest distances stay
     * with the object: they are those of the NIC.
     * @param record where
     */
    void Park(ResponderRecord& record) const
    {
        record = {m_tracker->GetExpected(),
                  m_highest,
                  m_nextNotification,
                  m_completed,
                  m_unanswered};
    }

    /**
     * A data packet has come.
     * @param frame the frame
     * @param complete where to append the messages that are complete now, in order
     * @return what to do
     */
    PacketVerdict Receive(const Frame& frame, std::vector<Ending>& complete);

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

    /** @return bytes that CompleteAnswer() adds to an answer. */
    uint32_t GetAnswerBytes() const
    {
        return m_answerBytes;
    }

    /**
     * Write what the recovery adds to an ACK or NAK, if GetAnswerBytes() is above 0.
     * @param data the packet that is answered
     * @param answer the frame
     * @param pool where the extra of the answer comes from
     */
    void CompleteAnswer(const Frame& data, Frame& answer, FramePool& pool) const
    {
        if (m_answerBytes > 0)
        {
            m_tracker->CompleteAnswer(data, answer, pool);
        }
    }

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

    bool isWarm{false}; ///< of ParkingLot

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
    bool IsPlausible(uint64_t sequence) const;
    uint64_t GetCompleteEnd() const;
    void Insert(const Ending& ending);
    void TakeComplete(std::vector<Ending>& complete);

    bool m_counts;          ///< the tracker counts packets of messages (rateless)
    uint16_t m_answerBytes; ///< what CompleteAnswer() adds
    uint32_t m_number{0};
    std::unique_ptr<PacketTracker> m_tracker;
    uint64_t m_highest{0}; ///< highest packet number seen
    uint64_t m_last{0};
    uint64_t m_nextNotification{0};
    uint32_t m_maxReorder{0};
    uint32_t m_maxHeld{0};
    uint32_t m_completed{0};
    uint32_t m_unanswered{0};
    /// Of messages not complete, ascending; made when it is needed first.
    std::unique_ptr<std::vector<Ending>> m_endings;
};

} // namespace aifabric
} // namespace ns3

#endif // RESPONDER_H
