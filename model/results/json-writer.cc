/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "json-writer.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <locale>
#include <sstream>

namespace ns3
{
namespace aifabric
{

namespace
{

/**
 * Measure the UTF-8 character at a place.
 * @param text the text
 * @param at the place
 * @return its length in bytes, 0 if there is no valid one
 */
size_t
GetUtf8Length(const std::string& text, size_t at)
{
    const auto byte = [&](size_t i) {
        return i < text.size() ? static_cast<uint32_t>(static_cast<unsigned char>(text[i])) : 0;
    };
    const uint32_t first = byte(at);
    if (first < 0x80)
    {
        return 1;
    }
    const size_t length = first >= 0xf8   ? 0
                          : first >= 0xf0 ? 4
                          : first >= 0xe0 ? 3
                          : first >= 0xc0 ? 2
                                          : 0;
    uint32_t character = first & (0x7fU >> length);
    for (size_t i = 1; i < length; i++)
    {
        if ((byte(at + i) & 0xc0) != 0x80)
        {
            return 0;
        }
        character = character << 6 | (byte(at + i) & 0x3f);
    }
    constexpr uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool isSurrogate = character >= 0xd800 && character < 0xe000;
    return character < smallest[length] || character > 0x10ffff || isSurrogate ? 0 : length;
}

} // namespace

void
JsonWriter::Set(const std::string& key, const std::string& value)
{
    SetRaw(key, Quote(value));
}

void
JsonWriter::Set(const std::string& key, const char* value)
{
    SetRaw(key, Quote(value));
}

void
JsonWriter::Set(const std::string& key, double value)
{
    if (!std::isfinite(value))
    {
        SetRaw(key, "null");
        return;
    }
    std::string text;
    for (int digits = 15; digits <= 17; digits++) // 17 always suffice, fewer read better
    {
        std::ostringstream out;
        out.imbue(std::locale::classic());
        out.precision(digits);
        out << value;
        text = out.str();
        std::istringstream in(text);
        in.imbue(std::locale::classic());
        double back = 0;
        if (in >> back && back == value)
        {
            break;
        }
    }
    SetRaw(key, text);
}

void
JsonWriter::Set(const std::string& key, bool value)
{
    SetRaw(key, value ? "true" : "false");
}

void
JsonWriter::Set(const std::string& key, const JsonWriter& value)
{
    SetRaw(key, value.ToString());
}

std::string
JsonWriter::ToString() const
{
    std::string json;
    for (const auto& [key, value] : m_members)
    {
        json += (json.empty() ? "" : ", ") + Quote(key) + ": " + value;
    }
    return "{" + json + "}";
}

std::string
JsonWriter::Quote(const std::string& text)
{
    std::string json = "\"";
    for (size_t i = 0; i < text.size();)
    {
        const size_t length = GetUtf8Length(text, i);
        const char c = text[i];
        if (length == 0)
        {
            json += "\\ufffd";
        }
        else if (c == '"' || c == '\\')
        {
            json += {'\\', c};
        }
        else if (c == '\n')
        {
            json += "\\n";
        }
        else if (c == '\t')
        {
            json += "\\t";
        }
        else if (length == 1 && (static_cast<unsigned char>(c) < 0x20 || c == 0x7f))
        {
            char escape[8];
            std::snprintf(escape, sizeof(escape), "\\u%04x", static_cast<unsigned>(c));
            json += escape;
        }
        else
        {
            json.append(text, i, length);
        }
        i += std::max<size_t>(length, 1);
    }
    return json + "\"";
}

void
JsonWriter::SetRaw(const std::string& key, const std::string& json)
{
    const auto member = std::find_if(m_members.begin(), m_members.end(), [&](const auto& m) {
        return m.first == key;
    });
    if (member != m_members.end())
    {
        member->second = json;
    }
    else
    {
        m_members.emplace_back(key, json);
    }
}

} // namespace aifabric
} // namespace ns3
