/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TRIMMING_LOSS_RECOVERY_H
#define TRIMMING_LOSS_RECOVERY_H

#include "sequence-bitmap.h"
#include "timed-loss-recovery.h"

#include "ns3/huge-arena.h"
#include "ns3/pair-groups.h"

#include <memory>

namespace ns3
{
namespace aifabric
{

/** Accepts packets in any order, and answers each: with an ACK, or a NAK if it came trimmed. */
class TrimmingTracker final : public PacketTracker, public InArena<TrimmingTracker, ReceivingHalf>
{
  public:
    PacketVerdict Receive(const Frame& frame, uint64_t sequence) override;
    PacketVerdict Trimmed(const Frame& frame, uint64_t sequence) override;
    uint64_t GetExpected() const override;
    uint64_t GetHeld() const override;
    bool IsPlain() const override;
    void Resume(uint64_t expected, uint64_t messages) override;

  private:
    SequenceBitmap m_received;
};

/**
 * @ingroup ai-fabric
 *
 * Recovery where switches trim (M. Handley et al., "Re-architecting datacenter networks and stacks
 * for low latency and high performance", SIGCOMM 2017; Ultra Ethernet Specification 1.0, 2025). A
 * full queue is told of by the headers of the packet that found no room there: the receiver answers
 * them with a NAK that names the packet and says whether it was at the last hop, and the sender
 * sends it again before all others. Nothing else is concluded from answers: packets may overtake
 * each other by any distance. What is lost without a trace (headers without room, dead links) is
 * found by the time of that very packet (TimedLossRecovery).
 */
class TrimmingLossRecovery : public TimedLossRecovery,
                             public InArena<TrimmingLossRecovery, SendingHalf>
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    TrimmingLossRecovery();
    /**
     * Take over attributes, and nothing else.
     * @param other whose
     */
    TrimmingLossRecovery(const TrimmingLossRecovery& other);
    ~TrimmingLossRecovery() override;

    std::unique_ptr<PacketTracker> MakeTracker(uint32_t mtu) const override;
    NetworkNeeds GetNeeds() const override;
    bool AnswersEach() const override;

  private:
    Ptr<LossRecovery> DoCopy() const override;
    uint64_t DoAnswered(const Frame& frame) override;
};

} // namespace aifabric
} // namespace ns3

#endif // TRIMMING_LOSS_RECOVERY_H
