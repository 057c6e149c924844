/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "hula-load-balancer.h"

#include "ns3/component-description.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/switch-message.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("HulaLoadBalancer");

NS_OBJECT_ENSURE_REGISTERED(HulaLoadBalancer);

namespace
{
/// A utilisation of 1 in a probe.
constexpr double FULL = 65536;
} // namespace

TypeId
HulaLoadBalancer::GetTypeId()
{
    static TypeId tid = DescribeStrategy(
        TypeId("ns3::aifabric::HulaLoadBalancer")
            .SetParent<SwitchLoadBalancer>()
            .SetGroupName("AiFabric")
            .AddConstructor<HulaLoadBalancer>()
            .AddAttribute("Interval",
                          "Time between two probes of an edge switch",
                          TimeValue(MicroSeconds(200)),
                          MakeTimeAccessor(&HulaLoadBalancer::m_interval),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Ageing",
                          "Time without probes after which a next hop is given up",
                          TimeValue(MicroSeconds(600)),
                          MakeTimeAccessor(&HulaLoadBalancer::m_ageing),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Idle",
                          "Time without data from or to its hosts after which an edge switch sends "
                          "no more probes",
                          TimeValue(MilliSeconds(1)),
                          MakeTimeAccessor(&HulaLoadBalancer::m_idle),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Timeout",
                          "Pause of a flow after which a new flowlet begins",
                          TimeValue(MicroSeconds(100)),
                          MakeTimeAccessor(&HulaLoadBalancer::m_timeout),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Period",
                          "Time between two decays of the rate estimators; Period / Alpha, twice "
                          "the interval of probes, is their time constant",
                          TimeValue(MicroSeconds(40)),
                          MakeTimeAccessor(&HulaLoadBalancer::m_period),
                          MakeTimeChecker(Time(0)))
            .AddAttribute(
                "Alpha",
                "Share of a rate estimator that a decay takes away, above 0 and at most 1",
                DoubleValue(0.1),
                MakeDoubleAccessor(&HulaLoadBalancer::m_alpha),
                MakeDoubleChecker<double>(0, 1))
            .AddAttribute("Entries",
                          "Size of the flowlet table (flows, by hash)",
                          UintegerValue(4096),
                          MakeUintegerAccessor(&HulaLoadBalancer::m_entries),
                          MakeUintegerChecker<uint32_t>(1, 1U << 20)),
        {"switch",
         "flowlet",
         "of the path",
         "the next hop of the least busy way, as probes tell",
         "HULA, SOSR 2016"});
    return tid;
}

HulaLoadBalancer::HulaLoadBalancer() = default;
HulaLoadBalancer::~HulaLoadBalancer() = default;

std::string
HulaLoadBalancer::CheckConfig() const
{
    if (!m_interval.IsStrictlyPositive() || !m_timeout.IsStrictlyPositive() ||
        !m_period.IsStrictlyPositive())
    {
        return "Interval, Timeout and Period must be positive";
    }
    if (m_alpha <= 0)
    {
        return "Alpha must be above 0 (and at most 1)";
    }
    if (m_interval < NanoSeconds(100))
    {
        return "Interval must be at least 100 ns";
    }
    if (m_idle < m_interval || m_idle > Seconds(1))
    {
        return "Idle must be from Interval to 1 s: probes must begin, and end";
    }
    return m_ageing <= m_interval ? "Ageing must exceed Interval: every hop would be given up" : "";
}

void
HulaLoadBalancer::DoStart()
{
    const SwitchPlace& place = GetPlace();
    m_flowlet.Start(m_entries, m_timeout, GetRandom().Next());
    m_ageingPs = static_cast<uint64_t>(m_ageing.GetPicoSeconds());
    if (!place.topology)
    {
        return;
    }
    m_meters.Start(place.ports, place.services, m_period, m_alpha);
    m_timer.Bind<&HulaLoadBalancer::Fired>(this, place.node, 0, EventKind::STRATEGY);
    m_best.assign(place.edges, {});
    m_heard.assign(size_t{place.edges} * place.ports, 0);
    m_isUp.assign(place.ports, false);
    for (const auto& [port, up] : place.ListNeighbours())
    {
        m_isUp[port] = up;
        (up ? m_up : m_down).push_back(port);
    }
}

uint32_t
HulaLoadBalancer::DoGetHooks() const
{
    return HOOK_RECEIVED | HOOK_SENT;
}

bool
HulaLoadBalancer::DoReceived(Frame* frame)
{
    if (frame->kind == FrameKind::SWITCH)
    {
        Probed(*frame);
        Consume(frame);
        return true;
    }
    const SwitchPlace& place = GetPlace();
    if (place.edge != FabricTopology::NONE && frame->kind == FrameKind::DATA &&
        place.topology->GetHostEdge(frame->src, frame->plane) !=
            place.topology->GetHostEdge(frame->dst, frame->plane))
    {
        FabricDomain& domain = GetDomain();
        m_lastData = domain.Now();
        if (!m_timer.IsPending())
        {
            domain.Schedule(m_timer, m_lastData);
        }
    }
    return false;
}

void
HulaLoadBalancer::DoSent(Frame& frame, uint16_t port)
{
    m_meters.Sent(frame.size, port, GetDomain().Now());
}

void
HulaLoadBalancer::Fired()
{
    FabricDomain& domain = GetDomain();
    if (domain.Now() - m_lastData > static_cast<uint64_t>(m_idle.GetPicoSeconds()))
    {
        return;
    }
    for (const uint16_t port : m_up)
    {
        SendProbe(GetPlace().edge, 0, port);
    }
    domain.Schedule(m_timer, domain.Now() + static_cast<uint64_t>(m_interval.GetPicoSeconds()));
}

void
HulaLoadBalancer::SendProbe(uint32_t edge, uint32_t utilisation, uint16_t port)
{
    if (!GetPlace().services->GetPortViews()[port].IsUp())
    {
        return;
    }
    Frame* probe = MakeSwitchMessage(GetPlace(), 0, 0);
    probe->ingress = port;
    probe->overlay = {edge, utilisation, 0, 0};
    m_probes++;
    GetPlace().services->SendThrough(probe, port);
}

void
HulaLoadBalancer::Probed(const Frame& frame)
{
    const SwitchPlace& place = GetPlace();
    const uint64_t now = GetDomain().Now();
    const uint32_t edge = frame.overlay[0];
    const uint16_t port = frame.ingress;
    if (edge == place.edge)
    {
        return;
    }
    // The probe has come against the direction of data: what counts is what this port sends.
    const double own = std::min(m_meters.GetUtilisation(port, now), 2.0) * FULL;
    const uint32_t utilisation = std::max(frame.overlay[1], static_cast<uint32_t>(own));
    m_heard[size_t{edge} * place.ports + port] = now;
    Best& best = m_best[edge];
    if (best.port == NO_PORT || best.port == port || utilisation < best.utilisation ||
        now - best.time > m_ageingPs)
    {
        best = {now, utilisation, port};
    }
    if (best.port != port)
    {
        return;
    }
    for (const uint16_t next : m_down)
    {
        if (next != port)
        {
            SendProbe(edge, utilisation, next);
        }
    }
    if (!m_isUp[port])
    {
        for (const uint16_t next : m_up)
        {
            SendProbe(edge, utilisation, next);
        }
    }
}

void
HulaLoadBalancer::DoLinkChanged(uint16_t port, bool up)
{
    for (Best& best : m_best)
    {
        if (!up && best.port == port)
        {
            best.port = NO_PORT;
            NS_LOG_INFO("node " << GetPlace().node << ": its best port " << port << " is down");
        }
    }
}

uint16_t
HulaLoadBalancer::GetBestPort(uint32_t edge) const
{
    const Best& best = m_best[edge];
    return GetDomain().Now() - best.time > m_ageingPs ? NO_PORT : best.port;
}

bool
HulaLoadBalancer::IsDead(uint32_t edge, uint16_t port, uint64_t now) const
{
    // A port that was never heard of is no worse than others: probes begin with data.
    const uint64_t heard = m_heard[size_t{edge} * GetPlace().ports + port];
    return heard != 0 && now - heard > m_ageingPs;
}

uint32_t
HulaLoadBalancer::Choose(const Candidates& candidates, uint64_t now)
{
    const uint32_t edge = candidates.GetDestinationEdge();
    const uint16_t best = GetBestPort(edge);
    uint32_t ties = 0;
    uint32_t choice = 0;
    bool known = false; // whether the choice is up and not dead
    for (uint32_t i = 0; i < candidates.GetCount(); i++)
    {
        const uint16_t port = candidates.GetPort(i);
        if (!candidates.IsUp(i))
        {
            continue;
        }
        if (port == best)
        {
            return i;
        }
        const bool alive = !IsDead(edge, port, now);
        if (alive && !known)
        {
            known = true;
            ties = 0;
        }
        if (alive == known)
        {
            ties++;
            choice = GetRandom().Below(ties) == 0 ? i : choice;
        }
    }
    return choice;
}

uint32_t
HulaLoadBalancer::DoSelect(const Frame& frame, const Candidates& candidates)
{
    const uint64_t now = GetDomain().Now();
    const uint32_t edge = candidates.GetDestinationEdge();
    FlowletTable::Entry& flowlet = m_flowlet.Find(frame, now);
    const uint32_t last = candidates.FindPort(flowlet.port);
    // If all hops are silent, no other is better: the flowlet stays in order.
    if (!flowlet.fresh && last < candidates.GetCount() && candidates.IsUp(last) &&
        (!IsDead(edge, flowlet.port, now) || GetBestPort(edge) == NO_PORT))
    {
        return last;
    }
    const uint32_t choice = Choose(candidates, now);
    flowlet.port = candidates.GetPort(choice);
    NS_LOG_LOGIC("node " << GetPlace().node << ": a flowlet of host " << frame.src << " to host "
                         << frame.dst << " takes port " << flowlet.port);
    return choice;
}

NetworkNeeds
HulaLoadBalancer::DoGetNeeds() const
{
    return {NEED_TIERS, "probes of switches"};
}

} // namespace aifabric
} // namespace ns3
