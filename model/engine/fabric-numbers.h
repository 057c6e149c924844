/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_NUMBERS_H
#define FABRIC_NUMBERS_H

#include "config-error.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @file
 * @ingroup ai-fabric
 *
 * Values without units, read strictly: the readers throw ConfigError on anything unexpected.
 */

/**
 * Read a finite floating-point number.
 * @param text the text
 * @return the number
 */
double ParseNumber(const std::string& text);

/**
 * @ingroup ai-fabric
 * Whole numbers from one to another.
 */
struct WholeRange
{
    uint64_t least{0};         ///< the least that is allowed
    uint64_t most{UINT64_MAX}; ///< the most that is allowed
};

/**
 * Read a whole number: digits and nothing else.
 * @param text the text
 * @param range what is allowed
 * @return the number; nothing if the text is anything else, or out of the range
 */
std::optional<uint64_t> ReadWhole(const std::string& text, const WholeRange& range = {});

/**
 * Read a whole number, or a range of them.
 * @param text such as "3" or "1..5"
 * @param range what each number may be
 * @param dots what stands between the ends of a range
 * @return the first and the last; nothing if the text is anything else, or the range descends
 */
std::optional<WholeRange> ReadWholeRange(const std::string& text,
                                         const WholeRange& range = {},
                                         const std::string& dots = "..");

/**
 * Read whole numbers and ranges of them, or refuse the text in a line that says what is wrong.
 * @param text such as "3", "1..5" or "3,5..8"
 * @param range what each number may be
 * @param culprit what to call the text in the line
 * @return first and last of each part, in the order of the text
 * @throws ConfigError naming the part
 */
std::vector<WholeRange> ParseWholeRanges(const std::string& text,
                                         const WholeRange& range,
                                         const std::string& culprit);

/**
 * Read whole numbers.
 * @param text numbers with a separator between each two; empty: no number
 * @param separator the separator
 * @param range what each number may be
 * @param numbers the numbers
 * @return false if the text is anything else
 */
bool ReadWholes(const std::string& text,
                char separator,
                const WholeRange& range,
                std::vector<uint32_t>& numbers);

/**
 * Read a whole number, or refuse the text in a line that names the range.
 * @param text the text
 * @param range what is allowed
 * @param culprit what to call the text in the line; empty: as it is, in quotes
 * @return the number
 */
uint64_t ParseWhole(const std::string& text,
                    const WholeRange& range,
                    const std::string& culprit = "");

/**
 * Read true, false, yes, no, 1 or 0.
 * @param text the text
 * @return the truth value
 */
bool ParseBoolean(const std::string& text);

/**
 * Write a number with as few digits as give back the same number.
 * @param value the number
 * @return for example "0.1"
 */
std::string FormatNumber(double value);

} // namespace aifabric
} // namespace ns3

#endif // FABRIC_NUMBERS_H
