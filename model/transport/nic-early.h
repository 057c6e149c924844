/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef NIC_EARLY_H
#define NIC_EARLY_H

#include "roce-nic.h"

#include "ns3/before-start.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * An attribute that a NIC reads when it starts.
 * @param name of the attribute
 * @param accessor what sets it
 * @return an accessor that refuses to set it later
 */
inline Ptr<const AttributeAccessor>
Early(const char* name, Ptr<const AttributeAccessor> accessor)
{
    const auto hasStarted = [](const RoceNic& nic) {
        return nic.GetRecoveryPrototype() != nullptr;
    };
    return MakeBeforeStart<RoceNic>(name, hasStarted, accessor);
}

} // namespace aifabric
} // namespace ns3

#endif // NIC_EARLY_H
