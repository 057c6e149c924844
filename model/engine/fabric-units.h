/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_UNITS_H
#define FABRIC_UNITS_H

#include "config-error.h"

#include "ns3/data-rate.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @file
 * @ingroup ai-fabric
 *
 * Quantities with units, read and written exactly in integer arithmetic. The readers take a
 * decimal number ("1", "1.5", "2e3") directly followed by a unit and throw ConfigError on anything
 * else. What a Format function writes, the matching reader takes back without loss.
 */

/**
 * Read a byte count: a plain number or one with B, kB or KB (1000), KiB (1024), MB, MiB, GB, GiB,
 * TB, TiB. It must come to a whole number of bytes.
 * @param text the text, for example "1MiB"
 * @return the bytes
 */
uint64_t ParseBytes(const std::string& text);

/**
 * Read a data rate with the unit names of ns3::DataRate ("800Gbps", "100Gb/s", "12.5GB/s").
 * A unit is required except for 0; fractions of a bit per second are cut off.
 * @param text the text
 * @param allowZero whether a rate of zero is acceptable
 * @return the rate
 */
DataRate ParseRate(const std::string& text, bool allowZero = false);

/**
 * Read a time that is not negative, in d, h, min, s, ms, us, ns or ps, or "max" (or
 * "never"). A unit is
 * required except for 0; fractions of a picosecond are cut off.
 * @param text the text
 * @return the time
 */
Time ParseTime(const std::string& text);

/**
 * Read a time that the clock can bear in sums, at most 30 days (ClockRange::LONGEST).
 * @param text the text, as ParseTime() takes it
 * @param never whether max and never are acceptable
 * @return the time
 */
Time ParseClockTime(const std::string& text, bool never = false);

/**
 * Read the rate of a link, 10 kb/s to 100 Tb/s (ClockRange), or one that is added to others.
 * @param text the text, as ParseRate() takes it
 * @param allowZero whether it is one of the latter: it may be as low as it likes
 * @return the rate
 */
DataRate ParseClockRate(const std::string& text, bool allowZero = false);

/**
 * Write a byte count in the largest binary or decimal unit that divides it.
 * @param bytes the bytes
 * @return for example "1MiB", "800KB" or "4158B"
 */
std::string FormatBytes(uint64_t bytes);

/**
 * Write a data rate exactly.
 * @param rate the rate
 * @return for example "800Gbps" or "2.5Gbps"
 */
std::string FormatRate(const DataRate& rate);

/**
 * Write a time exactly, down to picoseconds.
 * @param time the time
 * @return for example "17.057us"
 */
std::string FormatDuration(const Time& time);

/**
 * Read the value of an option.
 * @param option name of the option, for the message if it cannot be read
 * @param text the value
 * @param parse what reads it
 * @return what it stands for
 */
template <typename P>
auto
ParseNamed(const std::string& option, const std::string& text, P parse)
{
    try
    {
        return parse(text);
    }
    catch (const ConfigError& error)
    {
        throw ConfigError("--" + option + "=" + text + ": " + error.what());
    }
}

} // namespace aifabric
} // namespace ns3

#endif // FABRIC_UNITS_H
