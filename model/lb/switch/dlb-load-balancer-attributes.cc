/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * How dynamic load balancing grades ports: attributes, what they exclude, what vendors set.
 */

#include "dlb-load-balancer.h"

#include "ns3/boolean.h"
#include "ns3/component-description.h"
#include "ns3/component-row.h"
#include "ns3/double.h"
#include "ns3/fabric-numbers.h"
#include "ns3/uinteger.h"

#include <numeric>

namespace ns3
{
namespace aifabric
{

namespace
{

constexpr const char* DLB = "ns3::aifabric::DlbLoadBalancer";

/// What vendors set by default.
const RegisterComponentRows g_rows{
    {"dlb-cloud-scale",
     DLB,
     "switch, per flowlet: dlb as Nexus switches of Cloud Scale have it, ageing 500 us of 1 us to "
     "2 s (NX-OS)",
     {{"timeout", "500us"}}},
    {"dlb-silicon-one",
     DLB,
     "switch, per flowlet: dlb as Nexus switches of Silicon One have it, ageing 256 us of 1 to "
     "1024 us (NX-OS)",
     {{"timeout", "256us"}}},
    {"dlb-junos",
     DLB,
     "switch, per flowlet: dlb of Junos, eight bands of load and queue in equal parts, inactivity "
     "256 us, 256 flowsets; equal widths of bands are our choice (Junos)",
     {{"timeout", "256us"},
      {"entries", "256"},
      {"rate-weight", "50"},
      {"levels", "12/13/12/13/12/13/12/13"}}},
};

} // namespace

TypeId
DlbLoadBalancer::AddQuality(TypeId tid)
{
    return tid
        .AddAttribute("RateWeight",
                      "Weight of the load, in percent, in a sum of load and queue that has the "
                      "level; auto = the worse of the two levels counts",
                      UintegerValue(AUTO),
                      MakeUintegerAccessor(&DlbLoadBalancer::m_rateWeight),
                      MakeUintegerChecker<uint64_t>())
        .AddAttribute("QualityDelta",
                      "Levels by which the best port must be better than that of a flowlet for "
                      "it to move before its pause; 0 = it does not",
                      UintegerValue(0),
                      MakeUintegerAccessor(&DlbLoadBalancer::m_delta),
                      MakeUintegerChecker<uint32_t>(0, 100))
        .AddAttribute("MoveProbability",
                      "Probability that a packet of such a flowlet moves it",
                      DoubleValue(1),
                      MakeDoubleAccessor(&DlbLoadBalancer::m_probability),
                      MakeDoubleChecker<double>(0, 1))
        .AddAttribute("Global",
                      "Whether switches tell each other the levels of their links, and the worse "
                      "of the own link and that of the next hop counts",
                      BooleanValue(false),
                      MakeBooleanAccessor(&DlbLoadBalancer::m_global),
                      MakeBooleanChecker())
        .AddAttribute("GlobalInterval",
                      "Time between two looks of a switch at its own levels, at least 100 ns: "
                      "what has changed is told",
                      TimeValue(MicroSeconds(2)),
                      MakeTimeAccessor(&DlbLoadBalancer::m_interval),
                      MakeTimeChecker(Time(0)));
}

std::string
DlbLoadBalancer::ReadLevels(const std::string& text, std::vector<uint32_t>& widths)
{
    const std::string problem = "dlb: levels must be widths of 1 or more, separated by /, "
                                "that sum up to 100, not " +
                                text;
    const bool isGood = ReadWholes(text, '/', {1, 100}, widths);
    return isGood && std::accumulate(widths.begin(), widths.end(), 0U) == 100 ? "" : problem;
}

std::string
DlbLoadBalancer::CheckConfig() const
{
    if (m_mode != "flowlet" && m_mode != "per-packet")
    {
        return "dlb: mode must be flowlet or per-packet, not " + m_mode;
    }
    if (!m_timeout.IsStrictlyPositive())
    {
        return "dlb: timeout must be positive: for packets one by one use mode=per-packet";
    }
    if (!m_period.IsStrictlyPositive() || m_alpha <= 0)
    {
        return "dlb: dre-period must be positive, dre-alpha above 0 and at most 1";
    }
    return CheckQuality();
}

std::string
DlbLoadBalancer::CheckQuality() const
{
    std::vector<uint32_t> widths;
    const std::string problem = ReadLevels(m_levels, widths);
    if (!problem.empty())
    {
        return problem;
    }
    if (m_rateWeight != AUTO && m_rateWeight > 100)
    {
        return "dlb: rate-weight is 0 to 100 percent, or auto";
    }
    if (m_delta >= widths.size())
    {
        return "dlb: quality-delta=" + std::to_string(m_delta) + " is never reached by " +
               std::to_string(widths.size()) + " levels";
    }
    if (m_global && widths.size() > BandExchange::MOST)
    {
        return "dlb: global=true tells at most " + std::to_string(BandExchange::MOST) +
               " levels, and there are " + std::to_string(widths.size());
    }
    return m_global && m_interval < NanoSeconds(100)
               ? "dlb: global-interval must be at least 100 ns"
               : "";
}

NetworkNeeds
DlbLoadBalancer::DoGetNeeds() const
{
    const char* also = m_global ? "messages of switches" : "";
    if (m_mode == "per-packet" || m_delta > 0)
    {
        return {NEED_REORDERING, also};
    }
    return {0, m_global ? also : "reordering if per packet"};
}

std::vector<IdleAttribute>
DlbLoadBalancer::DoListIdle(const PlaceOfUse&) const
{
    std::vector<IdleAttribute> idle;
    if (m_mode == "per-packet")
    {
        const std::string reason = "with mode=per-packet there are no flowlets";
        idle = {{"Timeout", reason}, {"Entries", reason}, {"QualityDelta", reason}};
    }
    if (m_mode == "per-packet" || m_delta == 0)
    {
        idle.push_back({"MoveProbability", "without quality-delta no flowlet moves; give one"});
    }
    if (!m_global)
    {
        idle.push_back({"GlobalInterval", "switches tell each other nothing; give global=true"});
    }
    return idle;
}

} // namespace aifabric
} // namespace ns3
