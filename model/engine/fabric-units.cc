/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fabric-units.h"

#include "clock-range.h"
#include "quantity-text.h"

#include <limits>
#include <vector>

namespace ns3
{
namespace aifabric
{

namespace
{

constexpr uint64_t KILO = 1000;
constexpr uint64_t MEGA = 1000 * KILO;
constexpr uint64_t GIGA = 1000 * MEGA;
constexpr uint64_t TERA = 1000 * GIGA;
constexpr uint64_t KIBI = 1024;

/// @return how bytes are read
const Quantity&
ByteQuantity()
{
    static const Quantity quantity{
        "a byte count",
        "a whole number, alone or with B, KB, KiB, MB, MiB, GB, GiB, TB or TiB",
        {{"B", 1},
         {"kB", KILO},
         {"KB", KILO},
         {"KiB", KIBI},
         {"MB", MEGA},
         {"MiB", KIBI * KIBI},
         {"GB", GIGA},
         {"GiB", KIBI * KIBI * KIBI},
         {"TB", TERA},
         {"TiB", KIBI * KIBI * KIBI * KIBI}},
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
