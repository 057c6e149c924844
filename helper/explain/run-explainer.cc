/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-explainer.h"

#include "path-tracer.h"

#include "ns3/config-error.h"
#include "ns3/experiment.h"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Places that a line of the table names.
constexpr size_t MOST_PLACES = 3;

/// Write a time in us.
std::string
WriteUs(uint64_t ps)
{
    char text[32];
    std::snprintf(text, sizeof(text), "%.3f", static_cast<double>(ps) / 1e6);
    return text;
}

/// The length of a path in words: "2 messages and 1 computation".
std::string
CountSteps(const CriticalPath& path)
{
    size_t messages = 0;
    for (const PathStep& step : path.steps)
    {
        messages += step.task.IsMessage() ? 1 : 0;
    }
    const auto write = [](size_t count, const std::string& what) {
        return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
    };
    const size_t computations = path.steps.size() - messages;
    const std::string text = messages == 0 ? "" : write(messages, "message");
    return computations == 0
               ? text
               : text + (text.empty() ? "" : " and ") + write(computations, "computation");
}

} // namespace

RunExplainer::RunExplainer(const StoredRun& run)
    : m_run(run)
{
    if (!run.obstacle.empty())
    {
        throw ConfigError(run.obstacle);
    }
    {
        JobSet jobs;
        Repeat([&jobs](const Experiment& experiment) { jobs = experiment.GetJobs(); });
        if (!jobs.IsComplete())
        {
            throw ConfigError(std::to_string(jobs.GetCount() - jobs.GetEnded()) + " of its " +
                              std::to_string(jobs.GetCount()) +
                              " tasks did not end: it has no completion time to explain");
        }
        for (const Job& job : jobs.GetAll())
        {
            if (job.run->GetSums())
            {
                throw ConfigError("a rule tells the messages of " + job.workload +
                                  ", and of none is it known what it waited for: Tasks=List keeps "
                                  "that");
            }
        }
        m_path = FindCriticalPath(jobs);
    }
    PathTracer tracer(m_path);
    Repeat([&](const Experiment& experiment) {
        NamePlaces(experiment.GetFabric());
        tracer.Connect(experiment.GetFabric());
    });
    m_slices = tracer.Finish();
}

void
RunExplainer::Repeat(const std::function<void(const Experiment&)>& ready) const
{
    const std::string digest = RunReproducer::Repeat(m_run, ready);
    if (digest != m_run.digest)
    {
        throw std::runtime_error("digest " + m_run.digest + " is stored, by ai-fabric " +
                                 m_run.origin + ", and now it is " + digest +
                                 ": this would explain another run");
    }
}

void
RunExplainer::NamePlaces(const FabricContainer& fabric)
{
    const FabricTopology& topology = *fabric.GetTopology();
    const uint32_t vertices = topology.GetHostCount() + topology.GetSwitchCount();
    for (uint32_t vertex = 0; vertex < vertices; vertex++)
    {
        const std::string name = fabric.GetName(vertex);
        const std::string tier = topology.GetTierName(vertex);
        m_places[{vertex, NOWHERE}] = {name, tier};
        const auto& adjacencies = topology.GetAdjacencies(vertex);
        for (uint32_t port = 0; port < adjacencies.size(); port++)
        {
            const bool isUp = topology.GetLinks()[adjacencies[port].link].lower == vertex;
            m_places[{vertex, port}] = {name + ":" + std::to_string(port) + "->" +
                                            fabric.GetName(adjacencies[port].peer),
                                        tier + (isUp ? " up" : " down")};
        }
    }
}

std::string
RunExplainer::GetPlace(const TimeSlice& slice) const
{
    const auto found = m_places.find({slice.vertex, slice.port});
    return found == m_places.end() ? "" : found->second.first;
}

std::vector<PathPartRecord>
RunExplainer::MakeRecords() const
{
    std::vector<PathPartRecord> records;
    for (const TimeSlice& slice : m_slices)
    {
        PathPartRecord record;
        record.part = TIME_PARTS[static_cast<size_t>(slice.part)].name;
        record.timePs = slice.time;
        record.step = static_cast<int64_t>(slice.step);
        const PathStep& step = m_path.steps[slice.step];
        record.job = step.job;
        record.iteration = step.iteration;
        record.activity = step.activity;
        record.src = step.task.host;
        if (step.task.IsMessage())
        {
            record.dst = step.task.peer;
            record.bytes = step.task.bytes;
        }
        const auto place = m_places.find({slice.vertex, slice.port});
        if (place != m_places.end())
        {
            record.place = place->second.first;
            record.tier = place->second.second;
        }
        records.push_back(record);
    }
    return records;
}

std::string
RunExplainer::MakeText() const
{
    const uint64_t whole = m_path.to - m_path.from;
    std::string text = "run " + std::to_string(m_run.id) + " (" + m_run.title +
                       "): " + WriteUs(whole) + " us along " + CountSteps(m_path) + "\n";
    for (size_t part = 0; part < TIME_PARTS.size(); part++)
    {
        uint64_t time = 0;
        std::map<std::string, uint64_t> places;
        for (const TimeSlice& slice : m_slices)
        {
            if (slice.part == static_cast<TimePart>(part))
            {
                time += slice.time;
                places[GetPlace(slice)] += slice.time;
            }
        }
        if (time == 0)
        {
            continue;
        }
        std::vector<std::pair<uint64_t, std::string>> most;
        for (const auto& [place, there] : places)
        {
            most.emplace_back(there, place);
        }
        std::sort(most.begin(), most.end(), [](const auto& a, const auto& b) {
            return a.first != b.first ? a.first > b.first : a.second < b.second;
        });
        char line[96];
        std::snprintf(line,
                      sizeof(line),
                      "  %-14s %14s us %6.2f %%  ",
                      TIME_PARTS[part].name,
                      WriteUs(time).c_str(),
                      100 * static_cast<double>(time) / static_cast<double>(whole));
        text += line;
        for (size_t i = 0; i < std::min(most.size(), MOST_PLACES); i++)
        {
            text += most[i].second.empty() ? "" : (i == 0 ? "" : ", ") + most[i].second;
            text += most.size() == 1 || most[i].second.empty() ? "" : " " + WriteUs(most[i].first);
        }
        const size_t others = most.size() - std::min(most.size(), MOST_PLACES);
        text += others > 0 ? " and " + std::to_string(others) + " more place" : "";
        text += others > 1 ? "s\n" : "\n";
    }
    return text;
}

} // namespace aifabric
} // namespace ns3
