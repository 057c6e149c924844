/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ALL_TO_ALL_WORKLOAD_H
#define ALL_TO_ALL_WORKLOAD_H

#include "collective-workload.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Every rank has data for every other one, by the algorithm of choice. Where messages do not wait
 * for each other, all are posted at once and the NIC takes turns among them; or a host has only so
 * many under way, and posts the next one when the one that many places before it is acknowledged.
 */
class AllToAllWorkload : public CollectiveWorkload
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
    uint64_t GetTotal(uint64_t ranks) const override;
    void FillShape(CollectiveShape& shape) const override;
    void DoBuild(TaskGraph& graph, uint32_t hosts, FabricRandom& random) const override;

    uint32_t m_concurrent; ///< messages of a host at a time, 0 for all
};

} // namespace aifabric
} // namespace ns3

#endif // ALL_TO_ALL_WORKLOAD_H
