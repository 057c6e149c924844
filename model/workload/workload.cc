/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "workload.h"

#include "job-rhythm.h"

#include "ns3/config-error.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ns3
{
namespace aifabric
{

Workload::Workload() = default;

Workload::~Workload() = default;

MessageService
Workload::GetService() const
{
    // -1 is all bits, as AUTO is.
    return {static_cast<uint8_t>(m_class),
            static_cast<uint8_t>(m_dscp),
            m_queuePairs,
            static_cast<RdmaOperation>(m_operation)};
}

uint64_t
Workload::GetTaskCount(uint32_t hosts) const
{
    const uint32_t own = GetHosts(hosts);
    return CountTasks(own) * m_rounds + JobRhythm::CountMore({m_rounds, m_pause, m_period}, own);
}

std::vector<uint32_t>
Workload::ListHosts(uint32_t hosts) const
{
    std::vector<uint32_t> list(std::min(hosts, CountRanks(GetHosts(hosts))));
    std::iota(list.begin(), list.end(), 0);
    return list;
}

std::vector<Time>
Workload::DrawArrivals(FabricRandom& random) const
{
    std::vector<Time> arrivals{Time(0)};
    double sum = 0; // of exponential gaps, ps
    for (uint32_t job = 1; job < m_jobs; job++)
    {
        sum += -std::log(1 - random.Uniform()) * static_cast<double>(m_gap.GetTimeStep());
        arrivals.push_back(m_arrivals == POISSON ? TimeStep(static_cast<uint64_t>(sum))
                                                 : m_gap * int64_t{job});
    }
    return arrivals;
}

std::string
Workload::Check(uint32_t hosts) const
{
    if (hosts < 2)
    {
        return "a workload needs at least 2 hosts";
    }
    if (m_hosts == 1 || m_hosts > hosts)
    {
        return "Hosts must be 0, for all, or between 2 and " + std::to_string(hosts) + ", not " +
               std::to_string(m_hosts);
    }
    std::string error = CheckTransport();
    error = error.empty() ? CheckConfig(GetHosts(hosts)) : error;
    return error.empty() ? CheckCount(hosts) : error;
}

std::string
Workload::CheckCount(uint32_t hosts) const
{
    const uint64_t tasks = GetTaskCount(hosts);
    const bool isRuled = IsRuled(hosts);
    const uint64_t most = isRuled ? TaskGraph::NONE - 1 : MAX_TASKS;
    return tasks <= most
               ? ""
               : std::to_string(tasks) + " messages on " + std::to_string(hosts) +
                     " hosts are too many; at most " + std::to_string(most) +
                     (isRuled ? " can be numbered"
                              : " fit in memory (a ring that is not cut, and is done once by one "
                                "group, needs no memory for its messages)");
}

std::string
Workload::CheckTransport() const
{
    if (!IsTcp())
    {
        return "";
    }
    return m_operation != WRITE ? "Operation is of RDMA: Transport=Tcp has a byte stream"
           : m_queuePairs > 1   ? "QueuePairs are of RDMA: Transport=Tcp has a connection for each "
                                  "pair of hosts"
           : m_class >= 0 || m_dscp >= 0
               ? "Class and Dscp are of RDMA: the class of TCP is attribute ForeignClass of "
                 "ns3::aifabric::FabricNetDevice"
               : "";
}

Ptr<TaskGraph>
Workload::Build(uint32_t hosts, FabricRandom& random) const
{
    const Ptr<TaskGraph> graph = Create<TaskGraph>();
    const uint32_t own = GetHosts(hosts);
    JobRhythm rhythm(*graph, {m_rounds, m_pause, m_period}, own);
    const FabricRandom first = random;
    for (uint32_t round = 0; round < m_rounds; round++)
    {
        // Each round does the same.
        random = first;
        rhythm.Begin();
        DoBuild(*graph, own, random);
        rhythm.End();
    }
    if (graph->GetCount() == 0)
    {
        throw ConfigError("DoBuild() of " + GetInstanceTypeId().GetName() +
                          " has nothing to do: it adds messages or computations");
    }
    for (TaskGraph::Id id = 0; !graph->GetRule() && id < graph->GetCount(); id++)
    {
        const TaskGraph::Task& task = graph->Get(id);
        if (task.host >= own || task.peer >= own)
        {
            throw ConfigError("DoBuild() of " + GetInstanceTypeId().GetName() + " makes task " +
                              std::to_string(id) + " for host " +
                              std::to_string(std::max(task.host, task.peer)) +
                              ": its argument says that there are " + std::to_string(own) +
                              " hosts, numbered from 0 on");
        }
    }
    rhythm.Keep();
    if (m_operation == READ)
    {
        TurnReads(*graph);
    }
    graph->Close();
    return graph;
}

void
Workload::TurnReads(TaskGraph& graph) const
{
    if (!graph.GetDependencies().empty())
    {
        throw ConfigError("Operation=Read of " + GetInstanceTypeId().GetName() +
                          ": the host whose data is read does not hear of it, so that nothing can "
                          "wait for it there; take messages that do not wait for each other (a "
                          "pattern with rounds=1), or another operation");
    }
    for (TaskGraph::Id id = 0; id < graph.GetCount(); id++)
    {
        graph.TurnMessage(id);
    }
}

std::string
Workload::CheckBytes(uint64_t bytes)
{
    return bytes >= 1 && bytes <= MAX_MESSAGE_BYTES
               ? ""
               : "Bytes must be between 1 and 4294967295 (RDMA messages are below 4 GiB), not " +
                     std::to_string(bytes);
}

std::string
Workload::CheckHost(const std::string& attribute, uint32_t host, uint32_t hosts)
{
    return host < hosts ? ""
                        : attribute + " must be a host between 0 and " + std::to_string(hosts - 1) +
                              ", not " + std::to_string(host);
}

} // namespace aifabric
} // namespace ns3
