/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "avoid-load-balancer.h"

#include "ns3/component-description.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/probe-pace.h"
#include "ns3/switch-load-balancer.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("AvoidLoadBalancer");

NS_OBJECT_ENSURE_REGISTERED(AvoidLoadBalancer);

namespace
{
constexpr uint64_t NEVER = UINT64_MAX;
/// A probe is awaited for so many times what the probes take on the link, at least.
constexpr uint64_t WAITING_TIMES = 4;
} // namespace

TypeId
AvoidLoadBalancer::GetTypeId()
{
    static TypeId tid = DescribeStrategy(
        TypeId("ns3::aifabric::AvoidLoadBalancer")
            .SetParent<HostLoadBalancer>()
            .SetGroupName("AiFabric")
            .AddConstructor<AvoidLoadBalancer>()
            .AddAttribute("Tolerance",
                          "A packet is taken for lost when one sent this much later is answered "
                          "before it, and a probe this much after its idle round trip; in idle "
                          "round-trip times",
                          DoubleValue(1),
                          MakeDoubleAccessor(&AvoidLoadBalancer::m_tolerance),
                          MakeDoubleChecker<double>(0, 1000))
            .AddAttribute("ProbeInterval",
                          "Time between probes of a path that is avoided; longer where probes "
                          "would take more than a tenth of the link",
                          TimeValue(MicroSeconds(20)),
                          MakeTimeAccessor(&AvoidLoadBalancer::m_probeInterval),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("ProbeSuccesses",
                          "Probes in a row that a path must answer to be used again",
                          UintegerValue(2),
                          MakeUintegerAccessor(&AvoidLoadBalancer::m_probeSuccesses),
                          MakeUintegerChecker<uint32_t>(1, 1000))
            .AddTraceSource("Avoided",
                            "A path does not answer and is avoided from now on",
                            MakeTraceSourceAccessor(&AvoidLoadBalancer::m_avoidedTrace),
                            "ns3::aifabric::AvoidLoadBalancer::PathTracedCallback")
            .AddTraceSource("Restored",
                            "A path answers again and is used again",
                            MakeTraceSourceAccessor(&AvoidLoadBalancer::m_restoredTrace),
                            "ns3::aifabric::AvoidLoadBalancer::PathTracedCallback"),
        {"host",
         "packet",
         "paths that do not answer",
         "leaves packets to the switches, steers around dead paths",
         "ours, doc/ofan-avoid.rst"});
    return tid;
}

AvoidLoadBalancer::AvoidLoadBalancer() = default;
AvoidLoadBalancer::~AvoidLoadBalancer() = default;

std::string
AvoidLoadBalancer::CheckConfig() const
{
    if (m_tolerance <= 0)
    {
        return "Tolerance must be positive";
    }
    return m_probeInterval.IsStrictlyPositive() ? "" : "ProbeInterval must be positive";
}

NetworkNeeds
AvoidLoadBalancer::DoGetNeeds() const
{
    return NEED_REORDERING | NEED_EACH_ACK | NEED_PATH_ECHO | NEED_STEERING;
}

void
AvoidLoadBalancer::DoStart()
{
    m_timer.Bind<&AvoidLoadBalancer::TimerFired>(this,
                                                 GetPlace().node,
                                                 GetPlace().plane,
                                                 EventKind::STRATEGY);
    const FabricTopology& topology = GetPlace().routes->GetTopology();
    m_catalog.Start(GetPlace().routes, GetPlace().host, GetPlace().plane);
    m_doubts.resize(topology.GetEdgeCount());
    m_ownEdge = topology.GetHostEdge(GetPlace().host, GetPlace().plane);
}

bool
AvoidLoadBalancer::IsNeighbour(uint32_t host) const
{
    return GetPlace().routes->GetTopology().GetHostEdge(host, GetPlace().plane) == m_ownEdge;
}

PathDoubt&
AvoidLoadBalancer::GetDoubt(uint32_t dst)
{
    // All hosts behind an edge switch are reached by the same paths.
    const uint32_t edge = GetPlace().routes->GetTopology().GetHostEdge(dst, GetPlace().plane);
    auto& doubt = m_doubts[edge];
    const uint64_t epoch = GetPlace().routes->GetEpoch();
    if (doubt && doubt->epoch != epoch)
    {
        // Switches know by now what is dead, and rotate over the rest.
        for (uint32_t path = 0; path < doubt->CountPaths(); path++)
        {
            if (doubt->GetPath(path).avoided)
            {
                m_restoredTrace(edge, doubt->GetPath(path).number);
            }
        }
        doubt->Reset(m_catalog.GetNumbers(dst), GetRandom());
        doubt->epoch = epoch;
    }
    if (!doubt)
    {
        const auto rtt = static_cast<double>(GetPlace().services->GetBaseRtt(dst));
        doubt = std::make_unique<PathDoubt>(edge,
                                            m_catalog.GetNumbers(dst),
                                            static_cast<uint64_t>(m_tolerance * rtt),
                                            static_cast<uint64_t>((1 + m_tolerance) * rtt),
                                            GetRandom());
        doubt->host = dst;
        doubt->epoch = epoch;
    }
    return *doubt;
}

void
AvoidLoadBalancer::Await(PathDoubt& doubt, uint64_t time)
{
    if (!doubt.active)
    {
        doubt.active = true;
        m_active.push_back(&doubt);
    }
    if (m_timer.IsPending() && m_timer.GetTime() > time)
    {
        GetDomain().Cancel(m_timer);
    }
    if (!m_timer.IsPending())
    {
        GetDomain().Schedule(m_timer, time);
    }
}

void
AvoidLoadBalancer::DoSelect(Frame& frame)
{
    if (IsNeighbour(frame.dst))
    {
        return;
    }
    PathDoubt& doubt = GetDoubt(frame.dst);
    doubt.used = true;
    if (frame.kind == FrameKind::DATA)
    {
        doubt.Sent(frame.sentAt);
    }
    if (!doubt.active && (frame.kind == FrameKind::DATA || doubt.CountAvoided() > 0))
    {
        Await(doubt, frame.sentAt + doubt.GetPatience());
    }
    if (doubt.IsSteering())
    {
        const uint32_t path = doubt.Rotate(frame.IsControl() ? BIN_CONTROL : BIN_DATA);
        Route::ByPath(doubt.GetPath(path).number).WriteTo(frame);
        m_steered++;
    }
}

void
AvoidLoadBalancer::DoAcknowledged(const Frame& ack)
{
    if (!IsNeighbour(ack.src))
    {
        PathDoubt& doubt = GetDoubt(ack.src);
        if (doubt.Answered(ack.echoTime))
        {
            Doubt(doubt, ack.src);
        }
    }
}

void
AvoidLoadBalancer::DoLost(const LostPacket& packet)
{
    // What a recovery infers from the order of packets is found here by time, and more surely.
    const bool sure = packet.cause == LossCause::TIMEOUT || packet.cause == LossCause::KNOWN;
    if (sure && !IsNeighbour(packet.dst))
    {
        Doubt(GetDoubt(packet.dst), packet.dst);
    }
}

void
AvoidLoadBalancer::DoProbed(const Frame& probe)
{
    if (Route::HasPath(probe) && !IsNeighbour(probe.src))
    {
        Doubt(GetDoubt(probe.src), probe.src);
    }
}

void
AvoidLoadBalancer::Doubt(PathDoubt& doubt, uint32_t dst)
{
    const uint64_t now = GetDomain().Now();
    if (doubt.deadline != NEVER || now < doubt.quietUntil || doubt.CountPaths() < 2)
    {
        return;
    }
    m_rounds++;
    NS_LOG_INFO("host " << GetPlace().host << ": doubts its paths to edge " << doubt.GetEdge());
    doubt.host = dst;
    // Two hosts that probe each other must not keep each other at it.
    doubt.quietUntil = now + 3 * doubt.GetPatience();
    Ask(doubt, false);
}

void
AvoidLoadBalancer::Ask(PathDoubt& doubt, bool avoidedOnly)
{
    uint64_t probes = 0;
    for (uint32_t path = 0; path < doubt.CountPaths(); path++)
    {
        PathDoubt::Path& known = doubt.GetPath(path);
        if (known.avoided || !avoidedOnly)
        {
            probes++;
            known.asked = true;
            GetPlace().services->SendProbe(doubt.host, Route::ByPath(known.number));
        }
    }
    doubt.used = false;
    // On a slow link probes wait for each other, and there may be other edge switches in doubt.
    const uint64_t now = GetDomain().Now();
    const uint64_t taken = GetProbeTime(probes, GetPlace().services->GetLineRate());
    const auto pause =
        static_cast<uint64_t>(PROBE_SHARE * static_cast<double>(taken * m_doubts.size()));
    doubt.deadline = now + std::max(doubt.GetPatience(), WAITING_TIMES * taken);
    doubt.nextProbe =
        now + std::max(pause, static_cast<uint64_t>(m_probeInterval.GetPicoSeconds()));
    if (!avoidedOnly)
    {
        doubt.quietUntil = std::max(doubt.quietUntil, now + pause);
    }
    Await(doubt, doubt.deadline);
}

void
AvoidLoadBalancer::DoProbeAnswered(const Frame& reply)
{
    PathDoubt& doubt = GetDoubt(reply.src);
    const uint32_t path = doubt.Find(Route::ToNumber(reply.echoEntropy));
    if (path >= doubt.CountPaths() || !doubt.GetPath(path).asked)
    {
        return;
    }
    PathDoubt::Path& known = doubt.GetPath(path);
    known.asked = false;
    known.answers++;
    if (known.avoided && known.answers >= m_probeSuccesses)
    {
        doubt.SetAvoided(path, false);
        NS_LOG_INFO("host " << GetPlace().host << ": uses path " << known.number << " to edge "
                            << doubt.GetEdge() << " again");
        m_restoredTrace(doubt.GetEdge(), known.number);
    }
}

void
AvoidLoadBalancer::Judge(PathDoubt& doubt)
{
    doubt.deadline = NEVER;
    for (uint32_t path = 0; path < doubt.CountPaths(); path++)
    {
        PathDoubt::Path& known = doubt.GetPath(path);
        if (!known.asked)
        {
            continue;
        }
        known.asked = false;
        known.answers = 0;
        if (!known.avoided)
        {
            doubt.SetAvoided(path, true);
            NS_LOG_INFO("host " << GetPlace().host << ": avoids path " << known.number
                                << " to edge " << doubt.GetEdge());
            m_avoidedTrace(doubt.GetEdge(), known.number);
        }
    }
}

uint64_t
AvoidLoadBalancer::Attend(PathDoubt& doubt, uint64_t now)
{
    if (doubt.deadline <= now)
    {
        Judge(doubt);
    }
    if (now >= doubt.GetPatience() && doubt.GiveUp(now - doubt.GetPatience() + 1))
    {
        Doubt(doubt, doubt.host);
    }
    // Idle hosts do not probe: a simulation ends when nothing is left to do.
    const bool probing = doubt.CountAvoided() > 0 && doubt.used && doubt.deadline == NEVER;
    if (probing && doubt.nextProbe <= now)
    {
        Ask(doubt, true);
    }
    const uint64_t oldest = doubt.GetOldest();
    const uint64_t expiry = oldest == NEVER ? NEVER : oldest + doubt.GetPatience();
    const uint64_t probe = probing && doubt.deadline == NEVER ? doubt.nextProbe : NEVER;
    return std::min({doubt.deadline, expiry, probe});
}

void
AvoidLoadBalancer::TimerFired()
{
    const uint64_t now = GetDomain().Now();
    uint64_t next = NEVER;
    // A probe may wake the port, and so add others.
    const std::vector<PathDoubt*> active = std::move(m_active);
    m_active.clear();
    for (PathDoubt* doubt : active)
    {
        const uint64_t wanted = Attend(*doubt, now);
        if (wanted == NEVER)
        {
            doubt->active = false; // until the next packet
            continue;
        }
        next = std::min(next, std::max(wanted, now + 1));
        m_active.push_back(doubt);
    }
    if (next != NEVER)
    {
        Await(*m_active.front(), next);
    }
}

uint32_t
AvoidLoadBalancer::CountAvoided(uint32_t dst) const
{
    const auto& doubt =
        m_doubts[GetPlace().routes->GetTopology().GetHostEdge(dst, GetPlace().plane)];
    return doubt ? doubt->CountAvoided() : 0;
}

} // namespace aifabric
} // namespace ns3
