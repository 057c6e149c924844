/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-injector.h"

#include "ns3/assert.h"
#include "ns3/config-error.h"
#include "ns3/fabric-engine.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(FaultInjector);

namespace
{
/// Changes in a row between which the fabric was idle, after which endless flapping ends.
constexpr uint32_t MAX_QUIET = 16;
} // namespace

TypeId
FaultInjector::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::aifabric::FaultInjector")
            .SetParent<Object>()
            .SetGroupName("AiFabric")
            .AddConstructor<FaultInjector>()
            .AddTraceSource("Event",
                            "Something failed, was noticed, routed around, repaired",
                            MakeTraceSourceAccessor(&FaultInjector::m_eventTrace),
                            "ns3::aifabric::FaultInjector::EventTracedCallback");
    return tid;
}

FaultInjector::FaultInjector() = default;
FaultInjector::~FaultInjector() = default;

void
FaultInjector::DoDispose()
{
    Stop();
    if (m_started)
    {
        m_destroy.Cancel();
        Forget();
    }
    m_incidents.clear();
    m_faults.clear();
    m_plant = FaultPlant();
    Object::DoDispose();
}

void
FaultInjector::Forget()
{
    m_destroy = EventId(); // which keeps this
    if (m_listens)
    {
        FramePool::RemoveListener(this);
        m_listens = false;
    }
    m_started = false;
}

std::string
FaultInjector::Add(const FaultPlant& plant, Ptr<const Fault> fault)
{
    NS_ASSERT_MSG(!m_started, "faults are added before the start");
    std::string problem = fault->Check();
    std::vector<FaultTarget> targets;
    const auto number = static_cast<uint32_t>(m_faults.size());
    m_faults.push_back(fault);
    if (problem.empty())
    {
        problem = fault->Choose(plant, number, targets);
    }
    if (!problem.empty())
    {
        return problem;
    }
    m_plant = plant;
    m_holds.resize(plant.topology->GetLinks().size());
    for (size_t i = 0; i < targets.size(); i++)
    {
        const auto index = static_cast<uint32_t>(m_incidents.size());
        Incident incident;
        incident.fault = fault;
        incident.number = number;
        incident.target = std::move(targets[i]);
        incident.random.Seed(FabricRandom::FAULT, uint64_t{number + 1} << 32 | i);
        m_incidents.push_back(std::move(incident));
        m_agenda.insert({fault->GetStart(), Phase::CHANGE, index, 0, true});
    }
    return "";
}

void
FaultInjector::Start()
{
    if (m_incidents.empty())
    {
        return;
    }
    m_started = true;
    // What is under way needs it, even if nobody else keeps it.
    m_destroy = Simulator::ScheduleDestroy([self = Ptr<FaultInjector>(this)]() { self->Forget(); });
    for (uint32_t i = 0; i < m_incidents.size(); i++)
    {
        WatchLosses(i);
    }
    FramePool::AddListener(this);
    m_listens = true;
    Process();
}

void
FaultInjector::Stop()
{
    m_agenda.clear();
    if (m_started)
    {
        m_next.Cancel();
    }
}

void
FaultInjector::ScheduleNext()
{
    if (!m_agenda.empty())
    {
        const uint64_t now = FabricEngine::Get().Now();
        m_next = Simulator::Schedule(TimeStep(m_agenda.begin()->time - now),
                                     &FaultInjector::Process,
                                     this);
    }
}

bool
FaultInjector::IsOver()
{
    // Observers do not count, nor refreshes of pauses and timers that nothing follows from.
    const FabricEngine& engine = FabricEngine::Get();
    const bool isQuiet =
        (engine.GetWork() == m_executed && engine.HasOnlyObservers()) || engine.IsIdle();
    m_executed = engine.GetWork();
    m_quiet = isQuiet ? m_quiet + 1 : 0;
    return m_quiet >= MAX_QUIET;
}

void
FaultInjector::Process()
{
    const uint64_t now = FabricEngine::Get().Now();
    const bool isOver = IsOver();
    while (!m_agenda.empty() && m_agenda.begin()->time <= now)
    {
        const Action action = *m_agenda.begin();
        m_agenda.erase(m_agenda.begin());
        Incident& incident = m_incidents[action.incident];
        switch (action.phase)
        {
        case Phase::CHANGE:
            // What goes on without end must not keep the simulation alive by itself.
            if (!isOver || !action.struck || incident.fault->GetEnd() != Fault::NEVER)
            {
                Change(incident, action);
            }
            break;
        case Phase::NOTICE:
            Notice(incident, action);
            break;
        case Phase::ROUTE:
            Route(incident, action);
            break;
        }
    }
    if (m_reweigh)
    {
        m_reweigh = false;
        m_reroute = WeighLinks() || m_reroute;
    }
    if (m_reroute)
    {
        m_reroute = false;
        m_recomputations++;
        m_plant.routes->Recompute();
        for (const auto& fabricSwitch : m_plant.switches)
        {
            fabricSwitch->UpdateRoutes();
        }
    }
    ScheduleNext();
}

void
FaultInjector::Change(Incident& incident, const Action& action)
{
    const Fault& fault = *incident.fault;
    const bool struck = action.struck;
    incident.struck = struck;
    incident.changes++;
    for (const FaultDirection& direction : incident.target.directions)
    {
        const Ptr<FabricNetDevice> sender = m_plant.GetDevice(direction.link, direction.end);
        if (!fault.Cuts())
        {
            fault.Strike(*sender, struck);
            continue;
        }
        uint32_t& cuts = m_holds[direction.link].cuts[direction.end];
        cuts += struck ? 1 : UINT32_MAX;
        if (cuts == (struck ? 1 : 0))
        {
            sender->SetFibreCut(struck);
        }
    }
    Report(fault.GetEventName(struck),
           incident.target.name,
           std::to_string(incident.target.directions.size()) + " directions of links");
    const auto index = action.incident;
    if (!fault.Cuts() && fault.GetConvergence() != Fault::NEVER)
    {
        // No port notices: what measures rates tells routing.
        m_agenda.insert(
            {action.time + fault.GetConvergence(), Phase::ROUTE, index, incident.changes, struck});
    }
    if (fault.GetDetection() != Fault::NEVER)
    {
        m_agenda.insert(
            {action.time + fault.GetDetection(), Phase::NOTICE, index, incident.changes, struck});
    }
    const uint64_t length = fault.DrawLength(struck, incident.random);
    if (length == 0)
    {
        throw ConfigError("DoDrawLength() of " + fault.GetInstanceTypeId().GetName() +
                          " returned 0: a state lasts 1 ps at least, or until the end of the fault "
                          "(NEVER)");
    }
    const uint64_t end = fault.GetEnd();
    const uint64_t next = length == Fault::NEVER ? Fault::NEVER : action.time + length;
    if (struck && std::min(next, end) != Fault::NEVER)
    {
        m_agenda.insert({std::min(next, end), Phase::CHANGE, index, incident.changes, false});
    }
    else if (!struck && next < end)
    {
        m_agenda.insert({next, Phase::CHANGE, index, incident.changes, true});
    }
}

void
FaultInjector::Notice(Incident& incident, const Action& action)
{
    // What has changed again meanwhile is not noticed, nor what has come back to what is known.
    if (action.change != incident.changes || incident.noticed == action.struck)
    {
        return;
    }
    incident.noticed = action.struck;
    incident.everNoticed = true;
    const Fault& fault = *incident.fault;
    std::set<std::pair<uint32_t, uint32_t>> ends;
    for (const FaultDirection& direction : incident.target.directions)
    {
        ends.insert({direction.link, 1 - direction.end});
        if (!fault.IsSilent())
        {
            ends.insert({direction.link, direction.end});
        }
    }
    for (const auto& [link, end] : ends)
    {
        uint32_t& ports = m_holds[link].ports[end];
        ports += action.struck ? 1 : UINT32_MAX;
        if (ports == (action.struck ? 1 : 0))
        {
            m_plant.GetDevice(link, end)->SetLinkUp(!action.struck);
        }
    }
    Report(action.struck ? "detected" : "repair-detected",
           incident.target.name,
           std::to_string(ends.size()) + " ports");
    if (fault.GetConvergence() != Fault::NEVER)
    {
        m_agenda.insert({action.time + fault.GetConvergence() - fault.GetDetection(),
                         Phase::ROUTE,
                         action.incident,
                         action.change,
                         action.struck});
    }
}

void
FaultInjector::Route(Incident& incident, const Action& action)
{
    if (incident.routed == action.struck)
    {
        return;
    }
    incident.routed = action.struck;
    incident.everRouted = true;
    std::set<uint32_t> links;
    for (const FaultDirection& direction : incident.target.directions)
    {
        links.insert(direction.link);
    }
    for (const uint32_t link : links)
    {
        if (!incident.fault->Cuts())
        {
            m_reweigh = true;
            continue;
        }
        uint32_t& routes = m_holds[link].routes;
        routes += action.struck ? 1 : UINT32_MAX;
        if (routes == (action.struck ? 1 : 0))
        {
            m_plant.topology->SetLinkUp(link, !action.struck);
            m_reroute = true;
        }
    }
    Report(action.struck ? "converged" : "repair-converged",
           incident.target.name,
           std::to_string(links.size()) + " links");
}

bool
FaultInjector::WeighLinks()
{
    const std::vector<double> rates = ListRates(
        [](const Incident& incident) { return incident.routed && !incident.fault->Cuts(); });
    const auto& links = m_plant.topology->GetLinks();
    bool changed = false;
    for (uint32_t link = 0; link < links.size(); link++)
    {
        const auto rate = static_cast<uint64_t>(rates[link]);
        const bool matters = links[link].lower >= m_plant.topology->GetHostCount();
        changed = changed || (matters && links[link].known != rate);
        m_plant.topology->SetKnownRate(link, rate);
    }
    return changed;
}

std::vector<double>
FaultInjector::ListRates(bool (*counts)(const Incident&)) const
{
    std::vector<double> rates;
    if (!m_plant.topology)
    {
        return rates;
    }
    for (const FabricTopology::Link& link : m_plant.topology->GetLinks())
    {
        rates.push_back(static_cast<double>(link.rate));
    }
    for (const Incident& incident : m_incidents)
    {
        for (const FaultDirection& direction : incident.target.directions)
        {
            double& rate = rates[direction.link];
            rate = counts(incident) ? incident.fault->GetRateLeft(rate) : rate;
        }
    }
    return rates;
}

std::vector<double>
FaultInjector::GetRatesLeft() const
{
    return ListRates([](const Incident&) { return true; });
}

} // namespace aifabric
} // namespace ns3
