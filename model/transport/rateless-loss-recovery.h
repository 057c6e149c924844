/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RATELESS_LOSS_RECOVERY_H
#define RATELESS_LOSS_RECOVERY_H

#include "loss-recovery.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Ideal rateless erasure coding without overhead (arXiv:2507.21372): packets of a message are
 * interchangeable, and a message of m packets is complete when any m have come. The sender goes on
 * emitting packets until it hears that, so that surplus packets consume capacity until the stop
 * signal is back. Messages of a queue pair follow each other strictly.
 */
class RatelessLossRecovery : public LossRecovery
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    RatelessLossRecovery();
    ~RatelessLossRecovery() override;

    bool ToleratesReordering() const override;
    bool IsRateless() const override;
    std::unique_ptr<PacketTracker> MakeTracker() const override;

  private:
    bool DoHasWork() const override;
    NextPacket DoNext() override;
    uint64_t DoAcknowledged(const Frame& frame) override;
    void DoTimedOut() override;
    uint64_t DoGetUnacknowledged() const override;
    uint64_t DoGetInFlight() const override;

    uint64_t m_next{0};         ///< number of the next packet
    uint64_t m_acknowledged{0}; ///< packets known to be placed, over all messages
    uint64_t m_answered{0};     ///< one above the highest packet that an ACK answered
};

} // namespace aifabric
} // namespace ns3

#endif // RATELESS_LOSS_RECOVERY_H
