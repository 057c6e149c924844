/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef IRN_LOSS_RECOVERY_H
#define IRN_LOSS_RECOVERY_H

#include "sequence-bitmap.h"

#include "ns3/growing-ring.h"
#include "ns3/huge-arena.h"
#include "ns3/loss-recovery.h"
#include "ns3/nstime.h"
#include "ns3/pair-groups.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The receiving half of IRN: places packets in any order, answers each of them, and one that comes
 * ahead of the packet expected by a NAK that names both.
 */
class IrnTracker final : public PacketTracker, public InArena<IrnTracker, ReceivingHalf>
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
 * IRN, the recovery of RoCE without PFC: selective repeat and a bound on packets in flight
 * (R. Mittal, A. Shpiner, A. Panda, E. Zahavi, A. Krishnamurthy, S. Ratnasamy, S. Shenker,
 * "Revisiting Network Support for RDMA", SIGCOMM 2018).
 *
 * The receiver answers each packet that comes ahead of the one expected by a NAK with the number of
 * both. A NAK or a timeout puts the sender into recovery: it sends the packet expected again, and
 * then each packet below one that has been named, instead of new ones. In one recovery a packet is
 * sent again once. Recovery ends when everything is acknowledged that had been sent when it began;
 * if packets sent since are missing by then, it goes on, and does not send them again twice.
 * There is no threshold: a packet that is overtaken is taken for lost, so that strategies which
 * reorder packets are refused.
 *
 * New packets leave while the distance from the lowest one without an acknowledgement is below Cap,
 * one bandwidth-delay product. The timeout is RtoLow while fewer than RtoPackets are on their way,
 * else RtoHigh; after it all that is not acknowledged is sent again, as RFC 6675 (section 5.1)
 * does. The paper leaves that open. It has RtoLow = 100 us, RtoHigh = 320 us and RtoPackets = 3 on
 * links of 40 Gb/s; by default they are longer where idle round trips or full buffers take longer.
 */
class IrnLossRecovery : public LossRecovery, public InArena<IrnLossRecovery, SendingHalf>
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    IrnLossRecovery();
    /**
     * Take over attributes, and nothing else.
     * @param other whose
     */
    IrnLossRecovery(const IrnLossRecovery& other);
    ~IrnLossRecovery() override;

    bool ToleratesReordering() const override;
    bool KeepsOrder() const override;
    bool AnswersEach() const override;
    std::unique_ptr<PacketTracker> MakeTracker(uint32_t mtu) const override;

    /** @return packets that may be under way, after Start(). */
    uint64_t GetCap() const
    {
        return m_cap;
    }

    /** @return true from the first NAK or timeout until all is acknowledged that was sent then. */
    bool IsRecovering() const
    {
        return m_recovering;
    }

  private:
    Ptr<LossRecovery> DoCopy() const override;
    std::string CheckConfig() const override;
    std::vector<IdleAttribute> DoListIdle(const PlaceOfUse& place) const override;
    void DoStart(const RecoveryPlace& place) override;
    bool DoIsPlain() const override;
    void DoResume(uint64_t packets, uint64_t messages) override;
    bool DoHasWork() const override;
    NextPacket DoNext() override;
    uint64_t DoAcknowledged(const Frame& frame) override;
    void DoTimedOut() override;
    uint64_t DoGetTimeout() const override;
    uint64_t DoGetBacklog() const override;
    uint64_t DoGetUnacknowledged() const override;
    uint64_t DoGetInFlight() const override;
    void Enter();
    void FindLosses(uint64_t end, LossCause cause);

    /// @return distance of the next new packet from the lowest one without an acknowledgement
    uint64_t GetSpan() const
    {
        return m_next - m_acknowledged.GetBase();
    }

    uint64_t m_next{0};            ///< next packet never sent
    uint64_t m_cap{UINT64_MAX};    ///< packets
    GrowingRing<uint64_t> m_lost;  ///< to be sent again, ascending; some may have come since
    uint64_t m_open{0};            ///< of them, those that are not acknowledged
    SequenceBitmap m_acknowledged; ///< what NAKs have named, above what is acknowledged
    uint64_t m_highest{0};         ///< one above the highest packet acknowledged
    uint64_t m_scanned{0};         ///< packets below are sent again once, in this recovery
    uint64_t m_recoveryEnd{0};     ///< recovery ends when all below is acknowledged
    bool m_recovering{false};
    uint64_t m_low{0};  ///< timeout while few packets are under way, ps
    uint64_t m_high{0}; ///< timeout while more are, ps

    uint64_t m_givenCap; ///< an attribute
    Time m_givenLow;     ///< an attribute
    Time m_givenHigh;    ///< an attribute
    uint32_t m_few;      ///< an attribute
};

} // namespace aifabric
} // namespace ns3

#endif // IRN_LOSS_RECOVERY_H
