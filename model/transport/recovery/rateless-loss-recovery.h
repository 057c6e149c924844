/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RATELESS_LOSS_RECOVERY_H
#define RATELESS_LOSS_RECOVERY_H

#include "informed-loss-recovery.h"

#include <deque>
#include <set>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Ideal erasure coding without overhead (arXiv:2507.21372): packets of a message are
 * interchangeable, and a message of m packets is complete when any m have come. A
 * queue pair reports its messages in the order in which they were posted.
 *
 * The sender sends m packets, and one more for each that it knows to be lost, one round trip of the
 * idle fabric after the loss: what is missing and nothing else. With Surplus it knows of no loss
 * and goes on emitting packets until it hears that the message is complete, as the paper has it:
 * a loss costs no time then, but surplus takes up to a round trip of the line after each message,
 * and a message begins when the one before it is known to be complete.
 */
class RatelessLossRecovery : public InformedLossRecovery
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
    bool KnowsLosses() const override;
    std::unique_ptr<PacketTracker> MakeTracker(uint32_t mtu) const override;

  private:
    void DoExtend(uint64_t packets) override;
    void DoLossKnown(uint64_t sequence, LossCause cause) override;
    bool DoIsPlain() const override;
    void DoResume(uint64_t packets, uint64_t messages) override;
    bool DoHasWork() const override;
    NextPacket DoNext() override;
    uint64_t DoAnswered(const Frame& frame) override;
    void DoTimedOut() override;
    uint64_t DoGetUnacknowledged() const override;
    uint64_t DoGetInFlight() const override;

    /// A message that is not complete.
    struct Message
    {
        uint64_t packets; ///< that complete it
        uint64_t budget;  ///< that may still be sent
    };

    /// Packets in a row that were sent for one message.
    struct Run
    {
        uint64_t sequence; ///< number of the first
        uint64_t message;  ///< number of the message
    };

    bool m_surplus;
    std::deque<Message> m_messages; ///< not complete, in order
    std::set<uint64_t> m_ready;     ///< numbers of those that have a budget
    std::deque<Run> m_runs;         ///< ascending; an early one may be of a message complete
    uint64_t m_first{0};            ///< number of the first message that is not complete
    uint64_t m_complete{0};         ///< packets of those that are
    uint64_t m_next{0};             ///< number of the next packet
    uint64_t m_acknowledged{0};     ///< packets known to be placed, over all messages
    uint64_t m_answered{0};         ///< one above the highest packet that an ACK answered
    std::set<uint64_t> m_gone;      ///< packets from there on that are known to be lost
};

} // namespace aifabric
} // namespace ns3

#endif // RATELESS_LOSS_RECOVERY_H
