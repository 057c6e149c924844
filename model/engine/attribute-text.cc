/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "attribute-text.h"

#include "component-description.h"
#include "component-registry.h"
#include "fabric-numbers.h"
#include "fabric-units.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/integer.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/split.hpp>
#include <limits>
#include <vector>

namespace ns3
{
namespace aifabric
{

namespace
{

/**
 * Read an enumerator, without regard to case and dashes.
 * @param attribute the attribute
 * @param text the text
 * @return the value
 */
Ptr<AttributeValue>
ParseEnumerator(const TypeId::AttributeInformation& attribute, const std::string& text)
{
    std::vector<std::string> known;
    boost::split(known, attribute.checker->GetUnderlyingTypeInformation(), boost::is_any_of("|"));
    auto found = std::find(known.begin(), known.end(), text);
    if (found == known.end())
    {
        found = std::find_if(known.begin(), known.end(), [&text](const std::string& name) {
            return NormalizeName(name) == NormalizeName(text);
        });
    }
    if (found == known.end())
    {
        throw ConfigError("unknown value '" + text + "'" + SuggestName(text, known));
    }
    auto value = attribute.checker->Create();
    value->DeserializeFromString(*found, attribute.checker);
    return value;
}

/**
 * Read an integer that may be negative.
 * @param text the text
 * @return the integer
 */
int64_t
ParseInteger(const std::string& text)
{
    constexpr auto LARGEST = static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
    const bool negative = !text.empty() && text[0] == '-';
    const uint64_t size = ParseBytes(negative ? text.substr(1) : text);
    if (size > LARGEST)
    {
        throw ConfigError("'" + text + "' is too large");
    }
    return negative ? -static_cast<int64_t>(size) : static_cast<int64_t>(size);
}

/**
 * @param attribute an attribute
 * @return whether the component can choose its value
 */
bool
IsAutomatic(const TypeId::AttributeInformation& attribute)
{
    const auto* initial =
        dynamic_cast<const UintegerValue*>(PeekPointer(attribute.originalInitialValue));
    return initial && initial->Get() == AUTO;
}

/**
 * Read a text by the type of the attribute, leaving its range aside.
 * @param attribute the attribute
 * @param text the text
 * @return the value
 */
Ptr<AttributeValue>
ParseByType(const TypeId::AttributeInformation& attribute, const std::string& text)
{
    const auto type = GetValueType(attribute);
    if (type == "UintegerValue")
    {
        if (text == "auto" && IsAutomatic(attribute))
        {
            return ns3::Create<UintegerValue>(AUTO);
        }
        const bool automatic = IsAutomatic(attribute);
        try
        {
            const uint64_t number = ParseBytes(text);
            if (!automatic || number != AUTO)
            {
                return ns3::Create<UintegerValue>(number);
            }
        }
        catch (const ConfigError&)
        {
        }
        throw ConfigError("'" + text + "' is not a whole number (of bytes: 64KiB, 1MB)" +
                          (automatic ? ", nor auto" : ""));
    }
    if (type == "IntegerValue")
    {
        return ns3::Create<IntegerValue>(ParseInteger(text));
    }
    if (type == "DoubleValue")
    {
        return ns3::Create<DoubleValue>(ParseNumber(text));
    }
    if (type == "BooleanValue")
    {
        return ns3::Create<BooleanValue>(ParseBoolean(text));
    }
    if (type == "StringValue")
    {
        return ns3::Create<StringValue>(text);
    }
    if (type == "TimeValue")
    {
        return ns3::Create<TimeValue>(ParseClockTime(text, true));
    }
    if (type == "DataRateValue")
    {
        return ns3::Create<DataRateValue>(ParseClockRate(text, true));
    }
    if (type == "TypeIdValue")
    {
        TypeId found;
        if (!TypeId::LookupByNameFailSafe(text, &found))
        {
            throw ConfigError("no class is registered as '" + text + "'");
        }
        return ns3::Create<TypeIdValue>(found);
    }
    if (type.rfind("EnumValue", 0) == 0)
    {
        return ParseEnumerator(attribute, text);
    }
    throw ConfigError("an attribute of type " + type + " cannot be given as text");
}

} // namespace

Ptr<AttributeValue>
ParseAttribute(const TypeId::AttributeInformation& attribute, const std::string& text)
{
    auto value = ParseByType(attribute, text);
    if (!attribute.checker->Check(*value))
    {
        throw ConfigError("'" + text +
                          "' is out of range; allowed: " + DescribeRange(*attribute.checker));
    }
    return value;
}

std::string
DescribeRange(const AttributeChecker& checker)
{
    // ns-3 writes the type in C++ before a range: "uint32_t 0:255", "Time +0ns:+1e+09ns".
    const std::string written = checker.GetUnderlyingTypeInformation();
    const size_t blank = written.find(' ');
    const size_t colon = written.find(':', blank == std::string::npos ? written.size() : blank);
    if (colon == std::string::npos)
    {
        return written;
    }
    const bool isTime = written.compare(0, blank, "Time") == 0;
    const auto without = [isTime](const std::string& number) {
        const std::string text = number[0] == '+' ? number.substr(1) : number;
        try
        {
            return isTime ? FormatDuration(ParseTime(text)) : text;
        }
        catch (const ConfigError&)
        {
            return text; // more than a clock holds
        }
    };
    return without(written.substr(blank + 1, colon - blank - 1)) + " to " +
           without(written.substr(colon + 1));
}

} // namespace aifabric
} // namespace ns3
