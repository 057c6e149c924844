/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "own-run.h"

#include "experiment-option.h"
#include "process-clock.h"

#include "ns3/build-facts.h"
#include "ns3/component-families.h"
#include "ns3/component-registry.h"
#include "ns3/component-spec.h"
#include "ns3/config-error.h"
#include "ns3/fabric-attributes.h"
#include "ns3/fabric-engine.h"
#include "ns3/fabric-simulator-impl.h"
#include "ns3/fabric-units.h"
#include "ns3/failure-cause.h"
#include "ns3/json-text.h"
#include "ns3/results-database.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/task-graph-application.h"
#include "ns3/workload-helper.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ns3
{
namespace aifabric
{

namespace
{

/// @return a component as users write it: its short name, and what differs from the defaults
std::string
WriteComponent(const ComponentFamily* family, Ptr<const Object> object)
{
    ComponentSpec spec;
    const std::string type = object->GetInstanceTypeId().GetName();
    const size_t colons = type.rfind("::");
    spec.name = ToKebabCase(colons == std::string::npos ? type : type.substr(colons + 2));
    for (const ComponentInfo& info : family ? family->List() : std::vector<ComponentInfo>())
    {
        if (info.type == object->GetInstanceTypeId() && !info.isRow)
        {
            spec.name = info.alias;
        }
    }
    spec.parameters = ListNonDefaultAttributes(object);
    return Canonical(spec);
}

} // namespace

OwnRun::OwnRun(const FabricContainer& fabric)
    : m_fabric(fabric),
      m_started(ResultsDatabase::GetTimestamp()),
      m_cpu(GetCpuSeconds()),
      m_wall(GetWallSeconds())
{
    CheckThere();
    Simulator::ScheduleDestroy([isOver = m_isOver]() { *isOver = true; });
}

void
OwnRun::CheckThere() const
{
    // A NIC that was taken apart has no recovery any more.
    if (*m_isOver || !m_fabric.GetNic(0)->GetRecoveryPrototype())
    {
        throw ConfigError("the fabric of this run is taken apart: call Fill() or Store() before "
                          "Simulator::Destroy()");
    }
}

void
OwnRun::AddJob(const ApplicationContainer& applications, const std::string& workload)
{
    CheckThere();
    const std::string what = "'" + workload + "' is given ";
    const std::string wanted = "a job is what WorkloadHelper::Install() returned, and ";
    if (applications.GetN() == 0 || !DynamicCast<TaskGraphApplication>(applications.Get(0)))
    {
        throw ConfigError(wanted + what + "other applications, or none");
    }
    Job job;
    job.workload = workload;
    job.run = WorkloadHelper::GetRun(applications);
    for (uint32_t i = 0; i < applications.GetN(); i++)
    {
        const auto one = DynamicCast<TaskGraphApplication>(applications.Get(i));
        if (!one || one->GetRun() != job.run)
        {
            throw ConfigError(wanted + what + "those of several: call AddJob() for each");
        }
    }
    if (applications.Get(0)->GetNode() != m_fabric.GetHosts().Get(0))
    {
        throw ConfigError(wanted + what + "applications of another fabric than that of this run");
    }
    const auto& jobs = m_jobs.GetAll();
    if (std::any_of(jobs.begin(), jobs.end(), [&](const Job& one) { return one.run == job.run; }))
    {
        throw ConfigError(what + "applications that are a job of this run already");
    }
    job.boundNs = WorkloadHelper::GetIdealTime(m_fabric, job.run->GetGraph());
    m_jobs.Add(job);
}

void
OwnRun::SetFaults(Ptr<const FaultInjector> faults, const std::string& text)
{
    if (!faults)
    {
        throw ConfigError("'" + text +
                          "' names no faults: give what FaultHelper::Install() returned");
    }
    if (m_faults)
    {
        throw ConfigError("the faults of this run are named already, '" + m_faultText +
                          "': one FaultHelper takes all of them");
    }
    m_faults = faults;
    m_faultText = text;
}

void
OwnRun::SetParameter(const std::string& name, const std::string& value)
{
    const std::string problem =
        name.empty()                          ? "has no name"
        : name.find('.') != std::string::npos ? "has a dot in its name, as attributes of parts have"
        : m_parameters.count(name) > 0        ? "is set already"
        : ExperimentOption::Find(name) || name == "attributes" || name == "links"
            ? "has the name of what a run stores itself: take another"
            : "";
    if (!problem.empty())
    {
        throw ConfigError("parameter '" + name + "' " + problem);
    }
    m_parameters[name] = value;
}

void
OwnRun::SetLabel(const std::string& label)
{
    m_label = label;
}

std::string
OwnRun::WriteBalancers() const
{
    const auto& family = families::LoadBalancers();
    std::string text = WriteComponent(&family, m_fabric.GetSwitch(0)->GetLoadBalancer());
    const Ptr<HostLoadBalancer> ofHost = m_fabric.GetNic(0)->GetLoadBalancer();
    return ofHost ? text + "+" + WriteComponent(&family, ofHost) : text;
}

std::string
OwnRun::MakeParameters() const
{
    nlohmann::ordered_json json = nlohmann::ordered_json::object();
    for (const auto& [name, value] : m_parameters)
    {
        json[name] = value;
    }
    nlohmann::ordered_json attributes = nlohmann::ordered_json::object();
    for (const auto& [part, list] : ListPartAttributes(m_fabric))
    {
        for (const auto& [key, value] : list)
        {
            attributes[part][key] = value;
        }
    }
    json["attributes"] = attributes;
    return WriteJson(json);
}

std::string
OwnRun::MakeIdentity(const RunRecord& run) const
{
    std::map<std::string, std::string> all =
        ListFabricIdentity(m_fabric, m_faults && m_faults->GetTargetCount() > 0);
    all.insert({{"fabric", run.fabric},
                {"switch", run.switchModel},
                {"cc", run.cc},
                {"recovery", run.recovery},
                {"workload", run.workload},
                {"fault", run.fault}});
    all.insert(m_parameters.begin(), m_parameters.end());
    nlohmann::ordered_json identity = nlohmann::ordered_json::object();
    for (const auto& [name, value] : all)
    {
        if (!value.empty())
        {
            identity[name] = value;
        }
    }
    return WriteCompactJson(identity);
}

void
OwnRun::FillChoices(RunRecord& run) const
{
    const Ptr<RoceNic> nic = m_fabric.GetNic(0);
    run.label = m_label;
    BuildFacts::Get().Fill(run);
    run.started = m_started;
    run.fabric = WriteComponent(&families::Fabrics(), m_fabric.GetLayout());
    run.hosts = m_fabric.GetHosts().GetN();
    run.rateBps = static_cast<uint64_t>(nic->GetLineRate());
    run.switchModel = WriteComponent(nullptr, m_fabric.GetSwitch(0)->GetAdmission());
    run.lb = WriteBalancers();
    run.cc = WriteComponent(&families::CongestionControls(), nic->GetControlPrototype());
    run.recovery = WriteComponent(&families::LossRecoveries(), nic->GetRecoveryPrototype());
    for (const Job& job : m_jobs.GetAll())
    {
        run.workload += (run.workload.empty() ? "" : "+") + job.workload;
    }
    run.fault = m_faultText;
    run.seed = RngSeedManager::GetSeed();
    run.run = RngSeedManager::GetRun();
    run.parameters = MakeParameters();
    run.experiment = MakeIdentity(run);
}

void
OwnRun::CheckJobs() const
{
    CheckThere();
    if (m_jobs.GetAll().empty())
    {
        throw ConfigError("a run is stored with its jobs: call AddJob() with what "
                          "WorkloadHelper::Install() returned");
    }
}

void
OwnRun::CheckLinks() const
{
    const auto& links = m_fabric.GetTopology()->GetLinks();
    for (uint32_t i = 0; i < links.size(); i++)
    {
        for (std::size_t end = 0; end < 2; end++)
        {
            const auto device =
                DynamicCast<FabricNetDevice>(m_fabric.GetChannel(i)->GetDevice(end));
            if (device->GetDataRate().GetBitRate() > links[i].rate)
            {
                throw ConfigError(
                    "link " + m_fabric.GetName(links[i].lower) + "-" +
                    m_fabric.GetName(links[i].upper) + " has " + FormatRate(device->GetDataRate()) +
                    ", and the layout was given " + FormatRate(DataRate(links[i].rate)) +
                    ", of which bounds are made: set rates by FabricHelper::SetLinks() or in the "
                    "layout");
            }
        }
    }
}

RunRecord
OwnRun::Fill() const
{
    CheckJobs();
    CheckLinks();
    const uint64_t now = FabricEngine::Get().Now();
    if (now == 0 && FabricEngine::Get().GetExecuted() == 0)
    {
        throw ConfigError("nothing has run yet: call Simulator::Run() before Fill() or Store()");
    }
    if (FabricEngine::Get().CountGuards() > 1)
    {
        throw ConfigError("this simulation has " +
                          std::to_string(FabricEngine::Get().CountGuards()) +
                          " fabrics, and counts drops and events of all: simulate one after the "
                          "other, with Simulator::Destroy() between them");
    }
    const RunCollector collector(m_fabric, m_jobs, m_faults);
    RunEnd end;
    end.cpu = GetCpuSeconds() - m_cpu;
    end.wall = GetWallSeconds() - m_wall;
    end.isInterrupted = FabricSimulatorImpl::WasCut();
    end.isStopped = collector.HasWorkLeft();
    end.limit = "before the program ended the run at " + WriteTime(now);
    RunRecord run;
    FillChoices(run);
    collector.Fill(end, run);
    return run;
}

RunRecord
OwnRun::Store(const std::string& path, Detail detail) const
{
    const RunRecord run = Fill();
    RunDetails details;
    RunCollector(m_fabric, m_jobs, m_faults).List(detail, details);
    ResultsDatabase database;
    database.Open(path);
    database.Append(run, details);
    return run;
}

RunRecord
OwnRun::StoreFailed(const std::string& path, const std::string& cause) const
{
    CheckJobs();
    RunRecord run;
    FillChoices(run);
    run.status = "failed";
    run.error = cause;
    ResultsDatabase database;
    database.Open(path);
    database.Append(run, RunDetails());
    return run;
}

} // namespace aifabric
} // namespace ns3
