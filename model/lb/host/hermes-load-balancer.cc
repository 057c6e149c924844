/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "hermes-load-balancer.h"

#include "ns3/component-description.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("HermesLoadBalancer");

NS_OBJECT_ENSURE_REGISTERED(HermesLoadBalancer);

TypeId
HermesLoadBalancer::GetTypeId()
{
    static TypeId tid = DescribeStrategy(
        TypeId("ns3::aifabric::HermesLoadBalancer")
            .SetParent<HostLoadBalancer>()
            .SetGroupName("AiFabric")
            .AddConstructor<HermesLoadBalancer>()
            .AddAttribute("HopDelay",
                          "Queueing delay of one congested hop: marking threshold over link rate "
                          "(400 KB at 400 Gb/s)",
                          TimeValue(MicroSeconds(8)),
                          MakeTimeAccessor(&HermesLoadBalancer::m_hopDelay),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Ecn",
                          "Fraction of marks below which a path is good, above which congested",
                          DoubleValue(0.4),
                          MakeDoubleAccessor(&HermesLoadBalancer::m_ecn),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("RttLow",
                          "A good path has a round-trip time below the idle one plus this (in hop "
                          "delays)",
                          DoubleValue(0.375),
                          MakeDoubleAccessor(&HermesLoadBalancer::m_rttLow),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("RttHigh",
                          "A congested path has a round-trip time above the idle one plus this (in "
                          "hop delays)",
                          DoubleValue(1.5),
                          MakeDoubleAccessor(&HermesLoadBalancer::m_rttHigh),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("BetterEcn",
                          "A notably better path has a fraction of marks lower by more than this",
                          DoubleValue(0.05),
                          MakeDoubleAccessor(&HermesLoadBalancer::m_betterEcn),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("BetterRtt",
                          "A notably better path has a round-trip time shorter by more than this "
                          "(in hop delays)",
                          DoubleValue(1),
                          MakeDoubleAccessor(&HermesLoadBalancer::m_betterRtt),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("Rate",
                          "Only a flow slower than this fraction of the line rate is moved",
                          DoubleValue(0.3),
                          MakeDoubleAccessor(&HermesLoadBalancer::m_rate),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("Bytes",
                          "Only a flow that sent more than this over its path is moved (bytes)",
                          UintegerValue(600000),
                          MakeUintegerAccessor(&HermesLoadBalancer::m_bytes),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("ProbeInterval",
                          "Time between probes while data flows; 0: none",
                          TimeValue(MicroSeconds(100)),
                          MakeTimeAccessor(&HermesLoadBalancer::m_interval),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Timeouts",
                          "A path has failed after so many timeouts without an ACK between",
                          UintegerValue(3),
                          MakeUintegerAccessor(&HermesLoadBalancer::m_timeouts),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("Losses",
                          "A path that is not congested has failed if it loses more than this "
                          "fraction of packets",
                          DoubleValue(0.01),
                          MakeDoubleAccessor(&HermesLoadBalancer::m_losses),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("LossWindow",
                          "Interval over which losses are counted",
                          TimeValue(MilliSeconds(10)),
                          MakeTimeAccessor(&HermesLoadBalancer::m_lossWindow),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("FailureTime",
                          "Time after which a failed path is tried again; 0: never",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&HermesLoadBalancer::m_failureTime),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("RateWindow",
                          "Time constant of rates of flows and paths",
                          TimeValue(MicroSeconds(50)),
                          MakeTimeAccessor(&HermesLoadBalancer::m_rateWindow),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Gain",
                          "Weight of a new sample in averages of marks and round-trip times (above "
                          "0, at most 1)",
                          DoubleValue(0.0625),
                          MakeDoubleAccessor(&HermesLoadBalancer::m_gain),
                          MakeDoubleChecker<double>(0, 1)),
        {"host",
         "flow",
         "marks, round-trip times, timeouts, losses per path",
         "good paths for new flows, cautious moves off congested ones, probes",
         "Hermes, SIGCOMM 2017"});
    return tid;
}

HermesLoadBalancer::HermesLoadBalancer() = default;
HermesLoadBalancer::~HermesLoadBalancer() = default;

void
HermesLoadBalancer::DoDispose()
{
    if (m_probeEvent.IsPending())
    {
        GetDomain().Cancel(m_probeEvent);
    }
    HostLoadBalancer::DoDispose();
}

std::string
HermesLoadBalancer::CheckConfig() const
{
    if (m_gain <= 0)
    {
        return "Gain must be above 0 and at most 1";
    }
    return m_rateWindow.IsStrictlyPositive() ? "" : "RateWindow must be positive";
}

void
HermesLoadBalancer::DoStart()
{
    m_catalog.Start(GetPlace().routes, GetPlace().host, GetPlace().plane);
    const auto hop = static_cast<double>(m_hopDelay.GetPicoSeconds());
    m_thresholds.ecn = m_ecn;
    m_thresholds.rttLow = m_rttLow * hop;
    m_thresholds.rttHigh = m_rttHigh * hop;
    m_thresholds.betterEcn = m_betterEcn;
    m_thresholds.betterRtt = m_betterRtt * hop;
    m_thresholds.timeouts = m_timeouts;
    m_thresholds.losses = m_losses;
    m_thresholds.lossWindow = static_cast<uint64_t>(m_lossWindow.GetPicoSeconds());
    m_thresholds.failureTime = static_cast<uint64_t>(m_failureTime.GetPicoSeconds());
    m_thresholds.rateWindow = static_cast<uint64_t>(m_rateWindow.GetPicoSeconds());
    m_thresholds.gain = m_gain;
    const auto& at = GetPlace();
    m_probeEvent.Bind<&HermesLoadBalancer::Probe>(this, at.node, at.plane, EventKind::STRATEGY);
}

HermesLoadBalancer::Rack*
HermesLoadBalancer::GetRack(uint32_t dst)
{
    const uint32_t edge = GetPlace().routes->GetTopology().GetHostEdge(dst, GetPlace().plane);
    Rack* rack = m_racks.Find(edge);
    if (rack && rack->epoch == GetPlace().routes->GetEpoch())
    {
        return rack;
    }
    std::vector<uint16_t> numbers;
    for (const PathCatalog::Path& path : m_catalog.Get(dst).paths)
    {
        numbers.push_back(path.number);
    }
    const HermesPaths paths(numbers, GetPlace().services->GetBaseRtt(dst), m_thresholds);
    if (rack)
    {
        rack->paths = paths;
    }
    else
    {
        rack = &m_racks.Make(edge, paths);
    }
    rack->epoch = GetPlace().routes->GetEpoch();
    return rack;
}

void
HermesLoadBalancer::Place(Flow& flow, uint64_t now)
{
    flow.path = flow.rack->paths.ChooseNew(now, GetRandom());
    flow.epoch = flow.rack->epoch;
    flow.fresh = false;
    flow.timedOut = false;
    flow.sent = 0;
}

void
HermesLoadBalancer::Reconsider(Flow& flow, uint64_t now)
{
    HermesPaths& paths = flow.rack->paths;
    const HermesClass here = paths.Classify(flow.path, now);
    if (here == HermesClass::FAILED)
    {
        NS_LOG_INFO("host " << GetPlace().host << ": a flow leaves the failed path "
                            << paths.GetPaths()[flow.path].number);
        Place(flow, now);
        return;
    }
    const double limit = m_rate * GetPlace().services->GetLineRate();
    if (here != HermesClass::CONGESTED || flow.sent <= m_bytes ||
        flow.rate.Get(now, m_thresholds.rateWindow) >= limit)
    {
        return;
    }
    const uint32_t better = paths.ChooseBetter(flow.path, now);
    if (better != HermesPaths::NONE)
    {
        flow.path = better;
        flow.sent = 0;
        m_moves++;
        NS_LOG_INFO("host " << GetPlace().host << ": a flow moves to the better path "
                            << paths.GetPaths()[better].number);
    }
}

void
HermesLoadBalancer::DoSelect(Frame& frame)
{
    if (frame.kind != FrameKind::DATA)
    {
        return;
    }
    const uint64_t now = GetDomain().Now();
    Flow* known = m_flows.Find(frame.srcQp);
    Flow& flow = known ? *known : m_flows.Make(frame.srcQp);
    if (!flow.rack || flow.rack->epoch != GetPlace().routes->GetEpoch())
    {
        flow.rack = GetRack(frame.dst);
    }
    Rack& rack = *flow.rack;
    if (rack.paths.GetPaths().empty())
    {
        return;
    }
    rack.host = frame.dst;
    rack.active = true;
    if (!m_probeEvent.IsPending() && m_interval.IsStrictlyPositive())
    {
        GetDomain().Schedule(m_probeEvent,
                             now + static_cast<uint64_t>(m_interval.GetPicoSeconds()));
    }
    if (flow.fresh || flow.timedOut || flow.epoch != rack.epoch)
    {
        Place(flow, now);
    }
    else
    {
        Reconsider(flow, now);
    }
    if (PsnDistance(frame.psn + 1, flow.next) > 0)
    {
        flow.next = (frame.psn + 1) & PSN_MASK;
    }
    flow.sent += frame.payload;
    flow.rate.Add(frame.payload, now, m_thresholds.rateWindow);
    rack.paths.Sent(flow.path, frame.payload, now);
    Route::ByPath(rack.paths.GetPaths()[flow.path].number).WriteTo(frame);
}

void
HermesLoadBalancer::DoAcknowledged(const Frame& ack)
{
    Flow* flow = m_flows.Find(ack.qp);
    if (!flow || !flow->rack || flow->epoch != flow->rack->epoch)
    {
        return;
    }
    flow->fresh = ack.psn == flow->next;
    HermesPaths& paths = flow->rack->paths;
    const uint32_t index = paths.Find(Route::ToNumber(ack.echoEntropy));
    if (index != HermesPaths::NONE)
    {
        paths.Answered(index, ack.Has(FRAME_BECN), GetDomain().Now() - ack.echoTime);
    }
}

void
HermesLoadBalancer::DoLost(const LostPacket& packet)
{
    Flow* flow = m_flows.Find(packet.qp);
    if (!flow || !flow->rack || flow->epoch != flow->rack->epoch)
    {
        return;
    }
    // Losses of packets sent before the last move count for the path that the flow has now.
    const uint64_t now = GetDomain().Now();
    if (packet.cause != LossCause::TIMEOUT)
    {
        flow->rack->paths.Lost(flow->path, now);
    }
    else if (flow->timedOutAt != now)
    {
        flow->timedOutAt = now;
        flow->timedOut = true;
        NS_LOG_INFO("host " << GetPlace().host << ": queue pair " << packet.qp
                            << " timed out and chooses a path anew");
        flow->rack->paths.TimedOut(flow->path, now);
    }
}

void
HermesLoadBalancer::ProbePath(const Rack& rack, uint32_t index)
{
    const uint16_t number = rack.paths.GetPaths()[index].number;
    GetPlace().services->SendProbe(rack.host, Route::ByPath(number));
}

void
HermesLoadBalancer::Probe()
{
    bool active = false;
    // A probe may wake the port, which may pull the first packet to another rack.
    for (size_t i = 0, racks = m_racks.GetAll().size(); i < racks; i++)
    {
        Rack& rack = m_racks.GetAll()[i];
        if (!rack.active || rack.epoch != GetPlace().routes->GetEpoch() ||
            rack.paths.GetPaths().empty())
        {
            continue;
        }
        rack.active = false;
        active = true;
        for (const uint32_t index : rack.paths.ChooseProbed(GetDomain().Now(), GetRandom()))
        {
            ProbePath(rack, index);
        }
    }
    if (active)
    {
        GetDomain().Schedule(m_probeEvent,
                             GetDomain().Now() +
                                 static_cast<uint64_t>(m_interval.GetPicoSeconds()));
    }
}

void
HermesLoadBalancer::DoProbeAnswered(const Frame& reply)
{
    const auto& place = GetPlace();
    Rack* rack = m_racks.Find(place.routes->GetTopology().GetHostEdge(reply.src, place.plane));
    if (!rack || rack->epoch != place.routes->GetEpoch())
    {
        return;
    }
    const uint32_t index = rack->paths.Find(Route::ToNumber(reply.echoEntropy));
    if (index != HermesPaths::NONE)
    {
        rack->paths.Answered(index, reply.Has(FRAME_BECN), GetDomain().Now() - reply.echoTime);
    }
}

NetworkNeeds
HermesLoadBalancer::DoGetNeeds() const
{
    return NEED_PATH_ECHO | NEED_ECN | NEED_STEERING;
}

std::vector<IdleAttribute>
HermesLoadBalancer::DoListIdle(const PlaceOfUse& place) const
{
    const auto queue = static_cast<double>(place.largestQueue);
    const double longest = 8e9 * queue * place.switches / place.rate;
    const double hop = m_hopDelay.GetSeconds() * 1e9;
    std::vector<IdleAttribute> idle;
    const auto add = [&](const std::string& name, double hops) {
        if (hops * hop > longest)
        {
            idle.push_back({name,
                            "all queues of a path, full, delay by no more than " +
                                std::to_string(static_cast<uint64_t>(longest)) +
                                " ns, which is less than " +
                                std::to_string(static_cast<uint64_t>(hops * hop)) +
                                " ns: set hop-delay to kmin over the link rate",
                            true});
        }
    };
    add("RttLow", m_rttLow);
    add("RttHigh", m_rttHigh);
    return idle;
}

} // namespace aifabric
} // namespace ns3
