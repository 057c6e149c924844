/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ALL_REDUCE_WORKLOAD_H
#define ALL_REDUCE_WORKLOAD_H

#include "ns3/workload.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * All-reduce of a vector over all hosts, by the algorithm of choice. Host numbers are ranks.
 *
 * Reductions themselves take no time.
 */
class AllReduceWorkload : public Workload
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    uint64_t CountPairs(uint32_t hosts) const override;

  private:
    std::string CheckConfig(uint32_t hosts) const override;
    uint64_t CountTasks(uint32_t hosts) const override;
    void DoBuild(TaskGraph& graph, uint32_t hosts, FabricRandom& random) const override;

    std::string m_algorithm; ///< short name of the algorithm
    uint64_t m_bytes;        ///< size of the vector
};

} // namespace aifabric
} // namespace ns3

#endif // ALL_REDUCE_WORKLOAD_H
