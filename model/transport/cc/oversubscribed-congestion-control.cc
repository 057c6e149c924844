/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "oversubscribed-congestion-control.h"

#include "ns3/component-description.h"
#include "ns3/double.h"
#include "ns3/log.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("OversubscribedCongestionControl");

NS_OBJECT_ENSURE_REGISTERED(OversubscribedCongestionControl);

namespace
{
/// Least share of the line rate that is granted, and what a given oversubscription leaves of it.
constexpr double LEAST_SHARE = 0.01;
constexpr double LEAST_OF_FAIR = 0.9;
/// Periods in round trips, and how far they vary.
constexpr double PERIOD = 1.5;
constexpr double VARIATION = 0.25;
/// Doublings of the step; more exceed all rates.
constexpr uint32_t MOST_DOUBLINGS = 20;
/// Streams of receivers among those of their NICs.
constexpr uint64_t STREAM = uint64_t{1} << 40;
} // namespace

OversubscribedPacer::OversubscribedPacer(const OversubscribedSettings& settings)
    : CreditPacer(settings.most),
      m_settings(settings)
{
}

void
OversubscribedPacer::DoStart()
{
    CreditPacer::DoStart();
    m_random.Seed(FabricRandom::NIC, STREAM | GetPlace().node);
    m_updateEvent.Bind<&OversubscribedPacer::Update>(this, GetPlace().node, PART, EventKind::OTHER);
}

void
OversubscribedPacer::DoReceived(const Frame& data, bool isNew)
{
    const bool isTrimmed = data.Has(FRAME_TRIMMED);
    m_whole += isTrimmed ? 0 : 1;
    m_marked += !isTrimmed && data.ecn == Ecn::CE ? 1 : 0;
    m_trimmed += isTrimmed ? 1 : 0;
    m_elsewhere += isTrimmed && !data.Has(FRAME_LAST_HOP) ? 1 : 0;
    if (!m_updateEvent.IsPending())
    {
        Wait();
    }
    CreditPacer::DoReceived(data, isNew);
}

void
OversubscribedPacer::Wait()
{
    const double factor = 1 + VARIATION * (2 * m_random.Uniform() - 1);
    const auto wait = static_cast<uint64_t>(factor * static_cast<double>(m_settings.period));
    FabricDomain& domain = *GetPlace().domain;
    domain.Schedule(m_updateEvent, domain.Now() + std::max<uint64_t>(1, wait));
}

void
OversubscribedPacer::Update()
{
    const uint64_t all = m_whole + m_trimmed;
    const double fraction =
        m_whole > 0 ? static_cast<double>(m_marked) / static_cast<double>(m_whole) : 0;
    m_average = (m_average + fraction) / 2;
    double share = GetShare();
    bool isLess = false;
    if (m_elsewhere > 0)
    {
        share -= static_cast<double>(m_elsewhere) / static_cast<double>(all);
        isLess = true;
    }
    if (m_average > m_settings.limit)
    {
        share *= 1 - m_settings.cut * (m_average - m_settings.limit);
        isLess = true;
    }
    if (isLess)
    {
        m_increases = 0;
    }
    else
    {
        // The first step of a row is a single one.
        const uint32_t doublings = m_marked == 0 ? std::min(m_increases, MOST_DOUBLINGS) : 0;
        share += m_settings.step * static_cast<double>(uint32_t{1} << doublings);
        m_increases = m_marked == 0 ? m_increases + 1 : 0;
    }
    SetShare(std::clamp(share, std::min(m_settings.least, m_settings.most), m_settings.most));
    NS_LOG_LOGIC("node " << GetPlace().node << ": " << m_average << " of the packets are marked, "
                         << m_elsewhere << " trimmed in the fabric: grants " << GetShare()
                         << " of the line rate");
    m_whole = 0;
    m_marked = 0;
    m_trimmed = 0;
    m_elsewhere = 0;
    if (all > 0)
    {
        Wait(); // else the next packet begins a period
    }
}

TypeId
OversubscribedCongestionControl::GetTypeId()
{
    using Control = OversubscribedCongestionControl;
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::OversubscribedCongestionControl")
            .SetParent<CreditCongestionControl>()
            .SetGroupName("AiFabric")
            .AddConstructor<OversubscribedCongestionControl>()
            .AddAttribute("Oversubscription",
                          "What hosts could send above what the fabric carries, if it is known, "
                          "at least 1: a receiver never grants less than 0.9 / Oversubscription; "
                          "0 = unknown, and 0.01 is the least (no unit)",
                          DoubleValue(0),
                          MakeDoubleAccessor(&Control::m_oversubscription),
                          MakeDoubleChecker<double>())
            .AddAttribute("MarkLimit",
                          "Average fraction of marked packets that is borne, 0 to 1 (no unit)",
                          DoubleValue(0.3),
                          MakeDoubleAccessor(&Control::m_limit),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("Step",
                          "Share of the line rate that is added when all is well, above 0 (no "
                          "unit); it doubles from period to period as long as nothing is marked",
                          DoubleValue(0.01),
                          MakeDoubleAccessor(&Control::m_step),
                          MakeDoubleChecker<double>())
            .AddAttribute("Cut",
                          "Weight of what exceeds MarkLimit, above 0, at most 1 (no unit)",
                          DoubleValue(0.5),
                          MakeDoubleAccessor(&Control::m_cut),
                          MakeDoubleChecker<double>())
            .AddAttribute("RoundTrip",
                          "Round-trip time of the network: a receiver looks every 1.5 of them, "
                          "give or take a quarter",
                          TimeValue(MicroSeconds(12)),
                          MakeTimeAccessor(&Control::m_roundTrip),
                          MakeTimeChecker(PicoSeconds(1))),
        "Ultra Ethernet: rccc whose receivers grant less while the fabric marks or trims");
    return tid;
}

OversubscribedCongestionControl::OversubscribedCongestionControl() = default;

OversubscribedCongestionControl::OversubscribedCongestionControl(
    const OversubscribedCongestionControl& other)
    : CreditCongestionControl(other),
      InArena(other),
      m_oversubscription(other.m_oversubscription),
      m_limit(other.m_limit),
      m_step(other.m_step),
      m_cut(other.m_cut),
      m_roundTrip(other.m_roundTrip)
{
}

OversubscribedCongestionControl::~OversubscribedCongestionControl() = default;

Ptr<CongestionControl>
OversubscribedCongestionControl::DoCopy() const
{
    return {new OversubscribedCongestionControl(*this), false};
}

std::string
OversubscribedCongestionControl::CheckConfig() const
{
    const std::string problem = CreditCongestionControl::CheckConfig();
    return !problem.empty() ? problem
           : m_oversubscription != 0 && !(m_oversubscription >= 1)
               ? "Oversubscription must be at least 1, or 0"
           : !(m_step > 0)              ? "Step must be above 0"
           : !(m_cut > 0 && m_cut <= 1) ? "Cut must be above 0, at most 1"
                                        : "";
}

void
OversubscribedCongestionControl::DoStart()
{
    StartByCredit();
}

void
OversubscribedCongestionControl::DoAcknowledged(const Frame&, uint64_t)
{
    Heard();
}

void
OversubscribedCongestionControl::DoTrimmed(const Frame&)
{
    Heard();
}

std::unique_ptr<CongestionReceiver>
OversubscribedCongestionControl::DoMakeReceiver() const
{
    OversubscribedSettings settings;
    settings.most = GetShare();
    settings.least = m_oversubscription > 0 ? LEAST_OF_FAIR / m_oversubscription : LEAST_SHARE;
    settings.step = m_step;
    settings.limit = m_limit;
    settings.cut = m_cut;
    settings.period =
        static_cast<uint64_t>(PERIOD * static_cast<double>(m_roundTrip.GetTimeStep()));
    return std::make_unique<OversubscribedPacer>(settings);
}

NetworkNeeds
OversubscribedCongestionControl::DoGetNeeds() const
{
    return NEED_ECN;
}

} // namespace aifabric
} // namespace ns3
