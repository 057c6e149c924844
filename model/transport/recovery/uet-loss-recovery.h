/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef UET_LOSS_RECOVERY_H
#define UET_LOSS_RECOVERY_H

#include "answer-bitmap.h"
#include "bitmap-loss-recovery.h"

#include "ns3/huge-arena.h"
#include "ns3/pair-groups.h"

#include <memory>

namespace ns3
{
namespace aifabric
{

/**
 * The receiver of Ultra Ethernet: it answers at once a packet with a mark, the first one, one that
 * asks, one that was here before, and the one that fills the last hole after somebody had asked.
 * All others wait for the ACK interval.
 */
class UetTracker final : public AnswerBitmap, public InArena<UetTracker, ReceivingHalf>
{
  public:
    PacketVerdict Receive(const Frame& frame, uint64_t sequence) override;
    PacketVerdict Trimmed(const Frame& frame, uint64_t sequence) override;
    void Resume(uint64_t expected, uint64_t messages) override;

  private:
    uint64_t PickBase(const Frame& data, uint64_t sequence) const override;

    bool m_isFirst{true};
    bool m_wasAsked{false}; ///< while something was missing
};

/**
 * @ingroup ai-fabric
 *
 * The loss recovery of Ultra Ethernet (Ultra Ethernet Specification 1.0, 2025, packet delivery
 * sublayer; its SLEEK where switches do not trim). The receiver tells how many packets wait above
 * the one expected. When they exceed one and a half congestion windows, at most the largest one and
 * at least five packets, something is lost: until all that had been sent by then has come, each
 * hole below a packet that has come is sent again, once, and at most a window of them per answer.
 *
 * When no answer has come for three round trips, or for a round trip and the target delay if there
 * is nothing more to send, the sender asks what has come (RecoveryListener::SendProbe()). If that
 * question was answered without delay, what is missing of all that was sent before is lost. Trimmed
 * packets are told of by NAKs, as in TrimmingLossRecovery; the time of each packet covers the rest.
 */
class UetLossRecovery : public BitmapLossRecovery, public InArena<UetLossRecovery, SendingHalf>
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    UetLossRecovery();
    /**
     * Take over attributes, and nothing else.
     * @param other whose
     */
    UetLossRecovery(const UetLossRecovery& other);
    ~UetLossRecovery() override;

    std::unique_ptr<PacketTracker> MakeTracker(uint32_t mtu) const override;

    bool IsRepeating() const override;

    /** @return questions that were asked (RecoveryListener::SendProbe()). */
    uint64_t GetProbes() const
    {
        return m_probes;
    }

    /** @return whether holes are sent again now. */
    bool IsRecovering() const
    {
        return m_recoverTo > GetSent().GetBase();
    }

  private:
    Ptr<LossRecovery> DoCopy() const override;
    std::string CheckConfig() const override;
    void DoStart(const RecoveryPlace& place) override;
    void DoResume(uint64_t packets, uint64_t messages) override;
    NextPacket DoNext() override;
    void DoFindLosses(const Frame& frame) override;
    uint64_t GetDeadline() const override;
    void DoExpired() override;
    uint64_t GetThreshold() const;
    void SendHoles();
    void LoseSentBefore(uint64_t time);

    double m_multiple;
    uint32_t m_least;
    Time m_givenTarget;
    uint64_t m_target{0};    ///< ps
    uint64_t m_recoverTo{0}; ///< recovery ends when all packets below have come
    uint64_t m_scanned{0};   ///< packets below were looked at in this recovery
    uint64_t m_activity{0};  ///< when an answer came last, or a packet left after all had come, ps
    uint64_t m_probes{0};
    bool m_isTold{false};    ///< packets were trimmed
    uint32_t m_doublings{0}; ///< of the wait before the next question
};

} // namespace aifabric
} // namespace ns3

#endif // UET_LOSS_RECOVERY_H
