/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LOSS_RECOVERY_H
#define LOSS_RECOVERY_H

#include "recovery-state.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Which packet a queue pair sends next, and what it makes of the answers. One object serves one
 * queue pair (the sending side); MakeTracker() makes its counterpart at the receiver.
 *
 * Packets are numbered 0, 1, ... over all messages. What else it may know or say: recovery-state.h.
 */
class LossRecovery : public RecoveryState
{
  public:
    static TypeId GetTypeId(); ///< @return the TypeId

    /** @return true if packets may arrive in any order without being taken for lost. */
    bool ToleratesReordering() const override = 0;
    // Returns the receiving half for one queue pair with packets of so many payload bytes.
    std::unique_ptr<PacketTracker> MakeTracker(uint32_t mtu) const override = 0;

  private:
    /** Set initial state. */
    void DoStart(const RecoveryPlace& place) override;
    /** @return an empty string, or what is wrong: the attribute and what is allowed. */
    std::string CheckConfig() const override;
    /** A message was posted, of so many packets; GetLimit() tells all. */
    void DoExtend(uint64_t packets) override;
    /** @return true if there is a packet to send now. */
    bool DoHasWork() const override = 0;
    /** @return the next packet. */
    NextPacket DoNext() override = 0;
    /** An ACK or NAK came in. @return packets that it newly acknowledges */
    uint64_t DoAcknowledged(const Frame& frame) override = 0;
    /** The retransmission timer ran out. */
    void DoTimedOut() override = 0;
    /** @return the lowest packet number that is not acknowledged. */
    uint64_t DoGetUnacknowledged() const override = 0;
    /** @return packets sent and neither acknowledged nor known to be lost. */
    uint64_t DoGetInFlight() const override = 0;
};

} // namespace aifabric
} // namespace ns3

#endif // LOSS_RECOVERY_H
