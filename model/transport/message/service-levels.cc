/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "service-levels.h"

#include "ns3/config-error.h"
#include "ns3/fabric-frame.h"

#include <algorithm>
#include <string>

namespace ns3
{
namespace aifabric
{

namespace
{

constexpr uint8_t MOST_DSCP = 63;

/// Refuse a number that is too large.
void
Check(const std::string& what, uint32_t value, uint32_t least, uint32_t most)
{
    if (value < least || value > most)
    {
        throw ConfigError(what + " of a client is " + std::to_string(least) + " to " +
                          std::to_string(most) + ", not " + std::to_string(value));
    }
}

} // namespace

void
ServiceLevels::Start(uint8_t dataClass, uint32_t most)
{
    m_levels.assign(1, {dataClass, MessageService::AUTO, 0});
    m_classes = static_cast<uint8_t>(1U << dataClass);
    m_most = std::min<uint32_t>(most, UINT8_MAX + 1);
}

uint8_t
ServiceLevels::Find(const Level& level)
{
    for (size_t i = 0; i < m_levels.size(); i++)
    {
        const Level& one = m_levels[i];
        if (one.priority == level.priority && one.dscp == level.dscp && one.place == level.place)
        {
            return static_cast<uint8_t>(i);
        }
    }
    if (m_levels.size() >= m_most)
    {
        throw ConfigError("queue pair numbers tell " + std::to_string(m_most) +
                          " sets of a class, a DSCP and one of several queue pairs apart on a "
                          "fabric of this size: fewer queue-pairs, classes, planes or hosts");
    }
    m_levels.push_back(level);
    m_classes |= static_cast<uint8_t>(1U << level.priority);
    return static_cast<uint8_t>(m_levels.size() - 1);
}

void
ServiceLevels::Set(uint16_t client, const MessageService& service)
{
    if (m_most == 0)
    {
        throw ConfigError("the NIC has not started: build the fabric, then say how messages are "
                          "carried");
    }
    Level level = m_levels.front();
    if (service.priority != MessageService::AUTO)
    {
        Check("the class", service.priority, 0, CLASS_COUNT - 1);
        level.priority = service.priority;
    }
    if (service.dscp != MessageService::AUTO)
    {
        Check("the DSCP", service.dscp, 0, MOST_DSCP);
        level.dscp = service.dscp;
    }
    Check("the number of queue pairs", service.queuePairs, 1, MOST_QUEUE_PAIRS);
    if (service.queuePairs == 1 && level.priority == m_levels.front().priority &&
        level.dscp == MessageService::AUTO)
    {
        m_clients.erase(client);
        return;
    }
    Turns turns;
    for (; level.place < service.queuePairs; level.place++)
    {
        turns.levels.push_back(Find(level));
    }
    m_clients[client] = turns;
}

uint8_t
ServiceLevels::Pick(uint16_t client, uint32_t dst)
{
    if (m_clients.empty())
    {
        return 0;
    }
    const auto found = m_clients.find(client);
    if (found == m_clients.end())
    {
        return 0;
    }
    Turns& turns = found->second;
    if (turns.levels.size() == 1)
    {
        return turns.levels.front();
    }
    uint8_t& next = turns.next[dst];
    const uint8_t level = turns.levels[next];
    next = static_cast<uint8_t>((next + 1U) % turns.levels.size());
    return level;
}

uint8_t
ServiceLevels::Match(uint8_t level, uint8_t priority, uint8_t dscp)
{
    const auto mine = static_cast<uint8_t>(dscp == 0 ? MessageService::AUTO : dscp - 1);
    const bool isSame = level < m_levels.size() && m_levels[level].priority == priority &&
                        m_levels[level].dscp == mine;
    return isSame ? level : Find({priority, mine, 0});
}

uint8_t
ServiceLevels::GetClass(uint16_t client) const
{
    const auto found = m_clients.find(client);
    return m_levels[found == m_clients.end() ? 0 : found->second.levels.front()].priority;
}

} // namespace aifabric
} // namespace ns3
