/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What is told of a run that did not complete.
 */

#include "run-collector.h"

#include "ns3/fabric-watch.h"
#include "ns3/failure-cause.h"
#include "ns3/frame-pool.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

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
