/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SACK_LOSS_RECOVERY_H
#define SACK_LOSS_RECOVERY_H

#include "loss-recovery.h"
#include "sequence-bitmap.h"

#include <deque>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** Accepts packets in any order, by direct data placement, and remembers them in a bitmap. */
class BitmapTracker : public PacketTracker
{
  public:
    PacketVerdict Receive(const Frame& frame, uint64_t sequence) override;
    uint64_t GetExpected() const override;
    uint64_t GetHeld() const override;

  private:
    SequenceBitmap m_received;
};

/**
 * @ingroup ai-fabric
 *
 * Selective acknowledgement over direct data placement: the receiver places packets in any order
 * and every ACK tells the next packet expected and the packet that caused it. The sender takes a
 * packet for lost when a packet Threshold or more above it, sent after it, has been acknowledged,
 * and sends again only what is lost. The timer covers the tail.
 */
class SackLossRecovery : public LossRecovery
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    SackLossRecovery();
    ~SackLossRecovery() override;

    bool ToleratesReordering() const override;
    std::unique_ptr<PacketTracker> MakeTracker() const override;

  private:
    bool DoHasWork() const override;
    NextPacket DoNext() override;
    uint64_t DoAcknowledged(const Frame& frame) override;
    void DoTimedOut() override;
    uint64_t DoGetUnacknowledged() const override;
    uint64_t DoGetInFlight() const override;
    void FindLosses();

    /// A packet that was sent again: it is lost again when a packet Threshold above the one that
    /// was the next new one at that time is acknowledged.
    struct Resent
    {
        uint64_t sequence; ///< its number
        uint64_t next;     ///< the next new packet when it was sent again
    };

    void Prune();

    uint32_t m_threshold;
    SequenceBitmap m_acknowledged;
    uint64_t m_next{0};           ///< next packet never sent
    uint64_t m_highest{0};        ///< one above the highest packet acknowledged
    uint64_t m_scanned{0};        ///< packets below were looked at for losses
    std::deque<uint64_t> m_lost;  ///< to be sent again, in ascending order of discovery
    std::vector<Resent> m_resent; ///< sent again, not yet acknowledged
};

} // namespace aifabric
} // namespace ns3

#endif // SACK_LOSS_RECOVERY_H
