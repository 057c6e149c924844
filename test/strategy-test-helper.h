/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STRATEGY_TEST_HELPER_H
#define STRATEGY_TEST_HELPER_H

#include "ns3/string.h"
#include "ns3/type-id.h"

#include <string>

namespace ns3
{
namespace aifabric
{
namespace strategy_test
{

/// Whether a strategy says that it works on fabrics of two tiers only.
inline bool
NeedsTwoTiers(TypeId strategy)
{
    TypeId::AttributeInformation traits;
    return strategy.LookupAttributeByName("Traits", &traits) &&
           traits.initialValue->SerializeToString(traits.checker).find("|two tiers|") !=
               std::string::npos;
}

} // namespace strategy_test
} // namespace aifabric
} // namespace ns3

#endif // STRATEGY_TEST_HELPER_H
