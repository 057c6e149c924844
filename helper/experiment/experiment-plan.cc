/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "experiment-plan.h"

#include "ns3/component-families.h"
#include "ns3/fabric-engine.h"
#include "ns3/fabric-units.h"
#include "ns3/placement-policy.h"
#include "ns3/roce-nic.h"
#include "ns3/switch-load-balancer.h"
#include "ns3/workload.h"

namespace ns3
{
namespace aifabric
{

ExperimentPlan::ExperimentPlan(const ExperimentOptions& options)
    : m_options(options)
{
    FabricEngine::Prepare(); // sets the resolution of times
    m_options.ApplyPreset();
    for (const ExperimentOption& option : ExperimentOptions::Table())
    {
        const std::string text = option.Get(m_options);
        // Components name the culprit themselves.
        m_values[option.name] =
            option.family ? option.Read(text)
                          : ParseNamed(option.name, text, [&option](const std::string& value) {
                                return option.Read(value);
                            });
    }
}

const OptionValue&
ExperimentPlan::Get(const std::string& name) const
{
    const auto found = m_values.find(name);
    if (found == m_values.end())
    {
        throw ConfigError("there is no option '" + name + "'");
    }
    return *found->second;
}

const OptionComponent*
ExperimentPlan::FindBalancer(bool onSwitch) const
{
    for (const OptionComponent& strategy : GetComponents("lb"))
    {
        if (strategy.factory.GetTypeId().IsChildOf(SwitchLoadBalancer::GetTypeId()) == onSwitch)
        {
            return &strategy;
        }
    }
    return nullptr;
}

std::string
ExperimentPlan::WriteBalancers() const
{
    std::string text;
    for (const bool onSwitch : {true, false})
    {
        const OptionComponent* strategy = FindBalancer(onSwitch);
        text += strategy ? (text.empty() ? "" : "+") + strategy->canonical : "";
    }
    return text;
}

const FabricLayout&
ExperimentPlan::GetLayout() const
{
    if (!m_layout)
    {
        m_layout = Get("fabric").GetComponent().Create<FabricLayout>();
    }
    return *m_layout;
}

bool
ExperimentPlan::HasSeries() const
{
    return m_options.record == "series" || m_options.record == "all";
}

void
ExperimentPlan::Check() const
{
    for (const ExperimentOption& option : ExperimentOptions::Table())
    {
        option.Check(Get(option.name));
    }
    if (m_options.pcap.empty() && !m_options.pcapOnly.empty())
    {
        throw ConfigError("--pcap-only=" + m_options.pcapOnly +
                          " chooses among captures, and there are none without --pcap");
    }
    if (m_options.dryRun && m_options.json)
    {
        throw ConfigError("--json prints what came of a run, and --dry-run makes none");
    }
    if (GetLayout().CountHosts() <= RoceNic::MAX_HOSTS)
    {
        const std::string problem = Get("switch").switches->Check(GetLayout());
        if (!problem.empty())
        {
            throw ConfigError("--switch=" + m_options.switchModel + ": " + problem);
        }
    }
    CheckWorkloads();
}

void
ExperimentPlan::CheckWorkloads() const
{
    const std::vector<OptionComponent>& workloads = GetComponents("workload");
    const uint64_t hosts = GetLayout().CountHosts();
    for (size_t i = 0; i < workloads.size() && hosts <= UINT32_MAX; i++)
    {
        const auto workload = workloads[i].Create<Workload>();
        workload->SetHostRate(Get("rate").number);
        std::string problem = workload->Check(static_cast<uint32_t>(hosts));
        try
        {
            if (problem.empty() && !workload->GetPlacement().empty())
            {
                PlacementPolicy::Make(workload->GetPlacement());
            }
        }
        catch (const ConfigError& error)
        {
            problem = std::string("Placement: ") + error.what();
        }
        if (!problem.empty())
        {
            throw ConfigError(
                "--workload=" + m_options.workload + ": " +
                (workloads.size() > 1 ? aifabric::Canonical(workloads[i].spec) + ": " : "") +
                problem);
        }
    }
}

void
ExperimentPlan::Configure(FabricHelper& helper) const
{
    // The lines of a trace of all ports are in the order of their times.
    helper.SetDomains(m_options.ascii.empty() ? m_options.domains : 1);
    helper.SetLinks(DataRate(Get("rate").number), *Get("delay").time);
    const OptionComponent* onSwitch = FindBalancer(true);
    const OptionComponent* onHost = FindBalancer(false);
    helper.SetLoadBalancer(onSwitch
                               ? onSwitch->factory
                               : MakeFactory(families::LoadBalancers(), ParseComponent("ecmp")));
    if (onHost)
    {
        helper.SetHostLoadBalancer(onHost->factory);
    }
    for (const ExperimentOption& option : ExperimentOptions::Table())
    {
        if (option.action)
        {
            option.action(Get(option.name), helper);
        }
    }
}

} // namespace aifabric
} // namespace ns3
