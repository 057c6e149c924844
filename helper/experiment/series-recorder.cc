/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "series-recorder.h"

#include "ns3/abort.h"
#include "ns3/frame-pool.h"

#include <algorithm>
#include <map>

namespace ns3
{
namespace aifabric
{

namespace
{
/// Runs behind all events of nodes at its time.
constexpr uint32_t LAST_NODE = UINT32_MAX;
/// The series of counts, which belong to no group.
constexpr size_t MESSAGES_DONE = 0;
constexpr size_t FRAMES_DROPPED = 1;
} // namespace

SeriesRecorder::SeriesRecorder(const FabricContainer& fabric,
                               const JobSet& jobs,
                               uint64_t interval,
                               bool everyPort)
    : m_jobs(jobs),
      m_interval(interval)
{
    NS_ABORT_MSG_IF(interval == 0, "samples need a positive interval");
    m_series.push_back({"messages-done", "all", "messages", Merge::LAST, {}});
    m_series.push_back({"frames-dropped", "all", "frames", Merge::LAST, {}});
    AddGroups(fabric, everyPort);
    m_event.Bind<&SeriesRecorder::Sample>(this, LAST_NODE, 0, EventKind::OTHER);
}

void
SeriesRecorder::AddGroups(const FabricContainer& fabric, bool everyPort)
{
    const FabricTopology& topology = *fabric.GetTopology();
    const uint32_t vertices = topology.GetHostCount() + topology.GetSwitchCount();
    std::map<std::string, Group> tiers;
    std::vector<std::pair<std::string, Group>> ports;
    for (uint32_t vertex = 0; vertex < vertices; vertex++)
    {
        const std::string name = fabric.GetName(vertex);
        const auto& adjacencies = topology.GetAdjacencies(vertex);
        for (uint32_t i = 0; i < adjacencies.size(); i++)
        {
            const FabricPort* device = PeekPointer(fabric.GetDevice(vertex, i));
            const bool up = topology.GetLinks()[adjacencies[i].link].lower == vertex;
            tiers[topology.GetTierName(vertex) + (up ? " up" : " down")].ports.push_back(device);
            if (everyPort)
            {
                Group group;
                group.ports.push_back(device);
                group.isPort = true;
                ports.emplace_back(name + ":" + std::to_string(i) + "->" +
                                       fabric.GetName(adjacencies[i].peer),
                                   group);
            }
        }
    }
    ports.insert(ports.begin(), tiers.begin(), tiers.end());
    for (auto& [subject, group] : ports)
    {
        group.first = m_series.size();
        AddSeries(subject, group.isPort);
        m_groups.push_back(group);
    }
}

void
SeriesRecorder::AddSeries(const std::string& subject, bool isPort)
{
    m_series.push_back({"backlog-max", subject, "B", Merge::LARGEST, {}});
    m_series.push_back({"rate-mean", subject, "bit/s", Merge::MEAN, {}});
    if (isPort)
    {
        m_series.push_back({"classes-paused", subject, "classes", Merge::LARGEST, {}, true});
    }
    else
    {
        m_series.push_back({"backlog-mean", subject, "B", Merge::MEAN, {}});
        m_series.push_back({"ports-paused", subject, "ports", Merge::LARGEST, {}});
    }
}

void
SeriesRecorder::Start()
{
    FabricEngine& engine = FabricEngine::Get();
    m_begin = engine.Now();
    engine.Observe(m_event, m_begin + m_interval);
}

void
SeriesRecorder::Sample()
{
    FabricEngine& engine = FabricEngine::Get();
    const bool goesOn = engine.EndObservation();
    m_series[MESSAGES_DONE].values.push_back(static_cast<float>(m_jobs.GetEnded()));
    m_series[FRAMES_DROPPED].values.push_back(
        static_cast<float>(FramePool::GetLedger().GetDropped()));
    for (Group& group : m_groups)
    {
        SampleGroup(group);
    }
    if (m_series.front().values.size() == MOST)
    {
        Halve();
    }
    if (goesOn && !m_jobs.IsComplete())
    {
        engine.Observe(m_event, engine.Now() + m_interval);
    }
}

void
SeriesRecorder::SampleGroup(Group& group)
{
    uint64_t bytes = 0;
    uint64_t largest = 0;
    uint64_t sum = 0;
    uint32_t paused = 0;
    for (const FabricPort* port : group.ports)
    {
        const uint64_t backlog = port->GetBacklog();
        largest = std::max(largest, backlog);
        sum += backlog;
        bytes += port->GetSentBytes();
        paused += port->GetPausedMask() != 0 ? 1 : 0;
    }
    const auto count = static_cast<double>(group.ports.size());
    const double seconds = static_cast<double>(m_interval) * 1e-12;
    const double rate = 8 * static_cast<double>(bytes - group.bytes) / seconds / count;
    group.bytes = bytes;
    Series* series = &m_series[group.first];
    series[0].values.push_back(static_cast<float>(largest));
    series[1].values.push_back(static_cast<float>(rate));
    if (group.isPort)
    {
        const uint8_t mask = group.ports.front()->GetPausedMask();
        series[2].values.push_back(static_cast<float>(__builtin_popcount(mask)));
    }
    else
    {
        series[2].values.push_back(static_cast<float>(static_cast<double>(sum) / count));
        series[3].values.push_back(static_cast<float>(paused));
    }
}

void
SeriesRecorder::Halve()
{
    for (Series& series : m_series)
    {
        std::vector<float>& values = series.values;
        for (size_t i = 0; i < values.size() / 2; i++)
        {
            const float a = values[2 * i];
            const float b = values[2 * i + 1];
            values[i] = series.merge == Merge::LARGEST ? std::max(a, b)
                        : series.merge == Merge::MEAN  ? (a + b) / 2
                                                       : b;
        }
        values.resize(values.size() / 2);
    }
    m_interval *= 2;
}

uint64_t
SeriesRecorder::GetEnd(size_t sample) const
{
    return m_begin + (sample + 1) * m_interval;
}

void
SeriesRecorder::List(RunDetails& details) const
{
    for (const Series& series : m_series)
    {
        const std::vector<float>& values = series.values;
        if (series.rare &&
            std::all_of(values.begin(), values.end(), [](float v) { return v == 0; }))
        {
            continue;
        }
        TimeSeriesRecord record;
        record.name = series.name;
        record.subject = series.subject;
        record.unit = series.unit;
        for (size_t i = 0; i < series.values.size(); i++)
        {
            record.samples.emplace_back(static_cast<double>(GetEnd(i)) / 1e3, series.values[i]);
        }
        details.series.push_back(std::move(record));
    }
}

} // namespace aifabric
} // namespace ns3
