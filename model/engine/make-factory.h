/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MAKE_FACTORY_H
#define MAKE_FACTORY_H

#include "ns3/object-factory.h"

#include <string>
#include <utility>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Find a class of which objects can be made.
 * @param name its TypeId name
 * @param base what it must be
 * @return the class
 * @throws ConfigError naming it and those that there are, if there is none, or it is something else
 */
TypeId FindClass(const std::string& name, TypeId base);

/**
 * @ingroup ai-fabric
 *
 * Set an attribute of what a factory makes.
 * @param factory the factory
 * @param name name of the attribute
 * @param value its value
 * @throws ConfigError naming both, if the class has no such attribute or it takes no such value
 */
void SetFactoryAttribute(ObjectFactory& factory,
                         const std::string& name,
                         const AttributeValue& value);

/**
 * Set no attribute: the end of the recursion.
 */
inline void
SetFactoryAttributes(ObjectFactory&)
{
}

/**
 * Set attributes of what a factory makes.
 * @tparam Args names and values of further attributes
 * @param factory the factory
 * @param name name of an attribute
 * @param value its value
 * @param rest names and values of further attributes
 */
template <typename... Args>
void
SetFactoryAttributes(ObjectFactory& factory,
                     const std::string& name,
                     const AttributeValue& value,
                     Args&&... rest)
{
    SetFactoryAttribute(factory, name, value);
    SetFactoryAttributes(factory, std::forward<Args>(rest)...);
}

/**
 * Make a factory.
 * @tparam Base what is made
 * @tparam Args names and values of attributes
 * @param type TypeId name of what it makes
 * @param args names and values of attributes
 * @return the factory
 */
template <typename Base = Object, typename... Args>
ObjectFactory
MakeTypeFactory(const std::string& type, Args&&... args)
{
    ObjectFactory factory;
    factory.SetTypeId(FindClass(type, Base::GetTypeId()));
    SetFactoryAttributes(factory, std::forward<Args>(args)...);
    return factory;
}

} // namespace aifabric
} // namespace ns3

#endif // MAKE_FACTORY_H
