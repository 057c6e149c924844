/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * How names of components and attributes are written, compared and guessed.
 */

#include "attribute-text.h"
#include "component-registry.h"
#include "config-error.h"
#include "make-factory.h"

#include "ns3/string.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

namespace
{

/**
 * Count the insertions, deletions, replacements and swaps of neighbors between two texts.
 * @param a a text
 * @param b a text
 * @return their number
 */
std::size_t
GetEditDistance(const std::string& a, const std::string& b)
{
    std::vector<std::vector<std::size_t>> cost(a.size() + 1,
                                               std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); i++)
    {
        for (std::size_t j = 0; j <= b.size(); j++)
        {
            if (i == 0 || j == 0)
            {
                cost[i][j] = i + j;
                continue;
            }
            cost[i][j] = std::min({cost[i - 1][j] + 1,
                                   cost[i][j - 1] + 1,
                                   cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            {
                cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
            }
        }
    }
    return cost[a.size()][b.size()];
}

} // namespace

std::string
ToKebabCase(const std::string& name)
{
    const auto is = [&name](int (*kind)(int), std::size_t i) {
        return i < name.size() && kind(static_cast<unsigned char>(name[i])) != 0;
    };
    std::string result;
    for (std::size_t i = 0; i < name.size(); i++)
    {
        const bool newWord =
            is(std::isupper, i) && (!is(std::isupper, i - 1) || is(std::islower, i + 1));
        const bool newNumber =
            is(std::isdigit, i) && is(std::isdigit, i + 1) && is(std::islower, i - 1);
        if (i > 0 && (newWord || newNumber))
        {
            result += '-';
        }
        result += static_cast<char>(std::tolower(static_cast<unsigned char>(name[i])));
    }
    return result;
}

std::string
NormalizeName(const std::string& name)
{
    std::string result;
    for (const char c : name)
    {
        if (c != '-' && c != '_')
        {
            result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        }
    }
    return result;
}

std::string
SuggestName(const std::string& name, const std::vector<std::string>& known)
{
    if (known.empty())
    {
        return "; none is known";
    }
    std::string nearest;
    std::size_t least = (name.size() + 2) / 3;
    std::string list;
    for (const auto& candidate : known)
    {
        list += (list.empty() ? "" : ", ") + candidate;
        auto distance = GetEditDistance(NormalizeName(name), NormalizeName(candidate));
        if (name.size() > 1 && NormalizeName(candidate).rfind(NormalizeName(name), 0) == 0)
        {
            distance = 1;
        }
        if (distance < least || (distance == least && nearest.empty()))
        {
            least = distance;
            nearest = candidate;
        }
    }
    return (nearest.empty() ? "; known: " : "; did you mean '" + nearest + "'? known: ") + list;
}

TypeId
FindClass(const std::string& name, TypeId base)
{
    TypeId type;
    const bool isKnown = TypeId::LookupByNameFailSafe(name, &type);
    if (isKnown && (type == base || type.IsChildOf(base)) && type.HasConstructor())
    {
        return type;
    }
    std::vector<std::string> known;
    for (uint16_t i = 0; base != Object::GetTypeId() && i < TypeId::GetRegisteredN(); i++)
    {
        const TypeId one = TypeId::GetRegistered(i);
        if (one.HasConstructor() && (one == base || one.IsChildOf(base)))
        {
            known.push_back(one.GetName());
        }
    }
    if (isKnown)
    {
        throw ConfigError(name + " is no " + base.GetName() + " that can be made" +
                          SuggestName(name, known));
    }
    throw ConfigError("there is no class '" + name +
                      "' (one of your own needs NS_OBJECT_ENSURE_REGISTERED)" +
                      SuggestName(name, known));
}

void
SetFactoryAttribute(ObjectFactory& factory, const std::string& name, const AttributeValue& value)
{
    const TypeId type = factory.GetTypeId();
    std::vector<std::string> known;
    TypeId::AttributeInformation info;
    for (const auto& attribute : ListTextAttributes(type))
    {
        known.push_back(attribute.name);
        const auto* text = dynamic_cast<const StringValue*>(&value);
        if (attribute.name != name || !text || GetValueType(attribute) == "StringValue")
        {
            continue;
        }
        // ns-3 ends the process for a text that it cannot read.
        try
        {
            factory.Set(name, *ParseAttribute(attribute, text->Get()));
        }
        catch (const ConfigError& error)
        {
            throw ConfigError("attribute " + name + " of " + type.GetName() + ": " + error.what());
        }
        return;
    }
    if (!type.LookupAttributeByName(name, &info))
    {
        throw ConfigError(type.GetName() + " has no attribute '" + name + "'" +
                          SuggestName(name, known));
    }
    if (!info.checker->CreateValidValue(value))
    {
        throw ConfigError("attribute " + name + " of " + type.GetName() + " takes " +
                          DescribeRange(*info.checker) + ", not '" +
                          value.SerializeToString(info.checker) + "'");
    }
    factory.Set(name, value);
}

} // namespace aifabric
} // namespace ns3
