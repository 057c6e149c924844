/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "round-trip-congestion-control.h"

#include "ns3/boolean.h"
#include "ns3/fabric-units.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(RoundTripCongestionControl);

namespace
{
/// Part of the line rate below which no control goes unless it is told: 100 Mb/s at 100 Gb/s.
constexpr double LEAST_PART = 0.001;
} // namespace

TypeId
RoundTripCongestionControl::GetTypeId()
{
    using Self = RoundTripCongestionControl;
    static TypeId tid =
        TypeId("ns3::aifabric::RoundTripCongestionControl")
            .SetParent<CongestionControl>()
            .SetGroupName("AiFabric")
            .AddAttribute("MinRate",
                          "Rate below which it never goes; 0bps: a thousandth of the line rate",
                          DataRateValue(DataRate(0)),
                          MakeDataRateAccessor(&Self::m_minRate),
                          MakeDataRateChecker())
            .AddAttribute("BaseRtt",
                          "Idle round-trip time that it reckons with; 0s: that of the two hosts "
                          "in an idle fabric",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&Self::m_baseRtt),
                          MakeTimeChecker());
    return tid;
}

TypeId
RoundTripCongestionControl::AddWindow(TypeId tid, bool window)
{
    return tid.AddAttribute("Window",
                            "Whether bytes in flight are bounded by the rate times BaseRtt, in "
                            "whole packets, rounded up",
                            BooleanValue(window),
                            MakeBooleanAccessor(&RoundTripCongestionControl::m_hasWindow),
                            MakeBooleanChecker());
}

TypeId
RoundTripCongestionControl::AddFastReact(TypeId tid, bool reacts)
{
    return tid.AddAttribute("FastReact",
                            "Whether each ACK changes the rate, starting from that of the last "
                            "round trip; false: only the ACK that ends a round trip does",
                            BooleanValue(reacts),
                            MakeBooleanAccessor(&RoundTripCongestionControl::m_fastReact),
                            MakeBooleanChecker());
}

RoundTripCongestionControl::RoundTripCongestionControl() = default;
RoundTripCongestionControl::~RoundTripCongestionControl() = default;

double
RoundTripCongestionControl::ScaledRate::Resolve(double lineRate) const
{
    return set.GetBitRate() > 0 ? static_cast<double>(set.GetBitRate()) : part * lineRate;
}

std::vector<RoundTripCongestionControl::ScaledRate>
RoundTripCongestionControl::ListRates() const
{
    return {{"MinRate", m_minRate, LEAST_PART}};
}

std::vector<ResolvedAttribute>
RoundTripCongestionControl::DoListResolved(const PlaceOfUse& place) const
{
    std::vector<ResolvedAttribute> list;
    for (const ScaledRate& rate : ListRates())
    {
        if (rate.set.GetBitRate() == 0)
        {
            const auto bits = static_cast<uint64_t>(rate.Resolve(place.rate));
            list.push_back({rate.name, "scaled with the line rate: " + FormatRate(DataRate(bits))});
        }
    }
    return list;
}

std::string
RoundTripCongestionControl::CheckConfig() const
{
    return m_baseRtt.IsStrictlyNegative()
               ? "BaseRtt must be above 0, or 0 for that of an idle fabric"
               : "";
}

void
RoundTripCongestionControl::StartRoundTrips(bool mayExceed)
{
    Want(false, true);
    const FlowPlace& place = GetPlace();
    m_roundTrip = m_baseRtt.IsStrictlyPositive() ? static_cast<uint64_t>(m_baseRtt.GetPicoSeconds())
                                                 : std::max<uint64_t>(1, place.baseRtt);
    m_changed = 0;
    m_least = std::min(place.lineRate, ListRates().front().Resolve(place.lineRate));
    m_most = mayExceed ? HUGE_VAL : place.lineRate;
    SetReference(place.lineRate);
}

double
RoundTripCongestionControl::Bound(double rate) const
{
    return std::clamp(rate, m_least, m_most);
}

void
RoundTripCongestionControl::Pace(double rate)
{
    if (m_hasWindow)
    {
        const FlowPlace& place = GetPlace();
        const double bytes = rate * static_cast<double>(m_roundTrip) / 8e12;
        const double packets = std::max(1.0, std::ceil(bytes / place.packet));
        SetWindow(static_cast<uint64_t>(packets) * place.mtu);
    }
    SetRate(rate);
}

void
RoundTripCongestionControl::SetReference(double rate)
{
    m_reference = Bound(rate);
    Pace(m_reference);
}

} // namespace aifabric
} // namespace ns3
