/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ORACLE_LOSS_RECOVERY_H
#define ORACLE_LOSS_RECOVERY_H

#include "informed-loss-recovery.h"
#include "sequence-bitmap.h"

#include <deque>
#include <set>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Ideal retransmission: the receiver places packets in any order, and the sender learns of every
 * loss one base round-trip time after it happened, and of nothing else. No packet is ever sent
 * again in vain but for an ACK that was lost.
 */
class OracleLossRecovery : public InformedLossRecovery
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
    std::unique_ptr<PacketTracker> MakeTracker(uint32_t mtu) const override;

  private:
    bool DoIsPlain() const override;
    void DoResume(uint64_t packets, uint64_t messages) override;
    bool DoHasWork() const override;
    NextPacket DoNext() override;
    uint64_t DoAnswered(const Frame& frame) override;
    void DoTimedOut() override;
    void DoLossKnown(uint64_t sequence, LossCause cause) override;
    uint64_t DoGetUnacknowledged() const override;
    uint64_t DoGetInFlight() const override;
    void Lose(uint64_t sequence, LossCause cause);

    uint64_t m_next{0};
    SequenceBitmap m_acknowledged;
    std::deque<uint64_t> m_lost; ///< known, in the order in which they became known
    std::set<uint64_t> m_open;   ///< of them, those still to be sent again
};

} // namespace aifabric
} // namespace ns3

#endif // ORACLE_LOSS_RECOVERY_H
