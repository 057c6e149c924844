/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ATTRIBUTE_TEXT_H
#define ATTRIBUTE_TEXT_H

#include "ns3/attribute.h"
#include "ns3/ptr.h"
#include "ns3/type-id.h"

#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * Convert a text to a value of an attribute without ever ending the process, and check its range.
 * Integers may be byte counts ("1MiB"). Throws ConfigError saying what is allowed.
 * @param attribute the attribute, one of ListTextAttributes()
 * @param text the text
 * @return the value
 */
Ptr<AttributeValue> ParseAttribute(const TypeId::AttributeInformation& attribute,
                                   const std::string& text);

/**
 * @param checker what checks an attribute
 * @return what it takes, in the words of a user: "0 to 255", "a|b"
 */
std::string DescribeRange(const AttributeChecker& checker);

} // namespace aifabric
} // namespace ns3

#endif // ATTRIBUTE_TEXT_H
