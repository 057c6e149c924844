/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SENT_PACKETS_H
#define SENT_PACKETS_H

#include "ns3/growing-ring.h"

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What the sender of a queue pair knows of each packet that it has sent and that is not
 * acknowledged in order: when it was sent last, and whether it is in flight, acknowledged or lost.
 * For recoveries that decide on each packet by itself.
 */
class SentPackets
{
  public:
    /** @return the lowest packet that is not acknowledged. */
    uint64_t GetBase() const
    {
        return m_base;
    }

    /** @return the next packet that was never sent. */
    uint64_t GetNext() const
    {
        return m_base + m_packets.size();
    }

    /** @return packets in flight. */
    uint64_t GetInFlight() const
    {
        return m_inFlight;
    }

    /** @return packets that are lost and not yet sent again. */
    uint64_t CountLost() const
    {
        return m_lostCount;
    }

    /** @return one above the highest packet acknowledged. */
    uint64_t GetHighest() const
    {
        return m_highest;
    }

    /**
     * @param sequence a packet number
     * @return true if it is acknowledged
     */
    bool IsAcknowledged(uint64_t sequence) const
    {
        return sequence < m_base || (sequence < GetNext() && At(sequence).state == ACKNOWLEDGED);
    }

    /**
     * @param sequence a packet number
     * @return true if it was sent, and is neither acknowledged nor known to be lost
     */
    bool IsInFlight(uint64_t sequence) const
    {
        return sequence >= m_base && sequence < GetNext() && At(sequence).state == IN_FLIGHT;
    }

    /**
     * @param sequence a packet in flight
     * @return when it was sent last, ps
     */
    uint64_t GetSentAt(uint64_t sequence) const
    {
        return At(sequence).sentAt;
    }

    /**
     * Send the next packet that was never sent.
     * @param now the time, ps
     * @return its number
     */
    uint64_t SendNew(uint64_t now);

    /**
     * Send the lost packet again that was found first; CountLost() is not 0.
     * @param now the time, ps
     * @return its number
     */
    uint64_t SendLost(uint64_t now);

    /**
     * All packets below a number have come.
     * @param expected the number, at most GetNext()
     * @return packets that this newly acknowledges
     */
    uint64_t AdvanceTo(uint64_t expected);

    /**
     * A packet has come.
     * @param sequence its number
     * @return false if this is nothing new, or it was never sent
     */
    bool Acknowledge(uint64_t sequence);

    /**
     * A packet in flight is lost.
     * @param sequence its number
     * @return false if it is not in flight
     */
    bool Lose(uint64_t sequence);

    /** @return the packet in flight that was sent before all others, or GetNext() if none is. */
    uint64_t FindOldest();

    /**
     * Begin anew, with nothing outstanding.
     * @param packets packets sent and acknowledged so far
     */
    void Restart(uint64_t packets);

  private:
    /// Where a packet is.
    enum State : uint8_t
    {
        IN_FLIGHT,
        ACKNOWLEDGED,
        LOST,
    };

    /// A packet from the base on.
    struct Packet
    {
        uint64_t sentAt; ///< ps
        uint32_t times;  ///< how often it was sent
        State state;
    };

    /// A transmission.
    struct Sent
    {
        uint64_t sequence; ///< of which packet
        uint32_t times;    ///< its how-manieth
    };

    const Packet& At(uint64_t sequence) const
    {
        return m_packets[sequence - m_base];
    }

    Packet& At(uint64_t sequence)
    {
        return m_packets[sequence - m_base];
    }

    void PopFront();

    uint64_t m_base{0};
    uint64_t m_inFlight{0};
    uint64_t m_lostCount{0};
    uint64_t m_highest{0};
    GrowingRing<Packet> m_packets;
    GrowingRing<uint64_t> m_lost; ///< in the order of discovery; some may have come since
    GrowingRing<Sent> m_order;    ///< in the order of time; some may be in flight no more
};

} // namespace aifabric
} // namespace ns3

#endif // SENT_PACKETS_H
