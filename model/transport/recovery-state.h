/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RECOVERY_STATE_H
#define RECOVERY_STATE_H

#include "packet-tracker.h"
#include "recovery-place.h"

#include "ns3/component-description.h"
#include "ns3/fabric-engine.h"
#include "ns3/frame-pool.h"
#include "ns3/idle-attributes.h"
#include "ns3/network-need.h"
#include "ns3/object.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

class LossRecovery;

/**
 * @ingroup ai-fabric
 *
 * What a queue pair asks and tells its loss recovery, and what all recoveries count. Authors of
 * recoveries read LossRecovery.
 */
class RecoveryState : public Object, public IdleAttributes
{
  public:
    /** The next packet to send. */
    struct NextPacket
    {
        uint64_t sequence{0};      ///< its number
        bool retransmitted{false}; ///< it was sent before
        uint64_t message{0};       ///< rateless: number of the message that it belongs to
    };

    /**
     * Make another object with the same attributes, much faster than a factory does.
     * @return the object, not started; null if its class does not copy itself
     */
    Ptr<LossRecovery> Copy() const;

    /**
     * Refuse nonsense before time zero.
     * @return an empty string, or one line that names the attribute and what is allowed
     */
    std::string Check() const
    {
        if (m_timeoutExponent > LARGEST_EXPONENT && !IsTimeoutChosen())
        {
            return "TimeoutExponent must be 0 to 31, or auto";
        }
        return CheckConfig();
    }

    /**
     * Begin.
     * @param listener told of losses that become known by themselves
     * @param place where it works
     */
    void Start(RecoveryListener* listener, const RecoveryPlace& place);

    /**
     * Go on where another object stopped that was plain (IsPlain()). After Start(), of an object
     * that is new, or plain itself.
     * @param packets packets that were to be sent until then
     * @param messages messages that they were
     */
    void Resume(uint64_t packets, uint64_t messages)
    {
        m_limit = packets;
        m_retransmitted = 0;
        m_timeouts = 0;
        DoResume(packets, messages);
    }

    /**
     * @return true if all is acknowledged, nothing is pending, and the object remembers no more
     * than the numbers of packets and messages: another one may take its place by Resume()
     */
    bool IsPlain() const
    {
        return !m_lossFound && DoIsPlain();
    }

    /**
     * More packets are to be sent.
     * @param packets their number
     */
    void Extend(uint64_t packets)
    {
        m_limit += packets;
        DoExtend(packets);
    }

    /** @return true if there is a packet to send now. */
    bool HasWork() const
    {
        return DoHasWork();
    }

    /**
     * Take the next packet to send; there must be one.
     * @return the packet
     */
    NextPacket Next()
    {
        const NextPacket next = DoNext();
        m_retransmitted += next.retransmitted ? 1 : 0;
        return next;
    }

    /**
     * Write on a packet what the receiving half is to know of it; only if IsRateless().
     * @param frame the packet, otherwise complete
     * @param sequence its number
     */
    void WriteHeader(Frame& frame, uint64_t sequence) const
    {
        DoWriteHeader(frame, sequence);
    }

    /**
     * An ACK or NAK came in.
     * @param frame the frame
     * @return packets that it newly acknowledges
     */
    uint64_t Acknowledged(const Frame& frame)
    {
        return DoAcknowledged(frame);
    }

    /**
     * Send again from a packet on, because the peer asks for it; what was acknowledged stays so.
     * Recoveries that keep packets in order do, others have ways of their own.
     * @param sequence its number
     */
    void Rewind(uint64_t sequence)
    {
        DoRewind(sequence);
    }

    /** The retransmission timer ran out. */
    void TimedOut()
    {
        m_timeouts++;
        DoTimedOut();
    }

    /**
     * A packet was lost somewhere; only recoveries that ask for it (KnowsLosses) are told.
     * @param sequence its number
     * @param reason why it was dropped
     * @param cause what became of it: the frame itself, or its payload only
     */
    void Dropped(uint64_t sequence, DropReason reason, LossCause cause)
    {
        DoDropped(sequence, reason, cause);
    }

    /** @return the lowest packet number that is not acknowledged. */
    uint64_t GetUnacknowledged() const
    {
        return DoGetUnacknowledged();
    }

    /** @return packets sent and neither acknowledged nor known to be lost. */
    uint64_t GetInFlight() const
    {
        return DoGetInFlight();
    }

    /** @return packets that still have to leave, again or for the first time. */
    uint64_t GetBacklog() const
    {
        return DoGetBacklog();
    }

    /** @return true if a loss was found since the last call. */
    bool TakeLossFound()
    {
        const bool found = m_lossFound;
        m_lossFound = false;
        return found;
    }

    /** @return the number of packets sent again. */
    uint64_t GetRetransmitted() const
    {
        return m_retransmitted;
    }

    /** @return the number of timeouts. */
    uint64_t GetTimeouts() const
    {
        return m_timeouts;
    }

    /** @return the retransmission timeout at present, ps; 0 = none. */
    uint64_t GetTimeout() const
    {
        return DoGetTimeout();
    }

    /** @return whether an answer may make the timeout shorter. */
    bool VariesTimeout() const
    {
        return m_variesTimeout;
    }

    /** @return the timeout 4.096 us x 2^TimeoutExponent of hardware in ps; 0 = none. */
    uint64_t GetCommonTimeout() const
    {
        const uint64_t exponent = IsTimeoutChosen() ? m_fitting : m_timeoutExponent;
        return exponent == 0 ? 0 : uint64_t{4096000} << exponent;
    }

    /** @return true if the timeout is chosen to fit, false if it was given. */
    bool IsTimeoutChosen() const
    {
        return m_timeoutExponent == AUTO;
    }

    /**
     * Tell how long an answer may take although nothing is lost.
     * @param wait ps
     */
    void FitTimeout(uint64_t wait);

    /**
     * The least exponent, from 8 on, of a timeout that is not below a time.
     * @param wait ps
     * @return exponent
     */
    static uint32_t GetFittingExponent(uint64_t wait);

    /** @return timeouts in a row, without any progress, after which a queue pair gives up. */
    uint32_t GetRetryCount() const
    {
        return m_retryCount;
    }

    using Tolerance = ReorderingTolerance; ///< what GetTolerance() returns

    /** @return the reordering that this recovery bears. */
    virtual Tolerance GetTolerance() const;

    /** @return true if packets may arrive in any order without being taken for lost. */
    virtual bool ToleratesReordering() const = 0;

    /** @return true if packets come in by order only; by default if it does not bear reordering. */
    virtual bool KeepsOrder() const;

    /** @return true if each packet is answered by itself, whatever AckInterval says. */
    virtual bool AnswersEach() const;

    /** @return true if the next packet goes again, in a recovery of losses (LetRepeat()). */
    virtual bool IsRepeating() const;

    /** @return true if packets are interchangeable: a message is complete when enough came. */
    virtual bool IsRateless() const;

    /** @return what it needs of hosts and switches to work; nothing by default. */
    virtual NetworkNeeds GetNeeds() const;

    /** @return true if it wants to be told of every drop in the fabric. */
    virtual bool KnowsLosses() const;

    /**
     * @param mtu payload bytes of a full packet
     * @return the receiving half for one queue pair
     */
    virtual std::unique_ptr<PacketTracker> MakeTracker(uint32_t mtu) const = 0;

  protected:
    /** @return the number of packets to be sent in all so far. */
    uint64_t GetLimit() const
    {
        return m_limit;
    }

    /**
     * The packet number that a PSN stands for.
     * @param psn a PSN
     * @param near a number near it
     * @return the number
     */
    static uint64_t ToSequence(uint32_t psn, uint64_t near)
    {
        return near + static_cast<uint64_t>(
                          int64_t{PsnDistance(psn, static_cast<uint32_t>(near) & PSN_MASK)});
    }

    /**
     * A packet is found to be lost.
     * @param sequence its number
     * @param cause why
     */
    void FoundLoss(uint64_t sequence, LossCause cause)
    {
        m_lossFound = m_lossFound || cause != LossCause::TIMEOUT;
        if (m_listener)
        {
            m_listener->PacketLost(sequence, cause);
        }
    }

    /** @return clock and calendar of the host. */
    FabricDomain& GetDomain() const
    {
        return *m_domain;
    }

    /** @return how long an answer may take although nothing is lost, ps; 0: nobody has told. */
    uint64_t GetLongestWait() const
    {
        return m_longestWait;
    }

    /** @return who to tell of losses that become known by themselves. */
    RecoveryListener* GetListener() const
    {
        return m_listener;
    }

    /** Say that an answer may make the timeout shorter (DoGetTimeout()); in the constructor. */
    void VaryTimeout()
    {
        m_variesTimeout = true;
    }

    static constexpr uint64_t LARGEST_EXPONENT = 31; ///< that an attribute may set

    RecoveryState() = default;

    /**
     * Take over attributes, and nothing else.
     * @param other whose
     */
    RecoveryState(const RecoveryState& other);

    std::vector<IdleAttribute> DoListIdle(const PlaceOfUse& place) const override;

  private:
    virtual void DoDropped(uint64_t sequence, DropReason reason, LossCause cause);
    virtual bool DoIsPlain() const;
    virtual void DoResume(uint64_t packets, uint64_t messages);
    virtual std::string CheckConfig() const = 0;
    /** @return a new object of the class with the same attributes; null by default. */
    virtual Ptr<LossRecovery> DoCopy() const;
    virtual void DoStart(const RecoveryPlace& place) = 0;
    virtual void DoExtend(uint64_t packets) = 0;
    virtual bool DoHasWork() const = 0;
    virtual NextPacket DoNext() = 0;
    virtual uint64_t DoAcknowledged(const Frame& frame) = 0;
    virtual void DoTimedOut() = 0;
    virtual void DoRewind(uint64_t sequence);
    /** Write headers of its own on a packet, which may lengthen it; nothing by default. */
    virtual void DoWriteHeader(Frame& frame, uint64_t sequence) const;
    /** @return the retransmission timeout at present, ps; GetCommonTimeout() by default. */
    virtual uint64_t DoGetTimeout() const;
    /** @return packets still to leave; by default all that is not acknowledged nor in flight. */
    virtual uint64_t DoGetBacklog() const;
    virtual uint64_t DoGetUnacknowledged() const = 0;
    virtual uint64_t DoGetInFlight() const = 0;

    // What each packet and each answer touches comes first: a cache line with that of ns-3.
    uint64_t m_limit{0};
    uint32_t m_retransmitted{0};
    uint32_t m_timeouts{0};
    uint8_t m_fitting{8}; ///< exponent of the timeout if that is AUTO
    bool m_lossFound{false};
    bool m_variesTimeout{false};

  protected:
    uint32_t m_retryCount;      ///< an attribute of LossRecovery
    uint64_t m_timeoutExponent; ///< an attribute of LossRecovery

  private:
    uint64_t m_longestWait{0}; ///< of FitTimeout(), ps
    RecoveryListener* m_listener{nullptr};
    FabricDomain* m_domain{nullptr};
};

} // namespace aifabric
} // namespace ns3

#endif // RECOVERY_STATE_H
