/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_NUMBERS_H
#define FABRIC_NUMBERS_H

#include "config-error.h"

#include <string>

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
