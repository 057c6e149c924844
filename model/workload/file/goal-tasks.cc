/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The tasks of a rank of a GOAL file.
 */

#include "goal-reader.h"

#include "ns3/config-error.h"

#include <set>
#include <vector>

namespace ns3
{
namespace aifabric
{

GoalReader::Tasks
GoalReader::AddCalc(const Statement& statement)
{
    const uint64_t duration = statement.size * m_config.unit;
    if (!statement.isAwaited)
    {
        const FileTasks::Id task = m_tasks.AddComputation(m_rank, duration);
        m_tasks.SetStream(task, statement.cpu, TaskGraph::StreamUse::WHOLE);
        return {task, task, task};
    }
    // What waits for its start waits for it to have the CPU.
    const FileTasks::Id begin = m_tasks.AddComputation(m_rank, 0);
    m_tasks.SetStream(begin, statement.cpu, TaskGraph::StreamUse::TAKES);
    const FileTasks::Id task = m_tasks.AddComputation(m_rank, duration);
    m_tasks.SetStream(task, statement.cpu, TaskGraph::StreamUse::FREES);
    m_tasks.AddDependency(begin, task);
    return {begin, begin, task};
}

GoalReader::Tasks
GoalReader::Add(const Statement& statement, bool isBusy)
{
    if (statement.type == Type::CALC)
    {
        return AddCalc(statement);
    }
    const auto addTurn = [&]() {
        const FileTasks::Id turn = m_tasks.AddComputation(m_rank, m_config.overhead);
        m_tasks.SetStream(turn, statement.cpu, TaskGraph::StreamUse::WHOLE);
        return turn;
    };
    if (statement.type == Type::SEND)
    {
        if (!isBusy && !statement.isAwaited)
        {
            const FileTasks::Id send =
                m_tasks.AddSend(m_rank, statement.peer, statement.size, statement.tag);
            return {send, send, send};
        }
        const FileTasks::Id turn = addTurn();
        const FileTasks::Id send =
            m_tasks.AddSend(m_rank, statement.peer, statement.size, statement.tag);
        m_tasks.AddDependency(turn, send);
        return {turn, turn, send};
    }
    // A receive has started when all that it waits for has ended, but for its message.
    Tasks tasks{};
    if (statement.isAwaited)
    {
        tasks.first = m_tasks.AddComputation(m_rank, 0);
    }
    const FileTasks::Id receive =
        m_tasks.AddReceive(m_rank, statement.peer, statement.size, statement.tag);
    if (statement.isAwaited)
    {
        m_tasks.AddDependency(tasks.first, receive);
    }
    else
    {
        tasks.first = receive;
    }
    tasks.started = tasks.first;
    tasks.last = receive;
    if (isBusy)
    {
        tasks.last = addTurn();
        m_tasks.AddDependency(receive, tasks.last);
    }
    return tasks;
}

void
GoalReader::EndRank()
{
    if (!m_isInRank)
    {
        throw ConfigError("'}' closes no rank");
    }
    // Sends and receives take their turn at a CPU that has something to do.
    std::set<uint8_t> busy;
    for (const Statement& statement : m_statements)
    {
        const bool takesTime =
            statement.type == Type::CALC ? statement.size > 0 : m_config.overhead > 0;
        if (takesTime)
        {
            busy.insert(statement.cpu);
        }
    }
    const uint32_t end = m_tasks.GetPlace();
    std::vector<Tasks> tasks;
    for (const Statement& statement : m_statements)
    {
        m_tasks.SetPlace(statement.line);
        tasks.push_back(Add(statement, busy.count(statement.cpu) > 0));
    }
    for (const Wait& wait : m_waits)
    {
        m_tasks.AddDependency(wait.isStart ? tasks[wait.first].started : tasks[wait.first].last,
                              tasks[wait.then].first);
    }
    m_tasks.SetPlace(end);
    m_statements.clear();
    m_waits.clear();
    m_labels.clear();
    m_isInRank = false;
}

} // namespace aifabric
} // namespace ns3
