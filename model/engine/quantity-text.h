/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef QUANTITY_TEXT_H
#define QUANTITY_TEXT_H

#include <cstdint>
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
 * Quantities as text: an exact decimal number and a unit.
 */

/** A unit and what it stands for in the base unit of its quantity. */
struct Unit
{
    std::string name; ///< as written
    uint64_t factor;  ///< base units
};

/** How a quantity is read. */
struct Quantity
{
    std::string name;        ///< for messages, with its article
    std::string example;     ///< what is allowed, for messages
    std::vector<Unit> units; ///< the units, upper and lower case differ
    bool unitRequired;       ///< whether a bare number other than 0 is refused
    bool wholeRequired;      ///< whether fractions of the base unit are refused
};

/**
 * Read a quantity.
 * @param text the text
 * @param quantity how it is read
 * @return its value in base units
 * @throws ConfigError if it is none, or is too large or too small
 */
uint64_t ParseQuantity(const std::string& text, const Quantity& quantity);

/**
 * Write a value exactly in the largest unit not above it.
 * @param value the value in the last unit
 * @param units the units, largest first, each a thousand times the next
 * @return the text
 */
std::string FormatThousands(uint64_t value, const std::vector<Unit>& units);

} // namespace aifabric
} // namespace ns3

#endif // QUANTITY_TEXT_H
