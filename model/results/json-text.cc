/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "json-text.h"

#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>

namespace ns3
{
namespace aifabric
{

namespace
{

std::string
Dump(const nlohmann::ordered_json& value, int indent)
{
    return value.dump(indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

} // namespace

std::string
WriteJson(const nlohmann::ordered_json& value)
{
    // The library has no form on one line with blanks. In the one with a line for each member, line
    // ends stand between members only: those within texts are escaped.
    std::string text;
    for (const char c : Dump(value, 0))
    {
        if (c != '\n')
        {
            text += c;
        }
        else if (text.back() == ',')
        {
            text += ' ';
        }
    }
    return text;
}

std::string
WriteCompactJson(const nlohmann::ordered_json& value)
{
    return Dump(value, -1);
}

nlohmann::ordered_json
MakeJsonNumber(double value)
{
    constexpr double LARGEST = 1e15; // from here on, numbers are written with an exponent
    if (std::abs(value) < LARGEST && value == std::trunc(value))
    {
        return static_cast<int64_t>(value);
    }
    return value;
}

} // namespace aifabric
} // namespace ns3
