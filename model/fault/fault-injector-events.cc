/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-injector.h"

#include "ns3/callback.h"
#include "ns3/fabric-engine.h"
#include "ns3/log.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("FaultInjectorEvents");

// What happened, and whom it hit.

namespace
{
/// Events that are kept of one run.
constexpr size_t MAX_EVENTS = 100000;
} // namespace

void
FaultInjector::WatchLosses(uint32_t number)
{
    // Both ends lose frames of a link that is cut: on the fibre, and in the queues of ports.
    const Incident& incident = m_incidents[number];
    std::set<std::pair<uint32_t, uint32_t>> ends;
    for (const FaultDirection& direction : incident.target.directions)
    {
        ends.insert({direction.link, direction.end});
        if (incident.fault->Cuts())
        {
            ends.insert({direction.link, 1 - direction.end});
        }
    }
    for (const auto& [link, end] : ends)
    {
        m_plant.GetDevice(link, end)->TraceConnectWithoutContext(
            "FrameDropped",
            MakeBoundCallback(&FaultInjector::FrameLost, this, number));
    }
}

void
FaultInjector::FrameLost(FaultInjector* injector,
                         uint32_t incident,
                         const Frame& frame,
                         DropReason reason)
{
    if (incident >= injector->m_incidents.size())
    {
        return; // disposed of
    }
    Incident& what = injector->m_incidents[incident];
    const DropReason mine = what.fault->Cuts() ? DropReason::LINK_DOWN : DropReason::GREY_LOSS;
    if (what.changes > 0 && reason == mine)
    {
        what.losses.Add(frame, reason, FabricEngine::Get().Now());
    }
}

void
FaultInjector::FrameDropped(const Frame& frame, DropReason reason)
{
    if (reason == DropReason::NO_ROUTE)
    {
        m_noRoute.Add(frame, reason, FabricEngine::Get().Now());
    }
}

void
FaultInjector::Report(const std::string& kind,
                      const std::string& subject,
                      const std::string& detail)
{
    const FaultEvent event{FabricEngine::Get().Now(), kind, subject, detail};
    NS_LOG_INFO(kind << " " << subject << (detail.empty() ? "" : ": ") << detail);
    m_eventTrace(event);
    if (m_events.size() < MAX_EVENTS)
    {
        m_events.push_back(event);
    }
    else
    {
        m_forgotten++;
    }
}

void
FaultInjector::ListLosses(const FaultLosses& losses,
                          const std::string& subject,
                          std::vector<FaultEvent>& events) const
{
    if (losses.GetFlows() == 0)
    {
        return;
    }
    const auto describe = [this](const FaultLosses::Loss& loss) {
        return m_plant.names[loss.src] + "->" + m_plant.names[loss.dst] + ", " +
               DropReasonName(loss.reason);
    };
    events.push_back(
        {losses.GetFirst().time, "first-affected-flow", subject, describe(losses.GetFirst())});
    events.push_back({losses.GetLast().time,
                      "last-affected-flow",
                      subject,
                      describe(losses.GetLast()) + "; in all " + std::to_string(losses.GetFlows()) +
                          " flows, " + std::to_string(losses.GetFrames()) + " frames"});
}

std::vector<FaultEvent>
FaultInjector::ListEvents() const
{
    std::vector<FaultEvent> events = m_events;
    for (const Incident& incident : m_incidents)
    {
        ListLosses(incident.losses, incident.target.name, events);
    }
    ListLosses(m_noRoute, "routes", events);
    std::stable_sort(events.begin(), events.end(), [](const FaultEvent& a, const FaultEvent& b) {
        return a.time < b.time;
    });
    return events;
}

std::vector<FaultOutcome>
FaultInjector::GetOutcomes() const
{
    std::vector<FaultOutcome> outcomes(m_faults.size());
    for (size_t i = 0; i < m_faults.size(); i++)
    {
        outcomes[i].fault = m_faults[i];
    }
    for (const Incident& incident : m_incidents)
    {
        FaultOutcome& outcome = outcomes[incident.number];
        std::set<uint32_t> links;
        for (const FaultDirection& direction : incident.target.directions)
        {
            links.insert(direction.link);
        }
        outcome.targets++;
        outcome.struck += incident.changes > 0 ? 1 : 0;
        outcome.noticed += incident.everNoticed ? 1 : 0;
        outcome.routed += incident.everRouted ? 1 : 0;
        outcome.oneWay = outcome.oneWay || incident.target.directions.size() < 2 * links.size();
    }
    return outcomes;
}

} // namespace aifabric
} // namespace ns3
