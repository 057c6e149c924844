/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "collective-data.h"

#include "workload-test-helper.h"

#include <algorithm>
#include <random>

namespace ns3
{
namespace aifabric
{

/// What all ranks of a group have.
class CollectiveData::State
{
  public:
    explicit State(const CollectivePlan& plan)
        : m_plan(plan),
          m_width(plan.chunks * plan.slices),
          m_has(m_width * plan.shape.ranks),
          m_busy(m_width * plan.shape.ranks),
          m_whole(plan.chunks)
    {
        for (uint32_t rank = 0; rank < plan.shape.ranks; rank++)
        {
            for (uint64_t chunk = 0; chunk < plan.chunks; chunk++)
            {
                if (plan.algorithm->Has(plan.shape, rank, chunk))
                {
                    m_whole[chunk] |= uint64_t{1} << rank;
                    for (uint64_t slice = 0; slice < plan.slices; slice++)
                    {
                        At(rank, slice, chunk) = uint64_t{1} << rank;
                    }
                }
            }
        }
    }

    /// Begin a message. @return what it carries
    std::vector<uint64_t> Begin(const Message& message, std::string& error)
    {
        std::vector<uint64_t> carried;
        ForEach(message, [&](uint64_t chunk) {
            const uint64_t has = At(message.from, message.slice, chunk);
            if (has == 0)
            {
                error = Describe(message, chunk) + " is sent, but the sender has none of it";
            }
            // A switch takes the parts of all.
            carried.push_back(message.action == ChunkAction::SWITCH ? m_whole[chunk] : has);
            m_busy[Index(message.from, message.slice, chunk)]++;
        });
        return carried;
    }

    /// End a message.
    void End(const Message& message, const std::vector<uint64_t>& carried, std::string& error)
    {
        ForEach(message,
                [&](uint64_t chunk) { m_busy[Index(message.from, message.slice, chunk)]--; });
        size_t i = 0;
        ForEach(message, [&](uint64_t chunk) {
            uint64_t& has = At(message.to, message.slice, chunk);
            uint64_t after = carried[i++];
            if (message.action == ChunkAction::REDUCE)
            {
                if ((has & after) != 0)
                {
                    error = Describe(message, chunk) + " is added twice";
                }
                after |= has;
            }
            const bool isSwitch = message.action == ChunkAction::SWITCH;
            if (after != has && m_busy[Index(message.to, message.slice, chunk)] > 0 && !isSwitch)
            {
                error = Describe(message, chunk) + " changes while its receiver sends it";
            }
            has = after;
        });
    }

    /// @return what is wrong at the end, or nothing
    std::string Check()
    {
        for (uint32_t rank = 0; rank < m_plan.shape.ranks; rank++)
        {
            for (uint64_t i = 0; i < m_width; i++)
            {
                const uint64_t chunk = i % m_plan.chunks;
                if (m_plan.algorithm->Gets(m_plan.shape, rank, chunk) &&
                    At(rank, i / m_plan.chunks, chunk) != m_whole[chunk])
                {
                    return "rank " + std::to_string(rank) + " has not all of chunk " +
                           std::to_string(chunk) + " at the end";
                }
            }
        }
        return "";
    }

  private:
    template <typename Action>
    static void ForEach(const Message& message, Action action)
    {
        for (const ChunkRun& run : message.chunks)
        {
            for (uint64_t i = 0; i < run.count; i++)
            {
                action(run.first + i * run.stride);
            }
        }
    }

    static std::string Describe(const Message& message, uint64_t chunk)
    {
        return "chunk " + std::to_string(chunk) + " from rank " + std::to_string(message.from) +
               " to rank " + std::to_string(message.to);
    }

    size_t Index(uint32_t rank, uint64_t slice, uint64_t chunk) const
    {
        return rank * m_width + slice * m_plan.chunks + chunk;
    }

    uint64_t& At(uint32_t rank, uint64_t slice, uint64_t chunk)
    {
        return m_has.at(Index(rank, slice, chunk));
    }

    const CollectivePlan& m_plan;
    uint64_t m_width;
    std::vector<uint64_t> m_has;   ///< by rank and chunk, whose parts are there
    std::vector<uint16_t> m_busy;  ///< by rank and chunk, messages under way that read it
    std::vector<uint64_t> m_whole; ///< by chunk, whose parts make it whole
};

CollectiveData::CollectiveData(Ptr<CollectiveWorkload> workload, uint32_t hosts)
{
    workload->SetObserver([this](const CollectiveMessage& message) {
        m_messages.resize(std::max<size_t>(m_messages.size(), message.task + 1));
        m_messages[message.task] = {message.group,
                                    message.slice,
                                    message.from,
                                    message.to,
                                    message.chunks,
                                    message.action};
    });
    m_graph = workload_test::Build(workload, hosts);
    m_plans = workload->GetPlans(hosts);
    workload->SetObserver({});
    for (TaskGraph::Id task = 0; task < m_graph->GetCount(); task++)
    {
        for (const TaskGraph::Id next : m_graph->GetSuccessors(task))
        {
            m_dependencies.emplace_back(task, next);
        }
    }
}

CollectiveData
CollectiveData::Without(size_t index) const
{
    CollectiveData less = *this;
    less.m_dependencies.erase(less.m_dependencies.begin() + static_cast<std::ptrdiff_t>(index));
    return less;
}

std::string
CollectiveData::Run(Order order, uint64_t seed) const
{
    std::vector<State> groups;
    for (const CollectivePlan& plan : m_plans)
    {
        groups.emplace_back(plan);
    }
    std::vector<uint32_t> waits(m_messages.size());
    std::vector<std::vector<uint32_t>> next(m_messages.size());
    for (const auto& [first, then] : m_dependencies)
    {
        waits[then]++;
        next[first].push_back(then);
    }
    std::vector<uint32_t> ready;
    for (uint32_t task = 0; task < waits.size(); task++)
    {
        if (waits[task] == 0)
        {
            ready.push_back(task);
        }
    }
    std::vector<std::pair<uint32_t, std::vector<uint64_t>>> flying;
    std::mt19937_64 random(seed);
    std::string error;
    size_t ended = 0;
    while (error.empty() && (!ready.empty() || !flying.empty()))
    {
        bool begins = flying.empty() || (order != LAZY && !ready.empty());
        if (order == RANDOM && !ready.empty() && !flying.empty())
        {
            begins = random() % 2 == 0;
        }
        if (begins)
        {
            const size_t which = order == RANDOM ? random() % ready.size() : 0;
            const uint32_t task = ready[which];
            ready.erase(ready.begin() + static_cast<std::ptrdiff_t>(which));
            const Message& message = m_messages[task];
            flying.emplace_back(task, groups[message.group].Begin(message, error));
            continue;
        }
        size_t which = order == NEWEST ? flying.size() - 1 : 0;
        which = order == RANDOM ? random() % flying.size() : which;
        const auto [task, carried] = flying[which];
        flying.erase(flying.begin() + static_cast<std::ptrdiff_t>(which));
        const Message& message = m_messages[task];
        groups[message.group].End(message, carried, error);
        ended++;
        for (const uint32_t then : next[task])
        {
            if (--waits[then] == 0)
            {
                ready.push_back(then);
            }
        }
    }
    if (error.empty() && ended != m_messages.size())
    {
        error = "messages wait for each other";
    }
    for (State& group : groups)
    {
        error = error.empty() ? group.Check() : error;
    }
    return error;
}

std::string
CollectiveData::RunAll(uint32_t draws) const
{
    std::string error;
    for (const Order order : {OLDEST, NEWEST, LAZY})
    {
        error = error.empty() ? Run(order) : error;
    }
    for (uint32_t seed = 1; seed <= draws && error.empty(); seed++)
    {
        error = Run(RANDOM, seed);
    }
    return error;
}

std::map<std::pair<uint32_t, uint32_t>, uint64_t>
CollectiveData::GetMatrix() const
{
    std::map<std::pair<uint32_t, uint32_t>, uint64_t> matrix;
    for (TaskGraph::Id task = 0; task < m_graph->GetCount(); task++)
    {
        const TaskGraph::Task& message = m_graph->Get(task);
        matrix[{message.host, message.peer}] += message.bytes;
    }
    return matrix;
}

} // namespace aifabric
} // namespace ns3
