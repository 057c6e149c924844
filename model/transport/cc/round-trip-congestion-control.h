/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ROUND_TRIP_CONGESTION_CONTROL_H
#define ROUND_TRIP_CONGESTION_CONTROL_H

#include "ns3/congestion-control.h"
#include "ns3/data-rate.h"
#include "ns3/idle-attributes.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What controls have in common that hold a rate, change it for good once per round trip, and may
 * bound the bytes in flight by that rate times the idle round-trip time.
 *
 * "Once per round trip" goes by time, not by sequence numbers, so that it holds for packets that
 * overtake each other: an ACK ends the round trip if it answers a packet that was sent after the
 * last change.
 */
class RoundTripCongestionControl : public CongestionControl, public ResolvedAttributes
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    /** @return the rate that is changed once per round trip, bits per second. */
    double GetReference() const
    {
        return m_reference;
    }

  protected:
    /** An attribute that says a rate, or 0 for a part of the line rate. */
    struct ScaledRate
    {
        std::string name; ///< of the attribute
        DataRate set;     ///< its value
        double part;      ///< of the line rate, if the value is 0

        /**
         * @param lineRate bits per second
         * @return the rate that holds, bits per second
         */
        double Resolve(double lineRate) const;
    };

    /**
     * Add the attribute Window.
     * @param tid the type
     * @param window its default
     * @return the type
     */
    static TypeId AddWindow(TypeId tid, bool window);

    /**
     * Add the attribute FastReact.
     * @param tid the type
     * @param reacts its default
     * @return the type
     */
    static TypeId AddFastReact(TypeId tid, bool reacts);

    /**
     * Begin with line rate.
     * @param mayExceed whether the reference may exceed line rate later: the sending rate does not,
     * but the window follows the reference
     */
    void StartRoundTrips(bool mayExceed = false);

    /** @return whether bytes in flight are bounded. */
    bool HasWindow() const
    {
        return m_hasWindow;
    }

    /**
     * Find out whether an ACK ends a round trip. What was sent at time zero tells no time.
     * @param ack the ACK
     * @return whether it does
     */
    bool EndsRoundTrip(const Frame& ack) const
    {
        return ack.echoTime >= m_changed;
    }

    /** @return whether no round trip has begun yet: the first ACK begins one. */
    bool IsFirst() const
    {
        return m_changed == 0;
    }

    /** The next round trip begins now. */
    void BeginRoundTrip()
    {
        m_changed = GetDomain().Now();
    }

    /**
     * @param ack an ACK
     * @return the time since the packet was sent that it answers, ps
     */
    uint64_t GetDelay(const Frame& ack) const
    {
        return GetDomain().Now() - ack.echoTime;
    }

    /** @return the idle round-trip time, ps. */
    uint64_t GetRoundTrip() const
    {
        return m_roundTrip;
    }

    /** @return whether to react between changes as well. */
    bool ReactsFast() const
    {
        return m_fastReact;
    }

    /**
     * Bring a rate into bounds.
     * @param rate bits per second
     * @return at least the least rate, at most line rate unless the reference may exceed that
     */
    double Bound(double rate) const;

    /**
     * Send at a rate, with the window that belongs to it.
     * @param rate bits per second
     */
    void Pace(double rate);

    /**
     * Change the reference, and send at it.
     * @param rate bits per second
     */
    void SetReference(double rate);

    /** @return attributes that say rates. */
    virtual std::vector<ScaledRate> ListRates() const;

    RoundTripCongestionControl();
    ~RoundTripCongestionControl() override;

    /** @return an empty string, or one line that names the attribute and what is allowed. */
    std::string CheckConfig() const override;

  private:
    std::vector<ResolvedAttribute> DoListResolved(const PlaceOfUse& place) const override;

    bool m_hasWindow{true};
    bool m_fastReact{true};
    DataRate m_minRate;
    Time m_baseRtt;

    double m_least{0};       ///< reference, bits per second
    double m_most{0};        ///< reference, bits per second
    double m_reference{0};   ///< bits per second
    uint64_t m_roundTrip{0}; ///< idle, ps
    uint64_t m_changed{0};   ///< when the round trip began, ps
};

} // namespace aifabric
} // namespace ns3

#endif // ROUND_TRIP_CONGESTION_CONTROL_H
