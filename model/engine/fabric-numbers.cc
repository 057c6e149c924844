/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-numbers.h"

#include <boost/algorithm/string/split.hpp>
#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>

namespace ns3
{
namespace aifabric
{

double
ParseNumber(const std::string& text)
{
    // std::from_chars() takes no plus.
    const bool plus = text.size() > 1 && text[0] == '+' && text[1] != '-';
    const char* const end = text.data() + text.size();
    double value = 0;
    const auto [stop, error] = std::from_chars(text.data() + (plus ? 1 : 0), end, value);
    if (error != std::errc() || stop != end || !std::isfinite(value))
    {
        throw ConfigError("'" + text + "' is not a number");
    }
    return value;
}

std::optional<uint64_t>
ReadWhole(const std::string& text, const WholeRange& range)
{
    const char* const end = text.data() + text.size();
    uint64_t value = 0;
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    const bool isGood =
        error == std::errc() && stop == end && value >= range.least && value <= range.most;
    return isGood ? std::optional(value) : std::nullopt;
}

std::optional<WholeRange>
ReadWholeRange(const std::string& text, const WholeRange& range, const std::string& dots)
{
    const size_t at = text.find(dots);
    const auto first = ReadWhole(text.substr(0, at), range);
    const auto last =
        at == std::string::npos ? first : ReadWhole(text.substr(at + dots.size()), range);
    return first && last && *first <= *last ? std::optional(WholeRange{*first, *last})
                                            : std::nullopt;
}

std::vector<WholeRange>
ParseWholeRanges(const std::string& text, const WholeRange& range, const std::string& culprit)
{
    std::vector<std::string> parts;
    boost::split(parts, text, [](char c) { return c == ','; });
    std::vector<WholeRange> ranges;
    for (const std::string& part : parts)
    {
        const auto one = ReadWholeRange(part, range);
        if (!one)
        {
            const size_t dots = part.find("..");
            const std::string turned = dots == std::string::npos
                                           ? ""
                                           : part.substr(dots + 2) + ".." + part.substr(0, dots);
            throw ConfigError(culprit + ": '" + part + "' is neither a whole number from " +
                              std::to_string(range.least) + " to " + std::to_string(range.most) +
                              " nor a range like 1..5" +
                              (ReadWholeRange(turned, range) ? "; is " + turned + " meant?" : ""));
        }
        ranges.push_back(*one);
    }
    return ranges;
}

bool
ReadWholes(const std::string& text,
           char separator,
           const WholeRange& range,
           std::vector<uint32_t>& numbers)
{
    numbers.clear();
    std::vector<std::string> items;
    if (!text.empty())
    {
        boost::split(items, text, [separator](char c) { return c == separator; });
    }
    for (const std::string& item : items)
    {
        const std::optional<uint64_t> number = ReadWhole(item, range);
        if (!number)
        {
            return false;
        }
        numbers.push_back(static_cast<uint32_t>(*number));
    }
    return true;
}

uint64_t
ParseWhole(const std::string& text, const WholeRange& range, const std::string& culprit)
{
    const std::optional<uint64_t> value = ReadWhole(text, range);
    if (!value)
    {
        throw ConfigError((culprit.empty() ? "'" + text + "'" : culprit) +
                          " is not a whole number from " + std::to_string(range.least) + " to " +
                          std::to_string(range.most));
    }
    return *value;
}

bool
ParseBoolean(const std::string& text)
{
    if (text == "true" || text == "yes" || text == "1")
    {
        return true;
    }
    if (text == "false" || text == "no" || text == "0")
    {
        return false;
    }
    throw ConfigError("'" + text + "' is not a truth value: expected true, false, yes, no, 1 or 0");
}

std::string
FormatNumber(double value)
{
    char text[40];
    for (int digits = 6;; digits++)
    {
        char* const end =
            std::to_chars(text, text + sizeof(text), value, std::chars_format::general, digits).ptr;
        double back = 0;
        if (digits >= std::numeric_limits<double>::max_digits10 ||
            (std::from_chars(text, end, back).ec == std::errc() && back == value))
        {
            return {text, end};
        }
    }
}

} // namespace aifabric
} // namespace ns3
