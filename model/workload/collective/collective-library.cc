/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "collective-library.h"

#include "ns3/config-error.h"

#include <algorithm>
#include <array>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Keys of what calls and jobs say of a collective.
constexpr std::array<const char*, 20> OF_CALLS = {
    "bytes",    "first", "count",  "stride",     "groupsize", "ranks", "placement",
    "start",    "class", "dscp",   "queuepairs", "hosts",     "share", "jobs",
    "arrivals", "gap",   "rounds", "pause",      "period",    "shift"};

} // namespace

const ComponentFamily&
CollectiveLibrary::GetFamily()
{
    static const ComponentFamily family("collective",
                                        "Workload",
                                        {CollectiveWorkload::GetTypeId()});
    return family;
}

void
CollectiveLibrary::Set(const std::string& operation, const ParameterList& parameters)
{
    const std::string name = GetFamily().Find(operation).alias;
    for (const auto& [key, value] : parameters)
    {
        const auto isSame = [text = NormalizeName(key)](const char* of) { return text == of; };
        if (std::any_of(OF_CALLS.begin(), OF_CALLS.end(), isSame))
        {
            throw ConfigError("'" + key + "' of " + name +
                              " cannot be set here: the job says who exchanges how much, and when");
        }
    }
    MakeFactory(GetFamily(), {name, parameters}); // refuses what there is not
    m_parameters[name] = parameters;
    m_workloads.clear();
}

Ptr<CollectiveWorkload>
CollectiveLibrary::Get(const std::string& operation, uint64_t bytes)
{
    Ptr<CollectiveWorkload>& workload = m_workloads[{operation, bytes}];
    if (!workload)
    {
        const std::string name = GetFamily().Find(operation).alias;
        ComponentSpec spec{name, m_parameters[name]};
        spec.parameters.emplace_back("bytes", std::to_string(bytes));
        workload = CreateComponent<CollectiveWorkload>(GetFamily(), spec);
    }
    return workload;
}

std::string
CollectiveLibrary::Check(const std::string& operation, uint32_t ranks, uint64_t bytes)
{
    return ranks < 2 ? "" : Get(operation, bytes)->Check(ranks);
}

uint64_t
CollectiveLibrary::CountTasks(const std::string& operation, uint32_t ranks, uint64_t bytes)
{
    return ranks < 2 ? 0 : Get(operation, bytes)->GetTaskCount(ranks) + ranks;
}

uint64_t
CollectiveLibrary::CountPairs(const std::string& operation, uint32_t ranks, uint64_t bytes)
{
    return ranks < 2 ? 0 : Get(operation, bytes)->CountPairs(ranks);
}

namespace
{

/// Numbers of ranks, by host.
class RankTable
{
  public:
    explicit RankTable(const std::vector<uint32_t>& hosts)
    {
        for (uint32_t rank = 0; rank < hosts.size(); rank++)
        {
            m_ranks.emplace_back(hosts[rank], rank);
        }
        std::sort(m_ranks.begin(), m_ranks.end());
        for (size_t i = 1; i < m_ranks.size(); i++)
        {
            if (m_ranks[i].first == m_ranks[i - 1].first)
            {
                throw ConfigError("host " + std::to_string(m_ranks[i].first) +
                                  " is in a collective twice");
            }
        }
    }

    uint32_t operator[](uint32_t host) const
    {
        return std::lower_bound(m_ranks.begin(), m_ranks.end(), std::make_pair(host, 0U))->second;
    }

  private:
    std::vector<std::pair<uint32_t, uint32_t>> m_ranks;
};

} // namespace

std::vector<TaskGraph::Id>
CollectiveLibrary::Add(TaskGraph& graph, const CollectiveCall& call, FabricRandom& random)
{
    const auto ranks = static_cast<uint32_t>(call.hosts.size());
    std::vector<TaskGraph::Id> after = call.after;
    after.resize(ranks, TaskGraph::NONE);
    TaskGraph::Activity activity = call.activity;
    activity.name = activity.name.empty() ? call.operation : activity.name;
    graph.AddActivity(activity);
    const RankTable table(call.hosts);
    const TaskGraph::Id begin = graph.GetCount();
    if (ranks > 1)
    {
        Get(call.operation, call.bytes)->AddTo(graph, call.hosts, random);
    }
    const TaskGraph::Id end = graph.GetCount();
    std::vector<TaskGraph::Id> over;
    for (const uint32_t host : call.hosts)
    {
        over.push_back(graph.AddComputation(host, 0));
    }
    for (TaskGraph::Id task = begin; task < end; task++)
    {
        const TaskGraph::Task what = graph.Get(task);
        const uint32_t from = table[what.host];
        const uint32_t to = table[what.peer];
        if (after[from] != TaskGraph::NONE)
        {
            // Each task, also what forwards data of others, which says nothing of its own rank.
            graph.AddDependency(after[from], task);
        }
        graph.AddDependency(task, over[from]);
        if (to != from)
        {
            graph.AddDependency(task, over[to]);
        }
    }
    for (uint32_t rank = 0; rank < ranks; rank++)
    {
        if (after[rank] != TaskGraph::NONE)
        {
            graph.AddDependency(after[rank], over[rank]);
        }
    }
    return over;
}

} // namespace aifabric
} // namespace ns3
