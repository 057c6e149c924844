/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PACKET_TRACKER_H
#define PACKET_TRACKER_H

#include "ns3/fabric-frame.h"

#include <cstdint>
#include <memory>

namespace ns3
{
namespace aifabric
{

class FramePool;

/** What the receiving side does about a packet. */
struct PacketVerdict
{
    bool accepted{false};    ///< new payload was placed
    bool duplicate{false};   ///< it was here before (or is surplus)
    bool sendAck{false};     ///< answer with an ACK, at once or coalesced
    bool sendNak{false};     ///< answer with a NAK
    bool namesPacket{false}; ///< the NAK names a packet (FRAME_SACK); reason says why
    bool urgent{false};      ///< the ACK must not be coalesced
    uint8_t reason{0};       ///< Frame::reason of the NAK
};

/**
 * @ingroup ai-fabric
 *
 * The receiving half of a loss recovery: which packets of one queue pair have come.
 *
 * Packet numbers are 64-bit sequence numbers; on the wire they are PSNs modulo 2^24.
 */
class PacketTracker
{
  public:
    virtual ~PacketTracker() = default;

    /**
     * A packet has come.
     * @param frame the frame
     * @param sequence its packet number
     * @return what to do
     */
    virtual PacketVerdict Receive(const Frame& frame, uint64_t sequence) = 0;

    /**
     * The headers of a packet have come, whose payload a switch has cut off: it is not there, and
     * a sender that waits to hear of losses may hear of this one at once.
     * @param frame the frame
     * @param sequence its packet number
     * @return what to do: sendNak, or nothing; nothing unless overridden
     */
    virtual PacketVerdict Trimmed(const Frame& frame, uint64_t sequence);

    /** @return the next number expected in order; all below are here or given up. */
    virtual uint64_t GetExpected() const = 0;

    /** @return bytes that CompleteAnswer() adds to an ACK or NAK. */
    virtual uint32_t GetAnswerBytes() const
    {
        return 0;
    }

    /**
     * Write what this recovery adds to an ACK or NAK; only if GetAnswerBytes() is above 0.
     * @param data the packet that is answered, whose headers may be all that has come
     * @param answer the frame, complete but for that; its size holds GetAnswerBytes()
     * @param pool where the extra of the answer comes from
     */
    virtual void CompleteAnswer(const Frame& data, Frame& answer, FramePool& pool);

    /** @return packets held above the expected one. */
    virtual uint64_t GetHeld() const
    {
        return 0;
    }

    /**
     * @return for recoveries that count instead of ordering: messages that are complete, up to the
     * first that is not; UINT64_MAX for all others
     */
    virtual uint64_t CountMessages() const
    {
        return UINT64_MAX;
    }

    /**
     * @return true if it remembers no more than GetExpected() and CountMessages(): another one may
     * take its place by Resume()
     */
    virtual bool IsPlain() const
    {
        return false;
    }

    /**
     * Go on where another object stopped that was plain; this one is new, or plain itself. By
     * default there is none.
     */
    virtual void Resume(uint64_t, uint64_t)
    {
    }
};

inline PacketVerdict
PacketTracker::Trimmed(const Frame&, uint64_t)
{
    return {};
}

inline void
PacketTracker::CompleteAnswer(const Frame&, Frame&, FramePool&)
{
}

} // namespace aifabric
} // namespace ns3

#endif // PACKET_TRACKER_H
