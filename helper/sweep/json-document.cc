/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "json-document.h"

#include "ns3/component-registry.h"
#include "ns3/config-error.h"
#include "ns3/fabric-numbers.h"
#include "ns3/sqlite-connection.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <sstream>

namespace ns3
{
namespace aifabric
{

namespace
{

/// What a value of each type is called.
const std::vector<std::string> TYPE_NAMES{"an object",
                                          "a list",
                                          "a text",
                                          "a whole number",
                                          "a number",
                                          "a truth value",
                                          "null"};

/**
 * Finds the first place at which a text stops being JSON, for the message about one that is not:
 * the parser does not tell.
 */
class JsonFaultFinder
{
  public:
    /**
     * Constructor.
     * @param text the text
     */
    explicit JsonFaultFinder(const std::string& text)
        : m_text(text)
    {
        SkipSpace();
        if (Value())
        {
            SkipSpace(); // what follows is too much
        }
    }

    /** @return the line with the first character that cannot be there, from 1. */
    size_t GetLine() const
    {
        const auto end =
            m_text.begin() + static_cast<std::ptrdiff_t>(std::min(m_at, m_text.size()));
        return 1 + static_cast<size_t>(std::count(m_text.begin(), end, '\n'));
    }

    /** @return what is there instead of something that could be. */
    std::string Describe() const
    {
        const bool ends = m_at >= m_text.size();
        return ends                   ? ": the text ends too early"
               : m_text[m_at] == '\n' ? ": the line ends too early"
                                      : ": unexpected '" + m_text.substr(m_at, 1) + "'";
    }

  private:
    void SkipSpace()
    {
        m_at = std::min(m_text.find_first_not_of(" \t\r\n", m_at), m_text.size());
    }

    bool Take(char c)
    {
        const bool there = m_at < m_text.size() && m_text[m_at] == c;
        m_at += there ? 1 : 0;
        return there;
    }

    /// An object or array; members have names.
    bool List(char close, bool named)
    {
        SkipSpace();
        if (Take(close))
        {
            return true;
        }
        while (true)
        {
            SkipSpace();
            if (named)
            {
                if (m_at >= m_text.size() || m_text[m_at] != '"' || !Text())
                {
                    return false;
                }
                SkipSpace();
                if (!Take(':'))
                {
                    return false;
                }
                SkipSpace();
            }
            if (!Value())
            {
                return false;
            }
            SkipSpace();
            if (Take(close))
            {
                return true;
            }
            if (!Take(','))
            {
                return false;
            }
        }
    }

    bool Text()
    {
        m_at++;
        while (m_at < m_text.size() && m_text[m_at] != '"' && m_text[m_at] != '\n')
        {
            m_at += m_text[m_at] == '\\' ? 2 : 1;
        }
        return Take('"');
    }

    bool Value()
    {
        if (Take('{'))
        {
            return List('}', true);
        }
        if (Take('['))
        {
            return List(']', false);
        }
        if (m_at < m_text.size() && m_text[m_at] == '"')
        {
            return Text();
        }
        for (const char* word : {"true", "false", "null"})
        {
            if (m_text.compare(m_at, std::strlen(word), word) == 0)
            {
                m_at += std::strlen(word);
                return true;
            }
        }
        const size_t begin = m_at;
        m_at = std::min(m_text.find_first_not_of("+-.0123456789eE", m_at), m_text.size());
        return m_at > begin;
    }

    const std::string& m_text;
    size_t m_at{0};
};

} // namespace

/// What SQLite tells of one value.
struct JsonRow
{
    int64_t id;       ///< its number
    int64_t parent;   ///< number of the value around it, -1 for none
    std::string key;  ///< name or index in that
    std::string type; ///< its type
    std::string atom; ///< it, if scalar
};

JsonValue
JsonValue::ReadFile(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (!file)
    {
        throw ConfigError(path + ": cannot be opened: " + std::strerror(errno));
    }
    if (!(text << file.rdbuf()))
    {
        throw ConfigError(path + ": cannot be read, or is empty");
    }
    return Parse(text.str(), path);
}

JsonValue
JsonValue::Parse(const std::string& text, const std::string& source)
{
    SqliteConnection parser(source, SqliteConnection::Mode::MEMORY, std::chrono::milliseconds(0));
    SqliteStatement valid(parser, "SELECT json_valid(?)");
    valid.Bind(1, text);
    if (!valid.Step() || valid.GetInteger(0) == 0)
    {
        const JsonFaultFinder fault(text);
        throw ConfigError(source + ": line " + std::to_string(fault.GetLine()) +
                          ": this is not JSON" + fault.Describe());
    }
    SqliteStatement query(parser,
                          "SELECT id, ifnull(parent, -1), key, type, "
                          "CASE type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' "
                          "ELSE atom END FROM json_tree(?)");
    query.Bind(1, text);
    std::vector<JsonRow> rows;
    while (query.Step())
    {
        rows.push_back(
            {query.GetInteger(0),
             query.GetInteger(1),
             query.GetText(2),
             query.GetText(3),
             query.GetText(3) == "real" ? FormatNumber(query.GetNumber(4)) : query.GetText(4)});
    }
    JsonValue root;
    root.m_source = source;
    size_t next = 0;
    root.Fill(rows, next);
    return root;
}

void
JsonValue::Fill(const std::vector<JsonRow>& rows, size_t& next)
{
    const JsonRow& row = rows[next++];
    m_type = row.type == "object"    ? Type::OBJECT
             : row.type == "array"   ? Type::ARRAY
             : row.type == "text"    ? Type::TEXT
             : row.type == "integer" ? Type::INTEGER
             : row.type == "real"    ? Type::REAL
             : row.type == "null"    ? Type::NOTHING
                                     : Type::BOOLEAN;
    m_scalar = row.atom;
    // Rows come depth first: the values inside this one follow it.
    while (next < rows.size() && rows[next].parent == row.id)
    {
        const std::string key = rows[next].key;
        JsonValue child;
        child.m_source = m_source;
        child.m_path = m_path + (m_type == Type::ARRAY ? "[" + key + "]" : "." + key);
        child.Fill(rows, next);
        if (m_type == Type::ARRAY)
        {
            m_elements.push_back(std::move(child));
            continue;
        }
        for (const auto& member : m_members)
        {
            if (member.first == key)
            {
                child.Fail("there are two members of this name");
            }
        }
        m_members.emplace_back(key, std::move(child));
    }
}

void
JsonValue::Fail(const std::string& problem) const
{
    throw ConfigError(GetPlace() + ": " + problem);
}

bool
JsonValue::IsScalar() const
{
    return m_type == Type::TEXT || m_type == Type::INTEGER || m_type == Type::REAL ||
           m_type == Type::BOOLEAN;
}

const std::string&
JsonValue::GetScalar() const
{
    if (!IsScalar())
    {
        Fail("expected a text, a number or a truth value, this is " +
             TYPE_NAMES[static_cast<size_t>(m_type)]);
    }
    return m_scalar;
}

const std::string&
JsonValue::GetText() const
{
    if (m_type != Type::TEXT)
    {
        Fail("expected a text, this is " + TYPE_NAMES[static_cast<size_t>(m_type)]);
    }
    return m_scalar;
}

double
JsonValue::GetNumber() const
{
    if (m_type != Type::INTEGER && m_type != Type::REAL)
    {
        Fail("expected a number, this is " + TYPE_NAMES[static_cast<size_t>(m_type)]);
    }
    return ParseNumber(m_scalar);
}

int64_t
JsonValue::GetInteger(int64_t least, int64_t most) const
{
    const double number = GetNumber();
    if (number != std::floor(number) || number < static_cast<double>(least) ||
        number > static_cast<double>(most))
    {
        Fail("expected a whole number from " + std::to_string(least) + " to " +
             std::to_string(most) + ", this is " + m_scalar);
    }
    return static_cast<int64_t>(number);
}

const std::vector<JsonValue>&
JsonValue::GetElements() const
{
    if (m_type != Type::ARRAY)
    {
        Fail("expected a list, this is " + TYPE_NAMES[static_cast<size_t>(m_type)]);
    }
    return m_elements;
}

const std::vector<std::pair<std::string, JsonValue>>&
JsonValue::GetMembers() const
{
    if (m_type != Type::OBJECT)
    {
        Fail("expected an object, this is " + TYPE_NAMES[static_cast<size_t>(m_type)]);
    }
    return m_members;
}

const JsonValue*
JsonValue::Find(const std::string& name) const
{
    for (const auto& [key, value] : GetMembers())
    {
        if (key == name)
        {
            return &value;
        }
    }
    return nullptr;
}

void
JsonValue::CheckMembers(const std::vector<std::string>& known) const
{
    for (const auto& [key, value] : GetMembers())
    {
        if (std::find(known.begin(), known.end(), key) == known.end())
        {
            value.Fail("unknown key '" + key + "'" + SuggestName(key, known));
        }
    }
}

} // namespace aifabric
} // namespace ns3
