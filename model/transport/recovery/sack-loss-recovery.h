/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SACK_LOSS_RECOVERY_H
#define SACK_LOSS_RECOVERY_H

#include "sequence-bitmap.h"

#include "ns3/growing-ring.h"
#include "ns3/huge-arena.h"
#include "ns3/loss-recovery.h"
#include "ns3/pair-groups.h"

#include <map>
#include <memory>
#include <set>

namespace ns3
{
namespace aifabric
{

/** Accepts packets in any order, by direct data placement, and remembers them in a bitmap. */
class BitmapTracker final : public PacketTracker, public InArena<BitmapTracker, ReceivingHalf>
{
  public:
    /**
     * @param answersHoles whether each packet is answered at once while one before it is missing
     */
    explicit BitmapTracker(bool answersHoles);

    PacketVerdict Receive(const Frame& frame, uint64_t sequence) override;
    PacketVerdict Trimmed(const Frame& frame, uint64_t sequence) override;
    uint64_t GetExpected() const override;
    uint64_t GetHeld() const override;
    bool IsPlain() const override;
    void Resume(uint64_t expected, uint64_t messages) override;

  private:
    SequenceBitmap m_received;
    bool m_answersHoles;
};

/**
 * @ingroup ai-fabric
 *
 * Selective acknowledgement over direct data placement: the receiver places packets in any order
 * and every ACK tells the next packet expected and the packet that caused it. ACKs are coalesced
 * only while nothing is missing: a hole is answered packet by packet. The sender takes a packet for
 * lost when a packet Threshold or more above it, sent after it, has been acknowledged, and sends
 * again only what is lost. The timer covers the tail.
 *
 * The threshold is a packet count, and how far packets overtake each other depends on the fabric.
 * By default it begins at the packets of a round trip of the idle fabric, at least 32, and is twice
 * the reordering seen from then on, as TCP adapts its own (E. Blanton, M. Allman, RFC 3708; RFC
 * 8985, section 6.2): a packet that was never sent again, or whose ACK comes sooner after it was
 * than a round trip takes, had only been overtaken. When there is nothing more to send, time stands
 * in for the packets that would have been counted (RFC 8985, section 7): the threshold in packet
 * times. A NAK that names a packet says that its payload was cut off on the way: it is sent again
 * at once.
 */
class SackLossRecovery : public LossRecovery, public InArena<SackLossRecovery, SendingHalf>
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    SackLossRecovery();
    /**
     * Take over attributes, and nothing else.
     * @param other whose
     */
    SackLossRecovery(const SackLossRecovery& other);
    ~SackLossRecovery() override;

    bool ToleratesReordering() const override;
    std::unique_ptr<PacketTracker> MakeTracker(uint32_t mtu) const override;
    Tolerance GetTolerance() const override;

  private:
    Ptr<LossRecovery> DoCopy() const override;
    std::string CheckConfig() const override;
    void DoStart(const RecoveryPlace& place) override;
    bool DoIsPlain() const override;
    void DoResume(uint64_t packets, uint64_t messages) override;
    bool DoHasWork() const override;
    NextPacket DoNext() override;
    uint64_t DoAcknowledged(const Frame& frame) override;
    void DoTimedOut() override;
    uint64_t DoGetUnacknowledged() const override;
    uint64_t DoGetInFlight() const override;
    uint64_t DoGetBacklog() const override;
    uint64_t DoNamed(const Frame& frame, uint64_t expected);
    bool IsOpen(uint64_t sequence) const;
    bool IsKnown(uint64_t sequence) const;
    void FindLosses();
    void FindLossesAgain();
    void Lose(uint64_t sequence, LossCause cause);
    void Forget(uint64_t una, uint64_t sequence);
    void Adapt(uint64_t sequence);
    void WatchTail();
    void TailWaited();
    bool FindTailLossesAgain();

    /// A packet that was sent again: it is lost again when a packet Threshold above the one that
    /// was the next new one at that time is acknowledged.
    struct Resent
    {
        uint64_t sequence; ///< its number
        uint64_t next;     ///< the next new packet when it was sent again
    };

    /// What is known of losses.
    struct Losses : public InArena<Losses>
    {
        GrowingRing<uint64_t> lost;            ///< found, in the order of discovery
        std::set<uint64_t> open;               ///< of them, those still to be sent again
        GrowingRing<Resent> resent;            ///< sent again, in that order
        std::map<uint64_t, uint64_t> resentAt; ///< when, ps; of those not acknowledged
    };

    /// The wait for packets that were overtaken.
    struct Tail : public InArena<Tail>
    {
        /// They have not come.
        void Fired()
        {
            recovery->TailWaited();
        }

        FabricEvent event;
        uint64_t mark{0};  ///< packets below were overtaken when it was scheduled
        uint64_t began{0}; ///< when that was, ps
        SackLossRecovery* recovery{nullptr};
    };

    Losses& GetLosses();
    void BindTail();
    uint64_t GetFirstThreshold() const;

    /// @return packets that are still to be sent again
    uint64_t CountOpen() const
    {
        return m_losses ? m_losses->open.size() : 0;
    }

    // What each packet touches comes first, then what each answer touches.
    uint64_t m_next{0};               ///< next packet never sent
    std::unique_ptr<Losses> m_losses; ///< made when the first loss is found
    SequenceBitmap m_acknowledged;
    uint64_t m_highest{0}; ///< one above the highest packet acknowledged
    uint64_t m_scanned{0}; ///< packets below were looked at for losses
    uint64_t m_threshold{0};
    uint64_t m_given;         ///< the attribute
    uint64_t m_baseRtt{0};    ///< ps
    uint64_t m_packetTime{1}; ///< ps
    std::unique_ptr<Tail>
        m_tail;         ///< made when there is nothing more to send, but something missing
    uint32_t m_node{0}; ///< of event keys
    uint32_t m_part{0}; ///< of event keys
};

} // namespace aifabric
} // namespace ns3

#endif // SACK_LOSS_RECOVERY_H
