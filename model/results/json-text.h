/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef JSON_TEXT_H
#define JSON_TEXT_H

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @file
 * @ingroup ai-fabric
 *
 * How the database writes JSON. The keys of sweeps are hashes over such texts: they must not
 * change.
 */

/**
 * Write JSON on one line, with a blank behind each comma and colon. Bytes that are not UTF-8 become
 * U+FFFD.
 * @param value the value; an object has its members in the order in which they were first set
 * @return the text
 */
std::string WriteJson(const nlohmann::ordered_json& value);

/**
 * Write JSON without blanks, as SQLite's functions do. Bytes that are not UTF-8 become U+FFFD.
 * @param value the value
 * @return the text
 */
std::string WriteCompactJson(const nlohmann::ordered_json& value);

/**
 * Make a number that is written without a fraction if it has none.
 * @param value the number
 * @return 1 for 1.0; null is written for what is not finite
 */
nlohmann::ordered_json MakeJsonNumber(double value);

} // namespace aifabric
} // namespace ns3

#endif // JSON_TEXT_H
