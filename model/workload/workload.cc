/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "workload.h"

#include "ns3/config-error.h"
#include "ns3/fabric-frame.h"
#include "ns3/integer.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(Workload);

TypeId
Workload::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::aifabric::Workload")
            .SetParent<Object>()
            .SetGroupName("AiFabric")
            .AddAttribute("Start",
                          "When hosts start, at most 30 days; their random spread comes on top",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&Workload::m_start),
                          MakeTimeChecker(Time(0), Seconds(30 * 86400)))
            .AddAttribute("Class",
                          "Traffic class of its messages, 0 to 7; -1: attribute DataClass of "
                          "ns3::aifabric::RoceNic",
                          IntegerValue(-1),
                          MakeIntegerAccessor(&Workload::m_class),
                          MakeIntegerChecker<int8_t>(-1, CLASS_COUNT - 1))
            .AddAttribute("Dscp",
                          "DSCP of its packets, 0 to 63; -1: 26 in class 3, else 8 times the class",
                          IntegerValue(-1),
                          MakeIntegerAccessor(&Workload::m_dscp),
                          MakeIntegerChecker<int8_t>(-1, 63))
            .AddAttribute("QueuePairs",
                          "Queue pairs to each peer, 1 to 64: its messages take them in turn",
                          UintegerValue(1),
                          MakeUintegerAccessor(&Workload::m_queuePairs),
                          MakeUintegerChecker<uint8_t>(1, ServiceLevels::MOST_QUEUE_PAIRS));
    return tid;
}

Workload::Workload() = default;

Workload::~Workload() = default;

MessageService
Workload::GetService() const
{
    // -1 is all bits, as AUTO is.
    return {static_cast<uint8_t>(m_class), static_cast<uint8_t>(m_dscp), m_queuePairs};
}

std::string
Workload::Check(uint32_t hosts) const
{
    if (hosts < 2)
    {
        return "a workload needs at least 2 hosts";
    }
    std::string error = CheckConfig(hosts);
    if (error.empty() && CountTasks(hosts) > MAX_TASKS)
    {
        error = std::to_string(CountTasks(hosts)) + " messages on " + std::to_string(hosts) +
                " hosts are too many; at most " + std::to_string(MAX_TASKS) + " fit in memory";
    }
    return error;
}

Ptr<TaskGraph>
Workload::Build(uint32_t hosts, FabricRandom& random) const
{
    const Ptr<TaskGraph> graph = Create<TaskGraph>();
    DoBuild(*graph, hosts, random);
    if (graph->GetCount() == 0)
    {
        throw ConfigError("DoBuild() of " + GetInstanceTypeId().GetName() +
                          " has nothing to do: it adds messages or computations");
    }
    for (TaskGraph::Id id = 0; id < graph->GetCount(); id++)
    {
        const TaskGraph::Task& task = graph->Get(id);
        if (task.host >= hosts || task.peer >= hosts)
        {
            throw ConfigError("DoBuild() of " + GetInstanceTypeId().GetName() + " makes task " +
                              std::to_string(id) + " for host " +
                              std::to_string(std::max(task.host, task.peer)) +
                              ": its argument says that there are " + std::to_string(hosts) +
                              " hosts, numbered from 0 on");
        }
    }
    graph->Close();
    return graph;
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
