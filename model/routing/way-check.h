/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef WAY_CHECK_H
#define WAY_CHECK_H

#include "fabric-topology.h"

#include <cstdint>
#include <functional>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Look whether ways lead everywhere: next hops that are given (FabricTopology::SetNextHops()) must
 * not lead in a circle, whatever else they lead to, and each host must have a way to each other
 * one that does not end on its way.
 * @param topology the graph
 * @param nameOf what a vertex is called in the answer
 * @return an empty string, or what is wrong
 */
std::string CheckWays(const FabricTopology& topology,
                      const std::function<std::string(uint32_t)>& nameOf);

} // namespace aifabric
} // namespace ns3

#endif // WAY_CHECK_H
