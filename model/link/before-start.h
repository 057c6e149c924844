/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef BEFORE_START_H
#define BEFORE_START_H

#include "ns3/attribute.h"
#include "ns3/config-error.h"
#include "ns3/ptr.h"

#include <string>
#include <utility>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The accessor of an attribute that a part of a fabric reads once, when it is installed. Set later
 * on, it would be ignored, or obeyed by half: it is refused then, in each build profile.
 * @tparam T the class of the part
 */
template <typename T>
class BeforeStartAccessor : public AttributeAccessor
{
  public:
    /**
     * @param name of the attribute
     * @param hasStarted tells whether a part is installed
     * @param inner what sets and gets it
     */
    BeforeStartAccessor(std::string name,
                        bool (*hasStarted)(const T&),
                        Ptr<const AttributeAccessor> inner)
        : m_name(std::move(name)),
          m_hasStarted(hasStarted),
          m_inner(inner)
    {
    }

    bool Set(ObjectBase* object, const AttributeValue& value) const override
    {
        const auto* part = dynamic_cast<const T*>(object);
        if (part && m_hasStarted(*part))
        {
            throw ConfigError(
                "attribute " + m_name + " of " + T::GetTypeId().GetName() +
                " is set after FabricHelper::Install(), which has read it: give it to "
                "the helper, or set its default before");
        }
        return m_inner->Set(object, value);
    }

    bool Get(const ObjectBase* object, AttributeValue& value) const override
    {
        return m_inner->Get(object, value);
    }

    bool HasGetter() const override
    {
        return m_inner->HasGetter();
    }

    bool HasSetter() const override
    {
        return m_inner->HasSetter();
    }

  private:
    std::string m_name;
    bool (*m_hasStarted)(const T&);
    Ptr<const AttributeAccessor> m_inner;
};

/**
 * @tparam T the class of the part
 * @param name of the attribute
 * @param hasStarted tells whether a part is installed
 * @param inner what sets and gets it
 * @return the accessor
 */
template <typename T>
Ptr<const AttributeAccessor>
MakeBeforeStart(const std::string& name,
                bool (*hasStarted)(const T&),
                Ptr<const AttributeAccessor> inner)
{
    return Ptr<const AttributeAccessor>(new BeforeStartAccessor<T>(name, hasStarted, inner), false);
}

} // namespace aifabric
} // namespace ns3

#endif // BEFORE_START_H
