/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "flow-bins.h"

#include "summary-numbers.h"
#include "workload-helper.h"

#include "ns3/fabric-units.h"
#include "ns3/ideal-bound.h"

#include <algorithm>
#include <numeric>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Messages of a range of sizes.
struct Bin
{
    uint64_t flows{0};
    double bytes{0};
    std::vector<double> slowdowns; ///< of those that ended
};

/// Sort messages into ranges of sizes.
std::vector<Bin>
Sort(const FabricContainer& fabric, const TaskGraphRun& run, const TaskGraph::Measuring& measuring)
{
    std::vector<Bin> bins(measuring.bins.size() + 1);
    IdealBound idle = WorkloadHelper::MakeBound(fabric);
    for (TaskGraph::Id id = 0; id < run.GetGraph().GetCount(); id++)
    {
        const TaskGraph::Task& task = run.GetGraph().Get(id);
        if (!task.IsMessage() || task.duration < measuring.begin || task.duration >= measuring.end)
        {
            continue;
        }
        const auto above =
            std::lower_bound(measuring.bins.begin(), measuring.bins.end(), task.bytes);
        Bin& bin = bins[static_cast<size_t>(above - measuring.bins.begin())];
        bin.flows++;
        bin.bytes += static_cast<double>(task.bytes);
        const TaskGraphRun::Record& record = run.GetRecords()[id];
        if (record.end != TaskGraphRun::NEVER)
        {
            const double took = static_cast<double>(record.end - record.start) / 1e3;
            bin.slowdowns.push_back(took / idle.GetIdleTime(task.host, task.peer, task.bytes));
        }
    }
    return bins;
}

} // namespace

std::vector<FlowBinRecord>
MeasureFlowBins(const FabricContainer& fabric, const TaskGraphRun& run, uint32_t job)
{
    std::vector<FlowBinRecord> records;
    const auto& measuring = run.GetGraph().GetMeasuring();
    if (!measuring)
    {
        return records;
    }
    std::vector<Bin> bins = Sort(fabric, run, *measuring);
    for (size_t i = 0; i < bins.size(); i++)
    {
        std::vector<double>& slowdowns = bins[i].slowdowns;
        FlowBinRecord record;
        record.job = job;
        record.aboveBytes = i == 0 ? 0 : measuring->bins[i - 1];
        if (i < measuring->bins.size())
        {
            record.upToBytes = measuring->bins[i];
        }
        record.flows = bins[i].flows;
        record.flowsEnded = slowdowns.size();
        if (bins[i].flows > 0)
        {
            record.meanBytes = bins[i].bytes / static_cast<double>(bins[i].flows);
        }
        if (!slowdowns.empty())
        {
            std::sort(slowdowns.begin(), slowdowns.end());
            record.slowdownMean = std::accumulate(slowdowns.begin(), slowdowns.end(), 0.0) /
                                  static_cast<double>(slowdowns.size());
            record.slowdownP50 = GetQuantile(slowdowns, 0.5);
            record.slowdownP95 = GetQuantile(slowdowns, 0.95);
            record.slowdownP99 = GetQuantile(slowdowns, 0.99);
            record.slowdownMax = slowdowns.back();
        }
        records.push_back(record);
    }
    return records;
}

std::vector<std::pair<std::string, std::string>>
WriteFlowBins(const RunRecord& run)
{
    std::vector<std::pair<std::string, std::string>> lines;
    for (const FlowBinRecord& bin : run.flowBins)
    {
        if (bin.flows == 0)
        {
            continue;
        }
        const std::string sizes = bin.upToBytes ? "up to " + FormatBytes(*bin.upToBytes)
                                                : "above " + FormatBytes(bin.aboveBytes);
        const std::string job = run.jobs.size() > 1 ? " of job " + std::to_string(bin.job) : "";
        std::string text = std::to_string(bin.flows) + " flows";
        text += bin.flowsEnded != bin.flows ? ", " + std::to_string(bin.flowsEnded) + " ended" : "";
        if (bin.slowdownMean)
        {
            text += ", slowdown " + WriteFixed(*bin.slowdownMean, 3) + ", p50 " +
                    WriteFixed(*bin.slowdownP50, 3) + ", p99 " + WriteFixed(*bin.slowdownP99, 3) +
                    ", max " + WriteFixed(*bin.slowdownMax, 3);
        }
        lines.emplace_back(sizes + job, text);
    }
    return lines;
}

} // namespace aifabric
} // namespace ns3
