/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TIMED_LOSS_RECOVERY_H
#define TIMED_LOSS_RECOVERY_H

#include "sent-packets.h"

#include "ns3/fabric-event.h"
#include "ns3/loss-recovery.h"
#include "ns3/nstime.h"

#include <cstdint>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A recovery that times each packet by itself: one that is not answered within Rto of its last
 * sending is lost, and no other is with it. Where nothing comes back the time doubles, up to 64
 * times. The timer of the queue pair (TimeoutExponent) still counts retries and gives up.
 *
 * What the answers tell is up to the classes that derive from it. Lost packets go before new ones.
 */
class TimedLossRecovery : public LossRecovery
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    TimedLossRecovery();
    ~TimedLossRecovery() override;

    bool ToleratesReordering() const override;

    /** @return the time after which a packet without an answer is lost, ps. */
    uint64_t GetRto() const
    {
        return m_rto;
    }

  protected:
    /**
     * Take over attributes, and nothing else.
     * @param other whose
     */
    TimedLossRecovery(const TimedLossRecovery& other);

    /**
     * Set initial state.
     * @param place where it works
     */
    void DoStart(const RecoveryPlace& place) override;

    /** @return true if nothing is open or awaited. */
    bool DoIsPlain() const override;

    /**
     * Go on where another object stopped.
     * @param packets packets until then
     * @param messages messages until then
     */
    void DoResume(uint64_t packets, uint64_t messages) override;
    bool DoHasWork() const override;
    NextPacket DoNext() override;

    /** @return what was sent and is not acknowledged in order. */
    const SentPackets& GetSent() const
    {
        return m_sent;
    }

    /** @return where it works. */
    const RecoveryPlace& GetPlace() const
    {
        return m_place;
    }

    /**
     * All packets below a number have come.
     * @param expected the number
     * @return packets that this newly acknowledges
     */
    uint64_t AdvanceTo(uint64_t expected)
    {
        return m_sent.AdvanceTo(expected);
    }

    /**
     * A packet has come.
     * @param sequence its number
     * @return packets that this newly acknowledges
     */
    uint64_t Acknowledge(uint64_t sequence)
    {
        return m_sent.Acknowledge(sequence) ? 1 : 0;
    }

    /**
     * Take a packet for lost, if it is in flight.
     * @param sequence its number
     * @param cause why
     */
    void Lose(uint64_t sequence, LossCause cause);

    /**
     * Take a packet for lost that a NAK names, unless it was sent again since.
     * @param sequence its number
     * @param nak the frame
     * @param cause why
     */
    void LoseNamed(uint64_t sequence, const Frame& nak, LossCause cause);

    /** @return the packet in flight that was sent before all others; there is one. */
    uint64_t FindOldest()
    {
        return m_sent.FindOldest();
    }

    /** The next deadline may be another one. */
    void ArmTimer();

    /** @return so many packets as are sent in a round trip, at least one. */
    uint64_t GetRoundTripPackets() const;

  private:
    /**
     * An ACK or NAK came in.
     * @param frame the frame
     * @return packets that it newly acknowledges
     */
    virtual uint64_t DoAnswered(const Frame& frame) = 0;
    /** @return when DoExpired() is to be called, ps; UINT64_MAX, as by default: never. */
    virtual uint64_t GetDeadline() const;
    /** The time of GetDeadline() has come. */
    virtual void DoExpired();

    uint64_t DoAcknowledged(const Frame& frame) final;
    void DoTimedOut() override;
    uint64_t DoGetUnacknowledged() const override;
    uint64_t DoGetInFlight() const override;
    uint64_t DoGetBacklog() const override;
    void Fired();
    bool LoseOld();

    SentPackets m_sent;
    FabricEvent m_event;
    uint64_t m_rto{0}; ///< ps
    uint32_t m_doublings{0};
    RecoveryPlace m_place;
    Time m_givenRto;
};

} // namespace aifabric
} // namespace ns3

#endif // TIMED_LOSS_RECOVERY_H
