/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "own-run.h"

#include "own-results.h"
#include "process-clock.h"
#include "run-collector.h"

#include "ns3/build-facts.h"
#include "ns3/component-families.h"
#include "ns3/component-registry.h"
#include "ns3/component-spec.h"
#include "ns3/config-error.h"
#include "ns3/fabric-engine.h"
#include "ns3/fabric-watch.h"
#include "ns3/json-text.h"
#include "ns3/results-database.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/task-graph-application.h"
#include "ns3/workload-helper.h"

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
}

void
OwnRun::AddJob(const ApplicationContainer& applications, const std::string& workload)
{
    if (applications.GetN() == 0 || !DynamicCast<TaskGraphApplication>(applications.Get(0)))
    {
        throw ConfigError("a job is what WorkloadHelper::Install() returned, and '" + workload +
                          "' is given other applications, or none");
    }
    Job job;
    job.workload = workload;
    job.run = WorkloadHelper::GetRun(applications);
    job.boundNs = WorkloadHelper::GetIdealTime(m_fabric, job.run->GetGraph());
    m_jobs.Add(job);
}

void
OwnRun::SetFaults(Ptr<const FaultInjector> faults, const std::string& text)
{
    m_faults = faults;
    m_faultText = text;
}

void
OwnRun::SetParameter(const std::string& name, const std::string& value)
{
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
    const auto add = [&attributes](const char* name, Ptr<const Object> object) {
        for (const auto& [key, value] : ListNonDefaultAttributes(object))
        {
            attributes[name][key] = value;
        }
    };
    const Ptr<FabricSwitch> one = m_fabric.GetSwitch(0);
    add("nic", m_fabric.GetNic(0));
    add("host-device", m_fabric.GetDevice(0, 0));
    add("switch-object", one);
    add("admission", one->GetAdmission());
    add("marker", one->GetMarker());
    add("pfc", one->GetPfc());
    json["attributes"] = attributes;
    return WriteJson(json);
}

void
OwnRun::FillChoices(RunRecord& run) const
{
    const Ptr<RoceNic> nic = m_fabric.GetNic(0);
    run.label = m_label;
    BuildFacts::Get().Fill(run);
    run.fabric = WriteComponent(&families::Fabrics(), m_fabric.GetLayout());
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
    nlohmann::ordered_json identity = nlohmann::ordered_json::object();
    for (const auto& [name, value] : std::map<std::string, std::string>{
             {"fabric", run.fabric},
             {"switch", run.switchModel},
             {"cc", run.cc},
             {"recovery", run.recovery},
             {"workload", run.workload},
             {"fault", run.fault},
         })
    {
        if (!value.empty())
        {
            identity[name] = value;
        }
    }
    for (const auto& [name, value] : m_parameters)
    {
        identity[name] = value;
    }
    run.experiment = WriteCompactJson(identity);
}

void
OwnRun::Judge(RunRecord& run) const
{
    if (!m_jobs.IsComplete())
    {
        m_fabric.GetWatch()->Look(FabricEngine::Get().Now());
        const std::string& stuck = m_fabric.GetWatch()->GetReport();
        run.status = m_jobs.GetFailed() > 0 || !stuck.empty() ? "failed" : "stopped";
        run.error = (stuck.empty() ? "" : stuck + "; ") +
                    std::to_string(m_jobs.GetCount() - m_jobs.GetEnded()) + " of " +
                    std::to_string(m_jobs.GetCount()) + " tasks did not end";
        if (m_jobs.GetFailed() > 0)
        {
            run.error += "; queue pairs gave up " + std::to_string(m_jobs.GetFailed()) +
                         " messages: " + RunCollector::WriteFailures(m_fabric);
        }
    }
    const std::string imbalance = m_fabric.CheckAccounts();
    if (!imbalance.empty())
    {
        run.status = "failed";
        run.error = "accounts do not balance, an error of ai-fabric: " + imbalance +
                    (run.error.empty() ? "" : "; " + run.error);
    }
}

RunRecord
OwnRun::Fill() const
{
    if (m_jobs.GetAll().empty())
    {
        throw ConfigError("a run is stored with its jobs: call AddJob() with what "
                          "WorkloadHelper::Install() returned");
    }
    RunRecord run;
    run.cpuS = GetCpuSeconds() - m_cpu;
    run.wallS = GetWallSeconds() - m_wall;
    FillChoices(run);
    run.started = m_started;
    run.hosts = m_fabric.GetHosts().GetN();
    run.rateBps = static_cast<uint64_t>(m_fabric.GetNic(0)->GetLineRate());
    Judge(run);
    RunCollector(m_fabric, m_jobs, m_faults).Fill(run);
    RegisterResults::Fill(m_fabric, run);
    for (const std::string& finding : m_fabric.ListFindings())
    {
        run.notes.push_back(finding);
    }
    run.simNs = static_cast<double>(FabricEngine::Get().Now()) / 1e3;
    run.events = FabricEngine::Get().GetExecuted();
    run.peakRssBytes = GetPeakMemory();
    return run;
}

RunRecord
OwnRun::Store(const std::string& path, Detail detail) const
{
    const RunRecord run = Fill();
    const RunCollector collector(m_fabric, m_jobs, m_faults);
    RunDetails details;
    collector.ListCollectives(details);
    collector.ListCounters(details);
    collector.ListFaults(details);
    collector.ListStalls(details);
    if (detail != Detail::SUMMARY)
    {
        collector.ListFlows(details);
    }
    if (detail == Detail::ALL)
    {
        collector.ListPorts(details);
    }
    ResultsDatabase database;
    database.Open(path);
    database.Append(run, details);
    return run;
}

} // namespace aifabric
} // namespace ns3
