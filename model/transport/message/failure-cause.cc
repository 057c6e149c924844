/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "failure-cause.h"

#include <cstdio>

namespace ns3
{
namespace aifabric
{

std::string
WriteTime(uint64_t ps)
{
    const char* const units[] = {"ps", "ns", "us", "ms", "s"};
    auto value = static_cast<double>(ps);
    size_t unit = 0;
    while (value >= 999.5 && unit < 4)
    {
        value /= 1000;
        unit++;
    }
    char text[40];
    std::snprintf(text, sizeof(text), value < 999.5 ? "%.3g %s" : "%.0f %s", value, units[unit]);
    return text;
}

} // namespace aifabric
} // namespace ns3
