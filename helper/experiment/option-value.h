/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef OPTION_VALUE_H
#define OPTION_VALUE_H

#include "ns3/component-spec.h"
#include "ns3/config-error.h"
#include "ns3/nstime.h"
#include "ns3/object-factory.h"
#include "ns3/switch-choice.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 * A component that an option chooses: its class and attributes are known and can be.
 */
struct OptionComponent
{
    ComponentSpec spec;    ///< what the user wrote
    std::string canonical; ///< the same for equal choices
    ObjectFactory factory; ///< makes it

    /**
     * Make the component.
     * @tparam T the class to return
     * @return the object
     */
    template <typename T>
    Ptr<T> Create() const
    {
        const auto object = DynamicCast<T>(factory.Create());
        if (!object)
        {
            throw ConfigError("'" + spec.name + "' cannot be used here: it is no " +
                              T::GetTypeId().GetName());
        }
        return object;
    }
};

/**
 * @ingroup ai-fabric
 * What an option says, read once: whoever builds, checks, estimates, identifies or records takes it
 * from here.
 */
struct OptionValue
{
    std::string text;                             ///< what the user wrote
    std::string canonical;                        ///< the same for equal choices; empty: nothing
    std::vector<OptionComponent> components;      ///< components, as written
    std::shared_ptr<const SwitchChoice> switches; ///< models of the tiers, if the option has them
    std::optional<Time> time;                     ///< a time; unset: auto, or nothing
    uint64_t number{0};                           ///< bit/s, bytes, a number, or 1 for true

    /** @return the only component of an option that has one. */
    const OptionComponent& GetComponent() const
    {
        return components.front();
    }

    /**
     * Join the canonical forms of the components.
     * @param sorted whether to sort them; otherwise they stay in their order
     * @return the text
     */
    std::string Join(bool sorted) const;
};

} // namespace aifabric
} // namespace ns3

#endif // OPTION_VALUE_H
