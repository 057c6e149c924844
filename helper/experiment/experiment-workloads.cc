/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The workloads of an experiment: their installation, feasible rate and ideal times.
 */

#include "experiment.h"

#include "ns3/boolean.h"
#include "ns3/clock-range.h"
#include "ns3/config-error.h"
#include "ns3/congestion-control.h"
#include "ns3/double.h"
#include "ns3/feasible-rate.h"
#include "ns3/workload-helper.h"
#include "ns3/workload.h"

#include <vector>

namespace ns3
{
namespace aifabric
{

void
Experiment::InstallWorkloads()
{
    m_spread = m_plan.Get("spread").time.value_or(TimeStep(GetPacketTime(*m_fabric.GetNic(0))));
    std::vector<WorkloadHelper> helpers;
    int64_t stream = 0;
    for (const OptionComponent& workload : m_plan.GetComponents("workload"))
    {
        WorkloadHelper kind(workload.factory);
        kind.SetSpread(m_spread);
        kind.SetPlacement(m_plan.Get("placement").canonical);
        kind.AssignStreams(stream);
        for (WorkloadHelper& helper : kind.ListJobs())
        {
            stream += helper.AssignStreams(stream);
            helpers.push_back(helper);
            Job job;
            job.workload = workload.canonical;
            job.start = static_cast<uint64_t>(helper.GetStart().GetTimeStep());
            m_jobs.Add(job);
        }
    }
    const auto applications = WorkloadHelper::InstallAll(m_fabric, helpers);
    for (size_t i = 0; i < applications.size(); i++)
    {
        m_jobs.GetAll()[i].run = WorkloadHelper::GetRun(applications[i]);
    }
}

void
Experiment::FindFeasibleRate()
{
    BooleanValue asked(false);
    m_plan.Get("cc").GetComponent().Create<CongestionControl>()->GetAttributeFailSafe("Feasible",
                                                                                      asked);
    m_feasible.reset();
    if (!asked.Get() && m_faults->GetTargetCount() == 0)
    {
        return;
    }
    FeasibleRate rate(*m_fabric.GetTopology(), m_faults->GetRatesLeft());
    std::vector<const TaskGraph*> graphs;
    for (Job& job : m_jobs.GetAll())
    {
        graphs.push_back(&job.run->GetGraph());
        job.feasible = rate.Compute(*graphs.back());
    }
    m_feasible = graphs.size() == 1 ? m_jobs.GetAll().front().feasible : rate.Compute(graphs);
    for (uint32_t host = 0; host < m_fabric.GetHosts().GetN(); host++)
    {
        m_fabric.GetNic(host)->SetAttribute("FeasibleRate", DoubleValue(*m_feasible));
    }
}

void
Experiment::FindBounds()
{
    const OptionComponent& cc = m_plan.Get("cc").GetComponent();
    const auto control = cc.Create<CongestionControl>();
    const bool alone = m_jobs.GetAll().size() == 1;
    for (Job& job : m_jobs.GetAll())
    {
        const double fraction = control->GetHostFraction(job.feasible.value_or(1));
        // Hosts that nothing holds back, no other job either, send as soon as they have started.
        bool prompt = alone && cc.spec.name == "fixed-rate" && fraction == 1 &&
                      m_faults->GetTargetCount() == 0;
        for (uint32_t i = 0; i < m_fabric.GetSwitches().GetN(); i++)
        {
            prompt = prompt && !m_fabric.GetSwitch(i)->GetPfc()->IsInUse();
        }
        job.boundNs = WorkloadHelper::GetIdealTime(m_fabric,
                                                   job.run->GetGraph(),
                                                   prompt ? m_spread : Time::Max(),
                                                   fraction,
                                                   m_spread);
        if (job.boundNs * 1e3 > static_cast<double>(ClockRange::LONGEST) && m_options.stop.empty())
        {
            throw ConfigError(
                "--workload=" + job.workload + " takes " +
                std::to_string(static_cast<uint64_t>(job.boundNs / 86400e9)) +
                " days even on an ideal fabric, and the clock holds 106: higher rates, fewer bytes "
                "or a limit, --stop=30d, are needed");
        }
    }
}

} // namespace aifabric
} // namespace ns3
