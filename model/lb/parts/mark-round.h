/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MARK_ROUND_H
#define MARK_ROUND_H

#include "ns3/fabric-frame.h"

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Rounds of a queue pair, one round-trip time each, and how many of their ACKs told of a mark. A
 * round consists of the packets that were under way when it began; it ends when the last of them
 * is answered. The round of DCTCP and of PLB in Linux.
 */
class MarkRound
{
  public:
    /**
     * A packet is sent.
     * @param psn its packet sequence number
     */
    void Sent(uint32_t psn)
    {
        if (PsnDistance(psn + 1, m_next) > 0)
        {
            m_next = (psn + 1) & PSN_MASK;
        }
    }

    /**
     * An ACK or NAK came in.
     * @param ack the frame
     * @return true if it ends a round
     */
    bool Answered(const Frame& ack)
    {
        if (!m_open)
        {
            m_open = true;
            m_end = m_next;
            m_answers = 0;
            m_marked = 0;
        }
        m_answers++;
        m_marked += ack.Has(FRAME_BECN) ? 1 : 0;
        m_idle = ack.psn == m_next;
        if (!m_idle && PsnDistance(ack.sackPsn + 1, m_end) < 0)
        {
            return false;
        }
        m_open = false;
        return true;
    }

    /** @return of the round that has ended: marked ACKs among its ACKs. */
    double GetFraction() const
    {
        return static_cast<double>(m_marked) / m_answers;
    }

    /** @return whether the last ACK left nothing unacknowledged. */
    bool IsIdle() const
    {
        return m_idle;
    }

  private:
    uint32_t m_next{0}; ///< one above the highest packet sent
    uint32_t m_end{0};  ///< one above the last packet of the round
    uint32_t m_answers{0};
    uint32_t m_marked{0};
    bool m_open{false};
    bool m_idle{true};
};

} // namespace aifabric
} // namespace ns3

#endif // MARK_ROUND_H
