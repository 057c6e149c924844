/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef GO_BACK_N_LOSS_RECOVERY_H
#define GO_BACK_N_LOSS_RECOVERY_H

#include "ns3/huge-arena.h"
#include "ns3/loss-recovery.h"
#include "ns3/pair-groups.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Go-back-N, the recovery of RoCEv2 RC (InfiniBand volume 1, 9.7): the receiver drops whatever is
 * out of order and asks once, by a NAK, for the packet it expects; the sender rewinds to it, and
 * to the lowest unacknowledged packet when the timer runs out.
 */
class GoBackNLossRecovery : public LossRecovery, public InArena<GoBackNLossRecovery, SendingHalf>
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    GoBackNLossRecovery();
    ~GoBackNLossRecovery() override;

    bool ToleratesReordering() const override;
    std::unique_ptr<PacketTracker> MakeTracker(uint32_t mtu) const override;

  private:
    Ptr<LossRecovery> DoCopy() const override;
    bool DoIsPlain() const override;
    void DoResume(uint64_t packets, uint64_t messages) override;
    bool DoHasWork() const override;
    NextPacket DoNext() override;
    uint64_t DoAcknowledged(const Frame& frame) override;
    void DoTimedOut() override;
    void DoRewind(uint64_t sequence) override;
    uint64_t DoGetUnacknowledged() const override;
    uint64_t DoGetInFlight() const override;

    uint64_t m_unacknowledged{0};
    uint64_t m_next{0};
    uint64_t m_highest{0}; ///< one above the highest number ever sent
};

} // namespace aifabric
} // namespace ns3

#endif // GO_BACK_N_LOSS_RECOVERY_H
