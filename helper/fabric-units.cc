/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-units.h"

#include "ns3/clock-range.h"

#include <limits>
#include <numeric>
#include <vector>

namespace ns3
{
namespace aifabric
{

namespace
{

/// A unit and what it stands for in the base unit of its quantity.
struct Unit
{
    std::string name; ///< as written
    uint64_t factor;  ///< base units
};

/// How a quantity is read.
struct Quantity
{
    std::string name;        ///< for messages, with its article
    std::string example;     ///< what is allowed, for messages
    std::vector<Unit> units; ///< the units, upper and lower case differ
    bool unitRequired;       ///< whether a bare number other than 0 is refused
    bool wholeRequired;      ///< whether fractions of the base unit are refused
};

constexpr uint64_t KILO = 1000;
constexpr uint64_t MEGA = 1000 * KILO;
constexpr uint64_t GIGA = 1000 * MEGA;
constexpr uint64_t TERA = 1000 * GIGA;
constexpr uint64_t KIBI = 1024;

/// @return how bytes are read
const Quantity&
ByteQuantity()
{
    static const Quantity quantity{"a byte count",
                                   "a whole number, alone or with B, KB, KiB, MB, MiB, GB or GiB",
                                   {{"B", 1},
                                    {"kB", KILO},
                                    {"KB", KILO},
                                    {"KiB", KIBI},
                                    {"MB", MEGA},
                                    {"MiB", KIBI * KIBI},
                                    {"GB", GIGA},
                                    {"GiB", KIBI * KIBI * KIBI}},
                                   false,
                                   true};
    return quantity;
}

/// @return how data rates are read
const Quantity&
RateQuantity()
{
    static const Quantity quantity = [] {
        Quantity made{"a data rate",
                      "a number with bps, kbps, Mbps, Gbps, Tbps or another ns-3 rate unit",
                      {},
                      true,
                      false};
        const std::vector<Unit> prefixes{{"", 1},
                                         {"k", KILO},
                                         {"K", KILO},
                                         {"M", MEGA},
                                         {"G", GIGA},
                                         {"T", TERA},
                                         {"Ki", KIBI},
                                         {"Mi", KIBI * KIBI},
                                         {"Gi", KIBI * KIBI * KIBI}};
        for (const auto& [prefix, factor] : prefixes)
        {
            for (const std::string per : {"/s", "ps"})
            {
                made.units.push_back({prefix + "b" + per, factor});
                made.units.push_back({prefix + "B" + per, 8 * factor});
            }
        }
        return made;
    }();
    return quantity;
}

/// @return how times are read, in picoseconds
const Quantity&
TimeQuantity()
{
    static const Quantity quantity{"a time",
                                   "a number with s, ms, us, ns, ps, min, h or d",
                                   {{"ps", 1},
                                    {"ns", KILO},
                                    {"us", MEGA},
                                    {"ms", GIGA},
                                    {"s", TERA},
                                    {"min", 60 * TERA},
                                    {"h", 3600 * TERA},
                                    {"d", 86400 * TERA}},
                                   true,
                                   false};
    return quantity;
}

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

/**
 * Read a quantity.
 * @param text the text
 * @param quantity how it is read
 * @return its value in base units
 */
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

/**
 * Write a value exactly in the largest unit not above it.
 * @param value the value in the last unit
 * @param units the units, largest first, each a thousand times the next
 * @return the text
 */
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

} // namespace

uint64_t
ParseBytes(const std::string& text)
{
    return ParseQuantity(text, ByteQuantity());
}

DataRate
ParseRate(const std::string& text, bool allowZero)
{
    const uint64_t rate = ParseQuantity(text, RateQuantity());
    if (rate == 0 && !allowZero)
    {
        throw ConfigError("'" + text + "' is not a possible data rate: it must be above zero");
    }
    return DataRate(rate);
}

Time
ParseTime(const std::string& text)
{
    if (text == "max" || text == "never")
    {
        return Time::Max();
    }
    const uint64_t time = ParseQuantity(text, TimeQuantity());
    if (time > static_cast<uint64_t>(std::numeric_limits<int64_t>::max()))
    {
        throw ConfigError("'" + text + "' is not a possible time: at most 106d");
    }
    return PicoSeconds(time);
}

Time
ParseClockTime(const std::string& text, bool never)
{
    const Time time = ParseTime(text);
    const bool isNever = time == Time::Max();
    if ((isNever && !never) ||
        (!isNever && static_cast<uint64_t>(time.GetPicoSeconds()) > ClockRange::LONGEST))
    {
        throw ConfigError("'" + text +
                          "' is longer than 30d, which the clock of picoseconds bears");
    }
    return time;
}

DataRate
ParseClockRate(const std::string& text, bool allowZero)
{
    const DataRate rate = ParseRate(text, allowZero);
    const uint64_t bits = rate.GetBitRate();
    // A link may not stand still; a rate that is added to others may be as low as it likes.
    if ((!allowZero && bits < ClockRange::SLOWEST) || bits > ClockRange::FASTEST)
    {
        throw ConfigError("'" + text + "' is not within " + (allowZero ? "0bps" : "10kbps") +
                          " to 100Tbps, which the clock of picoseconds bears");
    }
    return rate;
}

std::string
FormatBytes(uint64_t bytes)
{
    Unit best{"B", 1};
    for (const auto& unit : ByteQuantity().units)
    {
        if (bytes != 0 && bytes % unit.factor == 0 && unit.factor >= best.factor)
        {
            best = unit;
        }
    }
    return std::to_string(bytes / best.factor) + best.name;
}

std::string
FormatRate(const DataRate& rate)
{
    return FormatThousands(rate.GetBitRate(),
                           {{"Gbps", GIGA}, {"Mbps", MEGA}, {"kbps", KILO}, {"bps", 1}});
}

std::string
FormatDuration(const Time& time)
{
    if (time == Time::Max())
    {
        return "max";
    }
    const int64_t value = time.GetPicoSeconds();
    const uint64_t size = value < 0 ? ~static_cast<uint64_t>(value) + 1 : value;
    return (value < 0 ? "-" : "") +
           (size == 0 ? std::string("0s")
                      : FormatThousands(
                            size,
                            {{"s", TERA}, {"ms", GIGA}, {"us", MEGA}, {"ns", KILO}, {"ps", 1}}));
}

} // namespace aifabric
} // namespace ns3
