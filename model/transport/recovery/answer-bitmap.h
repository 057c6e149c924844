/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ANSWER_BITMAP_H
#define ANSWER_BITMAP_H

#include "sequence-bitmap.h"

#include "ns3/packet-tracker.h"

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The receiving half of recoveries whose answers tell 64 packets at once (FRAME_BITMAP): packets
 * come in any order, and each ACK and NAK says which of those around the one that it answers are
 * there, how many bytes of the connection have come in all, and how many packets wait above the one
 * expected.
 */
class AnswerBitmap : public PacketTracker
{
  public:
    static constexpr uint32_t BITS = 64; ///< packets that an answer tells

    uint64_t GetExpected() const override;
    uint64_t GetHeld() const override;
    uint32_t GetAnswerBytes() const override;
    void CompleteAnswer(const Frame& data, Frame& answer, FramePool& pool) override;
    bool IsPlain() const override;
    void Resume(uint64_t expected, uint64_t messages) override;

  protected:
    /**
     * Note a packet.
     * @param frame the frame
     * @param sequence its number
     * @return whether it is new; sendAck is set
     */
    PacketVerdict Take(const Frame& frame, uint64_t sequence);

    /**
     * @param sequence number of a packet
     * @return whether it is here
     */
    bool Has(uint64_t sequence) const
    {
        return m_received.Contains(sequence);
    }

  private:
    /**
     * @param data the packet that is answered
     * @param sequence its number
     * @return number of the packet that the lowest bit stands for
     */
    virtual uint64_t PickBase(const Frame& data, uint64_t sequence) const = 0;

    SequenceBitmap m_received;
    uint64_t m_bytes{0}; ///< payload that was new
};

} // namespace aifabric
} // namespace ns3

#endif // ANSWER_BITMAP_H
