/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef GIVEN_CHECKS_H
#define GIVEN_CHECKS_H

#include "fabric-container.h"

#include "ns3/node-container.h"
#include "ns3/object-factory.h"
#include "ns3/type-id.h"

namespace ns3
{
namespace aifabric
{

/**
 * @file
 * @ingroup ai-fabric
 *
 * What helpers refuse of what they are given.
 */

/**
 * Refuse a factory that makes something else than it should, or nothing.
 * @param factory the factory
 * @param base what it must make
 * @throws ConfigError naming both
 */
void CheckFactory(const ObjectFactory& factory, TypeId base);

/**
 * Refuse nodes that cannot be hosts of a new fabric.
 * @param hosts the nodes
 * @throws ConfigError naming the first that is none, comes twice, or is a host already
 */
void CheckNodes(const NodeContainer& hosts);

/**
 * Refuse a fabric that is not there.
 * @param fabric the fabric
 * @throws ConfigError if it was never installed, or Simulator::Destroy() has taken it apart
 */
void CheckThere(const FabricContainer& fabric);

} // namespace aifabric
} // namespace ns3

#endif // GIVEN_CHECKS_H
