/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "idle-notes.h"

#include "option-preset.h"

#include "ns3/congestion-control.h"
#include "ns3/fabric-units.h"
#include "ns3/host-load-balancer.h"
#include "ns3/switch-load-balancer.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <map>
#include <utility>

namespace ns3
{
namespace aifabric
{

namespace
{

/**
 * Add what a component says of its own attributes: what the user set, and what must be said always.
 * @param option the option that chose the component
 * @param what the component
 * @param place the fabric
 * @param notes where to add sentences
 */
void
AddComponent(const std::string& option,
             const OptionComponent& what,
             const PlaceOfUse& place,
             std::vector<std::string>& notes)
{
    const ComponentSpec& spec = what.spec;
    const auto object = what.Create<Object>();
    const auto* component = dynamic_cast<const IdleAttributes*>(PeekPointer(object));
    if (!component)
    {
        return;
    }
    for (const IdleAttribute& idle : component->ListIdle(place))
    {
        std::string value;
        for (const auto& [key, text] : spec.parameters)
        {
            value = NormalizeName(key) == NormalizeName(idle.name) ? "=" + text : value;
        }
        if (!value.empty() || idle.always)
        {
            notes.push_back(ToKebabCase(idle.name) + value + " of --" + option + "=" + spec.name +
                            " acts on nothing: " + idle.reason);
        }
    }
}

} // namespace

IdleNotes::IdleNotes(const ExperimentPlan& plan,
                     const FabricContainer& fabric,
                     const JobSet& jobs,
                     const FaultInjector& faults)
    : m_plan(plan),
      m_options(plan.GetOptions()),
      m_fabric(fabric),
      m_jobs(jobs),
      m_faults(faults)
{
}

std::vector<std::string>
IdleNotes::List() const
{
    Notes notes;
    AddNeeds(notes);
    AddAttributes(notes);
    AddClasses(notes);
    AddStages(notes);
    AddTrimming(notes);
    AddPaths(notes);
    AddHosts(notes);
    AddQueuePairs(notes);
    AddFaults(notes);
    AddOutput(notes);
    return notes;
}

PlaceOfUse
IdleNotes::MakePlace() const
{
    PlaceOfUse place;
    const FabricTopology& topology = *m_fabric.GetTopology();
    for (const FabricTopology::Link& link : topology.GetLinks())
    {
        place.rate = std::max(place.rate, static_cast<double>(link.rate));
    }
    uint32_t highest = 0;
    for (uint32_t i = 0; i < m_fabric.GetSwitches().GetN(); i++)
    {
        if (topology.GetSwitch(topology.GetHostCount() + i).isScaleUp)
        {
            continue; // what never drops, marks or pauses tells nothing about buffers
        }
        const auto fabricSwitch = m_fabric.GetSwitch(i);
        const auto admission = fabricSwitch->GetAdmission();
        place.largestQueue = std::max(place.largestQueue, GetLargestQueue(*fabricSwitch));
        place.bufferPerPort = std::max(place.bufferPerPort, admission->GetBufferPerPort());
        highest = std::max(highest, topology.GetSwitch(topology.GetHostCount() + i).tier);
    }
    place.switches = highest > 0 ? 2 * highest - 1 : 0;
    place.dataClasses = m_fabric.GetNic(0)->GetDataClasses();
    return place;
}

void
IdleNotes::AddAttributes(Notes& notes) const
{
    const PlaceOfUse place = MakePlace();
    for (const std::string option : {"lb", "cc", "recovery"})
    {
        AddComponents(option, place, notes);
    }
    AddSwitches(place, notes);
    for (const std::string option : {"fabric", "workload", "fault"})
    {
        AddComponents(option, place, notes);
    }
}

void
IdleNotes::AddComponents(const std::string& option, const PlaceOfUse& place, Notes& notes) const
{
    for (const OptionComponent& component : m_plan.GetComponents(option))
    {
        AddComponent(option, component, place, notes);
    }
}

void
IdleNotes::AddSwitches(const PlaceOfUse& place, Notes& notes) const
{
    const OptionValue& models = m_plan.Get("switch");
    for (size_t i = 0; i < models.components.size(); i++)
    {
        const std::string& tier = models.switches->GetParts()[i].tier;
        AddComponent(tier.empty() ? "switch" : "switch=" + tier,
                     models.components[i],
                     place,
                     notes);
    }
    const size_t tiers = m_fabric.GetTopology()->ListTiers().size();
    if (tiers > 0 && models.components.size() > tiers)
    {
        notes.push_back("--switch=" + models.GetComponent().spec.name +
                        " acts on nothing: each tier has a model of its own");
    }
}

void
IdleNotes::AddNeeds(Notes& notes) const
{
    const auto nic = m_fabric.GetNic(0);
    const auto add = [&](const std::string& what, const NetworkNeeds& needs) {
        if (needs.Has(NEED_ECN))
        {
            AddMarksMissing(what, notes);
        }
        if (needs.Has(NEED_EACH_ACK) && m_options.ackInterval > 1)
        {
            notes.push_back(what + " expects an ACK for each packet, and --ack-interval=" +
                            std::to_string(m_options.ackInterval) +
                            " gives it fewer; give --ack-interval=1");
        }
        if (needs.Has(NEED_PATH_ECHO) && !nic->HasPathEcho())
        {
            notes.push_back(what + " learns from the paths that ACKs tell, and they tell none; "
                                   "leave the attribute PathEcho of ns3::aifabric::RoceNic at "
                                   "true");
        }
    };
    const OptionComponent& cc = m_plan.Get("cc").GetComponent();
    add("--cc=" + cc.spec.name, cc.Create<CongestionControl>()->GetNeeds());
    for (const OptionComponent& strategy : m_plan.GetComponents("lb"))
    {
        const auto object = strategy.Create<Object>();
        const auto onHost = DynamicCast<HostLoadBalancer>(object);
        const auto onSwitch = DynamicCast<SwitchLoadBalancer>(object);
        add("--lb=" + strategy.spec.name, onHost ? onHost->GetNeeds() : onSwitch->GetNeeds());
    }
}

bool
IdleNotes::HasChoice() const
{
    for (const Job& job : m_jobs.GetAll())
    {
        const TaskGraph& graph = job.run->GetGraph();
        for (TaskGraph::Id id = 0; id < graph.GetCount(); id++)
        {
            const TaskGraph::Task& task = graph.Get(id);
            if (task.IsMessage() && HasChoice(task.host, task.peer))
            {
                return true;
            }
        }
    }
    return false;
}

void
IdleNotes::AddPaths(Notes& notes) const
{
    const auto& topology = *m_fabric.GetTopology();
    const auto& links = topology.GetLinks();
    const uint64_t rate = m_plan.Get("rate").number;
    if (m_options.rate != ExperimentOptions().rate &&
        std::none_of(links.begin(), links.end(), [&](const FabricTopology::Link& link) {
            return link.rate == rate;
        }))
    {
        notes.push_back("--rate=" + m_options.rate +
                        " acts on nothing: the fabric sets the rates of all its links");
    }
    // The default strategy was not asked for.
    if (m_options.lb != ExperimentOptions().lb && !HasChoice())
    {
        notes.push_back("--lb=" + m_options.lb +
                        " has nothing to choose: no message has more than one path");
    }
}

bool
IdleNotes::HasChoice(uint32_t src, uint32_t dst) const
{
    const FabricRoutes& routes = *m_fabric.GetRoutes();
    const uint32_t planes = routes.GetPlanes(src, dst);
    for (uint32_t plane = 0; plane < m_fabric.GetTopology()->GetPlaneCount(); plane++)
    {
        if (((planes >> plane) & 1) && routes.CountPaths(src, dst, plane) > 1)
        {
            return true;
        }
    }
    return false;
}

void
IdleNotes::AddHosts(Notes& notes) const
{
    if (m_fabric.GetNic(0)->GetPlaneChoice() != PLANE_AUTO &&
        m_fabric.GetTopology()->GetPlaneCount() == 1)
    {
        notes.push_back(
            "the attribute PlaneChoice of ns3::aifabric::RoceNic acts on nothing: hosts "
            "have one port");
    }
    uint64_t received = 0;
    uint64_t answers = 0;
    size_t pairs = 0;
    for (uint32_t host = 0; host < m_fabric.GetHosts().GetN(); host++)
    {
        const auto nic = m_fabric.GetNic(host);
        received += nic->GetCounters().dataReceived;
        answers += nic->GetCounters().acksSent + nic->GetCounters().naksSent;
        pairs = std::max(pairs, nic->CountQueuePairs());
    }
    if (m_options.ackInterval > 1 && m_fabric.GetNic(0)->GetRecoveryPrototype()->AnswersEach())
    {
        notes.push_back("--ack-interval=" + std::to_string(m_options.ackInterval) +
                        " acts on nothing: --recovery=" + m_options.recovery +
                        " answers each packet by itself");
    }
    else if (m_options.ackInterval > 1 && received > 0 && answers >= received)
    {
        notes.push_back("--ack-interval=" + std::to_string(m_options.ackInterval) +
                        " acted on nothing: each packet was answered by itself, since messages "
                        "have one packet, or packets were missing before it");
    }
    if (m_options.domains > 1 && FabricEngine::Get().GetDomainCount() == 1)
    {
        notes.push_back(
            "--domains=" + std::to_string(m_options.domains) +
            " acts on nothing: the fabric runs as one, for it has a single pod or leaf, "
            "links below 100 ns, a recovery that is told of losses, an ascii trace, or "
            "--engine=pump");
    }
    if (m_options.burst > 1 && pairs < 2)
    {
        notes.push_back("--burst=" + std::to_string(m_options.burst) +
                        " acts on nothing: no host has several queue pairs that take turns");
    }
}

void
IdleNotes::AddQueuePairs(Notes& notes) const
{
    for (const Job& job : m_jobs.GetAll())
    {
        const uint32_t wanted = job.run->GetService().queuePairs;
        std::map<std::pair<uint32_t, uint32_t>, uint32_t> messages;
        uint32_t most = 0;
        for (TaskGraph::Id id = 0; wanted > 1 && id < job.run->GetGraph().GetCount(); id++)
        {
            const TaskGraph::Task& task = job.run->GetGraph().Get(id);
            most = task.IsMessage() ? std::max(most, ++messages[{task.host, task.peer}]) : most;
        }
        if (wanted > 1 && most < wanted)
        {
            notes.push_back("queue-pairs=" + std::to_string(wanted) + " of --workload=" +
                            job.workload + " acts on nothing beyond " + std::to_string(most) +
                            ": no host sends more messages to a peer, and each takes one queue "
                            "pair; --lb=subflow:count=" +
                            std::to_string(wanted) + " cuts messages");
        }
    }
}

void
IdleNotes::AddFaults(Notes& notes) const
{
    const std::vector<OptionComponent>& faults = m_plan.GetComponents("fault");
    const std::vector<FaultOutcome> outcomes = m_faults.GetOutcomes();
    for (size_t i = 0; i < outcomes.size() && i < faults.size(); i++)
    {
        const FaultOutcome& outcome = outcomes[i];
        const Fault& fault = *outcome.fault;
        const std::string what = "--fault=" + faults[i].canonical;
        const std::string end =
            " when the run ended at " + FormatDuration(TimeStep(FabricEngine::Get().Now()));
        if (outcome.targets == 0)
        {
            notes.push_back(what + " struck nothing: chance chose none; raise fraction, or give "
                                   "count or names");
            continue;
        }
        if (outcome.struck == 0)
        {
            notes.push_back(what + " struck nothing: its time had not come" + end);
            continue;
        }
        if (fault.Cuts() && fault.GetDetection() != Fault::NEVER && outcome.noticed == 0)
        {
            notes.push_back(what + " was noticed by no port: it never lasted " +
                            FormatDuration(TimeStep(fault.GetDetection())) +
                            " (detection), or not yet" + end);
        }
        if (fault.IsSilent() && !outcome.oneWay)
        {
            notes.push_back(what + ": silent=true acts on nothing, since both directions are cut "
                                   "and both ends notice by themselves; name one direction (a->b)");
        }
    }
}

void
IdleNotes::AddOutput(Notes& notes) const
{
    // Who adds but a latency to the switch of a lossless preset has a lossy one.
    const OptionPreset* preset = OptionPreset::Find(m_options.preset);
    std::string without;
    for (const auto& [name, value] : preset ? preset->values : OptionPreset::Values())
    {
        const bool isSet = ExperimentOption::Find(name)->Get(m_options) == value;
        without += isSet ? "" : " --" + name + "=" + value;
    }
    if (!without.empty())
    {
        notes.push_back("--preset=" + m_options.preset + " does without" + without +
                        ", since that is given otherwise");
    }
    if (m_options.resolution != ExperimentOptions().resolution && !m_plan.HasSeries())
    {
        notes.push_back("--resolution=" + m_options.resolution +
                        " acts on nothing: no series are recorded; give --record=series");
    }
    if (m_options.record != ExperimentOptions().record && ExperimentOptions::IsNone(m_options.db))
    {
        notes.push_back("--record=" + m_options.record +
                        " stores nothing with --db=none; give a file");
    }
}

} // namespace aifabric
} // namespace ns3
