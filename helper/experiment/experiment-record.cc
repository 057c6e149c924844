/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "experiment-identity.h"
#include "experiment.h"
#include "idle-notes.h"
#include "own-results.h"
#include "run-collector.h"

#include "ns3/build-facts.h"
#include "ns3/fabric-engine.h"
#include "ns3/fabric-watch.h"
#include "ns3/json-text.h"
#include "ns3/results-database.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <sys/resource.h>

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
    add("nic", m_fabric.GetNic(0));
    add("host-lb", m_fabric.GetNic(0)->GetLoadBalancer());
    add("host-device", m_fabric.GetDevice(0, 0));
    add("switch-lb", m_fabric.GetSwitch(0)->GetLoadBalancer());
    // Tiers of one model are described once.
    const auto names = m_fabric.GetTopology()->ListTiers();
    const bool alike = m_plan.GetComponents("switch").size() == 1;
    for (size_t tier = 0; tier < std::min<size_t>(names.size(), alike ? 1 : names.size()); tier++)
    {
        const Ptr<FabricSwitch> one = m_fabric.GetTier(names[tier]).front();
        const std::string of = alike ? "" : "-of-" + names[tier];
        add("switch-object" + of, one);
        add("admission" + of, one->GetAdmission());
        add("marker" + of, one->GetMarker());
        add("pfc" + of, one->GetPfc());
    }
    json["attributes"] = attributes;
    if (m_feasible)
    {
        json["feasible-rate"] = MakeJsonNumber(*m_feasible);
    }
    return WriteJson(json);
}

std::string
Experiment::CountLeft() const
{
    const uint64_t total = m_jobs.GetCount();
    return std::to_string(total - m_jobs.GetEnded()) + " of " + std::to_string(total) +
           " tasks did not end";
}

std::string
Experiment::Explain() const
{
    const std::string& stuck = m_fabric.GetWatch()->GetReport();
    std::string text = stuck.empty() ? "" : stuck + "; ";
    text += CountLeft() + (m_interrupted ? " before the run was interrupted"
                           : m_stopped   ? " within --stop=" + m_options.stop
                                         : "");
    for (size_t i = 0; m_jobs.GetAll().size() > 1 && i < m_jobs.GetAll().size(); i++)
    {
        const TaskGraphRun& run = *m_jobs.GetAll()[i].run;
        text += (i == 0 ? " (" : ", ") +
                std::to_string(run.GetGraph().GetCount() - run.GetEnded()) + " of job " +
                std::to_string(i) + (i + 1 == m_jobs.GetAll().size() ? ")" : "");
    }
    if (m_jobs.GetFailed())
    {
        text += "; queue pairs gave up " + std::to_string(m_jobs.GetFailed()) +
                " messages: " + RunCollector::WriteFailures(m_fabric);
    }
    else if (!m_stopped && !m_interrupted && stuck.empty())
    {
        text += "; nothing is left that could make them go on";
    }
    const std::string drops = RunCollector::WriteDrops();
    return text + (drops.empty() ? "" : "; frames dropped: " + drops);
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
    if (wait > 0)
    {
        run.notes.push_back(
            "the timeout of " + WriteTime(timeout) + " is below the " + WriteTime(wait) +
            " that an idle round trip and a full buffer on the way may take; "
            "timeout-exponent=" +
            std::to_string(LossRecovery::GetFittingExponent(wait)) + " or the default fits");
    }
}

void
Experiment::CheckBound(RunRecord& run)
{
    // Sums of whole picoseconds in ns: what is less than that apart is equal.
    constexpr double PICOSECOND = 1e-3;
    const auto check = [&run](const std::string& whose,
                              const std::optional<double>& cct,
                              const std::optional<double>& bound) {
        if (!cct || !bound || *cct > *bound * (1 - 1e-12) - PICOSECOND)
        {
            return;
        }
        char text[200];
        std::snprintf(
            text,
            sizeof(text),
            "completed in %.3f us, before the ideal bound of %.3f us; the figures are not "
            "to be trusted, please report this command",
            *cct / 1e3,
            *bound / 1e3);
        run.status = "failed";
        run.error = "an error of ai-fabric itself: " + whose + text;
    };
    if (run.jobs.size() < 2)
    {
        check("", run.cctNs, run.boundNs);
        return;
    }
    for (size_t i = 0; i < run.jobs.size(); i++)
    {
        const JobRecord& job = run.jobs[i];
        check("job " + std::to_string(i) + " (" + job.workload + ") ", job.cctNs, job.boundNs);
    }
}

RunRecord
Experiment::Collect(RunDetails& details) const
{
    RunRecord run;
    FillChoices(m_plan, run);
    run.started = m_started;
    run.parameters = MakeParameters();
    run.hosts = m_fabric.GetHosts().GetN();
    run.rateBps = static_cast<uint64_t>(m_fabric.GetNic(0)->GetLineRate());
    if (!m_jobs.IsComplete() || m_interrupted)
    {
        // The time limit may come before the watch looks again.
        m_fabric.GetWatch()->Look(FabricEngine::Get().Now());
        const bool isEnded = m_stopped || m_interrupted;
        run.status = isEnded && m_fabric.GetWatch()->GetReport().empty() ? "stopped" : "failed";
        run.error = Explain();
    }
    AddNotes(run);
    const RunCollector collector(m_fabric, m_jobs, m_faults);
    collector.Fill(run);
    RegisterResults::Fill(m_fabric, run);
    for (const std::string& finding : m_fabric.ListFindings())
    {
        run.notes.push_back(finding);
    }
    const std::string imbalance = m_fabric.CheckAccounts();
    if (!imbalance.empty())
    {
        run.status = "failed";
        run.error = "accounts do not balance, an error of ai-fabric: " + imbalance +
                    (run.error.empty() ? "" : "; " + run.error);
    }
    CheckBound(run);
    run.simNs = static_cast<double>(FabricEngine::Get().Now()) / 1e3;
    run.setupCpuS = m_setupCpu;
    run.cpuS = m_cpu;
    run.wallS = m_wall;
    rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    run.peakRssBytes = static_cast<uint64_t>(usage.ru_maxrss) * 1024;
    run.events = FabricEngine::Get().GetExecuted();
    collector.ListCollectives(details);
    collector.ListCounters(details);
    collector.ListFaults(details);
    collector.ListStalls(details);
    if (m_options.record != "summary")
    {
        collector.ListFlows(details);
    }
    if (m_options.record == "all")
    {
        collector.ListPorts(details);
    }
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
