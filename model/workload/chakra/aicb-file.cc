/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "aicb-file.h"

#include "ns3/config-error.h"
#include "ns3/fabric-numbers.h"
#include "ns3/file-lines.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace ns3
{
namespace aifabric
{

namespace
{

using Kind = ParallelGroups::Kind;

const std::map<std::string, Kind>&
GetGroups()
{
    static const std::map<std::string, Kind> groups{{"all", Kind::ALL},
                                                    {"all_nodes", Kind::ALL},
                                                    {"tp_group", Kind::TENSOR},
                                                    {"dp_group", Kind::DATA},
                                                    {"pp_group", Kind::PIPELINE},
                                                    {"ep_group", Kind::EXPERT},
                                                    {"ep_dp_group", Kind::EXPERT_DATA},
                                                    {"ep_tp_group", Kind::EXPERT_TENSOR},
                                                    {"embedding_group", Kind::EMBEDDING}};
    return groups;
}

/// Fields of a line, at commas outside of quotes and brackets: shapes have commas in them.
std::vector<std::string>
SplitFields(const std::string& text)
{
    std::vector<std::string> fields{""};
    bool isQuoted = false;
    size_t depth = 0;
    for (const char c : text)
    {
        if (c == '"')
        {
            isQuoted = !isQuoted;
            continue;
        }
        depth += c == '(' || c == '[' ? 1 : 0;
        depth -= (c == ')' || c == ']') && depth > 0 ? 1 : 0;
        if (c == ',' && !isQuoted && depth == 0)
        {
            fields.emplace_back();
        }
        else
        {
            fields.back() += c;
        }
    }
    if (isQuoted || depth > 0)
    {
        throw ConfigError(isQuoted ? "a quote is not closed" : "a bracket is not closed");
    }
    return fields;
}

/// The part behind the point of CommType.all_reduce.
std::string
StripEnum(const std::string& text)
{
    return text.substr(text.rfind('.') + 1);
}

/// Whether a field says nothing.
bool
IsNothing(const std::string& text)
{
    return text.empty() || text == "None" || text == "-1" || text == "-1.0" || text == "nan";
}

/// Reads the lines of a file, one by one.
class Parser
{
  public:
    void Take(const std::string& text, uint32_t line)
    {
        if (text.find_first_not_of(" \t,") == std::string::npos)
        {
            return;
        }
        if (text[text.find_first_not_of(" \t")] == '[')
        {
            m_file.sections.push_back({ReadRanks(text), {}});
            m_columns.clear();
            return;
        }
        const std::vector<std::string> fields = SplitFields(text);
        if (m_columns.empty())
        {
            ReadColumns(fields);
            if (m_file.sections.empty())
            {
                m_file.sections.emplace_back();
            }
            return;
        }
        if (fields.size() != m_columns.size())
        {
            throw ConfigError("there are " + std::to_string(fields.size()) + " fields, and " +
                              std::to_string(m_columns.size()) + " columns");
        }
        ReadRow(fields, line);
    }

    /// Nothing more comes.
    AicbFile Finish()
    {
        const bool hasRows = std::any_of(m_file.sections.begin(),
                                         m_file.sections.end(),
                                         [](const auto& section) { return !section.rows.empty(); });
        if (!hasRows)
        {
            throw ConfigError(" has no rows: a line with the names of columns, comm_type and so "
                              "on, comes first");
        }
        return std::move(m_file);
    }

  private:
    std::vector<uint32_t> ReadRanks(const std::string& text);
    void ReadColumns(const std::vector<std::string>& fields);
    void ReadRow(const std::vector<std::string>& fields, uint32_t line);
    void ReadSizes(const AicbRow& row, const std::string& size);
    static uint64_t ReadBytes(const std::string& text);
    static std::optional<double> ReadTime(const std::string& text);

    /// A field of a row; empty if there is no such column.
    std::string Get(const std::vector<std::string>& fields, const std::string& column) const
    {
        const auto found = std::find(m_columns.begin(), m_columns.end(), column);
        return found == m_columns.end() ? "" : fields[found - m_columns.begin()];
    }

    AicbFile m_file;
    std::vector<std::string> m_columns;
    std::set<uint32_t> m_ranks; ///< that have rows
};

std::vector<uint32_t>
Parser::ReadRanks(const std::string& text)
{
    constexpr uint64_t MOST = 1U << 24;
    const std::string word = "rank";
    std::vector<uint32_t> ranks;
    for (size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
    {
        const size_t begin = at + word.size();
        const size_t end = std::min(text.find_first_not_of("0123456789", begin), text.size());
        ranks.push_back(static_cast<uint32_t>(ParseWhole(text.substr(begin, end - begin),
                                                         {0, MOST - 1},
                                                         "what follows " + QuoteWord(word))));
    }
    if (text.find('~') != std::string::npos && ranks.size() == 2 && ranks[0] <= ranks[1])
    {
        const uint32_t last = ranks[1];
        ranks.pop_back();
        while (ranks.back() < last)
        {
            ranks.push_back(ranks.back() + 1);
        }
    }
    if (ranks.empty() || (text.find('~') != std::string::npos && ranks.size() < 2))
    {
        throw ConfigError("a line in brackets says whose rows follow, as [rank0 ~ rank127] or "
                          "[ pp_stage0: [rank0, rank1] ]");
    }
    for (const uint32_t rank : ranks)
    {
        if (!m_ranks.insert(rank).second)
        {
            throw ConfigError("rank " + std::to_string(rank) + " has rows already");
        }
    }
    return ranks;
}

void
Parser::ReadColumns(const std::vector<std::string>& fields)
{
    static const std::set<std::string> known{"comm_type",
                                             "comm_group",
                                             "comm_group_size",
                                             "msg_size",
                                             "stage",
                                             "dst",
                                             "src",
                                             "additional",
                                             "_elapsed_time",
                                             "algbw",
                                             "busbw",
                                             "count"};
    for (const std::string& field : fields)
    {
        if (known.count(field) == 0 || std::count(fields.begin(), fields.end(), field) > 1)
        {
            std::string names;
            for (const std::string& name : known)
            {
                names += (names.empty() ? "" : ", ") + name;
            }
            throw ConfigError((known.count(field) == 0 ? "unknown column " : "twice the column ") +
                              QuoteWord(field) + "; columns are " + names);
        }
    }
    for (const char* column : {"comm_type", "comm_group", "msg_size"})
    {
        if (std::find(fields.begin(), fields.end(), column) == fields.end())
        {
            throw ConfigError(std::string("there is no column ") + column);
        }
    }
    m_columns = fields;
}

uint64_t
Parser::ReadBytes(const std::string& text)
{
    constexpr double MOST = 70368744177664; // 2^46
    const double bytes = ParseNumber(text);
    if (bytes < 0 || bytes > MOST || bytes != std::floor(bytes))
    {
        throw ConfigError("msg_size must be a whole number of bytes from 0 to " +
                          std::to_string(static_cast<uint64_t>(MOST)) + ", not " + QuoteWord(text));
    }
    return static_cast<uint64_t>(bytes);
}

std::optional<double>
Parser::ReadTime(const std::string& text)
{
    if (IsNothing(text))
    {
        return {};
    }
    const double time = ParseNumber(text);
    if (time < 0)
    {
        throw ConfigError("_elapsed_time must be at least 0, not " + QuoteWord(text));
    }
    return time;
}

void
Parser::ReadSizes(const AicbRow& row, const std::string& size)
{
    if (IsNothing(size) || row.type == "isend" || row.type == "irecv")
    {
        return; // of messages between two ranks it is 1
    }
    const auto ranks = static_cast<uint32_t>(ParseWhole(size, {1, UINT32_MAX}, "comm_group_size"));
    const uint32_t before = m_file.sizes.emplace(row.group, ranks).first->second;
    if (before != ranks)
    {
        throw ConfigError("comm_group_size is " + std::to_string(ranks) + ", and was " +
                          std::to_string(before) + " above for this group");
    }
}

void
Parser::ReadRow(const std::vector<std::string>& fields, uint32_t line)
{
    constexpr size_t LONGEST = 4096;
    for (const std::string& field : fields)
    {
        if (field.size() > LONGEST)
        {
            throw ConfigError("a field has " + std::to_string(field.size()) + " characters");
        }
    }
    AicbRow row;
    row.line = line;
    row.type = StripEnum(Get(fields, "comm_type"));
    row.stage = Get(fields, "stage");
    row.additional = Get(fields, "additional");
    row.src = Get(fields, "src");
    row.dst = Get(fields, "dst");
    row.elapsed = ReadTime(Get(fields, "_elapsed_time"));
    const std::string count = Get(fields, "count");
    row.isRepeated = !IsNothing(count) && ParseNumber(count) != 1;
    const bool isAlone = row.type == "computation" || row.type == "epoch_end";
    if (!isAlone)
    {
        const std::string name = StripEnum(Get(fields, "comm_group"));
        const auto group = GetGroups().find(name);
        if (group == GetGroups().end())
        {
            throw ConfigError("unknown comm_group " + QuoteWord(name));
        }
        row.group = group->second;
        row.bytes = ReadBytes(Get(fields, "msg_size"));
        ReadSizes(row, Get(fields, "comm_group_size"));
        m_file.isLog = m_file.isLog || row.elapsed.has_value();
    }
    m_file.sections.back().rows.push_back(row);
}

} // namespace

AicbFile
ReadAicbFile(const std::string& path)
{
    Parser parser;
    ReadLines(path, [&parser](const std::string& text, uint32_t line) { parser.Take(text, line); });
    try
    {
        return parser.Finish();
    }
    catch (const ConfigError& error)
    {
        throw ConfigError(path + error.what());
    }
}

} // namespace aifabric
} // namespace ns3
