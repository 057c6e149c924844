/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef INFORMED_LOSS_RECOVERY_H
#define INFORMED_LOSS_RECOVERY_H

#include "ns3/loss-recovery.h"

#include <deque>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * An ideal recovery that is told of every loss of its packets, one round trip of the idle fabric
 * after it happened. What it sends then may be lost again, for want of a path: when sixteen such
 * rounds in a row have brought nothing, the wait doubles from round to round, so that a dead path
 * is not flooded, and after sixteen doublings only the timer of the queue pair goes on. Full
 * buffers end, and what they lose counts for no such round.
 */
class InformedLossRecovery : public LossRecovery
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    InformedLossRecovery();
    ~InformedLossRecovery() override;

    bool KnowsLosses() const override;

  protected:
    /** @return true if it knows of no loss, and the last ones that it knew of were made good. */
    bool IsUnaware() const
    {
        return m_pending.empty() && m_shelved.empty() && m_rounds == 0 && m_progress;
    }

  private:
    /// A loss that will become known.
    struct Loss
    {
        uint64_t time;     ///< when, ps
        uint64_t sequence; ///< which packet
        bool full;         ///< a buffer had no room; otherwise the path may be dead
        LossCause cause;   ///< KNOWN or TRIMMED
    };

    /**
     * A loss is known now.
     * @param sequence number of the packet
     * @param cause KNOWN, or TRIMMED
     */
    virtual void DoLossKnown(uint64_t sequence, LossCause cause) = 0;
    /**
     * An ACK came in.
     * @param frame the frame
     * @return packets that it newly acknowledges
     */
    virtual uint64_t DoAnswered(const Frame& frame) = 0;

    uint64_t DoAcknowledged(const Frame& frame) final;
    void DoStart(const RecoveryPlace& place) override;
    void DoDropped(uint64_t sequence, DropReason reason, LossCause cause) override;
    void TellLosses();
    uint64_t GetDelay() const;
    void BackOff();
    void Hasten();

    FabricEvent m_event;
    uint64_t m_delay{0};             ///< round trip of the idle fabric, ps
    uint32_t m_rounds{0};            ///< in a row that brought no progress
    bool m_progress{true};           ///< something was acknowledged since losses were told
    uint64_t m_roundEnd{0};          ///< what is sent again now can be known to be lost then, ps
    std::vector<uint64_t> m_shelved; ///< lost, known when the path works again
    std::deque<Loss> m_pending;      ///< lost, not yet known; ascending in time
};

} // namespace aifabric
} // namespace ns3

#endif // INFORMED_LOSS_RECOVERY_H
