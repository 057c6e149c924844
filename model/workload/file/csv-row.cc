/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "csv-row.h"

#include "ns3/config-error.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Without blanks around it.
std::string
Trim(const std::string& text)
{
    const size_t first = text.find_first_not_of(" \t");
    return first == std::string::npos
               ? ""
               : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// The field that begins with the quote at a place; the place moves behind it.
std::string
TakeQuoted(const std::string& text, size_t& at)
{
    std::string field;
    for (at++; at < text.size(); at++)
    {
        if (text[at] != '"')
        {
            field += text[at];
        }
        else if (at + 1 < text.size() && text[at + 1] == '"')
        {
            field += text[at++];
        }
        else
        {
            at = std::min(text.find_first_not_of(" \t", at + 1), text.size());
            if (at < text.size() && text[at] != ',')
            {
                throw ConfigError("a comma is missing behind a quote");
            }
            return field;
        }
    }
    throw ConfigError("a quote is not closed");
}

} // namespace

std::vector<std::string>
SplitCsv(const std::string& text)
{
    std::vector<std::string> fields;
    size_t at = 0;
    while (true)
    {
        const size_t first = text.find_first_not_of(" \t", at);
        if (first != std::string::npos && text[first] == '"')
        {
            at = first;
            fields.push_back(TakeQuoted(text, at));
        }
        else
        {
            const size_t comma = std::min(text.find(',', at), text.size());
            fields.push_back(Trim(text.substr(at, comma - at)));
            at = comma;
        }
        if (at >= text.size())
        {
            return fields;
        }
        at++; // the comma
    }
}

std::string
WriteCsvField(const std::string& text)
{
    std::string plain = text;
    std::replace_if(
        plain.begin(),
        plain.end(),
        [](char c) { return static_cast<unsigned char>(c) < ' '; },
        ' ');
    const bool isQuoted =
        plain.find_first_of(",\"#") != std::string::npos || Trim(plain).size() != plain.size();
    if (!isQuoted)
    {
        return plain;
    }
    std::string quoted = "\"";
    for (const char c : plain)
    {
        quoted += c == '"' ? "\"\"" : std::string(1, c);
    }
    return quoted + "\"";
}

} // namespace aifabric
} // namespace ns3
