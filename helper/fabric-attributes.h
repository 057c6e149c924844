/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_ATTRIBUTES_H
#define FABRIC_ATTRIBUTES_H

#include "fabric-container.h"

#include "ns3/component-spec.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @file
 * @ingroup ai-fabric
 *
 * What the attributes of the parts of a fabric are that has been installed, whoever set them: the
 * helper, the command line, or ns-3's Config.
 */

/** A part of a fabric, and those of its attributes that differ from the defaults of its class. */
using PartAttributes = std::pair<std::string, ParameterList>;

/**
 * Describe a fabric by the parts of its first host and of the first switch of each tier.
 * @param fabric the fabric
 * @return parts such as "nic", "switch-lb" and "marker"; tiers of one kind are described once, and
 * else as "marker-of-edge"
 */
std::vector<PartAttributes> ListPartAttributes(const FabricContainer& fabric);

/**
 * List what tells a fabric from others beside its layout and its strategies: attributes of all
 * parts, and what its links are.
 * @param fabric the fabric
 * @param isStruck whether faults have changed links: rates are then those of the graph
 * @return values by names such as "marker.kmin", "rate" and "delay"; where those of several parts
 * differ, the value is a hash over all
 */
std::map<std::string, std::string> ListFabricIdentity(const FabricContainer& fabric, bool isStruck);

} // namespace aifabric
} // namespace ns3

#endif // FABRIC_ATTRIBUTES_H
