/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "json-document.h"

#include "ns3/component-registry.h"
#include "ns3/config-error.h"
#include "ns3/fabric-numbers.h"
#include "ns3/text-file.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
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

/// Lists and objects in one another; more are refused, since each takes part of the stack.
constexpr size_t MAX_DEPTH = 100;

/// How a text is told not to be JSON.
std::string
DescribeFault(const std::string& text, size_t end, const std::string& token, int reason)
{
    constexpr int TOO_LARGE = 406; // the library's number of this mistake
    // The culprit is the last character that was read, unless it ends a whole word of JSON that
    // stands in a wrong place: then it is the first of that word.
    const size_t length = nlohmann::json::accept(token) ? token.size() : 1;
    const size_t at = std::min(end, text.size() + 1) - std::min(end, length);
    const auto line =
        1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    std::string problem;
    if (reason == TOO_LARGE)
    {
        problem = "the number " + token + " is too large";
    }
    else if (at >= text.size())
    {
        problem = "the text ends too early";
    }
    else if (text[at] == '\n')
    {
        problem = "the line ends too early";
    }
    else if (text[at] > 0 && std::isprint(text[at]))
    {
        problem = "unexpected '" + text.substr(at, 1) + "'";
    }
    else
    {
        char byte[40];
        std::snprintf(byte,
                      sizeof(byte),
                      "unexpected byte 0x%02x",
                      static_cast<unsigned>(static_cast<unsigned char>(text[at])));
        problem = byte;
    }
    return "line " + std::to_string(line) + ": this is not JSON: " + problem;
}

} // namespace

/**
 * @ingroup ai-fabric
 * Makes values of what the library's parser reads, in the order in which it reads.
 */
class JsonReader : public nlohmann::json_sax<nlohmann::json>
{
  public:
    /**
     * @param text the text
     * @param source what to call it in messages
     */
    JsonReader(const std::string& text, const std::string& source)
        : m_text(text)
    {
        m_root.m_source = source;
        nlohmann::json::sax_parse(text, this);
    }

    /** @return the outermost value. */
    const JsonValue& GetRoot() const
    {
        return m_root;
    }

    /// @cond INHERITED from nlohmann::json_sax
    bool null() override
    {
        return Add(JsonValue::Type::NOTHING, "");
    }

    bool boolean(bool value) override
    {
        return Add(JsonValue::Type::BOOLEAN, value ? "true" : "false");
    }

    bool number_integer(number_integer_t value) override
    {
        return Add(JsonValue::Type::INTEGER, std::to_string(value));
    }

    bool number_unsigned(number_unsigned_t value) override
    {
        return Add(JsonValue::Type::INTEGER, std::to_string(value));
    }

    bool number_float(number_float_t value, const std::string& text) override
    {
        // A whole number that fits no type is kept as it is written.
        const bool isWhole = text.find_first_of(".eE") == std::string::npos;
        return Add(JsonValue::Type::REAL, isWhole ? text : FormatNumber(value));
    }

    bool string(std::string& value) override
    {
        return Add(JsonValue::Type::TEXT, value);
    }

    bool binary(nlohmann::json::binary_t& /* value */) override
    {
        return false; // there is none in a text
    }

    bool start_object(size_t /* elements */) override
    {
        return Add(JsonValue::Type::OBJECT, "");
    }

    bool key(std::string& name) override
    {
        m_key = name;
        return true;
    }

    bool end_object() override
    {
        m_open.pop_back();
        return true;
    }

    bool start_array(size_t /* elements */) override
    {
        return Add(JsonValue::Type::ARRAY, "");
    }

    bool end_array() override
    {
        m_open.pop_back();
        return true;
    }

    bool parse_error(size_t end,
                     const std::string& token,
                     const nlohmann::json::exception& error) override
    {
        throw ConfigError(m_root.m_source + ": " + DescribeFault(m_text, end, token, error.id));
    }

    /// @endcond

  private:
    /**
     * Add a value to the innermost list or object that is open; a list or object opens.
     * @param type what the value is
     * @param scalar the value, if it is a scalar
     * @return true: the parser goes on
     */
    bool Add(JsonValue::Type type, const std::string& scalar)
    {
        JsonValue* value = &m_root;
        if (!m_open.empty())
        {
            JsonValue& around = *m_open.back();
            const bool inList = around.m_type == JsonValue::Type::ARRAY;
            JsonValue child;
            child.m_source = around.m_source;
            child.m_path =
                around.m_path +
                (inList ? "[" + std::to_string(around.m_elements.size()) + "]" : "." + m_key);
            if (!inList && around.Find(m_key))
            {
                child.Fail("there are two members of this name");
            }
            value = inList ? &around.m_elements.emplace_back(std::move(child))
                           : &around.m_members.emplace_back(m_key, std::move(child)).second;
        }
        value->m_type = type;
        value->m_scalar = scalar;
        if (type == JsonValue::Type::OBJECT || type == JsonValue::Type::ARRAY)
        {
            if (m_open.size() == MAX_DEPTH)
            {
                value->Fail("lists and objects are more than " + std::to_string(MAX_DEPTH) +
                            " deep");
            }
            // What is open stays in its place: nothing is added beside it before it ends.
            m_open.push_back(value);
        }
        return true;
    }

    const std::string& m_text;
    JsonValue m_root;
    std::vector<JsonValue*> m_open; ///< from the outermost to the innermost
    std::string m_key;              ///< name of the member that comes next
};

JsonValue
JsonValue::ReadFile(const std::string& path)
{
    if (!std::ifstream(path))
    {
        throw ConfigError(path + ": cannot be opened: " + std::strerror(errno));
    }
    const std::string text = ReadTextFile(path);
    if (text.empty())
    {
        throw ConfigError(path + ": cannot be read, or is empty");
    }
    return Parse(text, path);
}

JsonValue
JsonValue::Parse(const std::string& text, const std::string& source)
{
    return JsonReader(text, source).GetRoot();
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
