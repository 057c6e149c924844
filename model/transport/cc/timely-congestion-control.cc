/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "round-trip-congestion-control.h"

#include "ns3/component-description.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("TimelyCongestionControl");

namespace
{
/// The published thresholds, 50 and 500 us, in round trips of the published fabric, 20 us.
constexpr double LOW_ROUND_TRIPS = 2.5;
constexpr double HIGH_ROUND_TRIPS = 25;
} // namespace

/**
 * @ingroup ai-fabric
 *
 * TIMELY, after R. Mittal et al., "TIMELY: RTT-based Congestion Control for the Datacenter",
 * SIGCOMM 2015. Below a low round-trip time the rate grows, above a high one it shrinks; between
 * them the gradient of the round-trip time decides, which is averaged and told in least round-trip
 * times. It has no unique fixed point (Y. Zhu et al., "ECN or Delay", CoNEXT 2016): flows share a
 * link in whatever way they came to do.
 */
class TimelyCongestionControl : public RoundTripCongestionControl
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
    std::vector<ScaledRate> ListRates() const override;

    Time m_low;
    Time m_high;
    Time m_minRtt;
    double m_weight;
    double m_beta;
    DataRate m_additiveRate;
    DataRate m_hyperRate;
    uint32_t m_additiveSteps;

    uint64_t m_lowPs{0};    ///< threshold, ps
    uint64_t m_highPs{0};   ///< threshold, ps
    uint64_t m_unit{1};     ///< of the gradient, ps
    double m_additive{0};   ///< bits per second
    double m_hyper{0};      ///< bits per second
    double m_difference{0}; ///< averaged growth of the round-trip time in a round trip, ps
    uint64_t m_last{0};     ///< round-trip time at the last change, ps
    uint32_t m_steps{0};    ///< increases in a row
};

NS_OBJECT_ENSURE_REGISTERED(TimelyCongestionControl);

TypeId
TimelyCongestionControl::GetTypeId()
{
    using Self = TimelyCongestionControl;
    static TypeId tid = DescribeComponent(
        AddFastReact(AddWindow(TypeId("ns3::aifabric::TimelyCongestionControl")
                                   .SetParent<RoundTripCongestionControl>()
                                   .SetGroupName("AiFabric")
                                   .AddConstructor<TimelyCongestionControl>(),
                               false),
                     false)
            .AddAttribute("LowThreshold",
                          "Round-trip time below which the rate always grows; 0s: 2.5 idle round "
                          "trips, 50 us at the published 20 us",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&Self::m_low),
                          MakeTimeChecker())
            .AddAttribute("HighThreshold",
                          "Round-trip time above which the rate always shrinks, not below "
                          "LowThreshold; 0s: 25 idle round trips, 500 us at the published 20 us",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&Self::m_high),
                          MakeTimeChecker())
            .AddAttribute("MinRtt",
                          "Least round-trip time, in units of which the gradient is told; 0s: the "
                          "idle round trip",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&Self::m_minRtt),
                          MakeTimeChecker())
            .AddAttribute("Weight",
                          "Weight of a new difference of round-trip times, above 0 and up to 1 "
                          "(no unit)",
                          DoubleValue(0.875),
                          MakeDoubleAccessor(&Self::m_weight),
                          MakeDoubleChecker<double>())
            .AddAttribute("Beta",
                          "How much a decrease takes, above 0 and up to 1 (no unit)",
                          DoubleValue(0.8),
                          MakeDoubleAccessor(&Self::m_beta),
                          MakeDoubleChecker<double>())
            .AddAttribute("AdditiveRate",
                          "Additive increase; 0bps: 10 Mb/s per 10 Gb/s of line rate",
                          DataRateValue(DataRate(0)),
                          MakeDataRateAccessor(&Self::m_additiveRate),
                          MakeDataRateChecker())
            .AddAttribute("HyperRate",
                          "Increase after AdditiveSteps of them in a row; 0bps: 50 Mb/s per 10 "
                          "Gb/s of line rate",
                          DataRateValue(DataRate(0)),
                          MakeDataRateAccessor(&Self::m_hyperRate),
                          MakeDataRateChecker())
            .AddAttribute("AdditiveSteps",
                          "Additive increases in a row before hyper-active ones",
                          UintegerValue(5),
                          MakeUintegerAccessor(&Self::m_additiveSteps),
                          MakeUintegerChecker<uint32_t>()),
        "TIMELY: round-trip times and their gradient set the rate");
    return tid;
}

std::vector<RoundTripCongestionControl::ScaledRate>
TimelyCongestionControl::ListRates() const
{
    std::vector<ScaledRate> rates = RoundTripCongestionControl::ListRates();
    rates.push_back({"AdditiveRate", m_additiveRate, 10e6 / 10e9});
    rates.push_back({"HyperRate", m_hyperRate, 50e6 / 10e9});
    return rates;
}

std::string
TimelyCongestionControl::CheckConfig() const
{
    if (m_low.IsStrictlyNegative())
    {
        return "LowThreshold must not be negative";
    }
    if (m_minRtt.IsStrictlyNegative())
    {
        return "MinRtt must not be negative";
    }
    if (m_low.IsZero() != m_high.IsZero())
    {
        return "HighThreshold must be given together with LowThreshold, or neither";
    }
    if (m_high < m_low)
    {
        return "HighThreshold must not be below LowThreshold";
    }
    if (!(m_weight > 0 && m_weight <= 1))
    {
        return "Weight must be above 0 and at most 1";
    }
    if (!(m_beta > 0 && m_beta <= 1))
    {
        return "Beta must be above 0 and at most 1";
    }
    return RoundTripCongestionControl::CheckConfig();
}

NetworkNeeds
TimelyCongestionControl::DoGetNeeds() const
{
    return NEED_PATH_ECHO;
}

void
TimelyCongestionControl::DoStart()
{
    StartRoundTrips();
    const std::vector<ScaledRate> rates = ListRates();
    m_additive = rates[1].Resolve(GetPlace().lineRate);
    m_hyper = rates[2].Resolve(GetPlace().lineRate);
    const uint64_t idle = std::max<uint64_t>(1, GetRoundTrip());
    const auto choose = [](Time given, double otherwise) {
        return given.IsZero() ? static_cast<uint64_t>(otherwise)
                              : static_cast<uint64_t>(given.GetPicoSeconds());
    };
    m_lowPs = choose(m_low, LOW_ROUND_TRIPS * static_cast<double>(idle));
    m_highPs = choose(m_high, HIGH_ROUND_TRIPS * static_cast<double>(idle));
    m_unit = choose(m_minRtt, static_cast<double>(idle));
    m_difference = 0;
    m_last = 0;
    m_steps = 0;
}

void
TimelyCongestionControl::DoAcknowledged(const Frame& ack, uint64_t)
{
    const bool ends = EndsRoundTrip(ack);
    if (ack.kind != FrameKind::ACK || ack.echoTime == 0 || (!ends && !ReactsFast()))
    {
        return;
    }
    const uint64_t delay = GetDelay(ack);
    if (IsFirst())
    {
        m_last = delay;
        BeginRoundTrip();
        return;
    }
    const double grown = static_cast<double>(delay) - static_cast<double>(m_last);
    const double difference = (1 - m_weight) * m_difference + m_weight * grown;
    const double gradient = difference / static_cast<double>(m_unit);
    const bool grows = delay < m_lowPs || (delay <= m_highPs && gradient <= 0);
    double rate = GetReference();
    if (grows)
    {
        rate += m_steps < m_additiveSteps ? m_additive : m_hyper;
    }
    else if (delay > m_highPs)
    {
        rate *= 1 - m_beta * (1 - static_cast<double>(m_highPs) / static_cast<double>(delay));
    }
    else
    {
        rate *= std::max(0.0, 1 - m_beta * gradient);
    }
    if (!ends)
    {
        Pace(Bound(rate));
        return;
    }
    NS_LOG_LOGIC("node " << GetPlace().node << " flow " << GetPlace().part << ": round trip "
                         << delay << " ps, gradient " << gradient << ", rate from "
                         << GetReference() << " to " << rate << " bit/s");
    m_difference = difference;
    m_last = delay;
    m_steps = grows ? m_steps + 1 : 0;
    BeginRoundTrip();
    SetReference(rate);
}

} // namespace aifabric
} // namespace ns3
