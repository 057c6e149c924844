/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sglb-load-balancer.h"

#include "ns3/component-description.h"
#include "ns3/double.h"
#include "ns3/level-message.h"
#include "ns3/log.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("SglbLoadBalancer");

NS_OBJECT_ENSURE_REGISTERED(SglbLoadBalancer);

TypeId
SglbLoadBalancer::GetTypeId()
{
    static TypeId tid = DescribeStrategy(
        TypeId("ns3::aifabric::SglbLoadBalancer")
            .SetParent<SwitchLoadBalancer>()
            .SetGroupName("AiFabric")
            .AddConstructor<SglbLoadBalancer>()
            .AddAttribute("Granularity",
                          "What is steered as one: packet or flowlet",
                          StringValue("packet"),
                          MakeStringAccessor(&SglbLoadBalancer::m_granularity),
                          MakeStringChecker())
            .AddAttribute("Interval",
                          "Time between two messages of quality",
                          TimeValue(MicroSeconds(10)),
                          MakeTimeAccessor(&SglbLoadBalancer::m_interval),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Notice",
                          "Time from the change of a link to the messages that tell of it; with "
                          "their way the published 45 us",
                          TimeValue(MicroSeconds(40)),
                          MakeTimeAccessor(&SglbLoadBalancer::m_notice),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Idle",
                          "Time without data after which a switch sends no more messages",
                          TimeValue(MicroSeconds(100)),
                          MakeTimeAccessor(&SglbLoadBalancer::m_idle),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("LocalWeight",
                          "Weight of the level of the own port in a score",
                          UintegerValue(1),
                          MakeUintegerAccessor(&SglbLoadBalancer::m_localWeight),
                          MakeUintegerChecker<uint32_t>(0, 100))
            .AddAttribute("RemoteWeight",
                          "Weight of the level of the paths behind it in a score",
                          UintegerValue(1),
                          MakeUintegerAccessor(&SglbLoadBalancer::m_remoteWeight),
                          MakeUintegerChecker<uint32_t>(0, 100))
            .AddAttribute("FullQueue",
                          "Backlog of a port that has the worst level, bytes",
                          UintegerValue(131072),
                          MakeUintegerAccessor(&SglbLoadBalancer::m_fullQueue),
                          MakeUintegerChecker<uint64_t>(1))
            .AddAttribute("Period",
                          "Time between two decays of the rate estimators; Period / Alpha is their "
                          "time constant",
                          TimeValue(MicroSeconds(2)),
                          MakeTimeAccessor(&SglbLoadBalancer::m_period),
                          MakeTimeChecker(Time(0)))
            .AddAttribute(
                "Alpha",
                "Share of a rate estimator that a decay takes away, above 0 and at most 1",
                DoubleValue(0.2),
                MakeDoubleAccessor(&SglbLoadBalancer::m_alpha),
                MakeDoubleChecker<double>(0, 1))
            .AddAttribute("Timeout",
                          "Pause of a flow after which a new flowlet begins",
                          TimeValue(MicroSeconds(100)),
                          MakeTimeAccessor(&SglbLoadBalancer::m_timeout),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Entries",
                          "Size of the flowlet table (flows, by hash)",
                          UintegerValue(4096),
                          MakeUintegerAccessor(&SglbLoadBalancer::m_entries),
                          MakeUintegerChecker<uint32_t>(1, 1U << 20)),
        {"switch",
         "packet or flowlet",
         "of the path",
         "the best sum of own port and paths behind it, as neighbours tell",
         "SGLB, SIGCOMM 2025, our reading"});
    return tid;
}

SglbLoadBalancer::SglbLoadBalancer() = default;
SglbLoadBalancer::~SglbLoadBalancer() = default;

std::string
SglbLoadBalancer::CheckConfig() const
{
    if (m_granularity != "packet" && m_granularity != "flowlet")
    {
        return "Granularity is '" + m_granularity + "'; allowed are packet, flowlet";
    }
    if (!m_interval.IsStrictlyPositive() || !m_timeout.IsStrictlyPositive() ||
        !m_period.IsStrictlyPositive())
    {
        return "Interval, Timeout and Period must be positive";
    }
    if (m_interval < NanoSeconds(100))
    {
        return "Interval must be at least 100 ns";
    }
    if (m_idle < m_interval || m_idle > Seconds(1))
    {
        return "Idle must be from Interval to 1 s: messages must begin, and end";
    }
    return m_alpha <= 0 ? "Alpha must be above 0 (and at most 1)" : "";
}

void
SglbLoadBalancer::DoStart()
{
    const SwitchPlace& place = GetPlace();
    m_perPacket = m_granularity == "packet";
    m_flowlet.Start(m_perPacket ? 1 : m_entries, m_timeout, GetRandom().Next());
    if (!place.topology)
    {
        return;
    }
    m_meters.Start(place.ports, place.services, m_period, m_alpha);
    m_timer.Bind<&SglbLoadBalancer::Fired>(this, place.node, 0, EventKind::STRATEGY);
    m_noticeTimer.Bind<&SglbLoadBalancer::Noticed>(this, place.node, 1, EventKind::STRATEGY);
    m_remote.assign(size_t{place.edges} * place.ports, 0);
    m_quality.assign(place.edges, 0);
    m_descends.assign(place.edges, false);
    m_isUp.assign(place.ports, false);
    for (const auto& [port, up] : place.ListNeighbours())
    {
        m_isUp[port] = up;
        m_peers.push_back(port);
    }
}

uint32_t
SglbLoadBalancer::DoGetHooks() const
{
    return HOOK_RECEIVED | HOOK_SENT;
}

bool
SglbLoadBalancer::DoReceived(Frame* frame)
{
    if (frame->kind == FrameKind::SWITCH)
    {
        Told(*frame);
        Consume(frame);
        return true;
    }
    if (frame->kind == FrameKind::DATA)
    {
        m_lastData = GetDomain().Now();
        Arm();
    }
    return false;
}

void
SglbLoadBalancer::DoSent(Frame& frame, uint16_t port)
{
    m_meters.Sent(frame.size, port, GetDomain().Now());
}

void
SglbLoadBalancer::Arm()
{
    if (!m_timer.IsPending())
    {
        FabricDomain& domain = GetDomain();
        domain.Schedule(m_timer, domain.Now() + static_cast<uint64_t>(m_interval.GetPicoSeconds()));
    }
}

void
SglbLoadBalancer::Told(const Frame& frame)
{
    // What changes has to be passed on even by a switch that nobody sends data through, since it
    // may be the very reason.
    const SwitchPlace& place = GetPlace();
    bool turned = false;
    LevelMessage::Read(frame, place.edges, [&](uint32_t edge, uint8_t level) {
        uint8_t& known = m_remote[size_t{edge} * place.ports + frame.ingress];
        m_news = m_news || known != level;
        turned = turned || (known == DEAD) != (level == DEAD);
        known = level;
    });
    if (turned)
    {
        Advertise();
    }
    else if (m_news)
    {
        Arm();
    }
}

void
SglbLoadBalancer::Fired()
{
    const uint64_t now = GetDomain().Now();
    const bool active = now - m_lastData <= static_cast<uint64_t>(m_idle.GetPicoSeconds());
    if (active || m_news)
    {
        Advertise();
    }
    if (active)
    {
        Arm();
    }
}

void
SglbLoadBalancer::Noticed()
{
    Advertise();
}

void
SglbLoadBalancer::DoLinkChanged(uint16_t, bool)
{
    FabricDomain& domain = GetDomain();
    if (!m_noticeTimer.IsPending())
    {
        domain.Schedule(m_noticeTimer,
                        domain.Now() + static_cast<uint64_t>(m_notice.GetPicoSeconds()));
    }
}

uint8_t
SglbLoadBalancer::GetLevel(uint16_t port, uint64_t now)
{
    constexpr uint64_t STEPS = 7;
    const PortView device = GetPlace().services->GetPortViews()[port];
    if (!device.IsUp())
    {
        return DEAD;
    }
    const double utilisation = std::min(m_meters.GetUtilisation(port, now), 1.0);
    const uint64_t queue = std::min(device.GetBacklog(), m_fullQueue);
    return static_cast<uint8_t>(static_cast<uint64_t>(utilisation * STEPS) +
                                queue * STEPS / m_fullQueue);
}

uint8_t
SglbLoadBalancer::GetQuality(const PortGroup& group, uint32_t edge, uint64_t now)
{
    uint32_t sum = 0;
    bool dead = true;
    for (const uint16_t port : group.ports)
    {
        const uint8_t level = std::max(GetLevel(port, now), GetRemote(edge, port));
        dead = dead && level == DEAD;
        sum += level;
    }
    const auto count = static_cast<uint32_t>(group.ports.size());
    return dead ? DEAD : static_cast<uint8_t>(std::min(sum / count, DEAD - 1U));
}

void
SglbLoadBalancer::Advertise()
{
    const SwitchPlace& place = GetPlace();
    if (place.edge != FabricTopology::NONE)
    {
        return; // what is behind an edge switch are hosts
    }
    m_news = false;
    const uint64_t now = GetDomain().Now();
    const ForwardingTable& table = place.services->GetForwardingTable();
    for (uint32_t edge = 0; edge < place.edges; edge++)
    {
        const PortGroup* group = table.Find(edge);
        m_quality[edge] = group ? GetQuality(*group, edge, now) : DEAD;
        m_descends[edge] = group && !m_isUp[group->ports[0]];
    }
    for (const uint16_t port : m_peers)
    {
        for (uint32_t block = 0; block * LevelMessage::BLOCK < place.edges; block++)
        {
            // Higher switches come down through this one: they need to know of what is below it.
            const auto begin = m_descends.begin() + block * LevelMessage::BLOCK;
            const auto end =
                m_descends.begin() + std::min((block + 1) * LevelMessage::BLOCK, place.edges);
            if (!m_isUp[port] || std::find(begin, end, true) != end)
            {
                Send(port, block);
            }
        }
    }
}

void
SglbLoadBalancer::Send(uint16_t port, uint32_t block)
{
    m_messages += LevelMessage::Send(GetPlace(), port, block, m_quality) ? 1 : 0;
}

uint32_t
SglbLoadBalancer::Choose(const Candidates& candidates, uint64_t now)
{
    uint64_t best = UINT64_MAX;
    uint64_t shortest = 0;
    uint32_t ties = 0;
    uint32_t choice = 0;
    for (uint32_t i = 0; i < candidates.GetCount(); i++)
    {
        const uint16_t port = candidates.GetPort(i);
        const uint8_t local = GetLevel(port, now);
        const uint8_t remote = GetRemote(candidates.GetDestinationEdge(), port);
        const uint64_t dead = local == DEAD ? 2 : remote == DEAD ? 1 : 0;
        const uint64_t score = dead << 32 | (m_localWeight * local + m_remoteWeight * remote);
        const uint64_t backlog = candidates.GetBacklog(i);
        if (score < best || (score == best && backlog < shortest))
        {
            best = score;
            shortest = backlog;
            choice = i;
            ties = 1;
        }
        else if (score == best && backlog == shortest)
        {
            ties++;
            choice = GetRandom().Below(ties) == 0 ? i : choice;
        }
    }
    return choice;
}

uint32_t
SglbLoadBalancer::DoSelect(const Frame& frame, const Candidates& candidates)
{
    const uint64_t now = GetDomain().Now();
    if (m_perPacket)
    {
        return Choose(candidates, now);
    }
    FlowletTable::Entry& flowlet = m_flowlet.Find(frame, now);
    const uint32_t last = candidates.FindPort(flowlet.port);
    if (!flowlet.fresh && last < candidates.GetCount() && candidates.IsUp(last) &&
        GetRemote(candidates.GetDestinationEdge(), flowlet.port) != DEAD)
    {
        return last;
    }
    const uint32_t choice = Choose(candidates, now);
    flowlet.port = candidates.GetPort(choice);
    NS_LOG_LOGIC("node " << GetPlace().node << ": a flowlet takes port " << flowlet.port);
    return choice;
}

NetworkNeeds
SglbLoadBalancer::DoGetNeeds() const
{
    const uint32_t reordering = m_granularity == "flowlet" ? 0 : +NEED_REORDERING;
    return {reordering | NEED_TIERS, "messages of switches"};
}

std::vector<IdleAttribute>
SglbLoadBalancer::DoListIdle(const PlaceOfUse&) const
{
    if (m_granularity != "packet")
    {
        return {};
    }
    const std::string reason = "with granularity=packet there are no flowlets";
    return {{"Timeout", reason}, {"Entries", reason}};
}

} // namespace aifabric
} // namespace ns3
