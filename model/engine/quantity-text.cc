/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "quantity-text.h"

#include "config-error.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <numeric>
#include <system_error>

namespace ns3
{
namespace aifabric
{

namespace
{

/// The largest power of ten that is told from larger ones: neither fits.
constexpr int MAX_POWER = 1000;

/// A decimal number, digits times ten to the exponent, and the text behind it.
struct Decimal
{
    uint64_t digits{0};    ///< the significant digits
    int exponent{0};       ///< the power of ten
    std::string remainder; ///< what follows
    bool valid{false};     ///< whether there was a number of at most 19 digits
};

/**
 * Read a decimal number without sign.
 * @param text the text
 * @return the number
 */
Decimal
ReadDecimal(const std::string& text)
{
    Decimal result;
    const auto countDigits = [&text](std::size_t from) {
        return std::min(text.find_first_not_of("0123456789", from), text.size()) - from;
    };
    std::size_t at = countDigits(0);
    std::string digits = text.substr(0, at);
    if (text[at] == '.')
    {
        const std::size_t decimals = countDigits(at + 1);
        digits += text.substr(at + 1, decimals);
        result.exponent = -static_cast<int>(decimals);
        at += 1 + decimals;
    }
    const auto number =
        std::from_chars(digits.data(), digits.data() + digits.size(), result.digits);
    if (number.ec != std::errc())
    {
        return result; // no digit, or too many
    }
    if (text[at] == 'e' || text[at] == 'E')
    {
        // std::from_chars() takes no plus. Without a power, the letter begins a unit.
        const bool plus = text[at + 1] == '+' && text[at + 2] != '-';
        int power = 0;
        const auto end =
            std::from_chars(text.data() + at + (plus ? 2 : 1), text.data() + text.size(), power);
        if (end.ec == std::errc())
        {
            result.exponent += std::clamp(power, -MAX_POWER, MAX_POWER);
            at = static_cast<std::size_t>(end.ptr - text.data());
        }
    }
    while (result.exponent < 0 && result.digits % 10 == 0 && result.digits > 0)
    {
        result.digits /= 10;
        result.exponent++;
    }
    result.remainder = text.substr(at);
    result.valid = true;
    return result;
}

/**
 * Multiply without overflow.
 * @param a a factor
 * @param b a factor
 * @param product where to put the product
 * @return whether it fits
 */
bool
Multiply(uint64_t a, uint64_t b, uint64_t& product)
{
    if (b != 0 && a > std::numeric_limits<uint64_t>::max() / b)
    {
        return false;
    }
    product = a * b;
    return true;
}

} // namespace

uint64_t
ParseQuantity(const std::string& text, const Quantity& quantity)
{
    const auto refuse = [&](const std::string& why) -> ConfigError {
        return ConfigError("'" + text + "' is not " + quantity.name + ": " + why + "; expected " +
                           quantity.example);
    };
    if (!text.empty() && text[0] == '-')
    {
        throw refuse("it must not be negative");
    }
    auto number = ReadDecimal(!text.empty() && text[0] == '+' ? text.substr(1) : text);
    if (!number.valid)
    {
        throw refuse(text.empty() ? "it is empty" : "no number that can be read");
    }
    uint64_t factor = number.remainder.empty() ? 1 : 0;
    for (const auto& [unit, baseUnits] : quantity.units)
    {
        factor = unit == number.remainder ? baseUnits : factor;
    }
    if (factor == 0)
    {
        throw refuse("unknown unit '" + number.remainder + "'");
    }
    if (number.digits == 0)
    {
        return 0;
    }
    if (quantity.unitRequired && number.remainder.empty())
    {
        throw refuse("it has no unit");
    }
    // value = digits * factor / denominator, with the common factors of the two removed.
    uint64_t denominator = 1;
    for (; number.exponent < 0; number.exponent++)
    {
        if (factor % 10 == 0)
        {
            factor /= 10;
        }
        else if (!Multiply(denominator, 10, denominator))
        {
            throw refuse("too many decimals");
        }
    }
    const uint64_t common = std::gcd(factor, denominator);
    factor /= common;
    denominator /= common;
    for (; number.exponent > 0; number.exponent--)
    {
        if (!Multiply(factor, 10, factor))
        {
            throw refuse("too large");
        }
    }
    if (quantity.wholeRequired && number.digits % denominator != 0)
    {
        throw refuse("not a whole number");
    }
    uint64_t value = 0;
    uint64_t part = 0;
    if (!Multiply(number.digits / denominator, factor, value) ||
        !Multiply(number.digits % denominator, factor, part) ||
        value > std::numeric_limits<uint64_t>::max() - part / denominator)
    {
        throw refuse("too large");
    }
    value += part / denominator;
    if (value == 0)
    {
        throw refuse("too small");
    }
    return value;
}

std::string
FormatThousands(uint64_t value, const std::vector<Unit>& units)
{
    for (const auto& unit : units)
    {
        if (value >= unit.factor)
        {
            auto text = std::to_string(value / unit.factor);
            auto rest = value % unit.factor;
            if (rest != 0)
            {
                // The factor is a power of ten: its zeros are the places after the point.
                auto places = std::to_string(unit.factor + rest).substr(1);
                places.erase(places.find_last_not_of('0') + 1);
                text += "." + places;
            }
            return text + unit.name;
        }
    }
    return "0" + units.back().name;
}

} // namespace aifabric
} // namespace ns3
