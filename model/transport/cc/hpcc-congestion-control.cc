/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "hpcc-congestion-control.h"

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

NS_LOG_COMPONENT_DEFINE("HpccCongestionControl");

NS_OBJECT_ENSURE_REGISTERED(HpccCongestionControl);

namespace
{
/// AI as a part of the line rate: 10 Mb/s at 25 Gb/s.
constexpr double ADDITIVE_PART = 10e6 / 25e9;
} // namespace

TypeId
HpccCongestionControl::GetTypeId()
{
    using Self = HpccCongestionControl;
    static TypeId tid = DescribeComponent(
        AddFastReact(AddWindow(TypeId("ns3::aifabric::HpccCongestionControl")
                                   .SetParent<RoundTripCongestionControl>()
                                   .SetGroupName("AiFabric")
                                   .AddConstructor<HpccCongestionControl>(),
                               true),
                     true)
            .AddAttribute("TargetLoad",
                          "Load eta that it aims at, above 0 and up to 1 (no unit)",
                          DoubleValue(0.95),
                          MakeDoubleAccessor(&Self::m_target),
                          MakeDoubleChecker<double>())
            .AddAttribute("MaxStage",
                          "Additive steps in a row, one per round trip, before a multiplicative "
                          "one; 0: each step is multiplicative",
                          UintegerValue(5),
                          MakeUintegerAccessor(&Self::m_maxStage),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("AdditiveRate",
                          "Rate AI that each step adds; 0bps: 10 Mb/s per 25 Gb/s of line rate",
                          DataRateValue(DataRate(0)),
                          MakeDataRateAccessor(&Self::m_additiveRate),
                          MakeDataRateChecker())
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
                          MakeUintegerChecker<uint32_t>(0, 4096))
            .AddTraceSource("Load",
                            "Averaged load U of the most loaded hop, before and after an ACK",
                            MakeTraceSourceAccessor(&Self::m_loadTrace),
                            "ns3::aifabric::HpccCongestionControl::LoadTracedCallback"),
        "HPCC: telemetry of each hop sets rate and window for 95 % of the most loaded one");
    return tid;
}

HpccCongestionControl::HpccCongestionControl() = default;
HpccCongestionControl::~HpccCongestionControl() = default;

std::vector<RoundTripCongestionControl::ScaledRate>
HpccCongestionControl::ListRates() const
{
    std::vector<ScaledRate> rates = RoundTripCongestionControl::ListRates();
    rates.push_back({"AdditiveRate", m_additiveRate, ADDITIVE_PART});
    return rates;
}

std::string
HpccCongestionControl::CheckConfig() const
{
    if (!(m_target > 0 && m_target <= 1))
    {
        return "TargetLoad must be above 0 and at most 1";
    }
    if (m_mostPaths == 0)
    {
        return "Paths must be at least 1";
    }
    return RoundTripCongestionControl::CheckConfig();
}

NetworkNeeds
HpccCongestionControl::DoGetNeeds() const
{
    return NEED_TELEMETRY | NEED_PATH_ECHO;
}

void
HpccCongestionControl::DoStart()
{
    StartRoundTrips();
    m_paths.Start(m_exact, m_mostPaths);
    m_additive = ListRates().back().Resolve(GetPlace().lineRate);
    m_load = 1;
    m_measured = 0;
    m_stage = 0;
}

void
HpccCongestionControl::Measure(const std::vector<HopChange>& hops)
{
    const auto base = static_cast<double>(GetRoundTrip());
    double load = -1;
    double interval = 0;
    for (const HopChange& hop : hops)
    {
        const double product = hop.rate * base / 8e12;
        const double sent = hop.sent * 8e12 / hop.interval;
        const double u = std::min(hop.queue, hop.queueBefore) / product + sent / hop.rate;
        if (u > load)
        {
            load = u;
            interval = hop.interval;
        }
    }
    const uint64_t now = GetDomain().Now();
    if (m_paths.HasSwitched())
    {
        interval = std::min(interval, static_cast<double>(now - m_measured));
    }
    m_measured = now;
    const double weight = std::min(interval, base) / base;
    const double before = m_load;
    m_load = (1 - weight) * before + weight * load;
    m_loadTrace(before, m_load);
}

void
HpccCongestionControl::DoAcknowledged(const Frame& ack, uint64_t)
{
    const bool ends = EndsRoundTrip(ack);
    if (!ends && !ReactsFast())
    {
        return;
    }
    const std::vector<HopChange>& hops = m_paths.Take(ack, GetDomain().Now());
    if (hops.empty())
    {
        if (IsFirst())
        {
            BeginRoundTrip();
        }
        return;
    }
    Measure(hops);
    const double excess = m_load / m_target;
    const bool multiplies = excess >= 1 || m_stage >= m_maxStage;
    const double rate = (multiplies ? GetReference() / excess : GetReference()) + m_additive;
    if (!ends)
    {
        Pace(Bound(rate));
        return;
    }
    NS_LOG_LOGIC("node " << GetPlace().node << " flow " << GetPlace().part << ": load " << m_load
                         << ", reference from " << GetReference() << " to " << rate << " bit/s");
    m_stage = multiplies ? 0 : m_stage + 1;
    BeginRoundTrip();
    SetReference(rate);
}

} // namespace aifabric
} // namespace ns3
