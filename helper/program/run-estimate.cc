/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-estimate.h"

#include "ns3/memory-estimate.h"

#include <algorithm>
#include <cstdio>

namespace ns3
{
namespace aifabric
{

namespace
{

/// How many messages of a job are followed along their ways.
constexpr uint32_t SAMPLES = 1000;

} // namespace

RunEstimate
RunEstimate::Of(const Experiment& experiment)
{
    const ExperimentPlan& plan = experiment.GetPlan();
    const FabricRoutes& routes = *experiment.GetFabric().GetRoutes();
    const auto mtu = static_cast<double>(plan.Get("mtu").number);
    const double answers = 1.0 / static_cast<double>(plan.Get("ack-interval").number);
    RunEstimate estimate;
    for (const Job& job : experiment.GetJobs().GetAll())
    {
        const TaskGraph& graph = job.run->GetGraph();
        const uint32_t step = std::max<uint32_t>(1, graph.GetCount() / SAMPLES);
        double frames = 0;
        double hops = 0;
        double followed = 0;
        for (uint32_t id = 0; id < graph.GetCount(); id++)
        {
            const TaskGraph::Task& task = graph.Get(id);
            if (!task.IsMessage())
            {
                continue;
            }
            const double packets = std::max(1.0, static_cast<double>(task.bytes) / mtu);
            frames += packets + std::max(1.0, packets * answers);
            if (id % step == 0 || followed == 0)
            {
                hops += routes.CountHops(task.host, task.peer);
                followed++;
            }
        }
        estimate.packetHops += followed > 0 ? frames * hops / followed : 0;
    }
    const double horizon = experiment.GetJobs().GetHorizonNs();
    const std::optional<Time> stop = plan.Get("stop").time;
    if (stop && horizon > 0)
    {
        estimate.packetHops *=
            std::min(1.0, static_cast<double>(stop->GetPicoSeconds()) / 1e3 / horizon);
    }
    estimate.seconds = estimate.packetHops / PACKET_HOPS_PER_SECOND;
    return estimate;
}

std::string
RunEstimate::Announce(const Experiment& experiment)
{
    const RunEstimate estimate = Of(experiment);
    if (estimate.seconds < LONG_SECONDS)
    {
        return "";
    }
    char text[200];
    std::snprintf(text,
                  sizeof(text),
                  "this takes about %s and %s of memory (an estimate: %.3g packet-hops without "
                  "losses, %g M a second)",
                  WriteSeconds(estimate.seconds).c_str(),
                  MemoryEstimate::Write(MemoryEstimate::Of(experiment.GetPlan()).bytes).c_str(),
                  estimate.packetHops,
                  PACKET_HOPS_PER_SECOND / 1e6);
    return text;
}

std::string
RunEstimate::AnnounceMemory(const Experiment& experiment)
{
    const double bytes = MemoryEstimate::Of(experiment.GetPlan()).bytes;
    return bytes < MUCH_BYTES
               ? ""
               : "this takes about " + MemoryEstimate::Write(bytes) + " of memory (an estimate)";
}

std::string
RunEstimate::WriteSeconds(double seconds)
{
    const bool hours = seconds >= 5400;
    const bool minutes = !hours && seconds >= 90;
    char text[40];
    std::snprintf(text,
                  sizeof(text),
                  hours || minutes ? "%.1f %s" : (seconds < 10 ? "%.2g %s" : "%.0f %s"),
                  seconds / (hours ? 3600 : (minutes ? 60 : 1)),
                  hours ? "h" : (minutes ? "min" : "s"));
    return text;
}

} // namespace aifabric
} // namespace ns3
