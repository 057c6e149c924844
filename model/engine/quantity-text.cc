/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "quantity-text.h"

#include "config-error.h"

#include <limits>
#include <numeric>

namespace ns3
{
namespace aifabric
{

namespace
{

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
    std::size_t at = 0;
    bool any = false;
    bool fraction = false;
    const auto isDigit = [&text](std::size_t i) {
        return i < text.size() && text[i] >= '0' && text[i] <= '9';
    };
    for (; isDigit(at) || (text[at] == '.' && !fraction); at++)
    {
        if (text[at] == '.')
        {
            fraction = true;
            continue;
        }
        any = true;
        const auto digit = static_cast<uint64_t>(text[at] - '0');
        if (result.digits > (std::numeric_limits<uint64_t>::max() - digit) / 10)
        {
            return result;
        }
        result.digits = result.digits * 10 + digit;
        result.exponent -= fraction ? 1 : 0;
    }
    if (any && (text[at] == 'e' || text[at] == 'E'))
    {
        const bool isSigned = text[at + 1] == '-' || text[at + 1] == '+';
        const std::size_t from = at + (isSigned ? 2 : 1);
        int power = 0;
        for (std::size_t i = from; isDigit(i) && power < 1000; i++)
        {
            power = power * 10 + (text[i] - '0');
            at = i + 1;
        }
        result.exponent += text[from - 1] == '-' ? -power : power;
    }
    while (result.exponent < 0 && result.digits % 10 == 0 && result.digits > 0)
    {
        result.digits /= 10;
        result.exponent++;
    }
    result.remainder = text.substr(at);
    result.valid = any;
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
