/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "flow-sizes.h"

#include "ns3/component-description.h"
#include "ns3/config-error.h"
#include "ns3/double.h"
#include "ns3/fabric-units.h"
#include "ns3/string.h"
#include "ns3/workload.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Flows that come whenever they come, from every host to any other: on each host as a Poisson
 * process, with sizes of a distribution, so that hosts offer a share of what they can send. What is
 * told of them by size leaves out those of a warm-up.
 *
 * Load is that of payload, as the traffic generators of the field count it; headers come on top. A
 * flow is a message; those from one host to another share queue pairs.
 */
class BackgroundWorkload : public Workload
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    uint64_t CountPairs(uint32_t hosts) const override;

  private:
    std::string CheckConfig(uint32_t hosts) const override;
    uint64_t CountTasks(uint32_t hosts) const override;
    void DoBuild(TaskGraph& graph, uint32_t hosts, FabricRandom& random) const override;

    FlowSizes GetSizes() const;
    std::string CheckTimes() const;
    std::vector<uint64_t> ReadBins() const;
    double GetMeanGap() const;

    std::string m_sizes; ///< name of a distribution
    std::string m_path;  ///< of a file with one; empty for none
    double m_load;       ///< share of what hosts can send
    Time m_duration;     ///< in which flows come
    Time m_warmup;       ///< of that, what is left out of tables
    Time m_window;       ///< of that, what is in them; 0: the rest
    std::string m_bins;  ///< upper ends of ranges of sizes
};

NS_OBJECT_ENSURE_REGISTERED(BackgroundWorkload);

TypeId
BackgroundWorkload::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::BackgroundWorkload")
            .SetParent<Workload>()
            .SetGroupName("AiFabric")
            .AddConstructor<BackgroundWorkload>()
            .AddAttribute("Sizes",
                          "Distribution of sizes: web-search, data-mining, hadoop or storage",
                          StringValue("web-search"),
                          MakeStringAccessor(&BackgroundWorkload::m_sizes),
                          MakeStringChecker())
            .AddAttribute("Path",
                          "In place of Sizes, file with a line for each point of a distribution: "
                          "bytes, and the share of flows up to them (10000 0.15)",
                          StringValue(""),
                          MakeStringAccessor(&BackgroundWorkload::m_path),
                          MakeStringChecker())
            .AddAttribute("Load",
                          "Payload that flows bring, as a share of what hosts can send, above 0",
                          DoubleValue(0.3),
                          MakeDoubleAccessor(&BackgroundWorkload::m_load),
                          MakeDoubleChecker<double>(0, 10))
            .AddAttribute("Duration",
                          "How long flows come, up to 1 day",
                          TimeValue(MilliSeconds(1)),
                          MakeTimeAccessor(&BackgroundWorkload::m_duration),
                          MakeTimeChecker(Time(0), Seconds(86400)))
            .AddAttribute("Warmup",
                          "Time before flows count for slowdowns by size",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&BackgroundWorkload::m_warmup),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Window",
                          "Time in which flows that come count; 0 for the rest of Duration",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&BackgroundWorkload::m_window),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Bins",
                          "Sizes up to which flows are told of together, rising, with / between",
                          StringValue("10KB/100KB/1MB/10MB"),
                          MakeStringAccessor(&BackgroundWorkload::m_bins),
                          MakeStringChecker()),
        "flows between all hosts that come at random, of sizes that were measured");
    return tid;
}

FlowSizes
BackgroundWorkload::GetSizes() const
{
    return m_path.empty() ? FlowSizes::Find(m_sizes) : FlowSizes::Read(m_path);
}

std::vector<uint64_t>
BackgroundWorkload::ReadBins() const
{
    std::vector<uint64_t> bins;
    std::istringstream stream(m_bins);
    for (std::string part; std::getline(stream, part, '/');)
    {
        bins.push_back(ParseBytes(part));
        if (bins.size() > 1 && bins.back() <= *(bins.end() - 2))
        {
            throw ConfigError("sizes rise, and '" + part + "' does not");
        }
    }
    if (bins.size() > 100)
    {
        throw ConfigError("there are 100 sizes at most");
    }
    return bins;
}

double
BackgroundWorkload::GetMeanGap() const
{
    return GetSizes().GetMean() * 8e12 / (m_load * static_cast<double>(GetHostRate()));
}

std::string
BackgroundWorkload::CheckTimes() const
{
    return m_duration.IsZero() ? "Duration must be above 0"
           : m_warmup + m_window > m_duration || m_warmup == m_duration
               ? "Warmup and Window must leave flows to count within the Duration of " +
                     FormatDuration(m_duration)
               : "";
}

std::string
BackgroundWorkload::CheckConfig(uint32_t) const
{
    if (m_load <= 0)
    {
        return "Load must be above 0";
    }
    try
    {
        GetSizes();
    }
    catch (const ConfigError& error)
    {
        return (m_path.empty() ? std::string("Sizes: ") : "") + error.what();
    }
    try
    {
        ReadBins();
    }
    catch (const ConfigError& error)
    {
        return std::string("Bins: ") + error.what();
    }
    return CheckTimes();
}

uint64_t
BackgroundWorkload::CountTasks(uint32_t hosts) const
{
    try
    {
        const double most = 1e15;
        return static_cast<uint64_t>(std::min(
            most,
            std::ceil(hosts * static_cast<double>(m_duration.GetPicoSeconds()) / GetMeanGap())));
    }
    catch (const ConfigError&)
    {
        return 0; // it is refused anyway
    }
}

uint64_t
BackgroundWorkload::CountPairs(uint32_t hosts) const
{
    return std::min<uint64_t>(CountTasks(hosts), uint64_t{hosts} * (hosts - 1));
}

void
BackgroundWorkload::DoBuild(TaskGraph& graph, uint32_t hosts, FabricRandom& random) const
{
    graph.AddCollective("background");
    const FlowSizes sizes = GetSizes();
    const double gap = GetMeanGap();
    const auto end = static_cast<uint64_t>(m_duration.GetPicoSeconds());
    for (uint32_t host = 0; host < hosts; host++)
    {
        double time = 0; // ps
        while (true)
        {
            time += -std::log(1 - random.Uniform()) * gap;
            if (time >= static_cast<double>(end))
            {
                break;
            }
            const uint32_t other = random.Below(hosts - 1);
            const TaskGraph::Id flow =
                graph.AddMessage(host, other < host ? other : other + 1, sizes.Draw(random));
            graph.SetDelay(flow, static_cast<uint64_t>(time));
        }
    }
    if (graph.GetCount() == 0)
    {
        throw ConfigError("no flow comes within the Duration of " + FormatDuration(m_duration) +
                          ": a host sends one in " +
                          FormatDuration(TimeStep(static_cast<uint64_t>(gap))) +
                          " on average; a longer one or more Load is needed");
    }
    const auto begin = static_cast<uint64_t>(m_warmup.GetPicoSeconds());
    const auto window = static_cast<uint64_t>(m_window.GetPicoSeconds());
    graph.SetMeasuring({begin, window == 0 ? end : begin + window, ReadBins()});
}

} // namespace aifabric
} // namespace ns3
