/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "connection-matrix.h"

#include "file-lines.h"

#include "ns3/config-error.h"
#include "ns3/fabric-numbers.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace ns3
{
namespace aifabric
{

namespace
{

/// The latest start, ps.
constexpr uint64_t LONGEST = uint64_t{30} * 86400 * 1000000000000;

/// Read a number of a file.
uint64_t
ReadNumber(const std::string& what, const std::string& word, const WholeRange& range)
{
    return ParseWhole(word, range, what + " " + QuoteWord(word));
}

} // namespace

ConnectionMatrix::ConnectionMatrix(FileTasks& tasks, const Config& config)
    : m_tasks(tasks),
      m_config(config)
{
}

void
ConnectionMatrix::Refuse(uint32_t line, const std::string& problem) const
{
    throw ConfigError(m_tasks.GetPath() + ", line " + std::to_string(line) + ": " + problem);
}

void
ConnectionMatrix::Take(const std::string& text, uint32_t line)
{
    const Words words = SplitWords(text);
    if (words.empty() || words.front().front() == '#')
    {
        return;
    }
    m_tasks.SetPlace(line);
    const bool isConnection = words.front().find("->") != std::string::npos;
    if (isConnection)
    {
        m_isOver = true;
        TakeConnection(words);
    }
    else if (words.front() == "trigger")
    {
        m_isOver = true;
        TakeTrigger(words);
    }
    else if (words.front() == "failure")
    {
        throw ConfigError("failures are those of --fault, which says when they happen");
    }
    else
    {
        TakeHeader(words);
    }
}

void
ConnectionMatrix::TakeHeader(const Words& words)
{
    const std::vector<std::string> known{"Nodes", "Connections", "Triggers", "Failures"};
    const std::string& key = words.front();
    if (std::find(known.begin(), known.end(), key) == known.end())
    {
        throw ConfigError(QuoteWord(key) + " begins no line; known: Nodes, Connections, Triggers, "
                                           "Failures, SOURCE->RECEIVER, trigger");
    }
    if (words.size() != 2 || m_isOver)
    {
        throw ConfigError(words.size() != 2 ? key + " has one number behind it"
                                            : key + " stands above the connections");
    }
    const bool isNodes = key == "Nodes";
    const uint64_t number =
        ReadNumber(key,
                   words[1],
                   isNodes ? WholeRange{2, FileTasks::MOST_RANKS} : WholeRange{0, UINT32_MAX - 1});
    if (!m_header.emplace(key, std::make_pair(number, m_tasks.GetPlace())).second)
    {
        throw ConfigError(key + " is there twice");
    }
    if (isNodes)
    {
        m_tasks.SetRanks(static_cast<uint32_t>(number));
    }
}

void
ConnectionMatrix::TakeConnection(const Words& words)
{
    Connection connection;
    connection.line = m_tasks.GetPlace();
    const std::string& ends = words.front();
    const size_t arrow = ends.find("->");
    constexpr WholeRange HOSTS{0, FileTasks::MOST_RANKS - 1};
    connection.src = static_cast<uint32_t>(ReadNumber("the source", ends.substr(0, arrow), HOSTS));
    connection.dst =
        static_cast<uint32_t>(ReadNumber("the receiver", ends.substr(arrow + 2), HOSTS));
    std::set<std::string> keys;
    for (size_t i = 1; i < words.size(); i++)
    {
        const std::string& key = words[i];
        if (!keys.insert(key).second)
        {
            throw ConfigError(QuoteWord(key) + " is there twice");
        }
        // The number of a message may be left out.
        const bool hasNumber = i + 1 < words.size() && (key != "msg" || ReadWhole(words[i + 1]));
        if (key == "msg" && !hasNumber)
        {
            connection.isMessage = true;
            continue;
        }
        if (!hasNumber)
        {
            throw ConfigError(QuoteWord(key) + " ends the line, and its number is missing");
        }
        SetOption(connection, key, words[++i]);
    }
    CheckConnection(connection);
    m_connections.push_back(connection);
}

void
ConnectionMatrix::SetOption(Connection& connection,
                            const std::string& key,
                            const std::string& value)
{
    constexpr WholeRange IDS{1, UINT32_MAX - 1};
    const auto readId = [&]() { return static_cast<uint32_t>(ReadNumber(key, value, IDS)); };
    if (key == "start")
    {
        connection.start = value;
    }
    else if (key == "size")
    {
        connection.size = ReadNumber(key, value, {});
    }
    else if (key == "id")
    {
        connection.id = ReadNumber(key, value, IDS);
    }
    else if (key == "msg")
    {
        readId();
        connection.isMessage = true;
    }
    else if (key == "trigger")
    {
        connection.trigger = readId();
    }
    else if (key == "send_done_trigger")
    {
        connection.sendDone = readId();
    }
    else if (key == "recv_done_trigger")
    {
        connection.receiveDone = readId();
    }
    else if (key == "prio")
    {
        throw ConfigError("priorities of receivers (prio) are not simulated; without them the "
                          "line can be read");
    }
    else
    {
        throw ConfigError("a connection has no " + QuoteWord(key) +
                          "; known: id, msg, start, size, trigger, send_done_trigger, "
                          "recv_done_trigger");
    }
}

void
ConnectionMatrix::CheckConnection(const Connection& connection)
{
    if (!connection.start && connection.trigger == 0)
    {
        throw ConfigError("the connection has neither a start nor a trigger: it would never begin");
    }
    if (connection.start && connection.trigger != 0)
    {
        throw ConfigError("the connection has both a start and a trigger");
    }
    if (!connection.size || *connection.size == 0)
    {
        throw ConfigError(connection.size ? "size 0 is a connection without end; give it a size"
                                          : "the size is missing");
    }
    if (connection.trigger != 0 && connection.id == 0)
    {
        throw ConfigError("a connection that a trigger starts has an id");
    }
    if (connection.isMessage && connection.id == 0)
    {
        throw ConfigError("a message (msg) is one of those of a connection, whose id is missing");
    }
    if (connection.id == 0)
    {
        return;
    }
    const auto [known, isNew] = m_byId.emplace(connection.id, m_connections.size());
    if (isNew)
    {
        return;
    }
    const Connection& first = m_connections[known->second];
    if (!connection.isMessage)
    {
        throw ConfigError("id " + std::to_string(connection.id) + " is that of line " +
                          std::to_string(first.line) + " already");
    }
    if (first.src != connection.src || first.dst != connection.dst)
    {
        throw ConfigError("id " + std::to_string(connection.id) + " is that of line " +
                          std::to_string(first.line) +
                          ", which has another source or receiver: messages of one connection "
                          "have both in common");
    }
}

void
ConnectionMatrix::TakeTrigger(const Words& words)
{
    Trigger trigger;
    trigger.line = m_tasks.GetPlace();
    uint32_t id = 0;
    uint32_t count = 0;
    bool hasType = false;
    const std::vector<std::string> types{"oneshot", "multishot", "barrier"};
    for (size_t i = 1; i < words.size(); i++)
    {
        const std::string& key = words[i];
        const auto type = std::find(types.begin(), types.end(), key);
        if (type != types.end())
        {
            if (hasType)
            {
                throw ConfigError("a trigger has one type, and " + QuoteWord(key) + " is a second");
            }
            hasType = true;
            trigger.type = static_cast<Type>(type - types.begin());
        }
        else if ((key == "id" || key == "count") && i + 1 < words.size())
        {
            const auto number =
                static_cast<uint32_t>(ReadNumber(key, words[++i], {1, UINT32_MAX - 1}));
            (key == "id" ? id : count) = number;
        }
        else
        {
            throw ConfigError("a trigger has an id and a type (oneshot, multishot or barrier, with "
                              "its count), not " +
                              QuoteWord(key));
        }
    }
    if (id == 0 || !hasType)
    {
        throw ConfigError(id == 0 ? "the id of the trigger is missing"
                                  : "the type of the trigger is missing: oneshot, multishot or "
                                    "barrier");
    }
    trigger.count = count;
    if ((trigger.type == Type::BARRIER) != (count > 0))
    {
        throw ConfigError("a barrier has a count, and no other trigger has one");
    }
    if (!m_triggers.emplace(id, trigger).second)
    {
        throw ConfigError("trigger " + std::to_string(id) + " is that of line " +
                          std::to_string(m_triggers[id].line) + " already");
    }
}

void
ConnectionMatrix::CheckCounts() const
{
    for (const char* key : {"Nodes", "Connections"})
    {
        if (m_header.count(key) == 0)
        {
            throw ConfigError(m_tasks.GetPath() + ": the line '" + key + " NUMBER' is missing");
        }
    }
    const std::map<std::string, uint64_t> counts{{"Connections", m_connections.size()},
                                                 {"Triggers", m_triggers.size()},
                                                 {"Failures", 0}};
    for (const auto& [key, count] : counts)
    {
        const auto said = m_header.find(key);
        const uint64_t number = said == m_header.end() ? 0 : said->second.first;
        if (number != count)
        {
            const uint32_t line =
                said == m_header.end() ? m_triggers.begin()->second.line : said->second.second;
            Refuse(line,
                   "there are to be " + std::to_string(number) + " " + key + ", and " +
                       std::to_string(count) + " come");
        }
    }
}

uint64_t
ConnectionMatrix::GetDelay(const Connection& connection) const
{
    if (!connection.start)
    {
        return 0;
    }
    constexpr uint64_t MICROSECOND = 1000000;
    const uint64_t unit = m_config.startUnit != 0 ? m_config.startUnit
                          : connection.isMessage  ? MICROSECOND
                                                  : 1;
    const std::optional<uint64_t> whole = ReadWhole(*connection.start, {0, LONGEST / unit});
    if (whole)
    {
        return *whole * unit;
    }
    double start = -1;
    try
    {
        start = ParseNumber(*connection.start) * static_cast<double>(unit);
    }
    catch (const ConfigError&)
    {
        start = -1;
    }
    if (!(start >= 0 && start <= static_cast<double>(LONGEST)))
    {
        throw ConfigError("the start " + QuoteWord(*connection.start) +
                          " is no time from 0 to 30 days");
    }
    return static_cast<uint64_t>(std::llround(start));
}

void
ConnectionMatrix::Finish()
{
    CheckCounts();
    for (size_t i = 0; i < m_connections.size(); i++)
    {
        const Connection& connection = m_connections[i];
        m_tasks.SetPlace(connection.line);
        try
        {
            m_tasks.AddMessage(connection.src,
                               connection.dst,
                               *connection.size,
                               GetDelay(connection));
        }
        catch (const ConfigError& error)
        {
            Refuse(connection.line, error.what());
        }
        if (connection.trigger != 0)
        {
            m_targets[connection.trigger].push_back(i);
        }
        if (connection.sendDone != 0)
        {
            m_causes[connection.sendDone].push_back({i, false});
        }
        if (connection.receiveDone != 0)
        {
            m_causes[connection.receiveDone].push_back({i, true});
        }
    }
    BindTriggers();
}

} // namespace aifabric
} // namespace ns3
