/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "conga-load-balancer.h"

#include "ns3/component-description.h"
#include "ns3/double.h"
#include "ns3/flow-hash.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("CongaLoadBalancer");

NS_OBJECT_ENSURE_REGISTERED(CongaLoadBalancer);

TypeId
CongaLoadBalancer::GetTypeId()
{
    static TypeId tid = DescribeStrategy(
        TypeId("ns3::aifabric::CongaLoadBalancer")
            .SetParent<SwitchLoadBalancer>()
            .SetGroupName("AiFabric")
            .AddConstructor<CongaLoadBalancer>()
            .AddAttribute("Timeout",
                          "Pause of a flow after which a new flowlet begins",
                          TimeValue(MicroSeconds(500)),
                          MakeTimeAccessor(&CongaLoadBalancer::m_timeout),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Period",
                          "Time between two decays of the rate estimators; Period / Alpha is their "
                          "time constant, 160 us",
                          TimeValue(MicroSeconds(32)),
                          MakeTimeAccessor(&CongaLoadBalancer::m_period),
                          MakeTimeChecker(Time(0)))
            .AddAttribute(
                "Alpha",
                "Share of a rate estimator that a decay takes away, above 0 and at most 1",
                DoubleValue(0.2),
                MakeDoubleAccessor(&CongaLoadBalancer::m_alpha),
                MakeDoubleChecker<double>(0, 1))
            .AddAttribute("Bits",
                          "Bits of a congestion metric",
                          UintegerValue(3),
                          MakeUintegerAccessor(&CongaLoadBalancer::m_bits),
                          MakeUintegerChecker<uint32_t>(1, 8))
            .AddAttribute("Ageing",
                          "Time after which a report that was not renewed counts half, and so on",
                          TimeValue(MilliSeconds(10)),
                          MakeTimeAccessor(&CongaLoadBalancer::m_ageing),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Entries",
                          "Size of the flowlet table (flows, by hash)",
                          UintegerValue(4096),
                          MakeUintegerAccessor(&CongaLoadBalancer::m_entries),
                          MakeUintegerChecker<uint32_t>(1, 1U << 20)),
        {"switch",
         "flowlet",
         "of the path",
         "the uplink whose path is least congested, as the other leaf reports",
         "CONGA, SIGCOMM 2014"});
    return tid;
}

CongaLoadBalancer::CongaLoadBalancer() = default;
CongaLoadBalancer::~CongaLoadBalancer() = default;

std::string
CongaLoadBalancer::CheckConfig() const
{
    if (!m_timeout.IsStrictlyPositive() || !m_period.IsStrictlyPositive() ||
        !m_ageing.IsStrictlyPositive())
    {
        return "Timeout, Period and Ageing must be positive";
    }
    if (m_alpha <= 0)
    {
        return "Alpha must be above 0 (and at most 1)";
    }
    return {};
}

void
CongaLoadBalancer::DoStart()
{
    const SwitchPlace& place = GetPlace();
    m_salt = GetRandom().Next();
    m_ageingPs = static_cast<uint64_t>(m_ageing.GetPicoSeconds());
    m_meters.Start(place.ports, place.services, m_period, m_alpha);
    m_leaf = place.topology && place.edge != FabricTopology::NONE;
    if (m_leaf)
    {
        for (uint32_t edge = 0; edge < place.edges; edge++)
        {
            const auto& adjacencies =
                place.topology->GetAdjacencies(place.topology->GetEdgeVertex(edge));
            m_width = std::max(m_width, static_cast<uint32_t>(adjacencies.size()));
        }
        m_flowlet.Start(m_entries, m_timeout, m_salt);
        m_toLeaf.assign(size_t{place.edges} * m_width, {});
        m_fromLeaf.assign(size_t{place.edges} * m_width, {});
        m_next.assign(place.edges, 0);
    }
}

uint32_t
CongaLoadBalancer::DoGetHooks() const
{
    return m_leaf ? uint32_t{HOOK_RECEIVED | HOOK_SENT} : uint32_t{HOOK_SENT};
}

bool
CongaLoadBalancer::DoReceived(Frame* frame)
{
    const uint32_t path = frame->overlay[0];
    const uint32_t report = frame->overlay[1];
    if (path & VALID)
    {
        const uint32_t edge = GetPlace().topology->GetHostEdge(frame->src, frame->plane);
        const auto metric = static_cast<uint8_t>(path >> 16);
        FromLeaf& from = m_fromLeaf[size_t{edge} * m_width + (path & 0xffff)];
        from.changed = from.changed || !from.known || from.metric != metric;
        from.known = true;
        from.metric = metric;
        if (report & VALID)
        {
            m_toLeaf[size_t{edge} * m_width + (report & 0xffff)] = {
                GetDomain().Now(),
                static_cast<uint8_t>(report >> 16)};
        }
    }
    return false;
}

void
CongaLoadBalancer::DoSent(Frame& frame, uint16_t port)
{
    const SwitchPlace& place = GetPlace();
    const uint64_t now = GetDomain().Now();
    m_meters.Sent(frame.size, port, now);
    if (m_leaf)
    {
        const uint32_t edge = place.topology->GetHostEdge(frame.dst, frame.plane);
        if (edge != place.edge)
        {
            frame.overlay[0] = VALID | GetLocal(port) << 16 | port;
            frame.overlay[1] = PickReport(edge);
        }
    }
    else if (frame.overlay[0] & VALID)
    {
        const uint32_t metric = std::max(frame.overlay[0] >> 16 & 0xff, GetLocal(port));
        frame.overlay[0] = VALID | metric << 16 | (frame.overlay[0] & 0xffff);
    }
}

uint32_t
CongaLoadBalancer::PickReport(uint32_t edge)
{
    // Round robin over the uplinks of that leaf, those with news first.
    FromLeaf* row = &m_fromLeaf[size_t{edge} * m_width];
    uint32_t pick = m_width;
    for (uint32_t i = 0, port = m_next[edge]; i < m_width; i++)
    {
        if (row[port].changed)
        {
            pick = port;
            break;
        }
        if (row[port].known && pick == m_width)
        {
            pick = port;
        }
        port = port + 1 == m_width ? 0 : port + 1;
    }
    if (pick == m_width)
    {
        return 0;
    }
    m_next[edge] = pick + 1 == m_width ? 0 : pick + 1;
    row[pick].changed = false;
    return VALID | uint32_t{row[pick].metric} << 16 | pick;
}

uint32_t
CongaLoadBalancer::GetRemote(uint32_t edge, uint16_t port) const
{
    const ToLeaf& to = m_toLeaf[size_t{edge} * m_width + port];
    const uint64_t age = (GetDomain().Now() - to.time) / m_ageingPs;
    return age > 8 ? 0 : uint32_t{to.metric} >> age;
}

uint32_t
CongaLoadBalancer::GetLocal(uint16_t port)
{
    const double utilisation = m_meters.GetUtilisation(port, GetDomain().Now());
    return RateEstimator::Quantise(utilisation, m_bits);
}

uint32_t
CongaLoadBalancer::Choose(const Candidates& candidates, uint16_t current)
{
    uint32_t best = UINT32_MAX;
    uint32_t ties = 0;
    uint32_t choice = 0;
    for (uint32_t i = 0; i < candidates.GetCount(); i++)
    {
        const uint16_t port = candidates.GetPort(i);
        const uint32_t metric =
            candidates.IsUp(i)
                ? std::max(GetLocal(port), GetRemote(candidates.GetDestinationEdge(), port))
                : UINT32_MAX - 1;
        if (metric < best)
        {
            best = metric;
            choice = i;
            ties = 1;
        }
        else if (metric == best && candidates.GetPort(choice) != current)
        {
            // The current port wins a tie, else each of the ties with equal probability.
            ties++;
            choice = port == current || GetRandom().Below(ties) == 0 ? i : choice;
        }
    }
    return choice;
}

uint32_t
CongaLoadBalancer::DoSelect(const Frame& frame, const Candidates& candidates)
{
    if (!m_leaf)
    {
        // Parallel links of a spine to one leaf.
        const uint32_t hash = HashFlow(frame, m_salt);
        return static_cast<uint32_t>((uint64_t{hash} * candidates.GetCount()) >> 32);
    }
    FlowletTable::Entry& flowlet = m_flowlet.Find(frame, GetDomain().Now());
    const uint32_t last = candidates.FindPort(flowlet.port);
    if (!flowlet.fresh && last < candidates.GetCount() && candidates.IsUp(last))
    {
        return last;
    }
    const uint32_t choice = Choose(candidates, flowlet.port);
    flowlet.port = candidates.GetPort(choice);
    m_flowlets++;
    NS_LOG_LOGIC("node " << GetPlace().node << ": a flowlet of host " << frame.src << " to host "
                         << frame.dst << " takes port " << flowlet.port);
    return choice;
}

NetworkNeeds
CongaLoadBalancer::DoGetNeeds() const
{
    return NEED_TWO_TIERS; // the uplink of a leaf names the path
}

} // namespace aifabric
} // namespace ns3
