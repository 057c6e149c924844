/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ORACLE_LOSS_RECOVERY_H
#define ORACLE_LOSS_RECOVERY_H

#include "loss-recovery.h"
#include "sequence-bitmap.h"

#include <deque>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Ideal retransmission: the receiver places packets in any order, and the sender learns of every
 * loss one base round-trip time after it happened, and of nothing else. No packet is ever sent
 * again in vain.
 */
class OracleLossRecovery : public LossRecovery
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    OracleLossRecovery();
    ~OracleLossRecovery() override;

    bool ToleratesReordering() const override;
    bool KnowsLosses() const override;
    std::unique_ptr<PacketTracker> MakeTracker() const override;

  private:
    /// A loss that will become known.
    struct Loss
    {
        uint64_t time;     ///< when, ps
        uint64_t sequence; ///< which packet
    };

    void DoStart(uint32_t node, uint32_t part, uint64_t baseRtt) override;
    bool DoHasWork() const override;
    NextPacket DoNext() override;
    uint64_t DoAcknowledged(const Frame& frame) override;
    void DoTimedOut() override;
    void DoDropped(uint64_t sequence) override;
    uint64_t DoGetUnacknowledged() const override;
    uint64_t DoGetInFlight() const override;
    void LossKnown();

    FabricEngine* m_engine{nullptr};
    FabricEvent m_event;
    uint64_t m_delay{0};
    uint64_t m_next{0};
    SequenceBitmap m_acknowledged;
    std::deque<Loss> m_pending;  ///< lost, not yet known
    std::deque<uint64_t> m_lost; ///< known, to be sent again
};

} // namespace aifabric
} // namespace ns3

#endif // ORACLE_LOSS_RECOVERY_H
