/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-numbers.h"

#include <cctype>
#include <cmath>
#include <cstdlib>
#include <iomanip>
#include <limits>
#include <locale>
#include <sstream>

namespace ns3
{
namespace aifabric
{

double
ParseNumber(const std::string& text)
{
    std::istringstream stream(text);
    stream.imbue(std::locale::classic());
    double value = 0;
    if (text.empty() || std::isspace(static_cast<unsigned char>(text[0])) || !(stream >> value) ||
        stream.peek() != std::istringstream::traits_type::eof() || !std::isfinite(value))
    {
        throw ConfigError("'" + text + "' is not a number");
    }
    return value;
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
    for (int digits = 6;; digits++)
    {
        std::ostringstream stream;
        stream.imbue(std::locale::classic());
        stream << std::setprecision(digits) << value;
        if (digits >= std::numeric_limits<double>::max_digits10 ||
            std::strtod(stream.str().c_str(), nullptr) == value)
        {
            return stream.str();
        }
    }
}

} // namespace aifabric
} // namespace ns3
