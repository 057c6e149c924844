/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * How a run ended, and what is told of one that did not complete.
 */

#include "run-collector.h"

#include "ns3/fabric-engine.h"
#include "ns3/fabric-simulator-impl.h"
#include "ns3/fabric-watch.h"
#include "ns3/failure-cause.h"
#include "ns3/frame-pool.h"
#include "ns3/pfc-watchdog.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

std::string
RunCollector::CountLeft() const
{
    const uint64_t total = m_jobs.GetCount();
    return std::to_string(total - m_jobs.GetEnded()) + " of " + std::to_string(total) +
           " tasks did not end";
}

bool
RunCollector::HasWorkLeft() const
{
    if (m_jobs.IsComplete())
    {
        return false;
    }
    if (!m_fabric.GetWatch()->IsIdle())
    {
        return true;
    }
    if (m_jobs.GetFailed() > 0)
    {
        return false; // more time would change nothing
    }
    // Computations, starts, and whatever else the program has planned.
    const auto native = DynamicCast<FabricSimulatorImpl>(Simulator::GetImplementation());
    return !native || native->HasNs3Events() || !FabricEngine::Get().HasOnlyObservers();
}

void
RunCollector::Judge(const RunEnd& end, RunRecord& record) const
{
    if (m_jobs.IsComplete() && !end.isInterrupted)
    {
        return;
    }
    // The limit may come before the watch looks again.
    m_fabric.GetWatch()->Look(FabricEngine::Get().Now());
    const bool isStuck = !m_fabric.GetWatch()->GetReport().empty();
    record.status = (end.isStopped || end.isInterrupted) && !isStuck ? "stopped" : "failed";
    record.error = Explain(end);
}

std::string
RunCollector::Explain(const RunEnd& end) const
{
    const std::string& stuck = m_fabric.GetWatch()->GetReport();
    std::string text = stuck.empty() ? "" : stuck + "; ";
    text += CountLeft();
    if (end.isInterrupted)
    {
        text += std::string(" before the run was ") + INTERRUPTED;
    }
    else if (end.isStopped)
    {
        text += " " + end.limit;
    }
    const auto& jobs = m_jobs.GetAll();
    for (size_t i = 0; jobs.size() > 1 && i < jobs.size(); i++)
    {
        const TaskGraphRun& run = *jobs[i].run;
        text += (i == 0 ? " (" : ", ") +
                std::to_string(run.GetGraph().GetCount() - run.GetEnded()) + " of job " +
                std::to_string(i) + (i + 1 == jobs.size() ? ")" : "");
    }
    if (m_jobs.GetFailed() > 0)
    {
        text += "; queue pairs gave up " + std::to_string(m_jobs.GetFailed()) +
                " messages: " + WriteFailures(m_fabric);
    }
    else if (!end.isStopped && !end.isInterrupted && stuck.empty())
    {
        text += "; nothing is left that could make them go on";
    }
    const std::string drops = WriteDrops();
    return text + (drops.empty() ? "" : "; frames dropped: " + drops);
}

void
RunCollector::CheckAccounts(RunRecord& record) const
{
    const std::string imbalance = m_fabric.CheckAccounts();
    if (!imbalance.empty())
    {
        record.status = "failed";
        record.error = "accounts do not balance, an error of ai-fabric: " + imbalance +
                       (record.error.empty() ? "" : "; " + record.error);
    }
}

void
RunCollector::CheckBound(RunRecord& run)
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

void
RunCollector::ListStalls(RunDetails& details) const
{
    const FabricWatch& watch = *m_fabric.GetWatch();
    if (!watch.GetReport().empty())
    {
        const std::string& report = watch.GetReport();
        details.events.push_back({static_cast<double>(watch.GetReportTime()) / 1e3,
                                  report.substr(0, report.find(':')),
                                  watch.GetSubject(),
                                  report.substr(report.find(':') + 2)});
    }
    const uint32_t hosts = m_fabric.GetTopology()->GetHostCount();
    for (uint32_t i = 0; i < m_fabric.GetSwitches().GetN(); i++)
    {
        const auto watchdog = m_fabric.GetSwitch(i)->GetWatchdog();
        if (!watchdog)
        {
            continue;
        }
        for (const PfcWatchdog::Event& event : watchdog->GetEvents())
        {
            details.events.push_back(
                {static_cast<double>(event.time) / 1e3,
                 event.detected ? "pfc-storm" : "pfc-restored",
                 m_fabric.GetName(hosts + i) + ":" + std::to_string(event.port),
                 "class " + std::to_string(event.priority) + ", action " + watchdog->GetAction() +
                     ", " + std::to_string(event.discarded) + " frames discarded"});
        }
    }
}

std::string
RunCollector::WriteFailures(const FabricContainer& fabric)
{
    std::map<std::string, RoceNic::Failure> sum;
    for (uint32_t host = 0; host < fabric.GetHosts().GetN(); host++)
    {
        for (const auto& [reason, failure] : fabric.GetNic(host)->GetFailures())
        {
            RoceNic::Failure& whole = sum[reason];
            whole.messages += failure.messages;
            whole.time = std::max(whole.time, failure.time);
        }
    }
    std::vector<std::pair<std::string, RoceNic::Failure>> reasons(sum.begin(), sum.end());
    std::stable_sort(reasons.begin(), reasons.end(), [](const auto& a, const auto& b) {
        return a.second.messages > b.second.messages;
    });
    constexpr size_t MOST = 5;
    std::string text;
    for (size_t i = 0; i < std::min(MOST, reasons.size()); i++)
    {
        const auto& [reason, failure] = reasons[i];
        text += (i > 0 ? ", " : "") + reason +
                (failure.time > 0 ? " " + WriteTime(failure.time) : "") + " (" +
                std::to_string(failure.messages) + ")";
    }
    return text + (reasons.size() > MOST
                       ? " and " + std::to_string(reasons.size() - MOST) + " more reasons"
                       : "");
}

std::string
RunCollector::WriteDrops()
{
    std::string text;
    const auto dropped = FramePool::GetLedger().dropped;
    for (size_t i = 0; i < dropped.size(); i++)
    {
        if (dropped[i] > 0)
        {
            text += (text.empty() ? "" : ", ") + std::to_string(dropped[i]) + " " +
                    DropReasonName(static_cast<DropReason>(i));
        }
    }
    return text;
}

} // namespace aifabric
} // namespace ns3
