/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "chakra-program.h"

#include "ns3/config-error.h"
#include "ns3/file-lines.h"

#include <algorithm>
#include <array>

namespace ns3
{
namespace aifabric
{

namespace
{

using Kind = TaskGraph::ActivityKind;
using Use = TaskGraph::StreamUse;

/// A collective of Chakra, by its number.
struct Operation
{
    const char* name; ///< what the format calls it
    const char* ours; ///< as in --workload
};

constexpr std::array<Operation, 10> OPERATIONS{{{"ALL_REDUCE", "all-reduce"},
                                                {"REDUCE", "reduce"},
                                                {"ALL_GATHER", "all-gather"},
                                                {"GATHER", "gather"},
                                                {"SCATTER", "scatter"},
                                                {"BROADCAST", "broadcast"},
                                                {"ALL_TO_ALL", "all-to-all"},
                                                {"REDUCE_SCATTER", "reduce-scatter"},
                                                {"REDUCE_SCATTER_BLOCK", "reduce-scatter"},
                                                {"BARRIER", "barrier"}}};

constexpr uint64_t BARRIER = 9;
/// What each rank has for each other one to signal at a barrier, bytes.
constexpr uint64_t SIGNAL = 8;

/// Attribute Bytes of an operation whose ranks have inputs of so many bytes.
uint64_t
GetBytes(const std::string& operation, uint64_t input, uint64_t ranks)
{
    constexpr uint64_t MOST = uint64_t{1} << 46;
    if (input > MOST)
    {
        throw ConfigError("comm_size must be at most " + std::to_string(MOST) + ", not " +
                          std::to_string(input));
    }
    if (operation == "all-gather" || operation == "gather")
    {
        return input * ranks;
    }
    return operation == "all-to-all" ? (input + ranks - 1) / ranks : input;
}

} // namespace

uint64_t
GetChakraDuration(uint64_t micros)
{
    constexpr uint64_t LONGEST = uint64_t{30} * 86400 * 1000000;
    if (micros > LONGEST)
    {
        throw ConfigError("it lasts " + std::to_string(micros) + " us, and 30 days are the most");
    }
    constexpr uint64_t PS_PER_US = 1000000;
    constexpr uint64_t PS_PER_NS = 1000;
    return micros == 0 ? PS_PER_NS : micros * PS_PER_US;
}

ChakraProgram::ChakraProgram(FileTasks& tasks,
                             TracedCollectives& collectives,
                             ChakraGroups& groups,
                             bool lenient)
    : m_tasks(tasks),
      m_collectives(collectives),
      m_groups(groups),
      m_lenient(lenient),
      m_places(std::make_shared<std::vector<std::pair<uint32_t, uint64_t>>>()),
      m_paths(std::make_shared<std::vector<std::string>>())
{
    m_tasks.SetPlaceName([places = m_places, paths = m_paths](uint32_t place) {
        const auto& [file, node] = places->at(place);
        return paths->at(file) + ", node " + std::to_string(node);
    });
}

void
ChakraProgram::SetActivity(const std::string& name, Kind kind)
{
    const auto key = std::make_pair(static_cast<int>(kind), name);
    const auto found = m_activities.find(key);
    if (found != m_activities.end())
    {
        m_tasks.SetActivity(found->second);
        return;
    }
    m_activities[key] = m_tasks.AddActivity({name, kind, 1});
}

uint32_t
ChakraProgram::ReadPeer(uint64_t rank) const
{
    if (rank >= m_tasks.GetRanks())
    {
        throw ConfigError("there is no rank " + std::to_string(rank) + ", ranks are 0 to " +
                          std::to_string(m_tasks.GetRanks() - 1));
    }
    return static_cast<uint32_t>(rank);
}

std::string
ChakraProgram::FindUnsupported(const ChakraNode& node)
{
    switch (node.kind)
    {
    case ChakraKind::SEND:
        return node.isCpu                    ? "sends of the CPU"
               : !node.dst || !node.bytes    ? "sends without comm_dst or comm_size"
               : node.bytes.value_or(0) == 0 ? "sends of 0 bytes"
                                             : "";
    case ChakraKind::RECEIVE:
        return node.isCpu                    ? "receives of the CPU"
               : !node.src || !node.bytes    ? "receives without comm_src or comm_size"
               : node.bytes.value_or(0) == 0 ? "receives of 0 bytes"
                                             : "";
    case ChakraKind::COLLECTIVE:
        if (node.isCpu)
        {
            return "collectives of the CPU";
        }
        if (!node.collective)
        {
            return "collectives without comm_type";
        }
        if (*node.collective >= OPERATIONS.size())
        {
            return "collectives of comm_type " + std::to_string(*node.collective);
        }
        if (*node.collective != BARRIER && node.bytes.value_or(0) == 0)
        {
            return std::string(OPERATIONS[*node.collective].name) + " without comm_size, or with 0";
        }
        return node.leavesOutDimensions ? "collectives whose involved_dim leaves dimensions out"
                                        : "";
    default:
        return "";
    }
}

ChakraProgram::Ends
ChakraProgram::AddTurn()
{
    SetActivity("turns of communication", Kind::COMPUTATION);
    const Ends ends{m_tasks.AddComputation(m_rank, 0), m_tasks.AddComputation(m_rank, 0)};
    m_tasks.SetStream(ends.begin, COMMUNICATION, Use::TAKES);
    m_tasks.SetStream(ends.end, COMMUNICATION, Use::FREES);
    return ends;
}

ChakraProgram::Ends
ChakraProgram::AddUnsupported(const ChakraNode& node, const std::string& reason)
{
    m_unsupported.Add(reason, m_paths->back() + ", node " + std::to_string(node.id));
    SetActivity(node.name, Kind::COMPUTATION);
    const auto id = m_tasks.AddComputation(m_rank, GetChakraDuration(node.micros));
    return {id, id};
}

ChakraProgram::Ends
ChakraProgram::AddComputation(const ChakraNode& node)
{
    SetActivity(node.name, Kind::COMPUTATION);
    const bool isComputing = node.kind == ChakraKind::COMPUTATION;
    const auto id =
        m_tasks.AddComputation(m_rank, isComputing ? GetChakraDuration(node.micros) : 0);
    if (isComputing)
    {
        m_tasks.SetStream(id, node.isCpu ? CPU : ACCELERATOR, Use::WHOLE);
    }
    return {id, id};
}

ChakraProgram::Ends
ChakraProgram::AddSend(const ChakraNode& node)
{
    if (node.src.value_or(m_rank) != m_rank)
    {
        throw ConfigError("rank " + std::to_string(m_rank) + " sends for rank " +
                          std::to_string(*node.src) + " (comm_src)");
    }
    const Ends ends = AddTurn();
    SetActivity(node.name, Kind::COLLECTIVE);
    const auto send = m_tasks.AddSend(m_rank, ReadPeer(*node.dst), *node.bytes, node.tag);
    m_tasks.AddDependency(ends.begin, send);
    m_tasks.AddDependency(send, ends.end);
    return ends;
}

ChakraProgram::Ends
ChakraProgram::AddReceive(const ChakraNode& node)
{
    if (node.dst.value_or(m_rank) != m_rank)
    {
        throw ConfigError("rank " + std::to_string(m_rank) + " receives for rank " +
                          std::to_string(*node.dst) + " (comm_dst)");
    }
    SetActivity(node.name, Kind::COLLECTIVE);
    const auto id = m_tasks.AddReceive(m_rank, ReadPeer(*node.src), *node.bytes, node.tag);
    return {id, id};
}

ChakraProgram::Ends
ChakraProgram::AddCollective(const ChakraNode& node)
{
    const std::vector<uint32_t>& ranks = m_groups.Find(m_rank, node.group);
    TracedCall call;
    call.operation = OPERATIONS[*node.collective].ours;
    const uint64_t input = *node.collective == BARRIER ? SIGNAL : *node.bytes;
    call.bytes = GetBytes(call.operation, input, ranks.size());
    call.rank = m_rank;
    call.name = node.name.empty() ? call.operation : node.name;
    call.iteration = 1;
    const Ends ends = AddTurn();
    call.begin = ends.begin;
    call.end = ends.end;
    const std::string name = node.group == "0" ? "" : node.group;
    m_collectives.AddCall(m_collectives.AddGroup(name, ranks), call);
    return ends;
}

ChakraProgram::Ends
ChakraProgram::AddNode(const ChakraNode& node)
{
    const std::string reason = FindUnsupported(node);
    if (!reason.empty())
    {
        return AddUnsupported(node, reason);
    }
    switch (node.kind)
    {
    case ChakraKind::SEND:
        return AddSend(node);
    case ChakraKind::RECEIVE:
        return AddReceive(node);
    case ChakraKind::COLLECTIVE:
        return AddCollective(node);
    default:
        return AddComputation(node);
    }
}

void
ChakraProgram::AddRank(const std::string& path, const ChakraFile& file)
{
    const auto number = static_cast<uint32_t>(m_paths->size());
    m_paths->push_back(path);
    const auto refuse = [&](const ChakraNode& node, const ConfigError& error) {
        throw ConfigError(path + ", node " + std::to_string(node.id) + ": " + error.what());
    };
    for (const ChakraNode& node : file.nodes)
    {
        try
        {
            const bool isOfGroups = node.kind == ChakraKind::METADATA && !node.inputs.empty();
            if (isOfGroups && !m_groups.ReadNode(m_rank, node.inputs) &&
                node.name.find("process_group") != std::string::npos)
            {
                throw ConfigError("its inputs have no list of groups: [{\"pg_name\": ..., "
                                  "\"ranks\": [...]}]");
            }
        }
        catch (const ConfigError& error)
        {
            refuse(node, error);
        }
    }
    std::vector<Ends> ends;
    for (const ChakraNode& node : file.nodes)
    {
        m_tasks.SetPlace(static_cast<uint32_t>(m_places->size()));
        m_places->emplace_back(number, node.id);
        try
        {
            ends.push_back(AddNode(node));
        }
        catch (const ConfigError& error)
        {
            refuse(node, error);
        }
    }
    AddParents(file, ends);
    m_rank++;
}

void
ChakraProgram::AddParents(const ChakraFile& file, const std::vector<Ends>& ends)
{
    // Children in order of their numbers: of those that one node lets go, the first one begins
    // first.
    for (size_t i = 0; i < file.nodes.size(); i++)
    {
        std::vector<uint64_t> parents = file.nodes[i].parents;
        std::sort(parents.begin(), parents.end());
        parents.erase(std::unique(parents.begin(), parents.end()), parents.end());
        for (const uint64_t parent : parents)
        {
            const auto found =
                std::lower_bound(file.nodes.begin(),
                                 file.nodes.end(),
                                 parent,
                                 [](const ChakraNode& node, uint64_t id) { return node.id < id; });
            if (found == file.nodes.end() || found->id != parent)
            {
                m_unsupported.Add("waits for nodes that there are not",
                                  m_paths->back() + ", node " + std::to_string(file.nodes[i].id));
                continue;
            }
            m_tasks.AddDependency(ends[found - file.nodes.begin()].end, ends[i].begin);
        }
    }
}

void
ChakraProgram::Finish()
{
    if (!m_lenient)
    {
        m_unsupported.Refuse("nodes");
    }
}

} // namespace aifabric
} // namespace ns3
