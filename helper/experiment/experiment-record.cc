/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "experiment-identity.h"
#include "experiment.h"
#include "idle-notes.h"
#include "run-collector.h"

#include "ns3/build-facts.h"
#include "ns3/component-registry.h"
#include "ns3/component-spec.h"
#include "ns3/fabric-attributes.h"
#include "ns3/fabric-engine.h"
#include "ns3/json-text.h"
#include "ns3/results-database.h"
#include "ns3/workload.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace ns3
{
namespace aifabric
{

// What is stored of an experiment.

namespace
{

/// Write the options that are stored with each run.
nlohmann::ordered_json
WriteOptions(const ExperimentOptions& options)
{
    nlohmann::ordered_json json;
    for (const auto& [name, value] : options.List())
    {
        json[name] = value;
    }
    return json;
}

/// Write the numbers that the options leave to the defaults of the components that they choose: by
/// option, component and parameter. Reports draw over them, where other runs give values.
nlohmann::ordered_json
WriteDefaults(const ExperimentPlan& plan)
{
    nlohmann::ordered_json json = nlohmann::ordered_json::object();
    for (const std::string option :
         {"fabric", "workload", "recovery", "cc", "lb", "switch", "fault"})
    {
        for (const OptionComponent& part : plan.GetComponents(option))
        {
            const ComponentSpec written = ParseComponent(part.canonical);
            const Ptr<Object> object = part.Create<Object>();
            for (const auto& attribute : ListTextAttributes(object->GetInstanceTypeId()))
            {
                const std::string key = ToKebabCase(attribute.name);
                const auto value = attribute.checker->Create();
                const auto same = [&key](const auto& pair) { return pair.first == key; };
                if (std::any_of(written.parameters.begin(), written.parameters.end(), same) ||
                    !(attribute.flags & TypeId::ATTR_GET) || !attribute.accessor->HasGetter() ||
                    !attribute.accessor->Get(PeekPointer(object), *value))
                {
                    continue;
                }
                const std::string text = FormatAttribute(attribute, *value);
                if (!text.empty() && std::isdigit(static_cast<unsigned char>(text.front())) != 0)
                {
                    json[option][written.name][key] = text;
                }
            }
        }
    }
    return json;
}

} // namespace

void
Experiment::FillChoices(const ExperimentPlan& plan, RunRecord& run)
{
    const ExperimentOptions& options = plan.GetOptions();
    run.label = options.label;
    BuildFacts::Get().Fill(run);
    run.fabric = plan.Get("fabric").canonical;
    run.switchModel = plan.Get("switch").canonical;
    run.lb = plan.WriteBalancers();
    run.cc = plan.Get("cc").canonical;
    run.recovery = plan.Get("recovery").canonical;
    run.workload = plan.Get("workload").canonical;
    run.fault = plan.Get("fault").canonical;
    run.seed = options.seed;
    run.run = options.run;
    run.parameters = WriteJson(WriteOptions(options));
    run.experiment = ExperimentIdentity(plan).ToString();
}

std::string
Experiment::MakeParameters() const
{
    nlohmann::ordered_json json = WriteOptions(m_options);
    nlohmann::ordered_json attributes = nlohmann::ordered_json::object();
    const auto add = [&attributes](const std::string& name, Ptr<const Object> object) {
        if (!object)
        {
            return;
        }
        for (const auto& [key, value] : ListNonDefaultAttributes(object))
        {
            attributes[name][key] = value;
        }
    };
    for (const std::string name : {"fabric", "workload", "recovery", "cc"})
    {
        const std::vector<OptionComponent>& parts = m_plan.GetComponents(name);
        for (size_t i = 0; i < parts.size(); i++)
        {
            add(name + (parts.size() > 1 ? "-" + std::to_string(i) : ""),
                parts[i].Create<Object>());
        }
    }
    for (const auto& [part, list] : ListPartAttributes(m_fabric))
    {
        for (const auto& [key, value] : list)
        {
            attributes[part][key] = value;
        }
    }
    json["attributes"] = attributes;
    json["defaults"] = WriteDefaults(m_plan);
    if (m_feasible)
    {
        json["feasible-rate"] = MakeJsonNumber(*m_feasible);
    }
    return WriteJson(json);
}

void
Experiment::AddNotes(RunRecord& run) const
{
    uint64_t wait = 0;
    uint64_t timeout = 0;
    for (uint32_t host = 0; host < m_fabric.GetHosts().GetN(); host++)
    {
        wait = std::max(wait, m_fabric.GetNic(host)->GetTimes().GetUnfitWait());
        timeout = std::max(timeout, m_fabric.GetNic(host)->GetTimes().GetLongestTimeout());
    }
    run.notes = IdleNotes(m_plan, m_fabric, m_jobs, *m_faults).List();
    if (const std::string note = m_plan.GetLayout().GetNote(); !note.empty())
    {
        run.notes.push_back(note);
    }
    if (wait > 0)
    {
        run.notes.push_back(
            "the timeout of " + WriteTime(timeout) + " is below the " + WriteTime(wait) +
            " that an idle round trip and a full buffer on the way may take; "
            "timeout-exponent=" +
            std::to_string(LossRecovery::GetFittingExponent(wait)) + " or the default fits");
    }
    for (const OptionComponent& part : m_plan.GetComponents("workload"))
    {
        for (const std::string& choice :
             part.Create<Workload>()->ListChoices(m_fabric.GetHosts().GetN()))
        {
            run.notes.push_back(part.canonical + ": " + choice);
        }
    }
}

RunEnd
Experiment::GetEnd() const
{
    return {m_cpu, m_wall, m_interrupted, m_stopped, "within --stop=" + m_options.stop};
}

RunRecord
Experiment::Collect(RunDetails& details) const
{
    RunRecord run;
    FillChoices(m_plan, run);
    run.started = m_started;
    run.parameters = MakeParameters();
    run.setupCpuS = m_setupCpu;
    AddNotes(run);
    const RunCollector collector(m_fabric, m_jobs, m_faults);
    collector.Fill(GetEnd(), run);
    using Detail = RunCollector::Detail;
    collector.List(m_options.record == "summary" ? Detail::SUMMARY
                   : m_options.record == "all"   ? Detail::ALL
                                                 : Detail::FLOWS,
                   details);
    if (m_series)
    {
        m_series->List(details);
    }
    if (m_histogram)
    {
        m_histogram->List(FabricEngine::Get().Now(), details);
    }
    return run;
}

RunRecord
Experiment::MakeFailed(const ExperimentOptions& options, const std::string& error)
{
    RunRecord run;
    FillChoices(ExperimentPlan(options), run);
    run.started = ResultsDatabase::GetTimestamp();
    run.status = "failed";
    run.error = error;
    return run;
}

} // namespace aifabric
} // namespace ns3
