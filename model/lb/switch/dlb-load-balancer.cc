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
        AddQuality(TypeId("ns3::aifabric::DlbLoadBalancer")
                       .SetParent<SwitchLoadBalancer>()
                       .SetGroupName("AiFabric")
                       .AddConstructor<DlbLoadBalancer>())
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
    m_worst = m_levelOf[100] + 1U;
    m_weighs = m_rateWeight != AUTO;
    // What is behind an edge switch are hosts: nobody has a choice because of it.
    m_tells = m_global && GetPlace().edge == FabricTopology::NONE;
    if (m_global)
    {
        m_timer.Bind<&DlbLoadBalancer::Looked>(this, GetPlace().node, 0, EventKind::STRATEGY);
        m_exchange.Start(GetPlace(), [this](uint16_t port) {
            const PortView view = GetPlace().services->GetPortViews()[port];
            const uint32_t level = GradeLink(port, view, GetDomain().Now());
            return level == m_worst ? BandExchange::DEAD : static_cast<uint8_t>(level);
        });
    }
}

uint32_t
DlbLoadBalancer::DoGetHooks() const
{
    return m_global ? uint32_t{HOOK_SENT | HOOK_RECEIVED} : uint32_t{HOOK_SENT};
}

bool
DlbLoadBalancer::DoReceived(Frame* frame)
{
    if (frame->kind != FrameKind::SWITCH)
    {
        return false;
    }
    m_exchange.Told(*frame);
    Consume(frame);
    return true;
}

void
DlbLoadBalancer::Looked()
{
    if (!m_exchange.Look())
    {
        FabricDomain& domain = GetDomain();
        domain.Schedule(m_timer, domain.Now() + static_cast<uint64_t>(m_interval.GetPicoSeconds()));
    }
}

void
DlbLoadBalancer::DoSent(Frame& frame, uint16_t port)
{
    FabricDomain& domain = GetDomain();
    m_links[port].estimator.Add(frame.size, domain.Now());
    if (m_tells && frame.kind != FrameKind::SWITCH && !m_timer.IsPending())
    {
        domain.Schedule(m_timer, domain.Now() + static_cast<uint64_t>(m_interval.GetPicoSeconds()));
    }
}

void
DlbLoadBalancer::DoLinkChanged(uint16_t port, bool up)
{
    m_links[port].up = up;
    if (m_tells && !m_timer.IsPending())
    {
        FabricDomain& domain = GetDomain();
        domain.Schedule(m_timer, domain.Now() + static_cast<uint64_t>(m_interval.GetPicoSeconds()));
    }
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
DlbLoadBalancer::GetBand(uint16_t port)
{
    const PortView view = GetPlace().services->GetPortViews()[port];
    return m_worst - 1 - std::min(GradeLink(port, view, GetDomain().Now()), m_worst - 1);
}

uint32_t
DlbLoadBalancer::GradeLink(uint16_t port, const PortView& view, uint64_t now)
{
    Link& link = m_links[port];
    if (!link.up)
    {
        return m_worst;
    }
    link.estimator.SetRate(view.GetDataRate().GetBitRate());
    const double load = 100 * link.estimator.GetUtilisation(now);
    const double queue = m_queueScale * static_cast<double>(view.GetBacklog());
    if (m_weighs)
    {
        const double share = static_cast<double>(m_rateWeight) / 100;
        return LevelOf(share * std::min(load, 100.0) + (1 - share) * std::min(queue, 100.0));
    }
    return std::max(LevelOf(load), LevelOf(queue));
}

uint32_t
DlbLoadBalancer::Grade(const Candidates& candidates, uint32_t i, uint64_t now)
{
    const uint16_t port = candidates.GetPort(i);
    const uint32_t own = GradeLink(port, candidates.GetView(i), now);
    if (!m_global)
    {
        return own;
    }
    // A link that is down is worse than one that leads to a dead end further on.
    const uint8_t remote = m_exchange.GetRemote(candidates.GetDestinationEdge(), port);
    return own == m_worst ? m_worst + 1 : std::max(own, std::min<uint32_t>(remote, m_worst));
}

uint32_t
DlbLoadBalancer::Choose(const Candidates& candidates)
{
    const uint64_t now = GetDomain().Now();
    uint32_t best = UINT32_MAX;
    m_best.clear();
    for (uint32_t i = 0; i < candidates.GetCount(); i++)
    {
        const uint32_t level = Grade(candidates, i, now);
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

bool
DlbLoadBalancer::IsToMove(const Candidates& candidates, uint32_t current)
{
    const uint64_t now = GetDomain().Now();
    const uint32_t present = Grade(candidates, current, now);
    for (uint32_t i = 0; present >= m_delta && i < candidates.GetCount(); i++)
    {
        if (Grade(candidates, i, now) + m_delta <= present)
        {
            const bool moves = GetRandom().Uniform() < m_probability;
            m_moves += moves ? 1 : 0;
            return moves;
        }
    }
    return false;
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
        !m_links[flowlet.port].up || (m_delta > 0 && IsToMove(candidates, flowlet.index)))
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

} // namespace aifabric
} // namespace ns3
