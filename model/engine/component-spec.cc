/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "component-spec.h"

#include <algorithm>
#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/split.hpp>
#include <boost/algorithm/string/trim.hpp>
#include <cctype>
#include <set>

namespace ns3
{
namespace aifabric
{

namespace
{

/// A parameter that has been matched with its attribute.
struct ResolvedParameter
{
    TypeId::AttributeInformation attribute; ///< the attribute
    Ptr<AttributeValue> value;              ///< its value
};

/**
 * Find the colon that ends the name; "::" belongs to it.
 * @param text the text
 * @return the position, or npos
 */
std::size_t
FindNameEnd(const std::string& text)
{
    for (std::size_t i = 0; i < text.size(); i++)
    {
        if (text[i] == ':')
        {
            if (i + 1 < text.size() && text[i + 1] == ':')
            {
                i++;
                continue;
            }
            return i;
        }
    }
    return std::string::npos;
}

/**
 * Check whether a '+' begins another component: a name must follow.
 * @param text the text
 * @param plus the position of the '+'
 * @return whether it does
 */
bool
IsJoin(const std::string& text, std::size_t plus)
{
    const auto next = plus + 1 < text.size() ? static_cast<unsigned char>(text[plus + 1]) : 0;
    const auto end = text.find_first_of("+,:=/.", plus + 1);
    const bool isName =
        std::isalpha(next) && (end == std::string::npos || text[end] == '+' || text[end] == ':');
    const bool inParameters = FindNameEnd(text.substr(0, plus)) != std::string::npos;
    return isName || !inParameters;
}

/**
 * Match every parameter of a component with its attribute.
 * @param family the family, for messages
 * @param component the class
 * @param spec the component
 * @return the parameters with their values, sorted by attribute name
 */
std::vector<ResolvedParameter>
Resolve(const ComponentFamily& family, const ComponentInfo& component, const ComponentSpec& spec)
{
    const auto where = family.GetKind() + " '" + component.alias + "': ";
    const auto attributes = ListTextAttributes(component.type);
    std::vector<std::string> known;
    for (const auto& attribute : attributes)
    {
        known.push_back(ToKebabCase(attribute.name));
    }
    std::vector<ResolvedParameter> result;
    for (const auto& [key, text] : spec.parameters)
    {
        const auto name = NormalizeName(key);
        const auto found = std::find_if(attributes.begin(), attributes.end(), [&](const auto& a) {
            return NormalizeName(a.name) == name;
        });
        if (found == attributes.end())
        {
            throw ConfigError(where + "unknown parameter '" + key + "'" +
                              (known.empty() ? "; it has none" : SuggestName(key, known)));
        }
        try
        {
            result.push_back({*found, ParseAttribute(*found, text)});
        }
        catch (const ConfigError& error)
        {
            throw ConfigError(where + ToKebabCase(found->name) + ": " + error.what());
        }
    }
    std::sort(result.begin(), result.end(), [](const auto& a, const auto& b) {
        return a.attribute.name < b.attribute.name;
    });
    return result;
}

} // namespace

ComponentSpec
ParseComponent(const std::string& text)
{
    const auto colon = FindNameEnd(text);
    ComponentSpec spec{boost::trim_copy(text.substr(0, colon)), {}};
    const auto where = "component '" + text + "': ";
    if (spec.name.empty())
    {
        throw ConfigError(where + "it has no name; expected name or name:key=value,key=value");
    }
    if (colon == std::string::npos)
    {
        return spec;
    }
    std::set<std::string> seen;
    std::vector<std::string> items;
    boost::split(items, text.substr(colon + 1), boost::is_any_of(","));
    for (const std::string& item : items)
    {
        const auto equals = item.find('=');
        if (equals == std::string::npos)
        {
            throw ConfigError(where + "'" + item +
                              "' has no '='; expected name or name:key=value,key=value");
        }
        const auto key = boost::trim_copy(item.substr(0, equals));
        if (key.empty())
        {
            throw ConfigError(where + "'" + item + "' has no key before '='");
        }
        if (!seen.insert(NormalizeName(key)).second)
        {
            throw ConfigError(where + "the parameter '" + key + "' is given twice");
        }
        const auto value = boost::trim_copy(item.substr(equals + 1));
        if (value.empty())
        {
            throw ConfigError(where + "the parameter '" + key + "' has no value after '='");
        }
        spec.parameters.emplace_back(key, value);
    }
    return spec;
}

std::vector<ComponentSpec>
ParseJoined(const std::string& text)
{
    std::vector<ComponentSpec> result;
    std::size_t from = 0;
    for (std::size_t i = 0; i <= text.size(); i++)
    {
        if (i == text.size() || (text[i] == '+' && IsJoin(text.substr(from), i - from)))
        {
            const auto part = text.substr(from, i - from);
            if (boost::trim_copy(part).empty() && !text.empty())
            {
                throw ConfigError("'" + text + "': a name is missing beside '+'");
            }
            result.push_back(ParseComponent(part));
            from = i + 1;
        }
    }
    return result;
}

std::string
Canonical(const ComponentSpec& spec)
{
    auto parameters = spec.parameters;
    std::sort(parameters.begin(), parameters.end());
    std::string text = spec.name;
    for (const auto& [key, value] : parameters)
    {
        text += (text.size() == spec.name.size() ? ":" : ",") + key + "=" + value;
    }
    return text;
}

std::string
Canonical(const ComponentFamily& family, const ComponentSpec& spec)
{
    const auto component = family.Find(spec.name);
    ComponentSpec canonical{component.alias, {}};
    for (const auto& [attribute, value] : Resolve(family, component, spec))
    {
        canonical.parameters.emplace_back(ToKebabCase(attribute.name),
                                          FormatAttribute(attribute, *value));
    }
    return Canonical(canonical);
}

ObjectFactory
MakeFactory(const ComponentFamily& family, const ComponentSpec& spec)
{
    const auto component = family.Find(spec.name);
    ObjectFactory factory;
    factory.SetTypeId(component.type);
    for (const auto& parameters : {component.preset, spec.parameters})
    {
        for (const auto& [attribute, value] : Resolve(family, component, {spec.name, parameters}))
        {
            factory.Set(attribute.name, *value);
        }
    }
    return factory;
}

ParameterList
ListNonDefaultAttributes(Ptr<const Object> object)
{
    ParameterList result;
    for (const auto& attribute : ListTextAttributes(object->GetInstanceTypeId()))
    {
        auto value = attribute.checker->Create();
        if (!(attribute.flags & TypeId::ATTR_GET) || !attribute.accessor->HasGetter() ||
            !attribute.accessor->Get(PeekPointer(object), *value))
        {
            continue;
        }
        const auto text = FormatAttribute(attribute, *value);
        if (text != FormatAttribute(attribute, *attribute.originalInitialValue))
        {
            result.emplace_back(ToKebabCase(attribute.name), text);
        }
    }
    std::sort(result.begin(), result.end());
    return result;
}

} // namespace aifabric
} // namespace ns3
