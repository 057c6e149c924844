/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "workload.h"

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
                          MakeTimeChecker(Time(0), Seconds(30 * 86400)));
    return tid;
}

Workload::Workload() = default;

Workload::~Workload() = default;

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
