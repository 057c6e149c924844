/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TRACE_TEST_HELPER_H
#define TRACE_TEST_HELPER_H

#include "workload-test-helper.h"

#include "ns3/config-error.h"
#include "ns3/fabric-helper.h"
#include "ns3/simulator.h"
#include "ns3/task-graph-application.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{
namespace trace_test
{

constexpr uint64_t US = 1000000; ///< ps
constexpr uint64_t NS = 1000;    ///< ps

/// A workload of a file that was carried out.
struct Trace
{
    Ptr<TaskGraph> graph;
    std::vector<TaskGraphRun::Record> records; ///< by task

    /// @return tasks of an activity, of one host or of all
    std::vector<TaskGraph::Id> Find(const std::string& name, uint32_t host = UINT32_MAX) const
    {
        std::vector<TaskGraph::Id> found;
        for (TaskGraph::Id id = 0; id < graph->GetCount(); id++)
        {
            const TaskGraph::Task& task = graph->Get(id);
            if (graph->GetActivities()[task.collective].name == name &&
                (host == UINT32_MAX || task.host == host))
            {
                found.push_back(id);
            }
        }
        return found;
    }

    /// @return when the first task of an activity began on a host
    uint64_t GetStart(const std::string& name, uint32_t host) const
    {
        const auto tasks = Find(name, host);
        return tasks.empty() ? TaskGraphRun::NEVER : records[tasks.front()].start;
    }

    /// @return when the last task ended; NEVER if one did not
    uint64_t GetEnd() const
    {
        uint64_t end = 0;
        for (const auto& record : records)
        {
            end = std::max(end, record.end);
        }
        return end;
    }

    /// @return bytes by sender and receiver
    std::map<std::pair<uint32_t, uint32_t>, uint64_t> GetBytes() const
    {
        std::map<std::pair<uint32_t, uint32_t>, uint64_t> bytes;
        for (TaskGraph::Id id = 0; id < graph->GetCount(); id++)
        {
            const TaskGraph::Task& task = graph->Get(id);
            if (task.IsMessage())
            {
                bytes[{task.host, task.peer}] += task.bytes;
            }
        }
        return bytes;
    }
};

/// Carry a workload out on one leaf.
inline Trace
CarryOut(const Ptr<Workload>& workload, uint32_t hosts)
{
    FabricHelper helper;
    helper.SetLayout("ns3::aifabric::LeafSpineFabric",
                     "Leaves",
                     UintegerValue(1),
                     "Spines",
                     UintegerValue(1),
                     "Hosts",
                     UintegerValue(hosts));
    const FabricContainer fabric = helper.Install();
    Trace trace;
    trace.graph = workload_test::Build(workload, hosts);
    const auto run = Create<TaskGraphRun>(trace.graph);
    std::vector<std::vector<TaskGraph::Id>> own(hosts);
    for (TaskGraph::Id id = 0; id < trace.graph->GetCount(); id++)
    {
        own[trace.graph->Get(id).host].push_back(id);
    }
    for (uint32_t host = 0; host < hosts; host++)
    {
        const auto application = CreateObject<TaskGraphApplication>();
        application->SetTasks(run, own[host]);
        fabric.GetHosts().Get(host)->AddApplication(application);
    }
    Simulator::Run();
    trace.records = run->GetRecords();
    Simulator::Destroy();
    return trace;
}

/// How long a collective takes by itself, ps.
inline uint64_t
MeasureAlone(const std::string& type, uint64_t bytes, uint32_t hosts)
{
    return CarryOut(workload_test::MakeCollective(type, {{"Bytes", std::to_string(bytes)}}), hosts)
        .GetEnd();
}

/// Write a file.
inline void
WriteFile(const std::string& path, const std::string& data)
{
    std::ofstream(path, std::ios::binary) << data;
}

/// A workload that reads files.
inline Ptr<Workload>
MakeTrace(const std::string& type,
          const std::string& path,
          const std::vector<std::pair<std::string, std::string>>& values = {})
{
    ObjectFactory factory;
    factory.SetTypeId("ns3::aifabric::" + type);
    factory.Set("Path", StringValue(path));
    for (const auto& [name, value] : values)
    {
        factory.Set(name, StringValue(value));
    }
    return factory.Create<Workload>();
}

} // namespace trace_test
} // namespace aifabric
} // namespace ns3

#endif // TRACE_TEST_HELPER_H
