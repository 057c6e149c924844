/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "component-registry.h"

#include "attribute-text.h"
#include "component-description.h"
#include "fabric-numbers.h"
#include "fabric-units.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/integer.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace ns3
{
namespace aifabric
{

namespace
{

/**
 * Check how a text ends.
 * @param text the text
 * @param end the end
 * @return whether it ends so
 */
bool
HasEnding(const std::string& text, const std::string& end)
{
    return text.size() >= end.size() &&
           text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/**
 * Find the description of a class.
 * @param type the class
 * @return the text, empty if there is none
 */
std::string
FindDescription(TypeId type)
{
    for (;; type = type.GetParent())
    {
        for (std::size_t i = 0; i < type.GetAttributeN(); i++)
        {
            const auto attribute = type.GetAttribute(i);
            const auto* text =
                dynamic_cast<const StringValue*>(PeekPointer(attribute.originalInitialValue));
            if (text && HasEnding(attribute.name, "Description"))
            {
                return text->Get();
            }
        }
        if (!type.HasParent())
        {
            return "";
        }
    }
}

/**
 * Describe what an attribute takes.
 * @param attribute the attribute
 * @return for example "time", "0:255" or "a|b"
 */
std::string
DescribeType(const TypeId::AttributeInformation& attribute)
{
    const auto type = GetValueType(attribute);
    const auto allowed = attribute.checker->GetUnderlyingTypeInformation();
    if (type == "UintegerValue" || type == "IntegerValue" || type == "DoubleValue")
    {
        static const std::set<std::string> full{"0:255",
                                                "0:65535",
                                                "0:4294967295",
                                                "0:18446744073709551615",
                                                "-2147483648:2147483647",
                                                "-9223372036854775808:9223372036854775807",
                                                "-1.79769e+308:1.79769e+308"};
        const auto range = allowed.substr(allowed.rfind(' ') + 1);
        const std::string name = type == "DoubleValue" ? "number" : "integer";
        return full.count(range) > 0 ? name : name + " " + range;
    }
    if (type == "TimeValue")
    {
        return "time";
    }
    if (type == "DataRateValue")
    {
        return "rate";
    }
    if (type == "BooleanValue")
    {
        return "true|false";
    }
    return type == "StringValue" ? "text" : allowed;
}

} // namespace

ComponentFamily::ComponentFamily(std::string kind, std::string suffix, std::vector<TypeId> bases)
    : m_kind(std::move(kind)),
      m_suffix(std::move(suffix)),
      m_bases(std::move(bases))
{
}

const std::string&
ComponentFamily::GetKind() const
{
    return m_kind;
}

std::vector<ComponentInfo>
ComponentFamily::List() const
{
    std::vector<ComponentInfo> result;
    for (uint16_t i = 0; i < TypeId::GetRegisteredN(); i++)
    {
        const auto type = TypeId::GetRegistered(i);
        if (!type.HasConstructor() ||
            std::none_of(m_bases.begin(), m_bases.end(), [&type](const TypeId& base) {
                return type.IsChildOf(base);
            }))
        {
            continue;
        }
        const auto full = type.GetName();
        const auto colon = full.rfind(':');
        auto name = colon == std::string::npos ? full : full.substr(colon + 1);
        if (HasEnding(name, m_suffix) && name.size() > m_suffix.size())
        {
            name.erase(name.size() - m_suffix.size());
        }
        result.push_back({ToKebabCase(name), type, FindDescription(type)});
    }
    // Classes of this module first, so that they keep their short names.
    const auto isForeign = [](const ComponentInfo& info) {
        return info.type.GetName().rfind("ns3::aifabric::", 0) != 0;
    };
    std::sort(result.begin(), result.end(), [&](const ComponentInfo& a, const ComponentInfo& b) {
        return std::make_pair(isForeign(a), a.type.GetName()) <
               std::make_pair(isForeign(b), b.type.GetName());
    });
    std::set<std::string> taken;
    for (auto& info : result)
    {
        if (!taken.insert(NormalizeName(info.alias)).second)
        {
            info.alias = info.type.GetName();
        }
    }
    const size_t classes = result.size();
    for (const ComponentRow& row : RegisterComponentRows::List())
    {
        const auto end = result.begin() + static_cast<std::ptrdiff_t>(classes);
        const auto base = std::find_if(result.begin(), end, [&row](const ComponentInfo& info) {
            return info.type.GetName() == row.type;
        });
        if (base == end)
        {
            continue; // of another family
        }
        if (!taken.insert(NormalizeName(row.name)).second)
        {
            throw ConfigError("two of the family " + m_kind + " are called '" + row.name + "'");
        }
        for (const std::string& other : row.aliases)
        {
            if (!taken.insert(NormalizeName(other)).second)
            {
                throw ConfigError("two of the family " + m_kind + " are called '" + other + "'");
            }
        }
        result.push_back(
            {row.name, base->type, row.description, row.parameters, true, row.aliases});
    }
    std::sort(result.begin(), result.end(), [](const ComponentInfo& a, const ComponentInfo& b) {
        return a.alias < b.alias;
    });
    return result;
}

ComponentInfo
ComponentFamily::Find(const std::string& name) const
{
    const auto all = List();
    std::vector<std::string> known;
    for (const auto& info : all)
    {
        if (info.type.GetName() == name && !info.isRow)
        {
            return info;
        }
        known.push_back(info.alias);
    }
    for (const auto& info : all)
    {
        const auto isIt = [&name](const std::string& one) {
            return NormalizeName(one) == NormalizeName(name);
        };
        if (isIt(info.alias) || std::any_of(info.aliases.begin(), info.aliases.end(), isIt))
        {
            return info;
        }
    }
    TypeId type;
    const bool exists = TypeId::LookupByNameFailSafe(name, &type);
    throw ConfigError((exists ? "'" + name + "' is no " + m_kind + " that can be created"
                              : "unknown " + m_kind + " '" + name + "'") +
                      SuggestName(name, known));
}

void
ComponentFamily::Describe(std::ostream& os) const
{
    for (const auto& info : List())
    {
        DescribeComponent(os, info);
    }
}

void
DescribeComponent(std::ostream& os, const ComponentInfo& component)
{
    os << component.alias;
    if (!component.description.empty())
    {
        os << ": " << component.description;
    }
    os << "\n";
    for (const auto& attribute : ListTextAttributes(component.type))
    {
        Ptr<const AttributeValue> value = attribute.initialValue;
        for (const auto& [key, text] : component.preset)
        {
            if (NormalizeName(key) == NormalizeName(attribute.name))
            {
                value = ParseAttribute(attribute, text);
            }
        }
        os << "    " << ToKebabCase(attribute.name) << "=" << FormatAttribute(attribute, *value)
           << "  (" << DescribeType(attribute) << ")  " << attribute.help << "\n";
    }
}

std::vector<TypeId::AttributeInformation>
ListTextAttributes(TypeId type)
{
    static const std::set<std::string> types{"UintegerValue",
                                             "IntegerValue",
                                             "DoubleValue",
                                             "BooleanValue",
                                             "StringValue",
                                             "TimeValue",
                                             "DataRateValue",
                                             "TypeIdValue"};
    std::vector<TypeId::AttributeInformation> result;
    for (;; type = type.GetParent())
    {
        for (std::size_t i = 0; i < type.GetAttributeN(); i++)
        {
            const auto attribute = type.GetAttribute(i);
            const auto name = GetValueType(attribute);
            const bool isText = types.count(name) > 0 || name.rfind("EnumValue", 0) == 0;
            if (isText && (attribute.flags & TypeId::ATTR_CONSTRUCT) &&
                attribute.supportLevel != TypeId::SupportLevel::OBSOLETE &&
                !HasEnding(attribute.name, "Description"))
            {
                result.push_back(attribute);
            }
        }
        if (!type.HasParent())
        {
            return result;
        }
    }
}

std::string
GetValueType(const TypeId::AttributeInformation& attribute)
{
    const auto name = attribute.checker->GetValueTypeName();
    return name.rfind("ns3::", 0) == 0 ? name.substr(5) : name;
}

std::string
FormatAttribute(const TypeId::AttributeInformation& attribute, const AttributeValue& given)
{
    // Initial values may be texts; the checker makes the value of them that an object gets.
    const auto valid = attribute.checker->CreateValidValue(given);
    const AttributeValue& value = valid ? *valid : given;
    if (const auto* time = dynamic_cast<const TimeValue*>(&value))
    {
        return FormatDuration(time->Get());
    }
    if (const auto* rate = dynamic_cast<const DataRateValue*>(&value))
    {
        return FormatRate(rate->Get());
    }
    if (const auto* number = dynamic_cast<const DoubleValue*>(&value))
    {
        return FormatNumber(number->Get());
    }
    if (const auto* integer = dynamic_cast<const UintegerValue*>(&value))
    {
        if (integer->Get() == AUTO)
        {
            return "auto";
        }
        const bool isBytes =
            NormalizeName(attribute.name + attribute.help).find("bytes") != std::string::npos;
        return isBytes ? FormatBytes(integer->Get()) : std::to_string(integer->Get());
    }
    return value.SerializeToString(attribute.checker);
}

} // namespace aifabric
} // namespace ns3
