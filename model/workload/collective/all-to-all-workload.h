/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ALL_TO_ALL_WORKLOAD_H
#define ALL_TO_ALL_WORKLOAD_H

#include "ns3/workload.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Every host sends one message to every other host. Host h lists its receivers from h + 1 on, so
 * that turns start at different receivers. All are posted at once and the NIC takes turns among
 * them; or a host has only so many under way, and posts the next one when the one that many places
 * before it is acknowledged.
 */
class AllToAllWorkload : public Workload
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    uint64_t CountOpenPairs(uint32_t hosts) const override;

  private:
    std::string CheckConfig(uint32_t hosts) const override;
    uint64_t CountTasks(uint32_t hosts) const override;
    void DoBuild(TaskGraph& graph, uint32_t hosts, FabricRandom& random) const override;

    uint64_t m_bytes;      ///< payload of each message
    uint32_t m_concurrent; ///< messages of a host at a time, 0 for all
    uint32_t m_stride;     ///< number of groups that keep to themselves
};

} // namespace aifabric
} // namespace ns3

#endif // ALL_TO_ALL_WORKLOAD_H
