/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "goal-reader.h"

#include "file-lines.h"

#include "ns3/config-error.h"
#include "ns3/fabric-numbers.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

namespace
{

bool
IsLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool
IsDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// The word at a place; empty if there is none.
const std::string&
At(const std::vector<std::string>& words, size_t at)
{
    static const std::string none;
    return at < words.size() ? words[at] : none;
}

/// Read a number, or refuse what is there.
uint64_t
ReadNumber(const std::vector<std::string>& words,
           size_t at,
           const std::string& what,
           const WholeRange& range)
{
    if (at >= words.size())
    {
        throw ConfigError("the line ends where " + what + " is expected");
    }
    return ParseWhole(words[at], range, what + ", " + QuoteWord(words[at]) + ",");
}

/// Refuse a word, or the end of a line, where something else must stand.
[[noreturn]] void
Expect(const std::string& what, const std::vector<std::string>& words, size_t at)
{
    throw ConfigError(at < words.size() ? what + " is expected, not " + QuoteWord(words[at])
                                        : "the line ends where " + what + " is expected");
}

constexpr const char* OPERATIONS = "send, recv or calc";

} // namespace

GoalReader::GoalReader(FileTasks& tasks, const Config& config)
    : m_tasks(tasks),
      m_config(config)
{
}

GoalReader::Words
GoalReader::Split(const std::string& text)
{
    Words words;
    size_t at = 0;
    while (at < text.size())
    {
        if (m_isComment)
        {
            const size_t end = text.find("*/", at);
            m_isComment = end == std::string::npos;
            at = m_isComment ? text.size() : end + 2;
            continue;
        }
        const char c = text[at];
        size_t end = at + 1;
        if (text.compare(at, 2, "//") == 0)
        {
            return words;
        }
        if (text.compare(at, 2, "/*") == 0)
        {
            m_isComment = true;
            m_commentLine = m_tasks.GetPlace();
            at += 2;
            continue;
        }
        if (IsLetter(c))
        {
            while (end < text.size() &&
                   (IsLetter(text[end]) || IsDigit(text[end]) || text[end] == '_'))
            {
                end++;
            }
        }
        else if (IsDigit(c) || (c == '-' && end < text.size() && IsDigit(text[end])))
        {
            while (end < text.size() && IsDigit(text[end]))
            {
                end++;
            }
        }
        else if (c == ' ' || c == '\t')
        {
            at = end;
            continue;
        }
        words.push_back(text.substr(at, end - at));
        at = end;
    }
    return words;
}

void
GoalReader::Take(const std::string& text, uint32_t line)
{
    m_tasks.SetPlace(line);
    Words words = Split(text);
    // Braces may stand on the line of what they enclose.
    while (!words.empty())
    {
        if (words.front() == "rank" && At(words, 1) != ":")
        {
            BeginRank(words);
            words.erase(words.begin(), words.begin() + 3);
        }
        else if (words.front() == "}")
        {
            EndRank();
            words.erase(words.begin());
        }
        else
        {
            TakeStatement(words);
            return;
        }
    }
}

void
GoalReader::BeginRank(const Words& words)
{
    if (m_ranks == 0)
    {
        throw ConfigError("num_ranks comes first: num_ranks 16");
    }
    const auto rank =
        static_cast<uint32_t>(ReadNumber(words, 1, "the number of the rank", {0, m_ranks - 1}));
    if (At(words, 2) != "{")
    {
        Expect("'{'", words, 2);
    }
    if (m_isInRank)
    {
        throw ConfigError("rank " + std::to_string(m_rank) + " of line " +
                          std::to_string(m_rankLine) + " is not closed: a '}' is missing");
    }
    if (m_lines[rank] != 0)
    {
        throw ConfigError("rank " + std::to_string(rank) + " is there already, in line " +
                          std::to_string(m_lines[rank]));
    }
    m_rank = rank;
    m_rankLine = m_tasks.GetPlace();
    m_lines[rank] = m_rankLine;
    m_isInRank = true;
}

void
GoalReader::TakeStatement(const Words& words)
{
    if (words.front() == "num_ranks")
    {
        if (m_ranks != 0)
        {
            throw ConfigError("num_ranks is there twice");
        }
        m_ranks = static_cast<uint32_t>(
            ReadNumber(words, 1, "the number of ranks", {1, FileTasks::MOST_RANKS}));
        if (words.size() > 2)
        {
            Expect("the end of the line", words, 2);
        }
        m_tasks.SetRanks(m_ranks);
        m_lines.assign(m_ranks, 0);
        return;
    }
    if (!m_isInRank)
    {
        Expect(m_ranks == 0 ? "num_ranks" : "'rank NUMBER {'", words, 0);
    }
    const std::string& next = At(words, 1);
    if (next == "requires" || next == "irequires")
    {
        TakeWait(words);
        return;
    }
    const bool hasLabel = IsLetter(words.front().front()) && next == ":";
    TakeOperation(words, hasLabel ? 2 : 0, hasLabel ? words.front() : "");
}

void
GoalReader::TakeOperation(const Words& words, size_t at, const std::string& label)
{
    Statement statement;
    statement.line = m_tasks.GetPlace();
    const std::string& what = At(words, at);
    if (what == "calc")
    {
        constexpr uint64_t LONGEST = uint64_t{30} * 86400 * 1000000000000;
        statement.size = ReadNumber(words, at + 1, "the time", {0, LONGEST / m_config.unit});
        TakeOptions(words, at + 2, statement);
    }
    else if (what == "send" || what == "recv")
    {
        const bool isSend = what == "send";
        statement.type = isSend ? Type::SEND : Type::RECEIVE;
        statement.size = ReadNumber(words, at + 1, "the size", {});
        FileTasks::CheckPayload(statement.size);
        if (At(words, at + 2) != "b")
        {
            Expect("'b' for bytes", words, at + 2);
        }
        if (At(words, at + 3) != (isSend ? "to" : "from"))
        {
            Expect(isSend ? "'to'" : "'from'", words, at + 3);
        }
        statement.peer = FileTasks::ANY_RANK;
        if (isSend || At(words, at + 4) != "-1")
        {
            statement.peer = static_cast<uint32_t>(
                ReadNumber(words, at + 4, "the other rank", {0, m_ranks - 1}));
        }
        TakeOptions(words, at + 5, statement);
    }
    else
    {
        Expect(OPERATIONS, words, at);
    }
    if (!label.empty() && !m_labels.emplace(label, m_statements.size()).second)
    {
        throw ConfigError("the label " + QuoteWord(label) + " is that of line " +
                          std::to_string(m_statements[m_labels[label]].line) + " already");
    }
    m_statements.push_back(statement);
}

void
GoalReader::TakeOptions(const Words& words, size_t at, Statement& statement)
{
    if (statement.type != Type::CALC && At(words, at) == "tag")
    {
        statement.tag = At(words, at + 1) == "-1"
                            ? FileTasks::ANY_TAG
                            : ReadNumber(words, at + 1, "the tag", {0, UINT32_MAX});
        at += 2;
    }
    if (At(words, at) == "cpu")
    {
        statement.cpu = static_cast<uint8_t>(ReadNumber(words, at + 1, "the CPU", {0, UINT8_MAX}));
        at += 2;
    }
    if (At(words, at) == "nic")
    {
        const uint64_t nic = ReadNumber(words, at + 1, "the NIC", {0, UINT8_MAX});
        if (nic != 0 && !m_config.ignoreNic)
        {
            throw ConfigError("a host has one NIC here, number 0; ignore-nic=true has it carry "
                              "what is for NIC " +
                              std::to_string(nic) + ", too");
        }
        at += 2;
    }
    if (at < words.size())
    {
        Expect(statement.type == Type::CALC
                   ? "cpu, nic or the end of the line"
                   : "tag, cpu, nic, in this order, or the end of the line",
               words,
               at);
    }
}

size_t
GoalReader::FindLabel(const std::string& label) const
{
    const auto found = m_labels.find(label);
    if (found == m_labels.end())
    {
        throw ConfigError("rank " + std::to_string(m_rank) + " has no label " + QuoteWord(label) +
                          " above this line");
    }
    return found->second;
}

void
GoalReader::TakeWait(const Words& words)
{
    if (words.size() != 3)
    {
        Expect(words.size() < 3 ? "a label" : "the end of the line",
               words,
               words.size() < 3 ? 2 : 3);
    }
    const size_t then = FindLabel(words[0]);
    const size_t first = FindLabel(words[2]);
    const bool isStart = words[1] == "irequires";
    m_statements[first].isAwaited = m_statements[first].isAwaited || isStart;
    m_waits.push_back({first, then, isStart});
}

void
GoalReader::Finish() const
{
    const std::string& path = m_tasks.GetPath();
    if (m_isComment)
    {
        throw ConfigError(path + ", line " + std::to_string(m_commentLine) +
                          ": the comment is not closed");
    }
    if (m_isInRank)
    {
        throw ConfigError(path + ", line " + std::to_string(m_rankLine) + ": rank " +
                          std::to_string(m_rank) + " is not closed: the file ends before its '}'");
    }
    if (m_ranks == 0)
    {
        throw ConfigError(path + " has no num_ranks: it is no GOAL file");
    }
    const auto missing = std::find(m_lines.begin(), m_lines.end(), 0);
    if (missing != m_lines.end())
    {
        throw ConfigError(path + " ends before rank " + std::to_string(missing - m_lines.begin()) +
                          " of " + std::to_string(m_ranks));
    }
}

} // namespace aifabric
} // namespace ns3
