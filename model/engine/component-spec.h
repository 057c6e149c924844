/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COMPONENT_SPEC_H
#define COMPONENT_SPEC_H

#include "attribute-text.h"
#include "component-registry.h"

#include "ns3/object-factory.h"
#include "ns3/object.h"

#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What the user wrote to choose a component: `name` or `name:key=value,key=value`. The name may be
 * a full TypeId name (`ns3::MyLoadBalancer:salt=7`). Values hold no commas.
 */
struct ComponentSpec
{
    std::string name;         ///< short name or TypeId name
    ParameterList parameters; ///< in the order written
};

/**
 * Read one component. Throws ConfigError on an empty name, a parameter without '=' or without key,
 * and a key given twice.
 * @param text the text
 * @return the component
 */
ComponentSpec ParseComponent(const std::string& text);

/**
 * Read components joined by '+', as in `ofan+reps:entropies=64`. A '+' before a digit or inside a
 * value that is no name ("1e+3", "a/+b") does not join.
 * @param text the text
 * @return the components, at least one
 */
std::vector<ComponentSpec> ParseJoined(const std::string& text);

/**
 * Write a component as parsed, with the parameters sorted by key.
 * @param spec the component
 * @return the text
 */
std::string Canonical(const ComponentSpec& spec);

/**
 * Write a component so that equal choices give equal texts: the short name, keys in kebab-case and
 * sorted, values in one form ("1MiB" for "1048576"). Throws ConfigError as MakeFactory() does.
 * @param family the family of the component
 * @param spec the component
 * @return the text
 */
std::string Canonical(const ComponentFamily& family, const ComponentSpec& spec);

/**
 * Make a factory from a component: every parameter is an attribute of the class in kebab-case,
 * compared without regard to case and dashes. Throws ConfigError on unknown names and keys and on
 * impossible values.
 * @param family the family of the component
 * @param spec the component
 * @return the factory
 */
ObjectFactory MakeFactory(const ComponentFamily& family, const ComponentSpec& spec);

/**
 * Compare the attributes of an object with the defaults of its class as written in the source.
 * @param object the object
 * @return the attributes that differ, keys in kebab-case, sorted
 */
ParameterList ListNonDefaultAttributes(Ptr<const Object> object);

/**
 * Create a component.
 * @tparam T the class to return
 * @param family the family of the component
 * @param spec the component
 * @return the object
 */
template <typename T>
Ptr<T>
CreateComponent(const ComponentFamily& family, const ComponentSpec& spec)
{
    auto object = DynamicCast<T>(MakeFactory(family, spec).Create());
    if (!object)
    {
        throw ConfigError("'" + spec.name + "' cannot be used here: it is no " +
                          T::GetTypeId().GetName());
    }
    return object;
}

/**
 * Create a component from text.
 * @tparam T the class to return
 * @param family the family of the component
 * @param text `name` or `name:key=value,key=value`
 * @return the object
 */
template <typename T>
Ptr<T>
CreateComponent(const ComponentFamily& family, const std::string& text)
{
    return CreateComponent<T>(family, ParseComponent(text));
}

} // namespace aifabric
} // namespace ns3

#endif // COMPONENT_SPEC_H
