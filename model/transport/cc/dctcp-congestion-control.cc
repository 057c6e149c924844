/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "round-trip-congestion-control.h"

#include "ns3/component-description.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/trace-source-accessor.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("DctcpCongestionControl");

/**
 * @ingroup ai-fabric
 *
 * DCTCP, after M. Alizadeh et al., "Data Center TCP (DCTCP)", SIGCOMM 2010, with a rate in place of
 * the window of TCP. Once per round trip, alpha = (1 - g) alpha + g F with the fraction F of marked
 * ACKs, and the rate grows by a packet per idle round trip, unless it was cut in this round trip.
 * The first marked ACK of a round trip cuts the rate by alpha / 2.
 *
 * With a window (the default) of the rate times the idle round trip, queues are what DCTCP's window
 * makes of them; such a window may exceed the line rate times the idle round trip, but does not
 * grow while less than half of it is in flight. Without one, the rate alone holds the flow back.
 */
class DctcpCongestionControl : public RoundTripCongestionControl
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

  private:
    void DoStart() override;
    std::string CheckConfig() const override;
    void DoAcknowledged(const Frame& ack, uint64_t bytes) override;
    NetworkNeeds DoGetNeeds() const override;

    /** @return whether it is this that holds the flow back. */
    bool IsLimiting() const;

    double m_gain;
    double m_initialAlpha;
    double m_packets;

    double m_alpha{1};
    double m_step{0};       ///< what a round trip adds, bits per second
    uint64_t m_answered{0}; ///< ACKs of this round trip
    uint64_t m_marked{0};   ///< those of them that tell of a mark
    uint64_t m_cutAt{0};    ///< when the rate was cut, ps
    bool m_recovers{false}; ///< no cut until an ACK of what was sent after the last one
    FabricTrace<double, double> m_alphaTrace;
};

NS_OBJECT_ENSURE_REGISTERED(DctcpCongestionControl);

TypeId
DctcpCongestionControl::GetTypeId()
{
    using Self = DctcpCongestionControl;
    static TypeId tid = DescribeComponent(
        AddWindow(TypeId("ns3::aifabric::DctcpCongestionControl")
                      .SetParent<RoundTripCongestionControl>()
                      .SetGroupName("AiFabric")
                      .AddConstructor<DctcpCongestionControl>(),
                  true)
            .AddAttribute("Gain",
                          "Weight g of a round trip in alpha, above 0 and up to 1 (no unit)",
                          DoubleValue(1.0 / 16),
                          MakeDoubleAccessor(&Self::m_gain),
                          MakeDoubleChecker<double>())
            .AddAttribute("InitialAlpha",
                          "Alpha at first, 0 to 1 (no unit)",
                          DoubleValue(1),
                          MakeDoubleAccessor(&Self::m_initialAlpha),
                          MakeDoubleChecker<double>())
            .AddAttribute("AdditivePackets",
                          "Packets per idle round-trip time by which the rate grows in a round "
                          "trip, above 0",
                          DoubleValue(1),
                          MakeDoubleAccessor(&Self::m_packets),
                          MakeDoubleChecker<double>())
            .AddTraceSource("Alpha",
                            "Alpha before and after the end of a round trip",
                            MakeTraceSourceAccessor(&Self::m_alphaTrace),
                            "ns3::aifabric::DcqcnCongestionControl::AlphaTracedCallback"),
        "DCTCP: the fraction of marked packets says how much the first mark of a round trip cuts");
    return tid;
}

std::string
DctcpCongestionControl::CheckConfig() const
{
    if (!(m_gain > 0 && m_gain <= 1))
    {
        return "Gain must be above 0 and at most 1";
    }
    if (!(m_initialAlpha >= 0 && m_initialAlpha <= 1))
    {
        return "InitialAlpha must be from 0 to 1";
    }
    if (!(m_packets > 0))
    {
        return "AdditivePackets must be above 0";
    }
    return RoundTripCongestionControl::CheckConfig();
}

NetworkNeeds
DctcpCongestionControl::DoGetNeeds() const
{
    return NEED_ECN | NEED_EACH_ACK | NEED_PATH_ECHO;
}

void
DctcpCongestionControl::DoStart()
{
    StartRoundTrips(HasWindow());
    // A packet of the wire, so that the window grows by a packet of payload.
    m_step = m_packets * GetPlace().packet * 8e12 / static_cast<double>(GetRoundTrip());
    m_alpha = m_initialAlpha;
    m_answered = 0;
    m_marked = 0;
    m_cutAt = 0;
    m_recovers = false;
}

bool
DctcpCongestionControl::IsLimiting() const
{
    return !HasWindow() || 2 * GetBytesInFlight() >= GetWindow();
}

void
DctcpCongestionControl::DoAcknowledged(const Frame& ack, uint64_t)
{
    const bool marked = ack.Has(FRAME_BECN);
    m_answered++;
    m_marked += marked ? 1 : 0;
    const bool ends = EndsRoundTrip(ack);
    if (ends)
    {
        if (!IsFirst())
        {
            const double fraction = static_cast<double>(m_marked) / static_cast<double>(m_answered);
            const double before = m_alpha;
            m_alpha = (1 - m_gain) * before + m_gain * fraction;
            m_alphaTrace(before, m_alpha);
            m_answered = 0;
            m_marked = 0;
        }
        BeginRoundTrip();
    }
    m_recovers = m_recovers && ack.echoTime < m_cutAt;
    if (marked && !m_recovers)
    {
        NS_LOG_LOGIC("node " << GetPlace().node << " flow " << GetPlace().part << ": cuts "
                             << GetReference() << " bit/s by half of " << m_alpha);
        m_recovers = true;
        m_cutAt = GetDomain().Now();
        SetReference(GetReference() * (1 - m_alpha / 2));
    }
    else if (ends && !m_recovers && IsLimiting())
    {
        SetReference(GetReference() + m_step);
    }
}

} // namespace aifabric
} // namespace ns3
