/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CONGESTION_CONTROL_H
#define CONGESTION_CONTROL_H

#include "ns3/fabric-domain.h"
#include "ns3/fabric-engine.h"
#include "ns3/fabric-frame.h"
#include "ns3/fabric-trace.h"
#include "ns3/network-need.h"
#include "ns3/nstime.h"
#include "ns3/object.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace aifabric
{

/** What a congestion control is told about its queue pair before the first packet. */
struct FlowPlace
{
    uint32_t node{0};    ///< node number of the host
    uint32_t part{0};    ///< number of the queue pair within the node, for event keys
    double lineRate{0};  ///< rate of the host's link, bits per second
    uint64_t baseRtt{0}; ///< round-trip time of a full packet and its ACK in an idle fabric, ps
    uint32_t mtu{0};     ///< payload bytes of a full packet
    uint32_t packet{0};  ///< bytes that a full packet occupies on the wire, gap included
    double feasible{1}; ///< fraction of the line rate at which all flows can send at once, if known
    FabricDomain* domain{nullptr}; ///< clock and calendar; null: those of the first domain
};

/** Who is told when rate or window changed: the queue pair. */
class CongestionListener
{
  public:
    virtual ~CongestionListener() = default;
    /** Rate or window is another now. */
    virtual void CongestionStateChanged() = 0;
};

/**
 * @ingroup ai-fabric
 *
 * How fast a queue pair sends: a rate that paces it and a window that bounds the bytes in flight.
 * One object serves one queue pair (the sending side).
 *
 * A congestion control reacts in the private virtual methods and changes its state by SetRate()
 * and SetWindow() only, which trace the change and tell the queue pair. Timers are FabricEvents
 * that it owns, bound with the node and part of its FlowPlace and EventKind::RATE.
 */
class CongestionControl : public Object
{
  public:
    /** A window that bounds nothing. */
    static constexpr uint64_t NO_WINDOW = UINT64_MAX;

    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    CongestionControl();
    ~CongestionControl() override;

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

    /**
     * The fraction of the line rate to which a host keeps with all its queue pairs together.
     * Its argument is the fraction at which all flows can send at once, if that is known, else 1.
     * @return the fraction; 1 by default
     */
    virtual double GetHostFraction(double) const
    {
        return 1;
    }

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
     * @param ack the frame: FRAME_BECN tells of a mark, echoTime of the round-trip time
     * @param bytes payload bytes that it newly acknowledges
     */
    void Acknowledged(const Frame& ack, uint64_t bytes)
    {
        if (m_wantsAcks)
        {
            DoAcknowledged(ack, bytes);
        }
    }

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

    /** @return what it needs of the network to react to anything, NetworkNeed bits. */
    uint32_t GetNeeds() const
    {
        return DoGetNeeds();
    }

    /** @return the number of CNPs heard. */
    uint64_t GetNotifications() const
    {
        return m_notifications;
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
     * @param rate bits per second; more than the line rate counts as the line rate
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

  private:
    /** Set initial state; GetPlace() is ready. */
    virtual void DoStart() = 0;
    /** @return an empty string, or what is wrong with the configuration. */
    virtual std::string CheckConfig() const;
    /**
     * A packet was sent.
     * @param bytes its size on the wire
     */
    virtual void DoSent(uint32_t bytes);
    /**
     * An acknowledgement came in.
     * @param ack the frame
     * @param bytes payload bytes that it newly acknowledges
     */
    virtual void DoAcknowledged(const Frame& ack, uint64_t bytes);
    /** A CNP came in. */
    virtual void DoNotified();
    /** Packets were found lost. */
    virtual void DoLost();
    /** The retransmission timer ran out. */
    virtual void DoTimedOut();
    /** @return the least time between two CNPs, ps, or UINT64_MAX. */
    virtual uint64_t DoGetNotificationInterval() const;
    /** @return NetworkNeed bits; none by default. */
    virtual uint32_t DoGetNeeds() const;

    FlowPlace m_place;
    CongestionListener* m_listener{nullptr};
    double m_rate{0};
    uint64_t m_window{NO_WINDOW};
    uint64_t m_notifications{0};
    bool m_wantsSent{false};
    bool m_wantsAcks{false};
    FabricTrace<double, double> m_rateTrace;
    FabricTrace<uint64_t, uint64_t> m_windowTrace;
};

} // namespace aifabric
} // namespace ns3

#endif // CONGESTION_CONTROL_H
