/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COMPONENT_FAMILIES_H
#define COMPONENT_FAMILIES_H

#include "ns3/component-registry.h"

#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The families of components that an experiment is put together from. A component belongs to a
 * family by its base class; nothing is listed by hand.
 */
namespace families
{

/** @return strategies of switches and hosts. */
const ComponentFamily& LoadBalancers();
/** @return congestion controls. */
const ComponentFamily& CongestionControls();
/** @return loss recoveries. */
const ComponentFamily& LossRecoveries();
/** @return switch models. */
const ComponentFamily& SwitchPresets();
/** @return what switches do with classes. */
const ComponentFamily& QosProfiles();
/** @return what PFC's headroom is calculated by. */
const ComponentFamily& HeadroomRules();
/** @return rules of PFC watchdogs, by family of ASIC. */
const ComponentFamily& Watchdogs();
/** @return what switches do to frames that leave a queue. */
const ComponentFamily& EgressStages();
/** @return rules by which queues share the memory of a switch. */
const ComponentFamily& BufferPolicies();
/** @return fabrics. */
const ComponentFamily& Fabrics();
/** @return workloads. */
const ComponentFamily& Workloads();
/** @return policies that say which host is which rank of a job. */
const ComponentFamily& Placements();
/** @return faults. */
const ComponentFamily& Faults();

/** @return all families by the name of their option, as `aifabric list` takes it. */
std::vector<std::pair<std::string, const ComponentFamily*>> All();

/**
 * Write the names of parts as options have them, where a message has those of their classes.
 * @param message it may say "ns3::aifabric::OfanLoadBalancer"
 * @return the message, which says "ofan"; classes of other programs keep their names
 */
std::string ShortenNames(const std::string& message);

} // namespace families

} // namespace aifabric
} // namespace ns3

#endif // COMPONENT_FAMILIES_H
