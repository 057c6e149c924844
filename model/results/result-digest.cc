/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "result-digest.h"

#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <limits>

namespace ns3
{
namespace aifabric
{

void
ResultDigest::Add(double value)
{
    static_assert(sizeof(double) == sizeof(uint64_t) && std::numeric_limits<double>::is_iec559,
                  "a double must be an IEEE 754 binary64");
    uint64_t bits = 0;
    if (std::isnan(value))
    {
        bits = 0x7ff8000000000000;
    }
    else if (value != 0)
    {
        std::memcpy(&bits, &value, sizeof(bits));
    }
    AddWord(bits);
}

void
ResultDigest::Add(const std::string& value)
{
    AddWord(value.size());
    for (size_t i = 0; i < value.size(); i += 8)
    {
        uint64_t word = 0;
        for (size_t j = i; j < i + 8 && j < value.size(); j++)
        {
            word |= static_cast<uint64_t>(static_cast<unsigned char>(value[j])) << (8 * (j - i));
        }
        AddWord(word);
    }
}

uint64_t
ResultDigest::Get() const
{
    return Mix(m_state ^ Mix(m_words));
}

std::string
ResultDigest::Hex() const
{
    char text[17];
    std::snprintf(text, sizeof(text), "%016llx", static_cast<unsigned long long>(Get()));
    return text;
}

} // namespace aifabric
} // namespace ns3
