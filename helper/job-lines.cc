/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "job-lines.h"

#include "summary-numbers.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

namespace
{

/// @return one line about a job
std::string
DescribeJob(const JobRecord& job)
{
    std::string text = job.workload + ": ";
    text += job.cctNs ? WriteFixed(*job.cctNs / 1000, 3) + " us" : "not completed";
    text += job.boundNs ? ", bound " + WriteFixed(*job.boundNs / 1000, 3) + " us" : "";
    text += job.GetSlowdown() ? ", slowdown " + WriteFixed(*job.GetSlowdown(), 4) : "";
    text += ", " + (job.flowsEnded != job.flows ? std::to_string(job.flowsEnded) + " of " : "") +
            std::to_string(job.flows) + " flows";
    text += job.startNs && *job.startNs > 0 ? ", from " + WriteFixed(*job.startNs / 1000, 3) + " us"
                                            : "";
    return text +
           (job.failedMessages > 0 ? ", " + std::to_string(job.failedMessages) + " given up" : "");
}

/// @return one or two lines about the iterations of a job
std::vector<std::string>
DescribeIterations(const JobRecord& job)
{
    double time = 0;
    double least = 0;
    double most = 0;
    double compute = 0;
    double exposed = 0;
    double idle = 0;
    double model = 0;
    uint32_t count = 0;
    const IterationRecord* slowest = nullptr;
    for (const IterationRecord& one : job.iterations)
    {
        if (!one.timeNs)
        {
            continue;
        }
        least = count == 0 ? *one.timeNs : std::min(least, *one.timeNs);
        most = std::max(most, *one.timeNs);
        time += *one.timeNs;
        compute += one.computeNs;
        exposed += one.exposedNs;
        idle += one.idleNs.value_or(0);
        model += one.utilisation.value_or(0) * *one.timeNs;
        slowest =
            one.slowestNs && (!slowest || *one.slowestNs > *slowest->slowestNs) ? &one : slowest;
        count++;
    }
    const size_t all = job.iterations.size();
    if (count == 0 || time <= 0)
    {
        return {std::to_string(all) + " begun, none completed"};
    }
    const auto percent = [time](double part) { return WriteFixed(100 * part / time, 1) + " %"; };
    std::string text = (count < all ? std::to_string(count) + " of " : "") + std::to_string(all) +
                       ", " + WriteFixed(time / count / 1000, 3) + " us each";
    text += count > 1
                ? " (" + WriteFixed(least / 1000, 3) + " to " + WriteFixed(most / 1000, 3) + ")"
                : "";
    text += job.factor != 1 ? ", of a job " + WriteFixed(job.factor, 1) + " times as large" : "";
    std::vector<std::string> lines{text};
    text = "computing " + percent(compute) + ", exposed communication " + percent(exposed) +
           ", idle " + percent(idle);
    text += model > 0 ? "; utilisation " + percent(model) : "";
    if (slowest)
    {
        text += "; slowest host " + std::to_string(*slowest->slowestHost) + " computes " +
                WriteFixed(*slowest->slowestNs / 1000, 3) + " us";
        text += count > 1 ? " (iteration " + std::to_string(slowest->iteration) + ")" : "";
    }
    lines.push_back(text);
    return lines;
}

} // namespace

RunLines
ListJobLines(const RunRecord& run)
{
    RunLines all;
    const bool several = run.jobs.size() > 1;
    for (size_t i = 0; i < run.jobs.size(); i++)
    {
        if (several)
        {
            all.emplace_back("job " + std::to_string(i), DescribeJob(run.jobs[i]));
        }
        const auto lines = run.jobs[i].iterations.empty() ? std::vector<std::string>()
                                                          : DescribeIterations(run.jobs[i]);
        for (size_t j = 0; j < lines.size(); j++)
        {
            all.emplace_back(j == 0 ? "iterations" : "of their time", lines[j]);
        }
    }
    return all;
}

} // namespace aifabric
} // namespace ns3
