/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "chakra-custom.h"

#include "chakra-file.h"
#include "chakra-paths.h"
#include "chakra-program.h"

#include "ns3/config-error.h"
#include "ns3/file-lines.h"

#include <map>

namespace ns3
{
namespace aifabric
{

ChakraCustom::ChakraCustom(const std::string& prefix)
    : m_prefix(prefix),
      m_tasks(prefix)
{
    const std::vector<std::string> paths = FindChakraFiles(prefix);
    m_tasks.SetRanks(static_cast<uint32_t>(paths.size()));
    for (uint32_t rank = 0; rank < paths.size(); rank++)
    {
        HeedInterruption();
        AddRank(rank, paths[rank]);
    }
    m_tasks.SetPlaceName(
        [prefix](uint32_t rank) { return prefix + "." + std::to_string(rank) + ".et"; });
    m_tasks.Finish();
    m_tasks.SetPlaceName({});
}

void
ChakraCustom::AddRank(uint32_t rank, const std::string& path)
{
    const ChakraFile file = ReadChakraFile(path);
    m_tasks.SetPlace(rank);
    std::map<uint64_t, FileTasks::Id> numbers;
    for (const ChakraNode& node : file.nodes)
    {
        try
        {
            const auto peer = [&](const std::optional<uint64_t>& given, const char* attribute) {
                if (!given || *given >= m_tasks.GetRanks())
                {
                    throw ConfigError(std::string(attribute) +
                                      " must be a rank of the group, 0 to " +
                                      std::to_string(m_tasks.GetRanks() - 1));
                }
                return static_cast<uint32_t>(*given);
            };
            switch (node.kind)
            {
            case ChakraKind::SEND:
                numbers[node.id] = m_tasks.AddSend(rank,
                                                   peer(node.dst, "comm_dst"),
                                                   node.bytes.value_or(0),
                                                   node.tag);
                break;
            case ChakraKind::RECEIVE:
                numbers[node.id] = m_tasks.AddReceive(rank,
                                                      peer(node.src, "comm_src"),
                                                      node.bytes.value_or(0),
                                                      node.tag);
                break;
            case ChakraKind::COMPUTATION:
                numbers[node.id] = m_tasks.AddComputation(rank, GetChakraDuration(node.micros));
                break;
            default:
                throw ConfigError("a collective has sends (type 5), receives (6) and computations "
                                  "(4), and no node of type " +
                                  std::to_string(static_cast<int>(node.kind)));
            }
        }
        catch (const ConfigError& error)
        {
            throw ConfigError(path + ", node " + std::to_string(node.id) + ": " + error.what());
        }
    }
    for (const ChakraNode& node : file.nodes)
    {
        for (const uint64_t parent : node.parents)
        {
            const auto found = numbers.find(parent);
            if (found == numbers.end())
            {
                throw ConfigError(path + ", node " + std::to_string(node.id) +
                                  ": it waits for node " + std::to_string(parent) +
                                  ", which there is not");
            }
            m_tasks.AddDependency(found->second, numbers[node.id]);
        }
    }
}

FileTasks::Part
ChakraCustom::MakePart(const std::shared_ptr<const ChakraCustom>& algorithm,
                       const std::vector<uint32_t>& ranks,
                       const TaskGraph::Activity& activity)
{
    if (ranks.size() != algorithm->m_tasks.GetRanks())
    {
        throw ConfigError(algorithm->m_prefix + " is a collective of " +
                          std::to_string(algorithm->m_tasks.GetRanks()) +
                          " ranks, and the group has " + std::to_string(ranks.size()));
    }
    FileTasks::Part part;
    part.tasks = algorithm->m_tasks.CountTasks() + ranks.size();
    part.pairs = algorithm->m_tasks.CountPairs();
    part.add = [algorithm, ranks, activity](TaskGraph& graph,
                                            const std::vector<TaskGraph::Id>& begins,
                                            FabricRandom&) {
        graph.AddActivity(activity);
        return algorithm->AddTo(graph, ranks, begins);
    };
    return part;
}

std::vector<TaskGraph::Id>
ChakraCustom::AddTo(TaskGraph& graph,
                    const std::vector<uint32_t>& hosts,
                    const std::vector<TaskGraph::Id>& begins) const
{
    std::vector<TaskGraph::Id> over;
    for (size_t rank = 0; rank < hosts.size(); rank++)
    {
        over.push_back(graph.AddComputation(hosts[rank], 0));
        graph.AddDependency(begins[rank], over[rank]);
    }
    const TaskGraph::Id base = graph.GetCount();
    for (const FileTasks::Operation& operation : m_tasks.GetOperations())
    {
        const bool isMessage =
            operation.kind == FileTasks::Kind::SEND && operation.rank != operation.peer;
        const TaskGraph::Id id =
            isMessage
                ? graph.AddMessage(hosts[operation.rank], hosts[operation.peer], operation.bytes)
                : graph.AddComputation(hosts[operation.rank], operation.duration);
        // Nobody forwards what others have before he takes part.
        graph.AddDependency(begins[operation.rank], id);
        graph.AddDependency(id, over[operation.rank]);
    }
    for (const auto& [first, then] : m_tasks.GetDependencies())
    {
        graph.AddDependency(base + first, base + then);
    }
    return over;
}

} // namespace aifabric
} // namespace ns3
