/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "flow-file-workload.h"

#include "file-lines.h"

#include "ns3/component-description.h"
#include "ns3/config-error.h"
#include "ns3/fabric-numbers.h"
#include "ns3/fabric-units.h"
#include "ns3/hpcc-topology.h"
#include "ns3/integer.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <array>
#include <optional>
#include <sstream>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(FlowFileWorkload);

namespace
{

/// What a column has.
enum Column : uint8_t
{
    SOURCE,
    DESTINATION,
    PRIORITY,
    BYTES,
    START,
    OTHER
};

/// Their names, as the attribute Columns has them.
const std::vector<std::string> COLUMNS{"source",
                                       "destination",
                                       "priority",
                                       "bytes",
                                       "start",
                                       "other"};

/// Read the attribute Columns.
std::vector<Column>
ReadColumns(const std::string& text)
{
    std::vector<Column> columns;
    std::istringstream words(text);
    for (std::string word; std::getline(words, word, '/');)
    {
        const auto found = std::find(COLUMNS.begin(), COLUMNS.end(), word);
        const auto column = static_cast<Column>(found - COLUMNS.begin());
        const bool isTwice = column != OTHER && std::count(columns.begin(), columns.end(), column);
        if (found == COLUMNS.end() || isTwice)
        {
            throw ConfigError("Columns: " + QuoteWord(word) +
                              (isTwice ? " is there twice"
                                       : " is none; known: source, destination, priority, bytes, "
                                         "start, other"));
        }
        columns.push_back(column);
    }
    for (const Column column : {SOURCE, DESTINATION, BYTES, START})
    {
        if (std::count(columns.begin(), columns.end(), column) == 0)
        {
            throw ConfigError("Columns: '" + COLUMNS[column] +
                              "' is missing; such as "
                              "source/destination/priority/"
                              "other/bytes/start");
        }
    }
    return columns;
}

} // namespace

/// Reads the lines.
class FlowFileWorkload::Reader
{
  public:
    /**
     * @param workload says how they are read
     * @param tasks where they go
     */
    Reader(const FlowFileWorkload& workload, FileTasks& tasks)
        : m_workload(workload),
          m_tasks(tasks)
    {
        if (workload.m_columns != "auto")
        {
            m_columns = ReadColumns(workload.m_columns);
        }
        if (!workload.m_topology.empty())
        {
            m_nodes.emplace(workload.m_topology, HpccTopology::NODES_ONLY);
        }
    }

    /**
     * Read a line.
     * @param text the line
     * @param line its number
     */
    void Take(const std::string& text, uint32_t line);

    /** Nothing comes any more: refuse what is missing. */
    void Finish() const;

  private:
    void TakeFlow(const std::vector<std::string>& words);
    void ChooseColumns(const std::vector<std::string>& words);
    void CheckPriority(const std::string& word);
    uint32_t ReadHost(const std::string& word) const;
    uint64_t ReadStart(const std::string& word) const;

    const FlowFileWorkload& m_workload;
    FileTasks& m_tasks;
    std::vector<Column> m_columns;       ///< empty: not known yet
    bool m_isOneLeast{false};            ///< whether 0 bytes stand for 1
    std::optional<HpccTopology> m_nodes; ///< of a topology
    std::optional<uint64_t> m_said;      ///< the count of the first line
    uint64_t m_taken{0};                 ///< flows so far
    std::optional<uint64_t> m_priority;  ///< of the flows so far
    bool m_isProse{false};               ///< whether the flows are over, and text follows
};

void
FlowFileWorkload::Reader::Take(const std::string& text, uint32_t line)
{
    const std::vector<std::string> words = SplitWords(text, "#");
    if (words.empty() || m_isProse)
    {
        return;
    }
    m_tasks.SetPlace(line);
    if (!m_said)
    {
        if (words.size() != 1)
        {
            throw ConfigError("the first line is the number of flows, one number");
        }
        m_said =
            ParseWhole(words[0], {1, UINT32_MAX}, "the number of flows " + QuoteWord(words[0]));
        return;
    }
    const uint64_t wanted = m_workload.m_flows != 0 ? m_workload.m_flows : *m_said;
    if (m_taken >= wanted)
    {
        m_isProse = !ReadWhole(words[0]);
        if (!m_isProse && m_workload.m_flows == 0)
        {
            throw ConfigError("the first line says " + std::to_string(*m_said) +
                              " flows, and more come; flows=" + std::to_string(*m_said) +
                              " reads the first ones only");
        }
        return;
    }
    TakeFlow(words);
    m_taken++;
}

void
FlowFileWorkload::Reader::ChooseColumns(const std::vector<std::string>& words)
{
    if (words.size() == 5)
    {
        m_columns = {SOURCE, DESTINATION, PRIORITY, BYTES, START};
        m_isOneLeast = true; // as network-load-balance.cc of ConWeave has it
        return;
    }
    if (words.size() != 6)
    {
        throw ConfigError("a flow has 6 columns (source, destination, priority group, port, "
                          "bytes, start in seconds) or 5 (without the port), not " +
                          std::to_string(words.size()) + "; columns= says others");
    }
    if (!ReadWhole(words[4]))
    {
        throw ConfigError("the fifth column, bytes, has " + QuoteWord(words[4]) +
                          "; of an older order of columns, columns=source/destination/priority/"
                          "bytes/start/other tells");
    }
    m_columns = {SOURCE, DESTINATION, PRIORITY, OTHER, BYTES, START};
}

uint32_t
FlowFileWorkload::Reader::ReadHost(const std::string& word) const
{
    const auto node = static_cast<uint32_t>(
        ParseWhole(word, {0, FileTasks::MOST_RANKS - 1}, "the host " + QuoteWord(word)));
    return m_nodes ? m_nodes->GetHost(node) : node;
}

uint64_t
FlowFileWorkload::Reader::ReadStart(const std::string& word) const
{
    if (word.size() > 40 || word.front() == '-' ||
        word.find_first_not_of("0123456789.eE+-") != std::string::npos)
    {
        throw ConfigError("the start " + QuoteWord(word) + " is no number of seconds");
    }
    const Time start = ParseClockTime(word + "s");
    if (start < m_workload.m_origin)
    {
        throw ConfigError("the flow starts at " + FormatDuration(start) +
                          ", before origin=" + FormatDuration(m_workload.m_origin));
    }
    return static_cast<uint64_t>((start - m_workload.m_origin).GetPicoSeconds());
}

void
FlowFileWorkload::Reader::CheckPriority(const std::string& word)
{
    const uint64_t priority =
        ParseWhole(word, {0, UINT32_MAX}, "the priority group " + QuoteWord(word));
    if (m_workload.m_priority < 0 && m_priority && *m_priority != priority)
    {
        throw ConfigError("the flow is of priority group " + std::to_string(priority) +
                          ", and those above of " + std::to_string(*m_priority) +
                          "; a workload has one class, and priority= chooses one group");
    }
    m_priority = priority;
}

void
FlowFileWorkload::Reader::TakeFlow(const std::vector<std::string>& words)
{
    if (m_columns.empty())
    {
        ChooseColumns(words);
    }
    if (words.size() != m_columns.size())
    {
        throw ConfigError("a flow with " + std::to_string(words.size()) + " columns, not " +
                          std::to_string(m_columns.size()));
    }
    uint32_t src = 0;
    uint32_t dst = 0;
    uint64_t bytes = 0;
    uint64_t start = 0;
    for (size_t i = 0; i < words.size(); i++)
    {
        const std::string& word = words[i];
        switch (m_columns[i])
        {
        case SOURCE:
            src = ReadHost(word);
            break;
        case DESTINATION:
            dst = ReadHost(word);
            break;
        case PRIORITY:
            CheckPriority(word);
            break;
        case BYTES:
            bytes = ParseWhole(word, {}, "the bytes " + QuoteWord(word));
            bytes = bytes == 0 && m_isOneLeast ? 1 : bytes;
            break;
        case START:
            start = ReadStart(word);
            break;
        case OTHER:
            break;
        }
    }
    if (m_workload.m_priority < 0 || !m_priority ||
        *m_priority == static_cast<uint64_t>(m_workload.m_priority))
    {
        m_tasks.AddMessage(src, dst, bytes, start);
    }
}

void
FlowFileWorkload::Reader::Finish() const
{
    const std::string& path = m_tasks.GetPath();
    if (!m_said)
    {
        throw ConfigError(path + " is empty; the first line is the number of flows");
    }
    const uint64_t wanted = m_workload.m_flows != 0 ? m_workload.m_flows : *m_said;
    if (m_taken < wanted)
    {
        throw ConfigError(path + " has " + std::to_string(m_taken) + " flows, and " +
                          (m_workload.m_flows != 0 ? "flows=" : "its first line says ") +
                          std::to_string(wanted));
    }
}

TypeId
FlowFileWorkload::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::FlowFileWorkload")
            .SetParent<FileWorkload>()
            .SetGroupName("AiFabric")
            .AddConstructor<FlowFileWorkload>()
            .AddAttribute("Columns",
                          "What the columns are, such as source/destination/priority/other/bytes/"
                          "start; auto: those of HPCC (6) or ConWeave (5)",
                          StringValue("auto"),
                          MakeStringAccessor(&FlowFileWorkload::m_columns),
                          MakeStringChecker())
            .AddAttribute("Topology",
                          "Topology file that says which nodes are switches: hosts are the "
                          "others, in their order; empty: nodes are hosts",
                          StringValue(""),
                          MakeStringAccessor(&FlowFileWorkload::m_topology),
                          MakeStringChecker())
            .AddAttribute("Priority",
                          "Priority group whose flows are read; -1: all, which must be of one "
                          "group",
                          IntegerValue(-1),
                          MakeIntegerAccessor(&FlowFileWorkload::m_priority),
                          MakeIntegerChecker<int64_t>(-1, UINT32_MAX))
            .AddAttribute("Flows",
                          "How many flows are read, the first ones; 0: as many as the first line "
                          "says, and no more may come",
                          UintegerValue(0),
                          MakeUintegerAccessor(&FlowFileWorkload::m_flows),
                          MakeUintegerChecker<uint64_t>(0, UINT32_MAX))
            .AddAttribute("Origin",
                          "Time of the file at which hosts start, such as 2s",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&FlowFileWorkload::m_origin),
                          MakeTimeChecker(Time(0), Seconds(30 * 86400))),
        "flows of a file of the simulators of HPCC and ConWeave, each at its time");
    return tid;
}

FlowFileWorkload::FlowFileWorkload() = default;
FlowFileWorkload::~FlowFileWorkload() = default;

bool
FlowFileWorkload::Recognises(const std::string& beginning) const
{
    std::istringstream text(beginning);
    std::vector<std::vector<std::string>> rows;
    for (std::string line; rows.size() < 2 && std::getline(text, line);)
    {
        rows.push_back(SplitWords(line));
        if (rows.back().empty())
        {
            rows.pop_back();
        }
    }
    return rows.size() == 2 && rows[0].size() == 1 && ReadWhole(rows[0][0]) &&
           (rows[1].size() == 5 || rows[1].size() == 6) && ReadWhole(rows[1][0]) &&
           ReadWhole(rows[1][1]) && ReadWhole(rows[1][2]) && ReadWhole(rows[1][3]);
}

std::vector<std::string>
FlowFileWorkload::ListFiles() const
{
    std::vector<std::string> files = FileWorkload::ListFiles();
    if (!m_topology.empty())
    {
        files.push_back(m_topology);
    }
    return files;
}

void
FlowFileWorkload::ReadTasks(FileTasks& tasks) const
{
    Reader reader(*this, tasks);
    ReadLines(GetPath(), [&](const std::string& text, uint32_t line) { reader.Take(text, line); });
    reader.Finish();
}

} // namespace aifabric
} // namespace ns3
