/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "file-tasks.h"

#include "file-matching.h"

#include "ns3/config-error.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

FileTasks::FileTasks(std::string path)
    : m_path(std::move(path))
{
}

void
FileTasks::SetPlaceName(std::function<std::string(uint32_t)> name)
{
    m_placeName = std::move(name);
}

void
FileTasks::SetRanks(uint32_t ranks)
{
    if (ranks < 1 || ranks > MOST_RANKS)
    {
        throw ConfigError(std::to_string(ranks) + " ranks are not between 1 and " +
                          std::to_string(MOST_RANKS));
    }
    m_areRanksSet = false;
    if (m_ranks > ranks)
    {
        throw ConfigError("there are to be " + std::to_string(ranks) + " ranks, and rank " +
                          std::to_string(m_ranks - 1) + " is named above");
    }
    m_ranks = ranks;
    m_areRanksSet = true;
}

uint32_t
FileTasks::AddActivity(const TaskGraph::Activity& activity)
{
    m_activities.push_back(activity);
    m_activity = static_cast<uint32_t>(m_activities.size() - 1);
    return m_activity;
}

void
FileTasks::SetActivity(uint32_t activity)
{
    m_activity = activity;
}

void
FileTasks::CheckRank(uint32_t rank) const
{
    const uint32_t ranks = m_areRanksSet ? m_ranks : MOST_RANKS;
    if (rank >= ranks)
    {
        throw ConfigError("there is no rank " + std::to_string(rank) + ", ranks are 0 to " +
                          std::to_string(ranks - 1));
    }
}

void
FileTasks::CheckPayload(uint64_t bytes)
{
    if (bytes < 1 || bytes > UINT32_MAX)
    {
        throw ConfigError("a message has 1 to 4294967295 bytes (RDMA messages are below 4 GiB), "
                          "not " +
                          std::to_string(bytes));
    }
}

FileTasks::Id
FileTasks::Add(Operation operation)
{
    CheckRank(operation.rank);
    if (operation.peer != ANY_RANK)
    {
        CheckRank(operation.peer);
    }
    constexpr uint64_t LONGEST = uint64_t{30} * 86400 * 1000000000000;
    if (operation.duration > LONGEST)
    {
        throw ConfigError(std::to_string(operation.duration) + " ps are longer than 30 days");
    }
    constexpr size_t MOST = 50000000;
    if (m_operations.size() >= MOST)
    {
        throw ConfigError("more than " + std::to_string(MOST) + " messages and computations");
    }
    if (!m_areRanksSet)
    {
        const uint32_t peer = operation.peer == ANY_RANK ? 0 : operation.peer;
        m_ranks = std::max(m_ranks, std::max(operation.rank, peer) + 1);
    }
    operation.place = m_place;
    operation.activity = m_activity;
    m_operations.push_back(operation);
    return static_cast<Id>(m_operations.size() - 1);
}

FileTasks::Id
FileTasks::AddMessage(uint32_t src, uint32_t dst, uint64_t bytes, uint64_t delay)
{
    CheckPayload(bytes);
    if (src == dst)
    {
        throw ConfigError("host " + std::to_string(src) + " cannot send to itself");
    }
    Operation operation;
    operation.kind = Kind::MESSAGE;
    operation.rank = src;
    operation.peer = dst;
    operation.bytes = bytes;
    operation.duration = delay;
    return Add(operation);
}

FileTasks::Id
FileTasks::AddSend(uint32_t src, uint32_t dst, uint64_t bytes, uint64_t tag)
{
    CheckPayload(bytes);
    Operation operation;
    operation.kind = Kind::SEND;
    operation.rank = src;
    operation.peer = dst;
    operation.bytes = bytes;
    operation.tag = tag;
    return Add(operation);
}

FileTasks::Id
FileTasks::AddReceive(uint32_t dst, uint32_t src, uint64_t bytes, uint64_t tag)
{
    Operation operation;
    operation.kind = Kind::RECEIVE;
    operation.rank = dst;
    operation.peer = src;
    operation.bytes = bytes;
    operation.tag = tag;
    return Add(operation);
}

FileTasks::Id
FileTasks::AddComputation(uint32_t rank, uint64_t duration)
{
    Operation operation;
    operation.rank = rank;
    operation.peer = rank;
    operation.duration = duration;
    return Add(operation);
}

void
FileTasks::SetStream(Id operation, uint16_t stream, TaskGraph::StreamUse use)
{
    if (operation >= m_operations.size() || (m_operations[operation].kind != Kind::COMPUTATION &&
                                             m_operations[operation].kind != Kind::RECEIVE))
    {
        throw ConfigError("messages are part of no stream");
    }
    m_operations[operation].stream = stream;
    m_operations[operation].streamUse = use;
}

void
FileTasks::AddDependency(Id first, Id then)
{
    m_dependencies.emplace_back(first, then);
}

void
FileTasks::AddPart(Part part)
{
    m_parts.push_back(std::move(part));
}

void
FileTasks::Finish()
{
    for (const auto& [first, then] : m_dependencies)
    {
        const Operation& before = m_operations.at(first);
        const uint32_t rank = m_operations.at(then).rank;
        const bool endsThere =
            before.rank == rank || (before.kind == Kind::MESSAGE && before.peer == rank);
        if (!endsThere)
        {
            Refuse(then,
                   "it starts on host " + std::to_string(rank) + ", where what it waits for (" +
                       NamePlace(first) + ") does not end");
        }
    }
    // A part lets each of its ranks go on: what comes after it waits for what comes before it.
    std::vector<std::pair<Id, Id>> waits = m_dependencies;
    uint32_t meetings = 0;
    for (const Part& part : m_parts)
    {
        const auto meeting = static_cast<Id>(m_operations.size() + meetings);
        meetings += part.isMeeting ? 1 : 0;
        for (size_t i = 0; i < part.begins.size(); i++)
        {
            waits.emplace_back(part.begins[i], part.isMeeting ? meeting : part.ends.at(i));
            if (part.isMeeting)
            {
                waits.emplace_back(meeting, part.ends.at(i));
            }
        }
    }
    FileMatching matching(*this, waits, meetings);
    for (const auto& match : matching.GetMatches())
    {
        m_dependencies.push_back(match);
    }
}

uint64_t
FileTasks::CountTasks() const
{
    uint64_t count = m_operations.size();
    for (const Part& part : m_parts)
    {
        count += part.tasks;
    }
    return count;
}

uint64_t
FileTasks::CountPairs() const
{
    std::vector<std::pair<uint32_t, uint32_t>> pairs;
    for (const Operation& operation : m_operations)
    {
        if ((operation.kind == Kind::MESSAGE || operation.kind == Kind::SEND) &&
            operation.rank != operation.peer)
        {
            pairs.emplace_back(operation.rank, operation.peer);
        }
    }
    std::sort(pairs.begin(), pairs.end());
    auto count = static_cast<uint64_t>(std::unique(pairs.begin(), pairs.end()) - pairs.begin());
    for (const Part& part : m_parts)
    {
        count += part.pairs;
    }
    return count;
}

uint64_t
FileTasks::GetLargestMessage() const
{
    uint64_t largest = 0;
    for (const Operation& operation : m_operations)
    {
        largest = std::max(largest, operation.kind == Kind::RECEIVE ? 0 : operation.bytes);
    }
    return largest;
}

std::string
FileTasks::CheckHosts(uint32_t hosts) const
{
    if (m_ranks <= hosts)
    {
        return "";
    }
    for (Id id = 0; id < m_operations.size(); id++)
    {
        const Operation& operation = m_operations[id];
        const uint32_t peer = operation.peer == ANY_RANK ? 0 : operation.peer;
        const uint32_t host = std::max(operation.rank, peer);
        if (host >= hosts)
        {
            return NamePlace(id) + ": there is no host " + std::to_string(host) +
                   ", hosts are 0 to " + std::to_string(hosts - 1);
        }
    }
    return m_path + " is for " + std::to_string(m_ranks) + " hosts, and the fabric has " +
           std::to_string(hosts);
}

void
FileTasks::Write(TaskGraph& graph, const std::string& name, FabricRandom& random) const
{
    std::vector<bool> isUsed(m_activities.size(), false);
    for (const Operation& operation : m_operations)
    {
        isUsed.at(operation.activity) = true;
    }
    std::vector<uint32_t> activities(m_activities.size(), 0);
    for (size_t i = 0; i < m_activities.size(); i++)
    {
        if (isUsed[i])
        {
            TaskGraph::Activity activity = m_activities[i];
            activity.name = activity.name.empty() ? name : activity.name;
            activities[i] = graph.AddActivity(activity);
        }
    }
    const TaskGraph::Id base = graph.GetCount();
    for (const Operation& operation : m_operations)
    {
        graph.SetActivity(activities.at(operation.activity));
        const bool isMessage = operation.kind == Kind::MESSAGE || operation.kind == Kind::SEND;
        if (isMessage && operation.rank != operation.peer)
        {
            const TaskGraph::Id id =
                graph.AddMessage(operation.rank, operation.peer, operation.bytes);
            graph.SetDelay(id, operation.duration);
            continue;
        }
        const TaskGraph::Id id = graph.AddComputation(operation.rank, operation.duration);
        graph.SetStream(id, operation.stream, operation.streamUse);
    }
    for (const auto& [first, then] : m_dependencies)
    {
        graph.AddDependency(base + first, base + then);
    }
    for (const Part& part : m_parts)
    {
        std::vector<TaskGraph::Id> begins;
        for (const Id begin : part.begins)
        {
            begins.push_back(base + begin);
        }
        const std::vector<TaskGraph::Id> last = part.add(graph, begins, random);
        for (size_t i = 0; i < part.ends.size(); i++)
        {
            graph.AddDependency(last.at(i), base + part.ends[i]);
        }
    }
}

std::string
FileTasks::NamePlace(Id operation) const
{
    const uint32_t place = m_operations.at(operation).place;
    return m_placeName ? m_placeName(place) : m_path + ", line " + std::to_string(place);
}

void
FileTasks::Refuse(Id operation, const std::string& problem) const
{
    throw ConfigError(NamePlace(operation) + ": " + problem);
}

} // namespace aifabric
} // namespace ns3
