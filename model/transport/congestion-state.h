/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CONGESTION_STATE_H
#define CONGESTION_STATE_H

#include "congestion-events.h"
#include "flow-place.h"

#include "ns3/fabric-engine.h"
#include "ns3/fabric-trace.h"
#include "ns3/network-need.h"

#include <cstdint>
#include <memory>
#include <string>

namespace ns3
{
namespace aifabric
{

class CongestionControl;
class CongestionReceiver;

/**
 * @ingroup ai-fabric
 *
 * Rate and window of a queue pair, and what the queue pair asks and tells its congestion control.
 * Authors of controls read CongestionControl.
 */
class CongestionState : public CongestionEvents
{
  public:
    /** A window that bounds nothing. */
    static constexpr uint64_t NO_WINDOW = UINT64_MAX;

    /**
     * Make another object with the same attributes, much faster than a factory does.
     * @return the object, not started; null if its class does not copy itself
     */
    Ptr<CongestionControl> Copy() const;

    /**
     * Refuse nonsense before time zero.
     * @return an empty string, or one line that names the attribute and what is allowed
     */
    std::string Check() const
    {
        return CheckConfig();
    }

    /**
     * Tell where the queue pair stands. Sets the initial rate (line rate) and window (none), which
     * DoStart() may change.
     * @param place the queue pair
     * @param listener told of changes; may be null
     */
    void Start(const FlowPlace& place, CongestionListener* listener);

    /** @return the rate, bits per second, gap and preamble included. */
    double GetRate() const
    {
        return m_rate;
    }

    /** @return the window in payload bytes, or NO_WINDOW. */
    uint64_t GetWindow() const
    {
        return m_window;
    }

    /**
     * A packet was put on the link.
     * @param bytes its size on the wire
     */
    void Sent(uint32_t bytes)
    {
        if (m_wantsSent)
        {
            DoSent(bytes);
        }
    }

    /**
     * An acknowledgement came in.
     * @param ack the frame
     * @param bytes payload bytes that it newly acknowledges
     */
    void Acknowledged(const Frame& ack, uint64_t bytes)
    {
        if (m_wantsAcks)
        {
            DoAcknowledged(ack, bytes);
        }
    }

    /** @return whether it reacts to acknowledgements. */
    bool WantsAcks() const
    {
        return m_wantsAcks;
    }

    /** @return whether no packet may leave now, whatever rate and window say. */
    bool IsBlocked() const
    {
        return m_blocked;
    }

    /** @return whether packets that go again in a recovery of losses heed no window. */
    bool LetsRepeat() const
    {
        return m_letsRepeat;
    }

    /**
     * A NAK came in that names a packet whose payload a switch has cut off.
     * @param nak the frame
     */
    void Trimmed(const Frame& nak)
    {
        DoTrimmed(nak);
    }

    /**
     * A packet was taken for lost.
     * @param cause why
     */
    void PacketLost(LossCause cause)
    {
        DoPacketLost(cause);
    }

    /**
     * A credit came in.
     * @param credit the frame
     */
    void Credited(const Frame& credit)
    {
        m_credits++;
        DoCredited(credit);
    }

    /** @return whether outgoing data is to be shown to it. */
    bool WantsStamps() const
    {
        return m_wantsStamps;
    }

    /**
     * A data packet is about to leave (WantsStamps()).
     * @param data the frame
     */
    void Stamp(Frame& data)
    {
        DoStamp(data);
    }

    /**
     * Make what hears of data at the receiving NIC; one serves all connections of the NIC.
     * @return the object, or null if the control works at the sender only
     */
    std::unique_ptr<CongestionReceiver> MakeReceiver() const;

    /** A congestion notification packet came in. */
    void Notified()
    {
        m_notifications++;
        DoNotified();
    }

    /** Packets were found lost by other means than a timeout. */
    void Lost()
    {
        DoLost();
    }

    /** The retransmission timer ran out. */
    void TimedOut()
    {
        DoTimedOut();
    }

    /** @return the least time between two CNPs for a queue pair, ps; UINT64_MAX: none is wanted. */
    uint64_t GetNotificationInterval() const
    {
        return DoGetNotificationInterval();
    }

    /**
     * @return true if it is as it was after Start(), and nothing is pending: a queue pair that is
     * idle may end, and be made again
     */
    bool IsInitial() const
    {
        return m_notifications == 0 && m_credits == 0 && DoIsInitial();
    }

    /** @return what it needs to react to anything. */
    NetworkNeeds GetNeeds() const
    {
        return DoGetNeeds();
    }

    /** @return the number of CNPs heard. */
    uint64_t GetNotifications() const
    {
        return m_notifications;
    }

    /** @return the number of credits heard. */
    uint64_t GetCredits() const
    {
        return m_credits;
    }

    /**
     * Signature of sinks of rates.
     * @param oldRate bits per second before
     * @param newRate bits per second after
     */
    using RateTracedCallback = void (*)(double oldRate, double newRate);

  protected:
    /**
     * Change the rate.
     * @param rate bits per second, above 0; more than the line rate counts as the line rate
     */
    void SetRate(double rate);

    /**
     * Change the window.
     * @param window payload bytes, or NO_WINDOW
     */
    void SetWindow(uint64_t window);

    /**
     * Say which frequent events matter, so that others cost nothing.
     * @param sent whether DoSent() is to be called
     * @param acks whether DoAcknowledged() is to be called
     */
    void Want(bool sent, bool acks);

    /**
     * Say whether outgoing data is to be shown (DoStamp()).
     * @param wants whether it is
     */
    void WantStamps(bool wants)
    {
        m_wantsStamps = wants;
    }

    /**
     * Say whether packets that go again in a recovery of losses (RecoveryState::IsRepeating()) may
     * leave although the window is closed.
     * @param lets whether they may
     */
    void LetRepeat(bool lets)
    {
        m_letsRepeat = lets;
    }

    /**
     * Say whether packets may leave at all.
     * @param blocked true: none may
     */
    void SetBlocked(bool blocked);

    /** @return payload bytes sent, and neither acknowledged nor known to be lost. */
    uint64_t GetBytesInFlight() const
    {
        return m_flow ? m_flow->GetBytesInFlight() : 0;
    }

    /** @return payload bytes of posted messages that still have to leave, again or first. */
    uint64_t GetBacklog() const
    {
        return m_flow ? m_flow->GetBacklog() : 0;
    }

    /** @return queue pairs of the NIC that have a packet to send now, this one included. */
    uint32_t CountSenders() const
    {
        return m_flow ? m_flow->CountSenders() : 1;
    }

    /** @return clock and calendar of the part of the fabric that this belongs to. */
    FabricDomain& GetDomain() const
    {
        return *m_place.domain;
    }

    /** @return where the queue pair stands. */
    const FlowPlace& GetPlace() const
    {
        return m_place;
    }

    CongestionState() = default;

    /**
     * Take over attributes, of which there are none here, and nothing else.
     * @param other whose
     */
    CongestionState(const CongestionState& other)
        : CongestionEvents(other)
    {
    }

  private:
    virtual void DoStart() = 0;
    virtual bool DoIsInitial() const;
    virtual std::string CheckConfig() const = 0;
    /** @return a new object of the class with the same attributes; null by default. */
    virtual Ptr<CongestionControl> DoCopy() const;
    /** @return what works at receivers; null by default. */
    virtual std::unique_ptr<CongestionReceiver> DoMakeReceiver() const;
    virtual NetworkNeeds DoGetNeeds() const = 0;

    // What each packet and each answer touches comes first: a cache line with that of ns-3.
    double m_rate{0};
    uint64_t m_window{NO_WINDOW};
    CongestionListener* m_listener{nullptr};
    uint32_t m_notifications{0};
    bool m_wantsSent{false};
    bool m_wantsAcks{false};
    bool m_wantsStamps{false};
    bool m_blocked{false};
    CongestionListener* m_flow{nullptr}; ///< the listener, during DoStart() too
    uint32_t m_credits{0};
    bool m_letsRepeat{false};
    FlowPlace m_place;

  protected:
    FabricTrace<double, double> m_rateTrace;       ///< before and after a change
    FabricTrace<uint64_t, uint64_t> m_windowTrace; ///< before and after a change
};

} // namespace aifabric
} // namespace ns3

#endif // CONGESTION_STATE_H
