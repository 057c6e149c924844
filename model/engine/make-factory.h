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
    factory.Set(name, value);
    SetFactoryAttributes(factory, std::forward<Args>(rest)...);
}

/**
 * Make a factory.
 * @tparam Args names and values of attributes
 * @param type TypeId name of what it makes
 * @param args names and values of attributes
 * @return the factory
 */
template <typename... Args>
ObjectFactory
MakeTypeFactory(const std::string& type, Args&&... args)
{
    ObjectFactory factory;
    factory.SetTypeId(type);
    SetFactoryAttributes(factory, std::forward<Args>(args)...);
    return factory;
}

} // namespace aifabric
} // namespace ns3

#endif // MAKE_FACTORY_H
