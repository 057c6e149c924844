/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "power-tcp-congestion-control.h"

#include "ns3/boolean.h"
#include "ns3/component-description.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("PowerTcpCongestionControl");

NS_OBJECT_ENSURE_REGISTERED(PowerCongestionControl);
NS_OBJECT_ENSURE_REGISTERED(PowerTcpCongestionControl);
NS_OBJECT_ENSURE_REGISTERED(ThetaPowerTcpCongestionControl);

namespace
{
/// AI as a part of the line rate: 150 Mb/s at 25 Gb/s.
constexpr double ADDITIVE_PART = 150e6 / 25e9;
/// No sample says that the bottleneck does less than half of what it can.
constexpr double LEAST_CURRENT = 0.5;
} // namespace

TypeId
PowerCongestionControl::GetTypeId()
{
    using Self = PowerCongestionControl;
    static TypeId tid =
        TypeId("ns3::aifabric::PowerCongestionControl")
            .SetParent<RoundTripCongestionControl>()
            .SetGroupName("AiFabric")
            .AddAttribute("AdditiveRate",
                          "Rate AI that each step adds; 0bps: 150 Mb/s per 25 Gb/s of line rate",
                          DataRateValue(DataRate(0)),
                          MakeDataRateAccessor(&Self::m_additiveRate),
                          MakeDataRateChecker());
    return tid;
}

TypeId
PowerCongestionControl::AddGamma(TypeId tid, double gamma)
{
    return AddFastReact(AddWindow(tid, true), true)
        .AddAttribute("Gamma",
                      "Weight of the new rate in the blend with the reference, above 0 and up to "
                      "1 (no unit)",
                      DoubleValue(gamma),
                      MakeDoubleAccessor(&PowerCongestionControl::m_gamma),
                      MakeDoubleChecker<double>())
        .AddTraceSource("Power",
                        "Averaged power of the bottleneck, before and after an ACK",
                        MakeTraceSourceAccessor(&PowerCongestionControl::m_powerTrace),
                        "ns3::aifabric::PowerCongestionControl::PowerTracedCallback");
}

PowerCongestionControl::PowerCongestionControl() = default;
PowerCongestionControl::~PowerCongestionControl() = default;

std::vector<RoundTripCongestionControl::ScaledRate>
PowerCongestionControl::ListRates() const
{
    std::vector<ScaledRate> rates = RoundTripCongestionControl::ListRates();
    rates.push_back({"AdditiveRate", m_additiveRate, ADDITIVE_PART});
    return rates;
}

std::string
PowerCongestionControl::CheckConfig() const
{
    if (!(m_gamma > 0 && m_gamma <= 1))
    {
        return "Gamma must be above 0 and at most 1";
    }
    return RoundTripCongestionControl::CheckConfig();
}

void
PowerCongestionControl::DoStart()
{
    StartRoundTrips();
    m_additive = ListRates().back().Resolve(GetPlace().lineRate);
    m_power = 1;
}

void
PowerCongestionControl::React(double power, double interval, double base, bool ends, double goal)
{
    const double weight = std::min(interval, base) / base;
    const double before = m_power;
    m_power = (1 - weight) * before + weight * power;
    m_powerTrace(before, m_power);
    const double reference = GetReference();
    const double rate =
        m_gamma * (reference / (m_power / goal) + m_additive) + (1 - m_gamma) * reference;
    if (!ends)
    {
        Pace(Bound(rate));
        return;
    }
    NS_LOG_LOGIC("node " << GetPlace().node << " flow " << GetPlace().part << ": power " << m_power
                         << ", reference from " << reference << " to " << rate << " bit/s");
    BeginRoundTrip();
    SetReference(rate);
}

TypeId
PowerTcpCongestionControl::GetTypeId()
{
    using Self = PowerTcpCongestionControl;
    static TypeId tid = DescribeComponent(
        AddGamma(TypeId("ns3::aifabric::PowerTcpCongestionControl")
                     .SetParent<PowerCongestionControl>()
                     .SetGroupName("AiFabric")
                     .AddConstructor<PowerTcpCongestionControl>(),
                 0.9)
            .AddAttribute("TargetLoad",
                          "Load eta by which the power is divided, above 0 and up to 1 (no unit); "
                          "1: as in the paper",
                          DoubleValue(0.95),
                          MakeDoubleAccessor(&Self::m_target),
                          MakeDoubleChecker<double>())
            .AddAttribute("Exact",
                          "Whether to reckon with the exact values of hops; false: with those "
                          "that the 64 bits of a record hold (TelemetryWord)",
                          BooleanValue(false),
                          MakeBooleanAccessor(&Self::m_exact),
                          MakeBooleanChecker())
            .AddAttribute("Paths",
                          "Most paths whose last records are remembered, at least 1",
                          UintegerValue(64),
                          MakeUintegerAccessor(&Self::m_mostPaths),
                          MakeUintegerChecker<uint32_t>(0, 4096)),
        "PowerTCP: the power of the most loaded hop, queue times throughput, divides the rate");
    return tid;
}

PowerTcpCongestionControl::PowerTcpCongestionControl() = default;
PowerTcpCongestionControl::~PowerTcpCongestionControl() = default;

std::string
PowerTcpCongestionControl::CheckConfig() const
{
    if (!(m_target > 0 && m_target <= 1))
    {
        return "TargetLoad must be above 0 and at most 1";
    }
    if (m_mostPaths == 0)
    {
        return "Paths must be at least 1";
    }
    return PowerCongestionControl::CheckConfig();
}

NetworkNeeds
PowerTcpCongestionControl::DoGetNeeds() const
{
    return NEED_TELEMETRY | NEED_PATH_ECHO;
}

void
PowerTcpCongestionControl::DoStart()
{
    PowerCongestionControl::DoStart();
    m_paths.Start(m_exact, m_mostPaths);
    m_measured = 0;
}

void
PowerTcpCongestionControl::DoAcknowledged(const Frame& ack, uint64_t)
{
    const bool ends = EndsRoundTrip(ack);
    if (!ends && !ReactsFast())
    {
        return;
    }
    const uint64_t now = GetDomain().Now();
    const std::vector<HopChange>& hops = m_paths.Take(ack, now);
    if (hops.empty())
    {
        if (IsFirst())
        {
            BeginRoundTrip();
        }
        return;
    }
    const auto base = static_cast<double>(GetRoundTrip());
    double power = 0;
    double interval = base;
    for (const HopChange& hop : hops)
    {
        const double product = hop.rate * base / 8e12;
        const double bytes = hop.sent + hop.queue - hop.queueBefore;
        const double current = std::max(LEAST_CURRENT, bytes * 8e12 / hop.interval / hop.rate);
        const double sample = current * (hop.queue + product) / product;
        if (sample > power)
        {
            power = sample;
            interval = hop.interval;
        }
    }
    if (m_paths.HasSwitched())
    {
        interval = std::min(interval, static_cast<double>(now - m_measured));
    }
    m_measured = now;
    React(power, interval, base, ends, m_target);
}

TypeId
ThetaPowerTcpCongestionControl::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        AddGamma(TypeId("ns3::aifabric::ThetaPowerTcpCongestionControl")
                     .SetParent<PowerCongestionControl>()
                     .SetGroupName("AiFabric")
                     .AddConstructor<ThetaPowerTcpCongestionControl>(),
                 0.7)
            .AddAttribute("Slack",
                          "Round-trip time that counts as in balance, in least round-trip times, "
                          "at least 1 (no unit)",
                          DoubleValue(1.05),
                          MakeDoubleAccessor(&ThetaPowerTcpCongestionControl::m_slack),
                          MakeDoubleChecker<double>()),
        "theta-PowerTCP: the power of the bottleneck from round-trip times and their growth");
    return tid;
}

ThetaPowerTcpCongestionControl::ThetaPowerTcpCongestionControl() = default;
ThetaPowerTcpCongestionControl::~ThetaPowerTcpCongestionControl() = default;

std::string
ThetaPowerTcpCongestionControl::CheckConfig() const
{
    return m_slack >= 1 ? PowerCongestionControl::CheckConfig() : "Slack must be at least 1";
}

NetworkNeeds
ThetaPowerTcpCongestionControl::DoGetNeeds() const
{
    return NEED_PATH_ECHO;
}

void
ThetaPowerTcpCongestionControl::DoStart()
{
    PowerCongestionControl::DoStart();
    m_least = GetRoundTrip();
    m_last = 0;
    m_at = 0;
}

void
ThetaPowerTcpCongestionControl::DoAcknowledged(const Frame& ack, uint64_t)
{
    const bool ends = EndsRoundTrip(ack);
    if (ack.kind != FrameKind::ACK || ack.echoTime == 0 || (!ends && !ReactsFast()))
    {
        return;
    }
    const uint64_t now = GetDomain().Now();
    const uint64_t delay = GetDelay(ack);
    m_least = std::min(m_least, delay);
    if (m_last == 0)
    {
        m_last = delay;
        m_at = now;
        BeginRoundTrip();
        return;
    }
    if (now == m_at)
    {
        return; // through two ports at once
    }
    const auto interval = static_cast<double>(now - m_at);
    const double growth = (static_cast<double>(delay) - static_cast<double>(m_last)) / interval;
    const auto base = static_cast<double>(m_least);
    const double power =
        std::max(LEAST_CURRENT, 1 + growth) * static_cast<double>(delay) / (m_slack * base);
    m_last = delay;
    m_at = now;
    React(power, interval, base, ends, 1);
}

} // namespace aifabric
} // namespace ns3
