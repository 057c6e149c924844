/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "aicb-program.h"

#include "ns3/config-error.h"
#include "ns3/file-lines.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace aifabric
{

namespace
{

using Kind = ParallelGroups::Kind;
using Activity = TaskGraph::ActivityKind;

/// Collectives, as the files call them.
const std::map<std::string, std::string>&
GetOperations()
{
    static const std::map<std::string, std::string> operations{
        {"all_reduce", "all-reduce"},
        {"all_gather", "all-gather"},
        {"all_gather_into_tensor", "all-gather"},
        {"reduce_scatter", "reduce-scatter"},
        {"reduce_scatter_tensor", "reduce-scatter"},
        {"all_to_all", "all-to-all"},
        {"broadcast", "broadcast"},
        {"reduce", "reduce"},
        {"barrier", "barrier"}};
    return operations;
}

/// Sends and receives, and how many stages away their other end is.
const std::map<std::pair<std::string, std::string>, int>&
GetNeighbours()
{
    static const std::map<std::pair<std::string, std::string>, int> neighbours{
        {{"isend", "send_prev"}, -1},
        {{"isend", "send_next"}, 1},
        {{"irecv", "recv_prev"}, -1},
        {{"irecv", "recv_next"}, 1}};
    return neighbours;
}

/// Whether a field names rank 0, or nothing.
bool
IsFirst(const std::string& rank)
{
    return rank.empty() || rank == "None" || rank == "0" || rank == "0.0" || rank == "-1" ||
           rank == "-1.0";
}

} // namespace

AicbProgram::AicbProgram(FileTasks& tasks,
                         TracedCollectives& collectives,
                         const ParallelGroups& groups,
                         UnsupportedList& unsupported)
    : m_tasks(tasks),
      m_collectives(collectives),
      m_groups(groups),
      m_unsupported(unsupported),
      m_last(groups.CountRanks(), 0),
      m_hasLast(groups.CountRanks(), false)
{
}

void
AicbProgram::SetActivity(const std::string& name, Activity kind)
{
    const auto key = std::make_pair(name, std::make_pair(static_cast<int>(kind), m_iteration));
    const auto found = m_activities.find(key);
    if (found != m_activities.end())
    {
        m_tasks.SetActivity(found->second);
        return;
    }
    m_activities[key] = m_tasks.AddActivity({name, kind, m_iteration});
}

void
AicbProgram::GoOn(uint32_t rank, FileTasks::Id begin, FileTasks::Id end)
{
    if (m_hasLast[rank])
    {
        m_tasks.AddDependency(m_last[rank], begin);
    }
    m_last[rank] = end;
    m_hasLast[rank] = true;
}

uint32_t
AicbProgram::FindGroup(Kind kind, uint32_t rank)
{
    const auto key = std::make_pair(kind, rank);
    const auto found = m_known.find(key);
    if (found != m_known.end())
    {
        return found->second;
    }
    const std::vector<uint32_t> ranks = m_groups.Get(kind, rank);
    if (ranks.empty())
    {
        throw ConfigError("rank " + std::to_string(rank) +
                          " takes part in the embedding_group, which is of the first and the last "
                          "stage");
    }
    static const std::map<Kind, std::string> names{{Kind::ALL, ""},
                                                   {Kind::TENSOR, "tp_group"},
                                                   {Kind::DATA, "dp_group"},
                                                   {Kind::PIPELINE, "pp_group"},
                                                   {Kind::EXPERT, "ep_group"},
                                                   {Kind::EXPERT_DATA, "ep_dp_group"},
                                                   {Kind::EXPERT_TENSOR, "ep_tp_group"},
                                                   {Kind::EMBEDDING, "embedding_group"}};
    return m_known[key] = m_collectives.AddGroup(names.at(kind), ranks);
}

void
AicbProgram::AddComputation(const AicbRow& row, uint32_t rank, uint64_t duration)
{
    SetActivity(row.stage.empty() ? row.type : row.stage, Activity::COMPUTATION);
    const auto id = m_tasks.AddComputation(rank, duration);
    GoOn(rank, id, id);
}

void
AicbProgram::AddMessage(const AicbRow& row, uint32_t rank)
{
    const std::vector<uint32_t> stages = m_groups.Get(Kind::PIPELINE, rank);
    const auto mine = std::find(stages.begin(), stages.end(), rank) - stages.begin();
    const int step = GetNeighbours().at({row.type, row.additional});
    const auto place = mine + step;
    if (place < 0 || place >= static_cast<std::ptrdiff_t>(stages.size()))
    {
        return; // the first stage has none before it, the last one none after it
    }
    SetActivity(row.stage + " " + row.additional, Activity::COLLECTIVE);
    const uint32_t peer = stages[place];
    if (row.type == "irecv")
    {
        const auto id = m_tasks.AddReceive(rank, peer, row.bytes, 0);
        GoOn(rank, id, id);
        return;
    }
    const auto send = m_tasks.AddSend(rank, peer, row.bytes, 0);
    const auto end = m_tasks.AddComputation(rank, 0);
    m_tasks.AddDependency(send, end);
    GoOn(rank, send, end);
}

void
AicbProgram::AddCollective(const AicbRow& row, uint32_t rank, const std::string& operation)
{
    const Kind kind = operation == "barrier" ? Kind::ALL : row.group;
    const uint32_t group = FindGroup(kind, rank);
    const uint64_t ranks = m_collectives.GetGroup(group).size();
    if (ranks < 2)
    {
        return;
    }
    if (!m_hasLast[rank])
    {
        AddComputation(row, rank, 0); // something has to begin with
    }
    constexpr uint64_t SIGNAL = 8;
    TracedCall call;
    call.operation = operation;
    call.bytes = operation == "barrier"      ? SIGNAL
                 : operation == "all-to-all" ? (row.bytes + ranks - 1) / ranks
                                             : row.bytes;
    call.rank = rank;
    call.name = row.stage.empty() ? operation : row.stage + " " + operation;
    call.iteration = m_iteration;
    call.begin = m_last[rank];
    SetActivity("ends of collectives", Activity::COMPUTATION);
    call.end = m_tasks.AddComputation(rank, 0);
    GoOn(rank, call.end, call.end);
    m_collectives.AddCall(group, call);
}

std::string
AicbProgram::FindUnsupported(const AicbRow& row) const
{
    if (row.isRepeated)
    {
        return "rows whose count is not 1";
    }
    if (row.type == "epoch_end")
    {
        return "";
    }
    if (row.type == "computation")
    {
        return row.elapsed ? "" : "computations without _elapsed_time";
    }
    if (row.additional == "overlap")
    {
        return "rows that overlap others in a way they do not say";
    }
    if (row.type == "isend" || row.type == "irecv")
    {
        return GetNeighbours().count({row.type, row.additional}) == 0
                   ? row.type +
                         " without a neighbour (additional: send_prev, send_next, recv_prev, "
                         "recv_next)"
               : row.bytes == 0 ? row.type + " of 0 bytes"
                                : "";
    }
    if (GetOperations().count(row.type) == 0)
    {
        return QuoteWord(row.type);
    }
    if (row.bytes == 0 && row.type != "barrier")
    {
        return row.type + " of 0 bytes";
    }
    const bool hasRoot = row.type == "broadcast" || row.type == "reduce";
    return hasRoot && !IsFirst(row.type == "reduce" ? row.dst : row.src)
               ? row.type + " of another rank than the first of its group"
               : "";
}

void
AicbProgram::AddRow(const AicbRow& row, double picoseconds)
{
    m_tasks.SetPlace(row.line);
    const std::string reason = FindUnsupported(row);
    if (!reason.empty())
    {
        m_unsupported.Add(reason, m_tasks.GetPath() + ", line " + std::to_string(row.line));
    }
    if (row.type == "epoch_end")
    {
        m_iteration++;
        return;
    }
    constexpr double LONGEST = 30.0 * 86400e12;
    const double duration = row.elapsed.value_or(0) * picoseconds;
    if (duration > LONGEST)
    {
        throw ConfigError("_elapsed_time is longer than 30 days");
    }
    const auto operation = GetOperations().find(row.type);
    for (const uint32_t rank : m_ranks)
    {
        if (!reason.empty() || row.type == "computation")
        {
            AddComputation(row, rank, static_cast<uint64_t>(std::llround(duration)));
        }
        else if (operation != GetOperations().end())
        {
            AddCollective(row, rank, operation->second);
        }
        else
        {
            AddMessage(row, rank);
        }
    }
}

void
AicbProgram::AddSection(const AicbSection& section, double picoseconds)
{
    m_iteration = 0;
    m_ranks = section.ranks;
    for (uint32_t rank = 0; section.ranks.empty() && rank < m_groups.CountRanks(); rank++)
    {
        m_ranks.push_back(rank);
    }
    for (const AicbRow& row : section.rows)
    {
        HeedInterruption();
        try
        {
            AddRow(row, picoseconds);
        }
        catch (const ConfigError& error)
        {
            throw ConfigError(m_tasks.GetPath() + ", line " + std::to_string(row.line) + ": " +
                              error.what());
        }
    }
}

void
AicbProgram::Add(const AicbFile& file)
{
    constexpr double PS_PER_MS = 1e9;
    constexpr double PS_PER_NS = 1e3;
    for (const AicbSection& section : file.sections)
    {
        AddSection(section, file.isLog ? PS_PER_MS : PS_PER_NS);
    }
}

} // namespace aifabric
} // namespace ns3
