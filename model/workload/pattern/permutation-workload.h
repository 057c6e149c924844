/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PERMUTATION_WORKLOAD_H
#define PERMUTATION_WORKLOAD_H

#include "ns3/workload.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Every host sends one message, and every host receives one: a random permutation without fixed
 * points, all of them equally likely.
 */
class PermutationWorkload : public Workload
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

  private:
    std::string CheckConfig(uint32_t hosts) const override;
    uint64_t CountTasks(uint32_t hosts) const override;
    void DoBuild(TaskGraph& graph, uint32_t hosts, FabricRandom& random) const override;

    uint64_t m_bytes; ///< payload of each message
};

} // namespace aifabric
} // namespace ns3

#endif // PERMUTATION_WORKLOAD_H
