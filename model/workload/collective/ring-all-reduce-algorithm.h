/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RING_ALL_REDUCE_ALGORITHM_H
#define RING_ALL_REDUCE_ALGORITHM_H

#include "all-reduce-algorithm.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Ring all-reduce (P. Patarasuk and X. Yuan, "Bandwidth optimal all-reduce algorithms for clusters
 * of workstations", JPDC 69(2), 2009): a reduce-scatter of n - 1 steps and an all-gather of n - 1
 * steps. In each step every rank sends one n-th of the vector to the next rank. A rank sends in
 * step s as soon as it has received in step s - 1, so ranks are not in lockstep.
 */
class RingAllReduceAlgorithm : public AllReduceAlgorithm
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    std::string Check(uint32_t ranks, uint64_t bytes) const override;
    uint64_t CountTasks(uint32_t ranks) const override;
    uint64_t CountPairs(uint32_t ranks) const override;
    void AddTo(TaskGraph& graph, const std::vector<uint32_t>& ranks, uint64_t bytes) const override;
};

} // namespace aifabric
} // namespace ns3

#endif // RING_ALL_REDUCE_ALGORITHM_H
