/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ALL_REDUCE_WORKLOAD_H
#define ALL_REDUCE_WORKLOAD_H

#include "collective-workload.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * All-reduce of a vector, by the algorithm of choice.
 */
class AllReduceWorkload : public CollectiveWorkload
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

  private:
    std::string GetOperation() const override;
    const ComponentFamily& GetAlgorithms() const override;
    std::optional<NcclTuner::Operation> GetTuned() const override;
};

} // namespace aifabric
} // namespace ns3

#endif // ALL_REDUCE_WORKLOAD_H
