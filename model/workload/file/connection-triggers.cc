/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What triggers of a connection matrix start.
 */

#include "connection-matrix.h"

#include "ns3/config-error.h"

#include <set>

namespace ns3
{
namespace aifabric
{

void
ConnectionMatrix::BindTriggers()
{
    for (const auto& [id, targets] : m_targets)
    {
        if (m_triggers.count(id) == 0)
        {
            Refuse(m_connections[targets.front()].line,
                   "there is no trigger " + std::to_string(id));
        }
    }
    for (const auto& [id, causes] : m_causes)
    {
        if (m_triggers.count(id) == 0)
        {
            Refuse(m_connections[causes.front().connection].line,
                   "there is no trigger " + std::to_string(id));
        }
    }
    for (const auto& [id, trigger] : m_triggers)
    {
        Fire(id, trigger);
    }
}

void
ConnectionMatrix::Fire(uint32_t id, const Trigger& trigger)
{
    const std::vector<size_t>& targets = m_targets[id];
    const std::vector<Cause>& causes = m_causes[id];
    const std::string name = "trigger " + std::to_string(id);
    if (targets.empty() || causes.empty())
    {
        Refuse(trigger.line, name + (targets.empty() ? " starts nothing" : " is fired by nothing"));
    }
    if (trigger.type == Type::MULTISHOT)
    {
        FireInTurn(id, causes);
        return;
    }
    const uint64_t wanted = trigger.type == Type::BARRIER ? trigger.count : 1;
    if (causes.size() != wanted)
    {
        Refuse(trigger.line,
               name + " waits for " + std::to_string(wanted) + " connections to end, and " +
                   std::to_string(causes.size()) + " fire it");
    }
    for (const size_t target : targets)
    {
        for (const Cause& cause : causes)
        {
            Start(target, cause);
        }
    }
}

void
ConnectionMatrix::FireInTurn(uint32_t id, const std::vector<Cause>& causes)
{
    // Each activation starts the next target. Which end comes first depends on what is simulated,
    // but for one chain: a first connection, and then targets that each fire it again.
    const std::vector<size_t>& targets = m_targets[id];
    const std::set<size_t> isTarget(targets.begin(), targets.end());
    std::map<size_t, Cause> byConnection;
    std::vector<Cause> seeds;
    for (const Cause& cause : causes)
    {
        if (isTarget.count(cause.connection) == 0)
        {
            seeds.push_back(cause);
        }
        else if (!byConnection.emplace(cause.connection, cause).second)
        {
            seeds.insert(seeds.end(), 2, cause); // twice by one connection: no chain
        }
    }
    const uint32_t line = m_triggers[id].line;
    if (seeds.size() != 1)
    {
        Refuse(line,
               "trigger " + std::to_string(id) +
                   " is a multishot one, and which of the connections that fire it ends first "
                   "depends on the run; what can be read is a chain: one connection fires it, and "
                   "then each that it starts");
    }
    Cause cause = seeds.front();
    for (size_t i = 0; i < targets.size(); i++)
    {
        Start(targets[i], cause);
        const auto next = byConnection.find(targets[i]);
        if (next == byConnection.end() && i + 1 < targets.size())
        {
            Refuse(m_connections[targets[i + 1]].line,
                   "trigger " + std::to_string(id) +
                       " never starts this connection: the one before "
                       "it does not fire it");
        }
        cause = next == byConnection.end() ? cause : next->second;
    }
}

void
ConnectionMatrix::Start(size_t target, const Cause& cause)
{
    const Connection& from = m_connections[cause.connection];
    const Connection& to = m_connections[target];
    const auto first = static_cast<FileTasks::Id>(cause.connection);
    const auto then = static_cast<FileTasks::Id>(target);
    // The acknowledgement tells the sender of what has arrived.
    if (to.src == from.src || (cause.isReceived && to.src == from.dst))
    {
        m_tasks.AddDependency(first, then);
        return;
    }
    const uint32_t end = cause.isReceived ? from.dst : from.src;
    if (m_config.notice == 0)
    {
        Refuse(to.line,
               "host " + std::to_string(to.src) + " is to send when a message ends at host " +
                   std::to_string(end) +
                   ", of which it hears by magic; notice=64 tells it by a message of 64 bytes");
    }
    const auto key = std::make_pair(std::make_pair(cause.connection, cause.isReceived), to.src);
    auto known = m_notices.find(key);
    if (known == m_notices.end())
    {
        m_tasks.SetPlace(to.line);
        const FileTasks::Id notice = m_tasks.AddMessage(end, to.src, m_config.notice);
        m_tasks.AddDependency(first, notice);
        known = m_notices.emplace(key, notice).first;
    }
    m_tasks.AddDependency(known->second, then);
}

} // namespace aifabric
} // namespace ns3
