/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "mrc-load-balancer.h"

#include "ns3/boolean.h"
#include "ns3/component-description.h"
#include "ns3/fabric-numbers.h"
#include "ns3/log.h"
#include "ns3/probe-pace.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/split.hpp>
#include <cstddef>
#include <numeric>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("MrcLoadBalancer");

NS_OBJECT_ENSURE_REGISTERED(MrcLoadBalancer);

namespace
{
/// Rounds of probes after the last data packet, besides those that resurrect an EV.
constexpr uint64_t EXTRA_ROUNDS = 2;
/// Of event keys: the strategy as a whole.
constexpr uint32_t PROBE_PART = 0;
} // namespace

TypeId
MrcLoadBalancer::GetTypeId()
{
    static TypeId tid = DescribeStrategy(
        TypeId("ns3::aifabric::MrcLoadBalancer")
            .SetParent<HostLoadBalancer>()
            .SetGroupName("AiFabric")
            .AddConstructor<MrcLoadBalancer>()
            .AddAttribute("Paths",
                          "EVs in use per destination (MRC: 128 to 256)",
                          UintegerValue(256),
                          MakeUintegerAccessor(&MrcLoadBalancer::m_paths),
                          MakeUintegerChecker<uint32_t>(1, Route::NUMBERS))
            .AddAttribute("Backup",
                          "EVs more that replace bad ones",
                          UintegerValue(32),
                          MakeUintegerAccessor(&MrcLoadBalancer::m_backup),
                          MakeUintegerChecker<uint32_t>(0, Route::NUMBERS))
            .AddAttribute("Steered",
                          "Whether EVs are explicit paths, where all have a number; else they are "
                          "hashed",
                          BooleanValue(true),
                          MakeBooleanAccessor(&MrcLoadBalancer::m_steered),
                          MakeBooleanChecker())
            .AddAttribute("Denied",
                          "Numbers of paths not to be used, as in 3/8-11; needs Steered",
                          StringValue(""),
                          MakeStringAccessor(&MrcLoadBalancer::m_deniedList),
                          MakeStringChecker())
            .AddAttribute("SkipTime",
                          "How long an EV with a marked packet is left out; 0: one round-trip time "
                          "of an idle fabric",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&MrcLoadBalancer::m_skipTime),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("ProbeInterval",
                          "Time between probes of a bad EV, raised to two round-trip times",
                          TimeValue(MicroSeconds(50)),
                          MakeTimeAccessor(&MrcLoadBalancer::m_probeInterval),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("ProbeSuccesses",
                          "Answers in a row that make a bad EV good",
                          UintegerValue(3),
                          MakeUintegerAccessor(&MrcLoadBalancer::m_probeSuccesses),
                          MakeUintegerChecker<uint32_t>(1, 1000)),
        {"host",
         "packet",
         "path (ECN, losses, probes)",
         "rotation over EVs; a loss takes one out until probes succeed",
         "MRC, arXiv:2605.04333"});
    return tid;
}

MrcLoadBalancer::MrcLoadBalancer() = default;
MrcLoadBalancer::~MrcLoadBalancer() = default;

PairCost
MrcLoadBalancer::GetPairCost(const PairUse&) const
{
    return {1, 290000}; // tables by entropy value
}

NetworkNeeds
MrcLoadBalancer::DoGetNeeds() const
{
    const uint32_t steering = m_steered ? +NEED_STEERING : 0;
    return NEED_REORDERING | NEED_PATH_ECHO | NEED_ECN | steering;
}

std::string
MrcLoadBalancer::ParseDenied(std::vector<bool>& denied) const
{
    std::vector<std::string> items;
    if (!m_deniedList.empty())
    {
        boost::split(items, m_deniedList, boost::is_any_of("/"));
    }
    for (const std::string& item : items)
    {
        const auto numbers = ReadWholeRange(item, {0, Route::NUMBERS - 1}, "-");
        if (!numbers)
        {
            return "Denied must list path numbers below " + std::to_string(Route::NUMBERS) +
                   " as in 3/8-11, not " + m_deniedList;
        }
        denied.resize(std::max<size_t>(denied.size(), numbers->most + 1));
        std::fill_n(denied.begin() + static_cast<std::ptrdiff_t>(numbers->least),
                    numbers->most - numbers->least + 1,
                    true);
    }
    return {};
}

std::string
MrcLoadBalancer::CheckConfig() const
{
    std::vector<bool> denied;
    std::string problem = ParseDenied(denied);
    if (!problem.empty() || denied.empty())
    {
        return problem;
    }
    if (!m_steered)
    {
        return "Denied needs Steered: the numbers are those of paths";
    }
    const HostPlace& place = GetPlace();
    const uint32_t hosts = place.routes->GetTopology().GetHostCount();
    for (uint32_t dst = 0; dst < hosts; dst++)
    {
        const uint32_t paths =
            dst == place.host ? 0 : place.routes->CountPaths(place.host, dst, place.plane);
        // A single path has no alternative and is not refused: the edge switch is shared.
        const auto end = denied.begin() + std::min<size_t>(paths, denied.size());
        if (paths > 1 && std::count(denied.begin(), end, true) == static_cast<int64_t>(paths))
        {
            return "Denied leaves no path to host " + std::to_string(dst);
        }
    }
    return {};
}

void
MrcLoadBalancer::DoStart()
{
    ParseDenied(m_denied);
    m_catalog.Start(GetPlace().routes, GetPlace().host, GetPlace().plane);
    m_interval = static_cast<uint64_t>(m_probeInterval.GetPicoSeconds());
    m_probeEvent.Bind<&MrcLoadBalancer::ProbeAll>(this,
                                                  GetPlace().node,
                                                  PROBE_PART - GetPlace().plane,
                                                  EventKind::STRATEGY);
}

std::vector<Route>
MrcLoadBalancer::ListAllowed(uint32_t dst)
{
    const bool isOnly = GetPlace().routes->CountPaths(GetPlace().host, dst, GetPlace().plane) <= 1;
    std::vector<Route> routes;
    for (const uint16_t number : m_catalog.GetNumbers(dst))
    {
        if (isOnly || number >= m_denied.size() || !m_denied[number])
        {
            routes.push_back(Route::ByPath(number));
        }
    }
    return routes;
}

MrcPathSet
MrcLoadBalancer::MakePaths(uint32_t dst)
{
    const HostPlace& place = GetPlace();
    const uint32_t wanted = std::min(+Route::NUMBERS, m_paths + m_backup);
    const bool steered =
        m_steered && place.routes->CountPaths(place.host, dst, place.plane) <= Route::NUMBERS;
    std::vector<Route> routes;
    if (steered)
    {
        routes = ListAllowed(dst);
    }
    if (routes.empty()) // what is not denied may be dead
    {
        // Neighbours are hashed apart; a random place keeps those of other hosts away.
        const uint32_t first = GetRandom().Below(Route::NUMBERS - wanted + 1);
        for (uint32_t i = 0; i < wanted; i++)
        {
            routes.push_back(Route::ByHash(Route::ToEntropy(first + i)));
        }
    }
    GetRandom().Shuffle(routes);
    routes.resize(std::min<size_t>(routes.size(), wanted));
    const uint64_t baseRtt = GetPlace().services->GetBaseRtt(dst);
    MrcPathSet paths(dst, routes, m_paths, baseRtt);
    paths.epoch = GetPlace().routes->GetEpoch();
    return paths;
}

void
MrcLoadBalancer::TakeUp(MrcPathSet& paths)
{
    // What has died is for losses to tell; what was dead when the EVs were chosen may live now.
    paths.epoch = GetPlace().routes->GetEpoch();
    const uint32_t dst = paths.GetDestination();
    const HostPlace& place = GetPlace();
    std::vector<Route> routes = ListAllowed(dst);
    if (m_catalog.Get(dst).paths.empty() || routes.empty() ||
        place.routes->CountPaths(place.host, dst, place.plane) > Route::NUMBERS)
    {
        return;
    }
    if (!paths.IsSteered())
    {
        paths = MakePaths(dst);
        return;
    }
    const uint64_t now = GetDomain().Now();
    const auto known = [&paths, now](const Route& route) {
        return paths.GetState(route.GetEntropy(), now) != MrcPathState::DENIED;
    };
    routes.erase(std::remove_if(routes.begin(), routes.end(), known), routes.end());
    GetRandom().Shuffle(routes);
    for (const Route& route : routes)
    {
        if (paths.GetCount() < std::min(+Route::NUMBERS, m_paths + m_backup))
        {
            paths.Add(route);
        }
    }
}

MrcPathState
MrcLoadBalancer::GetPathState(uint32_t dst, uint16_t entropy) const
{
    const MrcPathSet* paths = m_sets.Find(dst);
    return paths ? paths->GetState(entropy, GetDomain().Now()) : MrcPathState::DENIED;
}

void
MrcLoadBalancer::DoSelect(Frame& frame)
{
    if (frame.kind != FrameKind::DATA)
    {
        // The number of a path is that of the way back, too, where both ends are alike.
        if (m_steered)
        {
            Route::Of(frame).AsPath().WriteTo(frame);
        }
        return;
    }
    MrcPathSet* paths = m_sets.Find(frame.dst);
    if (!paths)
    {
        paths = &m_sets.Make(frame.dst, MakePaths(frame.dst));
    }
    else if (m_steered && paths->epoch != GetPlace().routes->GetEpoch())
    {
        TakeUp(*paths);
    }
    const uint64_t now = GetDomain().Now();
    paths->lastData = now;
    if (paths->HasBad())
    {
        ArmProbes(*paths);
    }
    paths->Choose(now).WriteTo(frame);
    m_ledger.Record(frame.srcQp, frame.psn, frame.entropy, now);
}

void
MrcLoadBalancer::DoAcknowledged(const Frame& ack)
{
    m_ledger.Answered(ack);
    MrcPathSet* paths = ack.Has(FRAME_BECN) ? m_sets.Find(ack.src) : nullptr;
    if (paths)
    {
        const uint64_t skip = m_skipTime.IsZero()
                                  ? paths->GetBaseRtt()
                                  : static_cast<uint64_t>(m_skipTime.GetPicoSeconds());
        paths->Skip(ack.echoEntropy, GetDomain().Now() + skip);
    }
}

void
MrcLoadBalancer::DoLost(const LostPacket& packet)
{
    const auto* sent = m_ledger.Lost(packet.qp, packet.psn);
    // What a full queue has trimmed tells nothing against its path.
    const bool isDoubtful = sent && packet.cause != LossCause::TRIMMED;
    MrcPathSet* paths = isDoubtful ? m_sets.Find(packet.dst) : nullptr;
    if (paths && paths->Fail(sent->path, sent->sentAt, GetDomain().Now()))
    {
        m_failures++;
        NS_LOG_INFO("host " << GetPlace().host << ": assumes entropy " << sent->path << " to host "
                            << packet.dst << " bad");
        ArmProbes(*paths);
    }
}

uint64_t
MrcLoadBalancer::GetProbeInterval(const MrcPathSet& paths) const
{
    return std::max(m_interval, 2 * paths.GetBaseRtt());
}

void
MrcLoadBalancer::ArmProbes(const MrcPathSet& paths)
{
    if (!m_probeEvent.IsPending())
    {
        FabricDomain& domain = GetDomain();
        domain.Schedule(m_probeEvent, domain.Now() + GetProbeInterval(paths));
    }
}

void
MrcLoadBalancer::ProbeAll()
{
    const uint64_t now = GetDomain().Now();
    uint64_t next = UINT64_MAX;
    uint64_t probes = 0;
    // A probe may wake the port, which may pull the first packet to another host.
    for (size_t i = 0, count = m_sets.GetAll().size(); i < count; i++)
    {
        MrcPathSet& paths = m_sets.GetAll()[i];
        const uint64_t interval = GetProbeInterval(paths);
        if (!paths.HasBad() || now > paths.lastData + (m_probeSuccesses + EXTRA_ROUNDS) * interval)
        {
            continue;
        }
        next = std::min(next, now + interval);
        paths.BeginProbes(m_bad);
        probes += m_bad.size();
        for (const Route& route : m_bad)
        {
            GetPlace().services->SendProbe(paths.GetDestination(), route);
        }
    }
    if (next != UINT64_MAX)
    {
        // They leave the link to the data, however slow it is.
        const double taken =
            static_cast<double>(GetProbeTime(probes, GetPlace().services->GetLineRate()));
        next = std::max(next, now + static_cast<uint64_t>(PROBE_SHARE * taken));
        GetDomain().Schedule(m_probeEvent, next);
    }
}

void
MrcLoadBalancer::DoProbeAnswered(const Frame& reply)
{
    MrcPathSet* paths = m_sets.Find(reply.src);
    if (paths &&
        paths->Answer(reply.echoEntropy, reply.echoTime, m_probeSuccesses, GetDomain().Now()))
    {
        m_resurrections++;
        NS_LOG_INFO("host " << GetPlace().host << ": entropy " << reply.echoEntropy << " to host "
                            << reply.src << " is good again");
    }
}

} // namespace aifabric
} // namespace ns3
