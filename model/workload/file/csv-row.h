/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CSV_ROW_H
#define CSV_ROW_H

#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Split a line of a CSV file (RFC 4180; a field does not go on in the next line).
 * @param text the line
 * @return its fields, without blanks around those that are not quoted
 * @throws ConfigError if a quote is missing or misplaced
 */
std::vector<std::string> SplitCsv(const std::string& text);

/**
 * @ingroup ai-fabric
 *
 * Write a field of a CSV file: quoted where that is needed, a blank for each control character.
 * @param text the field
 * @return how it is written
 */
std::string WriteCsvField(const std::string& text);

} // namespace aifabric
} // namespace ns3

#endif // CSV_ROW_H
