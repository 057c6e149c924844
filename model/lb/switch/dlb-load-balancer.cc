/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "dlb-load-balancer.h"

#include "ns3/component-description.h"
#include "ns3/double.h"
#include "ns3/fabric-numbers.h"
#include "ns3/flow-hash.h"
#include "ns3/log.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <numeric>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("DlbLoadBalancer");

NS_OBJECT_ENSURE_REGISTERED(DlbLoadBalancer);

TypeId
DlbLoadBalancer::GetTypeId()
{
    static TypeId tid = DescribeStrategy(
        TypeId("ns3::aifabric::DlbLoadBalancer")
            .SetParent<SwitchLoadBalancer>()
            .SetGroupName("AiFabric")
            .AddConstructor<DlbLoadBalancer>()
            .AddAttribute("Mode",
                          "flowlet: a flow chooses after each pause; per-packet: each packet does",
                          StringValue("flowlet"),
                          MakeStringAccessor(&DlbLoadBalancer::m_mode),
                          MakeStringChecker())
            .AddAttribute("Timeout",
                          "Pause of a flow after which a new flowlet begins (the vendors' default; "
                          "scale it down at higher rates)",
                          TimeValue(MicroSeconds(500)),
                          MakeTimeAccessor(&DlbLoadBalancer::m_timeout),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Entries",
                          "Size of the flowlet table (flows, by hash)",
                          UintegerValue(4096),
                          MakeUintegerAccessor(&DlbLoadBalancer::m_entries),
                          MakeUintegerChecker<uint32_t>(1, 1U << 20))
            .AddAttribute("Levels",
                          "Widths of the levels of quality, best first, in percent of the line "
                          "rate and of the port's buffer (separated by /, sum 100)",
                          StringValue("5/5/10/15/15/25/25"),
                          MakeStringAccessor(&DlbLoadBalancer::m_levels),
                          MakeStringChecker())
            .AddAttribute("DrePeriod",
                          "Time between two decays of the rate estimator; its time constant is "
                          "this over DreAlpha",
                          TimeValue(MicroSeconds(200)),
                          MakeTimeAccessor(&DlbLoadBalancer::m_period),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("DreAlpha",
                          "Share of the estimate that a decay takes away, above 0 and at most 1",
                          DoubleValue(0.2),
                          MakeDoubleAccessor(&DlbLoadBalancer::m_alpha),
                          MakeDoubleChecker<double>(0, 1)),
        {"switch",
         "flowlet or packet",
         "own queues and rates",
         "a random port of the best level of load and queue",
         "Nexus 9000, Junos"});
    return tid;
}

DlbLoadBalancer::DlbLoadBalancer() = default;
DlbLoadBalancer::~DlbLoadBalancer() = default;

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
    std::vector<uint32_t> widths;
    return ReadLevels(m_levels, widths);
}

void
DlbLoadBalancer::DoStart()
{
    m_perPacket = m_mode == "per-packet";
    m_timeoutPs = static_cast<uint64_t>(m_timeout.GetPicoSeconds());
    m_salt = GetRandom().Next();
    std::vector<uint32_t> widths;
    ReadLevels(m_levels, widths);
    uint32_t percent = 0;
    for (size_t level = 0; level < widths.size(); level++)
    {
        std::fill_n(m_levelOf.begin() + percent, widths[level], static_cast<uint8_t>(level));
        percent += widths[level];
    }
    m_levelOf[100] = m_levelOf[99];
    m_queueScale = 100 / static_cast<double>(std::max<uint64_t>(1, GetPlace().buffer));
    m_links.clear();
    for (const PortView port : GetPlace().services->GetPortViews())
    {
        m_links.emplace_back();
        m_links.back().estimator.Start(m_period, m_alpha, port.GetDataRate().GetBitRate());
        m_links.back().up = port.IsUp();
    }
    m_table.assign(m_perPacket ? 0 : m_entries, Flowlet());
}

uint32_t
DlbLoadBalancer::DoGetHooks() const
{
    return HOOK_SENT;
}

void
DlbLoadBalancer::DoSent(Frame& frame, uint16_t port)
{
    m_links[port].estimator.Add(frame.size, GetDomain().Now());
}

void
DlbLoadBalancer::DoLinkChanged(uint16_t port, bool up)
{
    m_links[port].up = up;
    NS_LOG_INFO("node " << GetPlace().node << ": port " << port << (up ? " is up" : " is down"));
}

double
DlbLoadBalancer::GetUtilisation(uint16_t port)
{
    RateEstimator& estimator = m_links[port].estimator;
    estimator.SetRate(GetPlace().services->GetPortViews()[port].GetDataRate().GetBitRate());
    return estimator.GetUtilisation(GetDomain().Now());
}

uint32_t
DlbLoadBalancer::Choose(const Candidates& candidates)
{
    const uint64_t now = GetDomain().Now();
    const uint32_t worst = m_levelOf[100] + 1U; // of links that are down
    uint32_t best = worst + 1;
    m_best.clear();
    for (uint32_t i = 0; i < candidates.GetCount(); i++)
    {
        Link& link = m_links[candidates.GetPort(i)];
        link.estimator.SetRate(candidates.GetView(i).GetDataRate().GetBitRate());
        const double load = 100 * link.estimator.GetUtilisation(now);
        uint32_t level = link.up ? m_levelOf[static_cast<uint32_t>(std::min(load, 100.0))] : worst;
        if (level > best)
        {
            continue; // whatever its queue
        }
        const double queue = m_queueScale * static_cast<double>(candidates.GetBacklog(i));
        level = std::max<uint32_t>(level, m_levelOf[static_cast<uint32_t>(std::min(queue, 100.0))]);
        if (level < best)
        {
            best = level;
            m_best.clear();
        }
        if (level == best)
        {
            m_best.push_back(static_cast<uint16_t>(i));
        }
    }
    return m_best[GetRandom().Below(static_cast<uint32_t>(m_best.size()))];
}

uint32_t
DlbLoadBalancer::DoSelect(const Frame& frame, const Candidates& candidates)
{
    if (m_perPacket)
    {
        return Choose(candidates);
    }
    const uint64_t hash = HashFlow(frame, m_salt);
    Flowlet& flowlet = m_table[(hash * m_entries) >> 32];
    const uint64_t now = GetDomain().Now();
    // An entry may be shared by flows whose next hops differ, and outlive a link.
    if (flowlet.index >= candidates.GetCount() ||
        candidates.GetPort(flowlet.index) != flowlet.port || now - flowlet.last > m_timeoutPs ||
        !m_links[flowlet.port].up)
    {
        flowlet.index = static_cast<uint16_t>(Choose(candidates));
        flowlet.port = candidates.GetPort(flowlet.index);
        m_flowlets++;
        NS_LOG_LOGIC("node " << GetPlace().node << ": a flowlet of host " << frame.src
                             << " to host " << frame.dst << " takes port " << flowlet.port);
    }
    flowlet.last = now;
    return flowlet.index;
}

NetworkNeeds
DlbLoadBalancer::DoGetNeeds() const
{
    if (m_mode == "per-packet")
    {
        return NEED_REORDERING;
    }
    return {0, "reordering if per packet"};
}

std::vector<IdleAttribute>
DlbLoadBalancer::DoListIdle(const PlaceOfUse&) const
{
    if (m_mode != "per-packet")
    {
        return {};
    }
    const std::string reason = "with mode=per-packet there are no flowlets";
    return {{"Timeout", reason}, {"Entries", reason}};
}

} // namespace aifabric
} // namespace ns3
