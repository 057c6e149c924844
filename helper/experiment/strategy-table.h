/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STRATEGY_TABLE_H
#define STRATEGY_TABLE_H

#include "ns3/component-registry.h"
#include "ns3/network-need.h"

#include <ostream>

namespace ns3
{
namespace aifabric
{

/**
 * What a strategy needs with the attributes that it has by default.
 * @param info a load balancer
 * @return what it says itself
 */
NetworkNeeds GetStrategyNeeds(const ComponentInfo& info);

/**
 * Print the table of load-balancing strategies: where each runs, what it steers as one, what it
 * looks at, what it needs (NetworkNeeds), where it comes from (StrategyTraits). Classes of users
 * that say nothing of this have dashes.
 * @param os where to
 */
void PrintStrategyTable(std::ostream& os);

} // namespace aifabric
} // namespace ns3

#endif // STRATEGY_TABLE_H
